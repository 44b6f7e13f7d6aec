"""A file as rows of text: what is no table is refused with the reason, and lines are those of the file."""

import gzip
import hashlib
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from db.batch import FileRead
from etl import load
from etl.declare import FileKind, Into, Source
from etl.errors import Problem, Refused
from etl.read import fingerprint, tables
from etl.recognise.readers import text

COLUMNS = {"code": text("a"), "text": text("b")}
OTHERS = ("unit", "kind", "on_date", "scope", "source_title", "source_publisher", "source_url", "source_date")
REST = dict.fromkeys(OTHERS, "")


def kind(delimiter: str = "") -> FileKind:
    return FileKind("two columns", (Into("statement", COLUMNS, REST),), delimiter=delimiter)


@dataclass
class Read:
    """A table, row by row."""

    file: FileRead
    header: list[str]
    rows: list[list[str]]
    lines: list[int]


def table(path: Path, delimiter: str = "") -> Read:
    """The one table of a file of the columns a and b. Raises Refused with every problem of its form."""
    (found,), problems = tables(path, [kind(delimiter)], 0)
    read = Read(fingerprint(path), found.layout.headers, [], [])
    for words in found.words(problems):
        columns = [[words.columns[name].words[code] for code in words.columns[name].codes] for name in "ab"]
        read.rows += map(list, zip(*columns, strict=True))
        read.lines += words.rows.tolist()
    if problems:
        raise Refused(problems)
    return read


def written(folder: Path, content: bytes | str, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refused(path: Path, delimiter: str = "") -> list[Problem]:
    """All problems that a load of the file tells."""
    source = Source("s", "p", "t", "l", "c", "i", institution="small", files=(kind(delimiter),))
    with pytest.raises(Refused) as caught:
        load.batch(source, [path])
    return caught.value.problems


def test_a_table_with_its_fingerprint(tmp_path: Path) -> None:
    content = b"a,b\n1,2\n3,4\n"
    path = written(tmp_path, content)
    read = table(path)
    assert (read.header, read.rows, read.lines) == (["a", "b"], [["1", "2"], ["3", "4"]], [2, 3])
    assert (read.file.name, read.file.bytes) == ("file.csv", 12)
    assert read.file.sha256 == hashlib.sha256(content).hexdigest()
    source = Source("s", "p", "t", "l", "c", "i", institution="small", files=(kind(),))
    (file,) = load.batch(source, [path]).files
    assert (file.name, file.sha256, file.bytes, file.rows) == ("file.csv", read.file.sha256, 12, 2)


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
        "a,b,\n1,2,\n",
        "a;b\n1;2\n",
        "a\tb\n1\t2\n",
        "a|b\n1|2\n",
        "sep=;\na;b\n1;2\n",
        "b,a\n2,1\n",
        "a,b\n1,2\n".encode("utf-16"),
        "a,b\n1,2\n".encode("utf-16-be"),
    ],
    ids=["byte order mark", "CRLF", "CR", "no line end", "blank lines", "blanks in the header", "quoted",
         "a delimiter at the end", "semicolon", "tab", "bar", "Excel's line", "another order", "UTF-16", "UTF-16 BE"],
)  # fmt: skip
def test_forms_that_mean_the_same(tmp_path: Path, content: bytes | str) -> None:
    read = table(written(tmp_path, content))
    assert (sorted(filter(None, read.header)), read.rows) == (["a", "b"], [["1", "2"]])


def test_lines_are_those_of_the_file_also_after_a_line_break_in_quotes(tmp_path: Path) -> None:
    read = table(written(tmp_path, 'a,b\n1,"two\nlines"\n3,4\n\n5,6\n'))
    assert read.rows == [["1", "two\nlines"], ["3", "4"], ["5", "6"]]
    assert read.lines == [2, 4, 6]


@pytest.mark.parametrize("delimiter", ["", ";"])
def test_doubled_quotes_and_the_delimiter_in_quotes(tmp_path: Path, delimiter: str) -> None:
    read = table(written(tmp_path, 'a;b\n"College of ""Nowhere""";"x;y"\n'), delimiter)
    assert read.rows == [['College of "Nowhere"', "x;y"]]


