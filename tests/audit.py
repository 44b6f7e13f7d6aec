"""Look for known holes in the pinned libraries: python -m tests.audit [FILE]. Exit status 1 where there are some.

pip-audit asks the advisories of the package registry. Where these cannot be reached, nothing is known, which is told.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def holes(told: str) -> tuple[list[str], int]:
    """What pip-audit found, a line each, and how many libraries it knows of. told: its JSON."""
    listed = json.loads(told)["dependencies"]
    known = [one for one in listed if "vulns" in one]
    found = [(one, hole, ", ".join(hole["fix_versions"]) or "no version yet") for one in known for hole in one["vulns"]]
    return [f"{one['name']} {one['version']}: {hole['id']} (mended in {by})" for one, hole, by in found], len(known)


def main(arguments: Sequence[str] | None = None) -> int:
    file = (arguments if arguments is not None else sys.argv[1:]) or [str(ROOT / "requirements.txt")]
    command = [sys.executable, "-m", "pip_audit", "-r", file[0], "--no-deps", "--disable-pip", "-f", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        found, known = holes(done.stdout)
    except (ValueError, KeyError):
        print(f"The advisories cannot be reached, so no library was audited: {done.stderr.strip()[-300:]}")
        return 0
    if not known:
        print("The registry in use has no advisories, so no library was audited.")
    print("\n".join([*found, f"{known} libraries audited, {len(found)} known holes."]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
