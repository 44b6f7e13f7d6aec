"""What each role gets on each page and in each file: nothing that depends on exact numbers it may not see.

Two databases have the same protected numbers, but quite other exact ones: each above a million. Whoever sees protected
numbers must not be able to tell which of the two is asked.
"""

import io
import itertools
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import Engine, text
from streamlit.testing.v1 import AppTest

from dashboard import access, data, drill
from dashboard.roles import Person
from db import queries
from db.engine import writer
from db.queries import gate
from db.sight import Role
from tests.conftest import Databases, address_of, load_shipped, opened
from tests.pages.conftest import Open, runner
from tests.pages.drawn import everything, offered

DEMO, LAW = "kaznu-demo", "law"
TAINT = 1_000_000
PEOPLE = {
    "guest": Person("", Role.GUEST),
    "dean": Person("dean@u.example", Role.DEAN, ((DEMO, LAW),)),
    "analyst": Person("analyst@u.example", Role.ANALYST),
    "office": Person("clerk@u.example", Role.OFFICE),
    "rectorate": Person("rector@u.example", Role.RECTORATE),
}
PARTNER = "demo-example-university-of-seoul"
USUAL: dict[str, str | list[str]] = {"institution": DEMO, "year": "2023", "lang": "en", "tables": "1"}
CHOICES: list[dict[str, str | list[str]]] = [
    {}, {"faculty": "medicine", "country": ["TJK"], "level": ["doctoral"]}, {"faculty": LAW}, {"partner": PARTNER},
    {"type": "credit", "direction": "outbound", "group": "SCO"},
]  # fmt: skip
VIEWS = {
    "mobility": ("country", "faculty", "year", "flows", "concentration", "compare"),
    "partnerships": ("register", "lists", "lives", "kinds", "use", "coverage"),
}
LISTS = ("expiring", "asleep", "balance", "overused")
OTHERS = (
    "unit_id NOT IN (SELECT u.id FROM unit u LEFT JOIN unit_record r ON r.unit_id = u.id AND r.is_current "
    "LEFT JOIN unit f ON f.id = r.parent_id WHERE u.code = 'law' OR f.code = 'law')"
)


def _load_tainted(engine: Engine) -> None:
    load_shipped(engine)
    with writer(engine).begin() as connection:
        for table, column in (
            ("mobility_count", "headcount"), ("enrolment_count", "headcount"), ("stated_total", "headcount"),
            ("agreement_year", "assigned"), ("agreement_year", "graduates"),
        ):  # fmt: skip
            changed = f"UPDATE {table} SET {column} = {TAINT} + 7 * {column} + id % 3"
            connection.execute(text(f"{changed} WHERE {column} IS NOT NULL AND {OTHERS}"))
        connection.execute(text(f"UPDATE release SET rows_read = {TAINT} + id, cells_new = {TAINT}"))
        connection.execute(text(f"UPDATE release_file SET rows = {TAINT} + id, bytes = {TAINT}"))


@pytest.fixture(scope="module")
def tainted(sqlite: Databases) -> Iterator[Engine]:
    """All exact numbers but those of the faculty of law are above a million; protected ones are as they were."""
    yield from opened(sqlite, sqlite.copy("tainted", _load_tainted))


@dataclass
class Looking:
    """Pages as a person sees them, of one of two databases."""

    monkeypatch: pytest.MonkeyPatch

    def at(self, engine: Engine, who: str) -> Open:
        data.forget()
        return self.keeping(engine, who)

    def keeping(self, engine: Engine, who: str) -> Open:
        """As `at`, by the same process as whoever came before."""
        self.monkeypatch.setattr(access, "person", lambda: PEOPLE[who])
        return runner(address_of(engine), self.monkeypatch)


@pytest.fixture
def looking(monkeypatch: pytest.MonkeyPatch) -> Iterator[Looking]:
    yield Looking(monkeypatch)
    monkeypatch.undo()
    data.forget()


def asked() -> Iterator[tuple[str, dict[str, str | list[str]]]]:
    """Every page, each view of it, with choices in turn."""
    turn = 0
    for page in drill.PAGES:
        views = [{"view": view} for view in VIEWS.get(page, ())] or [{}]
        views += [{"view": "lists", "list": name} for name in LISTS] if page == "partnerships" else []
        for view in views:
            for step in range(len(CHOICES) if len(views) == 1 else 2):
                yield page, {**USUAL, **view, **CHOICES[(turn + step) % len(CHOICES)]}
            turn += 1


