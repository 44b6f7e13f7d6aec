"""Where the table of a file is: its header on any row and of any depth, what stands around it, and what is no row.

Files are written as people send them, and read from disk, CSV and workbooks alike.
"""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from db.vocabulary import CellState
from etl import read
from etl.declare import FileKind, Into, Wide
from etl.errors import BadValue, Problem, Refused
from etl.judge.tidy import Gathered
from etl.judge.told import Told
from etl.read import Table
from etl.recognise.codes import Known
from etl.recognise.readers import academic_year, count, country, text

Rows = Sequence[Sequence[Any]]
Merge = tuple[int, int, int, int]
"""First row, first column, last row, last column; 0 the first."""

COUNTS = Into(
    "mobility_count",
    {
        "period": academic_year("year"), "unit": text("faculty"), "country_code": country("country"),
        "headcount": count("students", blank=CellState.WITHHELD),
    },
)  # fmt: skip
HEADERS = {
    "year": {"en": "Academic year", "ru": "Учебный год", "kk": "Оқу жылы"},
    "faculty": {"en": "Faculty", "ru": "Факультет", "kk": "Факультет"},
    "country": {"en": "Country", "ru": "Страна", "kk": "Елі"},
    "students": {"en": "Students", "ru": "Количество студентов", "kk": "Студенттер саны"},
}
NAMES = {"country": ("Citizenship", "Гражданство", "Азаматтығы"), "students": ("Headcount", "Чел.")}
YEAR_ABOVE = {"year": r"((?:19|20)\d{2}[/-]\d{2,4})"}


def is_country(header: str) -> bool:
    try:
        return bool(Known().country(header))
    except BadValue:
        return False


LONG = FileKind(
    "counts", (COUNTS,), names=NAMES, headers=HEADERS, optional=frozenset({"faculty"}), preamble=YEAR_ABOVE,
    ignored=("№",),
)  # fmt: skip
WIDE = FileKind(
    "a column for each country", (COUNTS,), names=NAMES, headers=HEADERS, optional=frozenset({"faculty"}),
    preamble=YEAR_ABOVE, wide=Wide("country", "students", is_country), ignored=("№", "Note"),
)  # fmt: skip
HEADER = ["Academic year", "Faculty", "Country", "Students"]
DATA = [["2023/24", "Law", "CN", "7"], ["2023/24", "Law", "KG", "3"], ["2024/25", "History", "CN", "11"]]
SEEN = [("2023", "Law", "CHN", 7), ("2023", "Law", "KGZ", 3), ("2024", "History", "CHN", 11)]
FORMS = ("csv", "xlsx")


def written(folder: Path, form: str, rows: Rows, name: str = "sent", merges: Sequence[Merge] = ()) -> Path:
    if form == "xlsx":
        return workbook(folder, {"Sheet1": rows}, name, merges)
    file = folder / f"{name}.csv"
    shown = io.StringIO()
    csv.writer(shown, lineterminator="\n").writerows(rows)
    file.write_text(shown.getvalue(), encoding="utf-8")
    return file


def workbook(folder: Path, sheets: dict[str, Rows], name: str = "sent", merges: Sequence[Merge] = ()) -> Path:
    """A workbook of texts; in a merged range only the first cell has one."""
    with xlsxwriter.Workbook(folder / f"{name}.xlsx") as book:
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for at, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if cell != "":
                        sheet.write(at, place, cell)
            for merge in merges:
                sheet.merge_range(*merge, rows[merge[0]][merge[1]])
    return folder / f"{name}.xlsx"


def opened(path: Path, *kinds: FileKind) -> tuple[list[Table], list[Problem]]:
    tables, problems = read.tables(path, kinds or (LONG, WIDE), 0)
    for number, table in enumerate(tables):
        table.number = number
    return tables, problems


