"""Two lists of the same offices: who came, who left, whose address changed."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from mairemail.contacts.contact import Contact
from mairemail.contacts.fields import slug
from mairemail.places.departments import department_of
from mairemail.places.names import key_of, without_articles

# What is compared; contacts alike in it are the same, None is like nothing.
_Key = Callable[[Contact], tuple[str, ...] | None]


class ChangeKind(StrEnum):
    """What became of a contact, in the order in which it is told."""

    REPLACED = "replaced"
    CAME = "came"
    LEFT = "left"
    ADDRESS_CHANGED = "address-changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """
    One difference between two lists.

    Attributes:
        old: The contact in the old list, None if it came.
        new: The contact in the new list, None if it left.
    """

    kind: ChangeKind
    old: Contact | None
    new: Contact | None


def compare(old: Iterable[Contact], new: Iterable[Contact]) -> list[Change]:
    """
    Give what changed, kind by kind, in the order of the rows.

    Two contacts are the same seat where the office in a place (INSEE code, else commune
    and department, else institution) is the only one of its kind in both lists; else
    where the name is, in the same place or in one that is not told; else where the
    address is. Columns that only one list has are not looked at; an address may be
    empty, as a city's is that has but a form. How often a list names the same person,
    at one address or in one place, is no change.
    """
    gone, arrived = list(old), list(new)
    seats = _Seats(_columns(gone) & _columns(arrived))
    were, are = _Named(gone, seats), _Named(arrived, seats)
    changes = []
    for key in (seats.office, seats.name_and_place, seats.name, seats.address):
        pairs = [
            (before, after)
            for before, after in _pairs(gone, arrived, key)
            if key != seats.name or seats.may_be_one_place(before, after)
        ]
        changes += [change for pair in pairs if (change := _change(*pair))]
        rows = {before.row for before, _after in pairs}
        gone = [contact for contact in gone if contact.row not in rows]
        rows = {after.row for _before, after in pairs}
        arrived = [contact for contact in arrived if contact.row not in rows]
    changes += [
        Change(kind=ChangeKind.LEFT, old=one, new=None)
        for one in gone
        if not (are.has(one) or seats.name_and_place(one) in are.names)
    ]
    left_over = {
        name: one for one in reversed(gone) if (name := seats.name_and_place(one))
    }
    for one in arrived:
        if were.has(one):
            continue
        before = left_over.get(seats.name_and_place(one) or ())
        if before is None:
            changes.append(Change(kind=ChangeKind.CAME, old=None, new=one))
        elif change := _change(before, one):
            changes.append(change)
    return sorted(changes, key=_place_in_report)


@dataclass(frozen=True, slots=True)
class _Seats:
    """What tells contacts apart; `columns` are those that both lists have."""

    columns: frozenset[str]

    def office(self, contact: Contact) -> tuple[str, ...] | None:
        place = self._place(contact)
        return (*place, slug(self._cell(contact, "office"))) if place else None

    def name_and_place(self, contact: Contact) -> tuple[str, ...] | None:
        name = self.name(contact)
        return (*name, "", *self._place(contact)) if name else None

    def name(self, contact: Contact) -> tuple[str, ...] | None:
        return tuple(sorted(_words_of_name(contact))) or None

    def address(self, contact: Contact) -> tuple[str, ...] | None:
        return (contact.key,) if contact.key else None

    def whole(self, contact: Contact) -> tuple[str, ...]:
        """Give all that is compared of a contact: two that are alike are one."""
        office = slug(self._cell(contact, "office"))
        name = sorted(_words_of_name(contact))
        return (contact.key, office, *name, "", *self._place(contact))

    def may_be_one_place(self, one: Contact, other: Contact) -> bool:
        """Tell whether nothing says that they are in two places."""
        here, there = self._place(one), self._place(other)
        if here[:1] != there[:1]:
            return True
        # A commune's department may be told in one list alone.
        return all(a == b or not (a and b) for a, b in zip(here, there, strict=True))

    def _place(self, contact: Contact) -> tuple[str, ...]:
        insee = self._cell(contact, "insee")
        if insee:
            return "insee", insee.upper().zfill(5)
        commune = self._cell(contact, "commune")
        if commune:
            name = self._cell(contact, "department")
            department = department_of(name)
            where = department.code if department else slug(name)
            return "commune", without_articles(key_of(commune)), where
        institution = self._cell(contact, "institution")
        return ("institution", slug(institution)) if institution else ()

    def _cell(self, contact: Contact, field: str) -> str:
        return contact.cells.get(field, "").strip() if field in self.columns else ""


class _Named:
    """
    Who stands in a list, however often.

    Attributes:
        names: The names with their places.
    """

    def __init__(self, contacts: Iterable[Contact], seats: _Seats) -> None:
        """Look at all of the list."""
        self._seats = seats
        self._said: set[tuple[str, ...]] = set()
        self.names: set[tuple[str, ...] | None] = set()
        for contact in contacts:
            self._said |= {seats.whole(contact), *self._at_address(contact)}
            self.names.add(seats.name_and_place(contact))
        self.names.discard(None)

    def has(self, contact: Contact) -> bool:
        """Tell whether a row says all the same, or has this name at this address."""
        return not self._said.isdisjoint(
            [self._seats.whole(contact), *self._at_address(contact)]
        )

    def _at_address(self, contact: Contact) -> Iterator[tuple[str, ...]]:
        name = self._seats.name(contact)
        if contact.key and name:
            yield (contact.key, *name)


def _columns(contacts: Sequence[Contact]) -> frozenset[str]:
    return contacts[0].columns if contacts else frozenset()


def _pairs(
    old: Iterable[Contact], new: Iterable[Contact], key: _Key
) -> Iterable[tuple[Contact, Contact]]:
    """Give those whose key stands once in each list."""
    before, after = _unique(old, key), _unique(new, key)
    return [(before[one], after[one]) for one in before if one in after]


def _unique(contacts: Iterable[Contact], key: _Key) -> dict[tuple[str, ...], Contact]:
    keyed = [(found, contact) for contact in contacts if (found := key(contact))]
    counts = Counter(found for found, _contact in keyed)
    return {found: contact for found, contact in keyed if counts[found] == 1}


def _change(old: Contact, new: Contact) -> Change | None:
    if not _is_same_person(old, new):
        return Change(kind=ChangeKind.REPLACED, old=old, new=new)
    if old.key != new.key:
        return Change(kind=ChangeKind.ADDRESS_CHANGED, old=old, new=new)
    return None


def _is_same_person(old: Contact, new: Contact) -> bool:
    """Tell it from the names: one may have more first names, or none at all."""
    before, after = _words_of_name(old), _words_of_name(new)
    return before <= after or after <= before


def _words_of_name(contact: Contact) -> frozenset[str]:
    cells = (contact.cells.get(field, "") for field in ("first_name", "last_name"))
    return frozenset(slug(" ".join(cells)).split("_")) - {""}


def _place_in_report(change: Change) -> tuple[int, int]:
    contact = change.new or change.old
    return list(ChangeKind).index(change.kind), contact.row if contact else 0
