"""Rows of a table become contacts: headers mapped to fields, cells checked."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, islice

from mairemail.contacts.address import normalise_address
from mairemail.contacts.contact import Contact, RowProblem, who_in
from mairemail.contacts.duplicates import FirstRows
from mairemail.contacts.fields import field_of, may_be_no_civility, slug
from mairemail.contacts.header import LOOKED_AT
from mairemail.contacts.header_row import Columns, read_header_row
from mairemail.contacts.invisible import (
    has_control_character,
    is_unusual,
    without_hidden_marks,
)
from mairemail.contacts.nothing import NOTHING, says_no_address
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
    rows: Iterable[Row],
    *,
    defaults: Mapping[str, str],
    shown_as: str,
    again: Callable[[], Iterable[Row]] | None = None,
    on_header: Callable[[Row], None] | None = None,
) -> Iterator[Contact | RowProblem]:
    """
    Turn the rows below the header into contacts, in their order.

    Args:
        rows: The header row first.
        defaults: Cells for the columns that are missing and for the cells left empty.
        shown_as: What errors call the file.
        again: Gives the same rows from the beginning: of an address that stands there
            twice, the first row is read again to say whose it is.
        on_header: Is given the header, once it is known to be one.

    Raises:
        ContactsError: The header names no e-mail column, or one name twice.
    """
    rows = iter(rows)
    header = next(rows, Row(1, []))
    first = list(islice(rows, LOOKED_AT)) if _asks_cells(header) else []
    columns = read_header_row(header, shown_as=shown_as, first=first)
    if on_header is not None:
        on_header(header)
    defaults = {
        name: value
        for header_name, value in defaults.items()
        for name in {slug(header_name), field_of(header_name)} - {""}
    }
    first_rows = FirstRows()
    whose: Mapping[int, str] | None = None
    for row in chain(first, rows):
        found = _read_row(row, columns, defaults)
        if isinstance(found, Contact):
            met_in = first_rows.first_row(found.key, found.row)
            if met_in != found.row:
                if whose is None:
                    whose = _whose_address_comes_again(again, columns, defaults)
                found = duplicate_address(
                    found, met_in, first_who=whose.get(met_in, "")
                )
        yield found


def _asks_cells(header: Row) -> bool:
    """Tell whether what stands below a title says what it is."""
    return any(map(may_be_no_civility, header.cells))


def _whose_address_comes_again(
    again: Callable[[], Iterable[Row]] | None,
    columns: Columns,
    defaults: Mapping[str, str],
) -> Mapping[int, str]:
    """
    Give the number of each row whose address a later row has too, and whose it is.

    Nobody is remembered for the case that their address comes again: a list may have a
    million rows. It is read twice more, once a duplicate is met at all.
    """
    if again is None:
        return {}

    def contacts() -> Iterator[Contact]:
        for row in islice(again(), 1, None):
            found = _read_row(row, columns, defaults)
            if isinstance(found, Contact):
                yield found

    first_rows = FirstRows()
    wanted = {
        first
        for contact in contacts()
        if (first := first_rows.first_row(contact.key, contact.row)) != contact.row
    }
    return {contact.row: contact.who for contact in contacts() if contact.row in wanted}


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
        who = _who(row, columns, defaults)
        if says_no_address(text):
            return no_address(row, who=who)
        return bad_address(row, text, who=who)
    together = "".join(cells)
    if not together.isprintable() and is_unusual(together):
        if has_control_character(together):
            who = _who(row, columns, defaults)
            return control_character(row, columns, email=email, who=who)
        cells = list(map(plain, cells))
    named = {**defaults, **_named(cells, columns)}
    named["email"] = email
    return Contact(row=row.number, email=email, cells=named, columns=columns.all_names)


def _who(row: Row, columns: Columns, defaults: Mapping[str, str]) -> str:
    """Give whose row it is that cannot be a contact."""
    return who_in({**defaults, **_named(list(map(plain, row.cells)), columns)})


def plain(cell: str) -> str:
    """Give a cell without marks that nobody sees, its line breaks all of one kind."""
    return without_hidden_marks(_LINE_BREAK.sub("\n", cell)).strip()


def _named(cells: list[str], columns: Columns) -> dict[str, str]:
    """Give the cells that say something under each of their names."""
    return {
        name: cell
        for names, cell in zip(columns.names, cells, strict=False)
        if cell not in NOTHING
        for name in names
    }
