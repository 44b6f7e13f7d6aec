"""Our app and the yardsticks as processes of their own, each with a server of its own, all on one database."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psutil

from tests.bench.page import DASH, OURS, ROOT, Setting, own_setting
from tests.browser.running import STARTED_WITHIN, answer, free_port

PAGES = Path(__file__).parent / "pages"
HOOK = Path(__file__).parent / "hook"


@dataclass(frozen=True)
class Server:
    """A running server."""

    name: str
    setting: Setting
    address: str
    process: psutil.Process
    waits_to_freeze: bool

    def cpu(self) -> float:
        """Seconds of CPU so far, of all its processes."""
        return sum(_cpu(one) for one in self._processes())

    def memory(self) -> float:
        """Resident MiB of all its processes."""
        return sum(one.memory_info().rss for one in self._processes()) / 2**20

    def settle(self) -> None:
        """Freeze what its start left, where its setting says so. Call it when a page was opened."""
        if self.waits_to_freeze:
            for one in self._processes():
                one.send_signal(signal.SIGUSR1)
            time.sleep(0.5)

    def _processes(self) -> list[psutil.Process]:
        return [self.process, *self.process.children(recursive=True)]


def _cpu(process: psutil.Process) -> float:
    """Seconds of CPU of a process, with its threads that are over. Other systems than Linux tell hundredths only."""
    if sys.platform == "linux":
        return time.clock_gettime((~process.pid << 3) | 2)  # as clock_getcpuclockid(3) makes it
    return sum(process.cpu_times()[:2])


def _command(name: str, port: int) -> list[str]:
    if name == OURS:
        return ["-m", "dashboard", "--port", str(port)]
    if name == DASH:
        return ["-m", "tests.bench.pages.dash_app", str(port)]
    # The same options as `python -m dashboard` gives; the rest of the settings is in .streamlit, read by both.
    options = ["--server.address=127.0.0.1", f"--server.port={port}", "--server.headless=true"]
    return ["-m", "streamlit", "run", str(PAGES / f"{name}.py"), *options]


def _environment(name: str, database: str, setting: Setting) -> tuple[dict[str, str], bool]:
    """Environment of a server, and whether it waits for the signal to freeze. Our app is let alone where it is to do
    what it does by itself."""
    environment = {**os.environ, "DATABASE_URL": database}
    path = [str(ROOT), *filter(None, [environment.get("PYTHONPATH")])]
    own = own_setting()
    forced = name != DASH and not (name == OURS and setting == own)
    if forced:
        path.insert(0, str(HOOK))
        environment["BENCH_FROZEN"] = str(int(setting.frozen))
        environment["STREAMLIT_RUNNER_POST_SCRIPT_GC"] = str(setting.collects).lower()
    environment["PYTHONPATH"] = os.pathsep.join(path)
    return environment, forced and setting.frozen


@contextmanager
def server(name: str, database: str, setting: Setting) -> Iterator[Server]:
    """A set-up on a free port, once it answers. Raises RuntimeError with what it said if it does not start."""
    port = free_port()
    environment, waits = _environment(name, database, setting)
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [sys.executable, *_command(name, port)], cwd=ROOT, env=environment, stdout=said, stderr=said,
            start_new_session=True,
        )  # fmt: skip
        address = f"http://127.0.0.1:{port}"
        try:
            _wait(process, address + ("" if name == DASH else "/_stcore/health"), said)
            yield Server(name, setting, address, psutil.Process(process.pid), waits)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
                process.wait(timeout=20)


def _wait(process: subprocess.Popen[bytes], address: str, said: IO[bytes]) -> None:
    until = time.monotonic() + 2 * STARTED_WITHIN
    while answer(address)[0] != 200:
        if process.poll() is not None or time.monotonic() > until:
            said.seek(0)
            raise RuntimeError(f"{address} does not answer: {said.read().decode(errors='replace')}")
        time.sleep(0.1)


@contextmanager
def servers(names: Sequence[str], database: str, settings: Sequence[Setting] = ()) -> Iterator[list[Server]]:
    """All at once, each name with each setting; without settings, that of our app."""
    with ExitStack() as stack:
        yield [
            stack.enter_context(server(name, database, setting))
            for setting in (settings or [own_setting()])
            for name in names
        ]
