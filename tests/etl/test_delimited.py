"""Delimited text as it is sent: encodings, delimiters, ends of line, quotation marks, and what cannot be read."""

import codecs
import csv
import gzip
import io
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.errors import Problem, Refused
from etl.read import delimited, records, regular
from etl.read.delimited import Text
from etl.read.encoding import detect
from etl.read.records import Wanted

KAZAKH = (
    "Оқу жылы;Азаматтығы;Факультет;Саны\n2023-2024;Қазақстан;Әл-Фараби атындағы Қазақ ұлттық университеті;12\n"
    "2023-2024;Өзбекстан;Халықаралық қатынастар;7\n2024-2025;Түркия;Ғылым және жаңа білім;3\n"
)
RUSSIAN = (
    "Учебный год;Гражданство;Факультет;Число\n2023-2024;Россия;Факультет международных отношений;12\n"
    "2023-2024;Узбекистан;Юридический факультет;7\n2024-2025;КИТАЙ;Ёлка «Восток»;3\n"
)
BELARUSIAN = "Краіна;Універсітэт\nБеларусь;Гродзенскі дзяржаўны ўніверсітэт\nКітай;Паўночны\n"
UKRAINIAN = "Країна;Університет\nУкраїна;Київський національний університет\nФранція;Європейські студії\n"
FRENCH = "Année;Pays;Établissement;Étudiants\n2023;Côte d’Ivoire;Université de Besançon;12\n2024;Israël;À part;3\n"
GERMAN = "Jahr;Land;Hochschule\n2023;Österreich;Universität Köln\n2024;Türkei;Fachhochschule für Öffentliches Recht\n"
SPANISH = "Curso;País;Centro\n2023;España;Facultad de Educación\n2024;México;Ingeniería y Diseño\n"


def of(content: bytes, delimiter: str = "", opened: Callable[[], BinaryIO] | None = None) -> Text:
    return delimited.text(Path("f.csv"), "f.csv", opened or (lambda: io.BytesIO(content)), delimiter)


Row = tuple[int, list[str]]


def read(sheet: Text, after: int, width: int, plain: bool = False) -> tuple[list[Row], list[Problem]]:
    """All records with their line, and all problems."""
    rows: list[Row] = []
    problems: list[Problem] = []
    places = range(width)
    for block in sheet.blocks(after, width, () if plain else places, places if plain else ()):
        if plain:
            cells = [list(block.plain[place]) for place in places]
        else:
            cells = [[block.columns[p].words[code] for code in block.columns[p].codes] for p in places]
        rows += zip(block.rows.tolist(), map(list, zip(*cells, strict=True)), strict=True)
        problems += block.problems
    return rows, problems


def said(problems: list[Problem]) -> list[tuple[str, tuple[int, ...]]]:
    return [(str(problem.rule), problem.rows) for problem in problems]


def refusal(content: bytes, after: int = 1, width: int = 2) -> tuple[str, tuple[int, ...]]:
    with pytest.raises(Refused) as refused:
        list(of(content).blocks(after, width, [0], [1]))
    return said(refused.value.problems)[0]


@contextmanager
def pieces_of(size: int) -> Iterator[None]:
    """Pieces so small that records cross them."""
    before = delimited.PIECE, delimited.PART
    delimited.PIECE, delimited.PART = size, max(1, size // 3)
    try:
        yield
    finally:
        delimited.PIECE, delimited.PART = before


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (KAZAKH, "kz1048"),
        (KAZAKH, "ptcp154"),
        (KAZAKH.upper(), "kz1048"),
        (KAZAKH, "utf-8"),
        (KAZAKH, "utf-16-le"),
        (KAZAKH, "utf-16-be"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN.upper(), "cp1251"),
        (RUSSIAN, "mac_cyrillic"),
        (RUSSIAN.upper(), "mac_cyrillic"),
        (BELARUSIAN, "cp1251"),
        (UKRAINIAN, "cp1251"),
        (UKRAINIAN, "mac_cyrillic"),
        (FRENCH, "cp1252"),
        (FRENCH, "mac_roman"),
        (GERMAN, "cp1252"),
        (GERMAN, "mac_roman"),
        (SPANISH, "cp1252"),
        (SPANISH, "mac_roman"),
    ],
)
def test_each_encoding_is_told(content, encoding):
    sheet = of(content.encode(encoding))
    assert sheet.encoding == encoding
    assert sheet.head() == [line.split(";") for line in content.splitlines()]
    assert [cells for _, cells in read(sheet, 1, len(sheet.head()[0]))[0]] == sheet.head()[1:]


