"""An older ledger becomes a newer one, with all it knew."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from mairemail.errors import LedgerError
from mairemail.ledger.delivery import Delivery, Key, Status
from mairemail.ledger.ledger import Ledger
from mairemail.ledger.place import ledger_file
from mairemail.ledger.schema import MIGRATIONS
from tests.unit.material import NOW

_KEY = Key(campaign_id="lilas-1", step="letter", address="maire@lilas.example")


@pytest.fixture
def first(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """Give a ledger as the first mairemail wrote it, with one accepted message."""
    connection = sqlite3.connect(ledger_file(tmp_path), isolation_level=None)
    for statement in MIGRATIONS[0]:
        connection.execute(statement)
    connection.execute(
        "INSERT INTO messages VALUES (1, 'lilas-1', 'letter', 'maire@lilas.example',"
        " 'Maire@lilas.example', 2, '<1@courrier.example>', ?)",
        (NOW.isoformat(),),
    )
    connection.execute(
        "INSERT INTO events VALUES (1, 1, 'perso', 'accepted', 250, '2.0.0', 'Ok', ?)",
        (NOW.isoformat(),),
    )
    connection.execute("PRAGMA user_version = 1")
    yield connection
    connection.close()


def test_a_ledger_of_version_1_is_brought_up_to_date_with_its_content(
    tmp_path: Path, first: sqlite3.Connection
) -> None:
    """Who has the letter must be known to every later mairemail."""
    with Ledger(tmp_path) as ledger:
        assert ledger.find(_KEY) == Delivery(
            row=2,
            email="Maire@lilas.example",
            status=Status.ACCEPTED,
            code=250,
            enhanced="2.0.0",
            reply="Ok",
            message_id="<1@courrier.example>",
            at=NOW,
        )
        assert not ledger.is_opted_out(_KEY.address)
        ledger.check()
    assert first.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)


def test_a_state_that_only_a_newer_program_knows_ends_the_command(
    tmp_path: Path,
) -> None:
    """Taken for something else, it could be sent again."""
    with Ledger(tmp_path) as ledger:
        reservation = ledger.reserve(
            _KEY, email=_KEY.address, row=2, message_id="<1@c.example>", date=NOW
        )
        ledger.mark_submitting(reservation, account="perso", at=NOW)
        ledger.write("UPDATE events SET status = 'teleported'")
        with pytest.raises(LedgerError, match="teleported") as raised:
            ledger.find(_KEY)
        assert "pdate" in str(raised.value.hint)
