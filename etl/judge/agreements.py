"""What is sound and hard to believe of agreements: many that are gone, places with others than their partners, numbers
beyond what an agreement bears."""

from collections.abc import Iterator

from sqlalchemy import Engine

from db.batch import Batch, Facts
from db.ties_before import partners_of, taken_for_others
from etl.errors import N_, Warned, say

FEWEST, GONE = 3, 0.2
"""Agreements that are gone, and their share of those known, from which on a person should look."""
MANY = 1000
"""Places or students of one row, of one agreement in one year."""

Found = tuple[tuple[float, ...], Warned]


def gone(engine: Engine, batch: Batch) -> Iterator[Found]:
    """Agreements that the source stated and its new register does not have any more."""
    whole = [e for e in batch.extents if e.table == "agreement_statement" and not e.period]
    if not whole:
        return
    known = partners_of(engine, batch.institution, str(batch.source["code"])).keys()
    lost = known - set(batch.facts.get("agreement_statement", Facts()).column("agreement"))
    if len(lost) >= FEWEST and len(lost) > GONE * len(known):
        named = ", ".join(f"`{code}`" for code in sorted(lost)[:FEWEST])
        rule = say(N_("{count} of {all} known agreements are not in the register any more: {codes} …"),
                   count=len(lost), all=len(known), codes=named)  # fmt: skip
        remedy = say(N_("They would be withdrawn: check that the file is whole and its codes are those of before."))
        yield (len(lost),), Warned(batch.files[0].name, rule, remedy)


def of_use(engine: Engine, batch: Batch) -> Iterator[Found]:
    """Places and students under an agreement with somebody who is no partner of it, or too many of them."""
    said, use = (batch.facts.get(table, Facts()) for table in ("agreement_statement", "agreement_year"))
    if not use:
        return
    known = partners_of(engine, batch.institution)
    for agreement, partner in zip(said.column("agreement"), said.column("partner"), strict=True):
        known.setdefault(agreement, set()).add(partner)
    others, told = taken_for_others(engine), set[tuple[str, str]]()
    names = ("agreement", "partner", "places", "assigned", "file", "source_rows")
    for agreement, partner, places, assigned, file, rows in zip(*[use.column(name) for name in names], strict=True):
        there = known.get(agreement, {partner})
        name, line = batch.files[file].name, str(rows).split(",")[0]
        is_strange = partner not in there and not ({partner, *there} & others)
        if is_strange and (agreement, partner) not in told:
            told.add((agreement, partner))
            rule = say(N_("Row {row}: places of `{agreement}` with `{partner}`, whom no register names there."),
                       row=line, agreement=agreement, partner=partner)  # fmt: skip
            yield (0,), Warned(name, rule, say(N_("Check the code of the agreement and the partner.")))
        most = max((number for number in (places, assigned) if isinstance(number, int | float)), default=0)
        if most >= MANY:
            rule = say(N_("Row {row}: {count} places or students under `{agreement}` in one year."),
                       row=line, count=round(most), agreement=agreement)  # fmt: skip
            yield (most,), Warned(name, rule, say(N_("Check the number.")))
