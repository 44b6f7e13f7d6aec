"""The app run page by page, without a browser, on a database with everything that ships and a small register."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from etl import load
from etl.sources import SOURCES
from tests.conftest import ROOT, Databases, load_shipped, opened

Open = Callable[..., AppTest]
REGISTER = Path(__file__).parent.parent / "data" / "unizar_2030.csv"


def load_everything(engine: Engine) -> None:
    load_shipped(engine)
    load.load(engine, SOURCES["unizar_agreements"], [REGISTER])


@pytest.fixture(scope="session")
def everything(sqlite: Databases) -> Iterator[Engine]:
    """What ships, and an invented register of agreements in the shape of Zaragoza's. For reading only."""
    yield from opened(sqlite, sqlite.copy("everything", load_everything))


@pytest.fixture
def open_page(everything: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Run a page of the app with choices in the address: open_page("mobility", lang="ru", institution="kaznu-demo")."""
    yield opener(everything.url.render_as_string(hide_password=False), monkeypatch)
    st.cache_resource.clear()


def opener(address: str, monkeypatch: pytest.MonkeyPatch) -> Open:
    monkeypatch.setenv("DATABASE_URL", address)
    st.cache_data.clear()
    st.cache_resource.clear()

    def run(page: str = "overview", **choices: str | list[str]) -> AppTest:
        app = AppTest.from_file(str(ROOT / "dashboard" / "app.py"), default_timeout=60)
        for name, value in choices.items():
            app.query_params[name] = value
        app.run()
        return app if page == "overview" else app.switch_page(f"views/{page}.py").run()

    return run