def seen(path: Path, *kinds: FileKind) -> list[tuple[Any, ...]]:
    """The facts of a sound file: period, faculty, country, count."""
    facts, problems = judged(path, *kinds)
    assert problems == []
    return facts


def judged(path: Path, *kinds: FileKind) -> tuple[list[tuple[Any, ...]], list[Problem]]:
    tables, problems = opened(path, *kinds)
    gathered, told = Gathered(COUNTS, Known()), Told()
    for table in tables:
        for words in table.words(problems):
            gathered.add(table, words, told)
    facts = gathered.facts(tables, {})
    shown = [(f["period"], f["unit"], f["country_code"], f["headcount"]) for f in facts]
    return shown, problems + told.problems()


def refused(path: Path, *kinds: FileKind) -> list[Problem]:
    with pytest.raises(Refused) as caught:
        opened(path, *kinds)
    return caught.value.problems


def notes(path: Path, *kinds: FileKind) -> list[str]:
    tables, problems = opened(path, *kinds)
    for table in tables:
        list(table.words(problems))
    return [str(note) for table in tables for note in table.notes]


# The header and what stands above it


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("above", [0, 1, 2, 7, 50, 295])
def test_the_header_may_stand_on_any_row(tmp_path: Path, form: str, above: int) -> None:
    lines = [[f"Line {number} of a long letter", ""] for number in range(above)]
    path = written(tmp_path, form, [*lines, HEADER, *DATA])
    (table,), _ = opened(path)
    assert (table.layout.header_row, table.layout.after) == (above + 1, above + 1)
    assert seen(path) == SEEN
    assert [number for words in table.words([]) for number in words.rows] == [above + 2, above + 3, above + 4]


@pytest.mark.parametrize("form", FORMS)
def test_empty_rows_above_and_between_are_passed_over_and_counted(tmp_path: Path, form: str) -> None:
    rows = [["", ""], [], HEADER, [], DATA[0], ["", "", "", ""], *DATA[1:]]
    path = written(tmp_path, form, rows)
    (table,), _ = opened(path)
    assert table.layout.header_row == 3
    assert [number for words in table.words([]) for number in words.rows] == [5, 7, 8]
    assert seen(path) == SEEN


def test_a_table_that_does_not_begin_in_the_first_column(tmp_path: Path) -> None:
    rows = [[], *[["", "", *row] for row in (HEADER, *DATA)]]
    assert seen(written(tmp_path, "xlsx", rows)) == SEEN
    assert seen(written(tmp_path, "csv", rows)) == SEEN


@pytest.mark.parametrize("form", FORMS)
def test_words_of_the_header_in_the_lines_above_are_no_header(tmp_path: Path, form: str) -> None:
    above = [["Students by country"], ["Country", "all"], ["Faculty", "Law and History"], []]
    (table,), _ = opened(written(tmp_path, form, [*above, HEADER, *DATA]))
    assert table.layout.header_row == 5


TWO_ROWS: Rows = [["Academic year", "Origin", "", "Students"], ["", "Faculty", "Country", ""]]
TWO_MERGED = [(0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 1, 3)]
THREE_ROWS: Rows = [
    ["Academic year", "Contingent", "", ""], ["", "Origin", "", "Students"], ["", "Faculty", "Country", ""],
]  # fmt: skip
THREE_MERGED = [(0, 0, 2, 0), (0, 1, 0, 3), (1, 1, 1, 2), (1, 3, 2, 3)]


