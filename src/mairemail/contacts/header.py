"""Where the header of a table is: below titles and preambles, or nowhere."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from mairemail.contacts.fields import field_of

DELIMITERS = ",;\t|"
# So many rows are looked at; the longest preamble met, of the Senate, has 31.
LOOKED_AT = 100
_SEP_LINE = re.compile(r'"?sep=(.)"?[\r\n]*\Z', re.IGNORECASE)
_ADDRESS = re.compile(
    r"(?:mailto:)?[^@\s;,|<>\"]+@[^@\s;,|<>\"]+\.\w{2,}", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """
    How the text of a table is laid out.

    Attributes:
        delimiter: What separates its cells.
        lines: How many lines stand before the table: `sep=` and a preamble of `%`.
        hidden_lines: How many of them a spreadsheet program does not show as rows.
        header: How many filled rows stand above the header: titles.
    """

    delimiter: str
    lines: int
    hidden_lines: int
    header: int


def begins_with_address(cell: str) -> bool:
    """Tell whether a cell holds an address first of all, valid or nearly so."""
    return "@" in cell and _ADDRESS.match(cell) is not None


def holds_address(row: Sequence[str]) -> bool:
    """Tell whether one of the cells holds an address."""
    return any(begins_with_address(cell) for cell in row)


def header_place(rows: Sequence[Sequence[str]]) -> int | None:
    """
    Give the place of the header among the first rows, from 0, or None.

    It is the first row with a cell called like an e-mail column, better one that is not
    alone in its row, as a title is; else the first with two cells called like fields.
    No header comes after an address: what looks like one there is a contact.
    """
    alone = known = None
    for place, row in enumerate(rows):
        if holds_address(row):
            break
        fields = [field_of(cell) for cell in row]
        if "email" in fields:
            if sum(map(bool, row)) > 1:
                return place
            alone = place if alone is None else alone
        elif known is None and len(set(fields) - {""}) > 1:
            known = place
    return known if alone is None else alone


def layout_of(sample: str) -> Layout:
    """
    Give the layout of a table from its first lines.

    The delimiter is the one that leaves a cell called like an e-mail column; else the
    one that leaves names of fields, or an address on its own; among several, or
    without any, the one that cuts the row into most cells.
    """
    lines = list(io.StringIO(sample, newline=""))
    sep = _SEP_LINE.match(lines[0])
    hidden = 1 if sep else 0
    before = hidden
    while before < len(lines) - 1 and _is_preamble(lines[before]):
        before += 1
    choices = [sep[1]] if sep and sep[1] in DELIMITERS else [*DELIMITERS]
    found = [_fit(lines[before:], delimiter) for delimiter in choices]
    best = max(found, key=lambda one: one[:2])
    return Layout(
        delimiter=choices[found.index(best)],
        lines=before,
        hidden_lines=hidden,
        header=best[2],
    )


def _is_preamble(line: str) -> bool:
    """Tell whether a line is a comment, as the Senate's, and no header."""
    return line.startswith("%") and not any(
        field_of(cell) == "email"
        for delimiter in DELIMITERS
        for cell in line.split(delimiter)
    )


def _fit(lines: list[str], delimiter: str) -> tuple[int, int, int]:
    """Give how well a delimiter fits, into how many cells it cuts, and the header."""
    rows = _first_rows(lines, delimiter)
    place = header_place(rows)
    if place is not None:
        has_email = any(field_of(cell) == "email" for cell in rows[place])
        return 3 if has_email else 2, len(rows[place]), place
    widths = [len(row) for row in rows if holds_address(row)]
    if widths:
        return 1, widths[0], 0
    return 0, len(rows[0]) if rows else 0, 0


def _first_rows(lines: list[str], delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(lines, delimiter=delimiter):
            cells = [cell.strip() for cell in row]
            if any(cells):
                rows.append(cells)
            if len(rows) == LOOKED_AT:
                break
    except csv.Error:
        return rows
    return rows
