"""The do-not-write list."""

from datetime import timedelta

from mairemail.ledger.ledger import Ledger
from mairemail.ledger.optouts import add_optout, optouts, optouts_now, remove_optout
from tests.unit.material import NOW


def test_an_address_is_on_the_list_whatever_its_case(ledger: Ledger) -> None:
    """One capital letter must not undo a wish."""
    assert add_optout(ledger, "Maire@lilas.example", note="", at=NOW)
    assert ledger.is_opted_out("maire@lilas.example")
    assert not ledger.is_opted_out("autre@lilas.example")
    assert optouts_now(ledger)("maire@lilas.example")
    assert not optouts_now(ledger)("autre@lilas.example")


def test_added_again_it_keeps_its_day_and_takes_the_new_note(ledger: Ledger) -> None:
    """Since when somebody is not written to is what one is asked about."""
    add_optout(ledger, "maire@lilas.example", note="by phone", at=NOW)
    later = NOW + timedelta(days=1)
    assert not add_optout(ledger, "MAIRE@lilas.example", note="", at=later)
    assert not add_optout(ledger, "maire@lilas.example", note="by letter", at=later)
    ((at, note),) = [(one.at, one.note) for one in optouts(ledger)]
    assert (at, note) == (NOW, "by letter")


def test_who_is_taken_off_is_written_to_again(ledger: Ledger) -> None:
    """A slip can be taken back."""
    add_optout(ledger, "Maire@lilas.example", note="", at=NOW)
    assert remove_optout(ledger, "maire@LILAS.example")
    assert not remove_optout(ledger, "maire@lilas.example")
    assert not ledger.is_opted_out("maire@lilas.example")
