"""Messages, numbers, dates and sort order in Kazakh, Russian and English.

Messages are gettext catalogues with the English text as key. A Translator is bound to one language and passed by
no one: `current()` is the one of the run, whose language `choices` tells with `speak`.
"""

from collections.abc import Callable
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache, lru_cache
from gettext import NullTranslations
from pathlib import Path

import pandas as pd
from babel import Locale, dates, numbers

from db.catalogue import catalogue
from etl import messages

LOCALE = Path(__file__).parent / "locale"
LANGUAGES = {"kk": "ҚАЗ", "ru": "РУС", "en": "ENG"}
DATES = {"kk": "kk", "ru": "ru", "en": "en_GB"}
ALPHABETS = {
    "kk": "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
}
EARLY, LATE = 0, 1_000
WRITTEN = 20_000
"""Numbers, and days, that are written out once."""


@cache
def _catalogue(language: str) -> NullTranslations:
    """The app's own messages, and those of the sources' declarations and of loads."""
    found = catalogue(LOCALE, language)
    found.add_fallback(catalogue(messages.LOCALE, language))
    return found


@lru_cache(maxsize=WRITTEN)
def _number(value: float, decimals: int, locale: str) -> str:
    pattern = "#,##0." + "#" * decimals if decimals else "#,##0"
    return str(numbers.format_decimal(value, format=pattern, locale=locale))


@lru_cache(maxsize=WRITTEN)
def _day(shown: str, locale: str) -> str:
    try:
        if len(shown) == 10:
            return str(dates.format_date(date.fromisoformat(shown), format="long", locale=locale))
        if len(shown) == 7:
            whole = date.fromisoformat(shown + "-01")
            return str(dates.format_skeleton("yMMMM", whole, locale=locale))
    except ValueError:
        return shown
    return shown


class Translator:
    """Everything a person reads, in one language."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else "en"
        self._messages = _catalogue(self.language)

    def text(self, message: str, **values: object) -> str:
        """The message, with {names} filled in."""
        shown = self._messages.gettext(message) if message else ""
        return shown.format(**values) if values else shown

    def plural(self, one: str, many: str, count: int, **values: object) -> str:
        """The form that fits the number; {count} is written in the language's way."""
        shown = self._messages.ngettext(one, many, count)
        return shown.format(count=self.number(count), **values)

    def number(self, value: float | None, decimals: int = 0) -> str:
        """'3,928' or '3 928'; '–' for None."""
        return "–" if value is None or pd.isna(value) else _number(value, decimals, self.language)

    def percent(self, value: float | None) -> str:
        """'15.4%' or '15,4 %' of a figure from 0 to 100."""
        if value is None:
            return "–"
        pattern = Locale(self.language).percent_formats[None].pattern.replace("#,##0", "#,##0.0")
        return str(numbers.format_percent(value / 100, format=pattern, locale=self.language))

    @property
    def percent_sign(self) -> str:
        """What stands behind a number of percent: '%', or ' %' with a no-break space."""
        return str(Locale(self.language).percent_formats[None].suffix[0])

    def signed(self, value: float) -> str:
        """'+1,132' with the sign always there."""
        return ("+" if value > 0 else "−" if value < 0 else "±") + self.number(abs(value))

    def day(self, shown: str) -> str:
        """A date as far as it is known: '13 September 2023', 'September 2023', '2023'; '' for none."""
        return _day(shown, DATES[self.language])

    @property
    def spreadsheet_day(self) -> str:
        """How a spreadsheet is to write a date: '13.09.2023', '13 Sep 2023'."""
        return "d mmm yyyy" if self.language == "en" else "dd.mm.yyyy"

    def moment(self, time: datetime) -> str:
        """'13 September 2023, 14:05 UTC' of a moment in UTC."""
        return f"{self.day(f'{time:%Y-%m-%d}')}, {time:%H:%M} UTC"

    def sort_key(self, shown: str) -> list[int]:
        """Order of the language's alphabet; other signs before, other letters after."""
        alphabet = ALPHABETS.get(self.language, "")
        return [
            EARLY + alphabet.index(c) + LATE
            if c in alphabet
            else ord(c) + (2 * LATE if c.isalpha() and alphabet else 0)
            for c in shown.casefold()
        ]


_SPOKEN: ContextVar[str] = ContextVar("language", default="en")
_translator = cache(Translator)


def speak(language: str) -> None:
    """From here on this run speaks a language. Each run has a thread of its own, and so a language of its own."""
    _SPOKEN.set(language)


def current() -> Translator:
    """The translator of this run."""
    return _translator(_SPOKEN.get())


def _(message: str, **values: object) -> str:
    """The message in the session's language."""
    return current().text(message, **values)


def ngettext(one: str, many: str, count: int, **values: object) -> str:
    """The message whose form fits the number, in the session's language."""
    return current().plural(one, many, count, **values)


N_: Callable[[str], str] = str
"""Marks a message that is translated where it is shown."""
