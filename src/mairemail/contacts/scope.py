"""A contact as a letter's template and a --where expression see it."""

from collections.abc import Iterable

from jinja2 import Undefined
from jinja2.exceptions import UndefinedError

from mairemail.contacts.contact import Contact
from mairemail.contacts.fields import FIELDS


class EmptyValueError(UndefinedError):
    """An empty cell was about to be printed: its name is the exception's text."""


class EmptyCell(Undefined):
    """
    A cell that is there and empty.

    False in a test, equal to "", less and more than nothing, replaced by
    `| default(...)`; printing it is an error, so that no letter says "Dear ,".
    """

    __slots__ = ()

    def __str__(self) -> str:
        raise EmptyValueError(self._undefined_name)

    def __eq__(self, other: object) -> bool:
        return other == "" or isinstance(other, EmptyCell)

    __hash__ = Undefined.__hash__

    def __ne__(self, other: object) -> bool:
        return not self == other

    def _never(self, _other: object) -> bool:
        return False

    __lt__ = __le__ = __gt__ = __ge__ = _never  # type: ignore[assignment]  # jinja2 types them as failing


def values_of(contact: Contact, names: Iterable[str]) -> dict[str, object]:
    """
    Give the values a template sees under these names, but for those no column gives.

    A population is an int where it is written as one; every other cell is text.
    """
    cells = contact.cells
    found: dict[str, object] = {}
    for name in names:
        cell = cells.get(name)
        if cell is not None:
            found[name] = _number(cell) if name == "population" else cell
        elif name in FIELDS or name in contact.columns:
            found[name] = EmptyCell(name=name)
    return found


def _number(cell: str) -> int | str:
    digits = "".join(cell.split())
    is_number = digits.isdecimal() and digits.isascii() and len(digits) <= 12
    return int(digits) if is_number else cell
