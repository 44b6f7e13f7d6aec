"""Protected numbers: controlled rounding of all counts of persons, kept in step with them.

`touched` and `prepare` go with every load and undo; `sight.py` and `db/queries/gate.py` decide who sees which.
"""

from db.protect.how import BASE, LEAST_BASE, MOST_BASE
from db.protect.prepare import Touched, faults, prepare, prepare_all, set_base, touched
from db.protect.scopes import register

__all__ = [
    "BASE",
    "LEAST_BASE",
    "MOST_BASE",
    "Touched",
    "faults",
    "prepare",
    "prepare_all",
    "register",
    "set_base",
    "touched",
]
