"""What keeps a row from being a contact, said of whom and with what helps."""

import re

from mairemail.contacts.contact import Contact, RowProblem, Severity
from mairemail.contacts.header_row import Columns
from mairemail.contacts.invisible import has_control_character
from mairemail.contacts.table import Row
from mairemail.language import _, ngettext


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


def no_address(row: Row) -> RowProblem:
    """Say that a row has nobody to be written to."""
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


def duplicate_address(contact: Contact, first_row: int) -> RowProblem:
    """Say that an earlier row has the same address."""
    return RowProblem(
        row=contact.row,
        email=contact.email,
        code="duplicate-address",
        message=_("{email} stands in row {row} already").format(
            email=contact.email, row=first_row
        ),
        hint=_("Keep the row of the person you write to: one address gets one letter"),
    )
