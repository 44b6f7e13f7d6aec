"""Names that a load may meet: the project's list of institutions, and what the database knows."""

import csv
from collections.abc import Mapping
from functools import cache

from db.surroundings import Named, Surroundings
from db.vocabulary import NOT_STATED_COUNTRY, InstitutionKind
from etl.declare import DATA
from etl.recognise import Confirmed, Known, Partners, countries

NAMES = ("name_en", "name_ru", "name_kk", "spellings")


def known_names(around: Surroundings, institution: str, source: str = "") -> Known:
    """The register of institutions, what the database knows of others, and the units of the institution.

    source: code of what is loaded.
    """
    known = Known([Confirmed(*one) for one in around.confirmed])
    known.home, known.home_country = institution, around.home_country
    for cells in _register():
        known.institutions.add(cells["code"], [*names_of(cells), cells["code"]])
        if cells["code"] == institution and not known.home_country:
            known.home_country = known.country(cells["country"]) if cells["country"] else ""
    said = {folded: code for kind, _, folded, code in around.confirmed if kind == "institution"}
    known.partners = Partners(listed(), around.institutions, said, source)
    for code, parent, names in around.units:
        known.add_unit(institution, code, parent, names)
    return known


@cache
def _register() -> tuple[dict[str, str], ...]:
    with (DATA / "institutions.csv").open(encoding="utf-8", newline="") as handle:
        return tuple(csv.DictReader(handle))


@cache
def listed() -> tuple[Named, ...]:
    """Institutions of the project's list, but for countries."""
    return tuple(
        Named(
            cells["code"], InstitutionKind(cells["kind"]), cells["name_en"], cells["name_ru"], cells["name_kk"],
            countries("en").code(cells["country"]) if cells["country"] else NOT_STATED_COUNTRY, cells["city"],
            cells["spellings"], cells["ror"], cells["erasmus_code"],
        )
        for cells in _register() if cells["kind"] != InstitutionKind.COUNTRY
    )  # fmt: skip


def names_of(cells: Mapping[str, str]) -> list[str]:
    """All names and spellings of an institution or a unit."""
    return [name for column in NAMES for name in cells.get(column, "").split("|") if name]
