"""The one gate: an engine for what someone may see, and which of the protected breakdowns a question is answered from.

Queries take an Engine; one that was opened here meets only what its sight allows, whichever query asks.
"""

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Engine, event, func, select

from db import protect
from db.engine import connect
from db.models import Institution, ProtectedSlice, ProtectedSource, Protection, Unit, UnitRecord
from db.protect.scopes import units_below
from db.queries.asking import BadQuestion, Where
from db.queries.seen import OF_PERSONS, Layer, views
from db.sight import Sight
from db.vocabulary import UnitKind

SIGHT, LAYER = "sight", "layer"
OPENED = 200
SMALLEST_WHOLE = 50
"""Persons of whom protected numbers tell percentages: of fewer one base is more than a tenth."""
UNITS, DETAILS = frozenset({"faculty", "department"}), frozenset({"partner", "field"})
PLACES = frozenset({"country", "region", "group"})


class NotShown(BadQuestion):
    """The question asks for a breakdown that is not shown to the person who asks."""


def opened(engine: Engine, sight: Sight, layer: Layer = Layer.PLACE) -> Engine:
    """An engine of the same database that meets only what the sight allows; it writes nothing. One that sees everything
    is the engine itself."""
    if sight.exact and sight.audit:
        return engine
    for institution, units in sight.scopes.items():
        protect.register(engine, institution, units)
    return _opened(engine.url.render_as_string(hide_password=False), sight, layer)


def sight_of(engine: Engine) -> Sight | None:
    """Whose eyes the engine has; None where it sees everything."""
    found: Sight | None = engine.get_execution_options().get(SIGHT)
    return found


def layer_of(engine: Engine) -> Layer:
    """Which breakdown the engine meets."""
    found: Layer = engine.get_execution_options().get(LAYER, Layer.PLACE)
    return found


def is_exact(engine: Engine) -> bool:
    """Whether all numbers that the engine meets are as they are."""
    sight = sight_of(engine)
    return sight is None or sight.exact


@lru_cache(maxsize=OPENED)
def _opened(address: str, sight: Sight, layer: Layer) -> Engine:
    engine = connect(address)
    event.listen(engine, "connect", lambda connection, _record: _look(connection, engine.dialect.name, sight, layer))
    return engine.execution_options(**{SIGHT: sight, LAYER: layer})


def forget() -> None:
    """Open engines anew: tests change what stands behind an address."""
    _opened.cache_clear()


def _look(connection: Any, dialect: str, sight: Sight, layer: Layer) -> None:
    """Put the views before the tables, on a new connection; from then on it only reads."""
    cursor = connection.cursor()
    schema = "main."
    if dialect == "postgresql":
        cursor.execute("SELECT quote_ident(current_schema())")
        schema = f"{cursor.fetchone()[0]}."
    for name, rows in views(sight, layer, schema).items():
        cursor.execute(f"CREATE TEMP VIEW {name} AS {rows}")
    cursor.execute("SET default_transaction_read_only = on" if dialect == "postgresql" else "PRAGMA query_only = ON")
    cursor.close()
    if dialect == "postgresql":
        connection.commit()


def routed(engine: Engine, by: Sequence[str], where: Where) -> Engine:
    """The engine that answers a question: of the breakdown that it asks for, or of own units alone where it is about
    these. Raises NotShown where the breakdown is protected no further."""
    sight = sight_of(engine)
    asked = {*by, *(name for name, values in where.items() if values)}
    details = asked & DETAILS
    if sight is None or sight.exact or not details or not is_protected(engine, where.get("institution", ())):
        return engine
    if is_own(engine, where):
        return opened(engine, sight, Layer.OWN)
    crossed = asked & UNITS if details == {"partner"} else asked & (UNITS | PLACES)
    if crossed or len(details) > 1:
        raise NotShown(
            f"{', '.join(sorted(details))} and {', '.join(sorted(crossed) or sorted(details))} together are shown only "
            "to those who may see exact numbers, and to deans for their own unit."
        )
    return opened(engine, sight, Layer.PARTNER if details == {"partner"} else Layer.FIELD)


def without_small_means(engine: Engine, institution: str, where: Where, means: Any) -> Any:
    """Mean numbers of persons (NaN where not known) without those of few, unless they are seen as they are."""
    if tells_nobody(engine, institution, where):
        return means
    return np.where(means >= SMALLEST_WHOLE, means, np.nan)


