"""python -m dashboard [--address A] [--port N] [--everyone-is-guest]: the app.

Without sign-in it serves this machine only, with all rights; with it, or with everyone a guest, any address.
"""

import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from dashboard import entrance

ROOT = Path(__file__).resolve().parent.parent
WRONG_USAGE = 2
LONGEST_COOKIES = 65_536
"""Signs: somebody may be in a hundred groups, all of which the cookie of the sign-in names."""
TOLD = {
    entrance.Mode.LOCAL: "It serves this machine only; whoever uses this machine has all rights.",
    entrance.Mode.SIGN_IN: "People sign in; roles come from what the identity provider says.",
    entrance.Mode.GUESTS: "Nobody signs in: everyone is a guest and sees protected numbers.",
}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m dashboard", description="The dashboard.")
    parser.add_argument("--address", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8501, help="port to listen on (8501)")
    parser.add_argument("--everyone-is-guest", action="store_true", help="no sign-in: protected numbers for everyone")
    chosen = parser.parse_args(arguments)
    if chosen.everyone_is_guest:
        os.environ[entrance.GUESTS] = "yes"
    try:
        way = entrance.settings(os.environ)
    except entrance.BadSettings as bad:
        print(bad, file=sys.stderr)
        return WRONG_USAGE
    if way.mode == entrance.Mode.LOCAL and not entrance.is_loopback(chosen.address):
        print(
            f"{chosen.address} can be reached from other machines, and nobody signs in: refused. Let {entrance.FILE} "
            "name a file that sets up sign-in (README), or say --everyone-is-guest.",
            file=sys.stderr,
        )
        return WRONG_USAGE
    os.chdir(ROOT)  # where .streamlit/config.toml is
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    shown = f"[{chosen.address}]" if ":" in chosen.address else chosen.address
    print(f"The dashboard: http://{shown}:{chosen.port}    (Ctrl+C ends it)\n{TOLD[way.mode]}", flush=True)
    os.environ.setdefault("WEBSOCKETS_MAX_LINE_LENGTH", str(LONGEST_COOKIES))
    server = subprocess.Popen([sys.executable, "-m", "streamlit", *_options(chosen.address, chosen.port)])
    signal.signal(signal.SIGTERM, lambda *_given: server.terminate())
    while True:
        try:
            return server.wait()
        except KeyboardInterrupt:  # the server got it too, and ends
            continue


def _options(address: str, port: int) -> list[str]:
    script = str(ROOT / "dashboard" / "asgi.py")
    return ["run", script, f"--server.address={address}", f"--server.port={port}", "--server.headless=true"]


if __name__ == "__main__":
    sys.exit(main())
