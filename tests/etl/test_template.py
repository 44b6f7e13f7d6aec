"""The template of a source: filled in, it loads, in each language; what it offers is understood."""

import re
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

import pytest
from sqlalchemy import Engine

from db import schema
from db.faults import Fault
from db.surroundings import Surroundings
from db.vocabulary import NOT_COUNTRIES, CellState, Level
from etl.choices import WORDS, marks, offered
from etl.declare import LANGUAGES, FileKind, Into, Source, Wide
from etl.load import judge
from etl.recognise.codes import Known, countries, levels
from etl.recognise.numbers import Marks
from etl.recognise.readers import academic_year, coded, count, country, level, text, unit
from etl.sources import SOURCES
from etl.template import header, headers, write_template
from tests.conftest import Command
from tests.etl.written import MAIN, cells, comments, fill, parts, sheet_names

AROUND = Surroundings(
    units=(
        ("law", "", ("Law", "Юридический факультет", "Заң факультеті")),
        ("law-civil", "law", ("Civil law", "Гражданское право", "Азаматтық құқық")),
        ("law-theory", "law", ("Theory", "Теория", "Теория")),
        ("philosophy", "", ("Philosophy", "Философия", "Философия")),
        ("philosophy-theory", "philosophy", ("Theory", "Теория", "Теория")),
    ),
    home_country="KAZ",
)  # fmt: skip
COUNTED = {
    "period": academic_year("year"), "unit": unit("", "department", parent_column="faculty"), "level": level("level"),
    "country_code": country("country"), "field": text("note"),
    "headcount": count("students", marks=Marks({"*": CellState.WITHHELD, "-": "zero"})),
    "direction": coded("direction", {"inbound": "inbound", "шығыс": "outbound"}),
}  # fmt: skip
KIND = FileKind(
    "students by level",
    (Into("mobility_count", COUNTED, {"series": "x", "mobility_type": "degree", "partner": ""}),),
    names={"note": ("Заметка", "Note", "Ескертпе"), "level": ("Уровень", "Деңгей")},
    headers={
        "year": {"en": "Year", "ru": "Год", "kk": "Жыл"}, "country": {"en": "Country", "ru": "Страна", "kk": "Ел"},
        "students": {"en": "Students", "ru": "Студенты", "kk": "Студенттер"}, "direction": {"en": "Year"},
    },
    choices={name: name for name in ("country", "level", "faculty", "department", "direction")}
    | {"year": "academic_year"},
    explains={"country": "Citizenship."},
    optional=frozenset(("note", "faculty", "department")),
)  # fmt: skip
WIDE = FileKind("a column for each year", KIND.into, wide=Wide("year", "students", str.isdigit))
SHIPPED = FileKind("shipped", (Into("unit_record", {"unit": text("code")}),), shipped="units.csv", always=True)
SOURCE = Source(
    "invented", producer="", title="Invented", licence="", counts="", international="", files=(SHIPPED, KIND, WIDE),
    names_owners=False,
)  # fmt: skip
COUNTED_SHEET, PERSONS_SHEET = "students, counted", "students, one row per person"


def template(folder: Path, source: Source = SOURCE, language: str = "en", around: Surroundings = AROUND) -> Path:
    write_template(folder / f"{source.code}-{language}.xlsx", source, language, around)
    return folder / f"{source.code}-{language}.xlsx"


def lists(file: Path, sheet: str) -> dict[str, list[str]]:
    """What the cells of a sheet offer, by the header above."""
    part = parts(file)[f"xl/worksheets/sheet{sheet_names(file).index(sheet) + 1}.xml"]
    written = cells(file)
    found = {}
    for rule in part.iter(f"{MAIN}dataValidation"):
        first, last = _place(rule.attrib["sqref"]), rule.findtext(f"{MAIN}formula1", "")
        name, place, rows = re.fullmatch(r"(\w+)!\$([A-Z]+)\$1:\$\2\$(\d+)", last).groups()  # type: ignore[union-attr]
        found[written[sheet][0][first]] = [row[_place(place)] for row in written[name][: int(rows)]]
    return found


def _place(cell: str) -> int:
    return ord(cell[0]) - ord("A")


def bold(file: Path, sheet: str) -> set[str]:
    """Headers of a sheet in bold."""
    found = parts(file)
    fonts = [font.find(f"{MAIN}b") is not None for font in found["xl/styles.xml"].find(f"{MAIN}fonts") or ()]
    styles = [fonts[int(s.attrib["fontId"])] for s in found["xl/styles.xml"].find(f"{MAIN}cellXfs") or ()]
    part = found[f"xl/worksheets/sheet{sheet_names(file).index(sheet) + 1}.xml"]
    first: ElementTree.Element = next(part.iter(f"{MAIN}row"))
    texts = cells(file)[sheet][0]
    return {texts[_place(cell.attrib["r"])] for cell in first if styles[int(cell.attrib.get("s", 0))]}