@pytest.mark.parametrize("header", [TWO_ROWS, THREE_ROWS], ids=["two", "three"])
@pytest.mark.parametrize("form", ["csv", "xlsx", "merged"])
@pytest.mark.parametrize("above", [0, 3])
def test_a_header_over_several_rows(tmp_path: Path, header: Rows, form: str, above: int) -> None:
    lines = [["A title"]] * above
    merges = {2: TWO_MERGED, 3: THREE_MERGED}[len(header)] if form == "merged" else []
    merges = [(top + above, left, bottom + above, right) for top, left, bottom, right in merges]
    path = written(tmp_path, form.replace("merged", "xlsx"), [*lines, *header, *DATA], merges=merges)
    (table,), _ = opened(path)
    assert (table.layout.header_row, table.layout.after) == (above + 1, above + len(header))
    assert seen(path) == SEEN


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
@pytest.mark.parametrize("form", FORMS)
def test_columns_by_their_names_in_three_languages(tmp_path: Path, language: str, form: str) -> None:
    assert seen(written(tmp_path, form, [[names[language] for names in HEADERS.values()], *DATA])) == SEEN


@pytest.mark.parametrize(
    ("column", "header"),
    [
        (2, "Citizenship"), (2, "Гражданство"), (2, "азаматтығы"), (3, "HEADCOUNT"), (3, "чел"), (2, " country: "),
        (0, "Academic\nyear"), (0, "academic_year"), (0, "ACADEMIC  YEAR"), (2, "Cтрана"), (2, "country"), (0, "year"),
    ],
)  # fmt: skip
def test_other_names_case_marks_and_look_alike_letters(tmp_path: Path, column: int, header: str) -> None:
    """The Latin C of the one 'Cтрана' cannot be seen."""
    named = [*HEADER[:column], header, *HEADER[column + 1 :]]
    assert seen(written(tmp_path, "csv", [named, *DATA])) == SEEN


@settings(deadline=None, max_examples=40)
@given(st.permutations(range(4)), st.integers(0, 4), st.booleans(), st.sampled_from(FORMS))
def test_the_order_of_columns_and_the_lines_above_do_not_matter(
    order: list[int], above: int, beside: bool, form: str
) -> None:
    """Nor do columns beside, of which nothing is read."""
    rows = [[*([str(at)] if beside else []), *[row[place] for place in order]] for at, row in enumerate(DATA, start=1)]
    header = [*(["№"] if beside else []), *[HEADER[place] for place in order]]
    with TemporaryDirectory() as folder:
        path = written(Path(folder), form, [*[["Title", ""]] * above, header, *rows])
        assert seen(path) == SEEN


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("again", ["Country", "Citizenship", "Страна"])
def test_a_column_that_two_headers_name_is_told(tmp_path: Path, form: str, again: str) -> None:
    path = written(tmp_path, form, [[*HEADER, again], *[[*row, "KZ"] for row in DATA]])
    _, (problem,) = opened(path)
    assert (problem.row, str(problem.rule)) == (1, "The column stands there twice.")
    assert problem.column in ("Country", again)


@pytest.mark.parametrize("form", FORMS)
def test_a_missing_column_is_told_with_those_that_may_be_meant(tmp_path: Path, form: str) -> None:
    path = written(tmp_path, form, [["A title"], ["Academic year", "Faculty", "Nation", "Students"], *DATA])
    _, (problem,) = opened(path, LONG)
    assert (problem.row, problem.column) == (2, "country")
    assert "Nation" in str(problem.remedy)


# What stands outside the table


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("line", [["Students in 2023/24"], ["", "Учебный год: 2023-2024"], ["Year", "2023/2024"]])
def test_the_year_may_stand_above_the_table(tmp_path: Path, form: str, line: list[str]) -> None:
    rows = [["University"], line, [], HEADER[1:], *[row[1:] for row in DATA[:2]]]
    assert seen(written(tmp_path, form, rows)) == SEEN[:2]


def test_the_year_may_be_the_name_of_the_sheet_or_of_the_file(tmp_path: Path) -> None:
    rows = [HEADER[1:], *[row[1:] for row in DATA[:2]]]
    assert seen(workbook(tmp_path, {"2023-24": rows})) == SEEN[:2]
    assert seen(written(tmp_path, "csv", rows, name="students 2023-2024")) == SEEN[:2]
    assert seen(written(tmp_path, "xlsx", rows, name="students 2023-24")) == SEEN[:2]


