"""The same question gives the same number in card, chart, table, download and command, whatever is chosen.

Selections are drawn at random and opened as pages. What a page shows is compared with what SQL answers to the same
conditions; the page itself does not ask SQL: it answers from arrays.
"""

import io
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from dashboard import words
from db import queries
from db.queries import options
from db.vocabulary import NOT_COUNTRIES, Direction
from etl import load
from etl.sources import SOURCES
from tests.conftest import Command, Databases, address_of, load_shipped, opened
from tests.pages import agree, drawn
from tests.pages.asked import NARROWING, Answers, Asked, Conditions, Offered
from tests.pages.conftest import Open, runner
from tests.pages.drawn import Chart, Files

VIEWS = ("country", "group", "unit", "year", "flows", "spread", "compare")
SHOWN = [
    ("overview", ""), *(("mobility", view) for view in VIEWS), ("country", ""), ("faculty", ""), ("partner", ""),
    ("partnerships", ""), ("partnerships", "use"),
]  # fmt: skip
SELECTIONS, REAL_SELECTIONS, STATEMENTS = 200, 44, 20
STUDENTS = {
    "International students, degree": ("inbound", "degree"), "Incoming exchange students": ("inbound", "credit"),
    "Students abroad for a degree": ("outbound", "degree"), "Outgoing exchange students": ("outbound", "credit"),
}  # fmt: skip
COUNTRIES = {"Countries of origin": "inbound", "Host countries": "outbound"}
Listed = tuple[tuple[str, ...], pd.DataFrame]
"""What a chart is listed by, and the answer of SQL."""


@dataclass
class Page:
    """A page that was opened, and whom to ask what it must show."""

    asked: Asked
    offered: Offered
    answers: Answers
    app: AppTest
    charts: dict[str, Chart]
    tables: dict[str, pd.DataFrame]

    @property
    def without(self) -> tuple[str, ...]:
        """The overview speaks of the whole institution."""
        return NARROWING if self.asked.page == "overview" else ()

    @property
    def unit(self) -> str:
        return "department" if self.asked.has("faculty") and not self.without else "faculty"

    @property
    def kind(self) -> str:
        """Whose countries a card tells: those of the chosen type; of a whole institution degree students."""
        degree = self.offered.preferred("inbound", "degree")
        return str(self.asked.choices["type"]) if not self.without or not degree else "degree"

    def series(self, direction: str, kind: str) -> str:
        """The chosen definition where it counts these, else the preferred one."""
        chosen = str(self.asked.choices.get("series", ""))
        return chosen if (direction, kind, chosen) in self.offered.series else self.offered.preferred(direction, kind)

    def where(self, direction: str = "", *, every_year: bool = False, without: tuple[str, ...] = ()) -> Conditions:
        one = direction or str(self.asked.choices["direction"])
        series = self.series(one, str(self.asked.choices["type"]))
        return self.asked.where(one, series, every_year=every_year, without=(*self.without, *without))

    def rows(self, *by: str, direction: str = "", every_year: bool = False, without: tuple[str, ...] = ()) -> Any:
        return self.answers.ask("mobility", by, self.where(direction, every_year=every_year, without=without))

    @property
    def meets(self) -> bool:
        """Whether there is anybody to show: of any country, in the chosen year and direction."""
        return bool(self.answers.total("mobility", self.where()))


def open_asked(asked: Asked, offered: Offered, answers: Answers, open_page: Open) -> Page:
    app = open_page(asked.page, view=asked.view, **asked.choices)
    assert not app.exception
    page = Page(asked, offered, answers, app, drawn.charts(app), drawn.tables(app))
    instead = of_known_type(page) if asked.page in ("country", "faculty", "partner") else asked
    assert any("Shown instead" in info.value for info in app.info) is (instead != asked)
    return replace(page, asked=instead)


def of_known_type(page: Page) -> Asked:
    """What a page of one thing shows: of a mobility type of which nothing is known there in any year, the other one."""
    asked = page.asked
    chosen, directions = str(asked.choices["type"]), (str(asked.choices["direction"]), *Direction)

    def is_known(kind: str, direction: str) -> bool:
        series = page.series(direction, kind)
        of_it = replace(asked, choices={**asked.choices, "type": kind})
        rows = page.answers.ask("mobility", ("academic_year",), of_it.where(direction, series, every_year=True))
        return bool(series) and bool((rows["headcount"].fillna(0) > 0).any() or (rows["state"] == "withheld").any())

    if any(is_known(chosen, direction) for direction in directions):
        return asked
    for direction in directions:
        for kind in sorted({kind for _direction, kind, _series in page.offered.series} - {chosen}):
            if is_known(kind, str(direction)):
                return replace(asked, choices={**asked.choices, "type": kind, "direction": str(direction)})
    return asked