def test_there_is_a_sheet_for_each_kind_that_a_person_fills_in(tmp_path: Path) -> None:
    file = template(tmp_path)
    assert set(sheet_names(file)) == {"Explanation", "students by level", "lists"}
    states = {s.attrib["name"]: s.attrib.get("state") for s in parts(file)["xl/workbook.xml"].iter(f"{MAIN}sheet")}
    assert states == {"Explanation": None, "students by level": None, "lists": "hidden"}


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["Year", "Country", "Students", "direction", "department", "faculty", "level", "Note"]),
        ("ru", ["Год", "Страна", "Студенты", "direction", "department", "faculty", "Уровень", "Заметка"]),
        ("kk", ["Жыл", "Ел", "Студенттер", "direction", "department", "faculty", "Деңгей", "Заметка"]),
    ],
)
def test_headers_are_in_the_chosen_language_and_none_stands_twice(
    tmp_path: Path, language: str, expected: list[str]
) -> None:
    assert cells(template(tmp_path, language=language))["students by level"] == [expected]


def test_required_columns_are_bold_and_the_header_tells_what_a_column_means(tmp_path: Path) -> None:
    file = template(tmp_path)
    assert bold(file, "students by level") == {"Year", "Country", "Students", "direction", "level"}
    assert comments(file) == {"B1": "Citizenship."}


def test_the_explanation_tells_columns_signs_and_the_command(tmp_path: Path) -> None:
    rows = cells(template(tmp_path))["Explanation"]
    assert ["B: Country", "required", "Citizenship."] in rows
    assert ["“-”", "", "Nobody: the number is 0."] in rows
    assert ["“*”", "", "Some, but so few that the number is withheld. It is not 0."] in rows
    assert "python -m etl load invented FILE.xlsx --institution CODE" in {row[0] for row in rows}


def test_a_source_of_one_institution_needs_no_institution_in_the_command(tmp_path: Path) -> None:
    rows = cells(template(tmp_path, SOURCES["unizar_agreements"]))["Explanation"]
    assert "python -m etl load unizar_agreements FILE.xlsx" in {row[0] for row in rows}


def test_cells_offer_what_is_listed_by_code_only_where_a_name_is_not_understood(tmp_path: Path) -> None:
    listed = lists(template(tmp_path, language="kk"), "students by level")
    assert listed["faculty"] == ["Заң факультеті", "Философия"]
    assert listed["department"] == ["Азаматтық құқық", "law-theory", "philosophy-theory"]
    assert listed["direction"] == ["inbound", "шығыс"]
    assert listed["Деңгей"] == ["Бакалавриат", "Магистратура", "Докторантура", "Дайындық бөлімі"]
    assert "2024/25" in listed["Жыл"]
    assert "Қытай" in listed["Ел"]


def test_an_institution_without_known_faculties_gets_no_list_of_them(tmp_path: Path) -> None:
    assert set(lists(template(tmp_path, around=Surroundings()), "students by level")) == {
        "Year", "Country", "direction", "level",
    }  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_that_is_offered_is_understood(language: str) -> None:
    words = offered(KIND, "country", language, AROUND)
    known = {countries("en").code(word) for word in words}
    assert known == {one["code"] for one in schema.countries()} - NOT_COUNTRIES - {
        "ANT", "CSK", "DDR", "SCG", "SUN", "YUG",
    } | {"XXA", "ZZZ"}  # fmt: skip
    assert len(known) == len(words)
    assert [Level(levels().code(WORDS["level"][one][language])) for one in WORDS["level"]] == list(WORDS["level"])
    named = Known()
    for code, parent, names in AROUND.units:
        named.add_unit("x", code, parent, names)
    for column in ("faculty", "department"):
        for word in offered(KIND, column, language, AROUND):
            assert (named.parent("x", named.unit("x", word)) == "") == (column == "faculty")


@pytest.mark.parametrize(("language", "order"), [
    ("en", ["Afghanistan", "Åland Islands", "Albania"]), ("ru", ["Австралия", "Австрия", "Азербайджан"]),
    ("kk", ["Әзірбайжан", "Бахрейн", "Кения", "Қазақстан", "Латвия", "Нигер", "Өзбекстан", "Польша"]),
])  # fmt: skip
def test_countries_stand_in_the_order_of_the_alphabet(language: str, order: list[str]) -> None:
    words = [word for word in offered(KIND, "country", language, AROUND) if word in order]
    assert words == order


def test_a_filled_in_template_is_never_written_over(tmp_path: Path) -> None:
    file = template(tmp_path)
    before = file.read_bytes()
    with pytest.raises(Fault, match="is there already"):
        template(tmp_path)
    assert file.read_bytes() == before


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_source_has_one(tmp_path: Path, source: str, language: str) -> None:
    """Each of its sheets is found again as the kind it was written for."""
    from etl.read.container import sheets_of
    from etl.read.layout import best

    file = template(tmp_path, SOURCES[source], language)
    kinds = [kind for kind in SOURCES[source].files if not kind.always]
    expected = [kind for kind in kinds if not kind.wide]
    explanation, *sheets = sheets_of(file)
    assert len(sheets) == len(expected)
    for kind, sheet in zip(expected, sheets, strict=True):
        assert re.search(kind.sheet, sheet.name, re.IGNORECASE)
        found = best(sheet, kinds)
        assert found is not None
        assert (found.kind.name, found.is_whole, found.others) == (kind.name, True, [])
        assert set(found.places) == set(kind.columns)
    found = best(explanation, kinds)
    assert found is not None
    assert not found.is_whole


