"""The attacker: who knows every protected number, how they are made, and for a dean the own unit exactly, still cannot
tell a small number of anybody else."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp
from sqlalchemy import Engine

from db.protect import attack, made, slices
from db.protect.how import stored
from db.protect.slices import Slice
from tests.protect.cubes import HOW, random_slice, slice_of

SEEDS = st.integers(0, 2**32 - 1)


def scopes(one: Slice, shown: made.Shown) -> Iterator[tuple[str, Any]]:
    """Nobody's eyes, and those of the dean of each faculty and each department: which cells they know exactly."""
    unit, faculty = one.unit[shown.cells.first], one.faculty[shown.cells.first]
    yield "guest", np.zeros(len(unit), dtype=bool)
    yield from ((f"faculty {one}", faculty == one) for one in np.unique(faculty) if one)
    yield from ((f"department {one}", unit == one) for one in np.unique(unit))


def widths(what: attack.Knowledge) -> Counter[int]:
    """How many values each small cell may have, by integer programming; each range holds the truth."""
    found: Counter[int] = Counter()
    for cell, (low, high) in zip(what.small, attack.limits(what, what.small.tolist()), strict=True):
        assert low <= what.exact[cell] <= high
        found[high - low + 1] += 1
    return found


def told(name: str, found: Counter[int]) -> None:
    print(name, "possible values of a small cell:", dict(sorted(found.items())))


@settings(max_examples=25)
@given(SEEDS)
def test_no_small_cell_of_a_random_slice_has_one_value(seed: int) -> None:
    one = random_slice(np.random.default_rng(seed), most=6)
    shown = made.shown(one, HOW)
    for _name, known in scopes(one, shown):
        assert 1 not in widths(attack.knowledge(shown, known, HOW.base))


def test_the_distribution_over_random_slices(capsys: pytest.CaptureFixture[str]) -> None:
    found: dict[str, Counter[int]] = {"guest": Counter(), "dean": Counter()}
    for seed in range(15):
        one = random_slice(np.random.default_rng(seed), most=6)
        shown = made.shown(one, HOW)
        for name, known in scopes(one, shown):
            found["guest" if name == "guest" else "dean"] += widths(attack.knowledge(shown, known, HOW.base))
    with capsys.disabled():
        for name, some in found.items():
            told(f"\nRandom slices, {name}:", some)
    assert min(found["guest"]) >= HOW.base  # 1 to 9, or 0 to 4
    assert min(found["dean"]) >= 2


