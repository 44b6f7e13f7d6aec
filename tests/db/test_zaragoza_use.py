"""Agreements of Zaragoza: partners, places, assigned students and over-use, against dictionaries filled from the files.

The files stay where they lie, outside the repository. Of the product only answers are used here.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine

from db import same
from db.engine import connect
from db.queries import TOPICS
from etl import load
from etl.sources import SOURCES
from tests import oracle
from tests.conftest import Databases
from tests.etl.test_zaragoza import CODES

YEAR, COUNTRY, FACULTY, DIRECTION = "CURSO_ACADEMICO", "PAIS_UNIVERSIDAD_ACUERDO", "CENTRO", "IN_OUT"
PARTNER, PROGRAMME, AREA = "UNIVERSIDAD_ACUERDO", "NOMBRE_PROGRAMA_MOVILIDAD", "NOMBRE_AREA_ESTUDIOS_MOV"
PLACES, ASSIGNED = "PLAZAS_OFERTADAS_ALUMNOS", "PLAZAS_ASIGNADAS_ALUMNOS_OUT"
Row = dict[str, str]


@pytest.fixture(scope="module")
def files(open_data: Path) -> list[Path]:
    return sorted((open_data / "unizar-mobility" / "erasmus").glob("*.csv"))


@pytest.fixture(scope="module")
def rows(files: list[Path]) -> list[Row]:
    return oracle.cells(files)


def address(sqlite: Databases, files: list[Path]) -> str:
    return sqlite.copy("agreements", lambda engine: load.load(engine, SOURCES["unizar_agreements"], files))


@pytest.fixture(scope="module")
def zaragoza(sqlite: Databases, files: list[Path]) -> Iterator[Engine]:
    """The agreements, for reading only."""
    engine = connect(address(sqlite, files))
    yield engine
    engine.dispose()


@pytest.fixture
def to_change(sqlite: Databases, files: list[Path]) -> Iterator[Engine]:
    engine = connect(address(sqlite, files))
    yield engine
    engine.dispose()


def name(row: Row) -> str:
    """The partner without its country, as it is written else."""
    bare = row[PARTNER].strip().removesuffix(f"({row[COUNTRY].strip()})").strip()
    return bare[1:-1].replace('""', '"') if bare[0] == bare[-1] == '"' else bare


KEYS: dict[str, Callable[[Row], str]] = {
    "academic_year": lambda row: row[YEAR],
    "country": lambda row: CODES[row[COUNTRY]],
    "faculty": lambda row: row[FACULTY],
    "partner": name,
}
SHOWN = {"country": "country_code"}


def numbers(rows: list[Row], by: tuple[str, ...], direction: str, programme: str) -> dict[tuple[str, ...], list[int]]:
    """Places, assigned and beyond by keys. What is alike but for the language of a place is one row of an agreement."""
    grains: dict[tuple[str, ...], list[int]] = defaultdict(lambda: [0, 0])
    groups = {}
    for row in rows:
        if (row[DIRECTION], row[PROGRAMME]) == (direction, programme):
            grain = tuple(row[column] for column in (YEAR, PARTNER, COUNTRY, FACULTY, AREA))
            grains[grain][0] += int(row[PLACES])
            grains[grain][1] += int(row[ASSIGNED])
            groups[grain] = tuple(KEYS[key](row) for key in by)
    found: dict[tuple[str, ...], list[int]] = defaultdict(lambda: [0, 0, 0])
    for grain, (places, assigned) in grains.items():
        for at, number in enumerate((places, assigned, max(0, assigned - places))):
            found[groups[grain]][at] += number
    return dict(found)


def answered(
    engine: Engine, by: tuple[str, ...], measures: list[str], **where: str
) -> dict[tuple[str, ...], list[Any]]:
    frame = TOPICS["agreements"](engine, list(by), {key: [value] for key, value in where.items()}, "en")
    keys = [SHOWN.get(key, key) for key in by]
    assert not frame.duplicated([*keys]).any()
    return {
        tuple(map(str, row[: len(by)])): row[len(by) :]
        for row in frame[[*keys, *measures]].astype(object).values.tolist()
    }


@pytest.mark.parametrize(
    "by",
    [("academic_year",), ("academic_year", "faculty"), ("academic_year", "country"), ("country", "partner"),
     ("academic_year", "faculty", "country", "partner")],
    ids="-".join,
)  # fmt: skip
def test_use_and_over_use(zaragoza: Engine, rows: list[Row], by: tuple[str, ...]):
    wanted = numbers(rows, by, "OUT", "ERASMUS")
    found = answered(zaragoza, by, ["places", "assigned", "beyond", "use_pct"], direction="outbound")
    assert {key: row[:3] for key, row in found.items()} == wanted
    for key, (places, assigned, _beyond) in wanted.items():
        percent = found[key][3]
        assert pd.isna(percent) if not places else percent == pytest.approx(100 * assigned / places)
    assert sum(beyond for _places, _assigned, beyond in wanted.values()) > 0


def test_places_offered_to_those_who_come_are_used_by_nobody_knows_whom(zaragoza: Engine, rows: list[Row]):
    """'0' assigned on rows of entrants is not measured: neither a number nor an idle place."""
    by = ("academic_year", "country", "partner")
    wanted = {key: places for key, (places, _none, _no) in numbers(rows, by, "IN", "ERASMUS").items()}
    found = answered(zaragoza, by, ["places", "assigned", "use_pct", "beyond"], direction="inbound")
    assert {key: row[0] for key, row in found.items()} == wanted
    assert all(pd.isna(value) for row in found.values() for value in row[1:])
    assert TOPICS["balance"](zaragoza)["balance"].isna().all()


def test_overused_agreements(zaragoza: Engine, rows: list[Row]):
    wanted: dict[tuple[str, ...], int] = {}
    for (year, partner, country), (_places, _assigned, beyond) in numbers(
        rows, ("academic_year", "partner", "country"), "OUT", "ERASMUS"
    ).items():
        wanted |= {(year, partner, country): beyond} if beyond else {}
    listed = TOPICS["overused"](zaragoza)
    found: dict[tuple[str, ...], int] = defaultdict(int)
    for row in listed.to_dict("records"):
        found[str(row["academic_year"]), row["partner"], row["country_code"]] += row["beyond"]
    assert dict(found) == wanted
    assert listed["beyond"].is_monotonic_decreasing


@pytest.mark.parametrize(("year", "on"), [("2015", "2016-08-31"), ("2016", "2016-09-01"), ("2016", "")])
def test_partners(zaragoza: Engine, rows: list[Row], year: str, on: str):
    """Abroad, with an agreement listed in the year; about 600 in the two years together, SICUE's among them."""
    wanted: dict[tuple[str, str], set[tuple[str, ...]]] = defaultdict(set)
    for row in rows:
        if row[YEAR] == year and row[PROGRAMME] == "ERASMUS":
            wanted[name(row), CODES[row[COUNTRY]]].add((row[PARTNER], row[FACULTY], row[AREA]))
    frame = TOPICS["partners"](zaragoza, where={"on": [on]} if on else {})
    found = {(row["partner"], row["country_code"]): row["agreements"] for row in frame.to_dict("records")}
    assert found == {key: len(agreements) for key, agreements in wanted.items()}
    assert "ESP" not in set(frame["country_code"])


