"""The app as a process of its own, and Chromium that can reach nothing but it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]  # fmt: skip
STARTED_WITHIN = 60
# The framework looks for its own base path below the page's address; only the second answer is the right one.
PROBES = ("/_stcore/health", "/_stcore/host-config")


def chromium() -> str | None:
    """Path of the browser, if there is one."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answer(address: str) -> tuple[int, str]:
    """Status and body of an address; 0 while nobody listens."""
    try:
        with urllib.request.urlopen(address, timeout=5) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


@contextmanager
def app(database: str) -> Iterator[str]:
    """Address of the app running on a database, once it is healthy."""
    port = free_port()
    environment = {**os.environ, "DATABASE_URL": database}
    command = [sys.executable, "-m", "dashboard", "--port", str(port)]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    )
    address = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + STARTED_WITHIN
        while answer(f"{address}/health")[0] == 0:
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"The app did not start: {process.stdout.read().decode() if process.stdout else ''}")
            time.sleep(0.2)
        yield address
    finally:
        os.killpg(process.pid, 15)
        process.wait(timeout=20)


@contextmanager
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield started
        started.close()


class Watched:
    """A page whose requests to other hosts, failed requests and errors are written down."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.foreign: list[str] = []
        self.faults: list[str] = []
        ours = (address, address.replace("http", "ws"), "data:", "blob:")
        page.on("request", lambda r: None if r.url.startswith(ours) else self.foreign.append(r.url))
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on(
            "response", lambda r: self.faults.append(f"{r.status} {r.url}") if self._failed(r.status, r.url) else None
        )

    @staticmethod
    def _failed(status: int, url: str) -> bool:
        return status >= 400 and not url.endswith(PROBES)

    def open(self, path: str) -> None:
        """Go to a page of the app and wait until it has run to its end and drawn."""
        self.page.goto(self.address + path)
        self.page.wait_for_selector("h1", timeout=30_000)
        self.settle()

    def settle(self) -> None:
        self.page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=30_000)
        self.page.wait_for_timeout(700)