def test_a_text_that_two_encodings_read_alike_is_cp1251():
    assert detect("Гражданство;Китай".encode("kz1048")) == "cp1251"
    assert detect("китай".encode("mac_cyrillic")) == "cp1251"


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")],
)
@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("piece", [1, 2, 3, 7, 1 << 20])
def test_byte_order_marks_are_no_part_of_the_text(mark, encoding, times, piece):
    with pieces_of(piece):
        sheet = of(mark * times + "Қала;б\nв;г\n".encode(encoding))
        assert (sheet.encoding, sheet.head()) == (encoding, [["Қала", "б"], ["в", "г"]])
        assert read(sheet, 0, 2) == ([(1, ["Қала", "б"]), (2, ["в", "г"])], [])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("piece", [1, 5, 1 << 20])
def test_delimiters_and_ends_of_line(end, delimiter, piece):
    lines = ["a|b".replace("|", delimiter), "1|2".replace("|", delimiter), "", "3|4".replace("|", delimiter)]
    with pieces_of(piece):
        sheet = of(end.join(lines).encode())
        assert sheet.delimiter == delimiter
        assert (sheet.head(), sheet.head_rows()) == ([["a", "b"], ["1", "2"], [], ["3", "4"]], [1, 2, 3, 4])
        assert read(sheet, 1, 2) == ([(2, ["1", "2"]), (4, ["3", "4"])], [])
        assert sheet.merged() == []


def test_a_delimiter_given_is_not_looked_for():
    assert of(b"a,b;c\n1,2;3\n", delimiter=";").head() == [["a,b", "c"], ["1,2", "3"]]


@pytest.mark.parametrize(
    ("content", "delimiter"),
    [
        ("1,5;2,5\n3,5;4,5\n", ";"),
        ("Name;Wert\nA;1,5\nB;2,5\n", ";"),
        ('name,n\n"a; b; c",1\n"d; e; f",2\n', ","),
        ('n,text\n1,"a; b"\n2,"c; d"\n', ","),
        ("Title,Students\nSource,Registrar\nYear;x\n" + "a;b;c;d\n" * 9, ";"),
        ("a\nb\n", ","),
    ],
)
def test_the_delimiter_is_found(content, delimiter):
    assert of(content.encode()).delimiter == delimiter


def test_excels_sep_line_is_honoured_and_counted():
    sheet = of(b"\xef\xbb\xbfsep=|\r\na|b;c;d\r\n1|2;3;4\r\n")
    assert (sheet.delimiter, sheet.head(), sheet.head_rows()) == ("|", [["a", "b;c;d"], ["1", "2;3;4"]], [2, 3])
    assert read(sheet, 2, 2) == ([(3, ["1", "2;3;4"])], [])
    assert [row for row, _ in read(sheet, 0, 2)[0]] == [2, 3]


def test_blank_lines_and_rows_without_cells_are_passed_over_and_counted():
    content = b'\n\na;b\n\n1;2\n;\n  \n"";""\n"";\n;""\n3;4\n\n\n'
    for size in (1, 4, 1 << 20):
        with pieces_of(size):
            assert read(of(content), 3, 2) == ([(5, ["1", "2"]), (11, ["3", "4"])], [])


def test_a_cell_may_span_lines_and_hold_what_parts_cells():
    content = b'a;"b\r\n(c)"\n1;"x;""y""\n\nz"\n2;w\n"3\r4";v\n'
    for size in (1, 4, 9, 1 << 20):
        with pieces_of(size):
            sheet = of(content)
            assert sheet.head_rows() == [1, 3, 6, 7]
            assert read(sheet, 1, 2) == ([(3, ["1", 'x;"y"\n\nz']), (6, ["2", "w"]), (7, ["3\r4", "v"])], [])


def test_ragged_rows_are_told_together_by_their_number_of_cells():
    content = b"a;b;c\n1;2;3\n1;2\n1;2;3;4\n1;2;3;;\nNote\n4;5;6\n7;8\n9;"
    rows, problems = read(of(content), 1, 3)
    assert rows == [(2, ["1", "2", "3"]), (5, ["1", "2", "3"]), (6, ["Note", "", ""]), (7, ["4", "5", "6"]),
                    (9, ["9", "", ""])]  # fmt: skip
    assert said(problems) == [
        ("The row has 2 cells, the header 3.", (3, 8)),
        ("The row has 4 cells, the header 3.", (4,)),
    ]
    assert str(problems[0].remedy) == (
        "Look for a missing cell, or for a semicolon inside a text without quotation marks."
    )