def check_years(page: Page, chart: Chart, direction: str) -> Listed:
    rows = page.rows("academic_year", direction=direction, every_year=True)
    agree.assert_line(chart.only("scatter"), agree.known(rows, "academic_year"))
    return ("academic_year",), rows


def check_bars(by: str) -> Callable[[Page, Chart, str], Listed]:
    """by: 'unit' is a faculty or, in a chosen one, a department."""

    def check(page: Page, chart: Chart, direction: str) -> Listed:
        name = page.unit if by == "unit" else by
        rows = page.rows(name, direction=direction)
        agree.assert_bars(chart.only("bar"), agree.known(rows, name))
        return (name,), rows

    return check


def check_groups(page: Page, chart: Chart, direction: str) -> Listed:
    rows = page.rows("group", direction=direction, without=("group", "country"))
    agree.assert_groups(chart.only("bar"), agree.known(rows, "group"))
    return ("group",), rows


def check_map(page: Page, chart: Chart, _direction: str) -> Listed:
    rows = page.rows("country")
    beside = [caption.value for caption in page.app.caption if caption.value.startswith("Not on the map: ")]
    told = "".join(beside).removeprefix("Not on the map: ").replace("\\", "")
    unseen = sum(drawn.number(part.rsplit(" ", 1)[1]) or 0 for part in told.split("; ") if part)
    agree.assert_map(chart, agree.known(rows, "country"), unseen, agree.at_least(rows, "country"))
    return ("country",), rows


def check_heat(page: Page, chart: Chart, _direction: str) -> Listed:
    rows = page.rows(page.unit, "country")
    fields = agree.known(rows, page.unit, "country")
    named = {(u, c): n for (u, c), n in fields.items() if u and c not in NOT_COUNTRIES}
    agree.assert_heat(chart, named, agree.at_least(rows, page.unit, "country"))
    return (page.unit, "country"), rows


def check_flows(page: Page, chart: Chart, _direction: str) -> Listed:
    ends = ("region", page.unit) if page.asked.choices["direction"] == "inbound" else (page.unit, "country")
    rows = page.rows(*ends)
    agree.assert_flows(chart.only("sankey"), agree.known(rows, *ends))
    return ends, rows


def check_spread(page: Page, chart: Chart, _direction: str) -> Listed:
    rows = page.rows("country")
    counts = agree.known(rows, "country")
    agree.assert_spread(chart, counts)
    check_concentration(page, sorted(agree.positive(agree.of_countries(counts)).values(), reverse=True))
    return ("country",), rows


def check_concentration(page: Page, of_countries: list[float]) -> None:
    """The cards above, and what would remain without the largest country."""
    cards, total = drawn.cards(page.app), sum(of_countries)
    shares = [n / total for n in of_countries]
    wanted = (100 * shares[0], 100 * sum(shares[:3]), 1 / sum(share**2 for share in shares), float(len(shares)))
    labels = (
        "Share of the largest country", "Share of the three largest", "Effective number of countries", "Countries",
    )  # fmt: skip
    assert [drawn.number(cards[label][0]) for label in labels] == pytest.approx(wanted, abs=0.051)
    everybody = page.answers.total("mobility", page.where()) or 0
    number = r"(?:at least )?([\d,]+)"
    told = re.search(f"Without .+: {number} instead of {number} students", drawn.text(page.app))
    assert told
    assert [drawn.number(n) for n in told.groups()] == [everybody - of_countries[0], everybody]


def check_shares(page: Page, chart: Chart, _direction: str) -> None:
    """Percent of the university's students who are in the unit."""
    own, whole = (
        page.answers.by_year("mobility", page.where(every_year=True, without=without))
        for without in ((), ("faculty", "department"))
    )
    wanted = {year: 100 * own[year] / whole[year] for year in own if whole.get(year)}
    (line,) = chart.traces
    shown = dict(zip(line["x"], line["y"], strict=True))
    assert {y: n for y, n in shown.items() if n is not None} == pytest.approx(years_in_words(wanted))
    table = page.tables[chart.key]
    assert dict(zip(table["Academic year"], table["Share, %"], strict=True)) == pytest.approx(years_in_words(wanted))


