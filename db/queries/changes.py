"""What loads changed: the last of them, and what one of them put in place of which figures.

"Before" and "after" are what answered just before and just after a release, as the releases that count today say.
Of one that was undone nothing is told but that it was.
"""

from typing import Any

import pandas as pd
from sqlalchemy import (
    Connection,
    Engine,
    Integer,
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)

from db.models import (
    AgreementStatement,
    AgreementYear,
    Country,
    EnrolmentCount,
    Institution,
    InstitutionRecord,
    MobilityCount,
    PublishedFigure,
    PublishedFigureCountry,
    Release,
    ReleaseExtent,
    ReleaseFile,
    Series,
    Source,
    StatedTotal,
    Statement,
    Target,
    Unit,
    UnitRecord,
)
from db.queries import gate
from db.queries.answering import lives
from db.queries.asking import frame, name_in
from db.queries.counts import NOT_ADDED_UP
from db.queries.places import country_named, partner_named, placed
from db.recorded import MARKS, current_keys
from db.vocabulary import CellState

OWNED = (
    MobilityCount, EnrolmentCount, StatedTotal, AgreementYear, PublishedFigure, Target, Statement, AgreementStatement,
    UnitRecord,
)  # fmt: skip
COMPARED = (MobilityCount, EnrolmentCount, PublishedFigure)
NEW, RESTATED, WITHDRAWN = "new", "restated", "withdrawn"
TOLD = [
    "institution_code", "academic_year", "period", "series", "direction", "mobility_type", "country_code", "country",
    "faculty_code", "faculty", "department_code", "department", "level", "field", "partner_code", "partner", "code",
    "metric", "before", "after", "before_state", "after_state", "kind", "file", "source_rows", "table", "is_invented",
]  # fmt: skip
LOADS = [
    "release", "source_code", "source_title", "loaded_at", "loaded_by", "rows_read", "cells_new", "cells_restated",
    "cells_unchanged", "cells_withdrawn", "is_invented", "undone_at",
]  # fmt: skip


def last_loads(engine: Engine, institution: str, limit: int = 3) -> pd.DataFrame:
    """The newest releases that count with facts of the institution, at most `limit`, and among them those that were
    undone since the oldest of these; newest first. Columns: LOADS; undone_at is None while a release counts.

    An undone one has no facts left: it is one of the institution's, or of a source that has facts of the institution.
    """
    owned = select(Unit.id).join(Institution, Institution.id == Unit.institution_id)
    owned = owned.where(Institution.code == institution)
    tells = or_(*[exists().where(t.release_id == Release.id, t.unit_id.in_(owned)) for t in OWNED])
    its = Release.institution_id.in_(select(Institution.id).where(Institution.code == institution))
    sources = select(Release.source_id).where(tells)
    of_source = and_(Release.institution_id.is_(None), Release.source_id.in_(sources), Release.undone_at.is_not(None))
    statement = (
        select(
            Release.id.label("release"), Source.code.label("source_code"), Source.title.label("source_title"),
            *[getattr(Release, name) for name in LOADS[3:]],
        )
        .join(Source, Source.id == Release.source_id)
        .where(or_(tells, its, of_source))
        .order_by(Release.id.desc())
    )  # fmt: skip
    found = frame(engine, statement, integers=[name for name in LOADS if name.startswith(("release", "rows", "cells"))])
    counts_so_far = found["undone_at"].isna().cumsum()
    shown = (counts_so_far <= limit) & (found["undone_at"].isna() | (counts_so_far < limit))
    return found[shown].reset_index(drop=True)


