"""What is read in the cells of a drawn table, told to the framework as pandas' Styler would.

The Styler works out a style for each cell, of which these tables have none: five hundred rows took a tenth of a second.
`_compute` and `_translate` are what the framework (pinned) asks of it; a test holds both together.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pandas as pd

PLAIN_DECIMALS = 6
"""Of a number that no format is given for."""


def styled(plain: pd.DataFrame, formats: Mapping[str, Callable[[Any], str]], nothing: str) -> Any:
    """A Styler of the table with the texts of its cells; the table itself where all cells read as their values do.
    nothing: what stands where there is no value, and is the framework's placeholder in the table itself."""
    cells = [
        cell for at, head in enumerate(plain.columns)
        for cell in _cells(plain.iloc[:, at], at, formats.get(head), nothing)
    ]  # fmt: skip
    if all(cell["display_value"] == nothing for cell in cells):
        return plain
    found: Any = plain.style
    found._compute = lambda: found
    found._translate = lambda *_asked: {"body": [cells]}
    return found


def _cells(
    column: "pd.Series[Any]", at: int, written: Callable[[Any], str] | None, nothing: str
) -> Iterator[dict[str, str]]:
    """Those cells of a column that read otherwise than their value as text."""
    if written is None and pd.api.types.is_float_dtype(column.dtype):
        written = f"{{:.{PLAIN_DECIMALS}f}}".format
    if written is None and pd.api.types.is_datetime64_any_dtype(column.dtype):
        written = str
    is_whole = pd.api.types.is_integer_dtype(column.dtype)
    lacking = column.isna().to_numpy(dtype=bool)
    if written is None and not lacking.any():
        return
    for row, (value, is_lacking) in enumerate(zip(column.tolist(), lacking, strict=True)):
        shown = nothing if is_lacking or not written else written(value)
        if is_lacking or (written and not (is_whole and shown == str(value))):
            yield {"id": f"row{row}_col{at}", "display_value": shown}
