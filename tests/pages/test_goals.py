"""The change a year that a target needs, in words: persons and places in a ranking are whole, points are not."""

import pytest

from dashboard import goals
from dashboard.i18n import speak

PERSONS, SHARE, RANK = "students_international", "students_international_share_pct", "rank_qs_world"


@pytest.mark.parametrize(
    ("metric", "change", "told"),
    [
        (PERSONS, (123.4, 123.4), "at least +124"),  # 617 more in 5 years: 5 times 123 would be 615
        (PERSONS, (123.0, 123.0), "+123"),
        (PERSONS, (0.1, 0.1), "at least +1"),
        (PERSONS, (101.5, 203.25), "+102 to +204"),
        (PERSONS, (123.2, 123.9), "at least +124"),
        (PERSONS, (0.0, 20.5), "±0 to +21"),
        (PERSONS, (20.5, None), "at least +21"),
        (PERSONS, (1234.5, 1234.5), "at least +1,235"),
        (SHARE, (1.64, 1.64), "+1.6 points"),
        (SHARE, (2.0, None), "at least +2 points"),
        (RANK, (-20.0, -20.0), "−20"),
        (RANK, (-3.25, -3.25), "a fall of at least 4"),  # from 113 to 100 in 4 years
        (RANK, (-20.5, -5.25), "−21 to −6"),
        (RANK, (-5.5, 0.0), "−6 to ±0"),
        (RANK, (None, -5.25), "a fall of at least 6"),
        ("score_qs_overall", (0.375, 0.375), "+0.4"),
    ],
)
def test_the_change_needed_a_year(metric: str, change: tuple[float | None, float | None], told: str):
    speak("en")
    assert goals._change(*change, metric) == told
