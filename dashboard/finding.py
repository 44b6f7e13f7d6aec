"""What a chart shows, in one sentence for those who do not see it: the finding first, with what is not known.

Frames are those of `db.queries.counts`: a name, headcount, state and withheld_cells. A number of which cells are not
known is told as "at least"; it has no change and no share. Sentences are patterns such as "{name}: {count}", so that
no language needs names in other cases than the first.
"""

from collections.abc import Collection, Sequence
from math import nan
from typing import Any

import numpy as np
import pandas as pd

from dashboard import protected, words
from dashboard.cells import Cell, all_whole, cells_of, largest_first, paired
from dashboard.i18n import _, current, ngettext
from db.vocabulary import CellState, PeriodKind

NAMED = 5
"""Rows that are named; the rest are told together."""


def ranking(counts: pd.DataFrame, before: pd.DataFrame, name: str, *, on: str) -> str:
    """'China: 401, up 12.0% on 2022/23; then India: 320; Iran: 90; 721 more …': the first row with its change on the
    year before, the next ones, the rest, the sum, and what is not known. '' where there is no row.

    before: as `counts`, of the year `on` (as people read it); without rows where that year is not known.
    """
    cells = cells_of(counts, name)
    first = largest_first(cells)[:1]
    change = _change(first[0], [] if before.empty else cells_of(before, name), on) if first else ""
    return _together([*_named(cells, change), _in_all(cells), *_not_known(cells)])


def trend(counts: pd.DataFrame, *, period_kind: str = PeriodKind.ACADEMIC_YEAR, breaks: Collection[int] = ()) -> str:
    """'2016/17 to 2025/26: from 2,101 to 4,310, up 105.1%; highest 4,310 in 2025/26; no figure for 2019/20'.

    counts: one row per academic_year. A year without a row between others has no figure either. breaks: years whose
    definition is another than the year before; across them no change is told.
    """
    by_year = {int(cell.key): cell for cell in cells_of(counts, "academic_year")}
    years = [year for year, cell in sorted(by_year.items()) if cell.headcount is not None]
    if not years:
        return _("no figure is known") if by_year else ""

    def shown(year: int) -> str:
        return words.year(year, period_kind)

    first, last = by_year[years[0]], by_year[years[-1]]
    broken = [shown(year) for year in sorted(breaks) if years[0] < year <= years[-1]]
    parts = [_from_to(first, last, shown(years[0]), shown(years[-1]), is_one=not broken)]
    parts += [_("break in the series: {text}", text=", ".join(broken))] if broken else []
    if len(years) > 1:
        highest = max(years, key=lambda year: by_year[year].known)
        told = {"count": _count(by_year[highest]), "year": shown(highest)}
        are_whole = all(by_year[year].is_whole for year in years)
        parts.append(
            _("highest {count} in {year}", **told) if are_whole else _("highest known {count} in {year}", **told)
        )
    lacking = [shown(year) for year in range(min(by_year), max(by_year) + 1) if year not in years]
    parts += [_("no figure for {years}", years=", ".join(lacking))] if lacking else []
    return _together([*parts, *_withheld(list(by_year.values()))])


def heat(counts: pd.DataFrame, rows: str = "faculty", columns: str = "country") -> str:
    """The largest field, the row and the column with most, how many fields have a number, and what is not known."""
    numbers = counts["headcount"].to_numpy(dtype=float, na_value=nan)
    known = counts[~np.isnan(numbers)]
    lacking = _not_known(cells_of(counts[_is_open(counts, numbers)], rows))
    most = counts[numbers == max(known["headcount"], default=0)]
    largest = largest_first(cells_of(paired(most, rows, columns, " · "), "pair"))
    if not largest:
        return _together(lacking)
    fields = ngettext("{count} field with a number", "{count} fields with a number", len(known))
    return _together(
        [
            _("largest: {name}: {count}", name=largest[0].name, count=_count(largest[0])),
            *(_most(counts, kind) for kind in (rows, columns)), fields, *lacking,
        ]
    )  # fmt: skip


def _is_open(counts: pd.DataFrame, numbers: Any) -> Any:
    """Which rows are not known in full: their state is another, or cells of them are withheld."""
    is_open = np.isnan(numbers)
    if "state" in counts:
        is_open |= (counts["state"] != CellState.VALUE).to_numpy(dtype=bool)
    if "withheld_cells" in counts:
        is_open |= counts["withheld_cells"].to_numpy(dtype=float, na_value=0) > 0
    return is_open


