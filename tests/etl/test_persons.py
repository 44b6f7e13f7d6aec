"""Persons counted as plain sets would count them: of each cell and of each group of cells, over many blocks of rows."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from unittest.mock import patch

import numpy as np
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from etl import load
from etl.judge import persons
from etl.judge.persons import LINES_NAMED, NOBODY, Cells, Crowd, numbering
from etl.sources import SOURCES

YEARS, COUNTRIES, WORDS = 3, 4, ["7", "8", "9", "0042", "42", "ИИН", "a b", "x" * 300]
Row = tuple[int, int, str]
"""Code of the year, code of the country, and who it is."""

ROWS = st.tuples(st.integers(0, YEARS - 1), st.integers(0, COUNTRIES - 1), st.sampled_from(WORDS))
BLOCKS = st.lists(st.lists(ROWS, min_size=1, max_size=12), min_size=1, max_size=6)


def counted(blocks: Sequence[Sequence[Row]], *, has_ids: bool = True) -> tuple[Crowd, Cells]:
    """The rows counted block by block, in lines from 2 on. Sizes grow, as new words come up in later blocks. Cells are
    gathered after each block, after some, or in the end: it must not matter."""
    with patch.object(persons, "LINES_WAITING", (0, 7, 1_000)[len(blocks) % 3]):
        return counted_now(blocks, has_ids=has_ids)


def counted_now(blocks: Sequence[Sequence[Row]], *, has_ids: bool) -> tuple[Crowd, Cells]:
    crowd, numbers, line = Crowd(), numbering(), 2
    sizes = [1, 1]
    for block in blocks:
        years, countries = (np.array([row[place] for row in block], np.int32) for place in (0, 1))
        sizes = [max(size, int(codes.max()) + 1) for size, codes in zip(sizes, (years, countries), strict=True)]
        each_one = numbers([who for _, _, who in block]) if has_ids else None
        crowd.add([years, countries], sizes, np.arange(line, line + len(block)), each_one)
        line += len(block)
    return crowd, crowd.cells([YEARS, COUNTRIES])


def keys_of(cells: Cells) -> list[tuple[int, ...]]:
    return list(zip(*[codes.tolist() for codes in cells.keys], strict=True))


def each(cells: Cells) -> np.ndarray:
    return np.arange(len(cells.rows))


@given(BLOCKS)
def test_distinct_persons_of_each_cell_and_its_rows(blocks: list[list[Row]]) -> None:
    told: dict[tuple[int, int], set[str]] = defaultdict(set)
    rows: dict[tuple[int, int], int] = defaultdict(int)
    for year, country, who in (row for block in blocks for row in block):
        told[year, country].add(who)
        rows[year, country] += 1
    crowd, cells = counted(blocks)
    assert keys_of(cells) == sorted(told)
    assert cells.rows.tolist() == [rows[key] for key in sorted(rows)]
    (found,) = cells.persons([each(cells)])
    assert found.tolist() == [len(told[key]) for key in sorted(told)]
    crowd.close()


@given(BLOCKS, st.lists(st.lists(st.integers(-1, 3), min_size=12, max_size=12), min_size=1, max_size=4))
def test_distinct_persons_of_each_group_of_cells(blocks: list[list[Row]], groupings: list[list[int]]) -> None:
    """Whoever stands in two cells of a group is one of it; cells of group -1 are of none."""
    crowd, cells = counted(blocks)
    keys = keys_of(cells)
    groups = [np.array([grouping[year * COUNTRIES + country] for year, country in keys]) for grouping in groupings]
    for group, found in zip(groups, cells.persons(groups), strict=True):
        of_cell = dict(zip(keys, group.tolist(), strict=True))
        wanted: dict[int, set[str]] = defaultdict(set)
        for year, country, who in (row for block in blocks for row in block):
            wanted[of_cell[year, country]].add(who)
        assert found.tolist() == [len(wanted[number]) for number in range(int(group.max()) + 1)]
    crowd.close()


@given(BLOCKS)
def test_without_ids_rows_are_counted(blocks: list[list[Row]]) -> None:
    _, cells = counted(blocks, has_ids=False)
    whole = np.zeros(len(cells.rows), np.int64)
    by_cell, all_of_them = cells.persons([each(cells), whole])
    assert by_cell.tolist() == cells.rows.tolist()
    assert all_of_them.tolist() == [sum(map(len, blocks))]


@given(BLOCKS)
def test_the_first_lines_of_each_cell_are_named_and_the_others_counted(blocks: list[list[Row]]) -> None:
    lines: dict[tuple[int, int], list[int]] = defaultdict(list)
    for line, (year, country, _) in enumerate((row for block in blocks for row in block), start=2):
        lines[year, country].append(line)
    crowd, cells = counted(blocks)
    for key, shown in zip(keys_of(cells), cells.lines, strict=True):
        named = ", ".join(map(str, lines[key][:LINES_NAMED]))
        more = len(lines[key]) - LINES_NAMED
        assert shown == (f"{named} (+{more})" if more > 0 else named)
    crowd.close()


def test_many_persons_over_many_blocks() -> None:
    """60,000 rows of 20,000 persons, each in three blocks; a third of them in two cells."""
    ids = [f"{number:07}" for number in range(20_000)]
    blocks = [[(0, 0, who) for who in ids], [(0, 0, who) for who in reversed(ids)], []]
    blocks[2] = [(0, number % 3 % 2, who) for number, who in enumerate(ids)]
    crowd, cells = counted(blocks)
    other = sum(1 for number in range(20_000) if number % 3 == 1)
    by_cell, together = cells.persons([each(cells), np.zeros(2, np.int64)])
    assert by_cell.tolist() == [20_000, other]
    assert together.tolist() == [20_000]
    crowd.close()


def test_persons_told_apart_by_blanks_around_are_one_and_blanks_are_nobody() -> None:
    numbers = numbering()
    one, same, other = numbers([" 42", "42 ", "042"]).tolist()
    assert one == same
    assert len({one, other, 0}) == 3
    assert not numbers(["  ", "", "-", "б/н", "нет", "0", "000000000000", "‹personal data›"]).any()


def test_a_number_of_twelve_digits_is_the_same_without_its_first_zeros() -> None:
    """Excel makes 30111501001 of 030111501001, the number that Kazakhstan gives a person."""
    one, same, other = numbering()(["030111501001", "30111501001", "130111501001"]).tolist()
    assert one == same != other


@given(st.lists(st.text(min_size=1, max_size=11).map(str.strip).filter(lambda w: w not in NOBODY), unique=True))
def test_different_words_have_different_numbers_and_another_load_other_ones(words: list[str]) -> None:
    """No number says who it is: the key is made for one load and kept nowhere."""
    numbers = numbering()
    first, again, other = numbers(words).tolist(), numbers(words).tolist(), numbering()(words).tolist()
    assert len(set(first)) == len(words)
    assert first == again
    assert not set(first) & set(other)
    assert 0 not in first


def test_what_told_persons_apart_is_thrown_away() -> None:
    crowd, _ = counted([[(0, 0, "42")]])
    files = list(crowd._files)
    assert files
    crowd.close()
    assert all(file.closed for file in files)


@given(st.lists(st.tuples(ROWS, st.integers(0, 2)), min_size=1, max_size=30))
def test_a_cell_is_of_the_first_table_that_has_it_and_names_its_lines_only(rows: list[tuple[Row, int]]) -> None:
    """Lines of another file would be looked for in the wrong one."""
    crowd, numbers = Crowd(), numbering()
    of_cell: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for line, ((year, country, who), table) in enumerate(rows, start=2):
        keys = [np.array([year], np.int32), np.array([country], np.int32)]
        crowd.add(keys, [YEARS, COUNTRIES], np.array([line]), numbers([who]), table)
        of_cell[year, country].append((table, line))
    cells = crowd.cells([YEARS, COUNTRIES])
    for key, table, shown in zip(keys_of(cells), cells.tables.tolist(), cells.lines, strict=True):
        assert table == min(of_cell[key])[0]
        own = [line for at, line in sorted(of_cell[key]) if at == table][:LINES_NAMED]
        more = len(of_cell[key]) - len(own)
        assert shown == ", ".join(map(str, own)) + (f" (+{more})" if more else "")
    crowd.close()


HEADER = "Academic year,Student ID,Faculty,Level,Country"
UNITS = "code,kind,parent,name_en,name_ru,name_kk\nlaw,faculty,,Law,,\n"


def test_persons_of_several_files_walk_back_to_the_file_they_came_from(tmp_path: Path) -> None:
    """2022 stands in the first file, 2023 in the second; of Kyrgyzstan in 2022 there is a row in both."""
    files = {
        "units.csv": UNITS,
        "a.csv": f"{HEADER}\n2022/23,1,Law,bachelor,China\n2022/23,2,Law,bachelor,Kyrgyzstan\n",
        "b.csv": f"{HEADER}\n2023/24,1,Law,bachelor,China\n2022/23,3,Law,bachelor,Kyrgyzstan\n",
    }
    for name, content in files.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    made = load.batch(SOURCES["registrar"], [tmp_path / name for name in files], "kaznu")
    names = [file.name for file in made.files]
    found = {
        (f["period"], f["country_code"]): (f["headcount"], names[f["file"]], f["source_rows"])
        for f in made.facts["mobility_count"]
    }
    assert found == {
        ("2022", "CHN"): (1, "a.csv", "2"), ("2022", "KGZ"): (2, "a.csv", "3 (+1)"),
        ("2023", "CHN"): (1, "b.csv", "2"),
    }  # fmt: skip
    totals = {(f["period"], names[f["file"]]) for f in made.facts["stated_total"]}
    assert totals == {("2022", "a.csv"), ("2023", "b.csv")}


def test_persons_of_several_sheets_walk_back_to_their_sheet(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "sent.xlsx") as book:
        for name, year in (("First", "2022/23"), ("Second", "2023/24")):
            sheet = book.add_worksheet(name)
            for at, row in enumerate((HEADER.split(","), [year, "1", "Law", "bachelor", "China"])):
                sheet.write_row(at, 0, row)
    (tmp_path / "units.csv").write_text(UNITS, encoding="utf-8")
    made = load.batch(SOURCES["registrar"], [tmp_path / "units.csv", tmp_path / "sent.xlsx"], "kaznu")
    found = {f["period"]: f["source_rows"] for f in made.facts["mobility_count"]}
    assert found == {"2022": "First: 2", "2023": "Second: 2"}
