"""Spellings of countries and units: known ones become codes, others stop the load with an offer, none is guessed."""

import string

import pycountry
import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from db import schema
from etl.errors import BadValue
from etl.recognise.codes import Known, Spellings, countries, fold

LISTED = [
    country
    for country in schema.countries()
    if pycountry.countries.get(alpha_3=country["code"]) or country["code"] == "XKX"
]
"""The countries of today, without former ones and without what stands for no country."""


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Irlanda (Eire)", "irlanda eire"), ("  TÜRKİYE ", "turkiye"), ("Côte d’Ivoire", "cote d ivoire"),
        ("Guinea-Bissau", "guinea bissau"), ("СОЕДИНЁННЫЕ  Штаты", "соединенные штаты"), ("!?", ""),
    ],
)  # fmt: skip
def test_a_spelling_without_case_accents_and_punctuation(text: str, folded: str) -> None:
    assert fold(text) == folded


LETTERS = st.characters(max_codepoint=0x24F) | st.characters(min_codepoint=0x400, max_codepoint=0x4FF)


@given(st.text(alphabet=LETTERS))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=string.ascii_letters + "áéíñü .-()", min_size=1))
def test_folding_is_blind_to_case(text: str) -> None:
    assert fold(text.upper()) == fold(text.lower()) == fold(text)


@pytest.mark.parametrize(
    ("text", "language", "code"),
    [
        ("CHN", "en", "CHN"), ("cn", "en", "CHN"), ("156", "en", "CHN"), ("China", "en", "CHN"),
        ("Китай", "en", "CHN"), ("Қытай", "en", "CHN"), ("КНР", "en", "CHN"), ("ҚХР", "en", "CHN"),
        ("Alemania", "es", "DEU"), ("Holanda", "es", "NLD"), ("Irlanda (Eire)", "es", "IRL"), ("turquía", "es", "TUR"),
        ("República Checa", "es", "CZE"), ("Kirgizistan", "en", None), ("Киргизия", "en", "KGZ"),
        ("Кыргызстан", "en", "KGZ"), ("Russia", "en", "RUS"), ("Russian Federation", "en", "RUS"),
        ("Ресей", "en", "RUS"), ("Südkorea", "en", None), ("Republic of Korea", "en", "KOR"), ("Türkiye", "en", "TUR"),
        ("Turkey", "en", "TUR"),
        ("Alemania", "en", None), ("Atlantis", "en", None), ("", "en", None), ("1", "en", None),
    ],
)  # fmt: skip
def test_spellings_of_countries(text: str, language: str, code: str | None) -> None:
    if code:
        assert countries(language).code(text) == code
    else:
        with pytest.raises(BadValue, match="Unknown country"):
            countries(language).code(text)


@pytest.mark.parametrize("language", ["es", "en", "ru", "kk"])
def test_every_listed_country_is_known_by_its_name_or_told_to_be_ambiguous(language: str) -> None:
    """Its name in CLDR, in the language of a file and in ours."""
    names = Locale(language).territories
    wrong = []
    for country in LISTED:
        try:
            found = countries(language).code(names[country["alpha2"]])
        except BadValue as bad:
            offered = {offer.code for offer in bad.offers}
            found = country["code"] if "ambiguous" in str(bad.rule) and country["code"] in offered else str(bad.rule)
        if found != country["code"]:
            wrong.append((country["code"], names[country["alpha2"]], found))
    assert wrong == []


@pytest.mark.parametrize("column", ["code", "alpha2", "numeric"])
def test_every_listed_country_is_known_by_its_codes(column: str) -> None:
    known = countries("en")
    wrong = []
    for country in LISTED:
        try:
            found = known.code(country[column] or country["code"])
        except BadValue as bad:
            found = str(bad.rule)
        if found != country["code"]:
            wrong.append((country[column], found))
    assert wrong == []


def test_country_not_stated_is_read_from_words_that_say_so_alone() -> None:
    """A blank where a source allows one is another matter: its declaration tells what it means."""
    for word in ("unknown", "Not known", "не указано", "көрсетілмеген"):
        assert countries("en").code(word) == "ZZZ"
    for word in ("ZZ", "Other", "-", "", "no"):
        with pytest.raises(BadValue):
            countries("en").code(word)


def test_an_ambiguous_spelling_names_all_it_may_be() -> None:
    known = Spellings("country", "Add it.")
    known.add("COD", ["Congo", "DR Congo"])
    known.add("COG", ["Congo"])
    with pytest.raises(BadValue, match="ambiguous: it may be COD, COG") as caught:
        known.code("CONGO")
    assert "Write the code" in str(caught.value.remedy)
    assert known.code("dr congo") == "COD"
    assert known.code("COG") == "COG"


@pytest.mark.parametrize(
    ("text", "offer"), [("Kazahstan", "Kazakhstan (KAZ)"), ("Казакстан", "Казахстан (KAZ)"), ("Chinna", "China (CHN)")]
)
def test_an_unknown_spelling_gets_an_offer_and_the_place_to_add_it(text: str, offer: str) -> None:
    with pytest.raises(BadValue) as caught:
        countries("en").code(text)
    assert offer in str(caught.value.remedy)
    assert "confirm" in str(caught.value.remedy)


def test_units_are_those_of_their_institution() -> None:
    known = Known()
    known.add_unit("small", "law", "", ["Law", "Құқық"])
    known.add_unit("small", "civil", "law", ["Civil Law"])
    assert [known.unit("small", text) for text in ("law", "LAW", "Құқық", "civil law")] == [
        "law",
        "law",
        "law",
        "civil",
    ]
    assert known.parent("small", "civil") == "law"
    with pytest.raises(BadValue, match="Unknown faculty"):
        known.unit("small", "Magic")
    with pytest.raises(BadValue, match="No faculties of other"):
        known.unit("other", "law")
