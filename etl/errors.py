"""Why a file was not loaded, told to the person who sent it: all reasons at once, each with its place and remedy.

Sentences are messages of the catalogue with what fills them, so that each reader is told in his own language.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

Translate = Callable[[str], str]


def N_(message: str) -> str:
    """Marks a message of the catalogue that is translated where it is told."""
    return message


MASK = N_("‹personal data›")
"""Stands in place of a value that looks personal."""

REASONS = frozenset((
    N_("No such file or directory"), N_("Permission denied"), N_("Is a directory"), N_("Not a directory"),
    N_("File name too long"), N_("No space left on device"), N_("Read-only file system"), N_("Input/output error"),
    N_("Too many open files"),
))  # fmt: skip
"""What the system says of a file that it cannot open."""


@dataclass(frozen=True)
class Said:
    """A sentence: a message of the catalogue, and what fills its {names}; another sentence may fill one."""

    message: str
    values: tuple[tuple[str, object], ...] = ()

    def told(self, translate: Translate) -> str:
        filled = {name: _filling(value, translate) for name, value in self.values}
        shown = translate(self.message) if self.message else ""
        return shown.format(**filled) if filled else shown

    def __str__(self) -> str:
        return self.told(str)


def _filling(value: object, translate: Translate) -> object:
    """What fills a message, in the reader's language where it is ours and not a file's."""
    if isinstance(value, Said):
        return value.told(translate)
    if isinstance(value, str):
        return translate(value) if value in REASONS else unmasked(value, translate)
    return value


def unmasked(text: str, translate: Translate) -> str:
    """A text with MASK in the reader's language."""
    return text.replace(MASK, translate(MASK)) if MASK in text else text


def say(message: str, **values: object) -> Said:
    """A sentence of the catalogue. Lists of words are joined."""
    return Said(message, tuple(values.items()))


@dataclass(frozen=True)
class Offer:
    """What an unknown spelling may have meant: as it is usually written, and its code."""

    shown: str
    code: str


MEANT = N_("Did you mean {offers}? {otherwise}")
EXPECTED = "A file of this source has: {columns}."
TWICE = "The column stands there twice."
"""Messages that `etl.wording` fills with other words; the last two are told by `etl.read`."""


def named(offers: Iterable[Offer]) -> str:
    return ", ".join(f"{offer.shown} ({offer.code})" for offer in offers)


class BadValue(ValueError):
    """A cell that cannot be read. `rule` says what was expected, `remedy` what to do, `column` which cell of the row
    is at fault (set by the reader that met it)."""

    kind = ""
    """For a spelling that is not known, what it is one of: country, unit, level or institution."""

    offers: tuple[Offer, ...] = ()
    """What such a spelling may have meant; a person may confirm one."""

    def __init__(self, rule: str | Said, remedy: str | Said) -> None:
        super().__init__(str(rule))
        self.rule = rule if isinstance(rule, Said) else Said(rule)
        self.remedy = remedy if isinstance(remedy, Said) else Said(remedy)
        self.column = ""


class NotKnown(BadValue):
    """A spelling that is not known. What it may have meant is looked for when somebody asks: it takes long, and a
    file may have a hundred thousand of them."""

    def __init__(self, rule: Said, otherwise: Said, kind: str, look: Callable[[], Iterable[Offer]]) -> None:
        super().__init__(rule, otherwise)
        self.kind, self._look, self._otherwise = kind, look, otherwise

    @cached_property
    def offers(self) -> tuple[Offer, ...]:  # type: ignore[override]
        return tuple(self._look())

    @property
    def remedy(self) -> Said:
        if not self.offers:
            return self._otherwise
        return say(MEANT, offers=named(self.offers), otherwise=self._otherwise)

    @remedy.setter
    def remedy(self, otherwise: Said) -> None:
        self._otherwise = otherwise


class NoColumn(BadValue):
    """The file lacks the column: told once for the file, not in every row."""

    def __init__(self, column: str) -> None:
        super().__init__(N_("The column is missing."), say(N_("Add the column {column}."), column=column))


@dataclass(frozen=True)
class Problem:
    """One reason not to load, with all the rows it holds for.

    rows: the first ROWS_KEPT row numbers, as a text editor or a spreadsheet counts them from 1; empty where it
    concerns the whole file. count: how many rows in all. column: its header in the file, or our name of one that the
    file lacks; header: what the reader calls such a one; at: its place, 0 the first, -1 where none.
    """

    file: str
    rows: tuple[int, ...]
    column: str
    value: str
    rule: Said
    remedy: Said
    sheet: str = ""
    count: int = 1
    at: int = -1
    kind: str = ""
    offers: tuple[Offer, ...] = field(default=())
    header: str = ""

    @property
    def over(self) -> str:
        """What a person is told of the column."""
        return self.header or self.column

    @property
    def row(self) -> int:
        """The first row; 0 where it concerns the whole file."""
        return self.rows[0] if self.rows else 0


ROWS_KEPT = 200
"""Row numbers kept of one problem; the count is told in full."""


@dataclass(frozen=True)
class Warned:
    """What is sound and hard to believe: what was noticed, and what to do."""

    file: str
    rule: Said
    remedy: Said


class Refused(Exception):
    """The input is at fault; nothing was stored."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = in_order(problems)
        super().__init__(f"{len(self.problems)} problems")


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Problems as one meets them who goes through the files row by row; what concerns all of a sheet comes first."""
    return sorted(problems, key=lambda p: (p.file, p.sheet, p.row, p.at, p.column, str(p.rule), p.value, p.rows))


def whole(file: str, rule: str | Said, remedy: str | Said, sheet: str = "") -> Refused:
    """A file that cannot be read at all."""
    return Refused([problem(file, (), rule, remedy, sheet=sheet)])


def problem(
    file: str, rows: Iterable[int], rule: str | Said, remedy: str | Said, *,
    column: str = "", value: str = "", sheet: str = "", at: int = -1,
) -> Problem:  # fmt: skip
    """A problem of the form of a file."""
    said = [one if isinstance(one, Said) else Said(one) for one in (rule, remedy)]
    numbers = tuple(rows)
    return Problem(
        file, numbers[:ROWS_KEPT], column, value, said[0], said[1], sheet=sheet, count=max(1, len(numbers)), at=at
    )
