"""A person is forgotten, and still never written to twice."""

import sqlite3
from pathlib import Path

import pytest

from mairemail.errors import LedgerError
from mairemail.ledger import database
from mairemail.ledger.delivery import Status
from mairemail.ledger.forgetting import forget
from mairemail.ledger.ledger import Ledger
from mairemail.ledger.optouts import add_optout, optouts
from tests.unit.ledger.material import MAIRE, key_of, note, state_of
from tests.unit.material import NOW

_SPELT = "Maire@Lilas.example"


def _bytes(ledger: Ledger) -> bytes:
    """Give every byte of the ledger's files, in small letters."""
    files = ledger.path.parent.glob("ledger.sqlite3*")
    return b"".join(file.read_bytes() for file in files).lower()


def test_no_byte_of_the_address_is_left(ledger: Ledger) -> None:
    """What the law calls erased is not what a database calls deleted."""
    for number in range(1, 40):
        note(
            ledger,
            ("submitting", 0),
            ("rejected", 1),
            email=_SPELT,
            campaign_id=f"lilas-{number}",
            reply=f"<{_SPELT}> unknown",
        )
    copied = f"Cc {MAIRE}: unknown"
    note(ledger, ("rejected", 1), email="adjoint@lilas.example", reply=copied)
    add_optout(ledger, _SPELT, note="", at=NOW)
    add_optout(ledger, "b@lilas.example", note=f"asked by {MAIRE}", at=NOW)
    assert MAIRE.encode() in _bytes(ledger)
    forget(ledger, MAIRE)
    assert MAIRE.encode() not in _bytes(ledger)
    assert b"adjoint@lilas.example" in _bytes(ledger)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("accepted", Status.ACCEPTED),
        ("pending", Status.HELD),
        ("deferred", Status.HELD),
        ("rejected", Status.HELD),
        ("uncertain", Status.HELD),
        ("submitting", Status.HELD),
    ],
)
def test_a_campaign_never_writes_to_who_was_forgotten(
    ledger: Ledger, before: str, after: Status
) -> None:
    """Forgetting must not be the way to a second letter."""
    note(ledger, (before, 0))
    forget(ledger, MAIRE)
    assert state_of(ledger, _SPELT) is after


def test_reserving_for_the_forgotten_brings_no_address_back(ledger: Ledger) -> None:
    """Their address may still stand in the list."""
    note(ledger, ("accepted", 0), message_id="<1@courrier.example>")
    forget(ledger, MAIRE)
    again = ledger.reserve(
        key_of(), email=_SPELT, row=5, message_id="<2@courrier.example>", date=NOW
    )
    assert again.message_id == "<1@courrier.example>"
    assert MAIRE.encode() not in _bytes(ledger)


def test_what_was_submitted_still_counts_for_the_daily_limit(ledger: Ledger) -> None:
    """The provider has forgotten nothing."""
    note(ledger, ("accepted", 5))
    forget(ledger, MAIRE)
    assert len(ledger.submissions("perso", since=NOW)) == 1


def test_another_campaign_knows_nothing_of_them(ledger: Ledger) -> None:
    """To be forgotten is not yet to be left alone: that is the do-not-write list."""
    note(ledger, ("accepted", 0))
    forget(ledger, MAIRE)
    assert state_of(ledger, campaign_id="lilas-2") is None
    assert not ledger.is_opted_out(MAIRE)


@pytest.mark.parametrize("is_first", [True, False])
def test_the_forgotten_stay_on_the_do_not_write_list(
    *, ledger: Ledger, is_first: bool
) -> None:
    """Whoever asks for both, in either order, gets both."""
    note(ledger, ("accepted", 0))
    if is_first:
        add_optout(ledger, _SPELT, note="asked", at=NOW)
    forget(ledger, MAIRE)
    if not is_first:
        add_optout(ledger, _SPELT, note="asked", at=NOW)
    assert ledger.is_opted_out(MAIRE)
    assert [(one.email, one.note) for one in optouts(ledger)] == [("", "")]
    assert MAIRE.encode() not in _bytes(ledger)


def test_forgetting_tells_when_traces_are_kept_by_another_reader(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not to say so would be a false promise; done again, it keeps it."""
    monkeypatch.setattr(database, "_BUSY_LIMIT_S", 0.1)
    note(ledger, ("accepted", 0))
    with Ledger(Path(ledger.path.parent)) as impatient:
        reader = sqlite3.connect(ledger.path, isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM messages").fetchone()
        with pytest.raises(LedgerError):
            forget(impatient, MAIRE)
        reader.close()
        forget(impatient, MAIRE)
    assert state_of(ledger) is Status.ACCEPTED
    assert MAIRE.encode() not in _bytes(ledger)
