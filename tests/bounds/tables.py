"""Small tables that every assignment of can be tried: two or three countries by two units."""

from collections.abc import Iterator, Sequence
from itertools import combinations, product

from hypothesis import strategies as st

from db.bounds import Box, Said

COUNTRIES, UNITS = ("CHN", "IND", "TUR"), ("law", "other")
LEVEL = frozenset({"bachelor"})
DIRECTION, TYPE = frozenset({"inbound"}), frozenset({"degree"})
MOST_IN_CELL = 4

Table = dict[tuple[str, str], int]


def box(countries: Sequence[str] = COUNTRIES, units: Sequence[str] = UNITS) -> Box:
    return Box(frozenset(countries), frozenset(units), LEVEL, DIRECTION, TYPE)


def total(table: Table, one: Box) -> int:
    return sum(n for (country, unit), n in table.items() if country in one.countries and unit in one.units)


def tables(said: Sequence[Said], countries: Sequence[str] = COUNTRIES, most: int = MOST_IN_CELL) -> Iterator[Table]:
    """Every table with at most so many persons in a cell that agrees with what is said."""
    places = list(product(countries, UNITS))
    for numbers in product(range(most + 1), repeat=len(places)):
        table = dict(zip(places, numbers, strict=True))
        if all(fits(table, one) for one in said):
            yield table


def fits(table: Table, one: Said) -> bool:
    found = total(table, one.box)
    return (one.low is None or found >= one.low) and (one.high is None or found <= one.high)


def some(of: Sequence[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.sampled_from([part for size in range(1, len(of) + 1) for part in combinations(of, size)])


def boxes(countries: Sequence[str] = COUNTRIES) -> st.SearchStrategy[Box]:
    return st.builds(box, some(countries), some(UNITS))


@st.composite
def claims(draw: st.DrawFn, countries: Sequence[str] = COUNTRIES, most: int = MOST_IN_CELL) -> list[Said]:
    """What people may say, true or not."""
    ends = st.none() | st.integers(0, most)
    found = draw(st.lists(st.tuples(boxes(countries), ends, ends), max_size=5))
    return [
        Said(str(number), one, *(sorted((low, high)) if low is not None and high is not None else (low, high)))
        for number, (one, low, high) in enumerate(found)
    ]


@st.composite
def truths(draw: st.DrawFn, most: int = 400) -> tuple[Table, list[Said]]:
    """A table, and true things said of sums of it: exactly, at least, at most, about."""
    table = {place: draw(st.integers(0, most)) for place in product(COUNTRIES, UNITS)}
    said = []
    for number, one in enumerate(draw(st.lists(boxes(), max_size=7))):
        value = total(table, one)
        off = draw(st.integers(0, 50))
        low = draw(st.sampled_from([value, max(0, value - off), None]))
        high = draw(st.sampled_from([value, value + off, None]))
        said.append(Said(str(number), one, low, high))
    return table, said
