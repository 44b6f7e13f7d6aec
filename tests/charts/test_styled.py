"""Texts of cells are those that pandas' Styler writes, as the framework sends them."""

import pandas as pd
import pytest
from streamlit.elements.lib.pandas_styler_utils import _use_display_values

from dashboard.styled import styled

ROWS = pd.DataFrame({
    "name": pd.Series(["Ä", "", None], dtype=object), "count": pd.array([1234, None, 5], dtype="Int64"),
    "share": pd.array([12.5, None, 0.1234567], dtype="Float64"), "plain": [1.5, 2.25, float("nan")], "whole": [1, 2, 3],
    "day": pd.to_datetime(["2024-01-02", None, "2023-05-06"]),
})  # fmt: skip


@pytest.mark.parametrize("formats", [{}, {"count": "{:,}".format, "share": "{:.1f}%".format, "day": str}])
def test_cells_read_alike(formats: dict[str, object]):
    told = ROWS.style.format(formats, na_rep="–")  # type: ignore[arg-type]
    told._compute()  # type: ignore[attr-defined]
    wanted = _use_display_values(ROWS, told._translate(False, False))  # type: ignore[attr-defined]
    found = _use_display_values(ROWS, styled(ROWS, formats, "–")._translate())  # type: ignore[arg-type]
    pd.testing.assert_frame_equal(found, wanted)


def test_a_table_that_reads_as_its_values_is_sent_as_it_is():
    plain = ROWS[["whole"]].assign(name=["a", "", "c"])
    assert styled(plain, {"whole": "{:,}".format}, "–") is plain
    assert styled(plain * 1000, {"whole": "{:,}".format}, "–") is not plain
