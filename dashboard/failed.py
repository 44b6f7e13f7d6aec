"""What the server's log tells of a page that failed: where and what kind, never the words of it.

The message of an exception may hold what stood in somebody's file or address.
"""

from pathlib import Path
from traceback import extract_tb

ROOT = Path(__file__).resolve().parent.parent


class PageFailed(Exception):
    """A page did not run to its end."""


def without_words(error: Exception) -> PageFailed:
    """The kind of an error, and the places of ours that led to it, the nearest first."""
    ours = [frame for frame in extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(ROOT)]
    places = [f"{Path(frame.filename).relative_to(ROOT)}:{frame.lineno}" for frame in reversed(ours)]
    return PageFailed(f"{type(error).__name__} in {' < '.join(p for p in places if not p.startswith('.venv'))}")
