"""What was said: listed with its document, found by words, never added."""

import pandas as pd
import pytest
from sqlalchemy import Engine

from db import queries
from db.queries import BadQuestion, options, published
from db.queries.search import mentioning

DOCUMENT = ["source_title", "source_url", "source_date"]


def codes(frame: object, column: str = "code") -> list[str]:
    return list(frame[column])  # type: ignore[index]


def test_each_figure_stands_in_a_row_with_its_document(university: Engine) -> None:
    answer = published.published(university)
    assert codes(answer) == ["P-1", "P-2"]
    assert answer["value"].tolist() == [401.0, 155.0]
    assert answer["faculty_code"].tolist() == ["", "law"]
    assert answer[DOCUMENT].drop_duplicates().to_numpy().tolist() == [
        ["A speech", "https://small.example/speech", "2023-09-13"]
    ]


def test_by_chooses_what_stands_first_and_adds_nothing(university: Engine) -> None:
    answer = published.published(university, by=["academic_year", "country"])
    assert list(answer.columns[:3]) == ["academic_year", "country_code", "country"]
    assert answer["value"].tolist() == [401.0, 155.0]


@pytest.mark.parametrize(
    ("country", "found"),
    [(["CHN"], ["P-1", "P-2"]), (["RUS"], ["P-2"]), (["RUS", "CHN"], ["P-1", "P-2"]), (["FRA"], [])],
)
def test_a_country_finds_every_figure_whose_set_holds_it(
    university: Engine, country: list[str], found: list[str]
) -> None:
    assert codes(published.published(university, where={"country": country})) == found


def test_a_set_of_countries_is_told_in_codes_and_names(university: Engine) -> None:
    answer = published.published(university, where={"code": ["P-2"]}, language="ru")
    assert answer.iloc[0]["country_code"] == "CHN;RUS;UZB"
    assert answer.iloc[0]["country"] == "Китай; Россия; Узбекистан"


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ({"metric": ["students_international"], "institution": ["small"]}, 2),
        ({"institution": ["other"]}, 0),
        ({"faculty": ["law"]}, 1),
        ({"academic_year": ["2023"]}, 2),
        ({"academic_year": ["2023/24"]}, 2),
        ({"academic_year": ["2022"]}, 0),
        ({"search": ["speech"]}, 2),
        ({"search": ["SPEECH law"]}, 1),
        ({"search": ["100%"]}, 0),
        ({"search": ["_"]}, 2),  # students_international has one; it is no wildcard
        ({"search": ["P-1"]}, 1),
    ],
    ids=str,
)
def test_conditions(university: Engine, where: dict[str, list[str]], found: int) -> None:
    assert len(published.published(university, where=where)) == found


@pytest.mark.parametrize("topic", ["published", "targets", "statements", "register"])
def test_an_unknown_name_is_a_bad_question(university: Engine, topic: str) -> None:
    with pytest.raises(BadQuestion, match="planet"):
        queries.TOPICS[topic](university, by=["planet"])
    with pytest.raises(BadQuestion, match="planet"):
        queries.TOPICS[topic](university, where={"planet": ["Mars"]})


def test_targets_statements_and_the_register(university: Engine) -> None:
    (target,) = published.targets(university).to_dict("records")
    assert (target["value"], target["qualifier"], target["target_year"], target["good"]) == (
        25.0,
        "at_least",
        2025,
        "higher",
    )
    (statement,) = published.statements(university).to_dict("records")
    assert (statement["kind"], statement["scope"]) == ("proposal", "SCO")
    (agreement,) = published.register(university).to_dict("records")
    assert (agreement["partner"], agreement["country_code"], agreement["faculty"]) == (
        "Technical University",
        "DEU",
        "Law",
    )
    assert (agreement["type"], agreement["status"], agreement["source_title"]) == ("exchange", "active", "A speech")


@pytest.mark.parametrize("topic", ["published", "targets", "statements", "register"])
def test_no_rows_have_the_same_columns_and_types(university: Engine, engine: Engine, topic: str) -> None:
    some, none = queries.TOPICS[topic](university), queries.TOPICS[topic](engine)
    assert none.empty
    assert none.dtypes.to_dict() == some.dtypes.to_dict()


@pytest.mark.parametrize(
    "words", ["Wismar", "MEPhI", "Istanbul", "Northwestern Polytechnical", "New Silk Road", "Academic Impact"]
)
def test_the_speech_is_found_by_its_words_with_a_source(shipped: Engine, words: str) -> None:
    where = {"search": [words], "institution": ["kaznu"]}
    found = [queries.TOPICS[topic](shipped, where=where) for topic in ("published", "statements", "register")]
    assert sum(len(frame) for frame in found) > 0
    assert all(url.startswith("http") for frame in found for url in frame["source_url"])
    assert all(title for frame in found for title in frame["source_title"])


