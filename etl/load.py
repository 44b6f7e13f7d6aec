"""The way of a load: read all files, recognise and judge all rows, then store all of it or nothing."""

import hashlib
import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path

from sqlalchemy import Engine

from db import store
from db.audit import account
from db.batch import Batch, FileRead, Outcome
from db.contradictions import Contradicted
from db.surroundings import Surroundings
from etl.declare import DATA, FileKind, Source
from etl.errors import N_, Problem, Refused, Said, Warned, problem, say

Progress = Callable[[int, int], None]
"""Called with the bytes read so far and those of all files."""


class WrongUsage(ValueError):
    """The command was not understood; the message says what it needs."""


@dataclass
class Judged:
    """A load as far as it can be judged without storing it.

    problems: why it is refused; none if it is sound. notes: what a person should know of how it was read.
    warnings: what is sound and hard to believe. preview: the first facts, as understood.
    """

    batch: Batch
    problems: list[Problem]
    notes: list[tuple[str, Said]] = field(default_factory=list)
    warnings: list[Warned] = field(default_factory=list)

    def look(self, engine: Engine) -> None:
        """Look for what is hard to believe beside what the database holds."""
        from etl.judge import warnings

        self.warnings = warnings(engine, self.batch)

    def refuse(self) -> Batch:
        """The batch. Raises Refused where there are problems."""
        if self.problems:
            raise Refused(self.problems)
        return self.batch


@cache
def _recipe() -> str:
    """Fingerprint of the program that reads files, and of its lists."""
    here = Path(__file__).parent
    digest = hashlib.sha256()
    for file in sorted([*here.rglob("*.py"), *DATA.glob("*.csv")]):
        digest.update(file.relative_to(here).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def recipe(source: Source, around: Surroundings, *, is_part: bool = False) -> str:
    """Fingerprint of all that decides how files of a source are read."""
    named = around.institutions if any(kind.meets for kind in source.files) else ()
    said = repr((_recipe(), around.confirmed, *([named] if named else []), is_part))
    return hashlib.sha256(said.encode()).hexdigest()


def load(engine: Engine, source: Source, files: list[Path], institution: str = "") -> Outcome:
    """Load files of a source (none: the shipped ones). Raises Refused with every problem, or WrongUsage."""
    return keep(engine, batch(source, files, institution))


def keep(engine: Engine, made: Batch, *, by: str = "", role: str = "", only_try: bool = False) -> Outcome:
    """Store a judged batch, under the account that runs it unless another is told. Raises Refused if it contradicts
    what the database holds; then nothing was stored."""
    try:
        return store.load(engine, made, by=by or account(), role=role, only_try=only_try)
    except Contradicted as contradicted:
        raise Refused(
            problem(c.file, map(int, re.findall(r"\d+", c.rows)[:1]), Said(c.rule), Said(c.remedy), value=c.value)
            for c in contradicted.found
        ) from contradicted


def batch(source: Source, files: list[Path], institution: str = "") -> Batch:
    """Read and judge the files of one load. Raises Refused with every problem of all of them, or WrongUsage."""
    return judge(source, files, institution).refuse()


def owner(source: Source, institution: str) -> str:
    """Whose figures a load is of: the source's own institution, or the one that the user names. Raises WrongUsage."""
    if source.institution or source.names_owners:
        if institution and institution != source.institution:
            whose = f"figures of {source.institution} only" if source.institution else "figures that say whose they are"
            raise WrongUsage(f"{source.code} holds {whose}; leave --institution out.")
        return source.institution
    if not institution:
        raise WrongUsage(f"{source.code} does not say whose figures they are: add --institution CODE.")
    return institution


def fingerprints(source: Source, files: Sequence[Path]) -> list[FileRead]:
    """The files that a load would read, without reading them. Raises Refused for one that cannot be opened."""
    from etl.read import fingerprint

    with tempfile.TemporaryDirectory() as folder:
        chosen = [*files] or ([*source.make(Path(folder))] if source.make else [])
        found = [fingerprint(path) for _, path in _chosen(source, chosen)]
    return list({file.sha256: file for file in found}.values())


def are_files(source: Source, files: Sequence[Path], known: Mapping[str, int]) -> bool:
    """Whether `known`, bytes by SHA-256, are the files that a load would read. Raises Refused for one that cannot be
    opened."""
    from etl.read import size

    if not {size(path) for path in files} <= set(known.values()):
        return False  # a long file is not read through for nothing
    return {file.sha256 for file in fingerprints(source, files)} == set(known)


def judge(
    source: Source, files: Sequence[Path], institution: str = "", around: Surroundings | None = None, *,
    is_part: bool = False, progress: Progress | None = None,
) -> Judged:  # fmt: skip
    """Read, recognise and judge the files of one load. Raises WrongUsage.

    around: names in the database; is_part: the files are complete only for the faculties they name.
    """
    from etl.judge import Judging, faults

    if wrong := faults(source):
        raise WrongUsage("\n".join([f"{source.code} is not declared as it can be loaded:", *wrong]))
    whose = owner(source, institution)
    around = around or Surroundings()
    with tempfile.TemporaryDirectory() as folder:
        chosen = list(dict.fromkeys(files)) or ([*source.make(Path(folder))] if source.make else [])
        made = Batch(
            source={
                name: getattr(source, name)
                for name in ("code", "producer", "title", "licence", "url", "counts", "international", "is_public")
            },
            series=[asdict(series) for series in source.series],
            institution=whose,
            is_invented=source.is_invented,
            files=[],
            recipe=recipe(source, around, is_part=is_part),
        )
        judging = Judging(made, around, is_part=is_part, progress=progress)
        judging.read(_chosen(source, chosen))
        if institution and not judging.is_known:
            rule = N_("The institution {code} is new: neither the database nor the list of institutions knows it.")
            judging.notes.append(("", say(rule, code=institution)))
        return Judged(made, judging.problems, judging.notes)


def _chosen(source: Source, files: Sequence[Path]) -> list[tuple[list[FileKind], Path]]:
    """Each file with the kinds it may be; the shipped files where none are named, and those that always come along."""
    chosen = [([kind], DATA / kind.shipped) for kind in source.files if kind.always]
    own = [kind for kind in source.files if not kind.always]
    if not files:
        unshipped = [kind.name for kind in own if not kind.shipped]
        if unshipped:
            raise WrongUsage(f"{source.code} ships no file: name the files to load ({', '.join(unshipped)}).")
        return chosen + [([kind], DATA / kind.shipped) for kind in own]
    return chosen + [(own, path) for path in files]
