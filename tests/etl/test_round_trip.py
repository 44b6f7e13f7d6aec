"""Any table of a registrar, written out in any way that registrars write, is read as the same facts."""

import csv
import gzip
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.surroundings import Surroundings
from etl import load
from etl.sources import SOURCES

REGISTRAR = SOURCES["registrar"]
AROUND = Surroundings(
    units=(
        ("law", "", ("Faculty of Law", "Юридический факультет", "Заң факультеті")),
        ("history", "", ("Faculty of History", "Исторический факультет", "Тарих факультеті")),
    ),
    home_country="KAZ",
    is_there=True,
)
HEADERS = {
    "year": ("Учебный год", "Оқу жылы", "Academic year", "academic_year"),
    "faculty": ("Факультет", "Faculty", "Название факультета"),
    "level": ("Степень", "Деңгей", "Level of study", "Уровень обучения"),
    "country": ("Гражданство", "Азаматтығы", "Country", "Страна"),
    "count": ("Количество", "Кол-во студентов", "Студенттер саны", "Headcount"),
}
WORDS: dict[str, dict[Any, tuple[str, ...]]] = {
    "year": {"2023": ("2023/24", "2023-2024", "2023", "2023/2024 уч. год"), "2024": ("2024/2025", "2024–2025", "2024")},
    "faculty": {"law": ("law", "Юридический факультет", "Заң факультеті", "юридический"),
                "history": ("Faculty of History", "ИСТОРИЧЕСКИЙ ФАКУЛЬТЕТ", "Тарих факультеті")},
    "level": {"bachelor": ("бакалавриат", "Bachelor", "бакалавр", "6B04201"), "master": ("магистратура", "7M04201"),
              "doctoral": ("докторантура", "PhD")},
    "country": {"CHN": ("КНР", "Китай", "Қытай", "China", "CN", "chn", "ҚХР"), "IND": ("Индия", "Үндістан", "India"),
                "KGZ": ("Кыргызстан", "Киргизия", "Қырғызстан", "KGZ"), "UZB": ("Узбекистан", "Өзбекстан", "UZ")},
}  # fmt: skip
KAZAKH = set("әғқңөұүһіӘҒҚҢӨҰҮҺІ")
Key = tuple[str, str, str, str]
Facts = dict[Key, int]

facts_of_a_table = st.dictionaries(
    st.tuples(*[st.sampled_from(sorted(WORDS[name])) for name in ("year", "faculty", "level", "country")]),
    st.integers(0, 12_345),
    min_size=2,
    max_size=14,
)
slow = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def counted(number: int, way: str) -> str:
    """A count as people write it."""
    shown = {"plain": f"{number}", "comma": f"{number:,}", "blank": f"{number:,}".replace(",", "\u00a0")}
    return {**shown, "thin": shown["comma"].replace(",", "\u2009"), "decimals": f"{number},0"}[way]


def as_rows(facts: Facts, data: st.DataObject) -> list[list[str]]:
    """The table with columns in any order, headers and words in any of their spellings."""
    columns = data.draw(st.permutations(list(HEADERS)))
    way = data.draw(st.sampled_from(["plain", "comma", "blank", "thin", "decimals"]))
    rows = [[data.draw(st.sampled_from(HEADERS[column])) for column in columns]]
    for key, number in facts.items():
        words = {name: data.draw(st.sampled_from(WORDS[name][code])) for name, code in zip(WORDS, key, strict=True)}
        words["count"] = counted(number, way)
        rows.append([words[column] for column in columns])
    return rows


def read(*files: Path) -> tuple[Facts, list[str]]:
    """Facts as read, and problems."""
    judged = load.judge(REGISTRAR, files, "kaznu", AROUND)
    found = {
        (row["period"], row["unit"], str(row["level"]), row["country_code"]): row["headcount"]
        for row in judged.batch.facts.get("mobility_count", ())
    }
    return found, [str(one.rule) for one in judged.problems]


def above_and_below(rows: list[list[str]], data: st.DataObject) -> list[list[str]]:
    """With lines that stand around tables."""
    above = data.draw(
        st.sampled_from([[], [[]], [["Контингент иностранных обучающихся"], []], [[], ["Форма 3"], [], []]])
    )
    below = data.draw(st.sampled_from([[], [[], ["Примечание: данные на 1 октября"]], [[], [], ["Исполнитель"]]]))
    return [*above, *rows, *below]


