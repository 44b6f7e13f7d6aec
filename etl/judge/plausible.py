"""What is sound and hard to believe, judged against the file itself and the years before."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from math import exp, log
from statistics import median
from typing import Any

from sqlalchemy import Engine

from db import earlier
from db.batch import Batch, Facts
from db.earlier import BY_UNIT, COUNTRY, FACULTY, GROUP, TOTAL, Brought, Held, Key, Line, Sum
from db.vocabulary import NOT_STATED_COUNTRY, CellState, Direction, MobilityType, PeriodKind, TotalBasis
from etl.errors import N_, Said, Warned, say
from etl.judge import agreements
from etl.judge.told import shown_number

YEAR, EXAMPLES = re.compile("[0-9]{4}"), 5
BREAK = {2020, 2021}
"""Changes into and out of these years tell of the pandemic, not of the file."""
PERSONS = {TOTAL: 30, COUNTRY: 49, FACULTY: 49}
CHANGE = {TOTAL: log(1.25), COUNTRY: log(1.5), FACULTY: log(1.5)}
"""Differences in persons and changes (as logarithms, from one year to the next) that are always believed."""
SPREAD, FEW = 4 * 1.4826, 5
"""So many median deviations (four standard ones) from the median change are believed; of few, any in their range."""
MISSING, WITHDRAWN, REMAINING, ALIKE, UNTOLD = 0.01, 0.2, 0.7, 0.9, 0.5
COUNTRIES, VANISHED, CELLS, SMALL, BACK, ROUNDING = 30, 10, 10, 5, 6, 2.5
STATES = [state.value for state in (CellState.VALUE, CellState.WITHHELD, CellState.NOT_STATED)]
CELL = (*BY_UNIT, "country_code")
EVERYONE = {"direction": Direction.INBOUND, "mobility_type": MobilityType.DEGREE}  # as totals of all students are told
FELL = {
    "institutions": (5, N_("{what}: figures of {after} institutions in {year} after {before} in {earlier}.")),
    "countries": (10, N_("{what}: figures of {after} countries in {year} after {before} in {earlier}.")),
    "cells": (20, N_("{what}: {after} cells with a number in {year} after {before} in {earlier}.")),
}
"""What may become fewer, from how many on it is judged, and how it is told."""
WORDS = {"inbound": N_("inbound"), "outbound": N_("outbound"), "degree": N_("degree"), "credit": N_("credit")}

Numbers = Mapping[str, float]
Found = tuple[tuple[float, ...], Warned]
"""A warning, and what it is sorted by: the largest first."""


def warnings(engine: Engine, batch: Batch) -> list[Warned]:
    """What a person should look at before the batch is stored: the most striking of each kind."""
    kinds = [agreements.gone(engine, batch), agreements.of_use(engine, batch)]
    if batch.facts.get("mobility_count") or any(e.table == "mobility_count" for e in batch.extents):
        it = _Judging(engine, batch)
        kinds += [it.totals(), it.changes(), it.gone(), it.withdrawn(), it.coverage(), it.repeated(), it.untold()]
    return [warned for found in kinds for warned in _few(found)]


def _few(found: Iterable[Found]) -> Iterator[Warned]:
    ordered = [warned for _, warned in sorted(found, key=lambda one: one[0], reverse=True)]
    yield from ordered[:EXAMPLES]
    if len(ordered) > EXAMPLES:
        more = say(N_("And {count} more of this kind."), count=len(ordered) - EXAMPLES)
        yield Warned(ordered[0].file, more, ordered[0].remedy)


class _Judging:
    """One batch beside what the database holds.

    old, new, after: years in the database, in the batch, and as they will be. known: totals that the database has,
    those over all institutions too. changed: lines with a year that is news, its sum and that of the year before.
    """

    def __init__(self, engine: Engine, batch: Batch) -> None:
        self._batch, self._labels = batch, {one["code"]: one.get("label") or one["code"] for one in batch.series}
        self._kinds, self._years = {one["code"]: one.get("period_kind") for one in batch.series}, cache(self._years_of)
        facts = batch.facts.get("mobility_count", Facts())
        declared = [e for e in batch.extents if e.table == "mobility_count"]
        owners = {*facts.column("institution"), *(e.institution for e in declared)} - {""}
        self._is_many, self._names = len(owners) > 1, earlier.names(engine, batch, owners)
        self._brought, self._extents = Brought(facts, self._names.homes), earlier.Extents(declared)
        whose = owners if all(e.institution for e in declared) else None
        self._held = Held(engine, list(self._labels), whose, self._names.homes)
        self._files = {place: batch.files[file].name for place, file in self._brought.files().items()}
        self._stated: dict[str, set[int]] = defaultdict(set)
        told = [*self._brought.sums(("series", "period"), domestic=True), *((e.series, e.period) for e in declared)]
        for series, period in told:
            for one in [series] if series else self._labels:
                self._stated[one] |= self._years(one, period)
        # Of countries the sum over all institutions is judged: small figures of many jump every year.
        by_country = tuple(n for n in (*GROUP, "period", "country_code") if n != "institution" or not self._is_many)
        self._sorts = (BY_UNIT, by_country)
        self._sums = [(side.sums(BY_UNIT), side.sums(by_country)) for side in (self._held, self._brought)]
        self._old, self._new = (earlier.lines(*both, self._years, self._names) for both in self._sums)
        self._known = {(line.whole, year) for line, years in self._old.items() for year in years}
        self._after = {line: self._merged(line) for line in sorted({*self._new, *self._old})}
        self._news = {(line, y) for line in self._after for y in self._stated[line.series] if self._is_news(line, y)}
        self._changed = [
            (line, year, before, self._after[line].get(year))
            for line, year in sorted(self._news)
            if (before := self._after[line].get(year - 1)) and before.known and not {year, year - 1} & BREAK
        ]

    def _years_of(self, series: str, period: str) -> set[int]:
        is_yearly = self._kinds.get(series) in (PeriodKind.ACADEMIC_YEAR, PeriodKind.CALENDAR_YEAR)
        return {int(period)} if is_yearly and YEAR.fullmatch(period) else set()

    def _states(self, line: Line, year: int) -> bool:
        """Whether the batch alone tells the sum of a year: it is complete for it, or the first to speak of it."""
        if not self._extents:
            return year in self._stated[line.series] and (line.whole, year) not in self._known
        place = {"series": line.series, "institution": line.owner, "period": str(year), "direction": line.direction}
        return self._extents.cover(place | {"country_code" if line.kind == COUNTRY else "unit": line.code}, self._names)

    def _is_news(self, line: Line, year: int) -> bool:
        """Whether the batch states a year, and not as the database does."""
        old, new = (side.get(line, {}).get(year) for side in (self._old, self._new))
        return ((line.whole, year) not in self._known or old != new) and self._states(line, year)

    def _merged(self, line: Line) -> dict[int, Sum]:
        new, old = self._new.get(line, {}), self._old.get(line, {})
        return new | {year: found for year, found in old.items() if not self._states(line, year)}

    def totals(self) -> Iterator[Found]:
        """Parts of the batch against the totals that it states."""
        stated: dict[Key, float] = {}
        for row in self._batch.facts.get("stated_total", Facts()):
            if row["basis"] == TotalBasis.STATED and not row["label"] and row["headcount"] is not None:
                stated[tuple(str(row[name] or "") for name in CELL)] = float(row["headcount"])
        rounded = self._brought.rounded() if stated else set()
        for place, parts in self._parts(stated).items():
            (series, owner, direction, mobility_type, period, unit, country), total = place, stated[place]
            missing = total - parts.headcount
            slack = ROUNDING * parts.cells if series in rounded and total % 5 == 0 else 1e-6
            if missing < -slack:
                rule = N_("{what}, {year}: the parts add up to {parts}, more than the stated total of {total}.")
                remedy = N_("Check whether persons stand in several rows, or a subtotal among the rows.")
            elif missing > max(slack, MISSING * total) and parts.known == parts.cells:
                rule = N_("{what}, {year}: not broken down: {missing} of the stated total of {total}.")
                remedy = N_("Check that no row is missing.")
            else:
                continue
            line = Line(series, owner, direction, mobility_type, FACULTY if unit else TOTAL, unit)
            numbers = {"parts": parts.headcount, "missing": missing, "total": total}
            yield (missing < 0, abs(missing)), self._warned(rule, remedy, line, [period], numbers, country)

    def _parts(self, stated: Mapping[Key, float]) -> dict[Key, Sum]:
        """Sums of the batch's cells for those stated totals that have parts."""
        found: dict[Key, Sum] = {}
        brought = [self._brought, Brought(self._batch.facts.get("enrolment_count", Facts()).beside(**EVERYONE), {})]
        for place, cells in (pair for one in brought if stated for pair in one.sums(CELL, domestic=True).items()):
            for unit in self._names.lineage(place[1], place[5]):
                for country in {place[6], NOT_STATED_COUNTRY}:
                    if (whole := (*place[:5], unit, country)) in stated:
                        found[whole] = cells.plus(found.get(whole))
        return found

    def changes(self) -> Iterator[Found]:
        """Jumps beyond what earlier years make likely; of a part only what that of the whole does not explain."""
        told: dict[tuple[Line, int], float] = {}
        seen: Counter[tuple[Line, int]] = Counter()
        judged = [(line, year, before.headcount, after.headcount if after else 0.0)
                  for line, year, before, after in self._changed
                  if (after.known if after else line.kind == TOTAL)]  # fmt: skip
        for line, year, before, after in sorted(judged, key=lambda one: (one[0].kind != TOTAL, -max(one[2:]))):
            seen[line.whole, year] += line.kind == COUNTRY
            is_small = line.kind == COUNTRY and seen[line.whole, year] > COUNTRIES
            ratio, usual = _ratio(before, after), self._usual(line, year)
            (middle, spread), limit = usual or (0, log(2)), CHANGE[line.kind]
            is_far = abs(ratio - middle) > max(limit, spread) and abs(ratio) > limit
            is_explained = abs(ratio - told.get((line.whole, year), ratio + 2 * limit)) <= limit
            if is_small or not is_far or is_explained or abs(after - before) <= PERSONS[line.kind]:
                continue
            if line.kind == TOTAL:
                told[line, year] = ratio
            plain = N_("{what}: {after} in {year} after {before} in {earlier}.")
            beside = N_("{what}: {after} in {year} after {before} in {earlier}; usual is {percent} % a year.")
            remedy = N_("Check that the file is whole, of this year, and counts the same as before.")
            numbers = {"before": before, "after": after, "percent": round(100 * (exp(middle) - 1))}
            size = (line.kind == TOTAL, year, abs(after - before))
            yield size, self._warned(beside if usual else plain, remedy, line, [year, year - 1], numbers)

    def _usual(self, line: Line, year: int) -> tuple[float, float] | None:
        """The usual change, as a logarithm, and how far from it earlier ones lay. None where too few years tell."""
        known = {y: found.headcount for y, found in self._after[line].items() if found.known and y < year}
        ratios = [_ratio(known[y - 1], known[y]) for y in sorted(known) if y - 1 in known and not {y - 1, y} & BREAK]
        if len(ratios) < 2:
            return None
        middle = median(ratios)
        far = [abs(ratio - middle) for ratio in ratios]
        return middle, max(SPREAD * median(far), max(far) + CHANGE[line.kind] if len(far) < FEW else 0)

    def gone(self) -> Iterator[Found]:
        """Countries and faculties of which there is no row any more, in a year that the batch is complete for."""
        there = {(line.whole, year) for line, years in self._after.items() for year in years}
        for line, year, before, after in self._changed if self._extents else ():
            is_there = line.kind == COUNTRY or self._names.ends.get((line.owner, line.code), year + 1) > year
            if not after and is_there and before.headcount >= VANISHED and (line.whole, year) in there:
                rule = N_("{what}: no row in {year} after {before} in {earlier}.")
                remedy = N_("Check whether it was left out, renamed or merged.")
                number = before.headcount
                yield (year, number), self._warned(rule, remedy, line, [year, year - 1], {"before": number})

    def withdrawn(self) -> Iterator[Found]:
        """Cells of the database that the batch is complete for and no longer states: at least so many."""
        for series in self._labels if self._extents else ():
            told = []
            for by, old, new in zip(self._sorts, *self._sums, strict=True):
                lost, known = Counter[str](), 0
                for key, cells in old.items():
                    place = dict(zip(by, key, strict=True))
                    if place["series"] == series and self._extents.cover(place, self._names):
                        lost[place["period"]] += max(0, cells.cells - (new[key].cells if key in new else 0))
                        known += cells.cells
                told.append((lost.total(), known, sorted(+lost)))
            count, known, periods = max(told)
            if count >= SMALL and count > WITHDRAWN * known:
                rule = N_("{what}, {year}: at least {count} of {all} known cells are not in the file any more.")
                remedy = N_("They would be withdrawn: check that the file is whole and its codes are those of before.")
                yield (
                    (count,),
                    self._warned(rule, remedy, Line(series, "", "", ""), periods, {"count": count, "all": known}),
                )

    def coverage(self) -> Iterator[Found]:
        """Institutions, countries or cells with a number that became far fewer."""
        counts = earlier.coverage(self._after)
        for line, year in {(line.whole._replace(owner=""), year) for line, year in self._news}:
            before, after = counts[line, year - 1], counts[line, year]
            for what, (fewest, rule) in FELL.items() if after and not {year, year - 1} & BREAK else ():
                if before[what] >= fewest and after[what] < REMAINING * before[what]:
                    numbers = {"before": before[what], "after": after[what]}
                    said = self._warned(rule, N_("Check that the file is whole."), line, [year, year - 1], numbers)
                    yield (year, before[what] - after[what]), said
                    break

    def repeated(self) -> Iterator[Found]:
        """Figures of one year that stand under another."""
        totals = {(line[:2], year) for line, year in self._news if line.kind == TOTAL}
        years = {str(year - 1) for (series, _), year in totals if year - 1 not in self._stated[series]}
        held = self._held.sums(CELL, years) if years else {}
        cells = earlier.by_year([held, self._brought.sums(CELL, above=SMALL)], self._years, SMALL)
        countries = earlier.by_year([] if self._is_many else [sums[1] for sums in self._sums], self._years, SMALL)
        for owner, year in totals:
            for other in range(year - 1, year - BACK, -1):
                # Years that do not follow each other are told only if all is the same.
                figures, share = (cells, ALIKE) if other == year - 1 else (countries, 1 - 1e-9)
                one, before = (figures.get((owner, y), {}) for y in (year, other))
                same, of = sum(one[key] == before.get(key) for key in one), len({*one, *before})
                if of >= CELLS and same > share * of:
                    rule = N_("{what}: {same} of {all} figures of {year} are the same as those of {earlier}.")
                    remedy = N_("Check that the file of one year is not given under another.")
                    line, numbers = Line(*owner, "", ""), {"same": same, "all": of}
                    yield (year, same), self._warned(rule, remedy, line, [year, other], numbers)

    def untold(self) -> Iterator[Found]:
        """Periods of which most cells have no number though there is one."""
        sums = self._brought.sums(("series", "period", "cell_state"), domestic=True)
        for series in sorted({key[0] for key in sums}):
            told = []
            for period in sorted({key[1] for key in sums if key[0] == series}):
                counts = [sums[series, period, s].cells if (series, period, s) in sums else 0 for s in STATES]
                if sum(counts) >= CELLS and sum(counts[1:]) > UNTOLD * sum(counts):
                    told.append((period, sum(counts[1:]), sum(counts)))
            if told:
                rule = N_("{what}, {year}: {count} of {all} cells are withheld or not stated.")
                remedy = N_("Check that the column is the right one and a blank there means that it is not known.")
                periods, without, of_all = zip(*told, strict=True)
                numbers = {"count": sum(without), "all": sum(of_all)}
                yield (sum(without),), self._warned(rule, remedy, Line(series, "", "", ""), periods, numbers)

    def _warned(
        self, rule: str, remedy: str, line: Line, periods: Sequence[Any], numbers: Numbers, country: str = ""
    ) -> Warned:
        """A warning of the first period, and of the one it is compared with or all the others."""
        shown = [self._shown(line.series, str(period)) for period in periods]
        years = {"year": shown[0], "earlier": shown[-1]} if "{earlier}" in rule else {"year": ", ".join(shown)}
        filled = {name: shown_number(number) for name, number in numbers.items()}
        file = self._files.get((line.series, str(periods[0])), self._batch.files[0].name if self._batch.files else "")
        return Warned(file, say(rule, what=self._what(line, country), **years, **filled), Said(remedy))

    def _what(self, line: Line, country: str) -> Said:
        """Series, direction and kind of mobility; before them which country, faculty or, of many, institution."""
        said = Said(self._labels.get(line.series, line.series))
        if line.direction:
            direction, mobility_type = (say(WORDS.get(word, word)) for word in (line.direction, line.mobility_type))
            said = say(N_("{series}, {direction} ({type})"), series=said, direction=direction, type=mobility_type)
        country = line.code if line.kind == COUNTRY else country
        keys = [(line.owner, "")] * (self._is_many and bool(line.owner))
        keys += [(line.owner, line.code)] * (line.kind == FACULTY) + [("", country)] * (country.strip("Z") != "")
        for key in keys:
            name = Said(self._names.called.get(key) or "".join(key[1:]) or key[0])
            said = say(N_("{name}, {rest}"), name=name, rest=said)
        return said

    def _shown(self, series: str, period: str) -> str:
        is_academic = self._kinds.get(series) == PeriodKind.ACADEMIC_YEAR and YEAR.fullmatch(period)
        return f"{period}/{(int(period) + 1) % 100:02}" if is_academic else period


def _ratio(before: float, after: float) -> float:
    """The change as a logarithm; nobody counts as half a person."""
    return log(max(after, 0.5) / max(before, 0.5))