def check_shares_of_all(page: Page, chart: Chart, _direction: str) -> None:
    """Percent from abroad among all students: of the unit, and of the university."""
    for line, without in zip(chart.traces, ((), ("faculty", "department")), strict=True):
        abroad = page.answers.by_year("mobility", page.where(every_year=True, without=without))
        everyone = page.answers.by_year("enrolment", denominator(page, without))
        wanted = {year: 100 * abroad[year] / everyone[year] for year in abroad if everyone.get(year)}
        shown = {y: n for y, n in zip(line["x"], line["y"], strict=True) if n is not None}
        assert shown == pytest.approx(years_in_words(wanted))


def denominator(page: Page, without: tuple[str, ...] = ()) -> Conditions:
    names = [name for name in ("faculty", "department", "level") if name not in (*page.without, *without)]
    series = options.enrolment_series(page.answers.engine, page.asked.institution)
    return {"institution": [page.asked.institution], "series": [series], **page.asked.narrowed(*names)}


def years_in_words(counts: dict[int, float]) -> dict[str, float]:
    return {words.year(year): n for year, n in counts.items()}


def check_use(by: str) -> Callable[[Page, Chart, str], None]:
    """Places and assigned students of agreements, of which `db query agreements` tells."""

    def check(page: Page, chart: Chart, direction: str) -> None:
        where = {**used(page), **({"direction": [direction]} if direction else {})}
        if by != "academic_year":
            where["academic_year"] = [str(page.asked.year)]
        rows = page.answers.ask("agreements", (by,), where)
        drawn_ones = rows if by == "academic_year" else rows.head(20)
        for trace, name in zip(chart.traces, ("places", "assigned"), strict=True):
            assert trace["x"] == [None if pd.isna(n) else n for n in drawn_ones[name]]
        table = page.tables[chart.key]
        assert table["Places"].tolist() == rows["places"].tolist()

    return check


def used(page: Page) -> Conditions:
    names = ("faculty", "department", "country", "group", "members", "partner", "direction")
    return {"institution": [page.asked.institution], **page.asked.narrowed(*names)}


def check_balance(page: Page, chart: Chart, _direction: str) -> None:
    """Students who went and who came by year, and the sum of the difference over the years that are whole."""
    sides = {}
    for direction in ("outbound", "inbound"):
        rows = page.answers.ask("agreements", ("academic_year",), {**used(page), "direction": [direction]})
        sides[direction] = rows.set_index("academic_year")["assigned"]
    bars = [trace for trace in chart.traces if trace["type"] == "bar"]
    for trace, counts in zip(bars, sides.values(), strict=True):
        told = {words.year(year): None if pd.isna(n) else n for year, n in counts.items()}
        assert {x: y for x, y in zip(trace["x"], trace["y"], strict=True) if x in told} == told
    lines = [trace["y"] for trace in chart.traces if trace["type"] == "scatter"]
    both = (sides["outbound"] - sides["inbound"]).dropna().sort_index().cumsum()
    assert [[n for n in line if n is not None] for line in lines] == ([both.tolist()] if len(both) else [])


def check_lives(page: Page, chart: Chart, _direction: str) -> None:
    """A piece of a line for each phase that has begun or will, of agreements that the register names."""
    listed = set(page.tables[chart.key]["Agreement"])
    codes = {row[0] for trace in chart.traces for row in trace["customdata"]}
    assert codes
    assert codes <= listed


def check_partners(page: Page, chart: Chart, _direction: str) -> None:
    """How many partners are named in each country, as the table below lists them."""
    table, (dots,) = page.tables[chart.key], chart.traces
    counted = table["Country"].value_counts().to_dict()
    assert {codes[1]: n for codes, n in zip(dots["customdata"], dots["text"], strict=True)} == counted