def flow(counts: pd.DataFrame, origin: str, destination: str) -> str:
    """The largest flows, the rest, the sum, whence and whereto most go, and what is not known.

    counts: one row per origin and destination.
    """
    cells = cells_of(paired(counts, origin, destination, " → "), "pair")
    if not largest_first(cells):
        return _together(_not_known(cells))
    most = [_most(counts, kind) for kind in (origin, destination)]
    return _together([*_named(cells), _in_all(cells), *most, *_not_known(cells)])


def pair(a: pd.DataFrame, b: pd.DataFrame, name: str, *, names: tuple[str, str]) -> str:
    """Two selections: their sums and the difference, the rows that differ most, rows that only one of them has.

    names: what `a` and `b` are called. The difference is a less b; told where both are known in full.
    """
    one, other = cells_of(a, name), cells_of(b, name)
    parts = [f"{called}: {_sum(cells)}" for called, cells in zip(names, (one, other), strict=True)]
    if all_whole(one) and all_whole(other):
        difference = sum(cell.known for cell in one) - sum(cell.known for cell in other)
        parts.append(_("difference {difference}", difference=current().signed(difference)))
    by_key = {cell.key: cell for cell in other}
    both = [(cell, by_key[cell.key]) for cell in one if cell.key in by_key]
    parts += _differences([(x, y) for x, y in both if x.is_whole and y.is_whole])
    for called, cells, others in ((names[0], one, other), (names[1], other, one)):
        there = {cell.key for cell in others}
        alone = [f"{cell.name}: {_count(cell)}" for cell in largest_first(cells) if cell.key not in there]
        parts += [_("only in {name}: {rows}", name=called, rows=_some(alone))] if alone else []
    apart = sum(not (x.is_whole and y.is_whole) for x, y in both)
    parts += [ngettext("{count} cannot be compared", "{count} cannot be compared", apart)] if apart else []
    return _together(parts)


def concentration(counts: pd.DataFrame, name: str) -> str:
    """The share of the largest, of the first five, and how many hold half; shares of what is known."""
    cells = cells_of(counts, name)
    largest = largest_first(cells)
    known = sum(cell.known for cell in largest)
    if not largest:
        return _together(_not_known(cells))
    t = current()
    share = {"name": largest[0].name, "share": t.percent(100 * largest[0].known / known), "total": t.number(known)}
    of_all, of_known = _("{name}: {share} of {total}", **share), _("{name}: {share} of the {total} known", **share)
    parts = [of_all if all_whole(cells) else of_known]
    if len(largest) > NAMED:
        first = 100 * sum(cell.known for cell in largest[:NAMED]) / known
        parts.append(_("the first {count}: {share}", count=t.number(NAMED), share=t.percent(first)))
    sums = pd.Series([cell.known for cell in largest]).cumsum()
    half = int((sums < known / 2).sum()) + 1
    rows = t.number(len(largest))
    parts.append(ngettext("{count} of {rows} holds half", "{count} of {rows} hold half", half, rows=rows))
    return _together([*parts, *_not_known(cells)])


def places(partners: pd.DataFrame) -> str:
    """How many countries have named partners, those with most, the rest and the sum. partners: country, named."""
    counts = partners.assign(headcount=partners["named"])
    cells = cells_of(counts, "country")
    if not largest_first(cells):
        return ""
    countries = ngettext("{count} country", "{count} countries", len(largest_first(cells)))
    return _together([countries, *_named(cells), _in_all(cells)])


def lacking(counts: pd.DataFrame, name: str) -> list[str]:
    """What has no number, to stand below a chart: a mark that is missing is not a zero. Nothing where all is known."""
    if set(counts["state"].tolist()) <= {CellState.VALUE}:
        return []
    told = _not_known(cells_of(counts, name))
    return [_("{what}: what is not shown is not a zero.", what=_together(told))] if told else []


def _count(cell: Cell) -> str:
    return words.counted(cell.known, is_least=not cell.is_whole)


def _sum(cells: Sequence[Cell]) -> str:
    """The sum of what is known; 'not known' where nothing is."""
    if not any(cell.headcount is not None for cell in cells):
        return _("not known")
    return words.counted(sum(cell.known for cell in cells), is_least=not all_whole(cells))


