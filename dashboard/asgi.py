"""The server: the app's pages, and an address that answers only while the database does."""

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from dashboard import data


async def health(request: Request) -> PlainTextResponse:
    """200 and 'ok' while the database answers and has the tables of this version, else 503 and why."""
    fault = await run_in_threadpool(data.fault)
    return PlainTextResponse(fault or "ok", status_code=503 if fault else 200)


app = st.App("app.py", routes=[Route("/health", health)])