def test_no_small_cell_of_the_demonstration_has_one_value(shipped: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    """All slices by what is proven; every eighth by integer programming, for guests and for the largest faculty."""
    found: dict[str, Counter[int]] = {"guest": Counter(), "dean": Counter()}
    number = 0
    with shipped.connect() as connection:
        how = stored(connection)
        assert how is not None
        for table in slices.TABLES:
            for one in slices.read(connection, table):
                shown = made.shown(one, how)
                number += 1
                for _name, known in scopes(one, shown):
                    what = attack.knowledge(shown, known, how.base)
                    assert attack.may_be_as_shown(what) or not len(attack.pinned(what))
                if number % 8 == 0:
                    faculty = one.faculty[shown.cells.first]
                    largest = np.bincount(faculty).argmax()
                    found["guest"] += widths(attack.knowledge(shown, faculty < 0, how.base))
                    found["dean"] += widths(attack.knowledge(shown, faculty == largest, how.base))
    with capsys.disabled():
        for name, some in found.items():
            told(f"\nDemonstration, {name}:", some)
    assert sum(found["guest"].values()) > 100
    assert min(found["guest"]) >= how.base
    assert min(found["dean"]) >= 2


@settings(max_examples=12)
@given(SEEDS)
def test_partners_and_fields_beside_an_own_faculty_tell_no_small_cell(seed: int) -> None:
    """A dean knows students of the own faculty by country, partner and field, and all margins by partner and by field.
    Persons of others by country and partner, and by field, are unknowns of their own."""
    one = random_slice(np.random.default_rng(seed), most=5, details=True)
    shown = made.shown(one, HOW)
    rows = made.rows(one, shown, HOW)
    for _name, known in scopes(one, shown):
        for low, high in _limits_with_details(one, shown, rows, known):
            assert low < high


def _limits_with_details(one: Slice, shown: made.Shown, rows: Any, known: Any) -> Iterator[tuple[int, int]]:
    """Smallest and largest value of each small unknown cell, under the limits of all breakdowns."""
    what = attack.knowledge(shown, known, HOW.base)
    base, cells = HOW.base, len(what.exact)
    own_rows = known[shown.cells.of_row]
    countries = one.country[shown.cells.first]
    margins = [
        ("partner", str(c), {r.partner: r.headcount or 0 for r in rows if r.breakdown == "partner" and r.country == c})
        for c in np.unique(countries)
    ] + [("field", "", {r.field: r.headcount or 0 for r in rows if r.breakdown == "field"})]  # fmt: skip
    more: list[Any] = []
    least, most = (list(side) for side in _ends(what))
    for name, code, numbers in margins:
        of = (one.country == code) if code else np.ones(len(one.unit), dtype=bool)
        column = one.partner if name == "partner" else one.field
        parts = sorted(set(column[of].tolist()) | set(numbers))
        if len(parts) > 1 and set(numbers) in ({0}, {""}, set()) and len(set(column[of].tolist())) > 1:
            continue  # left out: one number for all of the country
        first = len(least)
        for part in parts:
            own = one.persons[of & (column == part) & own_rows].sum()
            shown_part = numbers.get(part, 0)
            least.append(max(0, shown_part - base + 1 - own))
            most.append(max(0, shown_part + base - 1 - own))
        unknown = np.flatnonzero(~known & ((countries == code) if code else True))
        more.append((unknown, range(first, len(least))))
    sums, low, high = [], [], []
    for of, off in zip(what.sums, what.off, strict=True):
        for number in np.unique(of):
            line = np.zeros(len(least))
            line[:cells][of == number] = 1
            sums.append(line)
            low.append(what.shown[of == number].sum() - off)
            high.append(what.shown[of == number].sum() + off)
    for unknown, parts in more:
        line = np.zeros(len(least))
        line[unknown], line[list(parts)] = 1, -1
        sums.append(line)
        low.append(0)
        high.append(0)
    for cell in what.small.tolist():
        ends = []
        for sign in (1.0, -1.0):
            cost = np.zeros(len(least))
            cost[cell] = sign
            solved = milp(cost, constraints=LinearConstraint(np.array(sums), low, high), bounds=Bounds(least, most),
                          integrality=np.ones(len(least)))  # fmt: skip
            assert solved.x is not None, "The truth itself is possible."
            ends.append(round(solved.x[cell]))
        yield ends[0], ends[1]


def _ends(what: attack.Knowledge) -> tuple[Any, Any]:
    low = np.where(what.known, what.exact, np.maximum(what.shown - what.base + 1, 0))
    return low, np.where(what.known, what.exact, what.shown + what.base - 1)


def test_the_attacker_finds_a_number_that_is_not_protected() -> None:
    """The tests above can fail: two small cells of a dean, both rounded up, and one of 4 of somebody else rounded down
    with a country of 10. Nobody would round so; who did would tell the 4."""
    one = slice_of([(10, 1001, "CHN", 0, "", 1), (10, 1002, "CHN", 0, "", 1), (11, 1101, "CHN", 0, "", 4)])
    shown = made.shown(one, HOW)
    told_so = made.Shown(shown.cells, np.array([5, 5, 0]), [np.zeros(3, dtype=int)], [], 0)
    what = attack.knowledge(told_so, np.array([True, True, False]), HOW.base)
    assert not attack.may_be_as_shown(what)
    assert attack.pinned(what).tolist() == [2]
    assert attack.limits(what, [2]) == [(4, 4)]


@settings(max_examples=60)
@given(SEEDS)
def test_what_the_quick_look_finds_safe_integer_programming_finds_safe(seed: int) -> None:
    """`pinned` looks for neighbours first: of any two units it says the same as integer programming of every cell."""
    random = np.random.default_rng(seed)
    one = random_slice(random, most=5)
    shown = made.shown(one, HOW)
    units = np.unique(one.unit[shown.cells.first])
    pair = random.choice(units, size=min(2, len(units)), replace=False)
    what = attack.knowledge(shown, np.isin(one.unit[shown.cells.first], pair), HOW.base)
    pinned = [
        c for c, (low, high) in zip(what.small, attack.limits(what, what.small.tolist()), strict=True) if low == high
    ]
    assert attack.pinned(what).tolist() == pinned
