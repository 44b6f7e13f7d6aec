"""Workbooks as cells of text: what stands in them, where it stands, and what is refused."""

import io
import struct
import subprocess
import sys
import time
import tracemalloc
import zipfile
from datetime import datetime
from itertools import groupby
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.errors import Refused
from etl.read import archive, workbook
from etl.read.grid import Merged

ROOT = Path(__file__).resolve().parent.parent
SMALL_XLS = ROOT / "data" / "small.xls"
SHEET = "xl/worksheets/sheet1.xml"
ERRORS = ["#N/A", "#DIV/0!", "#REF!", "#NAME?", "#VALUE!", "#NUM!", "#NULL!"]


def written(path, fill, **options):
    """A workbook with one sheet that `fill(sheet, book)` fills."""
    with xlsxwriter.Workbook(path, options) as book:
        fill(book.add_worksheet("Students"), book)
    return path


def table(*rows):
    def fill(sheet, _):
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)

    return fill


def saved_by_excel(path):
    """As a spreadsheet program leaves it: without the order to calculate all anew."""
    return changed(path, "xl/workbook.xml", lambda xml: xml.replace(b' fullCalcOnLoad="1"', b""))


def changed(path, part, change):
    """The file with one part changed, otherwise a sound archive."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts[part] = change(parts[part])
    return zipped(path, parts)


def zipped(path, parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return path


def xml_sheet(path, data, head=b""):
    """A workbook whose sheet has these <row> elements."""
    written(path, table(["a"]))
    start = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    saved_by_excel(path)
    return changed(path, SHEET, lambda _: head + start + b"<sheetData>" + data + b"</sheetData></worksheet>")


def ods(path, rows, name="Students", **parts):
    start = (
        '<office:document-content xmlns:office="urn:o" xmlns:table="urn:t" xmlns:text="urn:x" xmlns:calcext="urn:c">'
        "<office:body><office:spreadsheet>"
    )
    end = "</office:spreadsheet></office:body></office:document-content>"
    whole = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": "<manifest:manifest xmlns:manifest='urn:m'/>",
        "content.xml": f'{start}<table:table table:name="{name}">{rows}</table:table>{end}',
    }
    return zipped(path, {**whole, **parts})


def said(text, repeated=1):
    return (
        f'<table:table-cell table:number-columns-repeated="{repeated}" office:value-type="string">'
        f"<text:p>{text}</text:p></table:table-cell>"
    )


def cells(sheet):
    """Filled cells among the first rows, by row number and place."""
    rows = zip(sheet.head_rows(), sheet.head(), strict=True)
    return {(number, at): cell for number, row in rows for at, cell in enumerate(row) if cell != ""}


def one(path):
    (sheet,) = workbook.sheets(path, "students.xlsx")
    return sheet


def everything(path):
    """Read all that can be asked for."""
    return [(sheet.head(), sheet.merged(), list(sheet.blocks(0, 3, [0], [1]))) for sheet in workbook.sheets(path, "a")]


def refusal(path):
    with pytest.raises(Refused) as refused:
        everything(path)
    (problem,) = refused.value.problems
    assert problem.file == "a"
    assert str(problem.remedy)
    return str(problem.rule)


# --- What stands in cells ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (401.0, "401"), (-3, "-3"), (0, "0"), (-0.0, "0"), (0.1, "0.1"), (0.1 + 0.2, "0.3"), (1e-7, "0.0000001"),
        (123456789012345, "123456789012345"), (1e21, "1" + 21 * "0"), (1234.5, "1234.5"), (True, "TRUE"),
        (False, "FALSE"), ("  text ", "  text "), ("401", "401"), ("0613", "0613"), ("tab\there", "tab\there"),
        ("two\nlines", "two\nlines"), ("Қазақстан", "Қазақстан"), ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
        ("_x0041_", "_x0041_"), ("<&>\"'", "<&>\"'"), ("#N/A", "#N/A"),
    ],
)  # fmt: skip
def test_a_cell_is_text_as_written(tmp_path, value, text):
    path = written(tmp_path / "a.xlsx", lambda s, _: s.write(0, 0, value), strings_to_formulas=False)
    assert one(path).head() == [[text]]


@pytest.mark.parametrize(
    ("number", "shown_as", "text"),
    [
        (45536, "yyyy-mm-dd", "2024-09-01"), (45536, "dd.mm.yyyy", "2024-09-01"), (45536, "0", "45536"),
        (45536.5, "dd.mm.yyyy hh:mm", "2024-09-01 12:00:00"), (45536.520833333, "m/d/yy h:mm", "2024-09-01 12:30:00"),
        (0.5, "hh:mm", "12:00:00"), (1.5, "[h]:mm", "36:00:00"), (123456.789, "#,##0", "123456.789"),
        (0.25, "0%", "0.25"), (1234, '#,##0 "students"', "1234"),
    ],
)  # fmt: skip
def test_a_number_is_a_date_only_where_it_is_shown_as_one(tmp_path, number, shown_as, text):
    path = written(
        tmp_path / "a.xlsx", lambda s, b: s.write_number(0, 0, number, b.add_format({"num_format": shown_as}))
    )
    assert one(path).head() == [[text]]


def test_a_date_of_the_calendar_of_1904(tmp_path):
    def fill(sheet, book):
        sheet.write_datetime(0, 0, datetime(2024, 9, 1), book.add_format({"num_format": "yyyy-mm-dd"}))

    assert one(written(tmp_path / "a.xlsx", fill, date_1904=True)).head() == [["2024-09-01"]]


def test_cells_with_an_error_say_which(tmp_path):
    def fill(sheet, _):
        for row, error in enumerate(ERRORS):
            sheet.write_formula(row, 0, "=1/0", None, error)

    path = saved_by_excel(written(tmp_path / "a.xlsx", fill))
    assert one(path).head() == [[error] for error in ERRORS]
    (block,) = one(path).blocks(0, 1, [0], [0])
    assert block.plain[0] == ERRORS == block.columns[0].words


def test_a_blank_row_but_for_an_error_is_a_record(tmp_path):
    path = written(tmp_path / "a.xlsx", lambda s, _: s.write_formula(6, 3, "=NA()", None, "#N/A"))
    (block,) = one(path).blocks(0, 9, [0], [3])
    assert (block.rows.tolist(), block.plain[3], block.columns[0].words) == ([7], ["#N/A"], [""])


# --- Where it stands --------------------------------------------------------------------------------------------------


def test_rows_and_columns_count_from_the_corner_of_the_sheet(tmp_path):
    def fill(sheet, _):
        sheet.write_row(4, 3, ["Country", "Students"])
        sheet.write_row(7, 3, ["KAZ", 401])

    sheet = one(written(tmp_path / "a.xlsx", fill))
    assert cells(sheet) == {(5, 3): "Country", (5, 4): "Students", (8, 3): "KAZ", (8, 4): "401"}
    assert sheet.head_rows() == list(range(1, 9))
    (block,) = sheet.blocks(5, 5, [0, 3], [4, 3, 9])
    assert block.rows.tolist() == [8]
    assert block.plain == {4: ["401"], 3: ["KAZ"], 9: [""]}
    assert block.columns[0].words == [""]


def test_visible_worksheets_in_their_order(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        for name in ("2023", "Лист 2", "hidden", "very hidden", "empty", "2024 & <more>"):
            book.add_worksheet(name).write(0, 0, name)
        book.get_worksheet_by_name("hidden").hide()
        book.get_worksheet_by_name("very hidden").very_hidden()
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "='2023'!$A$1:$A$1"})
        book.add_chartsheet("chart").set_chart(chart)
    found = workbook.sheets(tmp_path / "a.xlsx", "a")
    assert [sheet.name for sheet in found] == ["2023", "Лист 2", "empty", "2024 & <more>"]
    assert all(sheet.head() == [[sheet.name]] and sheet.file == "a" for sheet in found)


def test_an_empty_sheet_has_no_rows(tmp_path):
    sheet = one(written(tmp_path / "a.xlsx", lambda *_: None))
    assert (sheet.head(), sheet.head_rows(), sheet.merged(), list(sheet.blocks(0, 1, [0], []))) == ([], [], [], [])


def test_merged_ranges_of_the_head(tmp_path):
    def fill(sheet, _):
        sheet.merge_range("B2:D2", "Inbound")
        sheet.merge_range("A2:A3", "Country")
        sheet.merge_range("A900:B900", "far below")
        sheet.write_row(2, 1, ["2022", "2023", "2024"])

    sheet = one(written(tmp_path / "a.xlsx", fill))
    assert sorted(sheet.merged(), key=str) == [Merged(1, 0, 2, 0), Merged(1, 1, 1, 3)]
    assert sheet.head()[1:3] == [["Country", "Inbound", "", ""], ["", "2022", "2023", "2024"]]


def test_the_last_column_of_a_sheet(tmp_path):
    path = written(tmp_path / "a.xlsx", lambda s, _: s.write_row(0, 0, [f"c{n}" for n in range(16_384)]))
    (row,) = one(path).head()
    assert (len(row), row[-1]) == (16_384, "c16383")


def test_empty_rows_are_passed_over_and_counted(tmp_path):
    path = written(tmp_path / "a.xlsx", table(["Country", "n"], ["KAZ", 1], [], ["", ""], ["DEU", 2]))
    (block,) = one(path).blocks(1, 2, [0], [1])
    assert (block.rows.tolist(), block.columns[0].words, block.plain[1]) == ([2, 5], ["KAZ", "DEU"], ["1", "2"])


def test_a_row_that_is_longer_than_the_header_is_told_and_left_out(tmp_path):
    path = written(tmp_path / "a.xlsx", table(["Country", "n"], ["KAZ", 1], ["DEU", 2, "", 0], ["FRA", 3], [9, 9, 9]))
    (block,) = one(path).blocks(1, 2, [0], [1])
    (problem,) = block.problems
    assert (problem.rows, problem.count, str(problem.rule)) == ((3, 5), 2, "The row has cells beyond the header.")
    assert (block.rows.tolist(), block.plain[1]) == ([2, 4], ["1", "3"])


def test_a_row_that_is_shorter_has_empty_cells(tmp_path):
    (block,) = one(written(tmp_path / "a.xlsx", table(["KAZ"]))).blocks(0, 3, [2], [1])
    assert (block.columns[2].words, block.columns[2].codes.tolist(), block.plain[1]) == ([""], [0], [""])


def test_long_sheets_come_in_blocks(tmp_path):
    def fill(sheet, _):
        for row in range(100_001):
            sheet.write_row(row, 0, [f"c{row % 7}", row])

    found = list(one(written(tmp_path / "a.xlsx", fill, constant_memory=True)).blocks(1, 2, [0], [1]))
    assert [len(block.rows) for block in found] == [50_000, 50_000]
    assert [block.rows[0] for block in found] == [2, 50_002]
    words = found[1].columns[0]
    assert words.codes.dtype == "int32"
    assert [words.words[code] for code in words.codes[:3]] == ["c0", "c1", "c2"]


def test_a_word_and_a_number_that_read_alike_share_a_code(tmp_path):
    path = written(tmp_path / "a.xlsx", lambda s, _: [s.write(r, 0, v) for r, v in enumerate(["x", 1, True, 0, False])])
    sheet = changed(path, SHEET, lambda xml: xml.replace(b'<c r="A1" t="s"><v>0</v>', b'<c r="A1" t="str"><v>1</v>'))
    (block,) = one(sheet).blocks(0, 1, [0], [])
    assert block.columns[0].words == ["1", "TRUE", "0", "FALSE"]
    assert block.columns[0].codes.tolist() == [0, 0, 1, 2, 3]


TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\n", exclude_characters="\ufffe\uffff"),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.tuples(st.integers(0, 40), st.integers(0, 40)), TEXT.filter(bool), max_size=30))
def test_any_table_of_text_reads_back_in_its_places(tmp_path_factory, filled):
    def fill(sheet, _):
        for (row, column), text in filled.items():
            sheet.write_string(row, column, text)

    sheet = one(written(tmp_path_factory.mktemp("w") / "a.xlsx", fill))
    assert cells(sheet) == {(row + 1, column): text for (row, column), text in filled.items()}
    read = {}
    for block in sheet.blocks(0, 41, range(41), range(41)):
        assert not block.problems
        for at in range(41):
            column = block.columns[at]
            assert len(set(column.words)) == len(column.words)
            assert [column.words[code] for code in column.codes] == block.plain[at]
            read |= {(int(row), at): cell for row, cell in zip(block.rows, block.plain[at], strict=True) if cell}
    assert read == cells(sheet)


# --- Formulas ---------------------------------------------------------------------------------------------------------


def test_the_stored_value_of_a_formula_is_taken(tmp_path):
    def fill(sheet, _):
        sheet.write_formula(0, 0, "=1+1", None, 3)
        sheet.write_formula(0, 1, '="a"&"b"', None, "stored")
        sheet.write_formula(0, 2, "=cmd|' /C calc'!A0", None, "not run")
        sheet.write_formula(0, 3, "='[http://example.org/x.xlsx]S'!A1", None, 5)
        sheet.write_formula(0, 4, "=1-1", None, 0)

    sheet = one(saved_by_excel(written(tmp_path / "a.xlsx", fill)))
    assert sheet.head() == [["3", "stored", "not run", "5", "0"]]
    (block,) = sheet.blocks(0, 5, [], [])
    assert block.problems == []


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="B2"><f>A2*2</f></c>', b'<c r="B2"><f>A2*2</f><v></v></c>', b'<c r="B2"><f>A2*2</f><v/></c>',
        b'<c r="B2" s="0"><f t="shared" si="0"/></c>', b'<c r="B2" t="str"><f>A2</f></c>',
        b'<c s="0" r="B2"><f>A2*2</f></c>', b'<c  r="B2"><f>A2*2</f></c>', b'<c r="B2">\n<f>A2*2</f>\n<v/>\n</c>',
    ],
)  # fmt: skip
def test_a_formula_that_was_never_calculated_is_told(tmp_path, cell):
    rows = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c>' + cell + b"</row>"
    (block,) = one(xml_sheet(tmp_path / "a.xlsx", rows)).blocks(1, 2, [0], [1])
    (problem,) = block.problems
    assert str(problem.rule) == "A formula without a stored value."
    assert (problem.file, problem.sheet, problem.rows, problem.value) == ("students.xlsx", "Students", (2,), "B2")
    assert block.rows.tolist() == []


def test_a_formula_that_gave_no_text_has_a_value(tmp_path):
    rows = b'<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="str"><f>IF(A1,"","x")</f><v></v></c></row>'
    (block,) = one(xml_sheet(tmp_path / "a.xlsx", rows)).blocks(0, 2, [], [0, 1])
    assert (block.problems, block.plain) == ([], {0: ["1"], 1: [""]})


def test_a_zero_that_only_stands_for_a_value_is_none(tmp_path):
    def fill(sheet, _):
        sheet.write_row(0, 0, ["Country", "n"])
        sheet.write_formula(1, 1, "=SUM(Z1:Z9)")
        sheet.write_formula(2, 1, "=SUM(Z1:Z9)", None, 7)

    (block,) = one(written(tmp_path / "a.xlsx", fill)).blocks(1, 2, [], [1])
    assert [problem.value for problem in block.problems] == ["B2"]
    assert (block.rows.tolist(), block.plain[1]) == ([3], ["7"])


def test_many_formulas_without_value_are_one_problem(tmp_path):
    rows = b"".join(b'<row r="%d"><c r="A%d"><f>1</f></c></row>' % (n, n) for n in range(1, 301))
    (block,) = one(xml_sheet(tmp_path / "a.xlsx", rows)).blocks(0, 1, [0], [])
    (problem,) = block.problems
    assert (problem.count, len(problem.rows)) == (300, 200)
    assert problem.value.startswith("A1, A2, ")
    assert problem.value.endswith(", …")


# --- XML as other programs write it -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rows",
    [
        b'<row><c t="str"><v>a</v></c><c/><c t="e"><v>#N/A</v></c></row><row/><row><c><v>2</v></c></row>',
        b"<row r='1'><c t='str' r='A1'><v>a</v></c><c r='C1' t='e'><v>#N/A</v></c></row>"
        b"<row r='3'><c><v>2</v></c></row>",
        b'<x:row r="1"><x:c r="A1" t="str"><x:v>a</x:v></x:c><x:c r="C1" t="e"><x:v>#N/A</x:v></x:c></x:row>'
        b'<x:row r="3"><x:c r="A3"><x:v>2</x:v></x:c></x:row>',
        b'<row r="1"><c r="a1" t="str"><v>a</v></c><c\nr = "C1" t="e"><v>#N/A</v></c></row>'
        b'<row r="3"><c r="A3"><v>2</v></c></row>',
    ],
    ids=["no places", "single quotes", "prefix", "small letters"],
)
def test_cells_written_in_unusual_ways(tmp_path, rows):
    sheet = one(xml_sheet(tmp_path / "a.xlsx", rows))
    assert cells(sheet) == {(1, 0): "a", (1, 2): "#N/A", (3, 0): "2"}


def test_empty_cells_far_out_do_no_harm(tmp_path):
    rows = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="1"/></row>'
    assert one(xml_sheet(tmp_path / "a.xlsx", rows)).head() == [["1"]]


# --- ODS --------------------------------------------------------------------------------------------------------------


def test_repeated_cells_and_rows_of_ods(tmp_path):
    rows = (
        '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
        f"<table:table-row><table:table-cell table:number-columns-repeated='2'/>{said('a', 3)}"
        '<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
        f'<table:table-row table:number-rows-repeated="2">{said("b")}</table:table-row>'
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    )
    assert cells(one(ods(tmp_path / "a.ods", rows))) == {
        (3, 2): "a", (3, 3): "a", (3, 4): "a", (4, 0): "b", (5, 0): "b",
    }  # fmt: skip


def test_errors_and_formulas_of_ods(tmp_path):
    rows = (
        '<table:table-row><table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value=""'
        ' calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
        '<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"><text:p>2</text:p>'
        "</table:table-cell></table:table-row>"
        f'<table:table-row>{said("x")}<table:table-cell table:formula="of:=1+1"/></table:table-row>'
    )
    sheet = one(ods(tmp_path / "a.ods", rows))
    assert sheet.head()[0] == ["#DIV/0!", "2"]
    (block,) = sheet.blocks(0, 2, [], [0])
    assert [problem.value for problem in block.problems] == ["B2"]
    assert block.rows.tolist() == [1]


@pytest.mark.parametrize(
    "rows",
    [
        f"<table:table-row>{said('a', 99_999_999)}</table:table-row>",
        f'<table:table-row table:number-rows-repeated="900000000">{said("a")}</table:table-row>',
        f'<table:table-row table:number-rows-repeated="1048575"><table:table-cell/></table:table-row>'
        f"<table:table-row>{said('a', 9999)}</table:table-row>",
    ],
)
def test_ods_that_reaches_too_far_is_refused(tmp_path, rows):
    assert "more than 30000000 cells" in refusal(ods(tmp_path / "a.ods", rows))


def test_ods_with_a_tag_left_open_is_refused(tmp_path):
    path = ods(tmp_path / "a.ods", f"<table:table-row>{said('a')}</table:table-row>")
    changed(path, "content.xml", lambda xml: xml.replace(b"</table:table>", b""))
    assert refusal(path) == "The file is damaged or not complete."


def test_encrypted_ods_is_refused(tmp_path):
    entry = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
    manifest = f"<manifest:manifest xmlns:manifest='urn:m'>{entry}</manifest:manifest>"
    assert "password" in refusal(ods(tmp_path / "a.ods", "", **{"META-INF/manifest.xml": manifest}))


# --- XLS and XLSB -----------------------------------------------------------------------------------------------------


def test_xls():
    (sheet,) = workbook.sheets(SMALL_XLS, "small.xls")
    assert sheet.name == "Students"
    assert sheet.merged() == [Merged(2, 1, 2, 2)]
    assert sheet.head()[2:5] == [
        ["", "Inbound", "", "", ""],
        ["", "Country", "Students", "Counted on", "Full time"],
        ["", "Kazakhstan", "401", "2024-09-01", "TRUE"],
    ]
    (block,) = sheet.blocks(4, 5, [1], [2, 3, 4])
    assert block.rows.tolist() == [5, 7, 8]
    assert block.plain == {2: ["401", "0.5", "402"], 3: ["2024-09-01", "#N/A", ""], 4: ["TRUE", "#DIV/0!", ""]}


@pytest.mark.parametrize("part", [0, 0.01, 0.1, 0.3, 0.5, 0.8, 0.99])
def test_xls_cut_short_is_refused_or_read(tmp_path, part):
    content = SMALL_XLS.read_bytes()
    unharmed(tmp_path, content[: int(len(content) * part)])


@pytest.mark.parametrize("at", [30, 44, 48, 60, 68, 76, 512, 1024, 1540, 2048, 3000, 4200, 5000])
def test_xls_with_a_wrong_byte_is_refused_or_read(tmp_path, at):
    content = bytearray(SMALL_XLS.read_bytes())
    content[at] ^= 0xFF
    unharmed(tmp_path, bytes(content))


def record(kind, data=b""):
    marks = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length = len(data)
    while True:
        marks += bytes([length & 0x7F | (0x80 if length > 0x7F else 0)])
        length >>= 7
        if not length:
            return marks + data


def wide(text):
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(path, filled):
    """A binary workbook with cells (row, column, kind of record, value)."""
    sheet = record(129) + record(148, bytes(16)) + record(145)
    for row, some in groupby(filled, key=lambda cell: cell[0]):
        sheet += record(0, struct.pack("<I", row) + bytes(13))
        sheet += b"".join(record(kind, struct.pack("<II", at, 0) + value) for _, at, kind, value in some)
    bundle = record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("Students"))
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    relation = f'<Relationship Id="rId1" Type="{kind}" Target="worksheets/sheet1.bin"/>'
    return zipped(
        path,
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.bin": record(131) + record(153, bytes(12)) + record(143) + bundle + record(144) + record(132),
            "xl/_rels/workbook.bin.rels": f"<Relationships>{relation}</Relationships>",
            "xl/worksheets/sheet1.bin": sheet + record(146) + record(130),
        },
    )


def test_xlsb(tmp_path):
    filled = [(2, 1, 6, wide("KAZ")), (2, 2, 5, struct.pack("<d", 401)), (2, 3, 3, b"\x2a"), (4, 1, 6, wide("DEU"))]
    filled += [(4, 2, 11, b"\x07" + bytes(10))]
    sheet = one(xlsb(tmp_path / "a.xlsb", filled))
    assert cells(sheet) == {(3, 1): "KAZ", (3, 2): "401", (3, 3): "#N/A", (5, 1): "DEU", (5, 2): "#DIV/0!"}


def test_xlsb_that_reaches_too_far_is_refused(tmp_path):
    filled = [(0, 0, 6, wide("a")), (1_048_575, 16_383, 6, wide("b"))]
    assert "XFD" in refusal(xlsb(tmp_path / "a.xlsb", filled))


# --- What is refused --------------------------------------------------------------------------------------------------


def test_a_cell_in_the_last_corner_is_refused(tmp_path):
    def fill(sheet, _):
        sheet.write("A1", "a")
        sheet.write("XFD1048576", 1)

    assert refusal(written(tmp_path / "a.xlsx", fill)) == (
        "The sheet reaches to row 1048576 and column XFD: more than 30000000 cells."
    )


@pytest.mark.parametrize(
    "rows",
    [
        b'<row r="1048576"><c r="XFD1"><v>1</v></c></row><row r="1"><c r="A1048576"><v>1</v></c></row>',
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c s="0" r="XFD1048576"><v>1</v></c></row>',
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">' + b"<c><v>1</v></c>" * 40 + b"</row>",
        b'<row r="1"><c r="ZZZ1"><v>1</v></c></row>',
        b'<row r="1"><c r="A9999999"><v>1</v></c></row>',
        b'<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>',
        b'<row r="1"><c r="A1"><v>1</v></c><c x=">" r="XFD1048576"><v>1</v></c></row>',
        b"""<row r="1"><c r="A1"><v>1</v></c><c x='r="A1"' r="XFD1048576"><v>1</v></c></row>""",
        b"""<row r="1"><c r="A1"><v>1</v></c><c x="</c>" r="XFD1048576"><v>1</v></c></row>""",
    ],
)
def test_cells_that_reach_too_far_are_refused_however_written(tmp_path, rows):
    assert "more than 30000000 cells" in refusal(xml_sheet(tmp_path / "a.xlsx", rows))


@pytest.mark.parametrize("place", [b"D99999999995", b"ABCDE1", b"A0", b"1", b"", b"A-1", b"A1:B2", b"&#65;1"])
def test_a_place_that_is_none_is_refused(tmp_path, place):
    refusal(xml_sheet(tmp_path / "a.xlsx", b'<row r="1"><c r="%s"><v>1</v></c></row>' % place))


@pytest.mark.parametrize("second", [b'r="ZZZ99999999"', b"r = 'ZZZ99999999'", b"s='1'\nr\n='ZZZ99999999'"])
@pytest.mark.parametrize("gap", [b"", b" "])
def test_a_cell_with_two_places_is_refused(tmp_path, second, gap):
    row = b'<row r="1"><c r="A1"><v>1</v></c><c r="B1"' + gap + second + b"><v>1</v></c></row>"
    refusal(xml_sheet(tmp_path / "a.xlsx", row))


@pytest.mark.parametrize("number", [b"0", b"4294967295", b"99999999999", b"-1", b""])
def test_a_row_number_that_is_none_is_refused(tmp_path, number):
    refusal(xml_sheet(tmp_path / "a.xlsx", b'<row r="%s"><c><v>1</v></c></row>' % number))


def test_comments_cannot_hide_cells(tmp_path):
    row = b'<row r="1">' + b"<!--</row>--><c><v>1</v></c>" * 50 + b'</row><row r="1048576"><c><v>1</v></c></row>'
    refusal(xml_sheet(tmp_path / "a.xlsx", row))


BILLION = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]>'


@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"])
def test_a_document_type_is_refused(tmp_path, part):
    path = written(tmp_path / "a.xlsx", table(["a"]))
    changed(path, part, lambda xml: xml.replace(b"?>", b"?>" + BILLION, 1))
    assert "definitions of its own" in refusal(path)


def test_entities_are_not_expanded(tmp_path):
    rows = b'<row r="1"><c r="A1" t="inlineStr"><is><t>&c;</t></is></c></row>'
    path = xml_sheet(tmp_path / "a.xlsx", rows)
    assert refusal(path) == "The file is damaged or not complete."


def bomb(path, size, part=SHEET):
    with zipfile.ZipFile(written(path, table(["a"]))) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            if name != part:
                new.writestr(name, content)
        with new.open(part, "w", force_zip64=True) as handle:
            for _ in range(size >> 20):
                handle.write(bytes(1 << 20))
    return path


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = bomb(tmp_path / "a.xlsx", 120 << 20)
    tracemalloc.start()
    start = time.monotonic()
    assert refusal(path) == "The file is too large when unpacked."
    assert time.monotonic() - start < 1
    assert tracemalloc.get_traced_memory()[1] < 20 << 20
    tracemalloc.stop()


def test_too_many_members_are_refused(tmp_path):
    path = zipped(tmp_path / "a.xlsx", {"xl/workbook.xml": "", **{f"x{n}": "" for n in range(10_000)}})
    assert refusal(path) == "The file holds more than 10000 parts."


def lying(path, part, size):
    """The central directory and the local header declare `size` bytes for a part."""
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as made:
        info = made.getinfo(part)
    struct.pack_into("<I", content, info.header_offset + 22, size)
    at = content.rfind(part.encode()) - 46
    assert content[at : at + 4] == b"PK\x01\x02"
    struct.pack_into("<I", content, at + 24, size)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("size", [0, 10, 50_000_000])
@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml"])
def test_a_size_that_is_not_the_true_one_is_refused(tmp_path, part, size):
    path = lying(written(tmp_path / "a.xlsx", table(["a"] * 20)), part, size)
    assert refusal(path) == "The file is damaged or not complete."


def test_a_member_that_goes_on_behind_its_declared_end_is_refused(tmp_path):
    """The checksum is that of the part declared, so that who stops there sees nothing wrong."""
    path = bomb(tmp_path / "a.xlsx", 64 << 20, "xl/sharedStrings.xml")
    lying(path, "xl/sharedStrings.xml", 0)
    content = bytearray(path.read_bytes())
    at = content.rfind(b"xl/sharedStrings.xml") - 46
    struct.pack_into("<I", content, at + 16, 0)
    path.write_bytes(content)
    assert refusal(path) == "The file is damaged or not complete."


@pytest.mark.parametrize("change", ["before", "behind", "twice"])
def test_an_archive_that_two_programs_may_read_differently_is_refused(tmp_path, change):
    path = written(tmp_path / "a.xlsx", table(["a"]))
    if change == "twice":
        with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "a") as more:
            more.writestr(SHEET, "<worksheet/>")
    elif change == "before":
        path.write_bytes(b"PK\x03\x04" + path.read_bytes())
    else:
        with zipfile.ZipFile(path, "a") as more:
            more.comment = b"x"
    assert refusal(path) == "The file is damaged or not complete."


def ole(path, *streams):
    path.write_bytes(archive_start() + b"".join(f"{name}\0".encode("utf-16-le") + bytes(64) for name in streams))
    return path


def archive_start():
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "an empty file"), (b"%PDF-1.7", "a PDF"), (b"a;b\n1;2\n", "a text file"), (b"\x89PNG\r\n", "a picture"),
        (b"<html><table>", "a web page"), (b"\x1f\x8b\x08", "a packed archive"), (b"PK\x03\x04abc", "a zip archive"),
        (b"\0\1\2", "another kind"),
    ],
)  # fmt: skip
def test_what_is_no_workbook_is_named(tmp_path, content, what):
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    assert what in refusal(path)


@pytest.mark.parametrize(("part", "what"), [("word/document.xml", "Word"), ("ppt/presentation.xml", "presentation")])
def test_another_office_file_is_named(tmp_path, part, what):
    assert what in refusal(zipped(tmp_path / "a.xlsx", {"[Content_Types].xml": "<Types/>", part: "<a/>"}))


def test_a_workbook_behind_a_password_is_named(tmp_path):
    assert "password" in refusal(ole(tmp_path / "a.xlsx", "EncryptionInfo", "EncryptedPackage"))


def test_an_old_workbook_behind_a_password_is_named(tmp_path):
    # The record that says so, in place of one that does not matter: INTERFACEHDR.
    content = SMALL_XLS.read_bytes()
    assert content.count(b"\xe1\x00\x02\x00\xb0\x04") == 1
    path = tmp_path / "a.xls"
    path.write_bytes(content.replace(b"\xe1\x00\x02\x00\xb0\x04", b"\x2f\x00\x02\x00\x01\x00"))
    assert "password" in refusal(path)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    assert refusal(tmp_path / "a.xlsx") == "The file cannot be opened."


def test_a_workbook_without_a_visible_sheet_is_refused(tmp_path):
    path = written(tmp_path / "a.xlsx", table(["a"]))
    changed(path, "xl/workbook.xml", lambda xml: xml.replace(b"<sheet ", b'<sheet state="hidden" '))
    assert refusal(path) == "The workbook has no visible sheet."


def test_a_reader_that_ends_its_process_ends_only_its_own(tmp_path, monkeypatch):
    monkeypatch.setattr("etl.read.trial.TRIAL", "import os; os.abort()")
    with pytest.raises(Refused):
        workbook.sheets(SMALL_XLS, "a")


def test_a_reader_that_does_not_end_is_ended(monkeypatch):
    monkeypatch.setattr("etl.read.trial.TRIAL", "import time; time.sleep(60)")
    monkeypatch.setattr("etl.read.trial.SECONDS", 0.2)
    with pytest.raises(Refused):
        workbook.sheets(SMALL_XLS, "a")


# --- Damage -----------------------------------------------------------------------------------------------------------


def unharmed(folder, content):
    """Reads, or is refused with a sentence; never another exception."""
    path = folder / "harmed"
    path.write_bytes(content)
    try:
        everything(path)
    except Refused as refused:
        problems = refused.problems
    else:
        problems = []
    assert all(str(problem.rule) and str(problem.remedy) for problem in problems)


@pytest.fixture(scope="module")
def sound():
    content = io.BytesIO()

    def fill(sheet, _):
        sheet.merge_range("A1:B1", "Inbound")
        sheet.write_row(1, 0, ["KAZ", 401, 0.5])
        sheet.write_formula(2, 0, "=1/0", None, "#DIV/0!")
        sheet.write_formula(2, 1, "=1+1", None, 2)

    written(content, fill)
    return content.getvalue()


@settings(max_examples=150, deadline=None)
@given(st.floats(0, 1, exclude_max=True))
def test_a_workbook_cut_short_is_refused(sound, tmp_path_factory, part):
    unharmed(tmp_path_factory.getbasetemp(), sound[: int(len(sound) * part)])


@settings(max_examples=300, deadline=None)
@given(st.floats(0, 1, exclude_max=True), st.integers(1, 255))
def test_a_workbook_with_a_wrong_byte_is_refused_or_read(sound, tmp_path_factory, place, change):
    content = bytearray(sound)
    content[int(len(sound) * place)] ^= change
    unharmed(tmp_path_factory.getbasetemp(), bytes(content))


PIECES = [b"", b"<", b'"', b"99999999999", b"\xff", b"</row>", b'r="XFD9"', b'"r="ZZZ99999999"', b"<c>", b"&x;"]


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_wrong_xml_in_a_sound_archive_is_refused_or_read(sound, tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "wrong.xlsx"
    path.write_bytes(sound)
    with zipfile.ZipFile(path) as made:
        parts = [name for name in made.namelist() if name.startswith("xl/")]
    part = data.draw(st.sampled_from(parts))
    at, length = data.draw(st.floats(0, 1)), data.draw(st.integers(0, 12))
    piece = data.draw(
        st.sampled_from([b"", b"<", b'"', b"99999999999", b"\xff", b"</row>", b'r="XFD9"', b"<c>", b"&x;"])
    )
    changed(path, part, lambda xml: xml[: int(len(xml) * at)] + piece + xml[int(len(xml) * at) + length :])
    unharmed(path.parent, path.read_bytes())


# --- Kinds ------------------------------------------------------------------------------------------------------------


def test_kinds_are_told_by_content(tmp_path):
    path = tmp_path / "a.txt"
    assert archive.kind_of(written(path, table(["a"]))) == "xlsx"
    assert archive.kind_of(xlsb(path, [(0, 0, 6, wide("a"))])) == "xlsb"
    assert archive.kind_of(ods(path, "")) == "ods"
    assert archive.kind_of(zipped(path, {"a.csv": "a;b"})) == "zip"
    assert archive.kind_of(zipped(path, {"xl/workbook.xml": "", "xl/workbook.bin": ""})) == "zip"
    assert archive.kind_of(ole(path, "Workbook")) == "xls"
    assert archive.kind_of(ole(path, "WordDocument")) == "doc"
    assert archive.kind_of(ole(path, "PowerPoint Document")) == "ppt"
    assert archive.kind_of(ole(path)) == "ole"
    for content, kind in ((b"a;b", "text"), (b"\xff\xfea\0", "text"), (b"<?xml version='1.0'?><a/>", "xml")):
        path.write_bytes(content)
        assert archive.kind_of(path) == kind


def test_a_plain_archive_may_have_a_comment(tmp_path):
    path = zipped(tmp_path / "a.zip", {"a.csv": "a;b"})
    with zipfile.ZipFile(path, "a") as more:
        more.comment = b"made by the registrar"
    (member,) = archive.members(path, "a")
    assert archive.content(path, member, "a") == b"a;b"


# --- Real files, and how long they take -------------------------------------------------------------------------------


def test_permits_as_published(open_data):
    path = open_data / "ircc-study-permits" / "OriginalFile.xlsx"
    if not path.is_file():
        pytest.skip("Open data is not there (../shared/data/open, or the folder OPEN_DATA names).")
    for sheet in workbook.sheets(path, path.name):
        found = list(sheet.blocks(0, 16_384, [0], []))
        assert sheet.head()
        assert sum(len(block.rows) for block in found) > 10
        assert not any(block.problems for block in found)


TIMED = """
import sys, time
from pathlib import Path
import python_calamine
from etl.read import workbook
def reader():
    with open(sys.argv[1], "rb") as handle:
        python_calamine.CalamineWorkbook.from_filelike(handle).get_sheet_by_index(0).to_python()
def ours():
    (sheet,) = workbook.sheets(Path(sys.argv[1]), "a")
    sheet.head()
    assert sum(len(block.rows) for block in sheet.blocks(1, 10, range(10), [])) == 30_000
def least(what):
    times = []
    for _ in range(3):
        start = time.perf_counter()
        what()
        times.append(time.perf_counter() - start)
    return min(times)
print(least(ours) / least(reader))
"""


def test_it_takes_not_much_longer_than_the_reader_alone(tmp_path):
    def fill(sheet, _):
        for row in range(30_001):
            sheet.write_row(row, 0, [f"c{(row * 7 + at) % 200}" if at < 6 else row * at for at in range(10)])

    path = written(tmp_path / "a.xlsx", fill)
    command = [sys.executable, "-c", TIMED, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT.parent)
    # About 2 on a machine that does nothing else; the bound is for one that does.
    assert float(done.stdout) < 4
