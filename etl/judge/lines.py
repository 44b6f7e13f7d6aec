"""Line numbers of a fact, in short."""

from collections.abc import Sequence

import numpy as np

LINES_KEPT = 200


def shown_lines(rows: np.ndarray, table: np.ndarray, labels: Sequence[str], which: np.ndarray, facts: int) -> list[str]:
    """Lines of each fact: rows[i], of the table table[i], is a line of fact which[i]. '2-4, 9', or where tables have
    names 'Sheet1: 2-4, 9; Sheet2: 7'."""
    if not any(labels):
        return _of_facts(rows, which, facts)
    many = len(labels)
    pairs, pair = np.unique(which.astype(np.int64) * many + table, return_inverse=True)
    shown: list[list[str]] = [[] for _ in range(facts)]
    for key, lines in zip(pairs.tolist(), _of_facts(rows, pair, len(pairs)), strict=True):
        label = labels[key % many]
        shown[key // many].append(f"{label}: {lines}" if label else lines)
    return ["; ".join(parts) for parts in shown]


def _of_facts(rows: np.ndarray, which: np.ndarray, facts: int) -> list[str]:
    order = np.lexsort((rows, which))
    lines = rows[order].tolist()
    bounds = np.searchsorted(which[order], np.arange(facts + 1)).tolist()
    return [_shown(lines[bounds[fact] : bounds[fact + 1]]) for fact in range(facts)]


def _shown(lines: list[int]) -> str:
    """[2, 3, 4, 9] -> '2-4, 9'."""
    if len(lines) == 1:
        return str(lines[0])
    spans: list[list[int]] = []
    for line in lines[:LINES_KEPT]:
        if spans and line in (spans[-1][1], spans[-1][1] + 1):
            spans[-1][1] = line
        else:
            spans.append([line, line])
    shown = ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in spans)
    return shown if len(lines) <= LINES_KEPT else f"{shown} (+{len(lines) - LINES_KEPT})"
