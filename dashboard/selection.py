"""What a page speaks of: one frozen value made from the reader's choices, and others derived from it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dashboard import data
from db.queries.asking import Where
from db.vocabulary import Direction

THEN, TODAY = "then", "today"
"""Members of a country group: as of the start of each academic year, or as of this day."""


@dataclass(frozen=True)
class Selection:
    """What is chosen. '' or () means no restriction; `year` 0 that no year has figures.

    period_kind: what the years are of the chosen series, or of the statements.
    members: of when the members of the group are: then, or today.
    countries: the chosen countries and, of the chosen group, its members, where both are chosen those in both.
    """

    institution: str
    institution_name: str
    kind: str
    home_country: str
    is_invented: bool
    has_records: bool
    year: int
    direction: str
    mobility_type: str
    series: str
    measure: str
    period_kind: str
    level: tuple[str, ...]
    faculty: str
    department: str
    group: str
    members: str
    country: tuple[str, ...]
    countries: tuple[str, ...]
    partner: str

    def where(self, *, every_year: bool = False) -> Where:
        """Conditions for queries about mobility."""
        return {
            **self.where_unit(every_year=every_year),
            "direction": [self.direction],
            "mobility_type": [self.mobility_type],
            "series": [self.series] if self.series else [],
            "country": list(self.country),
            "group": [self.group] if self.group else [],
            "members": [self.members] if self.members != THEN else [],
            "partner": [self.partner] if self.partner else [],
            "level": list(self.level),
        }

    def where_unit(self, *, every_year: bool = False) -> Where:
        """Conditions of institution, year and unit only."""
        return {
            "institution": [self.institution],
            "academic_year": [] if every_year or not self.year else [str(self.year)],
            "faculty": [self.faculty] if self.faculty else [],
            "department": [self.department] if self.department else [],
        }

    def where_agreements(self) -> Where:
        """Conditions that agreements have."""
        return {
            "institution": [self.institution],
            "faculty": [self.faculty] if self.faculty else [],
            "department": [self.department] if self.department else [],
            "country": list(self.countries),
            "partner": [self.partner] if self.partner else [],
        }

    def where_published(self) -> Where:
        """Conditions that published figures have; every year of them is listed."""
        return {
            "institution": [self.institution],
            "faculty": [self.faculty] if self.faculty else [],
            "country": list(self.countries),
            "direction": [self.direction] if self.direction and not self.has_records else [],
            "level": list(self.level),
        }


def whole(selection: Selection) -> Selection:
    """The same institution, year and definition, narrowed to nothing."""
    return replace(
        selection, level=(), faculty="", department="", group="", members=THEN, country=(), countries=(), partner=""
    )


def towards(selection: Selection, direction: str, mobility_type: str = "") -> Selection | None:
    """The same question about the other direction (or type), by its preferred series; None where there is none."""
    kind = mobility_type or selection.mobility_type
    if (direction, kind) == (selection.direction, selection.mobility_type):
        return selection
    return defined(selection, direction, kind)


def both_directions(selection: Selection) -> list[Selection]:
    """Inbound and outbound of the chosen mobility type, as far as there are figures of them."""
    both = [towards(selection, str(direction)) for direction in Direction]
    return [one for one in both if one]


def defined(selection: Selection, direction: str, mobility_type: str) -> Selection | None:
    """The selection with the preferred series of a direction and type of its institution; None where it has none."""
    series = data.series_of(selection.institution)
    first = next(
        (one for one in series if (one["direction"], one["mobility_type"]) == (direction, mobility_type)), None
    )
    if first is None:
        return None
    return replace(
        selection, direction=direction, mobility_type=mobility_type, series=str(first["series"]),
        measure=str(first["measure"]), period_kind=str(first["period_kind"]),
    )  # fmt: skip


def together(group: str, members: str, country: Sequence[str], year: int) -> tuple[str, ...]:
    """The countries of a group and a choice of countries: those in both, where both are chosen."""
    if not group or not year:
        return tuple(country)
    listed = data.ask("members", group, year, *([True] if members == TODAY else []))
    both = [code for code in listed if code in country] if country else listed
    return tuple(both or ("",))  # no country at all, rather than all of them
