"""What a load hands to `db.store`: plain values under the field's codes, no surrogate keys."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Row = dict[str, Any]
"""A fact by column name. Codes stand where the table has keys: `institution`, `unit`, `partner`, `series`,
`agreement`, `parent`; `countries` (a list) where a table has a set. `file` is the index of its file in the batch,
`source_rows` the lines there."""


class Facts:
    """Facts of one table, column by column: lists of one length. Rows of a batch come by the hundred thousand."""

    def __init__(self, columns: Mapping[str, list[Any]] | None = None) -> None:
        self.columns: dict[str, list[Any]] = dict(columns or {})
        if len({len(values) for values in self.columns.values()}) > 1:
            raise ValueError("The columns differ in length.")

    @classmethod
    def of(cls, rows: Iterable[Row]) -> "Facts":
        """From rows that have the same columns."""
        listed = list(rows)
        return cls({name: [row[name] for row in listed] for name in listed[0]} if listed else {})

    def extend(self, other: "Facts") -> None:
        """Put those of another behind; both have the same columns, or one is empty."""
        if self and other and self.columns.keys() != other.columns.keys():
            raise ValueError(f"Other columns: {sorted(self.columns.keys() ^ other.columns.keys())}.")
        for name, values in other.columns.items():
            self.columns.setdefault(name, []).extend(values)

    def beside(self, **same: Any) -> "Facts":
        """These with columns that say the same of each."""
        return Facts(self.columns | {name: [value] * len(self) for name, value in same.items()})

    def column(self, name: str) -> list[Any]:
        return self.columns.get(name, [])

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), []))

    def __iter__(self) -> Iterator[Row]:
        for values in zip(*self.columns.values(), strict=True):
            yield dict(zip(self.columns, values, strict=True))


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
    country: str = ""


@dataclass
class Batch:
    """One load of one source: judged, ready to store. A series may have `notes`: rows of period, text, is_break."""

    source: Row
    series: list[Row]
    institution: str
    is_invented: bool
    files: list[FileRead]
    recipe: str = ""
    facts: dict[str, Facts] = field(default_factory=dict)
    extents: list[Extent] = field(default_factory=list)


class Counted(NamedTuple):
    """Facts of one table that a load brought, by what they did."""

    new: int
    restated: int
    unchanged: int
    withdrawn: int


class Effect(NamedTuple):
    """A headline figure that a load moves: students of one series, direction and year. None: not known."""

    institution: str
    series: str
    direction: str
    period: str
    before: float | None
    after: float | None


@dataclass(frozen=True)
class Outcome:
    """What a load did. `release` is None where the database said all of it already, or where it was only tried."""

    release: int | None
    tables: dict[str, Counted]
    effects: tuple[Effect, ...] = ()

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