def restated(engine: Engine, release: int, limit: int = 200, language: str = "en") -> pd.DataFrame:
    """Facts of a release that differ from what answered before it: cells of mobility and enrolment, and published
    figures; largest change first.

    Columns: TOLD. before, after: Float64, persons or the figure's unit, <NA> where there is no number; before_state,
    after_state: why (of a published figure its qualifier), None where there was or is no such fact. kind: new,
    restated or withdrawn. file, source_rows: where it stands; of a withdrawn fact, where it stood.
    """
    found = []
    # What protected numbers stood before is not kept: of counts of persons those who see exact ones read the changes.
    for model in COMPARED if gate.is_exact(engine) else (PublishedFigure,):
        with engine.connect() as connection:
            changed = _changed(connection, model, release, limit) if _speaks(connection, model, release) else None
        if changed is not None:
            some = frame(engine, _listed(model, changed, language))
            found.append(_with_countries(engine, some, language) if model is PublishedFigure else some)
    found = [some for some in found if len(some)]
    if not found:
        return _arranged(pd.DataFrame(columns=[*TOLD, "size"]))
    together = pd.concat(found, ignore_index=True)
    return _arranged(together.sort_values("size", ascending=False, kind="stable", na_position="last").head(limit))


def moved(engine: Engine, release: int) -> pd.DataFrame:
    """Totals of international students before and after a release, those that differ.

    Columns: institution_code, academic_year, period, direction, mobility_type, series, before, after (Float64: sums of
    the known cells; <NA> where none is known), before_unknown, after_unknown (Int64: cells without a number).
    """
    m, home = MobilityCount, InstitutionRecord
    with engine.connect() as connection:
        rows = lives(connection, m, release)
    told = [
        Institution.code.label("institution_code"), func.substr(m.period, 1, 4).label("academic_year"), m.period,
        m.direction, m.mobility_type, Series.code.label("series"),
    ]  # fmt: skip
    sums = []
    for name, there in (("before", rows.c.was), ("after", rows.c.now)):
        is_known = and_(there == 1, m.cell_state == CellState.VALUE)
        lacks = and_(there == 1, m.cell_state.in_(NOT_ADDED_UP))
        sums += [func.sum(case((is_known, m.headcount))).label(name)]
        sums += [func.sum(case((lacks, 1), else_=0)).label(f"{name}_unknown")]
    statement = (
        select(*told, *sums)
        .select_from(rows)
        .join(m, m.id == rows.c.id)
        .join(Unit, Unit.id == m.unit_id)
        .join(Institution, Institution.id == Unit.institution_id)
        .join(Series, Series.id == m.series_id)
        .outerjoin(home, and_(home.institution_id == Institution.id, home.is_current))
        .where(func.coalesce(home.country_code, "") != m.country_code, true() if gate.is_exact(engine) else false())
        .group_by(Institution.code, m.period, m.direction, m.mobility_type, Series.code)
        .order_by(Institution.code, m.period, m.direction, m.mobility_type, Series.code)
    )
    totals = frame(engine, statement).astype(
        {"academic_year": "Int64", "before": "Float64", "after": "Float64"}
        | {"before_unknown": "Int64", "after_unknown": "Int64"}
    )
    same = totals["before"].fillna(-1).eq(totals["after"].fillna(-1))
    return totals[~(same & totals["before_unknown"].eq(totals["after_unknown"]))].reset_index(drop=True)


def _speaks(connection: Connection, model: Any, release: int) -> bool:
    """Whether a release has facts in a table or is complete for some."""
    stated = select(literal(1)).where(model.release_id == release)
    complete = select(literal(1)).where(
        ReleaseExtent.release_id == release, ReleaseExtent.table_name == model.__tablename__
    )
    return any(connection.scalar(one.limit(1)) is not None for one in (stated, complete))


def _changed(connection: Connection, model: Any, release: int, limit: int) -> Subquery:
    """The rows to tell of, the largest (id; of a withdrawn fact its last row), with before, after, their states, and
    the kind."""
    t = model.__table__
    number, state = ("value", "qualifier") if model is PublishedFigure else ("headcount", "cell_state")
    rows = lives(connection, model, release)
    old, new = t.alias("old"), t.alias("new")
    values = [c.name for c in t.columns if c.name not in MARKS and c not in current_keys(t)]
    differs = or_(*[new.c[name].is_distinct_from(old.c[name]) for name in values])
    met = rows.join(old, old.c.id == rows.c.id).join(new, new.c.id == rows.c.next_id)
    again = (
        _change(new.c.id, old.c[number], new.c[number], old.c[state], new.c[state], RESTATED)
        .select_from(met)
        .where(rows.c.was == 1, differs)
    )
    first = _change(new.c.id, null(), new.c[number], null(), new.c[state], NEW).where(
        new.c.release_id == release,
        new.c.id.not_in(select(rows.c.next_id).where(rows.c.was == 1, rows.c.next_id.is_not(None))),
    )
    gone = (
        _change(old.c.id, old.c[number], null(), old.c[state], null(), WITHDRAWN)
        .select_from(rows.join(old, old.c.id == rows.c.id))
        .where(rows.c.lost == 1)
    )
    every = union_all(again, first, gone).subquery("every")
    return select(every).order_by(every.c.size.desc().nulls_last(), every.c.id).limit(limit).subquery("changed")


