"""Which source a file is of, and how its tables were understood, told by headers alone."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from etl.declare import FileKind, Source
from etl.errors import Refused
from etl.read import Layout, Sheet, best, sheets_of, tables
from etl.recognise import personal
from etl.sources import MAPPED

LOOKED_AT = 200
"""Different words of a column that are looked at for personal data."""


def guess(files: Iterable[Path], among: Sequence[Source] = MAPPED) -> list[tuple[str, float]]:
    """Codes of the sources that the files may be of, the likeliest first, and how well their columns fit (0 to 1).

    None where no column is known, or no file can be read.
    """
    sheets = [found for file in files if (found := _Sheets(file)).of("")]
    fits = [(source.code, sum(_fit(source, one) for one in sheets) / len(sheets)) for source in among if sheets]
    return sorted(((code, fit) for code, fit in fits if fit), key=lambda one: -one[1])


class _Sheets:
    """The sheets of a file by the delimiter it is read with, each opened once."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._opened: dict[str, list[Sheet]] = {}

    def of(self, delimiter: str) -> list[Sheet]:
        if delimiter not in self._opened:
            try:
                self._opened[delimiter] = sheets_of(self._file, delimiter)
            except Refused:
                self._opened[delimiter] = []
        return self._opened[delimiter]


def _fit(source: Source, sheets: _Sheets) -> float:
    """How well a file fits the best of a source's kinds; a kind that lacks columns fits at most half."""
    kinds = _own(source)
    delimiters = {kind.delimiter for kind in kinds}
    found = (best(sheet, kinds) for sheet in sheets.of(delimiters.pop() if len(delimiters) == 1 else ""))
    return max((_share(layout) for layout in found if layout), default=0.0)


def _share(layout: Layout) -> float:
    is_whole, _, _, share, *_ = layout.rank()
    return 0.5 * is_whole + 0.5 * share


def _own(source: Source) -> list[FileKind]:
    """Kinds of files that a user brings."""
    return [kind for kind in source.files if not kind.always]


@dataclass(frozen=True)
class Seen:
    """How a table was understood. Only headers, never a cell.

    encoding, delimiter: '' for workbooks; header: first and last row of it, from 1.
    columns: header in the file and the column it was taken for; wide: headers that became rows, of the column `label`;
    given: columns whose word stood outside the table, with that word; left_out: headers nothing is read from, and
    personal: those of them with personal data.
    """

    file: str
    sheet: str
    kind: FileKind
    encoding: str
    delimiter: str
    header: tuple[int, int]
    columns: tuple[tuple[str, str], ...]
    wide: tuple[str, ...]
    label: str
    given: tuple[tuple[str, str], ...]
    left_out: tuple[str, ...]
    personal: tuple[str, ...]


def looked(source: Source, files: Sequence[Path]) -> list[Seen]:
    """How the tables of the files are understood as files of a source; files that cannot be read have none."""
    return [seen for file in files for seen in _looked(source, file)]


def _looked(source: Source, file: Path) -> Iterator[Seen]:
    try:
        found, _ = tables(file, _own(source), 0)
    except Refused:
        return
    for table in found:
        layout, sheet = table.layout, table.sheet
        private = [place for place in layout.others if _is_personal(layout, sheet, place)]
        by_place = sorted((place, column) for column, place in layout.places.items())
        yield Seen(
            table.file, table.label, layout.kind, str(getattr(sheet, "encoding", "")),
            str(getattr(sheet, "delimiter", "")), (layout.header_row, layout.after),
            tuple((personal.masked(layout.headers[place]), column) for place, column in by_place),
            tuple(personal.masked(layout.headers[place]) for place in layout.wide),
            layout.kind.wide.label if layout.kind.wide and layout.wide else "",
            tuple((column, personal.masked(word)) for column, word in layout.given.items()),
            tuple(personal.masked(layout.headers[place]) for place in layout.others if place not in private),
            tuple(personal.masked(layout.headers[place]) for place in private),
        )  # fmt: skip


def _is_personal(layout: Layout, sheet: Sheet, place: int) -> bool:
    if personal.by_header(layout.headers[place]):
        return True
    below = (row for row, at in zip(sheet.head(), sheet.head_rows(), strict=True) if at > layout.after)
    words = dict.fromkeys(row[place].strip() for row in below if place < len(row) and row[place].strip())
    return personal.by_content(list(words)[:LOOKED_AT]) is not None