def test_a_file_that_was_cut_off_is_told():
    assert said(read(of(b"a;b;c\n1;2;3\n4;5"), 1, 3)[1]) == [("The row has 2 cells, the header 3.", (3,))]


def test_delimiters_at_the_end_of_each_line_are_no_cells():
    assert read(of(b"a;b\n1;2;;\n3;4;;\n"), 1, 2) == ([(2, ["1", "2"]), (3, ["3", "4"])], [])
    wanted = Wanted("f", ";", 0, 2, (0, 1), ())
    assert regular.at_once(b"1;2;;\n3;4;;\n", 1, wanted)
    assert not regular.at_once(b"1;2;;\n3;4;5;\n", 1, wanted)


def test_wrong_quotation_marks_are_told_with_their_lines_and_reading_goes_on():
    content = b'a;b\n"x"y;1\n2;3\n4;"z" \n5;6\n7;"open\n8;9\n'
    rows, problems = read(of(content), 1, 2)
    assert rows == [(3, ["2", "3"]), (5, ["5", "6"])]
    assert said(problems) == [("The quotation marks of the row do not match.", (2, 4, 6))]


def test_a_mark_within_a_text_is_a_mark():
    assert read(of(b'a;b\n5" disk;1\n'), 1, 2) == ([(2, ['5" disk', "1"])], [])


@pytest.mark.parametrize("content", [b"", b"\n \n\t\n", b"\xef\xbb\xbf", b" ; ;\n", codecs.BOM_UTF16_LE])
def test_an_empty_file_is_refused(content):
    assert refusal(content) == ("The file is empty.", ())


def test_bytes_that_are_no_text_are_refused():
    assert refusal(b"a;b\n1;2\n\n3;\0\n") == ("The file is not text: it holds NUL bytes.", (4,))
    assert refusal(bytes(range(256)) * 9)[0] == "The file is not text: it holds NUL bytes."
    late = b"a;b\n" + b"1;2\n" * 2_000_000 + b"3;\0\n"
    assert refusal(late) == ("The file is not text: it holds NUL bytes.", (2_000_002,))


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(Refused, match="1 problems") as refused:
        delimited.text(tmp_path / "none.csv", "none.csv")
    assert str(refused.value.problems[0].rule) == "The file cannot be opened: No such file or directory."


def test_a_damaged_archive_is_refused():
    packed = gzip.compress(random.Random(1).randbytes(3000).hex().encode())[:-900]
    with pytest.raises(Refused) as refused:
        of(b"", opened=lambda: io.BufferedReader(gzip.GzipFile(fileobj=io.BytesIO(packed))))
    assert said(refused.value.problems) == [("The file is damaged or not complete.", ())]


class OneLine(io.RawIOBase):
    """A header, and 2 GB without an end of line."""

    def __init__(self) -> None:
        self.given = 0

    def read(self, size: int = -1) -> bytes:
        self.given += size
        if self.given == size:
            return b"a;b\n" + b"x" * (size - 4)
        return b"x" * size if self.given < 2 << 30 else b""


def test_a_line_without_end_is_refused_early():
    made: list[OneLine] = []

    def opened() -> BinaryIO:
        made.append(OneLine())
        return made[-1]

    with pytest.raises(Refused) as refused:
        read(of(b"", opened=opened), 1, 2)
    assert said(refused.value.problems) == [("The row is longer than 1\xa0000\xa0000 characters.", (2,))]
    assert max(one.given for one in made) <= 2 * delimited.PIECE


@pytest.mark.parametrize(
    "long",
    [
        "x" * 1_000_001,
        "x" * 600_000 + ";" + "y" * 600_000,
        '"' + "line\n" * 250_000 + '"',
        '"open' + "\nopen" * 250_000,
    ],
)
def test_a_long_record_is_refused_wherever_it_is(long):
    few, many = f"a;b\n1;2\n{long}\n3;4\n".encode(), b"a;b\n" + b"1;2\n" * 2_000_000 + f"{long}\n3;4\n".encode()
    assert refusal(few)[1] == (3,)
    assert refusal(many)[1] == (2_000_002,)


