"""Messages by language, read from the catalogues that translators write; no compiled copies to go stale."""

import io
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path


@cache
def catalogue(folder: Path, language: str) -> NullTranslations:
    """The messages of a language; those of English where the folder has none."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    file = folder / language / "LC_MESSAGES" / "messages.po"
    if not file.exists():
        return NullTranslations()
    compiled = io.BytesIO()
    with file.open("rb") as handle:
        write_mo(compiled, read_po(handle, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)
