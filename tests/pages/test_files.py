"""What leaves the screen: the same numbers in CSV and XLSX, nothing known as nothing, and invented figures say so."""

import csv
import io
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from dashboard import files
from dashboard.files import Sheet, Words
from tests.pages.conftest import Open
from tests.pages.drawn import offered

WORDS = Words(
    data="Data", conditions="Filters and definitions", sources="Sources", figure="Figure", unit="Unit",
    condition="What", chosen="Chosen", source="Source", address="Address", invented="INVENTED FIGURES.",
    columns={"headcount": "Students"},
)  # fmt: skip
REGISTRAR = ("Registrar: list of students (4)", "https://kaznu.edu.kz/list?year=2023#top")
FRAME = pd.DataFrame(
    {
        "country_code": ["CHN", "NPL", "ISL"],
        "country": ["China", "Nepal", "=Iceland"],
        "headcount": pd.array([401, None, 0], dtype="Int64"),
        "state": ["value", "withheld", "value"],
        "share_pct": [98.123456789, float("nan"), 0.5],
    }
)


def sheet(**other: Any) -> Sheet:
    told = {"title": "Students, 2023/24", "unit": "Persons", "conditions": {"Faculty": "Law"}, "sources": [REGISTRAR]}
    return Sheet(**{"frame": FRAME, **told, **other})