CHECKS: dict[str, Callable[[Page, Chart, str], Listed | None]] = {
    r"\w+-years": check_years,
    r"\w+-countries": check_bars("country"),
    r"\w+-(units|departments|faculties)": check_bars("unit"),
    r"(mobility|country|places)-partners": check_bars("partner"),
    r"\w+-map": check_map,
    r"\w+-groups": check_groups,
    r"\w+-heat-map": check_heat,
    r"\w+-flows": check_flows,
    r"\w+-spread": check_spread,
    r"faculty-share": check_shares,
    r"faculty-share-all": check_shares_of_all,
    r"use-years": check_use("academic_year"),
    r"use-country": check_use("country"),
    r"use-faculty": check_use("faculty"),
    r"use-partner": check_use("partner"),
    r"partners-map": check_partners,
    r"partner-balance": check_balance,
    r"partner-lives": check_lives,
}
"""How a chart is compared, by its key without the direction; what is more exact is asked for first."""
FIRST = ("use-years", "use-country", "use-faculty", "use-partner", "partners-map", "partner-balance", "partner-lives")


def check_chart(page: Page, chart: Chart) -> Listed | None:
    """Compare a chart with SQL, and its table with the same answer."""
    key, direction = re.fullmatch(r"(.+?)(?:-(inbound|outbound))?", chart.key).groups()  # type: ignore[union-attr]
    check = next(CHECKS[name] for name in (*FIRST, *CHECKS) if re.fullmatch(name, key))
    listed = check(page, chart, direction or "")
    if listed:
        assert agree.listed(page.tables[chart.key], listed[0]) == agree.answered(listed[1], listed[0], words.year)
    return listed


def check_cards(page: Page) -> None:
    """Each card of students, of their share and of countries, with its change on the year before."""
    check_countries_told(page)
    for label, (shown, change) in drawn.cards(page.app).items():
        name = label.removesuffix(f", {words.year(page.asked.year)}")
        known = card_by_year(page, name)
        if known is None:
            continue
        now, then = known.get(page.asked.year), known.get(page.asked.year - 1)
        assert drawn.number(shown) == (None if now is None else pytest.approx(now, abs=0.051)), label
        if page.answers.breaks(series_of(page, name), page.asked.year - 1, page.asked.year):
            assert change in ("", "break in the series")
            continue
        told = drawn.number(change.split(" ")[0]) if change else None
        assert told == (None if now is None or then is None else pytest.approx(now - then, abs=0.051)), label


def check_countries_told(page: Page) -> None:
    """Countries are counted in the chosen direction (the overview tells of both), unless one country is chosen."""
    told = {name for label in drawn.cards(page.app) for name in COUNTRIES if label.startswith(name + ", ")}
    countries = page.asked.choices.get("country", [])
    is_one = page.asked.page == "country" or len(countries) == 1
    direction = page.asked.choices["direction"]
    if page.asked.page != "overview":
        assert told <= {name for name, one in COUNTRIES.items() if one == direction and not is_one}
    if page.asked.page == "mobility" and not is_one and (direction, page.kind) == ("outbound", "credit"):
        assert bool(told) == bool(card_by_year(page, "Host countries"))


def series_of(page: Page, name: str) -> str:
    """The series that a card counts by; of shares, that of students from abroad."""
    if name == "All students":
        return denominator(page)["series"][0]
    if name in COUNTRIES:
        return page.series(COUNTRIES[name], page.kind)
    return page.series(*STUDENTS.get(name, ("inbound", "degree")))


def card_by_year(page: Page, name: str) -> dict[int, float] | None:
    """What a card must show, by year; None for a card of other things."""
    names = [n for n in NARROWING if n not in page.without]
    narrowed = {"institution": [page.asked.institution], **page.asked.narrowed(*names)}

    def students(direction: str, kind: str, where: Conditions) -> Conditions:
        of_it = {"direction": [direction], "mobility_type": [kind], "series": [page.series(direction, kind)]}
        return {**where, **of_it}

    if name in STUDENTS:
        return page.answers.by_year("mobility", students(*STUDENTS[name], narrowed))
    abroad = students("inbound", "degree", narrowed)
    if name == "All students":
        return page.answers.by_year("enrolment", denominator(page))
    if name in ("Share of international students", "Part of all international students"):
        own = page.answers.by_year("mobility", abroad)
        whole = students("inbound", "degree", {"institution": [page.asked.institution]})
        of_all = name == "Share of international students"
        beside = page.answers.by_year(*(("enrolment", denominator(page)) if of_all else ("mobility", whole)))
        return {year: 100 * n / beside[year] for year, n in own.items() if beside.get(year)}
    if name in COUNTRIES:
        where = students(COUNTRIES[name], page.kind, narrowed)
        rows = page.answers.ask("mobility", ("academic_year", "country"), where)
        rows = rows[~rows["country_code"].isin(NOT_COUNTRIES) & (rows["headcount"].fillna(0) > 0)]
        return {int(year): float(n) for year, n in rows["academic_year"].value_counts().items()}
    return None


