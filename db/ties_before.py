"""What the database holds of agreements before a load, to hold a new file against; without pandas."""

from sqlalchemy import Engine, select
from sqlalchemy.orm import aliased

from db.models import Agreement, AgreementStatement, Institution, Release, SameInstitution, Source


def partners_of(engine: Engine, institution: str, source: str = "") -> dict[str, set[str]]:
    """Codes of the agreements of an institution that are stated, with those of their partners as they are recorded.

    source: only what it states; '' what all sources do.
    """
    s, owner, partner = AgreementStatement, aliased(Institution), aliased(Institution)
    statement = (
        select(Agreement.code, partner.code)
        .join(s, s.agreement_id == Agreement.id)
        .join(owner, owner.id == Agreement.institution_id)
        .join(partner, partner.id == s.partner_id)
        .join(Release, Release.id == s.release_id)
        .join(Source, Source.id == Release.source_id)
        .where(s.is_current, owner.code == institution)
    )
    found: dict[str, set[str]] = {}
    with engine.connect() as connection:
        for agreement, code in connection.execute(statement.where(Source.code == source) if source else statement):
            found.setdefault(agreement, set()).add(code)
    return found


def taken_for_others(engine: Engine) -> set[str]:
    """Codes of the institutions of which a person said that they are others, and of those others."""
    s, one, other = SameInstitution, aliased(Institution), aliased(Institution)
    statement = (
        select(one.code, other.code)
        .join(s, s.institution_id == one.id)
        .join(other, other.id == s.into_id)
        .where(s.taken_back_at.is_(None))
    )
    with engine.connect() as connection:
        return {code for pair in connection.execute(statement) for code in pair}
