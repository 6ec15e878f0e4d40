"""
What a spreadsheet or its owner did to a cell, undone where there is no doubt.

Each repair takes a cell and gives it back with the code of what was done, or with an
empty code and unchanged. None is done without being told.
"""

import datetime
import re
from collections.abc import Callable

from mairemail.contacts.names import recased

Repair = Callable[[str], tuple[str, str]]

_DATE_NUMBERS = range(10_000, 73_051)  # 1927-05-18 to 2099-12-31
_DAY_ZERO = datetime.date(1899, 12, 30)
# An octet of UTF-8 after its first, as Windows-1252 shows it.
_FOLLOWING = "\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_READ_TWICE = re.compile(f"[ÃÂÅ][{_FOLLOWING}]|â[€‚„†][{_FOLLOWING}]")
# é, à, ’, ô and É of MacRoman, as Windows-1252 shows them inside French words.
_READ_AS_WINDOWS = re.compile("[a-z][ŽˆÕ]|[a-zL]Õ[a-zA-Z]|[a-z]™[a-z]|ƒ[a-z]")


def cased(cell: str) -> tuple[str, str]:
    """Give a name in capitals, or in small letters, as it is written elsewhere."""
    new = recased(cell)
    if new == cell:
        return cell, ""
    return new, "upper-case-name" if cell.isupper() else "lower-case-name"


def five_digits(cell: str) -> tuple[str, str]:
    """Give an INSEE or postal code that was kept as a number, 1004, as 01004."""
    return _padded(cell, 5)


def two_digits(cell: str) -> tuple[str, str]:
    """Give a department that was kept as a number, 1, as 01."""
    return _padded(cell, 2)


def _padded(cell: str, digits: int) -> tuple[str, str]:
    is_short = len(cell) == digits - 1 and cell.isascii() and cell.isdecimal()
    if is_short and cell[0] != "0":
        return "0" + cell, "lost-zero"
    return cell, ""


def dated(cell: str) -> tuple[str, str]:
    """Give a date that was kept as its number of days, 32874, as 1990-01-01."""
    if len(cell) == 5 and cell.isascii() and cell.isdecimal():
        days = int(cell)
        if days in _DATE_NUMBERS:
            return str(_DAY_ZERO + datetime.timedelta(days)), "date-number"
    return cell, ""


def broken_accents(cell: str) -> bool:
    """
    Tell whether a text was read in another encoding than it was written in.

    UTF-8 read as Windows-1252 (`CivilitÃ©`), or MacRoman so read (`CivilitŽ`).
    """
    return bool(_READ_TWICE.search(cell) or _READ_AS_WINDOWS.search(cell))