NO_MEMBER = "no chosen country is a member of"


def check_comparison(page: Page) -> None:
    """A and B: their totals, their difference, their bars and lines."""
    a, b = page.where(), other(page)
    sides = [page.answers.total("mobility", where) for where in (a, b)]
    shown = [drawn.number(value) for label, (value, _) in drawn.cards(page.app).items() if label[:3] in ("A: ", "B: ")]
    assert shown == sides
    if any(NO_MEMBER in info.value for info in page.app.info):
        assert None in sides
        assert not page.charts
        return
    first, last = sorted(int(where["academic_year"][0]) for where in (a, b))
    is_broken = page.answers.breaks(a["series"][0], first, last)
    assert not is_broken or any("They share no axis" in warning.value for warning in page.app.warning)
    if all(sides) and not is_broken:
        told = re.search(r"A less B: ([+−±]?[\d,]+)", drawn.text(page.app))
        assert told
        assert drawn.number(told[1]) == sides[0] - sides[1]  # type: ignore[operator]
    for key, chart in page.charts.items():
        if key == "mobility-compare-years" and len(chart.traces) == 1:
            check_years(page, chart, "")
        elif key.endswith(("-a", "-b")):
            assert is_broken
            check_side(page, chart, a if key.endswith("-a") else b)
        elif key.startswith("mobility-compare"):
            check_pair(page, chart, a, b)


def check_side(page: Page, chart: Chart, where: Conditions) -> None:
    """A chart of one of two that do not compare."""
    if "-years-" in chart.key:
        where = {name: values for name, values in where.items() if name != "academic_year"}
        rows = page.answers.ask("mobility", ("academic_year",), where)
        agree.assert_line(chart.only("scatter"), agree.known(rows, "academic_year"))
    else:
        agree.assert_bars(chart.only("bar"), agree.known(page.answers.ask("mobility", ("country",), where), "country"))


def check_pair(page: Page, chart: Chart, a: Conditions, b: Conditions) -> None:
    kind = chart.key.rsplit("-", 1)[1]
    by = {"years": "academic_year", "countries": "country", "faculties": "faculty"}[kind]
    for side, trace, where in zip("AB", chart.traces, (a, b), strict=True):
        asked = {name: values for name, values in where.items() if name != "academic_year" or kind != "years"}
        rows = page.answers.ask("mobility", (by,), asked)
        rows = rows[~rows["country_code"].isin(NOT_COUNTRIES)] if by == "country" else rows
        if by == "academic_year":
            agree.assert_line(trace, agree.known(rows, by))
        else:
            agree.assert_half(trace, agree.known(rows, by))
        listed = agree.listed(page.tables[chart.key], (by,), Selection=side)
        assert listed == agree.answered(rows, (by,), words.year)


def other(page: Page) -> Conditions:
    """The conditions of B: what is chosen for it in place of A's; nothing chosen is the year before."""
    chosen = {name: str(page.asked.choices.get(f"vs_{name}", "")) for name in ("year", "faculty", "country", "group")}
    if not any(chosen.values()):
        chosen["year"] = str(page.asked.year - 1)
    found = page.where()
    if chosen["faculty"]:
        found.pop("department", None)
    for name, key in (("academic_year", "year"), ("faculty", "faculty"), ("country", "country"), ("group", "group")):
        if chosen[key] == "*":
            found.pop(name, None)
        elif chosen[key]:
            found[name] = [chosen[key]]
    return found


def check_command(command: Command, page: Page, by: tuple[str, ...], where: Conditions, rows: pd.DataFrame) -> None:
    """`python -m db query mobility` lists the same rows with the same numbers."""
    asked = [f"--where={name}={','.join(values)}" for name, values in where.items()]
    answer = command(page.answers.engine, "db", "query", "mobility", "--by", ",".join(by), *asked, "--format", "csv")
    assert answer.status == 0, answer.err
    printed = pd.read_csv(io.StringIO(answer.out), keep_default_na=False, dtype=str)
    printed = printed.assign(headcount=pd.to_numeric(printed["headcount"].replace("", None)))
    assert agree.answered(printed, by, str) == agree.answered(rows, by, str)


