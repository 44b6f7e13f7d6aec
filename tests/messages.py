"""The messages of the code; run as a program, they are taken into the catalogues of all languages."""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from dashboard.i18n import LOCALE

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


def extracted() -> Catalog:
    """All messages of the app, of the list of metrics and of the sources' declarations."""
    found = Catalog()
    rooms = (*(ROOT / "dashboard").rglob("*.py"), *(ROOT / "etl" / "sources").glob("*.py"))
    for file in sorted([*rooms, ROOT / "db" / "metrics.py"]):
        for _, message, _, _ in extract_from_file("python", file, keywords=KEYWORDS):
            found.add(message)
    return found


def main() -> None:
    for file in sorted(LOCALE.glob("*/LC_MESSAGES/messages.po")):
        with file.open("rb") as handle:
            catalogue = read_po(handle, locale=file.parent.parent.name)
        catalogue.update(extracted(), no_fuzzy_matching=True, update_creation_date=False)
        catalogue.obsolete.clear()
        head = HEAD.format(language=file.parent.parent.name, plural=catalogue.plural_forms)
        with file.open("wb") as handle:
            handle.write(head.encode())
            write_po(handle, catalogue, width=0, no_location=True, omit_header=True)
        print(f"{file.relative_to(ROOT)}: {sum(1 for m in catalogue if m.id and not m.string)} to translate")


if __name__ == "__main__":
    main()