@pytest.mark.parametrize("words", ["ташкент", "ТАШКЕНТ", "Ташкент"])
def test_cyrillic_words_are_found_in_any_case_alike(shipped: Engine, words: str) -> None:
    as_written = published.register(shipped, where={"search": ["Ташкент"]}, language="ru")
    assert codes(published.register(shipped, where={"search": [words]}, language="ru")) == codes(as_written)


def test_the_invented_institution_is_marked_in_every_row(shipped: Engine) -> None:
    for topic in ("targets", "register"):
        answer = queries.TOPICS[topic](shipped)
        assert (answer["is_invented"] == (answer["institution_code"] == "kaznu-demo")).all()
        assert answer["is_invented"].any()
    mobility = queries.TOPICS["mobility"](shipped, by=["academic_year", "institution"])
    assert mobility["is_invented"].all()
    assert set(mobility["institution_code"]) == {"kaznu-demo"}


@pytest.mark.parametrize(
    ("search", "found"),
    [
        (["Қытай"], ["P-1", "P-2"]),
        (["Поднебесная"], []),
        (["Поднебесная|China|Китай"], ["P-1", "P-2"]),
        (["Поднебесная|Russia"], ["P-2"]),
        (["Поднебесная | RUSSIA "], ["P-2"]),
        (["Поднебесная|Russia", "Law"], ["P-2"]),
        (["Поднебесная|China", "155"], ["P-2"]),
        (["Поднебесная|Russia", "401"], []),
        (["Поднебесная|hina"], []),  # a name stands from the beginning of a word
        (["speech|nowhere"], ["P-1", "P-2"]),  # the words themselves are still found anywhere
        (["Поднебесная|"], []),
        (["|"], ["P-1", "P-2"]),
        (["Поднебесная|Chin(a"], []),  # a name is no pattern
    ],
)
def test_a_text_may_go_on_with_other_names_of_what_is_sought(
    university: Engine, search: list[str], found: list[str]
) -> None:
    assert codes(published.published(university, where={"search": search})) == found


@pytest.mark.parametrize(
    ("name", "rows"),
    [("SCO", [2]), ("Scor", [0, 1]), ("South Korea", [1]), ("Korea", [0, 1]), ("ore", []), ("Korea South", [])],
)
def test_short_forms_stand_as_whole_words_and_the_words_of_a_name_side_by_side(name: str, rows: list[int]) -> None:
    texts = pd.DataFrame({"text": ["Scores, Korea, South", "scored in South Korea's", "a forum of the SCO."]})
    assert mentioning(texts, [f"zzz|{name}"], [""] * len(texts)).index.tolist() == rows


def test_other_names_only_add_what_is_found(shipped: Engine) -> None:
    for words in ("Киргизия", "Китай", "law"):
        alone = codes(published.published(shipped, where={"search": [words]}))
        more = codes(published.published(shipped, where={"search": [f"{words}|Kyrgyzstan"]}))
        assert set(alone) < set(more)


def test_all_names_of_what_can_be_chosen_in_three_languages(shipped: Engine) -> None:
    names = options.known_as(shipped, "kaznu")
    assert list(names.columns) == ["kind", "code", "name", "language"]
    told = set(names.itertuples(index=False, name=None))
    assert {
        ("country", "KGZ", "Kyrgyzstan", "en"), ("country", "KGZ", "Қырғызстан", "kk"),
        ("faculty", "law", "Юридический факультет", "ru"), ("faculty", "law", "Заң факультеті", "kk"),
        ("partner", "wismar", "Wismar", ""),
    } <= told  # fmt: skip
    assert (names["name"] != "").all()
    assert not set(names["code"]) & {"ZZZ", "XEU", "not-stated"}
    assert names["code"][names["kind"] == "partner"].nunique() == len(options.partners(shipped, "kaznu"))


def test_names_of_an_institution_are_its_own_and_the_same_on_both_databases(university: Engine) -> None:
    names = options.known_as(university, "small")
    of_small = names[names["kind"] != "country"]
    assert [*of_small.itertuples(index=False, name=None)] == [
        ("department", "civil", "Civil", "en"), ("faculty", "law", "Law", "en"),
        ("faculty", "science", "Science", "en"),
        ("partner", "enu", "Other University", "en"), ("partner", "tub", "Technical University", "en"),
    ]  # fmt: skip
    assert set(options.known_as(university, "nowhere")["kind"]) == {"country"}
    assert names["code"][names["kind"] == "country"].nunique() == 256
