"""The way of a load: read all files, judge all rows, then store all of it or nothing."""

import getpass
import tempfile
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from sqlalchemy import Engine

from db import store
from db.batch import Batch, Outcome, Row
from etl import tidy
from etl.codes import DATA, Known
from etl.declare import FileKind, Into, Source
from etl.errors import Problem, Refused
from etl.read import Table, table

UNIT_NAMES = ("name_en", "name_ru", "name_kk", "spellings")


class WrongUsage(ValueError):
    """The command was not understood; the message says what it needs."""


def load(engine: Engine, source: Source, files: list[Path], institution: str = "") -> Outcome:
    """Load files of a source (none: the shipped ones). Raises Refused with every problem, or WrongUsage."""
    return store.load(engine, batch(source, files, institution), by=who())


def batch(source: Source, files: list[Path], institution: str = "") -> Batch:
    """Read and judge the files of one load. Raises Refused with every problem, or WrongUsage."""
    if institution and source.institution not in ("", institution):
        raise WrongUsage(f"{source.code} holds figures of {source.institution} only; leave --institution out.")
    whose = institution or source.institution
    with tempfile.TemporaryDirectory() as folder:
        if source.make and not files:
            files = source.make(Path(folder))
        read = _read(source, list(dict.fromkeys(files)))
    known = _known(read, whose)
    made = Batch(
        source={
            name: getattr(source, name)
            for name in ("code", "producer", "title", "licence", "url", "counts", "international")
        },
        series=[asdict(series) for series in source.series],
        institution=whose,
        is_invented=source.is_invented,
        files=[table.file for _, table in read],
    )
    _tidy(made, read, known, whose)
    return made


def _read(source: Source, files: list[Path]) -> list[tuple[FileKind, Table]]:
    """Each file with its kind; the shipped files where none are named, and those that always come along."""
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
            problems += tidy.missing_columns(kind, content)
            if content.file.sha256 not in {other.file.sha256 for _, other in read}:
                read.append((kind, content))
        except Refused as refused:
            problems += refused.problems
    if problems:
        # A file that cannot be read as a table has no cells to judge; the others are judged all the same.
        sound = [(kind, content) for kind, content in read if not tidy.missing_columns(kind, content)]
        raise Refused([*problems, *_problems_of_rows(sound, source)])
    return read


def _recognised(kinds: list[FileKind], path: Path) -> tuple[FileKind, Table]:
    """The kind whose columns are most like the file's, and its content. All kinds of a source share a delimiter."""
    content = table(path, kinds[0].delimiter)
    header = set(content.header)

    def likeness(kind: FileKind) -> float:
        return len(header & set(kind.columns)) / len(header | set(kind.columns))

    return max(kinds, key=likeness), content


def _problems_of_rows(read: list[tuple[FileKind, Table]], source: Source) -> list[Problem]:
    known = _known(read, source.institution)
    found: list[Problem] = []
    for index, (kind, content) in enumerate(read):
        for into in kind.into:
            found += tidy.rows_of(into, content, index, known)[1]
    return list(dict.fromkeys(found))


def _known(read: list[tuple[FileKind, Table]], institution: str) -> Known:
    """Names that the load may meet: the register of institutions and the units in its own files."""
    known = Known()
    register = table(DATA / "institutions.csv", ",")
    for cells in _cells(register):
        known.institutions.add(cells["code"], [cells["code"], *_names(cells)])
    for kind, content in read:
        if any(into.table == "unit_record" for into in kind.into):
            for cells in _cells(content):
                known.add_unit(institution, cells["code"], cells.get("parent", ""), _names(cells))
    return known


def _cells(content: Table) -> Iterable[dict[str, str]]:
    return (dict(zip(content.header, record, strict=True)) for record in content.rows)


def _names(cells: dict[str, str]) -> list[str]:
    return [name for column in UNIT_NAMES for name in cells.get(column, "").split("|") if name]


def _tidy(made: Batch, read: list[tuple[FileKind, Table]], known: Known, institution: str) -> None:
    """Fill the batch. Raises Refused with the problems of all files."""
    problems: list[Problem] = []
    gathered: dict[int, tuple[Into, list[Row]]] = {}
    for index, (kind, content) in enumerate(read):
        for into in kind.into:
            rows, wrong = tidy.rows_of(into, content, index, known)
            problems += wrong
            gathered.setdefault(id(into), (into, []))[1].extend(rows)
            made.extents += [e for e in tidy.extents(into, content, institution, known) if e not in made.extents]
    if problems:
        raise Refused(dict.fromkeys(problems))
    for into, rows in gathered.values():
        folded, wrong = tidy.fold(into, rows, [file.name for file in made.files])
        problems += wrong
        made.facts.setdefault(into.table, []).extend(
            {"institution": institution, **row} if _needs_owner(into) else row for row in folded
        )
    if problems:
        raise Refused(problems)


def _needs_owner(into: Into) -> bool:
    return into.table != "country_group_member"


def who() -> str:
    """Account that runs the load."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