def _change(row: Any, before: Any, after: Any, was: Any, now: Any, kind: str) -> Select[*tuple[Any, ...]]:
    """A change. size orders changes: what the number moved by, the number itself where one side has none."""
    number = MobilityCount.__table__.c.headcount.type
    before, after = cast(before, number), cast(after, number)
    return select(
        row.label("id"), before.label("before"), after.label("after"), cast(was, String).label("before_state"),
        cast(now, String).label("after_state"), literal(kind).label("kind"),
        func.abs(func.coalesce(after, 0) - func.coalesce(before, 0)).label("size"),
    )  # fmt: skip


def _listed(model: Any, changed: Subquery, language: str) -> Select[*tuple[Any, ...]]:
    """The changes with the names of what they are about."""
    where = placed(model, language)
    source = where.source.join(changed, changed.c.id == model.id).join(ReleaseFile, ReleaseFile.id == model.file_id)
    columns: list[Any] = [model.id]
    if model is PublishedFigure:
        year: Any = model.academic_year
        columns += [model.code, model.metric, _no_text("series")]
    else:
        year = cast(func.substr(model.period, 1, 4), Integer)
        columns += [_no_text("code"), _no_text("metric"), Series.code.label("series")]
        columns += [model.__table__.c.field.label("field")]
        source = source.join(Series, Series.id == model.series_id)
    columns += [year.label("academic_year"), model.period, model.level]
    if model is not EnrolmentCount:
        columns += [model.direction]
    if model is MobilityCount:
        source, country = country_named(source, model.country_code, language)
        source, partner = partner_named(source, model.partner_id, language)
        columns += [model.mobility_type, *country, *partner[:2]]
    facts = [changed.c[name] for name in ("before", "after", "before_state", "after_state", "kind", "size")]
    columns += [ReleaseFile.name.label("file"), model.source_rows, literal(model.__tablename__).label("table")]
    return (
        select(*where.columns, *columns, *facts)
        .select_from(source)
        .order_by(changed.c.size.desc().nulls_last(), model.id)
    )


def _no_text(name: str) -> Any:
    return literal("").label(name)


def _with_countries(engine: Engine, figures: pd.DataFrame, language: str) -> pd.DataFrame:
    """Published figures with the sets of countries they speak of, as in `published.published`."""
    member = PublishedFigureCountry
    statement = (
        select(member.figure_id, member.country_code, name_in(Country, language).label("country"))
        .join(Country, Country.code == member.country_code)
        .where(member.figure_id.in_([int(figure) for figure in figures["id"]]))
        .order_by(member.figure_id, member.country_code)
    )
    sets = frame(engine, statement).groupby("figure_id")
    codes, names = sets["country_code"].agg(";".join), sets["country"].agg("; ".join)
    return figures.assign(country_code=figures["id"].map(codes).fillna(""), country=figures["id"].map(names).fillna(""))


def _arranged(changes: pd.DataFrame) -> pd.DataFrame:
    """Columns TOLD; '' where a kind of fact has no such column."""
    numbers = {"before": "Float64", "after": "Float64", "academic_year": "Int64", "is_invented": "bool"}
    told = changes.reindex(columns=TOLD).reset_index(drop=True)
    words = [name for name in TOLD if name not in (*numbers, "before_state", "after_state")]
    told[words] = told[words].astype(object).where(told[words].notna(), "").map(str).astype(object)
    states = told[["before_state", "after_state"]].astype(object)
    told[["before_state", "after_state"]] = states.where(states.notna(), None)
    return told.astype(numbers)
