"""Messages in a ledger, for the tests of what is done with them later."""

from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from mairemail.ledger.delivery import Delivery, Key, Status
from mairemail.ledger.ledger import SUBMITTING, Ledger
from tests.unit.material import NOW

MAIRE = "maire@lilas.example"


def key_of(email: str = MAIRE, campaign_id: str = "lilas-1") -> Key:
    """Give the key of a message."""
    return Key(campaign_id=campaign_id, step="letter", address=email.casefold())


def note(
    ledger: Ledger,
    *states: tuple[str, int],
    email: str = MAIRE,
    campaign_id: str = "lilas-1",
    reply: str = "Ok",
    message_id: str = "",
) -> None:
    """Reserve a message and note states, each with its minutes after NOW."""
    reservation = ledger.reserve(
        key_of(email, campaign_id),
        email=email,
        row=2,
        message_id=message_id or _message_id(campaign_id, email),
        date=NOW,
    )
    for state, minutes in states:
        at = NOW + timedelta(minutes=minutes)
        if state == SUBMITTING:
            ledger.mark_submitting(reservation, account="perso", at=at)
            continue
        delivery = Delivery(row=2, email=email, status=Status(state), reply=reply)
        ledger.record(reservation, delivery, account="perso", at=at)


def _message_id(campaign_id: str, email: str) -> str:
    """Give one that is the same on every computer, and does not show the address."""
    unique = uuid5(NAMESPACE_URL, f"{campaign_id} {email}")
    return f"<{unique.hex}@courrier.example>"


def state_of(
    ledger: Ledger, email: str = MAIRE, campaign_id: str = "lilas-1"
) -> Status | None:
    """Give the state of a message, None where it is unknown."""
    found = ledger.find(key_of(email, campaign_id))
    return found.status if found else None
