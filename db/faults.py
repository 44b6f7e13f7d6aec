"""What may be wrong outside the program, and how both commands tell it: one sentence, and an exit status."""

import os
import sys
from collections.abc import Callable

from sqlalchemy.exc import DBAPIError

DONE, AT_FAULT, WRONG_USAGE = 0, 1, 2


class Fault(ValueError):
    """The database, or a file beside it, cannot be used as asked; the message says why and what to do."""


def told(work: Callable[[], int]) -> int:
    """Do the work of a command; a fault outside the program becomes one sentence and a status, not a traceback."""
    try:
        status = work()
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has left (`| head`). Python would complain once more when it closes the pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return AT_FAULT
    except Fault as fault:
        return _say(str(fault))
    except DBAPIError as error:
        return _say(f"The database cannot be used: {_first_line(error.orig)}.")
    except OSError as error:
        return _say(f"{error.filename or 'A file'} cannot be used: {error.strerror}.")
    return status


def _say(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return AT_FAULT


def _first_line(error: object) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__).rstrip(".")
