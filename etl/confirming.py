"""What a person says a spelling stands for, checked before it is remembered."""

from dataclasses import replace

from sqlalchemy import Engine

from db.surroundings import Spelling, surroundings
from etl.errors import N_, BadValue, Said, Translate, say
from etl.judge import known_names
from etl.load import WrongUsage
from etl.recognise import NEW, Known, countries, fold, levels, personal

KINDS = {
    "country": N_("{code} is no code of a country."),
    "level": N_("{code} is no code of a level of study."),
    "institution": N_("{code} is no code of an institution."),
    "unit": N_("{code} is no code of a faculty or department of {institution}."),
}


def spelling(
    kind: str, written: str, code: str, institution: str, engine: Engine, translate: Translate = str
) -> Spelling:
    """The spelling as it is to be remembered. Raises WrongUsage, in the reader's language, for a code that is none, a
    spelling that may be a person's name or number, and one that is listed and stands for another code."""
    if kind == "unit" and not institution:
        whose = N_("Whose faculty or department is it? Add {option}.")
        raise WrongUsage(say(whose, option="--institution CODE").told(translate))
    around = surroundings(engine, institution)
    known = known_names(around, institution)
    if not _is_code(kind, code, institution, known):
        raise WrongUsage(say(KINDS[kind], code=code, institution=institution).told(translate))
    if not fold(written):
        raise WrongUsage(translate(N_("The spelling is blank.")))
    if _may_be_a_person(kind, written):
        rule = N_("“{spelling}” looks like a person's name or number, and such are not kept. Correct the file.")
        raise WrongUsage(say(rule, spelling=personal.masked(written.strip())).told(translate))
    whose = institution if kind == "unit" else ""
    said = replace(around, confirmed=(*around.confirmed, (kind, whose, fold(written), code)))
    stands_for = _code(kind, written, code, institution, known_names(said, institution))
    if stands_for != _code(kind, code, code, institution, known):
        raise WrongUsage(_listed(written.strip(), stands_for, code).told(translate))
    return Spelling(kind, whose, fold(written), written.strip(), code)


def _is_code(kind: str, code: str, institution: str, known: Known) -> bool:
    return {
        "country": lambda: countries("en").has(code),
        "level": lambda: levels().has(code),
        "institution": lambda: code == NEW or known.institutions.has(code) or known.partners.has(code),
        "unit": lambda: known.has_unit(institution, code),
    }[kind]()


def _code(kind: str, written: str, code: str, institution: str, known: Known) -> str:
    """What a spelling stands for that is to stand for a code; '' where it is not known."""
    try:
        return {
            "country": lambda: known.country(written),
            "level": lambda: str(known.level(written)),
            "institution": lambda: known.partners.listed(written, code),
            "unit": lambda: known.unit(institution, written),
        }[kind]()
    except BadValue:
        return ""


def _may_be_a_person(kind: str, written: str) -> bool:
    """Whether it looks personal; two words that may be a name only where no country or level is spelt alike."""
    if personal.masked(written) != written:
        return True
    if kind not in ("country", "level") or not personal.looks_like_a_name(written):
        return False
    return not (countries("en") if kind == "country" else levels()).near(fold(written))


def _listed(written: str, stands_for: str, code: str) -> Said:
    rule = N_("“{spelling}” is a listed spelling of {listed}: it cannot stand for {code}. Nothing was remembered.")
    return say(rule, spelling=written, listed=stands_for, code=code)
