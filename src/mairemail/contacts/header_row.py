"""What the header of a list says: which column is which field."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from shlex import quote

from mairemail.contacts.civilities import is_civility
from mairemail.contacts.contact import shortened
from mairemail.contacts.fields import (
    field_of,
    may_be_no_civility,
    near_name,
    rank_of,
    slug,
)
from mairemail.contacts.header import holds_address
from mairemail.contacts.table import Row
from mairemail.errors import ContactsError
from mairemail.language import _

# So much of a table's titles is shown: they may be a person's cells.
_LONGEST = 30
_MOST = 12
# Of the cells of a column, so many say what it is.
MOST_CELLS = 0.5


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


def read_header_row(
    header: Row, *, shown_as: str, first: Sequence[Row] = ()
) -> Columns:
    """
    Read what the header says; the `first` rows below tell what it leaves open.

    Raises:
        ContactsError: It names no e-mail column, or one name twice.
    """
    if holds_address(header.cells):
        raise _no_titles(header, shown_as=shown_as)
    slugs = [slug(cell) for cell in header.cells]
    counts = Counter(filter(None, slugs))
    twice = sorted(name for name, count in counts.items() if count > 1)
    if twice:
        raise ContactsError(
            _("{file}, row {row}: two columns are called {name}").format(
                file=shown_as, row=header.number, name=", ".join(twice)
            ),
            hint=_(
                "Give each column a name of its own, or have it done: mairemail "
                "contacts import {file} -o contacts.csv"
            ).format(file=quote(shown_as)),
        )
    fields = fields_of(slugs, [row.cells for row in first])
    if "email" not in fields:
        raise no_address_column(
            header,
            shown_as=shown_as,
            advice=_(
                "Name one column email (or courriel); what mairemail can make of such "
                "a table: mairemail contacts check FILE"
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


def _no_titles(first: Row, *, shown_as: str) -> ContactsError:
    """Say that the first row is a person, and show nothing of them."""
    return ContactsError(
        _("{file}, row {row}: the row of titles is missing").format(
            file=shown_as, row=first.number
        ),
        hint=_(
            "Put a row above it with a title for each column, separated as the cells "
            "are, for example: email, first_name, last_name, office, commune. What "
            "mairemail can make of the table as it is: mairemail contacts check FILE"
        ),
    )


def no_address_column(header: Row, *, shown_as: str, advice: str) -> ContactsError:
    """Say that no column holds addresses, and which there are."""
    columns = _("The columns are: {columns}").format(columns=named(header.cells))
    slips = [
        _("“{column}”: did you mean “{name}”?").format(column=brief(column), name=name)
        for column, name in mistyped_columns(header, used=frozenset())
        if field_of(name) == "email"
    ]
    return ContactsError(
        _("{file}, row {row}: no column holds e-mail addresses").format(
            file=shown_as, row=header.number
        ),
        hint=" · ".join([*slips, advice, columns]),
    )


def brief(text: str) -> str:
    """Give a cell on one line, and its beginning only where it is long."""
    return shortened(" ".join(text.split()), _LONGEST)


def named(columns: Sequence[str]) -> str:
    """Give the titles of columns, not all of them where there are many."""
    shown = [brief(column) or "-" for column in columns[:_MOST]]
    return ", ".join(shown + ["…"] * (len(columns) > _MOST))


def mistyped_columns(header: Row, *, used: frozenset[str]) -> Iterator[tuple[str, str]]:
    """
    Give each title that misses a known name by a slip, and the name.

    Args:
        header: The row of titles.
        used: The columns that are used under their own names; those are meant so.
    """
    slugs = [slug(cell) for cell in header.cells]
    given = set(fields_of(slugs))
    for column, name in zip(header.cells, slugs, strict=True):
        meant = near_name(column)
        if meant and name not in used and field_of(meant) not in given:
            yield brief(column), meant


def fields_of(slugs: Sequence[str], body: Sequence[Sequence[str]] = ()) -> list[str]:
    """
    Give each column its field: plain names before others, left before right.

    Args:
        slugs: The titles.
        body: Cells of the first rows, which say whether a title is one of civilities.
    """
    fields = [""] * len(slugs)
    for place in sorted(range(len(slugs)), key=lambda place: rank_of(slugs[place])):
        field = field_of(slugs[place])
        if field not in fields and _may_be(slugs[place], place, body):
            fields[place] = field
    return fields


def _may_be(name: str, place: int, body: Sequence[Sequence[str]]) -> bool:
    """Tell whether the cells of a column are what its title may stand for."""
    if not may_be_no_civility(name):
        return True
    cells = cells_below(body, place)
    return not cells or share_of(cells, is_civility) >= MOST_CELLS


def cells_below(body: Sequence[Sequence[str]], place: int) -> list[str]:
    """Give the cells of a column that say something."""
    return [row[place] for row in body if place < len(row) and row[place]]


def share_of(cells: Sequence[str], is_one: Callable[[str], bool]) -> float:
    """Give how many of the cells are such a thing, from 0 to 1; of no cells, 0."""
    return sum(map(is_one, cells)) / len(cells) if cells else 0.0
