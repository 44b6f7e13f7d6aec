"""Regions of the world by M49, the standard of the United Nations Statistics Division (unstats.un.org).

The 22 geographical regions below the continents. Where the standard has a region within a region (Eastern Africa in
Sub-Saharan Africa, the Caribbean in Latin America), the smaller one. M49 lists neither Taiwan nor Kosovo; they stand
with their neighbours. A former country has a region where all that came after it lies in one.
"""

from collections.abc import Mapping
from functools import cache

from db.vocabulary import NOT_COUNTRIES

MEMBERS: Mapping[str, frozenset[str]] = {
    code: frozenset(countries.split())
    for code, countries in {
        "015": "DZA EGY ESH LBY MAR SDN TUN",
        "014": "ATF BDI COM DJI ERI ETH IOT KEN MDG MOZ MUS MWI MYT REU RWA SOM SSD SYC TZA UGA ZMB ZWE",
        "017": "AGO CAF CMR COD COG GAB GNQ STP TCD",
        "018": "BWA LSO NAM SWZ ZAF",
        "011": "BEN BFA CIV CPV GHA GIN GMB GNB LBR MLI MRT NER NGA SEN SHN SLE TGO",
        "029": "ABW AIA ANT ATG BES BHS BLM BRB CUB CUW CYM DMA DOM GLP GRD HTI JAM KNA LCA MAF MSR MTQ PRI SXM TCA "
               "TTO VCT VGB VIR",
        "013": "BLZ CRI GTM HND MEX NIC PAN SLV",
        "005": "ARG BOL BRA BVT CHL COL ECU FLK GUF GUY PER PRY SGS SUR URY VEN",
        "021": "BMU CAN GRL SPM USA",
        "143": "KAZ KGZ TJK TKM UZB",
        "030": "CHN HKG JPN KOR MAC MNG PRK TWN",
        "035": "BRN IDN KHM LAO MMR MYS PHL SGP THA TLS VNM",
        "034": "AFG BGD BTN IND IRN LKA MDV NPL PAK",
        "145": "ARE ARM AZE BHR CYP GEO IRQ ISR JOR KWT LBN OMN PSE QAT SAU SYR TUR YEM",
        "151": "BGR BLR CSK CZE HUN MDA POL ROU RUS SVK UKR",
        "154": "ALA DNK EST FIN FRO GBR GGY IMN IRL ISL JEY LTU LVA NOR SJM SWE",
        "039": "ALB AND BIH ESP GIB GRC HRV ITA MKD MLT MNE PRT SCG SMR SRB SVN VAT XKX YUG",
        "155": "AUT BEL CHE DDR DEU FRA LIE LUX MCO NLD",
        "053": "AUS CCK CXR HMD NFK NZL",
        "054": "FJI NCL PNG SLB VUT",
        "057": "FSM GUM KIR MHL MNP NRU PLW UMI",
        "061": "ASM COK NIU PCN PYF TKL TON TUV WLF WSM",
    }.items()
}  # fmt: skip
"""Alpha-3 codes of the countries of each region, by its M49 code."""

NO_REGION = frozenset({"ATA", "SUN"}) | NOT_COUNTRIES
"""Countries without one: Antarctica, which M49 puts nowhere; the USSR, which lay in four; what is no single country."""


def of(country: str) -> str:
    """M49 code of the region of a country; '' where it has none."""
    return next((code for code, countries in MEMBERS.items() if country in countries), "")


def name(code: str, language: str) -> str:
    """Name of a region as CLDR has it; '' for ''. Raises KeyError for a code that is none."""
    return _names(language)[code]


@cache
def _names(language: str) -> dict[str, str]:
    from babel import Locale  # here: most questions need no regions

    territories = Locale(language).territories
    return {"": "", **{code: str(territories[code]) for code in MEMBERS}}
