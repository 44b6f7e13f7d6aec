"""What figures whose scopes overlap say together: smallest and largest numbers, why, and what cannot all be true.

Knows neither the database nor a page: boxes and limits in, numbers out.
"""

from db.bounds.boxes import Box, Said
from db.bounds.conflicts import Conflict, conflicts
from db.bounds.ends import Bounds, End, Impossible, bounds, is_possible
from db.bounds.settle import Settling, settling
from db.bounds.why import Part, Reason, reason

__all__ = [
    "Bounds",
    "Box",
    "Conflict",
    "End",
    "Impossible",
    "Part",
    "Reason",
    "Said",
    "Settling",
    "bounds",
    "conflicts",
    "is_possible",
    "reason",
    "settling",
]
