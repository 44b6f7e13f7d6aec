"""How measurements are told: columns of words."""

from collections.abc import Sequence
from statistics import quantiles


def columns(lines: Sequence[Sequence[str]]) -> str:
    """Lines of equally many words, below each other."""
    widths = [max(len(line[at]) for line in lines) for at in range(len(lines[0]))]
    return "\n".join(
        "  ".join(word.ljust(width) for word, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def ms(seconds: float) -> str:
    return f"{1000 * seconds:.0f} ms"


def percentile(values: Sequence[float], of_hundred: int) -> float:
    return quantiles(values, n=100, method="inclusive")[of_hundred - 1] if len(values) > 1 else values[0]