def test_each_sheet_has_the_year_of_its_own_name(tmp_path: Path) -> None:
    sheets = {"2022-23": [HEADER[1:], ["Law", "CN", "5"]], "2023-24": [HEADER[1:], ["Law", "CN", "7"]]}
    assert seen(workbook(tmp_path, sheets)) == [("2022", "Law", "CHN", 5), ("2023", "Law", "CHN", 7)]


def test_the_year_in_the_table_is_stronger_than_the_lines_above(tmp_path: Path) -> None:
    rows = [["As of 2019/20"], HEADER, *DATA]
    assert seen(written(tmp_path, "csv", rows, name="2018-2019")) == SEEN


@pytest.mark.parametrize("form", FORMS)
def test_without_any_year_the_column_is_missing(tmp_path: Path, form: str) -> None:
    path = written(tmp_path, form, [HEADER[1:], *[row[1:] for row in DATA]])
    _, (problem,) = opened(path, LONG)
    assert (problem.column, str(problem.rule).split(",")[0]) == ("year", "There is no such column")


def test_a_year_below_the_table_is_not_that_of_the_table(tmp_path: Path) -> None:
    rows = [HEADER[1:], *[row[1:] for row in DATA[:2]], [], ["Printed in 2023/24", "", ""]]
    _, (problem,) = opened(written(tmp_path, "csv", rows), LONG)
    assert problem.column == "year"


# Wide tables


WIDE_ROWS: Rows = [
    ["Academic year", "Faculty", "China", "Kyrgyzstan"],
    ["2023/24", "Law", "7", "3"],
    ["2024/25", "History", "11", ""],
]
WIDE_SEEN = [*SEEN, ("2024", "History", "KGZ", None)]


@pytest.mark.parametrize("form", FORMS)
def test_a_column_for_each_country_becomes_a_row_for_each_cell(tmp_path: Path, form: str) -> None:
    path = written(tmp_path, form, WIDE_ROWS)
    assert sorted(seen(path), key=str) == sorted(WIDE_SEEN, key=str)
    (table,), _ = opened(path)
    assert [number for words in table.words([]) for number in words.rows] == [2, 2, 3, 3]


@pytest.mark.parametrize("form", ["csv", "xlsx", "merged"])
def test_countries_under_a_word_that_stands_over_all_of_them(tmp_path: Path, form: str) -> None:
    rows = [["Academic year", "Faculty", "Students from", ""], ["", "", "China", "Kyrgyzstan"], *WIDE_ROWS[1:]]
    merges = [(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 3)] if form == "merged" else []
    path = written(tmp_path, form.replace("merged", "xlsx"), rows, merges=merges)
    assert sorted(seen(path), key=str) == sorted(WIDE_SEEN, key=str)


def test_a_bad_cell_of_a_wide_table_is_told_with_its_own_header(tmp_path: Path) -> None:
    rows = [WIDE_ROWS[0], ["2023/24", "Law", "7", "x"], ["2024/25", "Law", "y", "x"]]
    _, problems = judged(written(tmp_path, "csv", rows))
    assert sorted((p.column, p.value, p.rows, p.at) for p in problems) == [
        ("China", "y", (3,), 2), ("Kyrgyzstan", "x", (2, 3), 3),
    ]  # fmt: skip


def test_a_header_that_is_no_country_beside_countries_is_told(tmp_path: Path) -> None:
    rows = [[*row, extra] for row, extra in zip(WIDE_ROWS, ("Atlantis", "1", "2"), strict=True)]
    _, (problem,) = judged(written(tmp_path, "csv", rows))
    assert (problem.column, problem.value, problem.rows) == ("Atlantis", "Atlantis", (2, 3))


