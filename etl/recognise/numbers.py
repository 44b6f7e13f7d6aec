"""Numbers as people write them, and the marks that stand where there is none."""

import re
from collections.abc import Mapping

from etl.errors import N_, BadValue, say

LARGEST = 2_000_000_000
DIGITS = 12
"""Digits of the longest number that is looked at; Python refuses to read thousands of them."""

GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:(?P<by>[ \u00a0\u2009\u202f'’,])[0-9]{3})(?:(?P=by)[0-9]{3})*")
"""Groups of three, all parted by the same sign. A point is no such sign: 1.234 may be a fraction."""

THOUSANDS_OR_DECIMALS = re.compile(r"[1-9][0-9]{0,2}\.000")

DATE_MADE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?: [0-9:]+)?|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?")


class Marks:
    """What signs in place of a number mean: a state of the cell, or "zero"."""

    def __init__(self, states: Mapping[str, str]) -> None:
        self._states = {self._bare(mark): state for mark, state in states.items()}

    def state(self, shown: str) -> str:
        """The state that a sign means; '' for anything else."""
        return self._states.get(self._bare(shown), "")

    @property
    def listed(self) -> dict[str, str]:
        return dict(self._states)

    @staticmethod
    def _bare(shown: str) -> str:
        return re.sub(r"\s+", "", shown).casefold().replace("–", "-").replace("—", "-")


def whole_number(shown: str, lowest: int, highest: int) -> int:
    """A whole number in plain digits. Raises BadValue."""
    if DATE_MADE.fullmatch(shown):
        raise _a_date()
    if not re.fullmatch(r"[+-]?[0-9]+", shown):
        raise BadValue(N_("Not a whole number."), N_("Write digits only, without decimals, units or separators."))
    if len(shown) > DIGITS:
        rule = say(N_("The number has more than {most} digits."), most=DIGITS)
        raise BadValue(rule, N_("Check the cell at its producer."))
    remedy = say(N_("A number here is from {lowest} to {highest}; check the cell."), lowest=lowest, highest=highest)
    if int(shown) < lowest:
        raise BadValue(say(N_("The number is below {lowest}."), lowest=lowest), remedy)
    if int(shown) > highest:
        raise BadValue(say(N_("The number is above {highest}."), highest=highest), remedy)
    return int(shown)


def number_in(shown: str, *, fractions: bool = False) -> int | float:
    """A count as people write it: 1 234, 1,234, 401,0 or 401.00. Raises BadValue for a part of a person, unless
    `fractions` are taken."""
    if DATE_MADE.fullmatch(shown):
        raise _a_date()
    if THOUSANDS_OR_DECIMALS.fullmatch(shown) and not fractions:
        rule = N_("The number may be in thousands or a whole one with decimals: the point does not tell.")
        raise BadValue(rule, N_("Write it without the point."))
    whole, _, decimals = shown.rpartition(".") if "." in shown else shown.rpartition(",")
    if GROUPED.fullmatch(shown) or not whole:
        whole, decimals = shown, ""
    digits = re.sub(r"[^0-9]", "", whole) if GROUPED.fullmatch(whole) else whole
    if not re.fullmatch(r"[0-9]+", digits) or (decimals and not re.fullmatch(r"[0-9]+", decimals)):
        return whole_number(shown, 0, LARGEST)
    count = whole_number(digits, 0, LARGEST)
    if decimals.strip("0"):
        if not fractions:
            raise BadValue(N_("A part of a person cannot be counted."), N_("Write a whole number."))
        return float(f"{count}.{decimals}")
    return count


def _a_date() -> BadValue:
    rule = N_("A date stands where a number belongs: the spreadsheet program has made one of it.")
    return BadValue(rule, N_("Give the column the format of a number and write the number again."))
