"""Rows of a table become contacts: headers mapped to fields, cells checked."""

import re
from collections.abc import Iterable, Iterator, Mapping

from mairemail.contacts.address import normalise_address
from mairemail.contacts.contact import Contact, RowProblem
from mairemail.contacts.duplicates import FirstRows
from mairemail.contacts.fields import field_of, slug
from mairemail.contacts.header_row import Columns, read_header_row
from mairemail.contacts.invisible import (
    has_control_character,
    is_unusual,
    without_hidden_marks,
)
from mairemail.contacts.row_problems import (
    bad_address,
    control_character,
    duplicate_address,
    long_row,
    no_address,
    short_row,
)
from mairemail.contacts.table import Row

_LINE_BREAK = re.compile("\r\n?|[\u2028\u2029]")


def map_columns(
    rows: Iterable[Row], *, defaults: Mapping[str, str], shown_as: str
) -> Iterator[Contact | RowProblem]:
    """
    Turn the rows below the header into contacts, in their order.

    Args:
        rows: The header row first.
        defaults: Cells for the columns that are missing and for the cells left empty.
        shown_as: What errors call the file.

    Raises:
        ContactsError: The header names no e-mail column, or one name twice.
    """
    rows = iter(rows)
    header = next(rows, Row(1, []))
    columns = read_header_row(header, shown_as=shown_as)
    defaults = {
        name: value
        for header_name, value in defaults.items()
        for name in {slug(header_name), field_of(header_name)} - {""}
    }
    first_rows = FirstRows()
    for row in rows:
        found = _read_row(row, columns, defaults)
        if isinstance(found, Contact):
            first = first_rows.first_row(found.key, found.row)
            if first != found.row:
                found = duplicate_address(found, first)
        yield found


def email_column(header: Row, *, shown_as: str) -> int:
    """
    Give the place of the column that holds the addresses, from 0.

    Raises:
        ContactsError: As `map_columns` says.
    """
    return read_header_row(header, shown_as=shown_as).email


def _read_row(
    row: Row, columns: Columns, defaults: Mapping[str, str]
) -> Contact | RowProblem:
    cells = row.cells
    missing = columns.width - len(cells)
    if missing:
        if missing > 0:
            return short_row(row, columns, missing)
        if any(cells[columns.width :]):
            return long_row(row, columns)
    text = cells[columns.email]
    email = normalise_address(text)
    if email is None:
        return bad_address(row, text) if text else no_address(row)
    together = "".join(cells)
    if not together.isprintable() and is_unusual(together):
        if has_control_character(together):
            return control_character(row, columns, email)
        cells = list(map(plain, cells))
    named = {**defaults, **_named(cells, columns), "email": email}
    return Contact(row=row.number, email=email, cells=named, columns=columns.all_names)


def plain(cell: str) -> str:
    """Give a cell without marks that nobody sees, its line breaks all of one kind."""
    return without_hidden_marks(_LINE_BREAK.sub("\n", cell)).strip()


def _named(cells: list[str], columns: Columns) -> dict[str, str]:
    """Give the cells that are filled in under each of their names."""
    return {
        name: cell
        for names, cell in zip(columns.names, cells, strict=False)
        if cell
        for name in names
    }