def test_a_figure_that_stands_alone_in_its_row_is_not_lost(tmp_path: Path) -> None:
    """The row has no faculty and one country only."""
    rows = [["Academic year 2023/24"], ["Faculty", "China", "Kyrgyzstan"], ["Law", "7", "3"], ["", "5", ""]]
    found = seen(written(tmp_path, "csv", [*rows, ["History", "", "1"]]))
    assert ("2023", "", "CHN", 5) in found
    assert ("2023", "", "CHN", 5) in seen(written(tmp_path, "csv", rows)), "also under the others"


# What is no row


@pytest.mark.parametrize("form", FORMS)
def test_a_row_that_numbers_the_columns_is_no_row(tmp_path: Path, form: str) -> None:
    path = written(tmp_path, form, [HEADER, ["1", "2", "3", "4"], *DATA])
    assert seen(path) == SEEN
    assert any("repeat the header" in note for note in notes(path))


def test_numbers_further_down_or_in_two_columns_are_a_row(tmp_path: Path) -> None:
    """Figures are never taken for numbers of columns where they may be figures."""
    _, problems = judged(written(tmp_path, "csv", [HEADER, DATA[0], ["1", "2", "3", "4"]]))
    assert {(p.row, p.value) for p in problems} == {(3, "1"), (3, "3")}
    two = FileKind("two", (Into("statement", {"code": text("a"), "text": text("b")}),))
    (table,), problems = opened(written(tmp_path, "csv", [["a", "b"], ["1", "2"], ["3", "4"]]), two)
    assert [number for words in table.words(problems) for number in words.rows] == [2, 3]


@pytest.mark.parametrize("form", FORMS)
def test_a_header_said_again_is_no_row(tmp_path: Path, form: str) -> None:
    path = written(tmp_path, form, [HEADER, DATA[0], HEADER, *DATA[1:], HEADER])
    assert seen(path) == SEEN
    assert notes(path) == ["Rows that repeat the header and were passed over: 2."]


FOOTNOTES: Rows = [
    ["* Students on leave are not counted."], ["Source: the registrar"], ["Примечание: без филиалов"],
    ["Ескерту: филиалдарсыз"], ["1) as of 1 October"], ["Декан", "", "", ""], ["", "Исполнитель: Иванова"],
]  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("note", FOOTNOTES, ids=lambda row: row[-1] or row[0])
def test_lines_under_the_table_that_begin_like_a_footnote_are_no_rows(
    tmp_path: Path, form: str, note: list[str]
) -> None:
    path = written(tmp_path, form, [HEADER, *DATA, note])
    assert seen(path) == SEEN
    assert notes(path) == ["Lines under the table that were taken as footnotes: 1."]


@pytest.mark.parametrize("form", FORMS)
def test_lines_that_stand_apart_from_the_table_are_no_rows(tmp_path: Path, form: str) -> None:
    path = written(tmp_path, form, [HEADER, *DATA, [], ["As far as known"], ["and so on"]])
    assert seen(path) == SEEN
    assert notes(path) == ["Lines under the table that were taken as footnotes: 2."]


@pytest.mark.parametrize("form", FORMS)
def test_a_word_alone_inside_the_table_is_a_row(tmp_path: Path, form: str) -> None:
    """Whether its other cells may be blank is for the readers to say."""
    _, problems = judged(written(tmp_path, form, [HEADER, DATA[0], ["", "Law", "", ""], *DATA[1:]]))
    assert {(p.row, p.column) for p in problems} == {(3, "Academic year"), (3, "Country")}


@pytest.mark.parametrize("form", FORMS)
def test_figures_under_the_table_are_rows_even_after_a_footnote(tmp_path: Path, form: str) -> None:
    _, problems = judged(
        written(tmp_path, form, [HEADER, *DATA, [], ["* a note"], ["2023/24", "Law", "Atlantis", "1"]])
    )
    assert (7, "Atlantis") in {(p.row, p.value) for p in problems}