def test_a_long_cell_within_the_limit_is_read():
    content = "a;b\n1;" + "й" * 900_000 + '\n2;"' + "й\n" * 400_000 + '"\n'
    rows, problems = read(of(content.encode()), 1, 2)
    assert ([row for row, _ in rows], problems) == ([2, 3], [])


def test_text_that_is_another_encoding_from_a_line_on_is_told():
    content = "а;б\n".encode() + "в;г\n".encode() * 900_000 + "Китай;д\n".encode("cp1251") + "е;ж\n".encode()
    rows, problems = read(of(content), 1, 2)
    assert len(rows) == 900_000
    assert said(problems) == [("The text is not UTF-8 from here on.", (900_002,))]


def test_one_damaged_character_does_not_make_the_text_another_encoding():
    content = KAZAKH.encode() + b"2024-2025;\xd0;\xd0\xb9;1\n"
    rows, problems = read(of(content), 1, 4)
    assert len(rows) == 3
    assert said(problems) == [("The text is not UTF-8 from here on.", (5,))]


def test_a_first_word_that_is_not_ascii_may_come_late():
    content = b"a;b\n" + b"1;2\n" * 900_000 + RUSSIAN.replace(";", "", 2).encode("cp1251")
    sheet = of(content)
    assert sheet.encoding == "utf-8"
    rows, problems = read(sheet, 1, 2)
    assert (sheet.encoding, len(rows)) == ("cp1251", 900_001)
    assert rows[-1][1] == ["Учебный годГражданствоФакультет", "Число"]
    assert len(problems) == 1


def test_a_byte_without_meaning_is_told():
    content = RUSSIAN.encode("cp1251") + b"2024-2025;\x98;b;1\n"
    assert said(read(of(content), 1, 4)[1]) == [("The text is not cp1251 from here on.", (5,))]
    cut = RUSSIAN.encode("utf-16")[:-1]
    assert said(read(of(cut), 1, 4)[1]) == [("The text is not utf-16-le from here on.", (4,))]


def test_blocks_tell_how_far_they_are():
    content = b"a;b\n" + b"1;2\n" * 1000
    with pieces_of(1000):
        told = [block.bytes_read for block in of(content).blocks(1, 2, [0], [1])]
    assert told == sorted(told)
    assert told[-1] == len(content)


def test_the_head_is_the_first_records():
    sheet = of(b"a;b\n" + b"1;2\n" * 1000)
    assert (len(sheet.head()), sheet.head_rows()) == (300, list(range(1, 301)))
    assert len(read(sheet, 301, 2)[0]) == 700


def test_gzip_is_read_again_for_each_passage():
    packed = gzip.compress(KAZAKH.encode("kz1048"))
    sheet = of(b"", opened=lambda: io.BufferedReader(gzip.GzipFile(fileobj=io.BytesIO(packed))))
    assert [len(read(sheet, 1, 4)[0]) for _ in range(2)] == [3, 3]


def test_a_column_may_be_asked_for_both_ways():
    block = next(of(b"a;b\n1;2\n3;2\n").blocks(1, 2, [1, 1], [1, 0]))
    assert (block.columns[1].words, block.columns[1].codes.tolist()) == (["2"], [0, 0])
    assert (list(block.plain[1]), block.plain[0][1], block.plain[0][:1]) == (["2", "2"], "3", ["1"])
    assert next(of(b"a;b\n1;2\n3;2\n").blocks(1, 2, [], [])).rows.tolist() == [2, 3]


def test_open_data_of_hesa_is_read_behind_its_preamble(open_data):
    paths = sorted((open_data / "hesa-provider").glob("*.csv"))
    assert paths
    for path in paths:
        sheet = delimited.text(path, path.name)
        with path.open(encoding=sheet.encoding + "-sig" * (sheet.encoding == "utf-8"), newline="") as handle:
            # One of them begins with two marks.
            rows = list(csv.reader(io.StringIO(handle.read().lstrip("\ufeff"), newline=""), strict=True))
        assert (sheet.delimiter, sheet.head()) == (",", rows[:300])
        width = max(map(len, sheet.head()))
        at = next(place for place, cells in enumerate(sheet.head()) if len(cells) == width)
        got, problems = read(sheet, sheet.head_rows()[at], width)
        assert (problems, [cells for _, cells in got]) == ([], [row for row in rows[at + 1 :] if any(row)])


