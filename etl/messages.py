"""What a load tells, in the reader's language."""

from pathlib import Path

from db.catalogue import catalogue
from etl.errors import Translate

LOCALE = Path(__file__).parent / "locale"


def translator(language: str) -> Translate:
    """Gives a message of the catalogue in a language; the English one where the language is English."""
    return str if language == "en" else catalogue(LOCALE, language).gettext