def check_files(files: Files, key: str, by: tuple[str, ...], rows: pd.DataFrame) -> None:
    """The CSV and the workbook of a table, read again, hold the same rows; the workbook with years as people say."""
    written = files.csv(key)
    written = written.assign(headcount=pd.to_numeric(written["headcount"].replace("", None)))
    assert agree.answered(written, by, str) == agree.answered(rows, by, str)
    sheet = next(iter(files.xlsx(key).values()))
    head = next(place for place, line in enumerate(sheet) if "Students" in line)
    book = pd.DataFrame(sheet[head + 1 :], columns=sheet[head])
    wanted = [None if pd.isna(n) else float(n) for n in written["headcount"]]
    assert [None if n == "" else float(n) for n in book["Students"]] == wanted
    book = book.assign(Students=book["Students"].replace("", None))
    assert agree.listed(book, by) == agree.answered(rows, by, words.year)
    assert set(book["State"]) <= set(words.CODES["state"].values())


def check(number: int, page: Page, command: Command, files: Files) -> None:
    """All that a page shows of one selection; command and files for every fourth."""
    check_cards(page)
    if page.asked.view == "compare":
        check_comparison(page)
    main = {key: chart for key, chart in page.charts.items() if "-compare-" not in key}
    assert not [key for key, chart in page.charts.items() if chart.is_empty]
    assert not [key for key, table in page.tables.items() if table.empty]
    for key, chart in main.items():
        listed = check_chart(page, chart)
        if listed and number % 4 == 0:
            every_year, direction = "academic_year" in listed[0], next(iter(re.findall(r"-(\w+bound)$", key)), "")
            without = ("group", "country") if listed[0] == ("group",) else ()
            where = page.where(direction, every_year=every_year, without=without)
            check_command(command, page, listed[0], where, listed[1])
            check_files(files, key, *listed)
    check_lines(page)
    if page.asked.page not in ("partner", "partnerships"):
        told = [info.value for info in page.app.info]
        reasons = ("does not tell countries", "is a member of a country group", "more than one country", NO_MEMBER)
        assert page.charts or not page.meets or any(reason in line for line in told for reason in reasons)
        assert page.charts or told


def check_lines(page: Page) -> None:
    """The cells behind a page add up to its total, where all of them are listed."""
    key = f"{page.asked.page}-rows"
    if key in page.tables and len(page.tables[key]) < 300:
        known = page.tables[key]["Students"].dropna() if "Students" in page.tables[key] else pd.Series(dtype=float)
        assert float(known.sum()) == (page.answers.total("mobility", page.where()) or 0)


@pytest.fixture(scope="module")
def answers(everything: Engine) -> Answers:
    return Answers(everything)


@pytest.fixture(scope="module")
def offered(everything: Engine) -> dict[str, Offered]:
    return {code: Offered.of(everything, code) for code in ("kaznu-demo", "unizar")}


@pytest.mark.parametrize("number", range(SELECTIONS))
def test_a_page_shows_what_is_counted(
    number: int, open_page: Open, offered: dict[str, Offered], answers: Answers, command: Command,
    monkeypatch: pytest.MonkeyPatch,
):  # fmt: skip
    of = offered["unizar" if number % 8 == 7 else "kaznu-demo"]
    page, view = SHOWN[number % len(SHOWN)]
    files = drawn.offered(monkeypatch)
    shown = open_asked(of.draw(page, view, random.Random(number)), of, answers, open_page)
    check(number, shown, command, files)


SAID_ON = [("overview", ""), ("mobility", "country"), ("country", ""), ("faculty", ""), ("published", "")]


