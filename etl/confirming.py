"""What a person says a spelling stands for, checked before it is remembered."""

from sqlalchemy import Engine

from db.surroundings import Spelling, surroundings
from etl.judge import known_names
from etl.load import WrongUsage
from etl.recognise import countries, fold, levels


def spelling(kind: str, written: str, code: str, institution: str, engine: Engine) -> Spelling:
    """The spelling as it is to be remembered. Raises WrongUsage for a code that is none."""
    if kind == "unit" and not institution:
        raise WrongUsage("Whose faculty or department is it? Add --institution CODE.")
    known = known_names(surroundings(engine, institution), institution)
    there = {
        "country": lambda: countries("en").has(code),
        "level": lambda: levels().has(code),
        "institution": lambda: known.institutions.has(code),
        "unit": lambda: known.has_unit(institution, code),
    }[kind]()
    if not there:
        raise WrongUsage(f"{code} is no code of a {kind}.")
    if not fold(written):
        raise WrongUsage("The spelling is blank.")
    return Spelling(kind, institution if kind == "unit" else "", fold(written), written.strip(), code)