DELIMITER = st.sampled_from(";,\t|")
WIDE = st.text(
    st.sampled_from('ab;,\t|"\n\r 1әғқңөұүһіӘЖя\u200f\u202b\u2028\x0b\x85\xa0İ€😀')
    | st.characters(exclude_characters="\0", exclude_categories=["Cs"]),
    max_size=6,
)
CP1251 = st.text(st.sampled_from('аяЖЁё;,\t|"\n\r 1b«№'), max_size=6)
KZ1048 = st.text(st.sampled_from('аяЖқңһіҚ;,\t|"\n\r 1b'), max_size=6)
WORDS = {
    "cp1251": "Учебный год, Україна, ўсё, гражданство",
    "kz1048": "Қазақстан, әл-Фараби, ұлттық, өнер, ғылым, үй, Һ",
}
"""From which the encoding is told."""


def tables(cells):
    return st.integers(1, 5).flatmap(
        lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=12)
    )


def written(table: list[list[str]], delimiter: str, end: str) -> tuple[str, list[Row]]:
    """The table as csv.writer writes it, and its rows with their first lines, without those that have no cell."""
    out = io.StringIO(newline="")
    # csv.writer forgets that a return ends a line too.
    always = any("\r" in cell for cells in table for cell in cells)
    quoting = csv.QUOTE_ALL if always else csv.QUOTE_MINIMAL
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting)
    rows = []
    for cells in table:
        line = len(io.StringIO(out.getvalue() + "x", newline="").readlines())
        writer.writerow(cells)
        rows.append((line, cells))
    return out.getvalue(), [row for row in rows if any(row[1])]


@given(
    st.one_of(
        st.tuples(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]), tables(WIDE)),
        st.tuples(st.just("cp1251"), tables(CP1251)),
        st.tuples(st.just("kz1048"), tables(KZ1048)),
    ),
    DELIMITER, st.sampled_from(["\n", "\r\n"]), st.sampled_from([1, 3, 8, 30, 1 << 20]), st.booleans(),
)  # fmt: skip
def test_what_was_written_is_read(encoded, delimiter, end, piece, plain):
    encoding, table = encoded
    table = [[WORDS.get(encoding, "a")] * len(table[0]), *table]
    text, rows = written(table, delimiter, end)
    if text.startswith("\ufeff") and encoding == "utf-8":
        return
    with pieces_of(piece):
        sheet = of(text.encode(encoding), delimiter)
        assert read(sheet, 0, len(table[0]), plain) == (rows, [])
        behind = sheet.head_rows()[1]
        assert read(sheet, behind - 1, len(table[0]), plain) == (rows[1:], [])
        assert read(sheet, behind, len(table[0]), plain) == ([row for row in rows if row[0] > behind], [])


@given(
    st.lists(st.sampled_from(['"', ";", "\n", "\r", "\r\n", "a", "й", "\ufeff", '"x"', '""', "x;y\n", ";;\n", '"z";'])),
    st.integers(1, 3), st.booleans(),
)  # fmt: skip
def test_at_once_gives_what_one_by_one_gives(parts, width, plain):
    piece = "".join(parts).encode()
    places = tuple(range(width))
    wanted = Wanted("f.csv", ";", 0, width, () if plain else places, places if plain else ())
    found = regular.at_once(piece, 5, wanted)
    if found is None:
        return
    block, behind = found
    other, *end = records.one_by_one(piece, 5, wanted, final=True)
    assert other
    assert end == [behind, b""]
    assert (other.rows.tolist(), other.problems) == (block.rows.tolist(), [])
    assert {p: list(words) for p, words in other.plain.items()} == {p: list(words) for p, words in block.plain.items()}
    for place, column in block.columns.items():
        assert (column.words, column.codes.tolist()) == (
            other.columns[place].words, other.columns[place].codes.tolist()
        )  # fmt: skip


@given(
    st.binary(max_size=200) | st.text(st.sampled_from('a;"\n\rй,'), max_size=60).map(str.encode),
    st.integers(0, 4), st.integers(1, 4), st.sampled_from([1, 7, 64, 1 << 20]),
)  # fmt: skip
def test_any_bytes_are_read_or_refused(content, after, width, piece):
    with pieces_of(piece):
        try:
            rows, problems = read(of(content), after, width)
        except Refused:
            return
    lines = [row for row, _ in rows]
    assert lines == sorted(set(lines))
    assert all(row > after for row in lines)
    assert all(problem.count for problem in problems)