def with_all_behind(engine: Engine, releases: Collection[int]) -> list[int]:
    """Releases, and where protected numbers name the newest behind their slice alone, all that are behind it."""
    if is_exact(engine):
        return sorted(set(releases))
    s, behind = ProtectedSlice, ProtectedSource
    some = select(behind.release_id).join(s, s.id == behind.slice_id).where(s.release_id.in_(sorted(set(releases))))
    with engine.connect() as connection:
        return sorted({*releases, *connection.scalars(some.distinct())})


def tells_nobody(engine: Engine, institution: str, where: Where) -> bool:
    """Whether what is seen tells of nobody and of too many: all is seen as it is, or the question is about one's own
    unit. Of protected numbers both may be false."""
    if is_exact(engine) or not is_protected(engine, [institution]):
        return True
    return is_own(engine, {**where, "institution": [institution]})


def require_own(engine: Engine, institution: str, where: Where) -> None:
    """Raises NotShown unless `tells_nobody`."""
    if not tells_nobody(engine, institution, where):
        raise NotShown("This is shown to those who may see exact numbers, and to deans for their own unit.")


def own_faculty(engine: Engine, institution: str) -> str:
    """The faculty that someone who sees protected numbers sees as it is; '' where there is none, or several."""
    sight = sight_of(engine)
    own = sight.scopes.get(institution, ()) if sight is not None else ()
    if len(own) != 1:
        return ""
    kind = select(UnitRecord.kind).join(Unit, Unit.id == UnitRecord.unit_id)
    kind = kind.join(Institution, Institution.id == Unit.institution_id)
    with engine.connect() as connection:
        found = connection.scalar(
            kind.where(Institution.code == institution, Unit.code == own[0], UnitRecord.is_current)
        )
    return own[0] if found == UnitKind.FACULTY else ""


def has_own(engine: Engine, institution: str) -> bool:
    """Whether some unit of the institution is seen as it is, and others are not."""
    sight = sight_of(engine)
    return sight is not None and not sight.exact and institution in sight.scopes


def is_own(engine: Engine, where: Where) -> bool:
    """Whether a question is about one's own unit alone; of several it may not tell partners and fields."""
    sight = sight_of(engine)
    asked = list(where.get("institution", ()))
    own = sight.scopes.get(asked[0], ()) if sight is not None and len(asked) == 1 else ()
    if len(own) != 1:
        return False
    with engine.connect() as connection:
        institution = connection.scalar(select(Institution.id).where(Institution.code == asked[0]))
        if institution is None:
            return False
        codes = _codes(connection, units_below(connection, institution, own))
    faculties, departments = (set(where.get(name, ())) for name in ("faculty", "department"))
    return bool(departments and departments <= codes) or bool(faculties and faculties <= set(own))


def _codes(connection: Connection, units: Collection[int]) -> set[str]:
    return set(connection.scalars(select(Unit.code).where(Unit.id.in_(sorted(units)))))


def base(engine: Engine) -> int:
    """What protected numbers are multiples of; 0 while there are none."""
    with engine.connect() as connection:
        return connection.scalar(select(Protection.base)) or 0


def least_whole(engine: Engine, institution: str) -> int:
    """Of fewer persons of an institution no percentage is told to whoever sees with the engine; 0: of any."""
    return 0 if is_exact(engine) or not is_protected(engine, [institution]) else SMALLEST_WHOLE


def tells_small(base: int, rows: pd.DataFrame) -> bool:
    """Whether an answer has numbers of persons below the base that are not 0: such as only exact eyes see."""
    return any(
        bool(((rows[name] > 0) & (rows[name] < base)).fillna(value=False).any()) for name in OF_PERSONS if name in rows
    )


def levels(engine: Engine, institution: str) -> int:
    """How many levels the protected counts of an institution are told apart by, at most."""
    s = ProtectedSlice
    asked = select(func.count(func.distinct(s.level))).join(Institution, Institution.id == s.institution_id)
    with engine.connect() as connection:
        return connection.scalar(asked.where(Institution.code == institution)) or 0


def is_protected(engine: Engine, institutions: Sequence[str]) -> bool:
    """Whether any number of one of the institutions (none named: of any) is protected."""
    found = select(ProtectedSlice.id).join(Institution, Institution.id == ProtectedSlice.institution_id)
    if institutions:
        found = found.where(Institution.code.in_(list(institutions)))
    with engine.connect() as connection:
        return connection.scalar(found.limit(1)) is not None
