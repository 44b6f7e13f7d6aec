"""Which statements force an end: as few as do, with the sum that they make."""

from collections.abc import Sequence
from dataclasses import dataclass

from db.bounds.boxes import Box, Said, related
from db.bounds.ends import NEAR, SECONDS, End, Impossible, Problem, end

MOST_TRIED = 60
"""Statements that are tried one by one for whether an end needs them."""


@dataclass(frozen=True)
class Part:
    """A statement that forces an end. factor: how often its limit counts in the sum; 0 where no sum tells it."""

    said: Said
    factor: float
    limit: int


@dataclass(frozen=True)
class Reason:
    """Why an end lies where it does. No parts: nothing that is said moves it.

    is_sum: the limits times their factors add up to the end. is_fewest: without any of the parts it would lie further
    out.
    """

    parts: tuple[Part, ...] = ()
    is_sum: bool = True
    is_fewest: bool = True


def reason(asked: Box, said: Sequence[Said], found: End, sign: int, seconds: float = SECONDS) -> Reason:
    """What forces the smallest number (sign 1) or the largest (-1) that was found for `asked` among all of `said`."""
    if found.value is None or (sign > 0 and found.value == 0):
        return Reason()
    near = [said[place] for place in related([one.box for one in said], asked)]
    kept = [near[place] for place in found.factors] if found.factors is not None else near
    is_fewest = len(kept) <= MOST_TRIED
    for one in list(kept) if is_fewest else ():
        others = [other for other in kept if other is not one]
        if _end(asked, others, sign, seconds).value == found.value:
            kept = others
    factors = _end(asked, kept, sign, seconds).factors
    parts = tuple(_part(one, (factors or {}).get(place, 0.0), sign) for place, one in enumerate(kept))
    is_sum = all(part.factor for part in parts) and _is_near(sum(p.factor * p.limit for p in parts), found.value)
    return Reason(parts, is_sum, is_fewest)


def _end(asked: Box, said: Sequence[Said], sign: int, seconds: float) -> End:
    try:
        return end(Problem(said, asked), sign, seconds)
    except Impossible:  # fewer statements than fit together: the solver is at its limits
        return End(None, is_sharp=False)


def _part(said: Said, factor: float, sign: int) -> Part:
    upward = factor * sign > 0 or not factor
    limit = said.low if upward else said.high
    other = said.high if upward else said.low
    return Part(said, round(factor, 6), int((limit if limit is not None else other) or 0))


def _is_near(one: float, other: float) -> bool:
    return abs(one - other) < NEAR * max(1.0, abs(other))
