"""One load being judged: its files read, every word recognised, every row judged; nothing stored."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from db.batch import Batch, Extent, Facts, FileRead
from db.surroundings import Surroundings
from etl import read
from etl.declare import FileKind, Into
from etl.errors import N_, BadValue, Problem, Refused, Said, problem, say
from etl.judge.asked import Answers
from etl.judge.headcount import GatheredPersons
from etl.judge.names import known_names, names_of
from etl.judge.persons import numbering
from etl.judge.tidy import Gathered, keys_of
from etl.judge.told import Told
from etl.read import OTHERS_SHOWN, Table
from etl.recognise import Met, Record, personal

LOOKED_AT = 200
"""Different words of a column that are looked at for personal data."""
NEW_NAMED = 5
"""New institutions that are told by their names."""


class Judging:
    """Fills the batch with what is sound, and tells what is not."""

    def __init__(
        self, made: Batch, around: Surroundings, *, is_part: bool, progress: Callable[[int, int], None] | None
    ) -> None:
        self._made, self._is_part = made, is_part
        self._known = known_names(around, made.institution, made.source["code"])
        self._progress = progress or (lambda done, whole: None)
        self.notes: list[tuple[str, Said]] = []
        self._numbered = numbering()
        self._told = Told()
        self._form: list[Problem] = []
        self._tables: list[Table] = []
        self._gathered: dict[int, Gathered] = {}
        self._twice: dict[tuple[str, int], Problem] = {}
        self._stated_by: Counter[str] = Counter()
        self._done = 0
        self._beside = ThreadPoolExecutor(1, "fingerprint")
        self._fingerprints: list[Future[FileRead]] = []

    @property
    def is_known(self) -> bool:
        """Whether anything is known of the institution whose figures are loaded."""
        code = self._made.institution
        return bool(self._known.home_country or self._known.institutions.has(code) or self._known.has_units(code))

    @property
    def problems(self) -> list[Problem]:
        """Every reason not to store the batch, each once."""
        return [*dict.fromkeys(self._form), *self._told.problems(), *self._twice.values()]

    def read(self, files: Iterable[tuple[Sequence[FileKind], Path]]) -> None:
        """Read and judge files, each with the kinds it may be. Their fingerprints are taken beside it."""
        with self._beside:
            self._read(files)
        self._made.files[:] = [
            replace(file.result(), rows=read.rows)
            for file, read in zip(self._fingerprints, self._made.files, strict=True)
        ]

    def _read(self, files: Iterable[tuple[Sequence[FileKind], Path]]) -> None:
        for kinds, path in files:
            try:
                self._open(kinds, path)
            except Refused as refused:
                self._form += refused.problems
        self._take_names()
        self._meet_partners()
        for table in self._tables:
            self._take(table)
        for part, file in enumerate(self._made.files):
            tables = [table for table in self._tables if table.part == part]
            rows = sum(table.rows_read for table in tables)
            self._made.files[part] = replace(file, rows=rows)
            # A template has sheets that stay empty; a file without any row is none.
            if not rows and not self._form and tables[0].layout.is_whole:
                rule, remedy = N_("There is a header but no row."), N_("Export the file again.")
                self._form.append(problem(file.name, (), rule, remedy, sheet=tables[0].label))
        self._fold()

    def _open(self, kinds: Sequence[FileKind], path: Path) -> None:
        size = read.size(path)
        same = [before for before, file in zip(self._fingerprints, self._made.files, strict=True) if file.bytes == size]
        if same and read.fingerprint(path).sha256 in {before.result().sha256 for before in same}:
            return
        tables, wrong = read.tables(path, kinds, len(self._made.files))
        self._fingerprints.append(self._beside.submit(read.fingerprint, path))
        self._made.files.append(FileRead(path.name, "", size, 0))
        self._form += wrong
        for table in tables:
            table.number = len(self._tables)
            self._tables.append(table)
            self.notes += [(table.file, note) for note in table.notes]
            self._look_for_persons(table)

    def _take_names(self) -> None:
        """The units that the load's own files name are known to it."""
        for table in self._tables:
            if any(into.table == "unit_record" for into in table.layout.kind.into) and "code" in table.layout.places:
                for words in table.words([]):
                    for row in range(len(words)):
                        cells = {name: c.words[c.codes[row]].strip() for name, c in words.columns.items()}
                        self._known.add_unit(self._known.home, cells["code"], cells.get("parent", ""), names_of(cells))

    def _meet_partners(self) -> None:
        """Whom all rows name, before any is judged: what one row tells of an institution holds for the others."""
        partners = self._known.partners
        partners.meet(row for table in self._tables for row in self._met(table))
        if new := list(partners.new.values()):
            some = ", ".join(personal.masked(name) for name in new[:NEW_NAMED])
            told = say(N_("New institutions: {count}, among them {names}."), count=len(new), names=some)
            self.notes.append(("", told))

    def _met(self, table: Table) -> Iterator[Met]:
        """Rows that cannot be read are told when they are judged."""
        reader = table.layout.kind.meets
        if not reader:
            return
        for words in table.words([]):
            columns = [words.columns[name] for name in reader.columns if name in words.columns]
            names = [name for name in reader.columns if name in words.columns]
            for codes in dict.fromkeys(zip(*(column.codes.tolist() for column in columns), strict=True)):
                told = (column.words[code] for column, code in zip(columns, codes, strict=True))
                try:
                    yield reader.read(Record(zip(names, told, strict=True)), self._known)
                except BadValue:
                    continue

    def _take(self, table: Table) -> None:
        """All rows of a table, block by block."""
        persons = [into.persons.column for into in table.layout.kind.into if into.persons]
        whole = sum(file.bytes for file in self._made.files)
        before = self._done
        table.notes.clear()
        try:
            for words in table.words(self._form, next(iter(persons), ""), self._numbered):
                for gathered in self._of(table.layout.kind.into):
                    gathered.add(table, words, self._told)
                self._done = before + words.bytes_read
                self._progress(min(self._done, whole), whole)
                if self._told.is_full:
                    break
        except Refused as refused:
            self._form += refused.problems
        self.notes += [(table.file, note) for note in table.notes]

    def _of(self, declared: Sequence[Into]) -> list[Gathered]:
        """The rows of each declaration for a table. They share the answers of their readers."""
        answers, home = Answers(self._known), self._known.home
        for into in declared:
            if id(into) not in self._gathered:
                persons = GatheredPersons(into, self._known, answers, home) if into.persons else None
                self._gathered[id(into)] = persons or Gathered(into, self._known, answers)
        return [self._gathered[id(into)] for into in declared]

    def _fold(self) -> None:
        """Put the facts into the batch."""
        for gathered in self._gathered.values():
            into = gathered.into
            self._put(into.table, gathered.facts(self._tables, self._twice), into)
            if isinstance(gathered, GatheredPersons):
                self._put("stated_total", gathered.totals(), into)
                if gathered.repeated and into.table == "mobility_count":
                    note = N_("Rows of persons who have another row in the same cell, each counted once: {count}.")
                    self.notes += [(", ".join(gathered.files), say(note, count=gathered.repeated))]
            if into.table == "enrolment_count" and gathered.lacks():
                self._note(Said(N_(
                    "No row is of the home country, so all students together are not derived from the file."
                )))  # fmt: skip
            self._extend(gathered)
        for name, facts in self._made.facts.items():
            self._once(name, facts)

    def _once(self, table: str, facts: Facts) -> None:
        """Facts of several declarations that have one key: kept once if they say the same, else told."""
        if self._stated_by[table] < 2:
            return
        keys = keys_of(table, facts.columns)
        known: dict[tuple[object, ...], int] = {}
        said = [name for name in facts.columns if name not in ("file", "source_rows")]
        left_out = set()
        for place, key in enumerate(zip(*map(facts.column, keys), strict=True)):
            first = known.setdefault(key, place)
            if first == place:
                continue
            if all(facts.column(name)[first] == facts.column(name)[place] for name in said):
                left_out.add(place)
                continue
            mine, other = (self._made.files[facts.column("file")[at]].name for at in (place, first))
            lines, others = (str(facts.column("source_rows")[at]) for at in (place, first))
            rule = say(N_("Rows {rows} say again what rows {others} of {file} say, in another way."), rows=lines,
                       others=others, file=other)  # fmt: skip
            remedy = N_("Load either the counts or the list of persons: both count the same students.")
            self._form.append(problem(mine, (), rule, remedy))
        if left_out:
            kept = [place for place in range(len(facts)) if place not in left_out]
            facts.columns = {name: [values[at] for at in kept] for name, values in facts.columns.items()}

    def _put(self, table: str, facts: Facts, into: Into) -> None:
        if len(facts) and "institution" not in facts.columns and into.table != "country_group_member":
            facts.columns["institution"] = [self._made.institution] * len(facts)
        self._made.facts.setdefault(table, Facts()).extend(facts)
        self._stated_by[table] += bool(facts)

    def _extend(self, gathered: Gathered) -> None:
        units: tuple[str, ...] = ("",)
        if self._is_part and "unit" in gathered.asked:
            named = {str(code) for code in gathered.asked["unit"].values if code}
            units = tuple(sorted({self._known.parent(self._known.home, code) or code for code in named}))
        known = set(map(_key, self._made.extents))
        found = [extent for extent in gathered.extents(self._made.institution, units) if _key(extent) not in known]
        self._made.extents += dict.fromkeys(found)

    def _note(self, said: Said) -> None:
        self.notes.append((self._made.files[-1].name if self._made.files else "", said))

    def _look_for_persons(self, table: Table) -> None:
        """Columns with personal data: those that nothing is read from are told and left out; others stop the load."""
        layout = table.layout
        ids = {into.persons.column for into in layout.kind.into if into.persons}
        others, places = set(layout.others), {place: column for column, place in layout.places.items()}
        left_out: list[str] = []
        aside: list[str] = []
        for place, header in enumerate(layout.headers):
            column = places.get(place, "")
            found = personal.by_content(self._sample(table, place))
            if column in ids:
                table.masked.add(column)
            elif column and found:
                table.masked.add(column)
                # Dates of agreements may look like birthdays: they are judged by their own readers.
                if found != personal.Personal.BIRTH_DATE:
                    self._form.append(_holds_personal(table, header, place, found))
            elif not column and (found or personal.by_header(header)):
                left_out.append(personal.masked(header))
            elif place in others and header not in layout.kind.ignored:
                aside.append(personal.masked(header))
        if left_out:
            self._note_of(table, say(N_("Personal columns were recognised and left out: {columns}."),
                                     columns=_some(left_out)))  # fmt: skip
        if aside and layout.is_whole and not layout.kind.always:
            self._note_of(table, say(N_("Columns that nothing is read from: {columns}."), columns=_some(aside)))

    def _note_of(self, table: Table, said: Said) -> None:
        self.notes.append((table.file, said))

    def _sample(self, table: Table, place: int) -> list[str]:
        below = [row for row, number in zip(table.sheet.head(), table.sheet.head_rows(), strict=True)
                 if number > table.layout.after]  # fmt: skip
        words = (row[place].strip() for row in below if place < len(row))
        return list(dict.fromkeys(word for word in words if word))[:LOOKED_AT]


def _some(headers: Sequence[str]) -> str:
    """The first headers of many."""
    more = f", … (+{len(headers) - OTHERS_SHOWN})" if len(headers) > OTHERS_SHOWN else ""
    return ", ".join(headers[:OTHERS_SHOWN]) + more


def _key(extent: Extent) -> tuple[str, ...]:
    return tuple(vars(extent).values())


def _holds_personal(table: Table, header: str, place: int, found: personal.Personal) -> Problem:
    rule = say(N_("The column holds personal data: {kind}. Its words are not shown."), kind=say(personal.WORDS[found]))
    remedy = N_("Put into it what its header says, or delete the column.")
    return problem(table.file, (), rule, remedy, column=header, sheet=table.label, at=place)