@pytest.mark.parametrize("number", range(STATEMENTS))
def test_a_page_shows_what_was_stated(number: int, open_page: Open, everything: Engine, command: Command):
    """Dots of statements bear the values that `db query published` prints, and tables list each of its rows."""
    chance = random.Random(number)
    of = ("kaznu", "KAZ")[number % 2]
    page, view = SAID_ON[number % len(SAID_ON)]
    choices: dict[str, Any] = {"institution": of, "year": "2023", "lang": "en", "tables": "1"}
    if page == "faculty" or chance.random() < 0.3:
        choices["faculty"] = "law" if of == "kaznu" else ""
    if page == "country" or chance.random() < 0.4:
        choices["country"] = chance.sample(sorted(options.countries(everything, of)), 2)
    app = open_page(page, view=view, **choices)
    assert not app.exception
    asked = [f"--where=institution={of}"]
    if page != "overview":
        asked += [f"--where=faculty={choices['faculty']}"] if choices.get("faculty") else []
        asked += [f"--where=country={','.join(choices['country'])}"] if choices.get("country") else []
    printed = command(everything, "db", "query", "published", *asked, "--format", "csv")
    assert printed.status == 0
    stated = pd.read_csv(io.StringIO(printed.out), keep_default_na=False).set_index("code")
    for chart in drawn.charts(app).values():
        if chart.key.endswith("-possible"):
            check_ranges(chart, drawn.tables(app)[chart.key], everything, command, asked)
        elif chart.traces[0]["type"] == "scatter":
            check_dots(chart, drawn.tables(app)[chart.key], stated)
    for key in ("published", "country-published", "faculty-published"):
        if key in drawn.tables(app):
            assert set(drawn.tables(app)[key]["Code"]) == set(stated.index)


def check_ranges(chart: Chart, table: pd.DataFrame, everything: Engine, command: Command, asked: Sequence[str]) -> None:
    """Bands of what is possible end where `db query bounds` says, and so does their table."""
    printed = command(everything, "db", "query", "bounds", "--by", "academic_year", *asked, "--format", "csv")
    assert printed.status == 0
    rows = pd.read_csv(io.StringIO(printed.out), keep_default_na=False).to_dict("records")
    metrics = queries.TOPICS["published"](everything).set_index("code")["metric"]
    # A year with no lower end, and an upper one by figures of others alone, tells nothing that anybody asks.
    rows = [
        row for row in rows
        if row["lower"] != 0 or row["metric"] in {metrics[code] for code in row["upper_because"].split(";") if code}
    ]  # fmt: skip
    ends = {row["academic_year"]: [int(row[end]) for end in ("lower", "upper") if row[end] != ""] for row in rows}
    told = [list(dict.fromkeys(some)) for _year, some in sorted(ends.items())]
    marks = [trace for trace in chart.traces if trace["mode"] != "lines"]
    assert [trace["y"] for trace in marks] == told
    lower = {row["academic_year"]: int(row["lower"]) for row in rows}
    years = {f"{year}/{(year + 1) % 100:02d}": low for year, low in lower.items()}
    assert [years[year] for year in table["Academic year"]] == table["At least"].tolist()


def check_dots(chart: Chart, table: pd.DataFrame, stated: pd.DataFrame) -> None:
    """Each dot the value of a row of its table, and each row that of a statement."""
    values = [float(stated.loc[code, "value"]) for code in table["Code"]]
    shown = [drawn.number(figure.rsplit(" ", 1)[-1]) for figure in table["Figure"]]
    assert shown == values
    dots = sorted(float(x) for trace in chart.traces for x in trace["x"])
    assert not pd.Series(dots).value_counts().sub(pd.Series(values).value_counts(), fill_value=0).gt(0).any()


@pytest.fixture(scope="module")
def real(sqlite: Databases, open_data: Any) -> Iterator[Engine]:
    """Zaragoza's own files: agreements of two years, results of four."""

    def fill(engine: Engine) -> None:
        load_shipped(engine)
        folder = open_data / "unizar-mobility"
        for source, part in (("unizar_agreements", "erasmus"), ("unizar_results", "resultados")):
            load.load(engine, SOURCES[source], sorted((folder / part).glob("*.csv")))

    yield from opened(sqlite, sqlite.copy("zaragoza", fill))


@pytest.mark.parametrize("number", range(REAL_SELECTIONS))
def test_a_page_of_a_real_university_shows_what_is_counted(
    number: int, real: Engine, command: Command, monkeypatch: pytest.MonkeyPatch
):
    of = Offered.of(real, "unizar")
    page, view = SHOWN[number % len(SHOWN)]
    files = drawn.offered(monkeypatch)
    asked = of.draw(page, view, random.Random(number))
    shown = open_asked(asked, of, Answers(real), runner(address_of(real), monkeypatch))
    check(number, shown, command, files)
