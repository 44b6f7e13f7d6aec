"""The app as a process of its own, and Chromium that can reach nothing but it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import xml.etree.ElementTree as ET
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
PATIENCE_MS = 60_000
# Nothing runs, nothing is a placeholder or of the run before, every chart and table is drawn, and so it stays a while.
RESTS = """() => {
  const all = (kind, drawn) => [...document.querySelectorAll(kind)]
    .every((one) => one.querySelector(drawn) || !one.checkVisibility());
  const app = document.querySelector("[data-testid=stApp]");
  const rests = app?.dataset.testScriptState === "notRunning"
    && !document.querySelector("[data-testid=stSkeleton], [data-stale=true]")
    && all(".stPlotlyChart", ".main-svg") && all(".stDataFrame", "canvas");
  window.restsSince = rests ? window.restsSince ?? performance.now() : undefined;
  return rests && performance.now() - window.restsSince > 500;
}"""
CODES = """(chart) => { const {type, customdata} = document.querySelector(chart).data[0];
  return customdata.map((code) => String([code].flat()[0])).filter((code) => code || type !== "scatter"); }"""
CENTRED = """(box) => { box.scrollIntoView({block: "center", behavior: "instant"});
  return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))); }"""
TABLE_BEFORE = "xpath=preceding::*[contains(concat(' ', @class, ' '), ' stDataFrame ')][1]"
CELLS = """(table) => [...table.querySelectorAll("canvas [role=row]")]
  .map((row) => [...row.children].map((cell) => cell.textContent))"""
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
def app(database: str, port: int = 0, **settings: str) -> Iterator[str]:
    """Address of the app running on a database, once it is healthy. settings: more of its environment."""
    port = port or free_port()
    environment = {**os.environ, "DATABASE_URL": database, **settings}
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
        self.page.wait_for_selector("h1", timeout=PATIENCE_MS)
        self.settle()

    def settle(self) -> None:
        """Wait until the page has run to its end and drawn."""
        self.page.evaluate("window.restsSince = undefined")
        self.page.wait_for_function(RESTS, polling=100, timeout=PATIENCE_MS)

    def turn(self, page: str) -> None:
        """Go to another page by the navigation; '' is the Overview."""
        before = self.page.url
        self.page.click(f"[data-testid=stSidebar] a[data-testid=stPageLink-NavLink][href^='{page}?'] >> nth=0")
        self.page.wait_for_function("before => location.href !== before", arg=before, timeout=PATIENCE_MS)
        self.settle()

    def choose(self, name: str, option: str) -> None:
        """Take an option of a filter: the name of the choice, the option's words."""
        box = self.page.locator(f"[class*=st-key-{name}-] [role=combobox]")
        # A list closes when the page scrolls: what a click at the edge of the window would do to it.
        box.evaluate(CENTRED)
        box.click()
        self.page.get_by_role("option", name=option, exact=True).click()
        self.page.wait_for_function("name => location.search.includes(`${name}=`)", arg=name, timeout=PATIENCE_MS)
        self.settle()

    def marks(self, chart: str) -> list[str]:
        """The codes of a chart's marks, in the order they were drawn; a gap in a line has none."""
        codes: list[str] = self.page.evaluate(CODES, f"{drawn(chart)} .js-plotly-plot")
        return codes

    def click(self, chart: str, code: str) -> None:
        """Click the mark of that code; the draglayer above the marks takes no clicks of Playwright's own."""
        shapes = f"{drawn(chart)} :is(.bars .point path, .scatterlayer .points path, .scattergeo path.point)"
        mark = self.page.locator(shapes).nth(self.marks(chart).index(code))
        mark.scroll_into_view_if_needed()
        box = mark.bounding_box()
        assert box is not None
        self.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def titles(self) -> list[str]:
        return self.page.locator("h1, h3").all_inner_texts()

    def told(self) -> list[str]:
        """What charts tell those who do not see them: title, unit and numbers."""
        return [
            told or ""
            for told in self.page.evaluate(
                "[...document.querySelectorAll('.stPlotlyChart')].map((chart) => chart.getAttribute('aria-label'))"
            )
        ]

    def main(self) -> str:
        return self.page.inner_text("[data-testid=stMain]")

    def table(self, key: str) -> list[list[str]]:
        """Rows of a table as a screen reader finds them, its head first; columns out of sight are not among them."""
        table = self.page.locator(f".st-key-csv-{key}").locator(TABLE_BEFORE)
        table.scroll_into_view_if_needed()
        table.locator("canvas [role=gridcell]").first.wait_for(state="attached")
        rows: list[list[str]] = table.evaluate(CELLS)
        return rows


def drawn(chart: str) -> str:
    """Selector of a chart by its key. It bears a number too: of how many addresses the session has come to."""
    return f"[class*='st-key-chart-{chart}-']"


def saved(page: Page, selector: str) -> tuple[str, bytes]:
    """Name and content of the file that a button gives."""
    with page.expect_download() as download:
        page.click(selector)
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def texts(drawing: bytes) -> list[str]:
    """What is written in an SVG."""
    found = ET.fromstring(drawing).iter("{http://www.w3.org/2000/svg}text")
    return ["".join(text.itertext()).strip() for text in found]
