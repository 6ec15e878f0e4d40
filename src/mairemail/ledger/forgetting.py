"""
To forget a person, and still never write to them twice.

The address gives way to its fingerprint. Nothing can be read out of that; who holds the
ledger and guesses an address can find out whether the guess is right, as the program
must. It is the same in every ledger, so that ledgers can be merged.
"""

from hashlib import sha256

from mairemail.ledger.database import Database

_MARK = "sha256:"


def fingerprint(key: str) -> str:
    """Give what stands in the ledger for a forgotten address."""
    return _MARK + sha256(f"mairemail {key}".encode()).hexdigest()


def is_fingerprint(key: str) -> bool:
    """Tell whether this stands for a forgotten address; an address has no colon."""
    return key.startswith(_MARK)


def forms_of(key: str) -> tuple[str, str]:
    """Give an address key as it stands in the ledger before and after forgetting."""
    return key, fingerprint(key)


def forget(database: Database, key: str) -> None:
    """
    Erase an address and every reply that quotes it; only fingerprints stay.

    The file and its WAL then hold no byte of the address. Done again, it does no harm.

    Raises:
        LedgerError: As `Database.scrub` says; the address is forgotten then.
    """
    with database.transaction():
        database.write(
            "UPDATE events SET reply = NULL WHERE message IN"
            " (SELECT number FROM messages WHERE address_key = ?)",
            (key,),
        )
        database.write(
            "UPDATE messages SET address_key = ?, email = '', row = 0"
            " WHERE address_key = ?",
            (fingerprint(key), key),
        )
        database.write(
            "INSERT OR IGNORE INTO optouts SELECT ?, '', '', at FROM optouts"
            " WHERE address_key = ?",
            (fingerprint(key), key),
        )
        database.write("DELETE FROM optouts WHERE address_key = ?", (key,))
        erase_quotes(database, key)
    database.scrub()


def erase_quotes(database: Database, key: str) -> None:
    """Erase the replies and notes about others that quote the address, as for a Cc."""
    for number, reply in database.rows(
        "SELECT number, reply FROM events WHERE reply IS NOT NULL"
    ):
        if key in str(reply).casefold():
            database.write("UPDATE events SET reply = NULL WHERE number = ?", (number,))
    for other, note in database.rows("SELECT address_key, note FROM optouts"):
        if key in str(note).casefold():
            database.write(
                "UPDATE optouts SET note = '' WHERE address_key = ?", (other,)
            )
