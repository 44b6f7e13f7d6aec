"""What a load hands to `db.store`: plain values under the field's codes, no surrogate keys."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

Row = dict[str, Any]
"""A fact by column name. Codes stand where the table has keys: `institution`, `unit`, `partner`, `series`,
`agreement`, `parent`; `countries` (a list) where a table has a set. `file` is the index of its file in the batch,
`source_rows` the lines there."""


@dataclass(frozen=True)
class FileRead:
    """A file as it came, without its content."""

    name: str
    sha256: str
    bytes: int
    rows: int


@dataclass(frozen=True)
class Extent:
    """What the batch is complete for, in one table. '' means all that the source states."""

    table: str
    series: str = ""
    period: str = ""
    direction: str = ""
    institution: str = ""
    unit: str = ""


@dataclass
class Batch:
    """One load of one source: judged, ready to store."""

    source: Row
    series: list[Row]
    institution: str
    is_invented: bool
    files: list[FileRead]
    facts: dict[str, list[Row]] = field(default_factory=dict)
    extents: list[Extent] = field(default_factory=list)


class Counted(NamedTuple):
    """Facts of one table that a load brought, by what they did."""

    new: int
    restated: int
    unchanged: int
    withdrawn: int


@dataclass(frozen=True)
class Outcome:
    """What a load did. `release` is None where the database said all of it already."""

    release: int | None
    tables: dict[str, Counted]

    def _sum(self, what: str) -> int:
        return sum(getattr(counted, what) for counted in self.tables.values())

    @property
    def new(self) -> int:
        return self._sum("new")

    @property
    def restated(self) -> int:
        return self._sum("restated")

    @property
    def unchanged(self) -> int:
        return self._sum("unchanged")

    @property
    def withdrawn(self) -> int:
        return self._sum("withdrawn")
