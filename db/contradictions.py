"""What a release may not say beside the others: facts of another source, places of an agreement nobody described."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, String, Table, and_, exists, select
from sqlalchemy.orm import aliased

from db.models import Agreement, AgreementStatement, AgreementYear, Release, ReleaseFile, Source
from db.recorded import current_keys

ANYBODYS = ("institution_record", "unit_record")
"""What is said of an institution or a unit, any source may restate."""


@dataclass(frozen=True)
class Contradiction:
    """Rows of a file that cannot stand beside what is stored. value: their code, as the file has it."""

    file: str
    rows: str
    value: str
    rule: str
    remedy: str


class Contradicted(ValueError):
    """A load was refused for what the database holds already; nothing was stored."""

    def __init__(self, found: Iterable[Contradiction]) -> None:
        self.found = list(dict.fromkeys(found))
        first = self.found[0]
        super().__init__(f"{first.file}, row {first.rows}, {first.value}: {first.rule} {first.remedy}")


def refuse(connection: Connection, tables: Iterable[Table], release: int) -> None:
    """Raises Contradicted if facts of a release, stored and not yet current, may not stand beside the others."""
    found = [c for table in tables for c in _of_another_source(connection, table, release)]
    found += _of_nobodys_agreement(connection, release)
    if found:
        raise Contradicted(found)


def _of_another_source(connection: Connection, table: Table, release: int) -> list[Contradiction]:
    """A fact belongs to the source that stated it, as long as that release counts: else one file would silently
    replace what another producer said. A series has one source, so its cells cannot meet those of another."""
    keys = current_keys(table)
    if table.name in ANYBODYS or "series_id" in (key.name for key in keys):
        return []
    others = _of_other_sources(connection, table, release)
    if not others:
        return []
    mine = select(*keys).where(table.c.release_id == release)
    both = mine.intersect(select(*keys).where(table.c.release_id.in_(others))).limit(1)
    if connection.execute(both).first() is None:  # SQLite is long over the join below: minutes for a large register
        return []
    ours = table.alias("ours")
    # Distinct, and so worked out first: SQLite would else look each fact up by its unit, of which all may be.
    theirs = select(*keys, table.c.release_id).where(table.c.release_id.in_(others)).distinct().subquery("theirs")
    this, other = aliased(Release), aliased(Release)
    words = [ours.c[key.name] for key in keys if isinstance(key.type, String)]
    statement = (
        select(ReleaseFile.name, ours.c.source_rows, Source.code, other.id, *words)
        .select_from(ours)
        .join(theirs, and_(*[ours.c[key.name] == theirs.c[key.name] for key in keys]))
        .join(this, this.id == ours.c.release_id)
        .join(other, and_(other.id == theirs.c.release_id, other.source_id != this.source_id))
        .join(Source, Source.id == other.source_id)
        .join(ReleaseFile, ReleaseFile.id == ours.c.file_id)
        .where(ours.c.release_id == release)
        .order_by(ours.c.id, other.id)
    )
    return [
        Contradiction(
            file, rows, " ".join(str(word) for word in key), f"The source {source} has stated this already.",
            f"Give it a code of its own, or first take out what that source said: python -m etl undo {number}.",
        )
        for file, rows, source, number, *key in connection.execute(statement)
    ]  # fmt: skip


def _of_other_sources(connection: Connection, table: Table, release: int) -> list[int]:
    """Releases of other sources that count and have facts in the table."""
    this, other = aliased(Release), aliased(Release)
    there = exists(select(table.c.id).where(table.c.release_id == other.id))
    statement = select(other.id).join(this, and_(this.id == release, other.source_id != this.source_id))
    return list(connection.scalars(statement.where(other.undone_at.is_(None), there).order_by(other.id)))


def _of_nobodys_agreement(connection: Connection, release: int) -> list[Contradiction]:
    year, said = AgreementYear, AgreementStatement
    described = exists(
        select(said.id)
        .join(Release, Release.id == said.release_id)
        .where(said.agreement_id == year.agreement_id, Release.undone_at.is_(None))
    )
    statement = (
        select(ReleaseFile.name, year.source_rows, Agreement.code)
        .join(Agreement, Agreement.id == year.agreement_id)
        .join(ReleaseFile, ReleaseFile.id == year.file_id)
        .where(year.release_id == release, ~described)
        .order_by(year.id)
    )
    rule, remedy = "No file describes this agreement.", "Correct its code, or load it with the list of agreements."
    return [Contradiction(file, rows, code, rule, remedy) for file, rows, code in connection.execute(statement)]
