"""What would remain without a country, in words, where some counts are not known: each limit on its right side."""

import pandas as pd
import pytest

from dashboard import spread
from dashboard.i18n import speak
from db.queries.concentration import without


@pytest.mark.parametrize(
    ("lacking", "told"),
    [
        ([], "Without China: 12 instead of 32 students, −20 (−62.5%)."),
        # 21 of 33 would be 63.6%, 25 of 37 67.6%: more are gone, and a larger part.
        (["CHN"], "Without China: 12 instead of at least 32 students, at least 20 fewer (at least 62.5%)."),
        # 20 of 33 would be 60.6%: just as many are gone, but a smaller part.
        (["NPL"], "Without China: at least 12 instead of at least 32 students, 20 fewer (at most 62.5%)."),
        # 21 of 35 would be 60%, 25 of 38 65.8%.
        (
            ["CHN", "NPL"],
            "Without China: at least 12 instead of at least 32 students, at least 20 fewer (62.5% of those known).",
        ),
    ],
)
def test_what_remains_where_some_are_not_known(lacking: list[str], told: str):
    speak("en")
    counted = {"CHN": 20, "NPL": 7, "IRN": 5}
    states = ["partial" if code in lacking else "value" for code in counted]
    rows = pd.DataFrame({"country_code": list(counted), "headcount": list(counted.values()), "state": states})
    why = " Some counts are withheld or not known." if lacking else ""
    assert spread._sentence(without(rows, ["CHN"]), "China") == told + why
