"""What was said against what the records count of the same scope, year and definition."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Engine

from db.bounds import Box
from db.queries.bounds import recorder
from db.queries.cards import Counted
from db.queries.claims import Claim, World, claims, counts_of, world
from db.queries.moment import Moment
from db.queries.recorded import Recorded, records_of
from db.vocabulary import Covers, Measure, MobilityType, Qualifier

NEAR_PCT = 1
"""How near another count must be, in percent, to be the likely one that was meant."""
ROUND = 100


class Likely(StrEnum):
    """Why what was said and what was counted may differ."""

    AGREES = "agrees"
    OPEN = "open"  # the records neither count it nor deny it: some of them are not known
    YEAR_BEFORE = "year_before"  # it is the figure of the year before
    YEAR_AFTER = "year_after"
    EXCHANGE = "exchange"  # exchange students were counted too
    ROUNDED = "rounded"  # said as a round number without saying so
    SCOPE = "scope"  # the scope is not told in full
    DEFINITION = "definition"  # another definition, or none told
    DATE = "date"  # said of another day than that of counting
    LACKING = "lacking"  # of some of the countries the records have nothing
    WITHHELD = "withheld"  # some numbers of the records are withheld


@dataclass(frozen=True)
class Reconciled:
    """A figure beside the records. difference: persons said too many (above 0) or too few, beyond what its qualifier
    allows; 0: it agrees, or the records leave it open. likely: reasons, the likeliest first. embarrassing: difference
    squared by what was counted."""

    figure: Mapping[Any, Any]
    recorded: Recorded
    difference: int
    likely: tuple[Likely, ...]

    @property
    def embarrassing(self) -> float:
        return self.difference**2 / max(1, self.recorded.low)


def reconciled(engine: Engine, counted: Counted, institution: str, language: str = "en") -> list[Reconciled]:
    """Every figure that the records can answer; what would embarrass most first."""
    here = world(engine, institution)
    recorders: dict[tuple[str, Moment], Any] = {}
    found = []
    for claim in claims(engine, here, language):
        key = str(claim.figure["metric"]), claim.moment
        if key not in recorders:
            recorders[key] = recorder(counted, here, *key)
        recorded = recorders[key](claim.said.box) if recorders[key] else None
        if recorded:
            difference = apart(claim.said.low, claim.said.high, recorded)
            likely = _likely(counted, here, claim, recorded, difference)
            found.append(Reconciled(claim.figure, recorded, difference, likely))
    return sorted(found, key=lambda one: (-one.embarrassing, str(one.figure["code"])))


def apart(low: int | None, high: int | None, recorded: Recorded) -> int:
    """How many persons what is said lies above (below: negative) all that the records allow."""
    if low is not None and recorded.high is not None and low > recorded.high:
        return low - recorded.high
    if high is not None and high < recorded.low:
        return high - recorded.low
    return 0


def holds(low: int | None, high: int | None, recorded: Recorded) -> bool:
    """Whether all that the records allow agrees with what is said."""
    is_above = low is None or recorded.low >= low
    return is_above and (high is None or (recorded.high is not None and recorded.high <= high))


def _likely(counted: Counted, here: World, claim: Claim, recorded: Recorded, difference: int) -> tuple[Likely, ...]:
    if not difference:
        return (Likely.AGREES if holds(claim.said.low, claim.said.high, recorded) else Likely.OPEN,)
    value, figure, found = float(claim.figure["value"]), claim.figure, []
    for step, why in ((-1, Likely.YEAR_BEFORE), (1, Likely.YEAR_AFTER)):
        other = claim.moment._replace(year=claim.moment.year + step)
        if _is_near(value, _count(counted, here, claim, other)):
            found.append(why)
    credit = _exchange(counted, here, claim)
    if credit and _is_near(value, recorded.low + credit):
        found.append(Likely.EXCHANGE)
    is_exact = figure["qualifier"] == Qualifier.EXACTLY
    if is_exact and value and value % ROUND == 0 and round(recorded.low / ROUND) * ROUND == value:
        found.append(Likely.ROUNDED)
    if recorded.lacking:
        found.append(Likely.LACKING)
    if recorded.high is None:
        found.append(Likely.WITHHELD)
    if figure["scope_note"] or figure["covers"] == Covers.PART:
        found.append(Likely.SCOPE)
    return (*found, Likely.DATE) if found and recorded.count_date else (*found, Likely.DATE, Likely.DEFINITION)


def _count(counted: Counted, here: World, claim: Claim, moment: Moment) -> float | None:
    records = recorder(counted, here, str(claim.figure["metric"]), moment)
    recorded = records(claim.said.box) if records else None
    return recorded.low if recorded else None


def _exchange(counted: Counted, here: World, claim: Claim) -> int:
    """Exchange students of the box within the year; 0 where it is about them, or none are known."""
    counts = counts_of(str(claim.figure["metric"]))
    if counts.mobility_type is MobilityType.CREDIT:
        return 0
    kind = str(MobilityType.CREDIT)
    flow = claim.moment._replace(measure=str(Measure.FLOW))
    records = records_of(counted, here, flow, str(counts.direction), kind)
    box = claim.said.box
    asked = Box(box.countries, box.units, box.levels, box.directions, frozenset({kind}))
    recorded = records.of_box(asked) if records else None
    return recorded.low if recorded else 0


def _is_near(value: float, count: float | None) -> bool:
    return bool(count) and abs(value - float(count or 0)) <= float(count or 0) * NEAR_PCT / 100
