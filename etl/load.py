"""The way of a load: read all files, judge all rows, then store all of it or nothing."""

import getpass
import re
import tempfile
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from sqlalchemy import Engine

from db import store
from db.batch import Batch, Outcome, Row
from db.contradictions import Contradicted
from etl import tidy
from etl.codes import DATA, Known
from etl.declare import FileKind, Into, Source
from etl.errors import Problem, Refused
from etl.read import Table, examined, table

UNIT_NAMES = ("name_en", "name_ru", "name_kk", "spellings")


class WrongUsage(ValueError):
    """The command was not understood; the message says what it needs."""


def load(engine: Engine, source: Source, files: list[Path], institution: str = "") -> Outcome:
    """Load files of a source (none: the shipped ones). Raises Refused with every problem, or WrongUsage."""
    return keep(engine, batch(source, files, institution))


def keep(engine: Engine, made: Batch) -> Outcome:
    """Store a judged batch. Raises Refused if it contradicts what the database holds; then nothing was stored."""
    try:
        return store.load(engine, made, by=who())
    except Contradicted as contradicted:
        raise Refused(
            Problem(c.file, int(re.split(r"\D", c.rows)[0]), "", c.value, c.rule, c.remedy) for c in contradicted.found
        ) from contradicted


def batch(source: Source, files: list[Path], institution: str = "") -> Batch:
    """Read and judge the files of one load. Raises Refused with every problem of all of them, or WrongUsage."""
    if institution and institution != source.institution:
        whose = f"figures of {source.institution} only" if source.institution else "figures that say whose they are"
        raise WrongUsage(f"{source.code} holds {whose}; leave --institution out.")
    with tempfile.TemporaryDirectory() as folder:
        if source.make and not files:
            files = source.make(Path(folder))
        read, problems = _read(source, list(dict.fromkeys(files)))
    made = Batch(
        source={
            name: getattr(source, name)
            for name in ("code", "producer", "title", "licence", "url", "counts", "international")
        },
        series=[asdict(series) for series in source.series],
        institution=source.institution,
        is_invented=source.is_invented,
        files=[table.file for _, table in read],
    )
    problems += _tidy(made, read, _known(read, source.institution), source.institution)
    if problems:
        raise Refused(problems)
    return made


def _read(source: Source, files: list[Path]) -> tuple[list[tuple[FileKind, Table]], list[Problem]]:
    """Each file with its kind; the shipped files where none are named, and those that always come along.

    Then what is wrong with their form. A file that is no table at all is told and left out.
    """
    chosen: list[tuple[FileKind, Path]] = [(kind, DATA / kind.shipped) for kind in source.files if kind.always]
    own = [kind for kind in source.files if not kind.always]
    if not files:
        unshipped = [kind.name for kind in own if not kind.shipped]
        if unshipped:
            raise WrongUsage(f"{source.code} ships no file: name the files to load ({', '.join(unshipped)}).")
        chosen += [(kind, DATA / kind.shipped) for kind in own]
    read: list[tuple[FileKind, Table]] = []
    problems: list[Problem] = []
    for candidates, path in [([kind], path) for kind, path in chosen] + [(own, path) for path in files]:
        try:
            kind, content = _recognised(candidates, path)
        except Refused as refused:
            problems += refused.problems
            continue
        if content.file.sha256 not in {other.file.sha256 for _, other in read}:
            problems += [*content.problems, *tidy.missing_columns(kind, content)]
            read.append((kind, content))
    return read, problems


def _recognised(kinds: list[FileKind], path: Path) -> tuple[FileKind, Table]:
    """The kind whose columns are most like the file's, and its content. All kinds of a source share a delimiter."""
    content = examined(path, kinds[0].delimiter)
    header = set(content.header)

    def likeness(kind: FileKind) -> float:
        return len(header & set(kind.columns)) / len(header | set(kind.columns))

    return max(kinds, key=likeness), content


def _known(read: list[tuple[FileKind, Table]], institution: str) -> Known:
    """Names that the load may meet: the register of institutions and the units in its own files."""
    known = Known()
    register = table(DATA / "institutions.csv", ",")
    for _, cells in tidy.records(register):
        known.institutions.add(cells["code"], [cells["code"], *_names(cells)])
    for kind, content in read:
        if any(into.table == "unit_record" for into in kind.into) and "code" in content.header:
            for _, cells in tidy.records(content):
                known.add_unit(institution, cells["code"], cells.get("parent", ""), _names(cells))
    return known


def _names(cells: dict[str, str]) -> list[str]:
    return [name for column in UNIT_NAMES for name in cells.get(column, "").split("|") if name]


def _tidy(made: Batch, read: list[tuple[FileKind, Table]], known: Known, institution: str) -> list[Problem]:
    """Fill the batch with the sound rows of all files; gives the problems of the others, each once."""
    problems: dict[Problem, None] = {}
    gathered: dict[int, tuple[Into, list[Row]]] = {}
    for index, (kind, content) in enumerate(read):
        for into in kind.into:
            rows, wrong = tidy.rows_of(into, content, index, known)
            problems |= dict.fromkeys(wrong)
            gathered.setdefault(id(into), (into, []))[1].extend(rows)
            made.extents += [e for e in tidy.extents(into, content, institution, known) if e not in made.extents]
    return [*problems, *_fold(made, gathered.values(), institution)]


def _fold(made: Batch, gathered: Iterable[tuple[Into, list[Row]]], institution: str) -> Iterable[Problem]:
    """Put the facts into the batch; gives the rows that say again what another says, each once."""
    twice: dict[tuple[str, int], Problem] = {}
    for into, rows in gathered:
        folded, wrong = tidy.fold(into, rows, [file.name for file in made.files])
        for problem in wrong:
            twice.setdefault((problem.file, problem.row), problem)
        made.facts.setdefault(into.table, []).extend(
            {"institution": institution, **row} if _needs_owner(into) else row for row in folded
        )
    return twice.values()


def _needs_owner(into: Into) -> bool:
    return into.table != "country_group_member"


def who() -> str:
    """Account that runs the load."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
