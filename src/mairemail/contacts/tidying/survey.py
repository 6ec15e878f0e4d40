"""A table read once from top to bottom: what is told of it, counted."""

import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from mairemail.contacts.age import old_rows
from mairemail.contacts.contact import RowProblem, Severity
from mairemail.contacts.tidying.notes import Note
from mairemail.contacts.tidying.tidy_table import TidyTable

_EXAMPLES = 5


@dataclass(slots=True, kw_only=True)
class Survey:
    """
    What was found, a few examples of each kind.

    Attributes:
        rows: How many rows there are below the header.
        ready: How many a campaign could write to.
        left_out: How many have cells that cannot be placed.
        filled: The places of the columns in which anything stands.
        counts: How many things of a kind were told, by code.
        examples: The first of them.
        errors: How many of them want a person.
    """

    rows: int = 0
    ready: int = 0
    left_out: int = 0
    errors: int = 0
    filled: set[int] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[Note | RowProblem]] = field(default_factory=dict)

    def add(self, told: Note | RowProblem) -> None:
        """Count one thing."""
        self.counts[told.code] += 1
        self.errors += told.severity is Severity.ERROR
        examples = self.examples.setdefault(told.code, [])
        if len(examples) < _EXAMPLES:
            examples.append(told)


def surveyed(
    table: TidyTable, survey: Survey, *, today: datetime.date
) -> Iterator[Note | RowProblem]:
    """
    Read a table, fill in its survey, and give all that is told one by one.

    A list may be old on the day `today`.

    Raises:
        ContactsError: As the table's reader says.
    """
    for note in table.notes:
        survey.add(note)
        yield note
    # Of the others it is known, or does not matter.
    open_places = {
        place for place, column in enumerate(table.columns) if not column.header
    }
    as_of = table.place_of("as_of")
    days: Counter[str] = Counter()
    for row in table.rows():
        survey.rows += 1
        if isinstance(row, RowProblem):
            survey.left_out += 1
            survey.add(row)
            yield row
            continue
        survey.ready += row.is_ready
        if as_of is not None:
            days[row.cells[as_of]] += 1
        if open_places:
            now = {place for place in open_places if row.cells[place]}
            survey.filled |= now
            open_places -= now
        for told in row.told:
            survey.add(told)
            yield told
    old = old_rows(days.elements(), today=today)
    if old:
        note = Note(
            row=None, code="old-list", old=old.oldest.isoformat(), count=old.count
        )
        survey.add(note)
        yield note