ROWS: dict[str, Sequence[Sequence[str]]] = {
    "en": [["2024/25", "Law", "Civil law", "Bachelor", "", "China", "", "inbound", "degree", "401"],
           ["2024/25", "Philosophy", "philosophy-theory", "Master", "", "Uzbekistan", "", "inbound", "degree", "*"],
           ["2024/25", "Law", "", "Doctoral", "", "", "Germany", "outbound", "credit", "3"]],
    "ru": [["2024/25", "Юридический факультет", "Гражданское право", "Бакалавриат", "", "Китай", "", "входящая",
            "полная программа", "401"],
           ["2024/25", "Философия", "philosophy-theory", "Магистратура", "", "Узбекистан", "", "входящая",
            "полная программа", "*"],
           ["2024/25", "Юридический факультет", "", "Докторантура", "", "Казахстан", "Германия", "исходящая",
            "академическая мобильность", "3"]],
    "kk": [["2024/25", "Заң факультеті", "Азаматтық құқық", "Бакалавриат", "", "Қытай", "", "кіріс", "толық бағдарлама",
            "401"],
           ["2024/25", "Философия", "philosophy-theory", "Магистратура", "", "Өзбекстан", "", "кіріс",
            "толық бағдарлама", "*"],
           ["2024/25", "Заң факультеті", "", "Докторантура", "", "", "Германия", "шығыс", "академиялық ұтқырлық", "3"]],
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_filled_in_it_loads(tmp_path: Path, language: str) -> None:
    empty = template(tmp_path, SOURCES["registrar"], language)
    offers = lists(empty, COUNTED_SHEET)
    heads = cells(empty)[COUNTED_SHEET][0]
    for row in ROWS[language]:
        assert not [(head, cell) for head, cell in zip(heads, row, strict=True)
                    if cell and head in offers and cell not in offers[head]]  # fmt: skip
    file = fill(empty, tmp_path / "filled.xlsx", {COUNTED_SHEET: ROWS[language]})
    judged = judge(SOURCES["registrar"], [file], "kaznu", AROUND)
    assert judged.problems == []
    facts = judged.batch.facts["mobility_count"]
    told = [(f["unit"], f["country_code"], f["level"], f["direction"], f["headcount"], f["cell_state"]) for f in facts]
    assert told == [
        ("law-civil", "CHN", "bachelor", "inbound", 401, "value"),
        ("philosophy-theory", "UZB", "master", "inbound", None, "withheld"),
        ("law", "DEU", "doctoral", "outbound", 3, "value"),
    ]


def test_filled_in_person_by_person_it_counts_persons(tmp_path: Path) -> None:
    row = ["2024/25", "S-1", "Law", "Civil law", "Bachelor", "", "China", "", "inbound", "degree"]
    rows = [row, [*row[:1], "S-2", *row[2:]], row]
    file = fill(template(tmp_path, SOURCES["registrar"]), tmp_path / "filled.xlsx", {PERSONS_SHEET: rows})
    judged = judge(SOURCES["registrar"], [file], "kaznu", AROUND)
    assert judged.problems == []
    assert [fact["headcount"] for fact in judged.batch.facts["mobility_count"]] == [2]


def test_sheets_that_are_left_empty_do_not_stop_the_load(tmp_path: Path) -> None:
    empty = template(tmp_path, SOURCES["registrar"])
    file = fill(empty, tmp_path / "filled.xlsx", {COUNTED_SHEET: ROWS["en"]}, keep_others=True)
    assert judge(SOURCES["registrar"], [file], "kaznu", AROUND).problems == []


def test_a_template_without_any_row_is_refused(tmp_path: Path) -> None:
    problems = judge(SOURCES["registrar"], [template(tmp_path, SOURCES["registrar"])], "kaznu", AROUND).problems
    assert problems[0].rule.message == "There is a header but no row."


def test_header_and_headers_of_a_column_without_any_name_are_its_own_name() -> None:
    assert header(KIND, "faculty", "ru") == "faculty"
    assert headers(KIND, "en")["direction"] == "direction"
    assert marks(SHIPPED) == {}


def test_the_command_writes_it_with_the_faculties_of_the_institution(
    shipped: Engine, command: Command, tmp_path: Path
) -> None:
    file = tmp_path / "template.xlsx"
    answer = command(shipped, "etl", "template", "registrar", file, "--institution", "kaznu", "--language", "kk")
    assert (answer.status, answer.out.strip()) == (0, str(file))
    assert "Заң факультеті" in lists(file, COUNTED_SHEET)["Факультет"]