def _named(cells: Sequence[Cell], change: str = "") -> list[str]:
    """The largest with its change, the next ones, and how many more there are."""
    largest = largest_first(cells)
    parts = [", ".join(part for part in (f"{cell.name}: {_count(cell)}", change) if part) for cell in largest[:1]]
    if len(largest) > 1:
        parts.append(_("then {rows}", rows=_some([f"{cell.name}: {_count(cell)}" for cell in largest[1:NAMED]])))
    rest = largest[NAMED:]
    if rest:
        parts.append(ngettext("{count} more: {sum}", "{count} more: {sum}", len(rest), sum=_sum(rest)))
    return parts


def _some(rows: Sequence[str]) -> str:
    return "; ".join([*rows[:NAMED], *(["…"] if len(rows) > NAMED else [])])


def _in_all(cells: Sequence[Cell]) -> str:
    """The sum, where it says more than the one row."""
    return _("{total} in all", total=_sum(cells)) if len(largest_first(cells)) > 1 else ""


def _most(counts: pd.DataFrame, kind: str) -> str:
    """'Faculty with most: Law, 900'."""
    key = f"{kind}_code" if f"{kind}_code" in counts else kind
    numbers, codes = pd.factorize(counts[key].to_numpy())
    known = counts["headcount"].to_numpy(dtype=float, na_value=0)
    most = cells_of(counts[numbers == np.bincount(numbers, weights=known, minlength=len(codes)).argmax()], kind)
    return _("{kind} with most: {name}, {count}", kind=words.word("columns", kind), name=most[0].name, count=_sum(most))


def _not_known(cells: Sequence[Cell]) -> list[str]:
    """How many counts are withheld, and how many rows have no figure for another reason."""
    lacking = sum(cell.headcount is None and not cell.withheld for cell in cells)
    without = [ngettext("{count} without a figure", "{count} without a figure", lacking)] if lacking else []
    return [*_withheld(cells), *without]


def _withheld(cells: Sequence[Cell]) -> list[str]:
    withheld = sum(cell.withheld for cell in cells)
    return [ngettext("{count} count withheld", "{count} counts withheld", withheld)] if withheld else []


def _change(now: Cell, before: Sequence[Cell], on: str) -> str:
    """The change on the year before, or why there is none; '' where nothing is known of that year."""
    was = next((cell for cell in before if cell.key == now.key), None)
    if all(cell.headcount is None for cell in before):
        return ""
    if was is None:
        return _("not listed in {year}", year=on)
    if was.headcount is None:
        return _("no figure for {years}", years=on)
    if not (now.is_whole and was.is_whole):
        return _("change on {year} not known", year=on)
    if was.known == 0:
        return _("none in {year}", year=on)
    if now.known == was.known:
        return _("as many as in {year}", year=on)
    if not protected.tells_percent(was.known):
        return _("more than in {year}", year=on) if now.known > was.known else _("fewer than in {year}", year=on)
    percent = current().percent(100 * abs(now.known - was.known) / was.known)
    told = {"percent": percent, "year": on}
    return _("up {percent} on {year}", **told) if now.known > was.known else _("down {percent} on {year}", **told)


def _from_to(first: Cell, last: Cell, start: str, end: str, *, is_one: bool = True) -> str:
    """From the first year to the last, with the change where both are of one definition (`is_one`)."""
    if first is last:
        return f"{start}: {_count(first)}"
    told = _("{first} to {last}: from {start} to {end}", first=start, last=end, start=_count(first), end=_count(last))
    if not (is_one and first.is_whole and last.is_whole and first.known):
        return told
    if first.known == last.known:
        return told + ", " + _("unchanged")
    if not protected.tells_percent(first.known):
        return told
    percent = current().percent(100 * abs(last.known - first.known) / first.known)
    change = _("up {percent}", percent=percent) if last.known > first.known else _("down {percent}", percent=percent)
    return f"{told}, {change}"


def _differences(both: Sequence[tuple[Cell, Cell]]) -> list[str]:
    """The rows of two selections that differ most."""
    apart = sorted(both, key=lambda two: (-abs(two[0].known - two[1].known), two[0].name))
    told = [
        _("{name}: {first} against {second}", name=one.name, first=_count(one), second=_count(other))
        for one, other in apart[:NAMED]
        if one.known != other.known
    ]
    return [_("largest differences: {rows}", rows="; ".join(told))] if told else []


def _together(parts: Sequence[str]) -> str:
    return "; ".join(part for part in parts if part)
