"""Each reader: what it accepts, what it makes of it, and what it refuses. Then rows that share a key."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.batch import Facts
from db.vocabulary import CellState, Direction, Level
from etl.declare import FileKind, Into
from etl.errors import BadValue, Problem
from etl.judge.tidy import Gathered
from etl.judge.told import Told
from etl.read import Table, delimited
from etl.read.layout import best
from etl.read.table import form_problems
from etl.recognise import readers
from etl.recognise.codes import Known
from etl.recognise.reader import Count, Reader, derived, negated, where, word_is

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


ALWAYS = derived((), lambda cells: True)
UNIT = readers.unit("small", "x", parent_column="faculty")
ACCEPTED: list[tuple[Reader, str, Any]] = [
    (readers.text("x"), "  a b ", "a b"), (readers.text("x"), "", ""), (readers.required("x"), " a ", "a"),
    (readers.integer("x"), "12", 12), (readers.integer("x"), "", None), (readers.integer("x"), "0", 0),
    (readers.number("x"), "59.8", 59.8), (readers.number("x"), "-3", -3.0), (readers.number("x"), " 25 ", 25.0),
    (readers.count("x"), "0", Count(0, VALUE)), (readers.count("x"), " 7 ", Count(7, VALUE)),
    (readers.count("x", blank=WITHHELD), "", Count(None, WITHHELD)),
    (readers.count("x", blank=NA), " ", Count(None, NA)),
    (readers.count("x", not_measured=ALWAYS), "0", Count(None, CellState.NOT_MEASURED)),
    (readers.academic_year("x"), "2023", "2023"), (readers.academic_year("x"), "2023/24", "2023"),
    (readers.academic_year("x"), "2023-2024", "2023"), (readers.academic_year("x"), "1999/00", "1999"),
    (readers.academic_year("x"), "2023-2024 учебный год", "2023"),
    (readers.academic_year("x"), "2023/2024 оқу жылы", "2023"),
    (readers.year("x"), "2025", 2025), (readers.year("x"), "", None),
    (readers.coded("x", Direction), "inbound", Direction.INBOUND),
    (readers.coded("x", {"IN": Direction.INBOUND}), " IN ", Direction.INBOUND),
    (readers.coded("x", Level, blank=None), "", None),
    (readers.country("x"), "Китай", "CHN"), (readers.country("x", "es"), "Francia", "FRA"),
    (readers.country("x", blank="ZZZ"), "", "ZZZ"),
    (readers.country_set("x"), "CN; RU;KG", ["CHN", "KGZ", "RUS"]), (readers.country_set("x"), "", []),
    (readers.country_set("x"), "CN;CHN", ["CHN"]),
    (readers.institution("x"), "small university", "small"),
    (readers.unit("small", "x"), "LAW", "law"), (readers.unit("small", "x"), "", ""),
    (readers.partial_date("x"), "2023", "2023"), (readers.partial_date("x"), "2023-05", "2023-05"),
    (readers.partial_date("x"), "2023-05-31", "2023-05-31"), (readers.partial_date("x"), "", ""),
    (readers.day("x"), "2024-02-29", date(2024, 2, 29)), (readers.day("x"), "", None),
]  # fmt: skip
REFUSED: list[tuple[Reader, str]] = [
    (readers.required("x"), " "),
    *[(readers.integer("x"), cell) for cell in ("1.5", "1,5", "1 000", "1e3", "ten", "-1", "9999999999", "<5")],
    *[(readers.number("x"), cell) for cell in ("", "59,8", "1 000", "NaN", "inf", "12%", ".5", "1_0")],
    *[(readers.count("x"), cell) for cell in ("", "-1", "1.0", "c", "<5", "n/a", "1_000")],
    (readers.count("x", not_measured=ALWAYS), "3"),
    *[(readers.academic_year("x"), cell) for cell in ("", "23/24", "2023/25", "2023/2025", "1823", "2023/", "soon")],
    *[(readers.year("x"), cell) for cell in ("1850", "2101", "2023/24")],
    (readers.coded("x", Direction), ""), (readers.coded("x", Direction), "Inbound"),
    (readers.country("x"), ""), (readers.country("x"), "Atlantis"), (readers.country_set("x"), "CN;XX"),
    (readers.institution("x"), "Nowhere"), (readers.unit("small", "x"), "Magic"), (readers.unit("other", "x"), "law"),
    *[(readers.partial_date("x"), cell) for cell in ("2023-13", "2023-02-30", "31.05.2023", "May 2023", "20230531",
                                                     "2023-W05", "2023-W05-1", "2023-5", "23")],
    *[(readers.day("x"), cell) for cell in ("2023", "2023-02-30", "31.05.2023", "2023-05-31T10:00")],
]  # fmt: skip


@pytest.mark.parametrize(("reader", "cell", "value"), ACCEPTED)
def test_accepted(reader: Reader, cell: str, value: Any) -> None:
    assert read(reader, cell) == value


@pytest.mark.parametrize(("reader", "cell"), REFUSED)
def test_refused_with_a_rule_and_a_remedy(reader: Reader, cell: str) -> None:
    with pytest.raises(BadValue) as caught:
        read(reader, cell)
    assert str(caught.value.rule).endswith(".")
    assert str(caught.value.remedy).endswith(".")


def test_a_department_belongs_to_the_faculty_beside_it() -> None:
    assert read(UNIT, "civil law", faculty="Law") == "civil"
    assert read(UNIT, "", faculty="Law") == "law"
    assert read(UNIT, "", faculty="") == ""
    with pytest.raises(BadValue, match="not one of the faculty"):
        read(UNIT, "civil law", faculty="Science")


def test_the_reader_that_met_the_fault_blames_its_own_column() -> None:
    """A unit of a faculty that is not known blames the faculty, not the department beside it."""
    with pytest.raises(BadValue) as caught:
        read(UNIT, "civil law", faculty="Magic")
    assert caught.value.column == "faculty"
    with pytest.raises(BadValue) as caught:
        read(UNIT, "Magic", faculty="Law")
    assert caught.value.column == "x"


@pytest.mark.parametrize(
    ("reader", "cell", "value"),
    [
        (word_is("x", "IN", "OUT"), " IN ", True), (word_is("x", "IN", "OUT"), "in", False),
        (negated(word_is("x", "IN")), "IN", False), (negated(word_is("x", "IN")), "OUT", True),
        (where("x", str.isdigit), " 12 ", True), (where("x", str.isdigit), "1 2", False),
    ],
)  # fmt: skip
def test_whether_a_word_is_such_a_one(reader: Reader, cell: str, value: bool) -> None:
    assert read(reader, cell) is value
    assert reader.columns == ("x",)


@given(st.integers(0, 2_000_000_000))
def test_every_count_is_read_as_it_is(number: int) -> None:
    assert read(readers.count("x"), str(number)) == Count(number, VALUE)


@given(st.text(max_size=8))
def test_a_count_is_a_number_of_digits_or_refused(cell: str) -> None:
    try:
        found = read(readers.count("x"), cell)
    except BadValue:
        return
    assert found == Count(int(cell.strip()), VALUE)  # blanks around it are no part of it


CELLS = Into(
    "mobility_count",
    {
        "period": readers.academic_year("year"), "unit": readers.text("faculty"),
        "country_code": readers.country("country"),
        "headcount": readers.count("students", blank=WITHHELD),
    },
    constants={
        "series": "s", "direction": Direction.INBOUND, "mobility_type": "degree", "level": "bachelor", "field": "",
        "partner": "",
    },
    repeats="add", complete=("period",),
)  # fmt: skip
HEADER = "year,faculty,country,students"
KIND = FileKind("cells", (CELLS,))


def a_table(kind: FileKind, *rows: str, name: str = "f.csv", number: int = 0, header: str = HEADER) -> Table:
    content = "\n".join([header, *rows, ""]).encode()
    sheet = delimited.text(Path(name), name, lambda: io.BytesIO(content))
    layout = best(sheet, [kind])
    assert layout
    return Table(name, "", number, sheet, layout, number=number)


def gathered(into: Into, *tables: Table) -> tuple[Gathered, list[Problem]]:
    found, told = Gathered(into, known()), Told()
    form: list[Problem] = []
    for table in tables:
        for words in table.words(form):
            found.add(table, words, told)
    assert form == []
    return found, told.problems()


def facts_of(into: Into, *tables: Table) -> tuple[Facts, list[Problem]]:
    """Facts, and rows that may not repeat."""
    found, problems = gathered(into, *tables)
    assert problems == []
    twice: dict[tuple[str, int], Problem] = {}
    return found.facts(tables, twice), list(twice.values())


def folded(into: Into, *rows: str) -> tuple[list[tuple[Any, ...]], list[str]]:
    facts, twice = facts_of(into, a_table(FileKind("cells", (into,)), *rows))
    shown = [(f["country_code"], f["headcount"], f["cell_state"].value, f["source_rows"]) for f in facts]
    return shown, [f"{p.row}: {p.rule}" for p in twice]


def test_a_row_keeps_its_line_and_the_constants() -> None:
    other, ours = (
        a_table(KIND, f"{year},law,CN,7", name=f"{year}.csv", number=number)
        for number, year in enumerate(("2022/23", "2023/24"))
    )
    _, row = facts_of(CELLS, other, ours)[0]
    assert row == {
        **CELLS.constants, "period": "2023", "unit": "law", "country_code": "CHN", "headcount": 7, "cell_state": VALUE,
        "file": 1, "source_rows": "2",
    }  # fmt: skip


def test_all_cells_that_cannot_be_read_are_told() -> None:
    table = a_table(KIND, "soon,law,Atlantis,-1", "2023,law,CN,1", "2023,law,CN,x")
    found, problems = gathered(CELLS, table)
    assert sorted((p.row, p.column, p.value) for p in problems) == [
        (2, "country", "Atlantis"), (2, "students", "-1"), (2, "year", "soon"), (4, "students", "x"),
    ]  # fmt: skip
    assert [fact["source_rows"] for fact in found.facts([table], {})] == ["3"]


def test_a_cell_that_cannot_be_read_is_one_problem_with_all_its_rows() -> None:
    _, problems = gathered(CELLS, a_table(KIND, *["2023,law,Atlantis,1", "2023,law,CN,1"] * 250))
    (problem,) = problems
    assert (problem.row, problem.count) == (2, 250)
    assert problem.rows == tuple(range(2, 402, 2)), "the first 200 of them"


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
    blank = Into(**{**vars(CELLS), "columns": {**CELLS.columns, "headcount": readers.count("students", blank=NA)}})
    assert folded(blank, "2023,law,CN,4", "2023,law,CN,")[0] == [("CHN", 4, "value", "2-3")]
    assert folded(blank, "2023,law,CN,", "2023,law,CN,")[0] == [("CHN", None, "not_applicable", "2-3")]


def test_rows_of_one_key_are_refused_or_taken_once_as_declared() -> None:
    rows = ["2023,law,CN,4", "2023,law,KG,1", "2023,law,CN,4"]
    refuse, once = (Into(**{**vars(CELLS), "repeats": word}) for word in ("refuse", "first"))
    assert folded(refuse, *rows)[1] == ["4: The row says again what row 2 of f.csv says."]
    assert folded(once, *rows) == ([("CHN", 4, "value", "2"), ("KGZ", 1, "value", "3")], [])


def test_two_files_that_state_the_same_cell_cannot_be_loaded_together() -> None:
    tables = [a_table(KIND, "2023,law,CN,4", name=name, number=n) for n, name in enumerate(("a.csv", "b.csv"))]
    _, problems = facts_of(CELLS, *tables)
    assert [(p.file, str(p.rule)) for p in problems] == [("b.csv", "The row says again what row 2 of a.csv says.")]


def test_rows_not_meant_for_a_table_are_passed_over_but_their_periods_count() -> None:
    """A year in which no row is left is still a year the file is complete for."""
    chinese = Into(**{**vars(CELLS), "only": (word_is("country", "CN"),)})
    table = a_table(FileKind("cells", (chinese,)), "2023,law,CN,4", "2024,law,KG,1")
    found, problems = gathered(chinese, table)
    assert problems == []
    assert len(found.facts([table], {})) == 1
    assert [extent.period for extent in found.extents("small")] == ["2023", "2024"]


def test_where_the_column_that_tells_is_missing_the_cells_are_judged_all_the_same() -> None:
    chinese = Into(**{**vars(CELLS), "only": (word_is("nation", "CN"),)})
    _, problems = gathered(chinese, a_table(FileKind("cells", (chinese,)), "2023,law,CN,x"))
    assert [(p.row, p.column, p.value) for p in problems] == [(2, "students", "x")]


def test_missing_columns_are_told_with_those_that_may_be_meant() -> None:
    table = a_table(KIND, "2023,law,CN,1", header="year,faculty,nation,students")
    (problem,) = form_problems(table)
    assert (problem.column, problem.row) == ("country", 1)
    assert "nation" in str(problem.remedy)
    assert gathered(CELLS, table)[1] == [], "told once for the file, not in every row"


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["2023", "2024"]), st.sampled_from(["CN", "KG", "Қытай"]),
                  st.sampled_from(["", "0", "1", "5"])),
        min_size=1, max_size=30,
    )
)  # fmt: skip
def test_sums_are_those_of_a_plain_dictionary(rows: list[tuple[str, str, str]]) -> None:
    wanted: dict[tuple[str, str], int | None] = {}
    for year, country, count in rows:
        key = year, {"KG": "KGZ"}.get(country, "CHN")
        before = wanted.get(key, 0)
        wanted[key] = None if not count or before is None else before + int(count)
    facts, _ = facts_of(CELLS, a_table(KIND, *[f"{year},law,{country},{count}" for year, country, count in rows]))
    assert {(f["period"], f["country_code"]): f["headcount"] for f in facts} == wanted
    assert all((f["headcount"] is None) == (f["cell_state"] == WITHHELD) for f in facts)