def test_all_partners_of_the_two_years(zaragoza: Engine, rows: list[Row]):
    register = TOPICS["ties"](zaragoza, where={"scope": ["all"]})
    assert register["partner_code"].nunique() == len({(name(row), row[COUNTRY]) for row in rows}) == 629
    abroad = TOPICS["ties"](zaragoza)
    assert abroad["partner_code"].nunique() == 575
    assert len(abroad) == len({(row[PARTNER], row[FACULTY], row[AREA]) for row in rows if row[PROGRAMME] == "ERASMUS"})


def test_domestic_agreements_are_shown_apart(zaragoza: Engine, rows: list[Row]):
    for topic in ("ties", "overused", "balance", "partners", "expiring", "coverage"):
        assert "ESP" not in set(TOPICS[topic](zaragoza)["country_code"]), topic
    assert set(TOPICS["ties"](zaragoza, where={"scope": ["domestic"]})["country_code"]) == {"ESP"}
    found = answered(
        zaragoza, ("academic_year",), ["places", "assigned", "beyond"], direction="outbound", scope="domestic"
    )
    assert found == numbers(rows, ("academic_year",), "OUT", "SICUE")


def test_idle_in_both_years(zaragoza: Engine, rows: list[Row]):
    """Asleep for two years: listed outbound in both, and nobody was assigned in either."""
    went: dict[tuple[str, ...], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        if row[PROGRAMME] == "ERASMUS" and row[DIRECTION] == "OUT":
            went[name(row), CODES[row[COUNTRY]], row[FACULTY], row[AREA]][row[YEAR]] += int(row[ASSIGNED])
    wanted = sorted(key[:3] for key, years in went.items() if len(years) == 2 and not any(years.values()))
    found = TOPICS["asleep"](zaragoza, where={"years": ["2"]})
    assert sorted(found[["partner", "country_code", "faculty"]].itertuples(index=False, name=None)) == wanted
    assert set(found["measured"]) == {"outbound"}
    assert TOPICS["asleep"](zaragoza, where={"years": ["3"]}).empty


HEADER = ";".join([YEAR, PROGRAMME, AREA, FACULTY, DIRECTION, COUNTRY, PARTNER, PLACES, ASSIGNED])
LATER = [
    "2017;ERASMUS;0421-Derecho;Facultad de Derecho;OUT;Alemania;Universität Bielefeld (Alemania);2;1",
    "2017;ERASMUS;0421-Derecho;Facultad de Derecho;OUT;Alemania;Universitat Bielefeld (Alemania);3;5",
    "2017;ERASMUS;0421-Derecho;Facultad de Derecho;OUT;Alemania;Universität Bielefeld;4;2",
]


def test_spellings_are_one_institution_only_where_a_person_said_so(to_change: Engine, tmp_path: Path):
    """Of three spellings the country in brackets alone makes no other institution; a letter does."""
    (tmp_path / "2017_2018.csv").write_text("\n".join([HEADER, *LATER]) + "\n", encoding="utf-8")
    load.load(to_change, SOURCES["unizar_agreements"], [tmp_path / "2017_2018.csv"])

    def bielefeld() -> dict[str, list[Any]]:
        asked = {"academic_year": ["2017"], "direction": ["outbound"]}
        use = TOPICS["agreements"](to_change, ["partner"], asked)
        went = TOPICS["mobility"](to_change, ["partner"], asked).set_index("partner_code")["headcount"]
        told = zip(use["partner_code"], use["places"], use["beyond"], strict=True)
        return {code: [places, beyond, went[code]] for code, places, beyond in told}

    before = bielefeld()
    assert sorted(before.values()) == [[3, 2, 5], [6, 0, 3]]
    [one, other] = sorted(before, key=lambda code: before[code][0])
    assert len(TOPICS["partners"](to_change)) == 2
    same.merge(to_change, one, other, "A missing umlaut.", "anna")
    assert bielefeld() == {other: [9, 2, 8]}
    assert TOPICS["partners"](to_change)[["partner_code", "agreements"]].to_numpy().tolist() == [[other, 3]]
    same.take_back(to_change, 1, "anna")
    assert bielefeld() == before