@pytest.mark.parametrize(
    ("content", "row", "told"),
    [
        (b"", 0, "empty"),
        (b" \n\n", 0, "empty"),
        (b"a,b\n", 0, "no row"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", 0, "PDF"),
        (b"PK\x03\x04 workbook", 0, "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old workbook", 0, "neither text nor a workbook"),
        (b"\x1f\x8b packed", 0, "damaged"),
        (b"a,b\n1,\x002\n", 2, "NUL"),
    ],
    ids=["empty", "blank", "header only", "PDF", "xlsx", "xls", "gzip", "NUL"],
)
def test_what_is_no_table_is_refused_whatever_its_name(tmp_path: Path, content: bytes, row: int, told: str) -> None:
    (problem,) = refused(written(tmp_path, content))
    assert told in str(problem.rule)
    assert (problem.file, problem.row) == ("file.csv", row)
    assert str(problem.remedy)


def test_an_archive_reads_as_the_tables_in_it(tmp_path: Path) -> None:
    """Packed or not, the same rows; of a zip the name of its member is told like that of a sheet."""
    content = b"a,b\n1,2\n"
    assert table(written(tmp_path, gzip.compress(content))).rows == [["1", "2"]]
    with zipfile.ZipFile(tmp_path / "file.zip", "w") as archive:
        archive.writestr("inner.csv", content)
    (found,), problems = tables(tmp_path / "file.zip", [kind()], 0)
    assert (found.file, found.label, problems) == ("file.zip", "inner.csv", [])


@pytest.mark.parametrize(
    ("words", "encoding"),
    [("España", "latin-1"), ("Қазақстан Республикасы", "utf-8"), ("Франция Германия Италия", "windows-1251")],
)
def test_other_encodings_read(tmp_path: Path, words: str, encoding: str) -> None:
    content = f"a,b\n{words},3\n".encode(encoding)
    assert table(written(tmp_path, content)).rows == [[words, "3"]]


def test_text_that_ends_to_be_utf8_is_refused_at_its_line(tmp_path: Path) -> None:
    """A long file of which all that is looked at beforehand is UTF-8, and one line far behind is not."""
    lines = ["Қазақстан,1\n"] * 200_000
    content = ("a,b\n" + "".join(lines)).encode() + "España,3\n".encode("latin-1")
    with pytest.raises(Refused) as caught:
        table(written(tmp_path, content))
    (problem,) = caught.value.problems
    assert (problem.row, "UTF-8" in str(problem.rule)) == (200_002, True)


@pytest.mark.parametrize(("delimiter", "word"), [(";", "semicolon"), ("\t", "tab"), ("|", "bar")])
def test_a_wrong_delimiter_is_named_where_one_is_declared(tmp_path: Path, delimiter: str, word: str) -> None:
    (problem,) = refused(written(tmp_path, f"a{delimiter}b\n1{delimiter}2\n"), ",")
    assert f"by a {word}, not by a comma" in str(problem.rule)
    assert (problem.row, problem.value) == (1, f"a{delimiter}b")
    assert "comma" in str(problem.remedy)


def test_ragged_rows_are_all_told_with_their_lines(tmp_path: Path) -> None:
    problems = refused(written(tmp_path, "a,b\n1,2\n3\n4,5\n6,7,8\n9\n"))
    assert [(problem.rows, str(problem.rule)) for problem in problems] == [
        ((3, 6), "The row has 1 cells, the header 2."), ((5,), "The row has 3 cells, the header 2."),
    ]  # fmt: skip


def test_a_quotation_mark_left_open_is_told_where_it_began(tmp_path: Path) -> None:
    (problem,) = refused(written(tmp_path, 'a,b\n1,2\n3,"open\n5,6\n'))
    assert problem.row == 3
    assert "quotation" in str(problem.remedy)


def test_a_column_that_stands_there_twice_is_told(tmp_path: Path) -> None:
    (problem,) = refused(written(tmp_path, "a,b,a\n1,2,3\n"))
    assert (problem.column, "twice" in str(problem.rule)) == ("a", True)


@pytest.mark.parametrize("name", ["missing.csv", "."])
def test_a_file_that_cannot_be_opened_is_a_problem_of_the_file(tmp_path: Path, name: str) -> None:
    (problem,) = refused(tmp_path / name)
    assert "cannot be opened" in str(problem.rule)
