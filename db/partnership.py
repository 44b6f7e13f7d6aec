"""What makes a partner, and which agreements students travel by: one rule for cards, maps, lists and counts."""

import pandas as pd

from db.vocabulary import NOT_COUNTRIES, NOT_STATED_PARTNER, AgreementStatus, AgreementType, InstitutionKind

EVENTS = (AgreementType.EVENT_HOST, AgreementType.EVENT_COORGANISER)
"""No agreements: something took place together."""
BRANCHES = (AgreementType.BRANCH_ABROAD, AgreementType.BRANCH_HOSTED)
DOUBLE_DEGREES = (AgreementType.DOUBLE_DEGREE, AgreementType.JOINT_PROGRAMME)
OF_STUDENTS = (AgreementType.EXCHANGE, *DOUBLE_DEGREES)
"""Agreements by which students travel: only of these is it known that nothing happens."""
NO_PARTNERSHIPS = (*EVENTS, AgreementType.BRANCH_ABROAD, AgreementType.NETWORK_MEMBERSHIP)
"""An own branch is oneself; who is in a network with us is no partner by that."""
NO_PARTNERS = (
    InstitutionKind.BRANCH, InstitutionKind.CENTRE, InstitutionKind.COUNTRY, InstitutionKind.EMBASSY,
    InstitutionKind.NETWORK, InstitutionKind.NOT_STATED,
)  # fmt: skip
NOT_RUNNING = (AgreementStatus.PLANNED, AgreementStatus.FROZEN, AgreementStatus.ENDED)


def with_partners(rows: pd.DataFrame) -> "pd.Series[bool]":
    """Which rows (type, partner_kind, at_home) are about an agreement with a partner: an institution abroad."""
    kinds, types = [str(kind) for kind in NO_PARTNERS], [str(kind) for kind in NO_PARTNERSHIPS]
    is_told = rows["partner_code"] != NOT_STATED_PARTNER
    return is_told & ~rows["type"].isin(types) & ~rows["partner_kind"].isin(kinds) & ~rows["at_home"]


def somewhere(rows: pd.DataFrame) -> "pd.Series[bool]":
    """Which rows are about a country."""
    return ~rows["country_code"].isin(NOT_COUNTRIES)
