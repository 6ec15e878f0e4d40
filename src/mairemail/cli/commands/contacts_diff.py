"""mairemail contacts diff: what changed between two lists."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mairemail.cli.options import JsonOption
from mairemail.cli.screen import show, show_json, talk_wrapped
from mairemail.language import _, ngettext

if TYPE_CHECKING:
    from mairemail.contacts.contact import Contact


def diff(
    *,
    old: Annotated[Path, typer.Argument(metavar=_("OLD"), help=_("The older list."))],
    new: Annotated[Path, typer.Argument(metavar=_("NEW"), help=_("The newer list."))],
    as_json: JsonOption = False,
) -> None:
    """Show what changed between two lists; exit with 0 whether or not anything did."""
    from mairemail.cli.words import changes
    from mairemail.contacts.comparison import compare

    before, after = _contacts_of(old), _contacts_of(new)
    found = compare(before, after)
    if as_json:
        for change in found:
            show_json(changes.as_json(change))
        return
    for line in changes.lines_of(found):
        show(line)
    # Whoever of the new list is in no change is as before.
    same = len(after) - sum(change.new is not None for change in found)
    show(ngettext("{count} as before", "{count} as before", same).format(count=same))


def _contacts_of(path: Path) -> "Sequence[Contact]":
    """
    Read a list whole; say how many rows cannot be compared.

    Raises:
        MissingFileError, ContactsError: The list cannot be read.
    """
    from mairemail.contacts.contact import Contact
    from mairemail.contacts.table import read_rows
    from mairemail.contacts.tidying.tidy_table import TidyRow, TidyTable
    from mairemail.errors import MissingFileError
    from mairemail.files import may_be_there

    name = str(path)
    if not may_be_there(path):
        raise MissingFileError(
            _("There is no file {file}").format(file=name),
            hint=_("Check its name: mairemail contacts diff OLD NEW"),
        )
    # Lists as they come: also those that were never imported.
    table = TidyTable(read_rows(path, shown_as=name), given={}, shown_as=name)
    found = list(table.rows())
    names = [column.key for column in table.columns]
    contacts = []
    for row in found:
        if isinstance(row, TidyRow):
            cells = {
                key: cell for key, cell in zip(names, row.cells, strict=True) if cell
            }
            contacts.append(
                Contact(
                    row=row.number,
                    email=cells.get("email", ""),
                    cells=cells,
                    columns=frozenset(names),
                )
            )
    count = len(found) - len(contacts)
    if count:
        text = ngettext(
            "{file}: {count} row with too few or too many cells is left out",
            "{file}: {count} rows with too few or too many cells are left out",
            count,
        ).format(file=name, count=count)
        talk_wrapped(text)
    return contacts
