"""The tables. Each docstring gives the grain, each column comment the unit."""

from db.models.audit import AuditEvent
from db.models.base import Base
from db.models.counts import AgreementYear, EnrolmentCount, MobilityCount, StatedTotal
from db.models.protection import (
    ProtectedCount,
    ProtectedScope,
    ProtectedSlice,
    ProtectedSource,
    Protection,
    ProtectionScope,
)
from db.models.reference import (
    ConfirmedSpelling,
    Country,
    CountryGroupMember,
    Institution,
    InstitutionRecord,
    SameInstitution,
    Unit,
    UnitRecord,
)
from db.models.releases import Release, ReleaseExtent, ReleaseFile, Series, SeriesNote, Source
from db.models.statements import (
    Agreement,
    AgreementStatement,
    PublishedFigure,
    PublishedFigureCountry,
    SetAside,
    Statement,
    Target,
)

__all__ = [
    "Agreement",
    "AgreementStatement",
    "AgreementYear",
    "AuditEvent",
    "Base",
    "ConfirmedSpelling",
    "Country",
    "CountryGroupMember",
    "EnrolmentCount",
    "Institution",
    "InstitutionRecord",
    "MobilityCount",
    "ProtectedCount",
    "ProtectedScope",
    "ProtectedSlice",
    "ProtectedSource",
    "Protection",
    "ProtectionScope",
    "PublishedFigure",
    "PublishedFigureCountry",
    "Release",
    "ReleaseExtent",
    "ReleaseFile",
    "SameInstitution",
    "Series",
    "SeriesNote",
    "SetAside",
    "Source",
    "StatedTotal",
    "Statement",
    "Target",
    "Unit",
    "UnitRecord",
]
