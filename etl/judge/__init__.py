"""Judging: words of tables -> facts, and every reason not to store them. The door of this room: the names below."""

from etl.judge.declared import faults
from etl.judge.judging import Judging
from etl.judge.names import known_names
from etl.judge.plausible import warnings

__all__ = ["Judging", "faults", "known_names", "warnings"]
