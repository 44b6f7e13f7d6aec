"""Whom a record of an institution counts as: what persons said of it, as joins that all questions share."""

from typing import Any

import pandas as pd
from sqlalchemy import Engine, and_, func, select
from sqlalchemy.orm import aliased

from db.models import Agreement, Institution, InstitutionRecord, SameInstitution
from db.queries.asking import frame, name_in


def whom(source: Any, key: Any, agreement: Any = None) -> tuple[Any, Any]:
    """FROM clause with the decisions joined, and the key of the institution that `key` counts as.

    agreement: key of the agreement that the row speaks of, where it does.
    """
    if agreement is not None:
        split = aliased(SameInstitution)
        of_it = and_(split.institution_id == key, split.agreement_id == agreement, split.taken_back_at.is_(None))
        source, key = source.outerjoin(split, of_it), func.coalesce(split.into_id, key)
    merged = aliased(SameInstitution)
    everywhere = and_(merged.institution_id == key, merged.agreement_id.is_(None), merged.taken_back_at.is_(None))
    return source.outerjoin(merged, everywhere), func.coalesce(merged.into_id, key)


def decisions(engine: Engine, language: str = "en") -> pd.DataFrame:
    """All that was said of who is who, newest first: number, institution_code, institution (as recorded), agreement
    ('': everywhere), partner_code, partner (whom it is), reason, said_by, said_at, taken_back_by, taken_back_at."""
    s = SameInstitution
    one, other = aliased(Institution), aliased(Institution)
    recorded, is_now = aliased(InstitutionRecord), aliased(InstitutionRecord)
    source = (
        s.__table__.join(one, one.id == s.institution_id)
        .join(other, other.id == s.into_id)
        .outerjoin(recorded, and_(recorded.institution_id == one.id, recorded.is_current))
        .outerjoin(is_now, and_(is_now.institution_id == other.id, is_now.is_current))
        .outerjoin(Agreement, Agreement.id == s.agreement_id)
    )
    columns: list[Any] = [
        s.id.label("number"), one.code.label("institution_code"),
        func.coalesce(name_in(recorded, language), one.code).label("institution"),
        func.coalesce(Agreement.code, "").label("agreement"), other.code.label("partner_code"),
        func.coalesce(name_in(is_now, language), other.code).label("partner"),
        s.reason, s.said_by, s.said_at, s.taken_back_by, s.taken_back_at,
    ]  # fmt: skip
    statement = select(*columns).select_from(source).order_by(s.id.desc())
    return frame(engine, statement, integers=("number",))
