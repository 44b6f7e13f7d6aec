"""The tables. Each docstring gives the grain, each column comment the unit."""

from db.models.base import Base
from db.models.counts import AgreementYear, EnrolmentCount, MobilityCount, StatedTotal
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
    "Base",
    "ConfirmedSpelling",
    "Country",
    "CountryGroupMember",
    "EnrolmentCount",
    "Institution",
    "InstitutionRecord",
    "MobilityCount",
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
