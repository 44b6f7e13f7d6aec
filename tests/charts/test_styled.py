"""Texts of cells are those that pandas' Styler writes, as the framework sends them."""

import pandas as pd
import pytest
from streamlit.elements.lib.pandas_styler_utils import marshall_styler
from streamlit.proto.ArrowData_pb2 import ArrowData

from dashboard.styled import styled

ROWS = pd.DataFrame({
    "name": pd.Series(["Ä", "", None], dtype=object), "count": pd.array([1234, None, 5], dtype="Int64"),
    "share": pd.array([12.5, None, 0.1234567], dtype="Float64"), "plain": [1.5, 2.25, float("nan")], "whole": [1, 2, 3],
    "day": pd.to_datetime(["2024-01-02", None, "2023-05-06"]),
})  # fmt: skip


@pytest.mark.parametrize("formats", [{}, {"count": "{:,}".format, "share": "{:.1f}%".format, "day": str}])
def test_cells_read_alike(formats: dict[str, object]):
    told = [ROWS.style.format(dict(formats), na_rep="–"), styled(ROWS, formats, "–")]  # type: ignore[arg-type]
    found = [ArrowData(), ArrowData()]
    for proto, one in zip(found, told, strict=True):
        marshall_styler(proto, one, "id")
    assert found[0].styler.display_values == found[1].styler.display_values
    assert found[0].styler.uuid == found[1].styler.uuid
