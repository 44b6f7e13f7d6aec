"""The app run page by page, without a browser, on a database with everything that ships and a small register."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from dashboard import data
from dashboard.i18n import speak
from etl import load
from etl.sources import SOURCES
from tests.conftest import ROOT, Databases, address_of, load_shipped, opened

Open = Callable[..., AppTest]
REGISTER = Path(__file__).parent.parent / "data" / "unizar_2030.csv"


def load_everything(engine: Engine) -> None:
    load_shipped(engine)
    load.load(engine, SOURCES["unizar_agreements"], [REGISTER])


@pytest.fixture(autouse=True)
def spoken() -> Iterator[None]:
    """Files are made in this thread, which then goes on in the language of their reader."""
    yield
    speak("en")


@pytest.fixture(scope="session")
def everything(sqlite: Databases) -> Iterator[Engine]:
    """What ships, and an invented register of agreements in the shape of Zaragoza's. For reading only."""
    yield from opened(sqlite, sqlite.copy("everything", load_everything))


@pytest.fixture
def open_page(everything: Engine, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Run a page of the app with choices in the address: open_page("mobility", lang="ru", institution="kaznu-demo").

    Answers are kept from test to test: nobody writes to this database.
    """
    return runner(address_of(everything), monkeypatch)


def opener(address: str, monkeypatch: pytest.MonkeyPatch) -> Open:
    """As `open_page`, of a database that may be written to: nothing is kept of what stood behind its address."""
    data.forget()
    return runner(address, monkeypatch)


def runner(address: str, monkeypatch: pytest.MonkeyPatch) -> Open:
    monkeypatch.setenv("DATABASE_URL", address)

    def run(page: str = "overview", **choices: str | list[str]) -> AppTest:
        app = AppTest.from_file(str(ROOT / "dashboard" / "app.py"), default_timeout=120)
        for name, value in choices.items():
            if value:
                app.query_params[name] = value
        if page != "overview":
            app.switch_page(f"views/{page}.py")
        return app.run()

    return run
