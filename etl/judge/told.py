"""Problems of cells gathered while rows are read: each once, with all its rows, and no personal data in it."""

from dataclasses import dataclass

import numpy as np

from etl.errors import N_, ROWS_KEPT, BadValue, Offer, Problem, Said, say
from etl.read import Table, Words
from etl.recognise import personal

MOST = 5_000
"""Different problems kept; a file with more is not looked at any further."""


@dataclass(frozen=True)
class _Place:
    file: str
    sheet: str
    column: str
    at: int
    value: str
    rule: Said
    remedy: Said
    kind: str
    offers: tuple[Offer, ...]


class Told:
    """Problems by place and rule."""

    def __init__(self) -> None:
        self._rows: dict[_Place, list[np.ndarray]] = {}
        self.is_full = False

    def add(self, table: Table, words: Words, rows: np.ndarray, bad: BadValue, value: str) -> None:
        """A value that cannot be read, in the rows (a mask, or places) of `words`."""
        wide = table.layout.kind.wide
        if wide and words.at is not None and bad.column in (wide.label, wide.value):
            for place in np.unique(words.at[rows]):
                there = rows[words.at[rows] == place]
                self._add(table, table.layout.headers[place], int(place), words.rows[there], bad, value)
            return
        self._add(table, table.shown(bad.column), table.place(bad.column), words.rows[rows], bad, value)

    def _add(self, table: Table, header: str, at: int, rows: np.ndarray, bad: BadValue, value: str) -> None:
        shown = personal.MASK if value and bad.column in table.masked else personal.masked(value)
        place = _Place(table.file, table.label, header, at, shown, bad.rule, bad.remedy, bad.kind, bad.offers)
        if place not in self._rows and len(self._rows) >= MOST:
            self.is_full = True
            return
        self._rows.setdefault(place, []).append(rows)

    def problems(self) -> list[Problem]:
        found = []
        for place, parts in self._rows.items():
            rows = np.unique(np.concatenate(parts))
            found.append(
                Problem(
                    place.file, tuple(rows[:ROWS_KEPT].tolist()), place.column, place.value, place.rule, place.remedy,
                    sheet=place.sheet, count=len(rows), at=place.at, kind=place.kind, offers=place.offers,
                )
            )  # fmt: skip
        if self.is_full:
            rule = say(N_("There are more than {most} different problems; the rest was not looked at."), most=MOST)
            found.append(Problem(found[0].file, (), "", "", rule, Said(N_("Mend these first, then load it again."))))
        return found


def shown_number(value: float) -> str:
    """With narrow blanks between thousands, and a minus that is one."""
    return f"{value:,.10g}".replace(",", "\u202f").replace("-", "−")
