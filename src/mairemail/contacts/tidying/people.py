"""Who stands in a list twice: one address, or one person, in two rows."""

from collections.abc import Iterator, Mapping

from mairemail.contacts.address import comparison_key
from mairemail.contacts.contact import who_in
from mairemail.contacts.duplicates import FirstRows
from mairemail.contacts.fields import fold
from mairemail.contacts.tidying.notes import Note

# So many rows are told with the name of the earlier one too; it is a tenth of a list
# of all town halls that has a million rows, and 10 MB.
_REMEMBERED = 50_000


class People:
    """The addresses and persons met so far."""

    def __init__(self) -> None:
        """Know nobody yet."""
        self._addresses = FirstRows()
        self._at_address = FirstRows()
        self._persons = FirstRows()
        self._names: dict[int, str] = {}

    def meet(self, row: int, email: str, cells: Mapping[str, str]) -> Iterator[Note]:
        """
        Tell who was met before in this row.

        Args:
            row: Its number.
            email: Its address, empty where it has none.
            cells: Its cells by field.
        """
        last, first = cells.get("last_name", ""), cells.get("first_name", "")
        place = cells.get("insee") or cells.get("commune", "")
        who = who_in(cells) or place
        if len(self._names) < _REMEMBERED:
            self._names[row] = who
        person = fold(f"{last}|{first}") if last else ""
        address = comparison_key(email)
        before = self._addresses.first_row(address, row) if address else row
        if before != row:
            before_as = self._at_address.first_row(f"{address}|{person}", row)
            if person and before_as == row:
                yield self._note("shared-address", row, before, old=email, who=who)
            else:
                first_row = before if before_as == row else before_as
                yield self._note("duplicate-address", row, first_row, old=email)
        elif address:
            self._at_address.first_row(f"{address}|{person}", row)
        if person and place:
            same = self._persons.first_row(f"{person}|{fold(place)}", row)
            if same not in {row, before}:
                yield self._note("duplicate-person", row, same, old=who)

    def _note(
        self, code: str, row: int, first_row: int, *, old: str, who: str = ""
    ) -> Note:
        first_who = self._names.get(first_row, "")
        return Note(
            row=row,
            code=code,
            old=old,
            who=who,
            first_row=first_row,
            first_who=first_who,
        )
