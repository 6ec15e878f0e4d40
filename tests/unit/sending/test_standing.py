"""What became of each message, seen from today's list."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mairemail.contacts.contact import Contact
from mairemail.ledger.delivery import Delivery, Status
from mairemail.ledger.forgetting import forget
from mairemail.ledger.ledger import Ledger
from mairemail.ledger.optouts import add_optout
from mairemail.sending.standing import standing_of, standings
from tests.unit.ledger.material import note
from tests.unit.material import NOW, contact_of


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """Give an empty ledger."""
    with Ledger(tmp_path) as opened:
        yield opened


def _states(found: list[Delivery]) -> list[tuple[int | None, str, str]]:
    return [(one.row, one.email, one.status.value) for one in found]


_LIST: list[Contact] = [contact_of("A@lilas.example"), contact_of("b@lilas.example")]


def test_without_a_ledger_everybody_is_still_to_be_written_to() -> None:
    """Nothing was ever sent from here."""
    assert _states(standings(None, "lilas-1", _LIST)) == [
        (2, "A@lilas.example", "pending"),
        (2, "b@lilas.example", "pending"),
    ]


def test_a_message_whose_row_is_gone_has_no_row(ledger: Ledger) -> None:
    """A number of yesterday's list would name somebody else today."""
    note(ledger, ("rejected", 0), email="gone@lilas.example")
    note(ledger, ("accepted", 0), email="a@lilas.example")
    assert _states(standings(ledger, "lilas-1", _LIST)) == [
        (None, "gone@lilas.example", "rejected"),
        (2, "A@lilas.example", "accepted"),
        (2, "b@lilas.example", "pending"),
    ]


@pytest.mark.parametrize(
    ("state", "is_held"),
    [
        ("pending", True),
        ("deferred", True),
        ("rejected", True),
        ("accepted", False),
        ("uncertain", False),
    ],
)
@pytest.mark.parametrize("is_listed", [True, False])
def test_who_opted_out_is_held_unless_the_letter_may_have_left(
    *, ledger: Ledger, state: str, is_held: bool, is_listed: bool
) -> None:
    """A wish of today does not undo what the server has."""
    note(ledger, (state, 0), email="a@lilas.example")
    add_optout(ledger, "A@lilas.example", note="", at=NOW)
    (found,) = standings(ledger, "lilas-1", _LIST[:1] if is_listed else ())
    assert (found.status is Status.HELD) is is_held
    assert is_held or found.status.value == state


def test_the_forgotten_are_told_apart_though_they_have_no_address(
    ledger: Ledger,
) -> None:
    """Each is counted, also those the list still has."""
    for email in ("a@lilas.example", "c@lilas.example", "d@lilas.example"):
        note(ledger, ("accepted", 0), email=email)
        forget(ledger, email)
    assert _states(standings(ledger, "lilas-1", _LIST[:1])) == [
        (2, "A@lilas.example", "accepted"),
        (None, "", "accepted"),
        (None, "", "accepted"),
    ]


def test_a_contact_never_written_to_can_be_held(ledger: Ledger) -> None:
    """Most wishes come before the next campaign."""
    add_optout(ledger, "a@lilas.example", note="", at=NOW)
    assert standing_of(_LIST[0], "lilas-1", ledger).status is Status.HELD
    assert standing_of(_LIST[1], "lilas-1", ledger).status is Status.PENDING
