"""Rows of a table become contacts: headers mapped to fields, cells checked."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from mairemail.contacts.address import normalise_address
from mairemail.contacts.contact import Contact, RowProblem, Severity
from mairemail.contacts.duplicates import FirstRows
from mairemail.contacts.fields import FIELDS, field_of, slug
from mairemail.contacts.invisible import (
    has_control_character,
    is_unusual,
    without_hidden_marks,
)
from mairemail.contacts.table import Row
from mairemail.errors import ContactsError
from mairemail.language import _, ngettext

_LINE_BREAK = re.compile("\r\n?|[\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Columns:
    """
    What the header says.

    Attributes:
        names: The names each column's cells go by.
        all_names: The names of all columns.
        email: The place of the column of addresses, from 0.
    """

    names: tuple[tuple[str, ...], ...]
    all_names: frozenset[str]
    email: int

    @property
    def width(self) -> int:
        """How many cells a row has."""
        return len(self.names)


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
    columns = _read_header(header, shown_as=shown_as)
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
                found = _duplicate(found, first)
        yield found


def email_column(header: Row, *, shown_as: str) -> int:
    """
    Give the place of the column that holds the addresses, from 0.

    Raises:
        ContactsError: As `map_columns` says.
    """
    return _read_header(header, shown_as=shown_as).email


def _read_header(header: Row, *, shown_as: str) -> Columns:
    slugs = [slug(cell) for cell in header.cells]
    named = [name for name in slugs if name]
    twice = sorted(name for name, count in Counter(named).items() if count > 1)
    if twice:
        raise ContactsError(
            _("{file}, row {row}: two columns are called {name}").format(
                file=shown_as, row=header.number, name=", ".join(twice)
            ),
            hint=_(
                "Give each column a name of its own, or have it done: mairemail "
                "contacts import {file} -o contacts.csv"
            ).format(file=shown_as),
        )
    fields = fields_of(slugs)
    if "email" not in fields:
        raise no_address_column(
            header,
            shown_as=shown_as,
            advice=_(
                "Name one column email (or courriel); the columns are: {columns}. What "
                "mairemail can make of such a table: mairemail contacts check FILE"
            ),
        )
    names = tuple(
        tuple(sorted({name, field} - {""}))
        for name, field in zip(slugs, fields, strict=True)
    )
    return Columns(
        names=names,
        all_names=frozenset(name for both in names for name in both),
        email=fields.index("email"),
    )


def no_address_column(header: Row, *, shown_as: str, advice: str) -> ContactsError:
    """Say that no column holds addresses; the advice may name {columns}."""
    return ContactsError(
        _("{file}, row {row}: no column holds e-mail addresses").format(
            file=shown_as, row=header.number
        ),
        hint=advice.format(columns=", ".join(cell or "-" for cell in header.cells)),
    )


def fields_of(slugs: list[str]) -> list[str]:
    """Give each column its field: exact names before aliases, left before right."""
    fields = [name if name in FIELDS else "" for name in slugs]
    for place, name in enumerate(slugs):
        field = field_of(name)
        if not fields[place] and field not in fields:
            fields[place] = field
    return fields


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
        return bad_address(row, text) if text else _no_address(row)
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


def _address_cell(row: Row, columns: Columns) -> str | None:
    return row.cells[columns.email] if columns.email < len(row.cells) else None


def short_row(row: Row, columns: Columns, missing: int) -> RowProblem:
    """Say that a row has too few cells."""
    return RowProblem(
        row=row.number,
        email=_address_cell(row, columns),
        code="short-row",
        message=ngettext(
            "The row is {count} cell short", "The row is {count} cells short", missing
        ).format(count=missing),
        hint=_(
            "Compare it with the header: a cell was lost, and the ones after it may "
            "stand in the wrong column"
        ),
    )


def long_row(row: Row, columns: Columns) -> RowProblem:
    """Say that a row has too many cells."""
    extra = len(row.cells) - columns.width
    return RowProblem(
        row=row.number,
        email=_address_cell(row, columns),
        code="long-row",
        message=ngettext(
            "The row has {count} cell more than the header",
            "The row has {count} cells more than the header",
            extra,
        ).format(count=extra),
        hint=_(
            "A cell that holds the delimiter must stand in quotation marks; "
            "a spreadsheet program does it when it saves"
        ),
    )


def _no_address(row: Row) -> RowProblem:
    return RowProblem(
        row=row.number,
        email=None,
        code="no-address",
        severity=Severity.WARNING,
        message=_("The row has no e-mail address: nobody is written to"),
        hint=_("Fill in the address, or write through the town's contact form"),
    )


def bad_address(row: Row, text: str) -> RowProblem:
    """Say that a cell is no address, and what would make one of it."""
    if text.count("@") > 1 and re.search(r"[;,\s/]", text):
        hint = _("One address a cell: put the others in rows of their own")
    elif "://" in text or text.lower().startswith("www."):
        hint = _("This is a web page: put it in a column called contact_form")
    else:
        hint = _("An address looks like mairie@commune.example")
    from mairemail.contacts.address_cell import read_address_cell

    if read_address_cell(text) is not None:
        hint += " · " + _(
            "mairemail contacts import FILE -o contacts.csv does it for the whole list"
        )
    return RowProblem(
        row=row.number,
        email=text,
        code="bad-address",
        message=_("“{text}” is not an e-mail address").format(text=text),
        hint=hint,
    )


def control_character(row: Row, columns: Columns, email: str) -> RowProblem:
    """Say which cells of a row hold what nobody sees."""
    bad = [
        "/".join(names) or "?"
        for names, cell in zip(columns.names, row.cells, strict=False)
        if has_control_character(cell)
    ]
    return RowProblem(
        row=row.number,
        email=email,
        code="control-character",
        message=_("The cell {column} holds an invisible control character").format(
            column=", ".join(bad)
        ),
        hint=_(
            "Type the cell again: it came with the copy, or was put there on purpose"
        ),
    )


def _duplicate(contact: Contact, first_row: int) -> RowProblem:
    return RowProblem(
        row=contact.row,
        email=contact.email,
        code="duplicate-address",
        message=_("{email} stands in row {row} already").format(
            email=contact.email, row=first_row
        ),
        hint=_("Keep the row of the person you write to: one address gets one letter"),
    )
