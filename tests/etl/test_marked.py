"""The marked copy of a faulty file: the bad cells and no others, no personal data, nothing that is run."""

import csv
import re
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from db.faults import Fault
from db.vocabulary import Level, Measure, OriginBasis
from etl import marked
from etl.declare import FileKind, Into, Persons, Series, Source
from etl.errors import Problem, Refused, problem
from etl.load import batch
from etl.marked import write_marked
from etl.messages import translator
from etl.recognise.personal import MASK
from etl.recognise.readers import academic_year, count, text
from etl.sources import SOURCES
from tests.conftest import Command
from tests.db.test_harmless import is_formula
from tests.etl.written import cells, comments, parts, red, sheet_names

FAULTY = Path(__file__).parent.parent / "data" / "unizar_2030_faulty.csv"
COUNTED = {"period": academic_year("year"), "field": text("note"), "headcount": count("students")}
SERIES = Series("invented_all", "All students", Measure.STOCK, OriginBasis.NOT_STATED)
OTHERS = {"series": SERIES.code, "unit": "", "level": Level.NOT_STATED}
SOURCE = Source(
    "invented", producer="", title="", licence="", counts="", international="", institution="kaznu", series=(SERIES,),
    files=(FileKind("students", (Into("enrolment_count", COUNTED, OTHERS),)),),
)  # fmt: skip
HEADER = ["year", "note", "students"]


def refused(source: Source, *files: Path) -> list[Problem]:
    with pytest.raises(Refused) as caught:
        batch(source, list(files))
    return caught.value.problems


def sent(folder: Path, *rows: Sequence[str], name: str = "sent.csv", header: Sequence[str] = HEADER) -> Path:
    with (folder / name).open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows([header, *rows])
    return folder / name


def written(folder: Path, *files: Path, problems: Sequence[Problem] = (), source: Source = SOURCE) -> Path:
    write_marked(folder / "marked.xlsx", source, files, problems, str)
    return folder / "marked.xlsx"


def test_the_bad_cells_and_no_others_are_marked(tmp_path: Path) -> None:
    source = SOURCES["unizar_agreements"]
    copy = written(tmp_path, FAULTY, problems=refused(source, FAULTY), source=source)
    assert sheet_names(copy) == ["Problems", "unizar_2030_faulty"]
    bad = {"G2", "D3", "I4", "I5", "J6", "E7", "A8", "J9"}
    assert red(copy, "unizar_2030_faulty") == bad
    assert red(copy, "Problems") == set()
    told = comments(copy)
    assert set(told) == bad
    assert told["J6"] == "Not a whole number.\nWrite digits only, without decimals, units or separators."
    with FAULTY.open(encoding="utf-8", newline="") as handle:
        assert cells(copy)["unizar_2030_faulty"] == list(csv.reader(handle, delimiter=";"))


def test_the_first_sheet_lists_all_problems(tmp_path: Path) -> None:
    file = sent(tmp_path, *[["2024", "", "many"]] * 20, ["2024", "", "-1"])
    copy = written(tmp_path, file, problems=refused(SOURCE, file))
    rows = cells(copy)["Problems"]
    heads = rows.index(["File", "Sheet", "Row", "Column", "Value", "What is wrong", "What to do"])
    assert [row[:6] for row in rows[heads + 1 :]] == [
        ["sent.csv", "", "2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 and 8 more", "students", "many",
         "Not a whole number."],
        ["sent.csv", "", "22", "students", "-1", "The number is below 0."],
    ]  # fmt: skip
    assert red(copy, "sent") == {f"C{number}" for number in range(2, 23)}


def test_texts_are_told_in_the_readers_language(tmp_path: Path) -> None:
    file = sent(tmp_path, ["2024", "", "many"])
    write_marked(tmp_path / "marked.xlsx", SOURCE, [file], refused(SOURCE, file), str.upper)
    assert "PROBLEMS" in cells(tmp_path / "marked.xlsx")
    assert comments(tmp_path / "marked.xlsx")["C2"].startswith("NOT A WHOLE NUMBER.")


