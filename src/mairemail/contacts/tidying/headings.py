"""The columns of a table as it comes: named by its header, or by what they hold."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

from mairemail.contacts.address_cell import read_address_cell
from mairemail.contacts.civilities import is_civility
from mairemail.contacts.contact import one_line
from mairemail.contacts.fields import (
    FIELDS,
    LAST_RANK,
    field_of,
    fold,
    may_be_no_civility,
    near_name,
    rank_of,
    slug,
    title_of,
)
from mairemail.contacts.header import begins_with_address, holds_address
from mairemail.contacts.header_row import (
    MOST_CELLS,
    cells_below,
    fields_of,
    no_address_column,
    share_of,
)
from mairemail.contacts.table import Row
from mairemail.contacts.tidying.notes import Note
from mairemail.contacts.tidying.repairs import broken_accents
from mairemail.errors import UsageError
from mairemail.language import _, interface_language

_EXAMPLE = 30
_COUNTING = {"", "index", "n", "no", "num", "numero", "unnamed_0"}
_OFFICE = re.compile(
    "maire|adjoint|conseil|deput|senat|president|ministre|prefet|mayor|council"
)
# The numbers not yet tried behind a name that several columns have.
_Numbers = defaultdict[str, Iterator[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """
    A column of a table.

    Attributes:
        header: What the table calls it, on one line; empty where it has no name.
        name: What the clean list calls it.
        field: The field it is read as, empty where it is none.
        is_index: Whether it only counts the rows.
        example: Its first cell that says something, where there is one.
    """

    header: str
    name: str
    field: str = ""
    is_index: bool = False
    example: str = ""

    @property
    def key(self) -> str:
        """What its cells go by: its field, else its name as a letter uses it."""
        return self.field or slug(self.name)

    @property
    def shown_as(self) -> str:
        """What people know it by: its header, else its place and what it holds."""
        return self.header or f"{self.name} ({self.example})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """
    What a table's first rows tell of its columns.

    Attributes:
        row: The header's number, None where there is no header.
        columns: From left to right.
        notes: What had to be guessed or named otherwise.
    """

    row: int | None
    columns: tuple[Column, ...]
    notes: tuple[Note, ...]


def read_heading(
    rows: Sequence[Row], *, given: Mapping[str, str], shown_as: str
) -> Heading:
    """
    Tell the columns from the first rows of a table.

    Args:
        rows: The header, if there is one, and the first rows below it.
        given: The field of a column, by the column's name, where the user says it.
        shown_as: What errors call the file.

    Raises:
        UsageError: A column or a field of `given` is none.
        ContactsError: Nothing here looks like a list of people.
    """
    names = {slug(name): field for name, field in given.items()}
    header = rows[0] if _is_header(rows, names) else None
    body = [row.cells for row in rows[1:]] if header else [row.cells for row in rows]
    width = len(header.cells) if header else _usual_width(body)
    cells = [one_line(cell) for cell in header.cells] if header else [""] * width
    columns = [
        Column(
            header=cell,
            name=name,
            is_index=_counts(cell, place, body),
            example=_example(place, body),
        )
        for place, (cell, name) in enumerate(zip(cells, _names(cells), strict=True))
    ]
    fields = _fields(columns, names, body)
    guessed = list(_guesses(columns, fields, body, has_header=header is not None))
    for place, field in guessed:
        fields[place] = field
    if "email" not in fields and not any(fields):
        raise no_address_column(
            rows[0],
            shown_as=shown_as,
            advice=_(
                "If it is a list of people, say what a column is, as in --map "
                '"Their address=email"'
            ),
        )
    called = tuple(_called(columns, fields))
    notes = [] if header else [Note(row=None, code="no-header")]
    notes += [
        Note(row=None, code="guessed-column", old=columns[place].shown_as, new=field)
        for place, field in guessed
    ]
    notes += [*_told_of(called, header), *_mistyped(called, header)]
    number = header.number if header else None
    return Heading(row=number, columns=called, notes=tuple(notes))


def _is_header(rows: Sequence[Row], names: Mapping[str, str]) -> bool:
    first = rows[0].cells
    if holds_address(first):
        return False
    if any(field_of(cell) or slug(cell) in names for cell in first):
        return True
    below = next((row.cells for row in rows[1:] if holds_address(row.cells)), None)
    if below is None:
        return True
    place = next(place for place, cell in enumerate(below) if begins_with_address(cell))
    if place >= len(first) or sum(map(bool, first)) < min(2, len(below)):
        return False
    # “inconnu” or a web page where addresses stand: a row like the others.
    return read_address_cell(first[place]) is None


def _usual_width(body: Sequence[Sequence[str]]) -> int:
    return Counter(map(len, body)).most_common(1)[0][0]


def _names(cells: Sequence[str]) -> Iterator[str]:
    """Give each column a name of its own: nom, nom_2; column_4 where it has none."""
    taken = {slug(cell) for cell in cells} - {""}
    seen: set[str] = set()
    numbers: _Numbers = defaultdict(lambda: count(2))
    for place, cell in enumerate(cells, start=1):
        name = cell or f"column_{place}"
        if slug(name) in seen or (not cell and slug(name) in taken):
            name = _free(name, taken, numbers)
        taken.add(slug(name))
        seen.add(slug(name))
        yield name


def _free(name: str, taken: Container[str], numbers: _Numbers) -> str:
    tried = (f"{name}_{number}" for number in numbers[slug(name)])
    return next(other for other in tried if slug(other) not in taken)


def _counts(header: str, place: int, body: Sequence[Sequence[str]]) -> bool:
    """Tell whether a column holds 0, 1, 2… or 1, 2, 3… and nothing else."""
    cells = [row[place] for row in body if place < len(row)]
    if slug(header) not in _COUNTING or len(cells) < 2 or cells[0] not in {"0", "1"}:
        return False
    return all(cell == str(n) for n, cell in enumerate(cells, start=int(cells[0])))


def _example(place: int, body: Sequence[Sequence[str]]) -> str:
    cells = (row[place] for row in body if place < len(row))
    text = " ".join(next(filter(None, cells), "").split())
    return text if len(text) <= _EXAMPLE else f"{text[:_EXAMPLE]}…"


def _fields(
    columns: Sequence[Column],
    given: Mapping[str, str],
    body: Sequence[Sequence[str]],
) -> list[str]:
    """
    Give each column its field: the user's word first, then the header's.

    Raises:
        UsageError: As `read_heading` says.
    """
    slugs = ["" if column.is_index else slug(column.name) for column in columns]
    named = {name: slugs.index(name) for name in given if name in slugs}
    for name, field in given.items():
        if field not in FIELDS:
            raise UsageError(
                _("--map: there is no field called {name}").format(name=field),
                hint=_("The fields are: {names}").format(names=", ".join(FIELDS)),
            )
        if name not in named:
            raise UsageError(
                _("--map: the table has no column called {name}").format(name=name),
                hint=_("The columns are: {columns}").format(
                    columns=", ".join(column.shown_as for column in columns)
                ),
            )
    if len(set(given.values())) < len(given):
        raise UsageError(
            _("--map: two columns are given the same field"),
            hint=_("A field takes one column"),
        )
    mapped = ["" if name in given.values() else name for name in slugs]
    for name, place in named.items():
        mapped[place] = given[name]
    return fields_of(mapped, body)


def _guesses(
    columns: Sequence[Column],
    fields: Sequence[str],
    body: Sequence[Sequence[str]],
    *,
    has_header: bool,
) -> Iterator[tuple[int, str]]:
    """Give place and field of the columns that are told by their cells alone."""
    free = [
        place
        for place, column in enumerate(columns)
        if not fields[place] and not column.is_index
    ]
    titled = [place for place in free if may_be_no_civility(columns[place].header)]
    wanted: list[tuple[str, Callable[[str], bool], list[int]]] = [
        ("email", begins_with_address, free),
        ("office", _is_office, titled),
    ]
    if not has_header:
        wanted.append(("civility", _is_said_civility, free))
    for field, is_one, places in wanted:
        shares = {
            place: share_of(cells_below(body, place), is_one)
            for place in places
            if place in free
        }
        best = max(shares, key=lambda place: shares[place], default=None)
        if field not in fields and best is not None and shares[best] >= MOST_CELLS:
            free.remove(best)
            yield best, field


def _is_office(cell: str) -> bool:
    return _OFFICE.search(fold(cell)) is not None


def _is_said_civility(cell: str) -> bool:
    """Tell it where no title does: a number may be anything."""
    return is_civility(cell) and not cell.isdigit()


def _called(columns: Sequence[Column], fields: Sequence[str]) -> Iterator[Column]:
    """
    Give each column its field, and a name that says it to whoever reads the list.

    That is its own, where no other column says the same field as plainly.
    """
    known = set(fields)
    claims = Counter((field_of(one.name), rank_of(one.name)) for one in columns)
    taken = known | {slug(one.name) for one in columns}
    numbers: _Numbers = defaultdict(lambda: count(2))
    for column, field in zip(columns, fields, strict=True):
        name = column.name
        is_own = field_of(name) == field
        rank = rank_of(name) if is_own else LAST_RANK
        if field and sum(claims[field, one] for one in range(rank + 1)) > is_own:
            name = field
        elif field and not is_own:
            name = title_of(field, language=interface_language())
        elif not field and slug(name) in known:
            name = _free(name, taken, numbers)
            taken.add(slug(name))
        yield replace(column, name=name, field=field)


def _told_of(columns: Sequence[Column], header: Row | None) -> Iterator[Note]:
    row = header.number if header else None
    if all(column.field != "email" for column in columns):
        yield Note(row=None, code="no-address")
    for place, column in enumerate(columns):
        is_said = bool(column.header or column.example)
        is_other = column.name != column.header and not column.field
        old = _("column {number} ({text})").format(
            number=place + 1, text=column.header or column.example
        )
        if column.is_index:
            yield Note(row=row, code="index-column", old=old)
        elif header and is_other and is_said:
            yield Note(row=row, code="renamed-column", old=old, new=column.name)
        if broken_accents(column.header):
            yield Note(row=row, code="mojibake", old=column.header)


def _mistyped(columns: Sequence[Column], header: Row | None) -> Iterator[Note]:
    """Ask about titles that miss a known name by a slip, where no column has it."""
    fields = {column.field for column in columns}
    for column in columns:
        name = "" if column.field or column.is_index else near_name(column.header)
        if header and name and field_of(name) not in fields:
            yield Note(
                row=header.number,
                code="mistyped-column",
                old=column.header,
                new=name,
            )
