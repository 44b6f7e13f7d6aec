"""Where in a sheet the table is: its kind, its header and how deep it is, and what the words above it say."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from etl.declare import FileKind
from etl.read.grid import Sheet
from etl.recognise import fold, personal

DEEPEST = 4
"""Most rows of a header."""

SHORTEST_ALONE = 4
PARTED = " / "
DASHES = str.maketrans("–—/", "---")
PARTS = re.compile(r"[/()\n,;|]")
"""Between the words of a header that says the same twice."""


@dataclass
class Layout:
    """A kind of file laid over a sheet.

    places: column of ours -> place in the sheet; headers: what is written over each place; wide: places of the
    columns that become rows; given: columns whose word stands outside the table.
    lacking: required columns that are not there; twice: columns that two headers would be.
    doubtful: columns of which the words outside the table say several things, and these.
    after: number of the last row of the header; width: cells of its row.
    """

    kind: FileKind
    header_row: int
    after: int
    width: int
    headers: list[str]
    places: dict[str, int]
    wide: list[int] = field(default_factory=list)
    given: dict[str, str] = field(default_factory=dict)
    lacking: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    doubtful: dict[str, list[str]] = field(default_factory=dict)

    @property
    def others(self) -> list[int]:
        """Places of columns with a header that nothing is read from."""
        used = {*self.places.values(), *self.wide}
        return [place for place, header in enumerate(self.headers) if header and place not in used]

    @property
    def nameless(self) -> list[int]:
        """Places of columns without a header."""
        return [place for place, header in enumerate(self.headers) if not header]

    @property
    def is_whole(self) -> bool:
        return not self.lacking and not self.twice

    def rank(self) -> tuple[bool, int, int, float, int, int]:
        """How well the kind fits: whole ones first, then more columns, then fewer unknown ones, then the flatter and
        the earlier header."""
        found = len(self.places) + (1 if self.wide else 0)
        named = len({*self.kind.columns} | {*(self.headers[p] for p in self.others)}) or 1
        headers = {self.headers[place] for place in self.wide}
        labels = sum(self.kind.wide.like(header) for header in headers) if self.kind.wide else 0
        depth = self.after - self.header_row
        return self.is_whole, found, labels, found / named, -depth, -self.header_row


def best(sheet: Sheet, kinds: Sequence[FileKind]) -> Layout | None:
    """The kind and header that fit best; None for a sheet without any word."""
    head, numbers = sheet.head(), sheet.head_rows()
    found = [layout for kind in kinds for layout in _layouts(sheet, kind, head, numbers)]
    if found:
        return _with_nameless(max(found, key=Layout.rank), head, numbers)
    first = next((index for index, row in enumerate(head) if any(map(str.strip, row))), None)
    if first is None:
        return None
    kind = max(kinds, key=lambda kind: _likeness(kind, head[first]))
    return _laid(kind, sheet, head, numbers, first, 1)


def _with_nameless(layout: Layout, head: list[list[str]], numbers: list[int]) -> Layout:
    """With columns behind the last header that have cells, in the header's own row and in half of the rows under it:
    such a column lacks its name. What is empty, or stands in a few rows only, is no column."""
    at = numbers.index(layout.after)
    own, below = len(head[at]), [row for row in head[at + 1 :] if any(map(str.strip, row))]
    for place in range(own - 1, layout.width - 1, -1):
        if 0 < len(below) <= 2 * sum(1 for row in below if place < len(row) and row[place].strip()):
            layout.headers += [""] * (place + 1 - layout.width)
            layout.width = place + 1
            break
    return layout


def _likeness(kind: FileKind, row: Sequence[str]) -> float:
    words = {fold(cell) for cell in row if cell.strip()}
    ours = {word for words in _spelt(kind).values() for word in words}
    return len(words & ours) / (len(words | ours) or 1)


def _layouts(sheet: Sheet, kind: FileKind, head: list[list[str]], numbers: list[int]) -> Iterator[Layout]:
    ours = {word for words in _spelt(kind).values() for word in words}
    hits = [any(fold(cell) in ours or ours.issuperset(_parts(cell)) for cell in row if cell) for row in head]
    for top in range(len(head)):
        for depth in range(1, DEEPEST + 1):
            # A header has a column of ours in its first or last row; a deeper one is tried only where that may help.
            if top + depth > len(head) or not (hits[top] or hits[top + depth - 1]):
                continue
            if not any(map(str.strip, head[top + depth - 1])) or not any(map(str.strip, head[top])):
                continue
            layout = _laid(kind, sheet, head, numbers, top, depth)
            if layout.places:
                yield layout


def _laid(kind: FileKind, sheet: Sheet, head: list[list[str]], numbers: list[int], top: int, depth: int) -> Layout:
    levels = _filled(sheet, head[top : top + depth], top)
    width = max(len(level) for level in levels)
    texts = [_texts([level[place] if place < len(level) else "" for level in levels]) for place in range(width)]
    while texts and not texts[-1]:
        texts.pop()
    places, twice = _places(kind, texts)
    layout = Layout(
        kind, numbers[top], numbers[top + depth - 1], len(texts), [PARTED.join(text) for text in texts], places,
        twice=twice,
    )  # fmt: skip
    if kind.wide:
        layout.wide = _wide(kind, layout, texts)
    layout.given = _given(kind, layout, sheet, head[:top], head[top : top + depth - 1])
    layout.lacking = [c for c in kind.required if c not in places and c not in layout.given]
    layout.lacking += [c for c in kind.preamble if c not in places and c not in layout.given and c not in kind.optional]
    layout.lacking += [c for c in layout.doubtful if c not in layout.lacking]
    if kind.wide and not layout.wide and not {kind.wide.label, kind.wide.value} <= places.keys():
        layout.lacking.append(kind.wide.label)
    if kind.of_persons and kind.of_persons not in places and not _tells_of_persons(layout, head, numbers):
        layout.lacking.append(kind.of_persons)
    return layout


def _tells_of_persons(layout: Layout, head: list[list[str]], numbers: list[int]) -> bool:
    """Whether rows without a number for each person are persons all the same: names or the like stand beside them, or
    nothing does that could be a count."""
    if any(personal.by_header(layout.headers[place]) for place in layout.others):
        return True
    below = [row for row, number in zip(head, numbers, strict=True) if number > layout.after]
    ignored = {fold(word) for word in layout.kind.ignored}
    counts = (place for place in layout.others if fold(layout.headers[place]) not in ignored)
    return not any(row[place].strip()[:1].isdigit() for place in counts for row in below if place < len(row))


def _filled(sheet: Sheet, rows: list[list[str]], top: int) -> list[list[str]]:
    """The rows of a header; a word above several columns, merged or not, stands over each of them."""
    width = max(len(row) for row in rows)
    levels = [[*[cell.strip() for cell in row], *[""] * (width - len(row))] for row in rows]
    for merged in sheet.merged():
        for row in range(max(merged.top, top), min(merged.bottom, top + len(rows) - 1) + 1):
            for place in range(merged.left, min(merged.right, width - 1) + 1):
                if merged.top >= top and not levels[row - top][place]:
                    levels[row - top][place] = levels[merged.top - top][merged.left]
    for above in range(len(levels) - 1):
        for place in range(1, width):
            below = any(level[place] for level in levels[above + 1 :])
            if not levels[above][place] and below:
                levels[above][place] = levels[above][place - 1]
    return levels


def _texts(column: Sequence[str]) -> list[str]:
    """The words over one column from above, each once."""
    return list(dict.fromkeys(" ".join(text.split()) for text in column if text.strip()))


@lru_cache(maxsize=64)
def _spelt_of(kind_id: int, listed: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, frozenset[str]]:
    return {column: frozenset(fold(name) for name in names) for column, names in listed}


def _spelt(kind: FileKind) -> dict[str, frozenset[str]]:
    """Folded names of each column of a kind."""
    named = tuple(
        (column, (column, *kind.names.get(column, ()), *kind.headers.get(column, {}).values()))
        for column in kind.columns
    )
    return _spelt_of(id(kind), named)


def _places(kind: FileKind, texts: list[list[str]]) -> tuple[dict[str, int], list[str]]:
    """Place of each column of ours; and those that several headers would be."""
    meant = {place: _meant(kind, text) for place, text in enumerate(texts) if text}
    places: dict[str, int] = {}
    twice: list[str] = []
    # A header that may be two columns is the one that no other header is.
    for place, columns in sorted(meant.items(), key=lambda one: (len(one[1]) > 1, one[0])):
        if not columns:
            continue
        column = next((one for one in columns if one not in places), columns[0])
        if column == kind.of_persons and column in places:
            places[column] = min(places[column], place, key=lambda at: _rank(kind, column, texts[at]))
        elif column in places:
            twice.append(column)
        else:
            places[column] = place
    return places, twice


def _meant(kind: FileKind, text: list[str]) -> list[str]:
    """Columns of ours that a header may be; of two languages, 'Саны / Количество', both must say the same."""
    said = _said(text)
    parts = _parts(text[-1])
    return [c for c, names in _spelt(kind).items() if said & names or (len(parts) > 1 and names.issuperset(parts))]


def _parts(header: str) -> list[str]:
    """The folded words of a header that may say the same in several languages."""
    return [fold(part) for part in PARTS.split(header) if part.strip()]


def _said(text: list[str]) -> set[str]:
    return {fold(" ".join(text)), fold(text[-1])}


def _rank(kind: FileKind, column: str, text: list[str]) -> int:
    """Of several columns that tell persons apart, an ID and a number of the state, the one that is listed first."""
    said = _said(text)
    names = (column, *kind.headers.get(column, {}).values(), *kind.names.get(column, ()))
    return next((rank for rank, name in enumerate(names) if fold(name) in said), len(names))


def _wide(kind: FileKind, layout: Layout, texts: list[list[str]]) -> list[int]:
    """Places of the columns that become rows: all with a header that is nothing else; none if none looks like one.

    The lowest word of a header is its label where that alone is like one.
    """
    assert kind.wide
    ignored = {fold(word) for word in kind.ignored}
    free = [place for place in layout.others if fold(layout.headers[place]) not in ignored]
    like = 0
    for place in free:
        if not kind.wide.like(layout.headers[place]) and kind.wide.like(texts[place][-1]):
            layout.headers[place] = texts[place][-1]
        like += kind.wide.like(layout.headers[place])
    value = layout.places.get(kind.wide.value)
    # One is enough where nothing else could be the counts. A short header is rather a number (ID) than Indonesia.
    is_alone = like == len(free) == 1 and value is None and len(layout.headers[free[0]]) >= SHORTEST_ALONE
    if like < 2 and not is_alone:
        return []
    if value is not None and kind.wide.like(layout.headers[value]):
        # 'Total' beside countries is the total of each row; in a long table it may head the counts.
        del layout.places[kind.wide.value]
        free = sorted([*free, value])
    return free


def _said_in(lines: Sequence[str], pattern: str) -> list[str]:
    """What a pattern finds, each once; '2024 - 2025' and '2024-2025' are one."""
    found = (match[1].strip() for line in lines for match in re.finditer(pattern, line, re.IGNORECASE))
    return list({re.sub(r"\s", "", word).translate(DASHES): word for word in found}.values())


def _given(
    kind: FileKind, layout: Layout, sheet: Sheet, above: list[list[str]], upper: list[list[str]]
) -> dict[str, str]:
    """Words for every row from the lines above the header, the name of the sheet and that of the file.

    upper: rows of the header above its last; what they say is no word for every row, but may contradict one.
    """
    lines, inside = ([" ".join(c.strip() for c in row if c.strip()) for row in rows] for rows in (above, upper))
    found: dict[str, str] = {}
    for column, pattern in kind.preamble.items():
        if column in layout.places:
            continue
        # What stands above the table goes before the name of the sheet, and that before the name of the file.
        for words in (lines, [sheet.name], [Path(sheet.file).stem]):
            said = _said_in(words, pattern)
            all_said = list(dict.fromkeys([*said, *(_said_in(inside, pattern) if words is lines else [])]))
            if said and len(all_said) > 1:
                layout.doubtful[column] = all_said
            elif said:
                found[column] = said[0]
            if said:
                break
    return found