def test_rows_that_are_not_well_formed_keep_their_numbers(tmp_path: Path) -> None:
    """A title, a cell of two lines, a blank line, a row with too many cells, quotation marks that do not match."""
    file = tmp_path / "sent.csv"
    file.write_text(
        'A title\nyear,note,students\n2024,"two\nlines",1\n\n2024,a,1,too many\n2024,"a" b,1\n2024,"open,1\n2024,,x\n',
        encoding="utf-8",
    )
    copy = written(tmp_path, file, problems=refused(SOURCE, file))
    assert cells(copy)["sent"] == [
        ["A title", "", "", ""], ["year", "note", "students", ""], ["2024", "two\nlines", "1", ""], [""] * 4, [""] * 4,
        ["2024", "a", "1", "too many"], ["2024", '"a" b', "1", ""], ["2024", '"open', "1", ""], ["2024", "", "x", ""],
    ]  # fmt: skip
    assert {"A6", "A7", "A8"} <= red(copy, "sent")


def test_a_missing_column_is_marked_in_the_first_cell_of_the_header(tmp_path: Path) -> None:
    file = sent(tmp_path, ["2024", "", "1"], header=["year", "note", "pupils"])
    copy = written(tmp_path, file, problems=refused(SOURCE, file))
    assert red(copy, "sent") == {"A1"}
    assert comments(copy)["A1"].startswith("The column is missing.")


def test_a_problem_of_all_rows_of_a_column_is_marked_in_its_header(tmp_path: Path) -> None:
    file = sent(tmp_path, *[["2024", f"person{n}@example.kz", "1"] for n in range(9)])
    copy = written(tmp_path, file, problems=[one for one in refused(SOURCE, file) if not one.rows])
    assert red(copy, "sent") == {"B1"}
    assert "e-mail addresses" in comments(copy)["B1"]
    assert [row[1] for row in cells(copy)["sent"]] == ["note", *[MASK] * 9]


def test_personal_columns_are_left_out_by_header_by_content_and_where_they_tell_persons_apart(tmp_path: Path) -> None:
    kind = FileKind(
        "persons", (Into("enrolment_count", {"period": academic_year("year")}, persons=Persons("nr", "a", "b")),)
    )
    source = Source(
        "invented", producer="", title="", licence="", counts="", international="", files=(kind,)
    )  # fmt: skip
    rows = [
        ["never", str(n), "адрес: ул. Абая", f"{word} {word}ova", f"person{n}@example.kz"]
        for n, word in enumerate(("Ann", "Eva", "Ida", "Ada"))
    ]
    file = sent(tmp_path, *rows, header=["year", "nr", "Адрес", "who", "contact"])
    found = [problem(file.name, (2,), "Not a year.", "Write one.", column="year", value="never", at=0)]
    assert cells(written(tmp_path, file, problems=found, source=source))["sent"] == [
        ["year", "nr", "Адрес", "who", "contact"], *[["never", *[MASK] * 4]] * 4,
    ]  # fmt: skip


@pytest.mark.parametrize("header", ["Студент", "Білім алушы", "Student", "Name"])
def test_a_column_of_students_is_left_out_in_the_readers_language(tmp_path: Path, header: str) -> None:
    file = sent(tmp_path, ["never", "a", "1", "Жумабаев"], header=[*HEADER, header])
    write_marked(tmp_path / "marked.xlsx", SOURCE, [file], refused(SOURCE, file), translator("ru"))
    assert cells(tmp_path / "marked.xlsx")["sent"][1] == ["never", "a", "1", "‹персональные данные›"]


