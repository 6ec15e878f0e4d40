"""A table as it comes, made a list mairemail reads: each repair told beside its row."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from mairemail.contacts.address import normalise_address
from mairemail.contacts.address_cell import read_address_cell
from mairemail.contacts.contact import RowProblem, who_in
from mairemail.contacts.fields import FIELDS, slug
from mairemail.contacts.header import LOOKED_AT
from mairemail.contacts.header_row import Columns
from mairemail.contacts.invisible import (
    has_control_character,
    is_unusual,
    without_hidden_marks,
)
from mairemail.contacts.mistyped_domains import meant_by
from mairemail.contacts.names import without_birth_name
from mairemail.contacts.nothing import SAID_FOR_NOTHING
from mairemail.contacts.row_problems import (
    bad_address,
    control_character,
    long_row,
    short_row,
)
from mairemail.contacts.spelling import commune_spelt
from mairemail.contacts.table import Row, empty_table
from mairemail.contacts.tidying.headings import Column, read_heading
from mairemail.contacts.tidying.notes import Note
from mairemail.contacts.tidying.people import People
from mairemail.contacts.tidying.repairs import (
    Repair,
    broken_accents,
    cased,
    dated,
    five_digits,
    two_digits,
)

# Columns that repairs fill; they are in the clean list where one of their cells is.
_MADE = ("email", "contact_form", "other_addresses", "other_name")
_POSTAL_CODES = {
    "code_postal", "codepostal", "codes_postaux", "cp", "postal_code", "postcode",
    "zip", "zip_code", "zipcode",
}  # fmt: skip
_BY_FIELD: dict[str, Repair] = {
    "first_name": cased,
    "last_name": cased,
    "insee": five_digits,
    "department": two_digits,
    "as_of": dated,
}
_SHOWN_OF_CELL = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class TidyRow:
    """
    One row of the clean list.

    Attributes:
        number: Of the row it comes from.
        cells: As many as the table has columns, made ones included.
        is_ready: Whether a campaign could write to it.
        told: What was done, and what only the owner can do.
    """

    number: int
    cells: list[str]
    is_ready: bool
    told: tuple[Note | RowProblem, ...]


class TidyTable:
    """
    A table, its columns told and its rows repaired one by one.

    Attributes:
        columns: Those of the table, then those that repairs may fill.
        width: How many are the table's.
        notes: What was guessed of the columns.
    """

    def __init__(
        self, rows: Iterable[Row], *, given: Mapping[str, str], shown_as: str
    ) -> None:
        """
        Tell the columns from the first rows.

        Raises:
            UsageError, ContactsError: As `headings.read_heading` and the reader say.
        """
        rows = iter(rows)
        first = list(islice(rows, LOOKED_AT))
        if not first:
            raise empty_table(shown_as)
        heading = read_heading(first, given=given, shown_as=shown_as)
        body = first[1:] if heading.row else first
        self._rows = chain(body, rows)
        self.width = len(heading.columns)
        there = {column.key for column in heading.columns}
        made = [Column(header="", name=name) for name in _MADE if name not in there]
        self.columns = (*heading.columns, *made)
        self.notes = heading.notes
        self._places = {column.key: place for place, column in enumerate(self.columns)}
        places = self._places
        self._email, self._form, self._others, self._other_name = (
            places[name] for name in _MADE
        )
        self._last_name = places.get("last_name")
        self._commune = places.get("commune")
        self._strict = Columns(
            names=tuple((column.header or column.name,) for column in heading.columns),
            all_names=frozenset(),
            email=self._email,
            width=self.width,
        )
        self._has_addresses = self._email < self.width
        self._repairs = list(_repairs(heading.columns, [row.cells for row in body]))
        self._fields = [
            (column.field, place)
            for place, column in enumerate(heading.columns)
            if column.field
        ]

    def place_of(self, name: str) -> int | None:
        """Give the place of the column of that name, from 0, or None."""
        return self._places.get(name)

    def rows(self) -> Iterator[TidyRow | RowProblem]:
        """
        Give the rows, repaired; one whose cells cannot be placed is a problem.

        Raises:
            ContactsError: As the reader says.
        """
        people = People()
        for row in self._rows:
            extra = len(row.cells) - self.width
            if extra < 0:
                yield short_row(row, self._strict, -extra)
            elif extra and any(row.cells[self.width :]):
                yield long_row(row, self._strict)
            else:
                yield self._tidied(row, people)

    def _tidied(self, row: Row, people: People) -> TidyRow:
        cells = row.cells[: self.width]
        told: list[Note | RowProblem] = list(self._hidden_faults(row, cells))
        cells += [""] * (len(self.columns) - self.width)
        told += self._emptied(row, cells)
        told += self._read_address(row, cells)
        told += self._parted_name(row, cells)
        for place, repair in self._repairs:
            old = cells[place]
            new, code = repair(old) if old else (old, "")
            if code:
                cells[place] = new
                told.append(Note(row=row.number, code=code, old=old, new=new))
        told += self._spelt_commune(row, cells)
        email = normalise_address(cells[self._email]) or ""
        if meant := meant_by(email):
            told.append(
                Note(row=row.number, code="mistyped-domain", old=email, new=meant)
            )
        twice = list(people.meet(row.number, email, self._named(cells)))
        is_ready = bool(email) and all(one.code == "duplicate-person" for one in twice)
        is_ready = is_ready and all(one.code != "control-character" for one in told)
        return TidyRow(
            number=row.number, cells=cells, is_ready=is_ready, told=(*told, *twice)
        )

    def _named(self, cells: Sequence[str]) -> dict[str, str]:
        return {field: cells[place] for field, place in self._fields if cells[place]}

    def _hidden_faults(self, row: Row, cells: list[str]) -> Iterator[Note | RowProblem]:
        """Tell what a row holds that nobody sees, or sees wrong."""
        together = "\n".join(cells)
        if together.isascii() and together.replace("\n", " ").isprintable():
            return
        if is_unusual(together):
            if has_control_character(together):
                email = cells[self._email] if self._has_addresses else ""
                yield control_character(
                    row, self._strict, email=email, who=who_in(self._named(cells))
                )
            yield from _without_marks(row, cells)
        if broken_accents(together):
            bad = next(filter(broken_accents, row.cells), "")
            shown = " ".join(bad[:_SHOWN_OF_CELL].split())
            yield Note(row=row.number, code="mojibake", old=shown)

    def _emptied(self, row: Row, cells: list[str]) -> Iterator[Note]:
        """Empty the cells that say nothing; that of the address is told otherwise."""
        if SAID_FOR_NOTHING.isdisjoint(cells):
            return
        for place, old in enumerate(cells):
            if old in SAID_FOR_NOTHING and place != self._email:
                cells[place] = ""
                yield Note(row=row.number, code="says-nothing", old=old)

    def _read_address(self, row: Row, cells: list[str]) -> Iterator[Note | RowProblem]:
        """Put what the cell of the address says where it belongs."""
        text = cells[self._email]
        if not text:
            if self._has_addresses:
                who = who_in(self._named(cells))
                yield Note(row=row.number, code="no-address", who=who)
            return
        if normalise_address(text) is not None:
            return
        found = read_address_cell(text)
        form = cells[self._form]
        if found is None or (
            found.contact_form and form not in {"", found.contact_form}
        ):
            yield bad_address(row, text, who=who_in(self._named(cells)))
            return
        cells[self._email] = found.email
        cells[self._form] = found.contact_form or form
        others = [cells[self._others], *found.others]
        cells[self._others] = "; ".join(filter(None, others))
        for code in found.codes:
            new = found.contact_form if code == "contact-form" else found.email
            yield Note(
                row=row.number,
                code=code,
                old=text,
                new=new,
                who=who_in(self._named(cells)) if code == "no-address" else "",
                is_own_domain=found.is_own_domain,
            )

    def _spelt_commune(self, row: Row, cells: list[str]) -> Iterator[Note]:
        """Write a commune in capitals or in small letters as INSEE does."""
        if self._commune is None:
            return
        old = cells[self._commune]
        if not (old.isupper() or old.islower()):
            return
        cells[self._commune] = new = commune_spelt(self._named(cells))
        if new != old:
            yield Note(row=row.number, code="commune-name", old=old, new=new)

    def _parted_name(self, row: Row, cells: list[str]) -> Iterator[Note]:
        """Put a birth name into its own column; two names of use stay together."""
        if self._last_name is None:
            return
        old = cells[self._last_name]
        if " " not in old:
            return
        name, other = without_birth_name(old)
        if name == old or (other and cells[self._other_name]):
            return
        cells[self._last_name] = new = cased(name)[0]
        code = "other-name" if other else "two-names"
        if other:
            cells[self._other_name] = cased(other)[0]
        yield Note(row=row.number, code=code, old=old, new=new)


def _without_marks(row: Row, cells: list[str]) -> Iterator[Note]:
    """Take the marks that nobody sees out of the cells."""
    for place, old in enumerate(cells):
        new = without_hidden_marks(old).strip()
        if new != old:
            cells[place] = new
            yield Note(row=row.number, code="hidden-mark", old=old, new=new)


def _repairs(
    columns: Sequence[Column], body: Sequence[Sequence[str]]
) -> Iterator[tuple[int, Repair]]:
    """Give the columns whose cells may need repair, and how."""
    is_french = any(column.field in {"insee", "department"} for column in columns)
    for place, column in enumerate(columns):
        name = slug(column.header)
        if column.field in _BY_FIELD:
            yield place, _BY_FIELD[column.field]
        elif name.startswith("date") or "date" in name.split("_"):
            yield place, dated
        elif name in _POSTAL_CODES:
            # 1000 is Brussels, or Bourg-en-Bresse without its zero.
            cells = (row[place] for row in body if place < len(row))
            if is_french or any(len(cell) == 5 for cell in cells):
                yield place, five_digits


def in_order(columns: Sequence[Column], filled: Iterable[int]) -> list[int]:
    """
    Give the places of the columns of the clean list, known fields first.

    Args:
        columns: Of a tidy table.
        filled: Which columns hold anything: one without a name stays only then.
    """
    filled = set(filled)
    rank = {name: number for number, name in enumerate(dict.fromkeys(FIELDS + _MADE))}
    kept = [
        place
        for place, column in enumerate(columns)
        if not column.is_index
        and (column.header or place in filled or column.key == "email")
    ]
    return sorted(kept, key=lambda place: rank.get(columns[place].key, len(rank)))
