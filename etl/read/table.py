"""A table of a file: its rows by column of ours, in blocks. Wide tables are told row by row, footnotes set apart."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from etl.errors import N_, Problem, Said, problem, say
from etl.read.grid import Block, Column, Sheet
from etl.read.layout import Layout
from etl.read.records import DELIMITERS, FOOTNOTE
from etl.recognise import personal

LONGEST_HEADER = 80
OTHERS_SHOWN = 40
"""Headers that are not expected, named in a message."""
WIDE_ENOUGH = 3
"""Columns of a table in which a row with one word is hardly a row."""

FIGURE = re.compile(
    r"[<>≤≥]?\s?-?\d[\d\s\u00a0\u202f']*(?:[.,]\d{3})*(?:[.,]\d+)?|[*.:–—-]+|[xх]|n/?a|н/[дп]", re.IGNORECASE
)
"""A count, or a sign in place of one; not a date, a telephone number or a name."""

Numbered = Callable[[Sequence[str]], np.ndarray]


@dataclass
class Words:
    """Some rows of a table, by column of ours.

    rows: number of each in the file. persons: who each is, as a number that only this load knows (0: nobody told),
    where the file tells persons apart. at: for rows made of a wide table, the place of the column each was made of.
    """

    columns: dict[str, Column]
    rows: np.ndarray
    persons: np.ndarray | None = None
    at: np.ndarray | None = None
    bytes_read: int = 0

    def __len__(self) -> int:
        return len(self.rows)

    def pick(self, chosen: np.ndarray) -> "Words":
        """The rows that `chosen` (a mask) picks."""
        columns = {name: Column(column.words, column.codes[chosen]) for name, column in self.columns.items()}
        persons, at = (None if them is None else them[chosen] for them in (self.persons, self.at))
        return Words(columns, self.rows[chosen], persons, at, self.bytes_read)


@dataclass
class Table:
    """A sheet, or a text file, with the kind of table it holds.

    file: name of the file as it was sent; part: of which file of the load it is; label: its sheet or member, where
    it has a name; number: of the table in the load; masked: columns whose words are personal and never shown.
    """

    file: str
    label: str
    part: int
    sheet: Sheet
    layout: Layout
    notes: list[Said] = field(default_factory=list)
    number: int = 0
    masked: set[str] = field(default_factory=set)
    rows_read: int = 0

    def shown(self, column: str) -> str:
        """The header that a column of ours has in the file."""
        place = self.layout.places.get(column)
        return self.layout.headers[place] if place is not None else column

    def place(self, column: str) -> int:
        return self.layout.places.get(column, -1)

    def words(self, problems: list[Problem], persons: str = "", numbered: Numbered | None = None) -> Iterator[Words]:
        """All rows. Those that are not well formed are left out and told in `problems`.

        persons: the column that tells persons apart; numbered: makes numbers of its words.
        """
        self.rows_read = 0
        wanted = {c: p for c, p in self.layout.places.items() if c != persons}
        own = [*wanted.values(), *self.layout.wide, *self.layout.nameless]
        single = [self.layout.places[persons]] if persons in self.layout.places else []
        held: list[Words] = []
        is_narrow = len({*own, *single}) < WIDE_ENOUGH
        last = self.layout.after
        names = {place for column, place in wanted.items() if column not in self.layout.kind.counts}
        for block in self.sheet.blocks(self.layout.after, self.layout.width, sorted(set(own)), single, names):
            problems += block.problems
            problems += self._nameless(block)
            told = numbered(block.plain[single[0]]) if single and numbered else None
            words, bare = self._of(block, wanted, told)
            if len(bare):
                held.append(bare)
            if len(words):
                last = max(last, int(words.rows[-1]))
                self.rows_read += len(words)
                yield self._melted(words, block)
        for bare in held:
            rest = bare.pick(self._is_row(bare, last, is_narrow))
            if len(rest):
                self.rows_read += len(rest)
                yield self._melted(rest, None)

    def _nameless(self, block: Block) -> list[Problem]:
        """A column without a header is harmless as long as nothing stands in it."""
        remedy = N_("Write its name into the header, or delete the column.")
        return [
            problem(
                self.file, (self.layout.header_row,),
                say(N_("Column {number} of the header has no name."), number=place + 1), remedy,
                sheet=self.label, at=place,
            )
            for place in self.layout.nameless if any(map(str.strip, block.columns[place].words))
        ]  # fmt: skip

    def _of(self, block: Block, wanted: Mapping[str, int], persons: np.ndarray | None) -> tuple[Words, Words]:
        """Its rows; and apart from them those that may be none: of which at most one cell is filled, or signatures."""
        columns = {name: block.columns[place] for name, place in wanted.items()}
        words = Words(columns, block.rows, persons, None, block.bytes_read)
        filled = np.zeros(len(block.rows), np.int32)
        for place, column in block.columns.items():
            blank = np.array([not word.strip() for word in column.words], bool)
            there = ~blank[column.codes] if blank.any() else True
            filled += there
            if place in self.layout.wide:  # a figure is no note, even where it stands alone
                filled += there & _of_words(column, _is_figure)
        if persons is not None:
            filled += persons != 0
        repeats = self._repeats_header(columns, block)
        few = filled <= (1 if len(block.columns) + (persons is not None) > 1 else 0)
        few |= self._is_signed(block, persons)
        if repeats.any():
            self.notes.append(
                say(N_("Rows that repeat the header and were passed over: {count}."), count=int(repeats.sum()))
            )
        elif not few.any():
            return words, words.pick(few)
        return words.pick(~few & ~repeats), words.pick(few)

    def _is_signed(self, block: Block, persons: np.ndarray | None) -> np.ndarray:
        """Rows that begin like the lines under a table, 'Dean', 'Compiled by', and have no figure and no person."""
        signed, begun = np.zeros(len(block.rows), bool), np.zeros(len(block.rows), bool)
        counts = [*self.layout.wide, *(self.place(c) for c in self.layout.kind.counts if c in self.layout.places)]
        if not counts and persons is None:
            return signed
        for _, column in sorted(block.columns.items()):
            signed |= ~begun & _of_words(column, lambda word: FOOTNOTE.match(word) is not None)
            begun |= _of_words(column, bool)
        for place in counts if signed.any() else ():
            signed &= ~_of_words(block.columns[place], _is_figure)
        return signed if persons is None else signed & (persons == 0)

    def _repeats_header(self, columns: Mapping[str, Column], block: Block) -> np.ndarray:
        """Rows that say the header again; and the one right under it that numbers the columns 1, 2, 3, as official
        forms do. Of two columns, 1 and 2 may be a row as well."""
        headers = {self.place(name): self.shown(name) for name in columns}
        numbers = {place: str(place + 1) for place in block.columns}
        found = np.zeros(len(block.rows), bool)
        is_first = (np.arange(len(found)) == 0) & (self.rows_read == 0)
        for said, least in ((headers, 2), (numbers, 3)):
            if len(said) >= least and all(word in block.columns[place].words for place, word in said.items()):
                again = np.ones(len(found), bool)
                for place, word in said.items():
                    again &= block.columns[place].codes == block.columns[place].words.index(word)
                found |= again & is_first if said is numbers else again
        return found

    def _is_row(self, bare: Words, last: int, is_narrow: bool) -> np.ndarray:
        """Which of the rows with one word are rows of the table: not those under it that begin like a footnote, or
        stand apart from it. Of two columns it may be half a row that stands apart."""
        kept = np.zeros(len(bare), bool)
        passed = 0
        for index, number in enumerate(bare.rows):
            in_order = sorted(bare.columns.items(), key=lambda one: self.place(one[0]))
            cells = (column.words[column.codes[index]].strip() for _, column in in_order)
            text = next(filter(None, cells), "")
            is_apart = not is_narrow and (number > last + 1 or passed)
            if number > last and (is_apart or not text or FOOTNOTE.match(text)):
                passed += 1
            else:
                kept[index] = True
        if passed:
            self.notes.append(say(N_("Lines under the table that were taken as footnotes: {count}."), count=passed))
        return kept

    def _melted(self, words: Words, block: Block | None) -> Words:
        """With the words that stand outside the table; a wide table a row for each of its wide columns."""
        if self.layout.kind.wide and self.layout.wide:
            words = self._long(words, block)
        for name, word in self.layout.given.items():
            words.columns[name] = Column([word], np.zeros(len(words), np.int32))
        for name in self.layout.kind.optional - words.columns.keys():
            words.columns[name] = Column([""], np.zeros(len(words), np.int32))
        return words

    def _long(self, words: Words, block: Block | None) -> Words:
        kind, places = self.layout.kind.wide, self.layout.wide
        assert kind
        count, many = len(words), len(places)
        if block is None:
            values = Column([""], np.zeros(count * many, np.int32))
        else:
            picked = np.isin(block.rows, words.rows)
            values = _joined([block.columns[place] for place in places], picked)
        columns = {name: Column(c.words, np.repeat(c.codes, many)) for name, c in words.columns.items()}
        labels = [self.layout.headers[place] for place in places]
        columns[kind.label] = Column(labels, np.tile(np.arange(many, dtype=np.int32), count))
        columns[kind.value] = values
        at = np.tile(np.array(places, np.int32), count)
        return Words(columns, np.repeat(words.rows, many), None, at, words.bytes_read)


def _of_words(column: Column, holds: Callable[[str], bool]) -> np.ndarray:
    """For each row whether it holds of its word, without blanks around."""
    answers = np.array([holds(word.strip()) for word in column.words], bool)
    return answers[column.codes] if answers.any() else np.zeros(len(column.codes), bool)


def _is_figure(word: str) -> bool:
    return FIGURE.fullmatch(word) is not None


def _joined(columns: list[Column], picked: np.ndarray) -> Column:
    """The cells of several columns, row by row."""
    index: dict[str, int] = {}
    codes = []
    for column in columns:
        ours = np.array([index.setdefault(word, len(index)) for word in column.words], np.int32)
        codes.append(ours[column.codes[picked]])
    return Column(list(index), np.stack(codes, axis=1).reshape(-1))


def other_delimiter(table: Table) -> Problem | None:
    """A text file of one column, whose header another delimiter would part than the one its source writes."""
    wanted, at = table.layout.kind.delimiter, table.sheet.head_rows().index(table.layout.header_row)
    header = table.sheet.head()[at]
    for other, name in DELIMITERS.items():
        if wanted and other != wanted and len(header) == 1 and other in header[0]:
            names = {"found": Said(name), "wanted": Said(DELIMITERS[wanted])}
            return problem(
                table.file, (table.layout.header_row,),
                say(N_("Cells are parted by a {found}, not by a {wanted}."), **names),
                say(N_("Save the file with the {wanted} as delimiter."), wanted=names["wanted"]),
                value=header[0][:60], sheet=table.label,
            )  # fmt: skip
    return None


def _header_to_show(table: Table, place: int) -> str:
    """The header of a column; masked where it may be the first person of a file that has no header."""
    header = table.layout.headers[place][:LONGEST_HEADER]
    column = [row[place].strip() for row in table.sheet.head() if place < len(row)]
    if re.search(r"\d{6}", header):
        return personal.MASK
    if personal.by_header(header) is None and personal.by_content([word for word in dict.fromkeys(column) if word]):
        return personal.MASK
    return personal.masked(header)


def _lack(table: Table, column: str) -> Said:
    if said := table.layout.doubtful.get(column):
        return say(N_("Above the table stand several: {words}. Which one holds?"), words=", ".join(filter(None, said)))
    if column in table.layout.kind.preamble:
        return say(N_("There is no such column, and neither a line above the table nor the name of the sheet or of the "
                      "file tells it."))  # fmt: skip
    return say(N_("The column is missing."))


def form_problems(table: Table) -> list[Problem]:
    """What is wrong with the header: columns that are missing or stand there twice, cells under no header."""
    layout = table.layout
    others = [_header_to_show(table, place) for place in layout.others[:OTHERS_SHOWN]]
    hint: Said | str = ""
    if others:
        hint = say(N_("Was it renamed? Columns of the file that are not expected: {others}."), others=", ".join(others))
    expected = say(N_("A file of this source has: {columns}."), columns=", ".join(layout.kind.required))
    remedy = say("{hint} {expected}", hint=hint, expected=expected) if others else expected
    lacking = [
        problem(table.file, (layout.header_row,), _lack(table, c), remedy, column=c, sheet=table.label)
        for c in layout.lacking
    ]
    return lacking + [
        problem(
            table.file, (layout.header_row,), N_("The column stands there twice."), N_("Keep one of the two columns."),
            column=table.shown(column), sheet=table.label,
        )
        for column in dict.fromkeys(layout.twice)
    ]  # fmt: skip
