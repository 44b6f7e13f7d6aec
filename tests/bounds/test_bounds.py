"""What figures say together: worked by hand, held against every table there can be, and never excluding a true one."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.bounds import Box, Impossible, Said, bounds, is_possible, reason
from db.bounds import ends as ends_module
from db.bounds.boxes import cells, related
from db.bounds.ends import MOST_CELLS
from tests.bounds.tables import COUNTRIES, box, boxes, claims, tables, total, truths

ALL = Said("all", box(), 3928, 3928)
CHINESE = Said("chinese", box(["CHN"]), 401, 401)
IN_LAW = Said("in law", box(["CHN", "TUR"], ["law"]), 155, 155)
INDIAN = Said("indian", box(["IND"]), 655, 655)


def ends_of(asked: Box, *said: Said) -> tuple[int | None, int | None]:
    found = bounds(asked, said)
    assert found.is_sharp
    return found.low.value, found.high.value


@pytest.mark.parametrize(
    ("asked", "said", "ends"),
    [
        # Nothing is said: anything from nobody on.
        (box(), [], (0, None)),
        # Two that do not overlap add to the lower end, and the whole limits the upper one.
        (box(["CHN", "IND"]), [ALL, CHINESE, INDIAN], (1056, 1056)),
        (box(["CHN", "TUR"]), [ALL, CHINESE], (401, 3928)),
        (box(["CHN", "TUR"]), [ALL, CHINESE, INDIAN], (3273, 3273)),
        # 155 of two countries in law: all Chinese, or none; at least 401 - 155 Chinese are elsewhere.
        (box(["CHN"], ["law"]), [CHINESE, IN_LAW], (0, 155)),
        (box(["CHN"], ["other"]), [CHINESE, IN_LAW], (246, 401)),
        (box(units=["law"]), [ALL, CHINESE, IN_LAW], (155, 3682)),
        (box(units=["law"]), [CHINESE, IN_LAW], (155, None)),
        # At most, at least, about.
        (box(["IND"]), [Said("few", box(["IND", "TUR"]), None, 30)], (0, 30)),
        (box(["IND", "TUR"]), [Said("many", box(["IND"]), 30, None)], (30, None)),
        (box(["CHN"]), [Said("about", box(), 2750, 2849), INDIAN], (0, 2194)),
        # Three that pairwise overlap: half of their sum, and no half persons.
        (box(), [Said(f"not {one}", box([c for c in COUNTRIES if c != one]), 5, 5) for one in COUNTRIES[:2]]
         + [Said("no Turk", box(["CHN", "IND"]), 4, 4)], (7, 7)),
    ],
)  # fmt: skip
def test_worked_by_hand(asked, said, ends):
    assert ends_of(asked, *said) == ends


def test_whole_numbers_say_more_than_sums():
    """Each two of three countries have at most 1: sums allow one and a half, persons one."""
    said = [Said(one, box([c for c in COUNTRIES if c != one]), None, 1) for one in COUNTRIES]
    assert ends_of(box(), *said) == (0, 1)


def test_only_what_is_connected_counts():
    """Of another direction, or of nobody whom the question or what meets it speaks of."""
    apart = Said("apart", box(["TUR"], ["other"]), 9, 9)
    boxes_said = [IN_LAW.box, CHINESE.box, apart.box]
    assert related(boxes_said, box(["IND"], ["law"])) == []
    assert related(boxes_said, box(["CHN"], ["other"])) == [0, 1]


def test_cells_are_only_those_that_boxes_tell_apart():
    many = frozenset(f"C{n}" for n in range(200))
    whole = Box(many, frozenset(f"u{n}" for n in range(30)), *box().sides[2:])
    part = Box(frozenset({"C1", "C2"}), frozenset({"u1"}), *box().sides[2:])
    assert cells([whole]).shape == (1, 1)
    assert cells([whole, part]).tolist() in ([[True, True], [False, True]], [[True, True], [True, False]])


def test_what_cannot_be_is_not_answered():
    with pytest.raises(Impossible):
        bounds(box(["CHN"]), [CHINESE, Said("fewer", box(), 0, 400)])


@settings(max_examples=150)
@given(truths(), boxes())
def test_bounds_never_exclude_a_true_table(truth, asked):
    table, said = truth
    found = bounds(asked, said)
    assert found.low.value <= total(table, asked)
    assert found.high.value is None or total(table, asked) <= found.high.value


@settings(max_examples=100)
@given(truths(), boxes())
def test_more_statements_never_widen(truth, asked):
    _table, said = truth
    found = [bounds(asked, said[:count]) for count in range(len(said) + 1)]
    lows = [one.low.value for one in found]
    highs = [float("inf") if one.high.value is None else one.high.value for one in found]
    assert lows == sorted(lows)
    assert highs == sorted(highs, reverse=True)


@settings(max_examples=60)
@given(claims(COUNTRIES[:2]), boxes(COUNTRIES[:2]))
def test_ends_are_those_of_all_tables(said, asked):
    """Every table of four cells; upper ends where some statement limits the cells."""
    found = [total(table, asked) for table in tables(said, COUNTRIES[:2], most=5)]
    assert is_possible(said) == bool(found)
    if not found:
        with pytest.raises(Impossible):
            # Of everybody: the box that was asked for may have nothing to do with what cannot be.
            bounds(box(), said)
        return
    answer = bounds(asked, said)
    assert answer.low.value == min(found)
    limited = {(c, u) for one in said if one.high is not None for c in one.box.countries for u in one.box.units}
    is_limited = all(place in limited for place in product(asked.countries, asked.units))
    assert answer.high.value == (max(found) if is_limited else None)


@settings(max_examples=100)
@given(truths(), boxes(), st.sampled_from([1, -1]))
def test_a_reason_forces_its_end_alone_and_none_of_it_can_be_spared(truth, asked, sign):
    _table, said = truth
    answer = bounds(asked, said)
    end = answer.low if sign > 0 else answer.high
    told = reason(asked, said, end, sign)

    def alone(parts):
        found = bounds(asked, [part.said for part in parts])
        return (found.low if sign > 0 else found.high).value

    if end.value is None or not told.parts:
        assert end.value is None or (sign > 0 and end.value == 0)
        return
    assert alone(told.parts) == end.value
    for part in told.parts:
        assert alone([other for other in told.parts if other is not part]) != end.value
    if told.is_sum:
        assert sum(part.factor * part.limit for part in told.parts) == pytest.approx(end.value)


def test_the_reason_of_the_law_faculty_is_a_sum():
    """3,928 in all, less 401 Chinese, of whom up to 155 may be in law."""
    said = [ALL, CHINESE, IN_LAW]
    asked = box(units=["law"])
    told = reason(asked, said, bounds(asked, said).high, -1)
    assert {part.said.code: (part.factor, part.limit) for part in told.parts} == {
        "all": (1, 3928), "chinese": (-1, 401), "in law": (1, 155),
    }  # fmt: skip
    assert told.is_sum


def halves(cells_count: int) -> list[Said]:
    """Each two of three countries have exactly one person together, among so many other cells."""
    units = [f"u{n}" for n in range(cells_count)]
    pairs = [Said(one, box([c for c in COUNTRIES if c != one], ["law"]), 1, 1) for one in COUNTRIES]
    return [
        *pairs,
        *[Said(unit, box(["CHN"], [unit]), 0, None) for unit in units],
        Said("all", box(["CHN"], units), 0, 9),
    ]


def test_of_a_large_problem_ends_do_not_cross():
    """Sums allow one and a half; whole numbers nothing."""
    with pytest.raises(Impossible):
        bounds(box(units=["law"]), [*halves(3)])
    many = [
        *halves(MOST_CELLS + 10),
        Said("whole", box(units=["law", *[f"u{n}" for n in range(MOST_CELLS + 10)]]), 0, 99),
    ]
    with pytest.raises(Impossible):
        bounds(box(units=["law"]), many)


def test_out_of_time_the_reason_names_those_that_force_the_end(monkeypatch: pytest.MonkeyPatch):
    """The linear programme of all runs out of time; that of the statements about the question does not."""
    far = [Said(f"far {n}", box(["IND"], ["other"]), 0, 100 + n) for n in range(5)]
    said = [
        *far,
        Said("joint", box(["CHN", "IND"], ["other", "law"]), 0, 90),
        Said("near", box(["CHN"], ["law"]), 7, 8),
    ]
    real = ends_module._linear

    def slow(problem, sign, seconds):
        return (None, None, {}) if len(problem.said) == len(said) else real(problem, sign, seconds)

    monkeypatch.setattr(ends_module, "_linear", slow)
    asked = box(["CHN"], ["law"])
    found = bounds(asked, said)
    assert (found.low.value, found.high.value, found.is_sharp) == (7, 8, False)
    monkeypatch.undo()
    assert [part.said.code for part in reason(asked, said, found.high, -1).parts] == ["near"]
