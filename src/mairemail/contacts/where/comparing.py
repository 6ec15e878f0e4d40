"""Cells compared with texts and numbers, as a --where expression means it."""

import re
from typing import TypeVar

from mairemail.contacts.fields import fold

Value = str | float | bool
_Ordered = TypeVar("_Ordered", str, float)
_NUMBER = re.compile(
    r"-?[0-9]{1,15}(?:[.,][0-9]{1,9})?"
    r"|-?[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3}){1,4}(?:[.,][0-9]{1,9})?"
)
# 12,500 is twelve thousand to some and twelve and a half to others.
_AMBIGUOUS = re.compile(r"-?[1-9][0-9]{0,2},[0-9]{3}")
# What joins the words of a name: spaces, hyphens, apostrophes.
_JOINED = re.compile(r"[\s\-\u2010\u2011'\u2019\u02bc]+")


def number_in(text: str) -> float | None:
    """
    Give the number that a cell says, or None.

    `12 500` and `0,5` are numbers as French spreadsheets write them; of `12,500`
    nobody knows which number it is.
    """
    if not _NUMBER.fullmatch(text) or _AMBIGUOUS.fullmatch(text):
        return None
    return float(re.sub(r"\s", "", text).replace(",", "."))


def compare(left: Value, right: Value, operator: str) -> bool | None:
    """
    Compare two values; a text that says a number is one beside a number.

    So are two such texts where one shall be less or more; an empty cell is neither.
    None where a text that says no number would have to be less or more than one.
    """
    if isinstance(left, bool) or isinstance(right, bool):
        return _ordered(float(bool(left)), float(bool(right)), operator)
    is_equality = operator in {"==", "!="}
    if isinstance(left, str) and isinstance(right, str):
        numbers = None if is_equality else _both_numbers(left, right)
        if numbers:
            return _ordered(*numbers, operator)
        is_filled = bool(left and right)
        return (is_equality or is_filled) and _ordered(left, right, operator)
    numbers = _both_numbers(left, right)
    if numbers:
        return _ordered(*numbers, operator)
    if is_equality:
        return operator == "!="
    return False if "" in {left, right} else None


def _both_numbers(left: str | float, right: str | float) -> tuple[float, float] | None:
    first, second = (
        number_in(value) if isinstance(value, str) else value for value in (left, right)
    )
    return None if first is None or second is None else (first, second)


def _ordered(left: _Ordered, right: _Ordered, operator: str) -> bool:
    results = {
        "==": left == right,
        "!=": left != right,
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
    }
    return results[operator]


def contains(text: Value, part: Value) -> bool:
    """
    Tell whether a text contains another, whatever case and accents of both.

    A hyphen, an apostrophe and a space are one and the same: `saint etienne` stands in
    `Saint-Étienne`.
    """
    wanted = fold(_text(part))
    if not _JOINED.sub("", wanted):
        return bool(wanted) and wanted in fold(_text(text))
    return _JOINED.sub(" ", wanted) in _JOINED.sub(" ", fold(_text(text)))


def is_member(part: Value, text: Value) -> bool:
    """Tell whether a text stands in another, exactly."""
    return _text(part) in _text(text)


def _text(value: Value) -> str:
    is_whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if is_whole else str(value)
