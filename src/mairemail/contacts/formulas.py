"""
Cells that a spreadsheet program would run as a formula, made harmless and back again.

What begins with = + - or @ is a formula to such a program (OWASP, CSV injection); so is
what follows a delimiter or a line break, for a program that cuts cells at another
delimiter than the file's. An apostrophe before it makes it a text. Who reads a list
takes that apostrophe away: `+33 1 23 45 67 89` written is `+33 1 23 45 67 89` read.
"""

import re

# Taken whole and at once, a sign behind it or not: a cell may be one run of them.
_DELIMITERS = r"[,;|\t\n\r][,;|\s]*+"
_FORMULA = re.compile(rf"({_DELIMITERS}|^)([=+\-@])?")
_DEFUSED = re.compile(rf"({_DELIMITERS}|^)(?:'(?=[=+\-@]))?")


def defused(cell: str) -> str:
    """Give a cell as it can be opened in any spreadsheet program."""
    # Most cells have none of them: this costs a fifth of the search.
    if "-" in cell or "@" in cell or "=" in cell or "+" in cell:
        return _FORMULA.sub(_with_apostrophe, cell)
    return cell


def _with_apostrophe(found: re.Match[str]) -> str:
    return f"{found[1]}'{found[2]}" if found[2] else found[1]


def restored(cell: str) -> str:
    """Give a cell as it was before `defused`."""
    return _DEFUSED.sub(r"\1", cell) if "'" in cell else cell
