"""A file as rows of text: what is no table is refused with the reason, and lines are those of the file."""

import hashlib
from pathlib import Path

import pytest

from etl.errors import Problem, Refused
from etl.read import table


def written(folder: Path, content: bytes | str, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refused(path: Path, delimiter: str = ",") -> list[Problem]:
    with pytest.raises(Refused) as caught:
        table(path, delimiter)
    return caught.value.problems


def test_a_table_with_its_fingerprint(tmp_path: Path) -> None:
    content = b"a,b\n1,2\n3,4\n"
    read = table(written(tmp_path, content), ",")
    assert (read.header, read.rows, read.lines) == (["a", "b"], [["1", "2"], ["3", "4"]], [2, 3])
    assert (read.file.name, read.file.bytes, read.file.rows) == ("file.csv", 12, 2)
    assert read.file.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    "content",
    [
        "\ufeffa,b\n1,2\n",
        "a,b\r\n1,2\r\n",
        "a,b\r1,2\r",
        "a,b\n1,2",
        "\na,b\n\n1,2\n\n",
        " a , b\n1,2\n",
        '"a","b"\n"1","2"\n',
    ],
    ids=["byte order mark", "CRLF", "CR", "no line end", "blank lines", "blanks in the header", "quoted"],
)
def test_forms_that_mean_the_same(tmp_path: Path, content: str) -> None:
    read = table(written(tmp_path, content), ",")
    assert (read.header, read.rows) == (["a", "b"], [["1", "2"]])


def test_lines_are_those_of_the_file_also_after_a_line_break_in_quotes(tmp_path: Path) -> None:
    read = table(written(tmp_path, 'a,b\n1,"two\nlines"\n3,4\n\n5,6\n'), ",")
    assert read.rows == [["1", "two\nlines"], ["3", "4"], ["5", "6"]]
    assert read.lines == [2, 4, 6]


def test_doubled_quotes_and_the_delimiter_in_quotes(tmp_path: Path) -> None:
    read = table(written(tmp_path, 'a;b\n"College of ""Nowhere""";"x;y"\n'), ";")
    assert read.rows == [['College of "Nowhere"', "x;y"]]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"a,b\n", "no row"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "PDF"),
        (b"PK\x03\x04 workbook", "Excel"),
        (b"\xd0\xcf\x11\xe0 old workbook", "old Excel"),
        (b"\x1f\x8b packed", "gzip"),
        (b"a,b\n1,\x002\n", "NUL"),
        ("a,b\n1,2\n".encode("utf-16"), "NUL"),
    ],
    ids=["empty", "blank", "header only", "PDF", "xlsx", "xls", "gzip", "NUL", "UTF-16"],
)
def test_what_is_no_table_is_refused_whatever_its_name(tmp_path: Path, content: bytes, told: str) -> None:
    (problem,) = refused(written(tmp_path, content))
    assert told in problem.rule
    assert (problem.file, problem.row) == ("file.csv", 0)
    assert problem.remedy


def test_another_encoding_is_refused_at_its_line(tmp_path: Path) -> None:
    (problem,) = refused(written(tmp_path, "a,b\n1,2\nEspaña,3\n".encode("latin-1")))
    assert (problem.row, "UTF-8" in problem.rule) == (3, True)


@pytest.mark.parametrize(("delimiter", "word"), [(";", "semicolon"), ("\t", "tab"), ("|", "bar")])
def test_a_wrong_delimiter_is_named(tmp_path: Path, delimiter: str, word: str) -> None:
    (problem,) = refused(written(tmp_path, f"a{delimiter}b\n1{delimiter}2\n"))
    assert f"by a {word}, not by a comma" in problem.rule


def test_ragged_rows_are_all_told_with_their_lines(tmp_path: Path) -> None:
    problems = refused(written(tmp_path, "a,b\n1,2\n3\n4,5\n6,7,8\n"))
    assert [(problem.row, problem.rule) for problem in problems] == [
        (3, "The row has 1 cells, the header 2."), (5, "The row has 3 cells, the header 2."),
    ]  # fmt: skip


def test_a_quotation_mark_left_open_is_told_where_it_began(tmp_path: Path) -> None:
    (problem,) = refused(written(tmp_path, 'a,b\n1,2\n3,"open\n5,6\n'))
    assert problem.row == 3
    assert "quotation" in problem.remedy


def test_a_column_that_stands_there_twice_is_told(tmp_path: Path) -> None:
    (problem,) = refused(written(tmp_path, "a,b,a\n1,2,3\n"))
    assert (problem.column, "twice" in problem.rule) == ("a", True)


@pytest.mark.parametrize("name", ["missing.csv", "."])
def test_a_file_that_cannot_be_opened_is_a_problem_of_the_file(tmp_path: Path, name: str) -> None:
    (problem,) = refused(tmp_path / name)
    assert "cannot be opened" in problem.rule
