"""Any spelling in any of three languages finds what is meant first; a near one is only offered; nonsense finds none."""

from collections.abc import Sequence
from functools import cache

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from dashboard import find
from dashboard.spelt import alternatives
from db import schema, surroundings
from db.vocabulary import NOT_COUNTRIES
from tests.pages.conftest import Open, opener

UNITS = (
    ("faculty", "law", "Law", "Юридический факультет", "Заң факультеті"),
    ("faculty", "it", "Information Technology", "Факультет информационных технологий",
     "Ақпараттық технологиялар факультеті"),
    ("faculty", "history", "History", "Исторический факультет", "Тарих факультеті"),
    ("faculty", "mechmath", "Mechanics and Mathematics", "Механико-математический факультет",
     "Механика-математика факультеті"),
    ("faculty", "journalism", "Journalism", "Факультет журналистики", "Журналистика факультеті"),
    ("faculty", "philology", "Philology", "Филологический факультет", "Филология факультеті"),
    ("faculty", "philosophy", "Philosophy and Political Science", "Факультет философии и политологии",
     "Философия және саясаттану факультеті"),
    ("faculty", "physics", "Physics and Technology", "Физико-технический факультет",
     "Физика-техникалық факультеті"),
    ("faculty", "economics", "Higher School of Economics and Business", "Высшая школа экономики и бизнеса",
     "Экономика және бизнес жоғары мектебі"),
    ("department", "law-civil", "Civil Law", "Кафедра гражданского права", "Азаматтық құқық кафедрасы"),
    ("department", "law-tax", "Tax and Customs Law", "Кафедра налогового права", "Салық құқығы кафедрасы"),
    ("partner", "mephi", "Nuclear University MEPhI", "Ядерный университет «МИФИ»", "«МИФИ» ядролық университеті"),
    ("partner", "wismar", "Hochschule Wismar", "Висмарский университет", "Висмар университеті"),
)  # fmt: skip
TOWNS = (
    ("partner", "mephi", "Moscow", ""), ("partner", "wismar", "Wismar", ""),
    ("partner", "leipzig", "Example University of Leipzig", "en"), ("partner", "xian", "Xi'an", ""),
    ("partner", "wroclaw", "Wroclaw", ""), ("partner", "kokshetau", "Университет Көкшетау", "kk"),
)  # fmt: skip
"""Partners of which a name is known in one alphabet only, but for two."""
HERE = ("CHN", "KGZ", "KOR", "RUS", "UZB", "DEU", "GEO")


@cache
def countries() -> tuple[tuple[str, str, str, str], ...]:
    """Names of all countries in three languages."""
    return tuple(
        ("country", row["code"], row[f"name_{language}"], language)
        for row in schema.countries()
        for language in schema.LANGUAGES
        if row["code"] not in NOT_COUNTRIES
    )


@cache
def names() -> pd.DataFrame:
    """Names of a made-up institution, of all countries and of what the app has words for."""
    units = [(*one[:2], one[2 + at], language) for one in UNITS for at, language in enumerate(schema.LANGUAGES)]
    listed = [*countries(), *units, *TOWNS, *find._of_the_app()]
    return pd.DataFrame(listed, columns=["kind", "code", "name", "language"])


def hits(text: str, language: str = "en", here: Sequence[str] = HERE) -> list[find.Hit]:
    return find.among(text, names(), here=here, language=language)


