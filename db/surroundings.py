"""What a load needs to know of the database before it stores anything; without pandas, which a load can do without."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, case, delete, exists, func, insert, select
from sqlalchemy.orm import aliased

from db import audit
from db.engine import writer
from db.models import (
    ConfirmedSpelling,
    Institution,
    InstitutionRecord,
    Release,
    ReleaseFile,
    Source,
    Unit,
    UnitRecord,
)
from db.vocabulary import Act, InstitutionKind


class Named(NamedTuple):
    """An institution as it is recorded; fields as in db.models.InstitutionRecord.

    source: the only source that describes it; '' where several do, or a list.
    """

    code: str
    kind: InstitutionKind
    name_en: str
    name_ru: str
    name_kk: str
    country_code: str
    city: str
    spellings: str
    ror: str
    erasmus_code: str
    source: str = ""


@dataclass(frozen=True)
class Surroundings:
    """Names in the database.

    units: code, code of the unit above ('' for none) and names of each unit of the institution.
    confirmed: kind, institution, folded spelling and code of each spelling that a person confirmed.
    home_country: alpha-3 code of the institution's country; '' where it is not known.
    institutions: all that are recorded, but for countries and those that were made up.
    """

    units: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    confirmed: tuple[tuple[str, str, str, str], ...] = ()
    home_country: str = ""
    is_there: bool = False
    institutions: tuple[Named, ...] = ()


def surroundings(engine: Engine, institution: str) -> Surroundings:
    """What the database knows of an institution, and all confirmed spellings."""
    r, above, home = UnitRecord, aliased(Unit), InstitutionRecord
    units = (
        select(Unit.code, func.coalesce(above.code, ""), r.name_en, r.name_ru, r.name_kk)
        .join(r, r.unit_id == Unit.id)
        .join(Institution, Institution.id == Unit.institution_id)
        .outerjoin(above, above.id == r.parent_id)
        .where(Institution.code == institution, r.is_current)
        .order_by(Unit.code)
    )
    spellings = select(
        ConfirmedSpelling.kind, ConfirmedSpelling.institution, ConfirmedSpelling.folded, ConfirmedSpelling.code
    ).order_by(ConfirmedSpelling.id)
    country = (
        select(home.country_code)
        .join(Institution, Institution.id == home.institution_id)
        .where(Institution.code == institution, home.is_current)
    )
    with engine.connect() as connection:
        found = connection.scalar(country)
        return Surroundings(
            tuple((row[0], row[1], tuple(name for name in row[2:] if name)) for row in connection.execute(units)),
            tuple((row[0], row[1], row[2], row[3]) for row in connection.execute(spellings)),
            found or "",
            found is not None,
            tuple(_institutions(connection)),
        )


def _institutions(connection: Connection) -> Iterable[Named]:
    """No invented ones: nothing true is to be told of them."""
    r = InstitutionRecord
    by = (
        select(r.institution_id, func.min(Source.code).label("first"), func.max(Source.code).label("last"))
        .join(Release, Release.id == r.release_id)
        .join(Source, Source.id == Release.source_id)
        .where(Release.undone_at.is_(None))
        .group_by(r.institution_id)
        .subquery()
    )
    statement = (
        select(
            Institution.code, r.kind, r.name_en, r.name_ru, r.name_kk, r.country_code, r.city, r.spellings, r.ror,
            r.erasmus_code, case((by.c.first == by.c.last, by.c.first), else_=""),
        )
        .join(Institution, Institution.id == r.institution_id)
        .join(Release, Release.id == r.release_id)
        .join(by, by.c.institution_id == r.institution_id)
        .where(r.is_current, ~Release.is_invented, r.kind.not_in(NO_INSTITUTIONS))
        .order_by(Institution.code)
    )  # fmt: skip
    return (Named(*row) for row in connection.execute(statement))


NO_INSTITUTIONS = (InstitutionKind.COUNTRY, InstitutionKind.NOT_STATED)


@dataclass(frozen=True)
class Loads:
    is_loaded: bool
    is_undone: bool


def loads_of(engine: Engine, source: str, sha256: Iterable[str]) -> Loads:
    """Whether these files of a source stand in a release that counts, or only in one that was undone."""
    statement = (
        select(Release.id, Release.undone_at, ReleaseFile.sha256)
        .join(Source, Source.id == Release.source_id)
        .join(ReleaseFile, ReleaseFile.release_id == Release.id)
        .where(Source.code == source)
    )
    counting: dict[int, set[str]] = {}
    undone: dict[int, set[str]] = {}
    with engine.connect() as connection:
        for release, undone_at, digest in connection.execute(statement):
            (counting if undone_at is None else undone).setdefault(release, set()).add(digest)
    wanted = set(sha256)
    is_loaded = any(wanted <= files for files in counting.values())
    return Loads(is_loaded, not is_loaded and any(wanted <= files for files in undone.values()))


def says_the_same(
    engine: Engine, source: str, institution: str, recipe: str, are_these: Callable[[dict[str, int]], bool]
) -> int | None:
    """The release that a load of these files would repeat to the last fact: the newest that counts of the source (and
    institution), made of the same files read in the same way, and nothing it says was restated since. None if a load
    may change something.

    are_these: whether files, given by SHA-256 with their bytes, are those of the load.
    """
    this = (
        select(Release.id, Release.recipe, Release.cells_unchanged + Release.cells_new + Release.cells_restated)
        .join(Source, Source.id == Release.source_id)
        .outerjoin(Institution, Institution.id == Release.institution_id)
        .where(Source.code == source, Release.undone_at.is_(None), func.coalesce(Institution.code, "") == institution)
        .order_by(Release.id.desc())
        .limit(1)
    )
    with engine.connect() as connection:
        newest = connection.execute(this).one_or_none()
        if newest is None or not recipe or newest.recipe != recipe:
            return None
        files = select(ReleaseFile.sha256, ReleaseFile.bytes).where(ReleaseFile.release_id == newest.id)
        if not are_these({row.sha256: row.bytes for row in connection.execute(files)}):
            return None
        for table in (InstitutionRecord, UnitRecord):
            lost = exists(select(table.id).where(table.release_id == newest.id, ~table.is_current))
            if connection.scalar(select(lost)):
                return None
        return int(newest.id)


@dataclass(frozen=True)
class Spelling:
    """A spelling that a person says stands for a code; fields as in db.models.ConfirmedSpelling."""

    kind: str
    institution: str
    folded: str
    spelling: str
    code: str


def confirm(engine: Engine, spellings: Iterable[Spelling], by: str, role: str = "") -> None:
    """Remember what spellings stand for, who said so and when; a later word on one replaces the earlier."""
    c = ConfirmedSpelling
    with writer(engine).begin() as connection:
        for one in spellings:
            same = (c.kind == one.kind) & (c.institution == one.institution) & (c.folded == one.folded)
            connection.execute(delete(c).where(same))
            connection.execute(insert(c).values(**vars(one), confirmed_by=by, confirmed_at=datetime.now(UTC)))
            audit.note(connection, audit.Event(by, role, Act.CONFIRMED, f"{one.kind} {one.code}"))


def forget(engine: Engine, kind: str, folded: str) -> int:
    """Forget what a spelling was said to stand for; how many were forgotten."""
    c = ConfirmedSpelling
    with writer(engine).begin() as connection:
        done: Any = connection.execute(delete(c).where(c.kind == kind, c.folded == folded))
        return int(done.rowcount)


def confirmed(engine: Engine) -> list[tuple[str, str, str, str, str, datetime]]:
    """Kind, institution, spelling, code, who and when of all confirmed spellings."""
    c = ConfirmedSpelling
    statement = select(c.kind, c.institution, c.spelling, c.code, c.confirmed_by, c.confirmed_at).order_by(c.id)
    with engine.connect() as connection:
        return [(row[0], row[1], row[2], row[3], row[4], row[5]) for row in connection.execute(statement)]
