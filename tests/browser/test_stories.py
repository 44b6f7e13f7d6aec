"""Three people at work, each in each language: a rector asks, a dean looks and takes files home, an office finds what
changed."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser
from python_calamine import CalamineWorkbook
from sqlalchemy import Engine

from dashboard import words
from dashboard.i18n import Translator
from db import queries
from etl import load
from etl.sources import SOURCES
from tests.browser import running
from tests.browser.places import LANGUAGES, PAGES
from tests.browser.running import Watched, drawn, saved, texts
from tests.conftest import Databases, address_of, opened
from tests.pages.conftest import load_everything

pytestmark = pytest.mark.browser
CORRECTED = Path(__file__).parent.parent / "data" / "unizar_2030_corrected.csv"
CHINA = {"kk": "Қытай", "ru": "Китай", "en": "China"}
MISSPELT = {"kk": "Қытйа", "ru": "Кетай", "en": "Chnia"}


def names_of_units(engine: Engine, language: str) -> dict[str, str]:
    units = queries.options.units(engine, "kaznu-demo", language=language)
    return dict(zip(units["code"], units["name"], strict=True))


def digits(shown: str) -> int:
    """A number as people write it."""
    return int(re.sub(r"[\s\u202f\u00a0,]", "", shown))


def find(watched: Watched, words: str) -> list[str]:
    """Look for words in the box; what it offers."""
    box = watched.page.locator("[class*=st-key-find-] input")
    box.fill(words)
    box.press("Enter")
    last = watched.page.locator("[data-testid=stSidebar] a[data-testid=stPageLink-NavLink]").last
    last.filter(has_text=words).wait_for()
    watched.settle()
    offered = watched.page.locator("[data-testid=stSidebar] a[data-testid=stPageLink-NavLink]").all_inner_texts()
    return offered[len(PAGES) :]


def follow(watched: Watched, offered: str, at: str) -> None:
    watched.page.locator("[data-testid=stSidebar] a[data-testid=stPageLink-NavLink]", has_text=offered).first.click()
    watched.page.wait_for_url(f"**{at}")
    watched.settle()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rector_asks_for_china_at_the_faculty_of_law(watched: Watched, everything: Engine, language: str):
    law = names_of_units(everything, language)["law"]
    watched.open(f"/?institution=kaznu-demo&year=2023&lang={language}")
    near = find(watched, MISSPELT[language])
    assert near[0].startswith(f"{CHINA[language]} (")
    exact = find(watched, CHINA[language])
    assert exact[0].startswith(f"{CHINA[language]} (")
    assert exact[0] != near[0]
    follow(watched, exact[0], "/country?*country=CHN*")
    assert watched.titles()[0] == CHINA[language]
    watched.choose("faculty", law)
    where = {
        "institution": ["kaznu-demo"], "academic_year": ["2023"], "direction": ["inbound"], "mobility_type": ["degree"],
        "faculty": ["law"], "country": ["CHN"],
    }  # fmt: skip
    counted = int(queries.counts.mobility(everything, where=where)["headcount"].sum())
    card = watched.page.locator("[data-testid=stMetricValue]").first
    assert digits(card.inner_text()) == counted == 50
    source = watched.page.locator("[data-testid=stMain] a[href^='sources?release=6']").first
    assert f"lang={language}" in (source.get_attribute("href") or "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_401_and_155_stand_each_with_its_source_and_are_not_added(watched: Watched, everything: Engine, language: str):
    law = names_of_units(everything, language)["law"]
    watched.open(f"/?institution=kaznu&lang={language}")
    follow(watched, find(watched, CHINA[language])[0], "/country?*country=CHN*")
    stated = {row[0]: row for row in watched.table("country-published")[1:]}
    assert (stated["KZN-001"][2], stated["KZN-002"][2]) == ("401", "155")
    for code in ("KZN-001", "KZN-002"):
        assert stated[code][3].startswith("https://farabi.university/news/82155")
    assert law in stated["KZN-002"][6]
    whole = watched.main() + str(stated)
    watched.choose("faculty", law)
    narrowed = watched.table("country-published")[1:]
    assert [row[:1] + row[2:3] for row in narrowed] == [["KZN-002", "155"]]
    assert "556" not in whole + watched.main()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_dean_looks_at_a_department_and_takes_files_home(watched: Watched, everything: Engine, language: str):
    watched.open(f"/faculty?institution=kaznu-demo&faculty=law&year=2023&lang={language}")
    units = names_of_units(everything, language)
    assert watched.titles()[0] == units["law"]
    watched.choose("department", units["law-international"])
    page, key = watched.page, "faculty-countries-inbound"
    assert watched.titles()[0] == units["law-international"]
    assert "kaznu-demo" in page.url
    assert "law-international" in page.url
    assert page.locator(f"{drawn('faculty-share-all')} .legendtext").count() == 2
    page.click(f".st-key-open-{key} summary")
    page.wait_for_selector(f".st-key-csv-{key} button")
    watched.settle()
    bars = page.locator(f"{drawn(key)} .bartext").all_text_contents()
    figures = [digits(bar) for bar in bars]
    in_sight = [digits(row[2]) for row in watched.table(key)[1:]]
    assert len(in_sight) > 5
    assert figures[: len(in_sight)] == in_sight

    name, content = saved(page, f".st-key-csv-{key} button")
    assert name == f"INVENTED-{key}.csv"
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [int(row["headcount"]) for row in rows] == figures
    assert {row["is_invented"] for row in rows} == {"True"}

    name, content = saved(page, f".st-key-xlsx-{key} button")
    assert name == f"INVENTED-{key}.xlsx"
    heads, *cells = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()[1:]
    column = heads.index(Translator(language).text("Students"))
    assert [int(row[column]) for row in cells] == figures

    name, content = saved(page, f".st-key-open-{key} button[data-format=svg]")
    assert name == f"INVENTED-{key}.svg"
    assert set(bars) <= set(texts(content))
    name, content = saved(page, f".st-key-open-{key} button[data-format=png]")
    assert name == f"INVENTED-{key}.png"
    assert Image.open(io.BytesIO(content)).width > 800
    assert watched.faults == []


def load_corrected(engine: Engine) -> None:
    load_everything(engine)
    load.load(engine, SOURCES["unizar_agreements"], [CORRECTED])


@pytest.fixture(scope="module")
def corrected(sqlite: Databases) -> Iterator[str]:
    """Address of an app into which a register was loaded, then a corrected one."""
    for engine in opened(sqlite, sqlite.copy("corrected", load_corrected)):
        with running.app(address_of(engine)) as where:
            yield where


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_office_finds_what_changed(chrome: Browser, corrected: str, language: str):
    context = chrome.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
    watched = Watched(context.new_page(), corrected)
    watched.open(f"/?institution=unizar&lang={language}")

    def word(kind: str, code: str) -> str:
        return Translator(language).text(words.CODES[kind][code])

    loads = watched.page.locator("[data-testid=stMain] li", has=watched.page.locator("a[href^='sources?release=8']"))
    assert loads.count() == 1
    assert re.search(r"6 → 5", watched.main())
    watched.page.click("[data-testid=stMain] a[data-testid=stPageLink-NavLink][href*='release=8']")
    watched.page.wait_for_url("**/sources?*release=8*")
    watched.settle()
    heads, *changes = watched.table("restated-8")
    columns = [word("columns", name) for name in ("before", "after", "file", "source_rows")]
    places = [heads.index(column) for column in columns]
    # A withdrawn figure shows the file that had stated it.
    assert sorted([row[place] for place in places] for row in changes) == [
        ["3", "", "unizar_2030.csv", "4"], ["3", "5", "unizar_2030_corrected.csv", "2, 4"],
    ]  # fmt: skip
    assert CORRECTED.name in [row[0] for row in watched.table("release-files")]
    context.close()
