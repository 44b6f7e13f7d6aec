"""Problems and warnings in a reader's words: headers as a template writes them, names of countries and faculties."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache

from db import schema
from db.batch import Facts
from db.surroundings import Surroundings
from etl.choices import WORDS, in_language
from etl.declare import LANGUAGES, Source
from etl.errors import EXPECTED, MEANT, TWICE, Offer, Problem, Said, Translate, named
from etl.load import Judged


def in_words(problems: Sequence[Problem], source: Source, language: str) -> list[Problem]:
    """Problems with the header of each column that the file lacks, and offers, as the reader calls them. In English
    they stay as they are: our names of columns are English, offers are in the script of the file."""
    if language == "en":
        return list(problems)
    called = headers(source, language)
    return [_in_words(one, called, language) for one in problems]


def headers(source: Source, language: str) -> dict[str, str]:
    """What a template of the source writes over its columns."""
    found: dict[str, str] = {}
    for kind in source.files:
        for column, by_language in () if kind.always else kind.headers.items():
            found.setdefault(column, by_language.get(language, column))
    return found


def _in_words(one: Problem, headers: Mapping[str, str], language: str) -> Problem:
    # A column that the file has is told by its own header.
    header = headers.get(one.column, "") if one.at < 0 and one.rule.message != TWICE else ""
    offers = _offers(one, language)
    return replace(one, header=header, offers=offers, remedy=_remedy(one.remedy, headers, offers))


def _remedy(said: Said, headers: Mapping[str, str], offers: Sequence[Offer]) -> Said:
    """The remedy with what fills it called by the reader's words."""
    values: dict[str, object] = {}
    for name, value in said.values:
        if isinstance(value, Said):
            values[name] = _remedy(value, headers, offers)
        elif said.message == EXPECTED and name == "columns":
            values[name] = ", ".join(headers.get(column, column) for column in str(value).split(", "))
        elif said.message == MEANT and name == "offers":
            values[name] = named(offers)
        else:
            values[name] = value
    return Said(said.message, tuple(values.items()))


def _offers(one: Problem, language: str) -> tuple[Offer, ...]:
    """Names of units and institutions are offered as the file's script has them."""
    if one.kind not in ("country", "level"):
        return one.offers
    called = _countries(language) if one.kind == "country" else {c: w[language] for c, w in WORDS["level"].items()}
    return tuple(Offer(called.get(offer.code, offer.shown), offer.code) for offer in one.offers)


@cache
def _countries(language: str) -> dict[str, str]:
    return {country["code"]: country[f"name_{language}"] for country in schema.countries()}


def with_names(translate: Translate, judged: Judged, around: Surroundings, language: str) -> Translate:
    """Translates names of countries, of faculties and departments and of institutions too, which warnings tell."""
    if language == "en":
        return translate
    english, theirs = _countries("en"), _countries(language)
    called = {english[code]: theirs[code] for code in english if theirs[code]}
    for table in ("unit_record", "institution_record"):
        facts = judged.batch.facts.get(table, Facts())
        columns = [facts.column(f"name_{one}") or [""] * len(facts) for one in LANGUAGES]
        called |= _called(zip(*columns, strict=True), language)
    called = {**_called((names for _, _, names in around.units), language), **called}

    def told(message: str) -> str:
        shown = translate(message)
        return called.get(message, shown) if shown == message else shown

    return told


def _called(several: Iterable[Sequence[str | None]], language: str) -> dict[str, str]:
    """The name in the language, by the first name that there is."""
    found = {}
    for names in several:
        there = [name for name in names if name]
        own = names[LANGUAGES.index(language)] if len(names) == len(LANGUAGES) else in_language(there, language)
        if own and there:
            found[there[0]] = own
    return found
