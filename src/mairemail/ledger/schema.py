"""
The ledger's tables and how an older ledger becomes a newer one.

`messages` holds a line for each (campaign, step, address); `events` is only added to,
and the last event of a message is its state. `optouts` is the do-not-write list.
`leftovers` knows by their digests the files of messages left that we wrote ourselves.
"""

import sqlite3

from mairemail.errors import LedgerError
from mairemail.language import _

# One migration a tuple; each runs in a transaction of its own.
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """
        CREATE TABLE messages (
            number INTEGER PRIMARY KEY,
            campaign_id TEXT NOT NULL,
            step TEXT NOT NULL,
            address_key TEXT NOT NULL,
            email TEXT NOT NULL,
            row INTEGER NOT NULL,
            message_id TEXT NOT NULL UNIQUE,
            date TEXT NOT NULL,
            UNIQUE (campaign_id, step, address_key)
        ) STRICT
        """,
        """
        CREATE TABLE events (
            number INTEGER PRIMARY KEY,
            message INTEGER NOT NULL REFERENCES messages (number),
            account TEXT NOT NULL,
            status TEXT NOT NULL,
            code INTEGER,
            enhanced TEXT,
            reply TEXT,
            at TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX events_by_message ON events (message, number)",
        "CREATE INDEX events_by_account ON events (account, at)",
    ),
    (
        "CREATE INDEX messages_by_address ON messages (address_key)",
        """
        CREATE TABLE optouts (
            address_key TEXT PRIMARY KEY,
            email TEXT NOT NULL,
            note TEXT NOT NULL,
            at TEXT NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE leftovers (
            campaign_id TEXT NOT NULL,
            digest TEXT NOT NULL,
            PRIMARY KEY (campaign_id, digest)
        ) STRICT
        """,
    ),
)


def migrate(connection: sqlite3.Connection) -> None:
    """
    Bring the tables up to date, one migration a transaction.

    Raises:
        LedgerError: A newer mairemail made this ledger.
    """
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(MIGRATIONS):
        raise LedgerError(
            _("The ledger was made by a newer mairemail (version {version})").format(
                version=version
            ),
            hint=_("Update mairemail: this one would not understand what was sent"),
        )
    for number in range(version, len(MIGRATIONS)):
        connection.execute("BEGIN IMMEDIATE")
        (current,) = connection.execute("PRAGMA user_version").fetchone()
        if current == number:
            for statement in MIGRATIONS[number]:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number + 1}")
        connection.execute("COMMIT")
