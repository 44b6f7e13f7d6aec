"""python -m dashboard [--address A] [--port N]: the app, on this machine only."""

import argparse
import ipaddress
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WRONG_USAGE = 2


def is_loopback(address: str) -> bool:
    """Whether only this machine can reach the address."""
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return False


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m dashboard", description="The dashboard, for this machine.")
    parser.add_argument("--address", default="127.0.0.1", help="loopback address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8501, help="port to listen on (8501)")
    chosen = parser.parse_args(arguments)
    if not is_loopback(chosen.address):
        print(
            f"{chosen.address} can be reached from other machines, and there is no access control yet: refused. "
            "Use 127.0.0.1 and let a reverse proxy that signs people in stand before it.",
            file=sys.stderr,
        )
        return WRONG_USAGE
    os.chdir(ROOT)  # where .streamlit/config.toml is
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    shown = f"[{chosen.address}]" if ":" in chosen.address else chosen.address
    print(f"The dashboard: http://{shown}:{chosen.port}    (Ctrl+C ends it)", flush=True)
    return subprocess.call([sys.executable, "-m", "streamlit", *_options(chosen.address, chosen.port)])


def _options(address: str, port: int) -> list[str]:
    script = str(ROOT / "dashboard" / "asgi.py")
    return ["run", script, f"--server.address={address}", f"--server.port={port}", "--server.headless=true"]


if __name__ == "__main__":
    sys.exit(main())