def test_without_a_header_that_is_known_nothing_of_a_personal_column_is_shown(tmp_path: Path) -> None:
    rows = [["2024", f"{word} {word}ova", "1"] for word in ("Ann", "Eva", "Ida", "Ada", "Una")]
    file = sent(tmp_path, *rows[1:], header=rows[0])
    copy = written(tmp_path, file, problems=refused(SOURCE, file))
    assert [row[1] for row in cells(copy)["sent"]] == [MASK] * 5
    assert not any("ova" in cell for sheet in cells(copy).values() for row in sheet for cell in row)


def test_of_a_long_file_the_rows_with_problems_are_shown_with_their_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marked, "MOST_ROWS", 50)
    file = sent(tmp_path, *[["2024", str(n), "x" if n in (7, 70) else "1"] for n in range(80)])
    copy = written(tmp_path, file, problems=refused(SOURCE, file))
    assert cells(copy)["sent"] == [
        ["Row of the file", "", "", ""], ["1", *HEADER], ["9", "2024", "7", "x"], ["72", "2024", "70", "x"],
    ]  # fmt: skip
    assert red(copy, "sent") == {"D3", "D4"}
    assert "sent has more than 50 rows" in cells(copy)["Problems"][1][0]


def test_of_very_many_marks_only_the_first_tell_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marked, "MOST_COMMENTS", 3)
    file = sent(tmp_path, *[["2024", "", "x"]] * 5)
    copy = written(tmp_path, file, problems=refused(SOURCE, file))
    assert (len(red(copy, "sent")), len(comments(copy))) == (5, 3)
    assert "Only the first 3" in cells(copy)["Problems"][1][0]


def test_each_sheet_of_a_workbook_and_of_an_archive_is_copied(tmp_path: Path) -> None:
    names = ["Лист1", "A very long name of a sheet (1)", "A very long name of a sheet (2)"]
    with xlsxwriter.Workbook(tmp_path / "book.xlsx") as book:
        for name in names:
            sheet = book.add_worksheet(name)
            sheet.write_row(1, 1, HEADER)
            sheet.write_row(2, 1, [2024, "", "x"])
    packed = tmp_path / "packed.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(tmp_path / "book.xlsx", "book.xlsx")
        archive.write(sent(tmp_path, ["2024", "", "x"], ["2024", "a", "1", "2"]), "sent.csv")
    copy = written(tmp_path, tmp_path / "book.xlsx", packed, problems=refused(SOURCE, tmp_path / "book.xlsx", packed))
    shown = sheet_names(copy)[1:]
    assert len(shown) == 7
    assert len({name.casefold() for name in shown}) == 7
    for name in [*shown[:6]]:
        assert cells(copy)[name] == [[""] * 4, ["", *HEADER], ["", "2024", "", "x"]]
        assert red(copy, name) == {"D3"}
    assert cells(copy)[shown[6]][1:] == [["2024", "", "x", ""], ["2024", "a", "1", "2"]]
    assert red(copy, shown[6]) == {"C2"}  # of an archive, a row that is not well formed does not tell its sheet


def test_a_file_that_cannot_be_read_is_only_listed(tmp_path: Path) -> None:
    (tmp_path / "sent.csv").write_bytes(b"%PDF-1.7\n%")
    files = [tmp_path / "sent.csv", tmp_path / "lost.csv"]
    copy = written(tmp_path, *files, problems=refused(SOURCE, *files))
    assert sheet_names(copy) == ["Problems"]
    assert {row[0] for row in cells(copy)["Problems"][3:]} == {"sent.csv", "lost.csv"}


def test_a_file_that_is_broken_further_down_is_shown_as_far_as_it_goes(tmp_path: Path) -> None:
    file = sent(tmp_path, ["2024", "", "1"])
    file.write_bytes(file.read_bytes() + b"2024,\xff\xfe\xfa,1\n" * 3)
    copy = written(tmp_path, file, problems=[problem(file.name, (3,), "No text.", "Mend it.")])
    assert cells(copy)["sent"][:2] == [HEADER, ["2024", "", "1"]]


