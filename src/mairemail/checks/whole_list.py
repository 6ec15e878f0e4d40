"""What is said of a list as a whole, gathered while its rows go by."""

from collections.abc import Iterator
from shlex import quote

from mairemail.checks.finding import Finding
from mairemail.contacts.contact import Contact, Severity
from mairemail.contacts.header_row import mistyped_columns
from mairemail.contacts.spelling import misspelt
from mairemail.contacts.table import Row
from mairemail.language import _, ngettext


class WholeList:
    """One list, read from its titles on."""

    def __init__(self, contacts_name: str) -> None:
        """Know nothing yet; `contacts_name` is what messages call the list."""
        self._name = contacts_name
        self._header: Row | None = None
        self._misspelt = 0
        self._example = ""

    def take_header(self, header: Row) -> None:
        """Take the row of titles."""
        self._header = header

    def see(self, contact: Contact) -> None:
        """Take a contact."""
        for old, _new in misspelt(contact.cells):
            self._misspelt += 1
            self._example = self._example or old

    def findings(self, *, used: frozenset[str]) -> Iterator[Finding]:
        """Give what is to be said of it; `used` are the names that letters take."""
        if self._header is not None:
            for column, name in mistyped_columns(self._header, used=used):
                yield self._mistyped(self._header, column, name)
        if self._misspelt:
            yield self._in_one_case()

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

    def _in_one_case(self) -> Finding:
        return Finding(
            code="letter-case",
            severity=Severity.WARNING,
            row=None,
            message=ngettext(
                "{count} name of a person or a commune in {file} is all in capitals or "
                "all in small letters: {example}",
                "{count} names of people or communes in {file} are all in capitals or "
                "all in small letters, such as {example}",
                self._misspelt,
            ).format(count=self._misspelt, file=self._name, example=self._example),
            hint=_(
                "Letters show them so. To have them written as usual: mairemail "
                "contacts import {file} -o contacts.csv"
            ).format(file=quote(self._name)),
        )