@pytest.mark.parametrize("cut", ["2024/25,History,C", "2024/25,History", "2024/25", "2024/25,", '2024/25,"Hist'])
@pytest.mark.parametrize("rows", [1, 3])
def test_a_last_line_that_was_cut_off_is_refused(tmp_path: Path, cut: str, rows: int) -> None:
    path = written(tmp_path, "csv", [HEADER, *DATA[:rows]])
    path.write_text(path.read_text(encoding="utf-8") + cut, encoding="utf-8")
    _, problems = judged(path)
    assert problems
    assert {p.row for p in problems} == {rows + 2}


def test_half_a_row_of_two_columns_is_refused(tmp_path: Path) -> None:
    two = FileKind("two", (Into("statement", {"code": text("a"), "text": text("b")}),))
    (tmp_path / "two.csv").write_text("a,b\nx,y\nhalf", encoding="utf-8")
    (table,), problems = opened(tmp_path / "two.csv", two)
    list(table.words(problems))
    assert [(p.row, str(p.rule)) for p in problems] == [(3, "The row has 1 cells, the header 2.")]


# Several sheets, and none


def test_sheets_of_the_source_are_read_and_others_named(tmp_path: Path) -> None:
    sheets = {"About": [["About this file"], ["written by hand"]], "A": [HEADER, DATA[0]], "B": [HEADER, *DATA[1:]]}
    path = workbook(tmp_path, sheets)
    assert seen(path) == SEEN
    tables, _ = opened(path)
    assert [table.label for table in tables] == ["A", "B"]
    assert notes(path) == ["Sheets that are not of this source were passed over: About."]


def test_a_problem_names_its_sheet(tmp_path: Path) -> None:
    sheets = {"A": [HEADER, DATA[0]], "B": [["A title"], HEADER, ["2023/24", "Law", "Atlantis", "1"]]}
    _, (problem,) = judged(workbook(tmp_path, sheets))
    assert (problem.sheet, problem.row, problem.value, problem.at) == ("B", 3, "Atlantis", 2)


def test_only_the_named_sheets_are_looked_at(tmp_path: Path) -> None:
    only = FileKind("counts", (COUNTS,), names=NAMES, headers=HEADERS, preamble=YEAR_ABOVE, sheet="^data")
    path = workbook(tmp_path, {"Draft": [HEADER, ["2020/21", "Law", "CN", "1"]], "Data": [HEADER, *DATA]})
    assert seen(path, only) == SEEN


def test_of_sheets_that_are_none_the_likest_is_told(tmp_path: Path) -> None:
    sheets = {"About": [["About this file"]], "Data": [["Academic year", "Nation", "Students"], ["2023/24", "CN", "1"]]}
    _, (problem,) = opened(workbook(tmp_path, sheets), LONG)
    assert (problem.sheet, problem.row, problem.column) == ("Data", 1, "country")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "rows",
    [[["name", "height"], ["Anna", "1.70"]], [["one word"]], [[], ["", "just a line"], ["and another"]]],
    ids=str,
)
def test_a_file_in_which_nothing_is_recognised_is_told_what_it_should_have(
    tmp_path: Path, form: str, rows: Rows
) -> None:
    _, problems = opened(written(tmp_path, form, rows), LONG)
    assert {p.column for p in problems} == {"year", "country", "students"}
    assert all("A file of this source has: country, students." in str(p.remedy) for p in problems)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("rows", [[], [["", ""], ["", ""]]], ids=["empty", "blank"])
def test_a_file_without_a_word_is_empty(tmp_path: Path, form: str, rows: Rows) -> None:
    (problem,) = refused(written(tmp_path, form, rows))
    assert (problem.row, str(problem.rule)) == (0, "The file is empty.")


def test_a_header_far_below_all_that_is_looked_at_is_not_guessed(tmp_path: Path) -> None:
    path = written(tmp_path, "csv", [*[["a letter", ""]] * 400, HEADER, *DATA])
    _, problems = opened(path, LONG)
    assert "country" in {p.column for p in problems}
