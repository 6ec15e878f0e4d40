"""What keeps a row from being a contact, said of whom and with what helps."""

import re

from mairemail.contacts.address import normalise_address
from mairemail.contacts.contact import (
    Contact,
    RowProblem,
    Severity,
    shortened,
)
from mairemail.contacts.header_row import Columns
from mairemail.contacts.invisible import has_control_character
from mairemail.contacts.table import Row
from mairemail.language import _, ngettext

_BETWEEN_ADDRESSES = re.compile(r"[;,\s/]")
# So much of a row is shown that a person finds it, and no more.
_SHOWN_CELLS = 3
_SHOWN_CHARACTERS = 40


def short_row(row: Row, columns: Columns, missing: int) -> RowProblem:
    """Say that a row has too few cells."""
    who = _start_of(row)
    return RowProblem(
        row=row.number,
        email=_address_cell(row, columns),
        code="short-row",
        message=ngettext(
            "The row {start} is {count} cell short",
            "The row {start} is {count} cells short",
            missing,
        ).format(start=who, count=missing),
        hint=_(
            "Compare it with the header: a cell was lost, and the ones after it may "
            "stand in the wrong column"
        ),
        who=who,
    )


def long_row(row: Row, columns: Columns) -> RowProblem:
    """Say that a row has too many cells."""
    extra = len(row.cells) - columns.width
    who = _start_of(row)
    return RowProblem(
        row=row.number,
        email=_address_cell(row, columns),
        code="long-row",
        message=ngettext(
            "The row {start} has {count} cell more than the header",
            "The row {start} has {count} cells more than the header",
            extra,
        ).format(start=who, count=extra),
        hint=_(
            "A cell that holds the delimiter must stand in quotation marks; "
            "a spreadsheet program does it when it saves"
        ),
        who=who,
    )


def _address_cell(row: Row, columns: Columns) -> str | None:
    return row.cells[columns.email] if columns.email < len(row.cells) else None


def _start_of(row: Row) -> str:
    """Give a row's first words: which of them is a name, one cannot be sure."""
    filled = [" ".join(cell.split()) for cell in row.cells if cell]
    rest = ["…"] if len(filled) > _SHOWN_CELLS else []
    text = ", ".join([*filled[:_SHOWN_CELLS], *rest])
    if len(text) > _SHOWN_CHARACTERS:
        text = text[:_SHOWN_CHARACTERS] + "…"
    return _("“{text}”").format(text=text)


def no_address(row: Row, *, who: str) -> RowProblem:
    """Say that a row has nobody to be written to."""
    return RowProblem(
        row=row.number,
        email=None,
        code="no-address",
        severity=Severity.WARNING,
        message=_("{who} has no e-mail address: nobody is written to").format(who=who)
        if who
        else _("The row has no e-mail address: nobody is written to"),
        hint=_("Fill in the address, or write through the town's contact form"),
        who=who,
    )


def bad_address(row: Row, text: str, *, who: str) -> RowProblem:
    """Say that a cell is no address, and what would make one of it."""
    message = (
        _("“{text}”, for {who}, is not an e-mail address")
        if who
        else _("“{text}” is not an e-mail address")
    )
    return RowProblem(
        row=row.number,
        email=text,
        code="bad-address",
        message=message.format(text=shortened(text), who=who),
        hint=_hint_for(text),
        who=who,
    )


def _hint_for(text: str) -> str:
    """Say what would make an address of a cell that is none."""
    from mairemail.contacts.address_cell import read_address_cell
    from mairemail.contacts.mistyped_domains import meant_by

    found = read_address_cell(text)
    meant = found.email if found else meant_by(text)
    if (found and found.others) or _holds_several(text):
        hint = _("One address a cell: put the others in rows of their own")
    elif normalise_address(meant):
        hint = _("Did you mean {address}?").format(address=meant)
    elif "://" in text or text.lower().startswith("www."):
        hint = _("This is a web page: put it in a column called contact_form")
    else:
        hint = _("An address looks like mairie@commune.example")
    if found is None:
        return hint
    return f"{hint} · " + _(
        "To mend such cells in the whole list: mairemail contacts import FILE -o "
        "contacts.csv"
    )


def _holds_several(text: str) -> bool:
    first, last = text.find("@"), text.rfind("@")
    return _BETWEEN_ADDRESSES.search(text, first + 1, last) is not None


def control_character(
    row: Row, columns: Columns, *, email: str, who: str
) -> RowProblem:
    """Say which cells of a row hold what nobody sees."""
    bad = [
        "/".join(names) or "?"
        for names, cell in zip(columns.names, row.cells, strict=False)
        if has_control_character(cell)
    ]
    message = (
        _("The cell {column} of {who} holds an invisible control character")
        if who
        else _("The cell {column} holds an invisible control character")
    )
    return RowProblem(
        row=row.number,
        email=email,
        code="control-character",
        message=message.format(column=", ".join(bad), who=who),
        hint=_(
            "Type the cell again: it came with the copy, or was put there on purpose"
        ),
        who=who,
    )


def duplicate_address(
    contact: Contact, first_row: int, *, first_who: str
) -> RowProblem:
    """Say that an earlier row has the same address, and who goes without a letter."""
    who = contact.who
    if first_who and who and first_who != who:
        message = _(
            "{email} stands in row {row} already, for {first}: no letter for {who}"
        )
        hint = _(
            "One address gets one letter: give one of them an address of their own, or "
            "write to both in one row"
        )
    else:
        message = (
            _("{email} stands in row {row} already, for {first}")
            if first_who
            else _("{email} stands in row {row} already")
        )
        hint = _("Keep the row of the person you write to: one address gets one letter")
    return RowProblem(
        row=contact.row,
        email=contact.email,
        code="duplicate-address",
        message=message.format(
            email=contact.email, row=first_row, first=first_who, who=who
        ),
        hint=hint,
        who=who,
    )
