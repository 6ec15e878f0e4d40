"""What is said of a list as a whole, gathered while its rows go by."""

from collections.abc import Iterator

from mairemail.checks.finding import Finding
from mairemail.contacts.contact import Severity
from mairemail.contacts.header_row import mistyped_columns
from mairemail.contacts.table import Row
from mairemail.language import _


class WholeList:
    """One list, read from its titles on."""

    def __init__(self, contacts_name: str) -> None:
        """Know nothing yet; `contacts_name` is what messages call the list."""
        self._name = contacts_name
        self._header: Row | None = None

    def take_header(self, header: Row) -> None:
        """Take the row of titles."""
        self._header = header

    def findings(self, *, used: frozenset[str]) -> Iterator[Finding]:
        """Give what is to be said of it; `used` are the names that letters take."""
        if self._header is not None:
            for column, name in mistyped_columns(self._header, used=used):
                yield self._mistyped(self._header, column, name)

    def _mistyped(self, header: Row, column: str, name: str) -> Finding:
        return Finding(
            code="mistyped-column",
            severity=Severity.WARNING,
            row=header.number,
            message=_(
                "The column “{column}” is not known: did you mean “{name}”?"
            ).format(column=column, name=name),
            hint=_(
                "Correct the title in {file}; a column of your own can stay as it is"
            ).format(file=self._name),
        )
