"""Registers that several sources bring along: the institutions they name and the units of an institution."""

from db.vocabulary import NOT_STATED_COUNTRY, DateKind, InstitutionKind, Level, Renewal, UnitKind
from etl.declare import FileKind, Into
from etl.recognise import Reader, coded, country, day, derived, required, text, word_is

NO_CODES = {"parent_institution": "", "city": "", "spellings": "", "ror": "", "erasmus_code": ""}
NAMED_ONLY = {**NO_CODES, "kind": InstitutionKind.UNIVERSITY, "name_ru": "", "name_kk": ""}
"""What a file that tells only name and country of a university leaves open."""
NO_TERMS = {
    "start": "", "start_kind": DateKind.NOT_STATED, "valid_from": None, "valid_to": None,
    "renewal": Renewal.NOT_STATED, "partner_unit": "", "programme": "", "field": "", "period": "", "note": "",
}  # fmt: skip
"""What a source leaves open that tells of an agreement no more than that there is one."""
NO_DETAIL = {"isced_f_code": "", "level": Level.NOT_STATED, "months": None, "graduates": None}
"""What a source leaves open that tells of an agreement's year no more than places and students."""


def institutions(only: Reader) -> FileKind:
    """The project's own list of institutions with their official names; `only` picks those a source speaks of."""
    columns = {
        "institution": required("code"),
        "kind": coded("kind", InstitutionKind),
        "parent_institution": text("parent"),
        "name_en": required("name_en"),
        "name_ru": text("name_ru"),
        "name_kk": text("name_kk"),
        "country_code": country("country", blank=NOT_STATED_COUNTRY),
        "city": text("city"),
        "spellings": text("spellings"),
        "ror": text("ror"),
        "erasmus_code": text("erasmus_code"),
    }
    return FileKind(
        "register of institutions",
        (Into("institution_record", columns, only=(only,)),),
        shipped="institutions.csv",
        always=True,
    )


def home_institution() -> FileKind:
    """What the project's own list says of the institution whose figures are loaded, if it lists it."""
    return institutions(Reader(("code",), lambda cells, known: cells["code"] == known.home))


def home_and_partners() -> FileKind:
    """What the project's own list says of that institution and of those that the rows name."""
    return institutions(
        Reader(("code",), lambda cells, known: cells["code"] == known.home or cells["code"] in known.partners.met)
    )


def only_institution(*codes: str) -> Reader:
    return word_is("code", *codes)


def units(shipped: str, *, has_departments: bool = False, always: bool = True, dated: bool = False) -> FileKind:
    """A list of faculties and departments, complete for its institution."""
    columns = {
        "unit": required("code"),
        "kind": coded("kind", UnitKind),
        "parent": text("parent") if has_departments else derived((), lambda cells: ""),
        # Other spellings of the name are no column of ours; the load knows the unit by them.
        "name_en": Reader(("name_en", "spellings"), required("name_en").read),
        "name_ru": text("name_ru"),
        "name_kk": text("name_kk"),
        "valid_from": day("valid_from") if dated else derived((), lambda cells: None),
        "valid_to": day("valid_to") if dated else derived((), lambda cells: None),
    }
    return FileKind(
        "list of units",
        (Into("unit_record", columns, complete=()),),
        optional=frozenset({"spellings"}),
        shipped=shipped,
        always=always,
    )
