"""Guards around the reader of cells, which a forged file can make fail in ways that are no Exception."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import python_calamine as calamine

from etl.errors import whole
from etl.read import archive

# Run in a process of its own: a forged file can make the reader take all memory or end the process it runs in.
TRIAL = """
import os, sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
except (ImportError, ValueError, OSError):
    pass
import python_calamine
try:
    with open(sys.argv[1], "rb") as handle:
        book = python_calamine.CalamineWorkbook.from_filelike(handle)
    for name in book.sheet_names:
        book.get_sheet_by_name(name)
except MemoryError:
    os._exit(9)
except Exception:
    pass
"""
SECONDS = 20
SECONDS_PER_MIB = 3


@contextmanager
def reading(file: str) -> Iterator[None]:
    """Whatever the reader of cells says of a file becomes Refused."""
    try:
        yield
    except calamine.PasswordError as error:
        raise whole(file, *archive.LOCKED) from error
    except MemoryError as error:
        raise whole(file, archive.TOO_LARGE, archive.SPLIT) from error
    except (calamine.CalamineError, OSError, ValueError, OverflowError) as error:
        raise archive.damaged(file) from error
    except BaseException as error:
        # A panic of the reader is no Exception, and its class has no name to import.
        if type(error).__name__ != "PanicException":
            raise
        raise archive.damaged(file) from error


def try_out(path: Path, file: str) -> None:
    """Raises Refused where reading the file does not end, takes too much memory or ends the process it runs in."""
    seconds = SECONDS + SECONDS_PER_MIB * (path.stat().st_size >> 20)
    command = [sys.executable, "-I", "-c", TRIAL, str(path.resolve())]
    try:
        left = subprocess.run(command, capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired as error:
        raise archive.damaged(file) from error
    # 1 is a panic, which ends no process; whoever reads next is told of it.
    if left.returncode not in (0, 1):
        raise archive.damaged(file)
