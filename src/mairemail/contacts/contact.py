"""One official to write to, and what a row is when it cannot be one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from mairemail.contacts.address import comparison_key


class Severity(StrEnum):
    """How much a problem or a finding weighs."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """
    One row of the list that can be written to.

    Attributes:
        row: Line number as a spreadsheet shows it; the header is row 1.
        email: The address, its domain in ASCII (RFC 5891).
        cells: What the row says, by field name and by the slug of each column's own
            header. An empty cell is left out, so a value is never an empty string.
        columns: The names of all columns of the list, filled in this row or not.
    """

    row: int
    email: str
    cells: Mapping[str, str]
    columns: frozenset[str]

    @property
    def key(self) -> str:
        """The address as the ledger and the search for duplicates compare it."""
        return comparison_key(self.email)

    @property
    def name(self) -> str:
        """First and last name, or the institution, or nothing; on one line."""
        return name_in(self.cells)

    @property
    def who(self) -> str:
        """Whose row it is, for a person who looks for it: `Anne Roy (Mende)`."""
        return who_in(self.cells)

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle in a quarter of the time that a frozen dataclass takes."""
        return _contact, (self.row, self.email, self.cells, self.columns)


def name_in(cells: Mapping[str, str]) -> str:
    """Give first and last name of a row, by fields, or the institution."""
    first, last = cells.get("first_name", ""), cells.get("last_name", "")
    name = f"{first} {last}" if first and last else first or last
    return one_line(name or cells.get("institution", ""))


def who_in(cells: Mapping[str, str]) -> str:
    """Give name and commune of a row, by fields, as far as it says them."""
    name = shortened(name_in(cells))
    commune = shortened(one_line(cells.get("commune", "")))
    if not name or not commune or commune in name:
        return name or commune
    return f"{name} ({commune})"


def one_line(text: str) -> str:
    """Give a text on one line, with single spaces between its words."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join(text.split())


def shortened(text: str, longest: int = 100) -> str:
    """Give a text, its beginning only where it is longer than one shows."""
    return text if len(text) <= longest else f"{text[:longest]}…"


def _contact(
    row: int, email: str, cells: Mapping[str, str], columns: frozenset[str]
) -> Contact:
    return Contact(row=row, email=email, cells=cells, columns=columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProblem:
    """
    What keeps one row from becoming a message; the other rows go on.

    Attributes:
        row: Line number as a spreadsheet shows it; the header is row 1.
        email: The address or what stands in its place, where there is one.
        code: English and stable, for scripts: `bad-address`.
        message: What is wrong, for a person.
        hint: What to do about it.
        who: Whose row it is, as far as it says so.
    """

    row: int
    email: str | None
    code: str
    severity: Severity = Severity.ERROR
    message: str
    hint: str
    who: str = ""


# The test that a contact passes to be selected.
Selector = Callable[[Contact], bool]