FOUND_FIRST = [
    # Countries: names in three languages, endonyms, codes, without Kazakh letters, in any case
    ("Киргизия", "KGZ"), ("Кыргызстан", "KGZ"), ("Қырғызстан", "KGZ"), ("Kyrgyzstan", "KGZ"), ("Qirgʻiziston", "KGZ"),
    ("Qirg'iziston", "KGZ"), ("Kirgisistan", "KGZ"), ("KGZ", "KGZ"), ("kgz", "KGZ"), ("KG", "KGZ"),
    ("киргизстан", "KGZ"),
    ("Қытай", "CHN"), ("Кытай", "CHN"), ("КИТАЙ", "CHN"), ("КНР", "CHN"), ("中国", "CHN"), ("страна Китай", "CHN"),
    ("Южная Корея", "KOR"), ("Оңтүстік Корея", "KOR"), ("South Korea", "KOR"), ("Korea, Republic of", "KOR"),
    ("Озбекстан", "UZB"), ("O‘zbekiston", "UZB"), ("Deutschland", "DEU"), ("Түркия", "TUR"), ("АҚШ", "USA"),
    ("Грузия", "GEO"), ("Кот-д’Ивуар", "CIV"),
    # Groups: short and long, in three languages, and with the word for countries
    ("ШОС", "SCO"), ("шос", "SCO"), ("ШЫҰ", "SCO"), ("SCO", "SCO"), ("страны ШОС", "SCO"), ("ШЫҰ елдері", "SCO"),
    ("SCO countries", "SCO"), ("СНГ", "CIS"), ("ТМД", "CIS"), ("ЕАЭС", "EAEU"), ("Европейский союз", "EU"),
    ("ЕО", "EU"), ("Средняя Азия", "CENTRAL_ASIA"), ("Organization of Turkic States", "OTS"),
    # Units: a name in any language, part of it, its code, with or without the word for the kind of unit
    ("Law", "law"), ("faculty of law", "law"), ("Юридический", "law"), ("юридический факультет", "law"), ("заң", "law"),
    ("информационных", "it"), ("технологиялар", "it"), ("Civil Law", "law-civil"), ("law-civil", "law-civil"),
    ("гражданск", "law-civil"), ("кукык", "law-civil"),
    # Partners: names and towns; metrics
    ("MEPhI", "mephi"), ("мифи", "mephi"), ("Moscow", "mephi"), ("Висмар", "wismar"), ("wismar", "wismar"),
    ("Partner countries", "partner_countries"), ("организации-партнеры", "partner_institutions"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code"), FOUND_FIRST)
def test_a_spelling_finds_what_it_stands_for_first(text: str, code: str):
    first = hits(text)[0]
    assert (first.code, first.is_near) == (code, False)


IN_OTHER_LETTERS = [
    # Russian and Kazakh names in Latin letters, as people write them
    ("kitay", "CHN"), ("kitai", "CHN"), ("kytai", "CHN"), ("qytai", "CHN"), ("Qıtay", "CHN"), ("KITAJ", "CHN"),
    ("rossiya", "RUS"), ("rossija", "RUS"), ("ozbekstan", "UZB"), ("turtsiya", "TUR"), ("turkiya", "TUR"),
    ("kirgizia", "KGZ"), ("kirgiziya", "KGZ"), ("qyrgyzstan", "KGZ"), ("gruziya", "GEO"), ("avstriya", "AUT"),
    ("zan", "law"), ("zan fakulteti", "law"), ("zang fakulteti", "law"), ("zań fakulteti", "law"),
    ("yuridicheskiy fakultet", "law"), ("iuridicheskij", "law"), ("tarikh", "history"), ("tarih fakulteti", "history"),
    ("tsentralnaya aziya", "CENTRAL_ASIA"), ("ortalyq aziya", "CENTRAL_ASIA"), ("kokshetau", "kokshetau"),
    ("Kökshetau", "kokshetau"), ("grazhdanskogo prava", "law-civil"), ("azamattyq quqyq", "law-civil"),
    # Latin names in Cyrillic letters
    ("лейпциг", "leipzig"), ("Лейпциг", "leipzig"), ("лейпц", "leipzig"), ("сиань", "xian"), ("вроцлав", "wroclaw"),
    # Students' short forms
    ("юрфак", "law"), ("yurfak", "law"), ("Юрфак", "law"), ("заңфак", "law"), ("мехмат", "mechmath"),
    ("mekhmat", "mechmath"), ("mehmat", "mechmath"), ("журфак", "journalism"), ("zhurfak", "journalism"),
    ("истфак", "history"), ("физфак", "physics"), ("физтех", "physics"), ("эконфак", "economics"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code"), IN_OTHER_LETTERS)
def test_a_name_in_other_letters_or_shortened_finds_what_it_stands_for(text: str, code: str):
    first = hits(text)[0]
    assert (first.code, first.is_near) == (code, False)


def test_a_short_form_of_two_faculties_finds_both_and_of_none_finds_none():
    assert [hit.code for hit in hits("филфак")] == ["philology", "philosophy"]
    assert hits("химфак") == []
    assert "economics" in [hit.code for hit in hits("эконом")]


@pytest.mark.parametrize(("text", "code"), [("irak", "IRQ"), ("iran", "IRN"), ("ирак", "IRQ")])
def test_a_name_of_like_sound_is_not_taken_for_another(text: str, code: str):
    assert [hit.code for hit in hits(text) if not hit.is_near] == [code]


@pytest.mark.parametrize("text", ["zz", "ki", "ле", "za", "xa", "ю"])
def test_one_or_two_letters_are_not_read_in_other_letters(text: str):
    here = {hit.matched.isascii() for hit in hits(text) if hit.kind != "country"}
    assert here <= {text.isascii()}


MISSPELT = [
    ("Китйа", "CHN"), ("Кыргызстнан", "KGZ"), ("Uzbekistn", "UZB"), ("Германя", "DEU"),
    ("Шанхайская органзация", "SCO"), ("Юредический", "law"),
    ("Histry", "history"), ("Тарых", "history"), ("Moskow", "mephi"), ("Висмор", "wismar"),
    ("Cvil Law", "law-civil"), ("лейпцик", "leipzig"), ("университет Лейпциг", "leipzig"), ("filasafya", "philosophy"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code"), MISSPELT)
def test_a_misspelt_name_is_offered_as_a_near_one(text: str, code: str):
    found = hits(text)
    assert code in [hit.code for hit in found if hit.is_near]
    assert [hit for hit in found if not hit.is_near] == []


@pytest.mark.parametrize(
    "text", ["", "   ", "!!!", "zzzz", "asdfgh", "фывапролд", "155", "156", "0", "|", "🙂", "x" * 5000]
)
def test_nonsense_and_numbers_find_nothing(text: str):
    assert hits(text) == []


def test_a_name_that_is_found_hides_the_near_ones():
    assert [hit.code for hit in hits("Иран")] == ["IRN"]
    assert [hit.code for hit in hits("Ирландия")] == ["IRL"]


def test_names_come_before_parts_and_parts_before_near_ones():
    order = [(hit.is_near, hit.code) for hit in hits("law")]
    assert order[:3] == [(False, "law"), (False, "law-civil"), (False, "law-tax")]
    assert [hit.is_near for hit in hits("граждонск право")] == sorted(hit.is_near for hit in hits("граждонск право"))


def test_a_spelling_of_two_things_finds_both():
    assert [(hit.kind, hit.code) for hit in hits("it")][:2] == [("faculty", "it"), ("country", "ITA")]
    assert [hit.code for hit in hits("Корея")] == ["KOR", "PRK"]


def test_countries_with_figures_come_first_and_the_others_say_that_there_are_none():
    assert [(hit.code, hit.has_figures) for hit in hits("Корея", here=["PRK"])] == [("PRK", True), ("KOR", False)]
    assert hits("Оман", here=[])[0].has_figures is False
    assert hits("ШОС", here=[])[0].has_figures is True


@pytest.mark.parametrize(("language", "name"), [("en", "China"), ("ru", "Китай"), ("kk", "Қытай")])
def test_names_are_told_in_the_readers_language_with_the_spelling_that_fits(language: str, name: str):
    assert hits("Қытай", language)[0] == find.Hit("country", "CHN", name, "Қытай", False, True)


def test_at_most_eight_are_told():
    assert len(hits("students")) == find.MOST_HITS


def test_every_name_of_every_country_finds_it_first():
    alone = pd.DataFrame(countries(), columns=["kind", "code", "name", "language"])
    first = {name: find.among(name, alone, here=(), language="en")[0] for _kind, _code, name, _language in countries()}
    assert [(c, first[n].code) for _, c, n, _ in countries() if first[n].code != c or first[n].is_near] == []


@given(st.text(max_size=40) | st.sampled_from([name for _, _, name, _ in countries()]).map(lambda name: name[1:-1]))
def test_whatever_is_typed_the_answer_is_short_and_in_order(text: str):
    found = hits(text)
    assert len(found) <= find.MOST_HITS
    assert len({(hit.kind, hit.code) for hit in found}) == len(found)
    assert [hit.is_near for hit in found] == sorted(hit.is_near for hit in found)


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("Киргизия", ["Киргизия|Kyrgyzstan|Қырғызстан"]),
        ("KGZ", ["KGZ|Kyrgyzstan|Киргизия|Қырғызстан"]),
        ("Qirgʻiziston", ["Qirgʻiziston|Kyrgyzstan|Киргизия|Қырғызстан"]),
        ("Южная Корея 401", ["Южная Корея|South Korea|Республика Корея|Оңтүстік Корея", "401"]),
        ("double degree South Korea", ["double degree", "South Korea|Республика Корея|Оңтүстік Корея"]),
        ("Корея", ["Корея"]),  # it may be either
        ("it can be no us", ["it can be no us"]),  # codes of countries in capitals only
        ("Wismar | MEPhI", ["Wismar MEPhI"]),
        ("farabi.university/news/82155", ["farabi.university/news/82155"]),
        ("  ", []),
    ],
)
def test_a_spelling_of_a_country_stands_for_its_names_in_a_search(typed: str, asked: list[str]):
    assert alternatives(typed, names()) == asked


def test_a_group_stands_for_its_names_in_a_search():
    asked = alternatives("рейтинг ШОС", names())
    assert asked[0] == "рейтинг"
    assert {"ШОС", "SCO", "ШЫҰ", "Shanghai Cooperation Organisation"} <= set(asked[1].split("|"))


@given(st.text(max_size=60))
def test_no_word_typed_is_lost_on_the_way_to_the_search(text: str):
    typed = [part.split("|")[0] for part in alternatives(text, names())]
    assert " ".join(typed).split() == text.replace("|", " ").split()


@pytest.fixture
def at_home(shipped_copy: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    opener(shipped_copy.url.render_as_string(hide_password=False), monkeypatch)
    return shipped_copy


def test_a_university_is_searched_with_all_its_names(at_home: Engine):
    assert find.find("заң факультеті", institution="kaznu")[0].code == "law"
    assert find.find("Xi'an", institution="kaznu")[0].kind == "partner"
    assert find.find("Киргизия", institution="kaznu")[0] == find.Hit(
        "country", "KGZ", "Kyrgyzstan", "Киргизия", False, True
    )


def test_spellings_that_a_person_confirmed_are_found(at_home: Engine):
    assert find.find("Поднебесная", institution="kaznu") == []
    told = (("country", "", "Поднебесная", "CHN"), ("unit", "kaznu", "Юрфак", "law"), ("unit", "other", "Мехмат", "it"))
    said = [surroundings.Spelling(kind, whose, word.casefold(), word, code) for kind, whose, word, code in told]
    surroundings.confirm(at_home, said, by="test")
    assert [hit.code for hit in find.find("поднебесная", institution="kaznu")] == ["CHN"]
    assert [hit.code for hit in find.find("юрфак", institution="kaznu")] == ["law"]
    assert [hit for hit in find.find("мехмат", institution="kaznu") if hit.matched == "Мехмат"] == []
    assert find.sought("Поднебесная", institution="kaznu")[0].startswith("Поднебесная|China|")


@pytest.mark.parametrize("typed", ["Киргизия", "Кыргызстан", "Qirgʻiziston", "Kirgisistan", "KGZ"])
def test_what_is_said_of_a_country_is_found_by_any_spelling(open_page: Open, typed: str):
    by_name = open_page("published", institution="kaznu", q="Kyrgyzstan", lang="en").dataframe
    tables = open_page("published", institution="kaznu", q=typed, lang="en").dataframe
    assert set(by_name[0].value["Code"]) <= set(tables[0].value["Code"])
    assert "KZN-002" in set(tables[0].value["Code"])
