"""What the header of a list says: which column is which field."""

from collections import Counter
from dataclasses import dataclass

from mairemail.contacts.fields import FIELDS, field_of, slug
from mairemail.contacts.table import Row
from mairemail.errors import ContactsError
from mairemail.language import _


@dataclass(frozen=True, slots=True)
class Columns:
    """
    What the header says.

    Attributes:
        names: The names each column's cells go by.
        all_names: The names of all columns.
        email: The place of the column of addresses, from 0.
        width: How many cells a row has.
    """

    names: tuple[tuple[str, ...], ...]
    all_names: frozenset[str]
    email: int
    width: int


def read_header_row(header: Row, *, shown_as: str) -> Columns:
    """
    Read what the header says.

    Raises:
        ContactsError: It names no e-mail column, or one name twice.
    """
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
        width=len(names),
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