@slow
@given(facts=facts_of_a_table, data=st.data())
def test_delimited_text_of_any_kind(tmp_path: Path, facts: Facts, data: st.DataObject) -> None:
    rows = above_and_below(as_rows(facts, data), data)
    said = io.StringIO()
    delimiter = data.draw(st.sampled_from([";", "\t", ",", "|"]))
    ends = data.draw(st.sampled_from(["\n", "\r\n"]))
    quoting = data.draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    csv.writer(said, delimiter=delimiter, lineterminator=ends, quoting=quoting).writerows(rows)
    encodings = ["utf-8", "utf-8-sig", "utf-16"]
    content = said.getvalue().encode(data.draw(st.sampled_from(encodings)))
    packed = data.draw(st.sampled_from(["plain", "gzip", "zip"]))
    file = tmp_path / "sent"
    if packed == "zip":
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("контингент.csv", content)
    else:
        file.write_bytes(gzip.compress(content) if packed == "gzip" else content)
    assert read(file) == (facts, [])


@slow
@given(facts=facts_of_a_table, data=st.data())
def test_workbooks_of_any_kind(tmp_path: Path, facts: Facts, data: st.DataObject) -> None:
    """Numbers as numbers or as text, a first row and column that are empty, another sheet beside it."""
    rows = above_and_below(as_rows(facts, data), data)
    down, right = data.draw(st.integers(0, 3)), data.draw(st.integers(0, 2))
    file = tmp_path / "sent.xlsx"
    with xlsxwriter.Workbook(file) as book:
        if data.draw(st.booleans()):
            book.add_worksheet("Пояснения").write(0, 0, "Этот лист ничего не содержит")
        sheet = book.add_worksheet("Данные")
        for line, row in enumerate(rows):
            for place, cell in enumerate(row):
                is_number = cell.isdigit() and len(cell) < 7 and data.draw(st.booleans())
                sheet.write(line + down, place + right, int(cell) if is_number else cell)
    assert read(file) == (facts, [])


@pytest.mark.parametrize("encoding", ["cp1251", "kz1048", "mac_cyrillic"])
def test_eight_bit_text(tmp_path: Path, encoding: str) -> None:
    """A whole table, since a few words alone may be read in two ways."""
    words = ["Факультет", "Гражданство", "Степень", "Учебный год", "Количество"]
    rows = [["Юридический факультет", country, "бакалавриат", "2023/24", str(number)] for number, country in enumerate(
        ["Китай", "Индия", "Кыргызстан", "Узбекистан"], start=3)]  # fmt: skip
    if encoding == "kz1048":
        rows = [["Заң факультеті", *row[1:]] for row in rows]
        rows[0][1], rows[3][1] = "Қытай", "Өзбекстан"
    (tmp_path / "sent.csv").write_bytes("\n".join(";".join(row) for row in [words, *rows]).encode(encoding))
    found, problems = read(tmp_path / "sent.csv")
    assert problems == []
    assert found == {
        ("2023", "law", "bachelor", code): n for n, code in enumerate(("CHN", "IND", "KGZ", "UZB"), start=3)
    }


@slow
@given(facts=facts_of_a_table, data=st.data())
def test_wide_and_long_say_the_same(tmp_path: Path, facts: Facts, data: st.DataObject) -> None:
    """A column for each country; where a cell is missing it is a dash, nobody."""
    codes = sorted({key[3] for key in facts})
    if len(codes) < 2:
        return
    rest = sorted({key[:3] for key in facts})
    header = ["Учебный год", "Факультет", "Степень", *[data.draw(st.sampled_from(WORDS["country"][c])) for c in codes]]
    names = [[WORDS[n][code][0] for n, code in zip(("year", "faculty", "level"), one, strict=True)] for one in rest]
    rows = [[*n, *[str(facts.get((*one, c), "-")) for c in codes]] for n, one in zip(names, rest, strict=True)]
    (tmp_path / "wide.csv").write_text("\n".join(";".join(row) for row in [header, *rows]), encoding="utf-8")
    expected = {(*one, code): facts.get((*one, code), 0) for one in rest for code in codes}
    assert read(tmp_path / "wide.csv") == (expected, [])


@slow
@given(facts=facts_of_a_table, data=st.data())
def test_a_spoilt_cell_is_refused_or_harmless(tmp_path: Path, facts: Facts, data: st.DataObject) -> None:
    """Whatever stands in one cell, a fact is as it was, says the word of that cell, or nothing is loaded."""
    rows = as_rows(facts, data)
    line = data.draw(st.integers(1, len(rows) - 1))
    place = data.draw(st.integers(0, 4))
    spoilt = data.draw(st.text(max_size=12).filter(lambda text: text.strip() and "\x00" not in text))
    rows[line][place] = spoilt
    said = io.StringIO()
    csv.writer(said, delimiter=";", quoting=csv.QUOTE_ALL).writerows(rows)
    (tmp_path / "sent.csv").write_bytes(said.getvalue().encode("utf-8", "surrogatepass"))
    found, problems = read(tmp_path / "sent.csv")
    if not problems:
        untouched = {key: n for at, (key, n) in enumerate(facts.items(), start=1) if at != line}
        assert untouched.items() <= found.items()
        assert len(found) in (len(facts), len(untouched))
