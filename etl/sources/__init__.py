"""The register of sources. A new source is a declaration beside these, and a line here."""

from etl.declare import Source
from etl.sources.agreements import REGISTER_OF_AGREEMENTS
from etl.sources.context import COUNTRY_GROUPS, NATIONAL_SERIES, SCO_UNIVERSITIES, TARGETS
from etl.sources.demonstration import DEMO
from etl.sources.hesa import ALL_STAFF_BY_NATIONALITY, ALL_STUDENTS, BY_COUNTRY
from etl.sources.ircc import PERMITS
from etl.sources.published import KAZNU_PUBLISHED
from etl.sources.registrar import REGISTRAR
from etl.sources.statements import PUBLISHED
from etl.sources.uis import FLOWS_OF_UIS
from etl.sources.zaragoza import AGREEMENTS
from etl.sources.zaragoza_results import RESULTS

SHIPPED = (COUNTRY_GROUPS, KAZNU_PUBLISHED, NATIONAL_SERIES, TARGETS, SCO_UNIVERSITIES, DEMO)
"""What `make run` loads, in this order."""

MAPPED = (
    REGISTRAR,
    PUBLISHED,
    REGISTER_OF_AGREEMENTS,
    AGREEMENTS,
    RESULTS,
    BY_COUNTRY,
    ALL_STUDENTS,
    ALL_STAFF_BY_NATIONALITY,
    FLOWS_OF_UIS,
    PERMITS,
)
"""Sources of files that a user brings."""

SOURCES: dict[str, Source] = {source.code: source for source in (*SHIPPED, *MAPPED)}
