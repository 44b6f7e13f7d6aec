"""Each reader: what it accepts, what it makes of it, and what it refuses. Then rows that share a key."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.batch import FileRead
from db.vocabulary import CellState, Direction, Level
from etl import declare, tidy
from etl.codes import Known
from etl.declare import Count, FileKind, Into, Reader
from etl.errors import BadValue
from etl.read import Table

VALUE, WITHHELD, NA = CellState.VALUE, CellState.WITHHELD, CellState.NOT_APPLICABLE


def known() -> Known:
    found = Known()
    found.add_unit("small", "law", "", ["Law"])
    found.add_unit("small", "science", "", ["Science"])
    found.add_unit("small", "civil", "law", ["Civil Law"])
    found.institutions.add("small", ["Small University"])
    return found


def read(reader: Reader, cell: str, **cells: str) -> Any:
    return reader.read({"x": cell, **cells}, known())


UNIT = declare.unit("small", "x", parent_column="faculty")
ACCEPTED: list[tuple[Reader, str, Any]] = [
    (declare.text("x"), "  a b ", "a b"), (declare.text("x"), "", ""), (declare.required("x"), " a ", "a"),
    (declare.integer("x"), "12", 12), (declare.integer("x"), "", None), (declare.integer("x"), "0", 0),
    (declare.number("x"), "59.8", 59.8), (declare.number("x"), "-3", -3.0), (declare.number("x"), " 25 ", 25.0),
    (declare.count("x"), "0", Count(0, VALUE)), (declare.count("x"), " 7 ", Count(7, VALUE)),
    (declare.count("x", blank=WITHHELD), "", Count(None, WITHHELD)),
    (declare.count("x", blank=NA), " ", Count(None, NA)),
    (declare.count("x", not_measured=lambda cells: True), "0", Count(None, CellState.NOT_MEASURED)),
    (declare.academic_year("x"), "2023", "2023"), (declare.academic_year("x"), "2023/24", "2023"),
    (declare.academic_year("x"), "2023-2024", "2023"), (declare.academic_year("x"), "1999/00", "1999"),
    (declare.year("x"), "2025", 2025), (declare.year("x"), "", None),
    (declare.coded("x", Direction), "inbound", Direction.INBOUND),
    (declare.coded("x", {"IN": Direction.INBOUND}), " IN ", Direction.INBOUND),
    (declare.coded("x", Level, blank=None), "", None),
    (declare.country("x"), "Китай", "CHN"), (declare.country("x", "es"), "Francia", "FRA"),
    (declare.country("x", blank="ZZZ"), "", "ZZZ"),
    (declare.country_set("x"), "CN; RU;KG", ["CHN", "KGZ", "RUS"]), (declare.country_set("x"), "", []),
    (declare.country_set("x"), "CN;CHN", ["CHN"]),
    (declare.institution("x"), "small university", "small"),
    (declare.unit("small", "x"), "LAW", "law"), (declare.unit("small", "x"), "", ""),
    (declare.partial_date("x"), "2023", "2023"), (declare.partial_date("x"), "2023-05", "2023-05"),
    (declare.partial_date("x"), "2023-05-31", "2023-05-31"), (declare.partial_date("x"), "", ""),
    (declare.day("x"), "2024-02-29", date(2024, 2, 29)), (declare.day("x"), "", None),
]  # fmt: skip
REFUSED: list[tuple[Reader, str]] = [
    (declare.required("x"), " "),
    *[(declare.integer("x"), cell) for cell in ("1.5", "1,5", "1 000", "1e3", "ten", "-1", "9999999999", "<5")],
    *[(declare.number("x"), cell) for cell in ("", "59,8", "1 000", "NaN", "inf", "12%", ".5", "1_0")],
    *[(declare.count("x"), cell) for cell in ("", "-1", "1.0", "c", "<5", "n/a", "1_000")],
    (declare.count("x", not_measured=lambda cells: True), "3"),
    *[(declare.academic_year("x"), cell) for cell in ("", "23/24", "2023/25", "2023/2025", "1823", "2023/", "soon")],
    *[(declare.year("x"), cell) for cell in ("1850", "2101", "2023/24")],
    (declare.coded("x", Direction), ""), (declare.coded("x", Direction), "Inbound"),
    (declare.country("x"), ""), (declare.country("x"), "Atlantis"), (declare.country_set("x"), "CN;XX"),
    (declare.institution("x"), "Nowhere"), (declare.unit("small", "x"), "Magic"), (declare.unit("other", "x"), "law"),
    *[(declare.partial_date("x"), cell) for cell in ("2023-13", "2023-02-30", "31.05.2023", "May 2023", "20230531",
                                                     "2023-W05", "2023-W05-1", "2023-5", "23")],
    *[(declare.day("x"), cell) for cell in ("2023", "2023-02-30", "31.05.2023", "2023-05-31T10:00")],
]  # fmt: skip


@pytest.mark.parametrize(("reader", "cell", "value"), ACCEPTED)
def test_accepted(reader: Reader, cell: str, value: Any) -> None:
    assert read(reader, cell) == value


@pytest.mark.parametrize(("reader", "cell"), REFUSED)
def test_refused_with_a_rule_and_a_remedy(reader: Reader, cell: str) -> None:
    with pytest.raises(BadValue) as caught:
        read(reader, cell)
    assert caught.value.rule.endswith(".")
    assert caught.value.remedy.endswith(".")


def test_a_department_belongs_to_the_faculty_beside_it() -> None:
    assert read(UNIT, "civil law", faculty="Law") == "civil"
    assert read(UNIT, "", faculty="Law") == "law"
    assert read(UNIT, "", faculty="") == ""
    with pytest.raises(BadValue, match="not one of the faculty"):
        read(UNIT, "civil law", faculty="Science")


@given(st.integers(0, 2_000_000_000))
def test_every_count_is_read_as_it_is(number: int) -> None:
    assert read(declare.count("x"), str(number)) == Count(number, VALUE)


@given(st.text(max_size=8))
def test_a_count_is_a_number_of_digits_or_refused(cell: str) -> None:
    try:
        found = read(declare.count("x"), cell)
    except BadValue:
        return
    assert found == Count(int(cell), VALUE)


CELLS = Into(
    "mobility_count",
    {
        "period": declare.academic_year("year"), "unit": declare.text("faculty"),
        "country_code": declare.country("country"),
        "headcount": declare.count("students", blank=WITHHELD),
    },
    constants={
        "series": "s", "direction": Direction.INBOUND, "mobility_type": "degree", "level": "bachelor", "field": "",
        "partner": "",
    },
    repeats="add", complete=("period",),
)  # fmt: skip
HEADER = ["year", "faculty", "country", "students"]


def a_table(*rows: str, name: str = "f.csv") -> Table:
    cells = [row.split(",") for row in rows]
    return Table(FileRead(name, "0" * 64, 1, len(rows)), HEADER, cells, list(range(2, len(rows) + 2)))


def folded(into: Into, *rows: str) -> tuple[list[tuple[Any, ...]], list[str]]:
    found, problems = tidy.rows_of(into, a_table(*rows), 0, known())
    assert problems == []
    facts, twice = tidy.fold(into, found, ["f.csv"])
    shown = [(f["country_code"], f["headcount"], f["cell_state"].value, f["source_rows"]) for f in facts]
    return shown, [f"{p.row}: {p.rule}" for p in twice]


def test_a_row_keeps_its_line_and_the_constants() -> None:
    (row,), problems = tidy.rows_of(CELLS, a_table("2023/24,law,CN,7"), 3, known())
    assert problems == []
    assert row == {
        **CELLS.constants, "period": "2023", "unit": "law", "country_code": "CHN", "headcount": 7, "cell_state": VALUE,
        "file": 3, "source_rows": [2],
    }  # fmt: skip


def test_all_cells_that_cannot_be_read_are_told() -> None:
    _, problems = tidy.rows_of(CELLS, a_table("soon,law,Atlantis,-1", "2023,law,CN,1", "2023,law,CN,x"), 0, known())
    assert [(p.row, p.column, p.value) for p in problems] == [
        (2, "year", "soon"), (2, "country", "Atlantis"), (2, "students", "-1"), (4, "students", "x"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("counts", "number", "state"),
    [
        (["1", "2", "3"], 6, "value"), (["0", "0"], 0, "value"), (["1", ""], None, "withheld"),
        (["", ""], None, "withheld"), (["", "5", "6"], None, "withheld"),
    ],
)  # fmt: skip
def test_parts_of_one_count_are_added_and_a_withheld_part_withholds_the_sum(
    counts: list[str], number: int | None, state: str
) -> None:
    """Otherwise the sum would pass for whole, or give the hidden part away."""
    facts, problems = folded(CELLS, *[f"2023,law,CN,{count}" for count in counts])
    assert facts == [("CHN", number, state, f"2-{len(counts) + 1}")]
    assert problems == []


def test_not_applicable_adds_nothing_and_hides_nothing() -> None:
    blank = Into(**{**vars(CELLS), "columns": {**CELLS.columns, "headcount": declare.count("students", blank=NA)}})
    assert folded(blank, "2023,law,CN,4", "2023,law,CN,")[0] == [("CHN", 4, "value", "2-3")]
    assert folded(blank, "2023,law,CN,", "2023,law,CN,")[0] == [("CHN", None, "not_applicable", "2-3")]


def test_rows_of_one_key_are_refused_or_taken_once_as_declared() -> None:
    rows = ["2023,law,CN,4", "2023,law,KG,1", "2023,law,CN,4"]
    refuse, once = (Into(**{**vars(CELLS), "repeats": word}) for word in ("refuse", "first"))
    assert folded(refuse, *rows)[1] == ["4: The row says again what row 2 of f.csv says."]
    assert folded(once, *rows) == ([("CHN", 4, "value", "2"), ("KGZ", 1, "value", "3")], [])


def test_two_files_that_state_the_same_cell_cannot_be_loaded_together() -> None:
    rows = [tidy.rows_of(CELLS, a_table("2023,law,CN,4"), index, known())[0][0] for index in (0, 1)]
    _, problems = tidy.fold(CELLS, rows, ["a.csv", "b.csv"])
    assert [(p.file, p.rule) for p in problems] == [("b.csv", "The row says again what row 2 of a.csv says.")]


def test_rows_not_meant_for_a_table_are_passed_over_but_their_periods_count() -> None:
    """A year in which no row is left is still a year the file is complete for."""
    chinese = Into(**{**vars(CELLS), "only": lambda cells: cells["country"] == "CN"})
    table = a_table("2023,law,CN,4", "2024,law,KG,1")
    assert len(tidy.rows_of(chinese, table, 0, known())[0]) == 1
    assert [extent.period for extent in tidy.extents(chinese, table, "small", known())] == ["2023", "2024"]


def test_missing_columns_are_told_with_those_that_may_be_meant() -> None:
    kind = FileKind("cells", (CELLS,))
    table = Table(
        FileRead("f.csv", "", 1, 1), ["year", "faculty", "nation", "students"], [["2023", "law", "CN", "1"]], [2]
    )
    (problem,) = tidy.missing_columns(kind, table)
    assert (problem.column, problem.row) == ("country", 1)
    assert "nation" in problem.remedy
