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
    """A Styler of the table with the texts of its cells. nothing: what stands where there is no value."""
    found: Any = plain.style
    cells = [
        cell for at, head in enumerate(plain.columns) for cell in _cells(plain[head], at, formats.get(head), nothing)
    ]
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
    lacking = column.isna().to_numpy(dtype=bool)
    if written is None and not lacking.any():
        return
    for row, (value, is_lacking) in enumerate(zip(column.tolist(), lacking, strict=True)):
        if is_lacking or written:
            yield {"id": f"row{row}_col{at}", "display_value": nothing if is_lacking or not written else written(value)}
