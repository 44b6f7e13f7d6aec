"""The server: the app's pages, and an address that answers only while the database does."""

import pkgutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

import dashboard
from dashboard import session
from dashboard.entrance import entrance
from dashboard.guard import Guard
from dashboard.i18n import LANGUAGES, Translator

RUN_AS_SCRIPTS = ("dashboard.__main__", "dashboard.app", "dashboard.asgi")


async def health(request: Request) -> PlainTextResponse:
    """200 and 'ok' while the database answers and has the tables of this version, else 503 and why."""
    fault = await run_in_threadpool(session.fault)
    return PlainTextResponse(fault or "ok", status_code=503 if fault else 200)


@asynccontextmanager
async def prepared(app: st.App) -> AsyncIterator[None]:
    """Everything imported and read, so that the first reader does not wait for it."""
    for module in pkgutil.walk_packages(dashboard.__path__, "dashboard."):
        if module.name not in RUN_AS_SCRIPTS and not module.name.startswith("dashboard.views"):
            import_module(module.name)
    for language in LANGUAGES:
        # Words, numbers and dates are read when they are needed first.
        Translator(language).plural("{count}", "{count}", 1)
        Translator(language).day("2024-09-01")
    yield


way = entrance()
app = st.App(
    "app.py", routes=[Route("/health", health)], lifespan=prepared, middleware=[Middleware(Guard, entrance=way)],
    secrets={"auth": dict(way.auth)} if way.auth else None,
)  # fmt: skip
