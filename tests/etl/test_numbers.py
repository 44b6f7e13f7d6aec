"""Numbers as people write them: each reads as what it means or is refused, and a mark is never a number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.vocabulary import CellState
from etl.errors import BadValue
from etl.recognise.codes import Known
from etl.recognise.numbers import LARGEST, Marks, number_in, whole_number
from etl.recognise.reader import Count
from etl.recognise.readers import count
from etl.sources.registrar_columns import MARKS

THIN, NARROW, NO_BREAK = "\u2009", "\u202f", "\u00a0"
SIGNS = (" ", THIN, NARROW, NO_BREAK, ",", "'", "’")


def refused(shown: str, *, fractions: bool = False) -> BadValue:
    with pytest.raises(BadValue) as caught:
        number_in(shown, fractions=fractions)
    assert str(caught.value.rule).endswith(".")
    assert str(caught.value.remedy).endswith(".")
    return caught.value


@pytest.mark.parametrize(
    ("shown", "number"),
    [
        ("0", 0), ("401", 401), ("007", 7), ("+5", 5), ("2000000000", LARGEST),
        ("1 234", 1234), ("1,234", 1234), (f"1{THIN}234", 1234), (f"1{NARROW}234", 1234), (f"1{NO_BREAK}234", 1234),
        ("1'234", 1234), ("1’234", 1234), ("1,234,567", 1_234_567), ("12 345 678", 12_345_678), ("1,000", 1000),
        ("401,0", 401), ("401,00", 401), ("401.0", 401), ("401.00", 401), ("0.0", 0), ("0.000", 0),
        ("1,234.00", 1234), ("1,234.000", 1234), ("1 234,00", 1234), (f"1{NO_BREAK}234,0", 1234), ("1234.000", 1234),
    ],
)  # fmt: skip
def test_what_is_read(shown: str, number: int) -> None:
    found = number_in(shown)
    assert found == number
    assert isinstance(found, int)


@pytest.mark.parametrize(
    ("shown", "rule"),
    [
        ("12,5", "part of a person"), ("12.5", "part of a person"), ("2.455", "part of a person"),
        ("1,234.5", "part of a person"), ("1 234,5", "part of a person"), ("0.1", "part of a person"),
        ("1.000", "may be in thousands"), ("25.000", "may be in thousands"), ("100.000", "may be in thousands"),
        ("1.234.567", "Not a whole number"), ("12 34", "Not a whole number"), ("1 2345", "Not a whole number"),
        ("1 234,567 890", "Not a whole number"), ("1,23,456", "Not a whole number"), ("1  234", "Not a whole number"),
        ("1 234,567", "part of a person"), ("", "Not a whole number"), (",5", "Not a whole number"),
        (".0", "Not a whole number"), ("1e3", "Not a whole number"), ("1_000", "Not a whole number"),
        ("٣", "Not a whole number"), ("12%", "Not a whole number"), ("ten", "Not a whole number"),
        ("5 чел.", "Not a whole number"), ("10-12", "Not a whole number"), ("0x10", "Not a whole number"),
        ("-1", "below 0"), ("2 000 000 001", "above"), ("9" * 13, "more than 12 digits"),
        ("9" * 5000, "more than 12 digits"), ("01.09.2024", "Not a whole number"),
        ("2024-09-01", "A date stands"), ("2024-09-01 00:00:00", "A date stands"), ("12:30", "A date stands"),
        ("1:05:00", "A date stands"),
    ],
)  # fmt: skip
def test_what_is_refused(shown: str, rule: str) -> None:
    assert rule in str(refused(shown).rule)


@given(st.integers(0, LARGEST), st.sampled_from(SIGNS), st.sampled_from(["", ".0", ".00", ",0", ",00"]))
def test_groups_of_three_read_as_the_number(number: int, sign: str, decimals: str) -> None:
    assert number_in(f"{number:,}".replace(",", sign) + decimals) == number


@given(st.integers(0, LARGEST), st.sampled_from(".,"), st.from_regex(r"[0-9]{0,5}[1-9]", fullmatch=True))
def test_a_part_of_a_person_is_never_rounded(number: int, sign: str, decimals: str) -> None:
    """Three digits behind a comma are a group; whatever else stands behind it makes the number a fraction."""
    if sign == "," and len(decimals) == 3 and number < 1000:
        assert number_in(f"{number},{decimals}") == int(f"{number}{decimals}")
    else:
        refused(f"{number}{sign}{decimals}")


@given(st.text(alphabet="0123456789 .,'-+" + THIN + NO_BREAK, max_size=14))
def test_no_digit_is_lost_and_none_is_added(shown: str) -> None:
    """Whatever is read has the digits that stand there, without a tail of zeros behind a sign."""
    try:
        found = number_in(shown)
    except BadValue:
        return
    digits = "".join(c for c in shown if c.isdigit())
    tail = len(digits) - len(digits.rstrip("0"))
    assert found in {int(digits[: len(digits) - zeros] or 0) for zeros in range(tail + 1)}


@pytest.mark.parametrize(("shown", "number"), [("12,5", 12.5), ("12.5", 12.5), ("1,234.25", 1234.25), ("2.455", 2.455)])
def test_a_source_of_estimates_keeps_its_fractions(shown: str, number: float) -> None:
    assert number_in(shown, fractions=True) == number


def test_bounds_are_told() -> None:
    with pytest.raises(BadValue) as caught:
        whole_number("3000", 1900, 2100)
    assert str(caught.value.rule) == "The number is above 2100."
    assert "from 1900 to 2100" in str(caught.value.remedy)


@pytest.mark.parametrize(
    ("shown", "state"),
    [
        ("*", "withheld"), ("--", "withheld"), ("––", "withheld"), ("<5", "withheld"), ("< 5", "withheld"),
        ("x", "withheld"), ("X", "withheld"), ("х", "withheld"), ("Х", "withheld"),
        ("..", "not_stated"), ("…", "not_stated"), (":", "not_stated"), ("н/д", "not_stated"), ("Н/Д", "not_stated"),
        ("n/a", "not_applicable"), ("N/A", "not_applicable"),
    ],
)  # fmt: skip
def test_marks_are_not_numbers(shown: str, state: str) -> None:
    assert read(shown) == Count(None, CellState(state))


@pytest.mark.parametrize("shown", ["-", "–", "—", "0", " - "])
def test_a_dash_is_nobody(shown: str) -> None:
    assert read(shown) == Count(0, CellState.VALUE)


@pytest.mark.parametrize("shown", ["<50", ">5", "**", "?", "c", "-5", ". .5", "*7", "none"])
def test_a_mark_that_is_not_listed_is_refused(shown: str) -> None:
    with pytest.raises(BadValue):
        read(shown)


@pytest.mark.parametrize("shown", list(MARKS.listed))
def test_without_marks_a_sign_is_no_count(shown: str) -> None:
    reader = count("x")
    if shown == "0":
        assert reader.read({"x": shown}, Known()) == Count(0, CellState.VALUE)
        return
    with pytest.raises(BadValue):
        reader.read({"x": shown}, Known())


@given(st.text(max_size=6))
def test_a_mark_means_a_state_or_nothing(shown: str) -> None:
    assert MARKS.state(shown) in {"", "zero", *CellState}
    assert Marks({}).state(shown) == ""


def read(shown: str) -> Count:
    found: Count = count("x", marks=MARKS).read({"x": shown}, Known())
    return found
