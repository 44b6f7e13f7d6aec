"""The register of sources. A new source is a declaration beside these, and a line here."""

from etl.declare import Source
from etl.sources.context import COUNTRY_GROUPS, NATIONAL_SERIES, SCO_UNIVERSITIES, TARGETS
from etl.sources.demonstration import DEMO
from etl.sources.published import KAZNU_PUBLISHED
from etl.sources.zaragoza import AGREEMENTS
from etl.sources.zaragoza_results import RESULTS

SHIPPED = (COUNTRY_GROUPS, KAZNU_PUBLISHED, NATIONAL_SERIES, TARGETS, SCO_UNIVERSITIES, DEMO)
"""What `make run` loads, in this order."""

SOURCES: dict[str, Source] = {source.code: source for source in (*SHIPPED, AGREEMENTS, RESULTS)}
