"""No cell of a file that people open in a spreadsheet program is a formula, and no number becomes a text."""

import csv
import io
import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import db.__main__
from db.harmless import harmless

SIGNS = "=+-@＝＋－＠"
NUMBER = re.compile(r"[+-]?([0-9]+([.,][0-9]*)?|[.,][0-9]+)([eE][+-]?[0-9]+)?|-")
WORDS = st.text(st.sampled_from("=+-@＝＋－＠\t\r\n ;,\"'\u00a0\ufeff1a"), max_size=8) | st.text(max_size=8)


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet program might calculate the cell."""
    bare = cell.strip(" \t\r\n\u00a0\ufeff\u200b\u2060")
    return cell[:1] in ("\t", "\r", "\n") or (bare[:1] in tuple(SIGNS) and not NUMBER.fullmatch(bare))


@pytest.mark.parametrize("text", [
    "=1+1", "+SUM(A1)", "-1+2", "@A1", "\t1", "\n", "  =1", "\u00a0=1", "\ufeff=1", "＝1", "＋1+1", "－a", "＠x",
    "+7 701 1234567", "--",
])  # fmt: skip
def test_what_looks_like_a_formula_gets_an_apostrophe(text: str) -> None:
    assert is_formula(text)
    assert harmless(text) == f"'{text}"


def test_a_carriage_return_ends_no_row() -> None:
    assert harmless("\ra\r\nb\r=1") == "'\na\nb\n'=1"


@pytest.mark.parametrize("text", [
    "", " ", "-", " - ", "-5", "+7", " -5 ", "-5.25", "-5,25", "1e-7", "-1e+7", "a=b", "a - b", "x, -y", "Côte-d'Or",
    "'=1",
])  # fmt: skip
def test_other_text_and_plain_numbers_stay(text: str) -> None:
    assert harmless(text) == text


@pytest.mark.parametrize("text", ["a;=1+1", "a;  =1+1", 'a;"=1+1";', "a\n=1+1", "a\t@A1"])
def test_a_program_that_parts_at_other_signs_finds_no_formula_either(text: str) -> None:
    """A comma-separated file opened where the delimiter is a semicolon, as it is in Kazakhstan."""
    line = io.StringIO()
    csv.writer(line).writerow(["b", harmless(text)])
    for delimiter in ",;\t":
        cells = [cell for row in csv.reader(io.StringIO(line.getvalue()), delimiter=delimiter) for cell in row]
        assert not [cell for cell in cells if cell.strip() and is_formula(cell)]


@given(WORDS)
def test_it_is_done_once(text: str) -> None:
    assert not is_formula(harmless(text))
    assert harmless(harmless(text)) == harmless(text)


@given(st.lists(st.tuples(WORDS, WORDS | st.none() | st.integers(), st.integers() | st.none()), max_size=6), WORDS)
def test_no_cell_of_a_written_csv_begins_a_formula(rows: list[tuple[object, ...]], head: str) -> None:
    frame = pd.DataFrame(rows, columns=[head, "mixed", "count"]).astype({"count": "object"})
    text = harmless(frame).to_csv(index=False, lineterminator="\n")
    assert not [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row if is_formula(cell)]


def test_numbers_of_a_table_stay_numbers_and_the_table_given_is_left_alone() -> None:
    frame = pd.DataFrame({
        "change": [-5, 3], "share": [-0.5, None], "known": pd.array([-1, None], "Int64"),
        "name": pd.Series(["=1", None], dtype="str"), "either": pd.Series([-5, None], dtype="object"),
        "kind": pd.Categorical(["-x", "y"]), "day": pd.to_datetime(["2024-09-01", None]),
    })  # fmt: skip
    before = frame.copy()
    shown = harmless(frame)
    pd.testing.assert_frame_equal(frame, before)
    pd.testing.assert_frame_equal(
        shown[["change", "share", "known", "day"]], frame[["change", "share", "known", "day"]]
    )
    assert shown.to_csv(index=False).splitlines()[1:] == ["-5,-0.5,-1,'=1,-5,'-x,2024-09-01", "3,,,,,y,"]


def test_a_table_with_two_columns_of_one_name_and_one_without_rows() -> None:
    assert harmless(pd.DataFrame([["=a", "=b"]], columns=["x", "x"])).values.tolist() == [["'=a", "'=b"]]
    assert list(harmless(pd.DataFrame({"=x": pd.Series([], dtype="str")})).columns) == ["'=x"]


def test_the_command_writes_no_formula_and_leaves_json_alone(capsys: pytest.CaptureFixture[str]) -> None:
    answer = pd.DataFrame({"partner": ["=HYPERLINK(1)"], "balance": [-5]})
    db.__main__._print(answer, "csv")
    assert capsys.readouterr().out == "partner,balance\n'=HYPERLINK(1),-5\n"
    db.__main__._print(answer, "json")
    assert '"=HYPERLINK(1)"' in capsys.readouterr().out