def _seen(open_page: Open, page: str, choices: dict[str, Any], files: Any) -> dict[str, str]:
    """All that a page tells, and what its files say; times of loading apart."""
    files.offered.clear()
    app = open_page(page, **choices)
    assert not app.exception, (page, choices)
    told = {"page": _plain(everything(app))}
    for key, made in dict(files.offered).items():
        content = made()
        if content.startswith(b"PK"):
            book = CalamineWorkbook.from_filelike(io.BytesIO(content))
            told[key] = _plain(repr([book.get_sheet_by_name(name).to_python() for name in book.sheet_names]))
        else:
            told[key] = _plain(content.decode("utf-8-sig"))
    return told


def _plain(told: str) -> str:
    moments = r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}[\d:.+]*|\d{1,2} \w+ \d{4}, \d{2}:\d{2}|datetime\.datetime\([\d, ]+\)"
    return re.sub(moments, "TIME", told)


@pytest.mark.parametrize("who", ["guest", "dean"])
def test_no_page_and_no_file_depends_on_numbers_that_are_not_shown(
    who: str, shipped: Engine, tainted: Engine, looking: Looking, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = offered(monkeypatch)
    seen = []
    for engine in (shipped, tainted):
        _same_protection(shipped, tainted)
        open_page = looking.at(engine, who)
        seen.append([_seen(open_page, page, choices, files) for page, choices in asked()])
    for (page, choices), one, other in zip(asked(), *seen, strict=True):
        assert one == other, (page, choices)
    kinds = {key.partition("-")[0] for one in seen[0] for key in one}
    assert {"csv", "xlsx", "ewp"} <= kinds
    assert sum(len(one) - 1 for one in seen[0]) > 160  # files
    assert not [told for one in seen[1] for told in one.values() if _above_a_million(told)]


@pytest.mark.parametrize("who", ["guest", "dean"])
def test_no_question_on_the_command_line_depends_on_them(who: str, shipped: Engine, tainted: Engine) -> None:
    """Every topic, by every thing and narrowed in several ways, of both databases."""
    _same_protection(shipped, tainted)
    engines = [gate.opened(engine, PEOPLE[who].sight) for engine in (shipped, tainted)]
    narrower: list[dict[str, list[str]]] = [
        {}, {"faculty": ["medicine"], "academic_year": ["2023"]}, {"faculty": [LAW]}, {"country": ["TJK"]},
        {"partner": [PARTNER]}, {"records": ["with"], "academic_year": ["2023"], "group": ["SCO"]},
        {"academic_year": ["2023"], "direction": ["inbound"], "mobility_type": ["degree"]}, {"release": ["6"]},
    ]  # fmt: skip
    names = [(), *((name,) for name in (*BY, "agreement"))]
    told = 0
    for topic, ask in queries.TOPICS.items():
        for by, narrow in itertools.product(names, narrower):
            one, other = (_answer(ask, engine, by, {"institution": [DEMO], **narrow}) for engine in engines)
            assert one == other, (topic, by, narrow)
            told += not one.startswith("refused")
    assert told > 300


BY = (
    "academic_year", "period", "faculty", "department", "country", "region", "group", "partner", "scope", "series",
    "release", "direction", "mobility_type", "level", "field",
)  # fmt: skip


def _answer(ask: Any, engine: Engine, by: Any, where: Any) -> str:
    try:
        return _plain(str(ask(engine, by=list(by), where=where).to_csv()))
    except queries.BadQuestion as refused:
        return f"refused: {refused}"


def test_roles_that_take_turns_share_no_answer(shipped: Engine, looking: Looking) -> None:
    """One process, nothing forgotten in between: each sees what each saw alone, in whichever order they come."""
    alone = {}
    for who in ("rectorate", "dean", "guest"):
        alone[who] = _numbers(looking.at(shipped, who))
    assert len(set(alone.values())) == 3
    assert alone["rectorate"] == _numbers(looking.at(shipped, "rectorate"))
    for order in (("guest", "rectorate", "dean"), ("dean", "guest", "rectorate"), ("rectorate", "dean", "guest")):
        data.forget()
        for who in order * 2:
            assert _numbers(looking.keeping(shipped, who)) == alone[who], (order, who)


def _numbers(open_page: Open) -> str:
    return everything(open_page("mobility", **USUAL, view="unit"))


def _same_protection(one: Engine, other: Engine) -> None:
    """Salts differ from database to database: the second takes over the protected numbers of the first."""
    tables = ("protection", "protected_slice", "protected_source", "protected_count")
    with one.connect() as source, writer(other).begin() as target:
        if target.scalar(text("SELECT salt FROM protection")) == source.scalar(text("SELECT salt FROM protection")):
            return
        for table in reversed(tables):
            target.execute(text(f"DELETE FROM {table}"))
        for table in tables:
            rows = [dict(row) for row in source.execute(text(f"SELECT * FROM {table}")).mappings()]
            names = list(rows[0]) if rows else []
            marks = ", ".join(f":{name}" for name in names)
            if rows:
                target.execute(text(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})"), rows)


def _above_a_million(told: str) -> bool:
    numbers = re.findall(r"(?<![\w#.])(?:\d{7,9}|\d{1,3}(?:[\u202f\u00a0,]\d{3}){2,})(?![\w.])", told)
    return any(TAINT <= int(re.sub(r"\D", "", number)) < 20 * TAINT for number in numbers)


def test_the_test_above_can_fail(tainted: Engine, looking: Looking) -> None:
    """The rectorate sees the numbers above a million, and a dean those of the own faculty as they are."""
    told = everything(looking.at(tainted, "rectorate")("mobility", **USUAL))
    assert _above_a_million(told)
    own = {**USUAL, "faculty": LAW}
    pages = [everything(looking.at(tainted, who)("faculty", **own)) for who in ("rectorate", "dean")]
    numbers = [set(re.findall(r"\b\d{1,3}\b", page)) for page in pages]
    assert len(numbers[0] & numbers[1]) > 50


@pytest.mark.parametrize("who", PEOPLE)
def test_every_page_runs_for_every_role(who: str, shipped: Engine, looking: Looking) -> None:
    open_page = looking.at(shipped, who)
    for page in drill.PAGES:
        app = open_page(page, **{**USUAL, "tables": ""})
        assert not app.exception, page
        has_form = page in ("load", "enter") and PEOPLE[who].role not in (Role.RECTORATE, Role.OFFICE)
        assert ("This page is for those" in everything(app)) == (
            has_form or (page == "audit" and who != "rectorate")
        ), page  # fmt: skip


HOSTILE = [
    "' OR 1=1 --", "law' UNION SELECT headcount FROM main.mobility_count --", "law,medicine", "law|medicine", "*", "%",
    "../../etc/passwd", "..%2f..%2fdashboard.sqlite", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>",
    "javascript:alert(1)", "{{7*7}}", "${jndi:ldap://x}", "=HYPERLINK(\"http://x\")", "\x00law", "law\r\nX: a",
    "0", "-1", "99999999999999999999", "1e309", "2023-99999", "1900–2100", "TJK", "medicine", "not-stated", "ZZZ",
    "kaznu-demo", "own", "exact", "rectorate", "true", "[]", "[\"law\"]", "A" * 5000, "\u202eevil", "лаw", "  ",
]  # fmt: skip
NAMES = (
    "year", "direction", "type", "series", "level", "faculty", "department", "group", "members", "country", "partner",
    "agreement", "view", "list", "q", "metric", "types", "release", "asof", "idle", "ends", "least", "on", "within",
    "records", "vs_institution", "vs_faculty", "vs_country", "institution", "tables", "sight", "role", "exact", "units",
)  # fmt: skip
GOOD = {
    "faculty": ("medicine", "economics", LAW), "country": ("TJK", "AFG", "CHN"), "level": ("doctoral", "master"),
    "type": ("credit", "degree"), "direction": ("outbound", "inbound"), "partner": (PARTNER,), "group": ("SCO", "EU"),
    "view": ("faculty", "flows", "compare", "concentration", "use", "lists", "coverage"), "records": ("with",),
}  # fmt: skip


@pytest.mark.parametrize("who", ["guest", "dean"])
def test_hostile_addresses_tell_nothing(who: str, tainted: Engine, shipped: Engine, looking: Looking) -> None:
    """250 addresses for each: of other faculties, lists, SQL, scripts, paths, enormous numbers, all mixed at random."""
    _same_protection(shipped, tainted)
    open_page = looking.at(tainted, who)
    draw = random.Random(who)
    for number in range(250):
        page = draw.choice([name for name in drill.PAGES if name not in ("load", "enter")])
        choices: dict[str, Any] = {"institution": DEMO, "lang": draw.choice(["en", "ru", "kk"])}
        for name in draw.sample(NAMES, draw.randint(1, 5)):
            choices[name] = draw.choice(GOOD[name] if name in GOOD and draw.random() < 0.5 else HOSTILE)
        app = open_page(page, **choices)
        assert not app.exception, (number, page, choices)
        if choices["institution"] == DEMO:
            assert not _above_a_million(everything(app)), (number, page, choices)
        assert not _raw_script(app), (number, page, choices)


def _raw_script(app: AppTest) -> bool:
    """Whether something from the address is in what is drawn as HTML."""
    drawn = [str(element.proto.body) for element in app.get("html")] + [
        str(element.value) for element in app.markdown if element.allow_html
    ]
    return any("alert(1)" in body for body in drawn)
