"""The do-not-write list, for all campaigns."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from mairemail.contacts.address import comparison_key
from mairemail.ledger.database import Database, read_moment, written
from mairemail.ledger.forgetting import fingerprint, forms_of


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOut:
    """
    Somebody who is not written to.

    Attributes:
        key: The address as it is compared, or its fingerprint where it was forgotten.
        email: Empty where it was forgotten.
        note: Why, in the user's words, or empty.
        at: Since when, UTC.
    """

    key: str
    email: str
    note: str
    at: datetime


def add_optout(database: Database, email: str, *, note: str, at: datetime) -> bool:
    """
    Put an address on the list; tell whether it was not there yet.

    A note given later replaces the earlier one. An address that was forgotten stays
    so: only its fingerprint goes on the list.
    """
    key = comparison_key(email)
    mark = fingerprint(key)
    with database.transaction():
        is_new = find_optout(database, key) is None
        is_forgotten = bool(
            database.rows("SELECT 1 FROM messages WHERE address_key = ?", (mark,))
            or database.rows("SELECT 1 FROM optouts WHERE address_key = ?", (mark,))
        )
        if is_forgotten:
            key, email, note = mark, "", ""
        database.write(
            "INSERT INTO optouts (address_key, email, note, at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (address_key) DO UPDATE SET note = excluded.note"
            " WHERE excluded.note <> ''",
            (key, email, note, written(at)),
        )
    return is_new


def remove_optout(database: Database, email: str) -> bool:
    """Take an address off the list; tell whether it was there."""
    key = comparison_key(email)
    with database.transaction():
        was_there = find_optout(database, key) is not None
        database.write("DELETE FROM optouts WHERE address_key IN (?, ?)", forms_of(key))
    return was_there


def find_optout(database: Database, key: str) -> OptOut | None:
    """Give the entry of an address, None where it is not on the list."""
    rows = database.rows(
        "SELECT address_key, email, note, at FROM optouts WHERE address_key IN (?, ?)",
        forms_of(key),
    )
    return _optout(rows[0]) if rows else None


def optouts(database: Database) -> list[OptOut]:
    """Give the list, oldest first."""
    rows = database.rows(
        "SELECT address_key, email, note, at FROM optouts ORDER BY at, address_key"
    )
    return [_optout(row) for row in rows]


def optouts_now(database: Database) -> Callable[[str], bool]:
    """Give the test whether an address key is on the list as it is now."""
    keys = frozenset(one.key for one in optouts(database))
    return lambda key: bool(keys) and not keys.isdisjoint(forms_of(key))


def _optout(row: tuple[object, ...]) -> OptOut:
    key, email, note, at = map(str, row)
    return OptOut(key=key, email=email, note=note, at=read_moment(at))