def test_the_file_that_was_sent_is_never_written_over(tmp_path: Path) -> None:
    file = sent(tmp_path, ["2024", "", "x"])
    before = file.read_bytes()
    with pytest.raises(Fault, match="name another"):
        write_marked(tmp_path / "." / "sent.csv", SOURCE, [file], [], str)
    assert file.read_bytes() == before


def test_a_copy_that_cannot_be_written_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        write_marked(tmp_path / "nowhere" / "marked.xlsx", SOURCE, [], [], str)


@pytest.mark.parametrize("word", [
    "=1+1", "http://example.kz", "mailto:x", "<r><t>a</t></r>", "<r></is></c><c r='Z9'><f>1+1</f></c><is></r>",
    "_x003D_1+1", "{=1}", "\x01\x0b", "\ufffe", "<r>&</r>", "007", "1e5", "x" * 40_000,
])  # fmt: skip
def test_whatever_stands_in_a_cell_is_text(tmp_path: Path, word: str) -> None:
    file = sent(tmp_path, [word, word, word], header=[word, *HEADER[1:]])
    found = [problem(word, (1, 2), word, word, column=word, value=word, sheet=word), *refused(SOURCE, file)]
    copy = written(tmp_path, file, problems=found)
    assert_only_text(copy)
    shown = cells(copy)["sent"][1][0].replace("_xFFFE_", "\ufffe")
    assert shown.removeprefix("'")[:30_000] == word[:30_000]


def assert_only_text(copy: Path) -> None:
    """No formula, number, link or macro in any sheet."""
    found = parts(copy)
    assert not [name for name in found if re.search("vba|macro|hyperlink|external", name, re.IGNORECASE)]
    for name, part in found.items():
        if name.startswith("xl/worksheets/sheet"):
            tags = {element.tag.rpartition("}")[2] for element in part.iter()}
            assert not tags & {"f", "hyperlink", "hyperlinks", "v", "oleObjects"}
    assert not [cell for sheet in cells(copy).values() for row in sheet for cell in row if is_formula(cell)]


WORD = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12) | st.text(
    st.sampled_from("=+-@\t <r>/&;'\"_x0041"), max_size=12
)
NAME = st.text(st.sampled_from("abcdefghkmnz"), min_size=2, max_size=8)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(WORD, WORD, WORD), min_size=1, max_size=6), NAME, NAME, st.data())
def test_nothing_is_run_and_no_address_is_shown(
    rows: list[tuple[str, str, str]], who: str, where: str, data: st.DataObject
) -> None:
    """Whatever a file holds, and wherever in it an e-mail address stands."""
    address = f"{who}@{where}.kz"
    at, place = data.draw(st.integers(0, len(rows) - 1)), data.draw(st.integers(0, 2))
    before, after = data.draw(st.sampled_from([("", ""), ("write to ", " soon"), ("=", ""), ("<", ">")]))
    changed = [list(row) for row in rows]
    changed[at][place] = f"{before}{address}{after}"
    with tempfile.TemporaryDirectory() as folder:
        file = sent(Path(folder), *changed)
        value = f"{before}{address}"
        found = [problem(file.name, (at + 2,), f"Unknown {value}.", value, column=value, value=value, at=place)]
        copy = written(Path(folder), file, problems=found)
        assert_only_text(copy)
        with zipfile.ZipFile(copy) as book:
            assert not [name for name in book.namelist() if address.encode() in book.read(name)]


def test_the_command_writes_it_beside_the_problems(sqlite_engine: Engine, command: Command, tmp_path: Path) -> None:
    copy = tmp_path / "marked.xlsx"
    answer = command(sqlite_engine, "etl", "load", "unizar_agreements", FAULTY, "--mark", copy)
    assert answer.status == 1
    assert str(copy) in answer.err
    assert len(red(copy, "unizar_2030_faulty")) == 8
