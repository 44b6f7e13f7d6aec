"""The messages of the code; run as a program, they are taken into the catalogues of all languages."""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from dashboard.i18n import LOCALE
from etl import messages

ROOT = Path(__file__).resolve().parent.parent
HEAD = """msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plural}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
ROOMS = {LOCALE: ("dashboard/**/*.py", "db/metrics.py"), messages.LOCALE: ("etl/**/*.py",)}
"""What each room's catalogues translate: the app and the list of metrics; loads and the sources' declarations."""

LANGUAGES = ("kk", "ru")


def extracted(locale: Path) -> Catalog:
    """All messages of a room."""
    found = Catalog()
    for file in sorted({file for pattern in ROOMS[locale] for file in ROOT.glob(pattern)}):
        for _, message, _, _ in extract_from_file("python", file, keywords=KEYWORDS):
            found.add(message)
    return found


def catalogue(locale: Path, language: str) -> Catalog:
    """The catalogue of a room in a language."""
    with (locale / language / "LC_MESSAGES" / "messages.po").open("rb") as handle:
        return read_po(handle, locale=language)


def main() -> None:
    for locale in ROOMS:
        for language in LANGUAGES:
            _update(locale, language)


def _update(locale: Path, language: str) -> None:
    found = catalogue(locale, language)
    found.update(extracted(locale), no_fuzzy_matching=True, update_creation_date=False)
    found.obsolete.clear()
    file = locale / language / "LC_MESSAGES" / "messages.po"
    with file.open("wb") as handle:
        handle.write(HEAD.format(language=language, plural=found.plural_forms).encode())
        write_po(handle, found, width=0, no_location=True, omit_header=True)
    print(f"{file.relative_to(ROOT)}: {sum(1 for m in found if m.id and not m.string)} to translate")


if __name__ == "__main__":
    main()