def read(content: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def text_of(content: bytes) -> str:
    """Everything a workbook is made of."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return "".join(parts.read(name).decode() for name in parts.namelist())


def test_a_workbook_holds_the_rows_what_they_were_chosen_by_and_where_they_are_from() -> None:
    assert read(files.xlsx(sheet(), WORDS)) == {
        "Data": [
            ["country_code", "country", "Students", "state", "share_pct", "figure", "is_invented", "source"],
            ["CHN", "China", 401, "value", 98.123456789, "Students, 2023/24", False, REGISTRAR[0]],
            ["NPL", "Nepal", "", "withheld", "", "Students, 2023/24", False, REGISTRAR[0]],
            ["ISL", "'=Iceland", 0, "value", 0.5, "Students, 2023/24", False, REGISTRAR[0]],
        ],
        "Filters and definitions": [
            ["What", "Chosen"], ["Figure", "Students, 2023/24"], ["Unit", "Persons"], ["Faculty", "Law"],
        ],
        "Sources": [["Source", "Address"], list(REGISTRAR)],
    }  # fmt: skip


def test_the_csv_holds_the_same_rows_as_the_workbook() -> None:
    content = files.csv(sheet())
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[0] == [*FRAME.columns, "figure", "is_invented", "source"]
    assert [row[:5] for row in rows[1:]] == [
        ["CHN", "China", "401", "value", "98.123456789"],
        ["NPL", "Nepal", "", "withheld", ""],
        ["ISL", "'=Iceland", "0", "value", "0.5"],
    ]


def test_invented_figures_say_so_first_on_every_sheet_in_red_and_in_the_name() -> None:
    content = files.xlsx(sheet(is_invented=True), WORDS)
    told = read(content)
    assert [rows[0][0] for rows in told.values()] == ["INVENTED FIGURES."] * 3
    assert told["Data"][1][:2] == ["country_code", "country"]
    assert [row[6] for row in told["Data"][2:]] == [True] * 3
    assert '<b/><sz val="11"/><color rgb="FFC00000"/>' in text_of(content)
    assert files.named("countries", "xlsx", is_invented=True) == "INVENTED-countries.xlsx"
    assert files.named("countries", "csv", is_invented=False) == "countries.csv"


def test_one_invented_row_marks_the_file_and_only_itself() -> None:
    mixed = sheet(frame=FRAME.assign(is_invented=pd.array([False, True, None], dtype="boolean")))
    assert mixed.has_invented
    rows = read(files.xlsx(mixed, WORDS))["Data"]
    assert rows[0][0] == "INVENTED FIGURES."
    assert [row[5] for row in rows[2:]] == [False, True, False]


def test_a_table_without_rows_is_a_head_and_still_says_that_it_is_invented() -> None:
    empty = sheet(frame=FRAME.iloc[:0], is_invented=True)
    assert [len(rows) for rows in read(files.xlsx(empty, WORDS)).values()] == [2, 5, 3]
    assert not sheet(frame=FRAME.iloc[:0]).has_invented
    assert files.csv(empty).decode("utf-8-sig").count("\n") == 1


def test_the_head_is_frozen_and_filtered_and_numbers_fit_their_columns() -> None:
    with zipfile.ZipFile(io.BytesIO(files.xlsx(sheet(), WORDS))) as parts:
        data = parts.read("xl/worksheets/sheet1.xml").decode()
    assert '<autoFilter ref="A1:H4"/>' in data
    assert 'ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"' in data
    assert '<col min="6" max="6" width="20.7109375"' in data


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "//host/share", "https:// a", ""])
def test_only_addresses_of_the_web_are_links(address: str) -> None:
    content = files.xlsx(sheet(sources=[("Somebody", address)]), WORDS)
    assert "hyperlink" not in text_of(content)
    assert read(content)["Sources"][1] == ["Somebody", address]
    assert 'Target="https://kaznu.edu.kz/list?year=2023"' in text_of(files.xlsx(sheet(), WORDS))


def test_the_same_content_is_the_same_bytes() -> None:
    assert files.xlsx(sheet(), WORDS) == files.xlsx(sheet(), WORDS)
    assert files.xlsx(sheet(), WORDS) != files.xlsx(sheet(unit="Places"), WORDS)


def test_names_of_sheets_that_no_workbook_takes_are_mended() -> None:
    long = "Сүзгілер мен анықтамалар: не таңдалды"
    names = Words(**{**WORDS.__dict__, "data": "a/b", "conditions": long, "sources": long})
    assert list(read(files.xlsx(sheet(), names))) == [
        "a b", "Сүзгілер мен анықтамалар  не та", "Сүзгілер мен анықтамалар  не 2",
    ]  # fmt: skip


def test_more_rows_than_a_worksheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_ROWS", 2)
    with pytest.raises(ValueError, match="3 rows"):
        files.xlsx(sheet(), WORDS)


def test_days_and_moments_are_dates_of_the_spreadsheet_and_a_month_stays_text() -> None:
    days = [date(2023, 9, 13), datetime(2023, 9, 13, 19, 5, tzinfo=timezone(timedelta(hours=5))), "2023-09", None]
    content = files.xlsx(
        sheet(frame=pd.DataFrame({"as_of": pd.array(days, dtype=object)})), replace(WORDS, day="d.m.yyyy")
    )
    assert [row[0] for row in read(content)["Data"][1:]] == [
        date(2023, 9, 13), datetime(2023, 9, 13, 14, 5), "2023-09", "",
    ]  # fmt: skip
    assert 'formatCode="d.m.yyyy"' in text_of(content)
    assert "d.m.yyyy hh:mm &quot;UTC&quot;" in text_of(content)


def without_codes(book: dict[str, list[list[Any]]]) -> list[dict[str, Any]]:
    """The rows of a workbook's first sheet by the heads of their columns."""
    lines = next(iter(book.values()))
    head = next(place for place, line in enumerate(lines) if sum(cell != "" for cell in line) > 1)
    return [dict(zip(lines[head], line, strict=True)) for line in lines[head + 1 :]]


def test_a_workbook_of_ties_is_in_the_readers_words(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    given_away = offered(monkeypatch)
    open_page("faculty", institution="kaznu-demo", faculty="law", lang="ru", tables="1")
    (baku,) = [tie for tie in without_codes(given_away.xlsx("faculty-agreements")) if "baku" in tie["Код партнёра"]]
    assert (baku["Тип"], baku["Вымышленные"]) == ("двудипломная программа", True)
    assert (baku["Действует с"], baku["Последний день"]) == (date(2015, 9, 1), date(2030, 8, 31))
    (coded,) = given_away.csv("faculty-agreements").query("partner_code.str.contains('baku')").to_dict("records")
    assert (coded["type"], coded["last_day"]) == ("double_degree", "2030-08-31")
    by_year = without_codes(given_away.xlsx("faculty-years-inbound"))
    assert [(row["Учебный год"], row["Состояние данных"]) for row in by_year][:1] == [("2018/19", "известно")]


def test_a_workbook_has_no_head_in_english_nor_twice(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    given_away = offered(monkeypatch)
    open_page("published", institution="kaznu", lang="ru")
    for key in ("published", "statements", "targets"):
        heads = list(without_codes(given_away.xlsx(key))[0])
        assert [head for head in heads if re.search("[a-z]", head)] == []
        lines = next(iter(given_away.xlsx(key).values()))
        assert len(heads) == len(lines[0])


def test_all_rows_of_open_tables_are_printed_and_others_say_what_is_missing(open_page: Open) -> None:
    def printed(**more: str) -> list[str]:
        app = open_page("published", institution="kaznu", lang="en", **more)
        return [str(html.proto.body) for html in app.get("html") if 'class="on-paper"' in str(html.proto.body)]

    whole = printed(tables="1")
    assert [one.count("<tbody>") for one in whole] == [108, 8, 5]
    assert "<script" not in "".join(whole)
    assert "Rows in all: 108;" in printed()[0]


@given(
    st.lists(st.integers(0, 10**14) | st.none(), max_size=30),
    st.lists(st.text(max_size=9) | st.sampled_from(["=1+1", "@x", "<r>=1</r>", "_x000D_"]), min_size=30, max_size=30),
)
def test_every_number_comes_back_and_no_text_is_a_formula(counts: list[int | None], names: list[str]) -> None:
    frame = pd.DataFrame({"headcount": pd.array(counts, dtype="Int64"), "country": names[: len(counts)]})
    content = files.xlsx(sheet(frame=frame), WORDS)
    rows = read(content)["Data"][1:]
    assert [row[0] for row in rows] == ["" if count is None else count for count in counts]
    assert "<f>" not in text_of(content)
    assert not any(str(row[1])[:1] in ("=", "@") for row in rows)
