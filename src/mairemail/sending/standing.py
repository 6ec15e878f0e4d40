"""What became of each message of a campaign, seen from today's list."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from mairemail.contacts.address import comparison_key
from mairemail.contacts.contact import Contact, RowProblem
from mairemail.language import _
from mairemail.ledger.delivery import Delivery, Key, Status
from mairemail.ledger.forgetting import forms_of
from mairemail.ledger.ledger import Ledger
from mairemail.sending.plan import FIRST_STEP, is_due

_NOT_LEFT = {Status.PENDING, Status.DEFERRED, Status.REJECTED}


def standing_of(contact: Contact, campaign_id: str, ledger: Ledger) -> Delivery:
    """
    Give the state of a contact's message, pending where nothing is known of it.

    It is held where nothing has left and the contact is on the do-not-write list.
    """
    before = ledger.find(
        Key(campaign_id=campaign_id, step=FIRST_STEP, address=contact.key)
    )
    found = before or _pending(contact)
    found = replace(found, row=contact.row, email=contact.email)
    return _held(found) if ledger.is_opted_out(contact.key) else found


def standings(
    ledger: Ledger | None,
    campaign_id: str,
    contacts: Iterable[Contact | RowProblem],
    *,
    gets_letter: Callable[[Contact], bool] = lambda _contact: True,
) -> list[Delivery]:
    """
    Give what the ledger knows, then who is still to be written to, by the list.

    The row is today's, None where the list has the address no more.

    Args:
        ledger: None where there is none yet.
        campaign_id: The campaign.
        contacts: Its list.
        gets_letter: Whether a contact is to be written to, asked of those who were not.

    Raises:
        MissingFileError, ContactsError: As the reader of the list says.
    """
    people = (one for one in contacts if isinstance(one, Contact))
    if ledger is None:
        return [_pending(contact) for contact in people if gets_letter(contact)]
    found = {
        one.message_id or "": _unlisted(one, ledger)
        for one in ledger.deliveries(campaign_id)
    }
    for contact in people:
        standing = standing_of(contact, campaign_id, ledger)
        if standing.message_id is None and not gets_letter(contact):
            continue
        found[standing.message_id or contact.key] = standing
    return list(found.values())


def due_now(
    ledger: Ledger, campaign_id: str, *, retries_rejected: bool
) -> Callable[[str], bool]:
    """
    Give the test whether a run begun now would submit the message of an address key.

    The do-not-write list is not asked: who is on it is told apart.
    """
    states = ledger.states(campaign_id)

    def is_due_now(key: str) -> bool:
        known = [states[form] for form in forms_of(key) if form in states]
        return all(is_due(one, retries_rejected=retries_rejected) for one in known)

    return is_due_now if states else lambda _key: True


def leftovers(
    ledger: Ledger, campaign_id: str, contacts: Iterable[Contact | RowProblem]
) -> list[Delivery]:
    """
    Give the rejected, deferred and uncertain messages, the held ones left out.

    Rows and errors are as for `standings`.
    """
    unsettled = (_unlisted(one, ledger) for one in ledger.unsettled(campaign_id))
    found = {
        comparison_key(one.email): one
        for one in unsettled
        if one.status is not Status.HELD
    }
    if not found:
        return []
    for contact in contacts:
        if isinstance(contact, Contact) and contact.key in found:
            listed = replace(found[contact.key], row=contact.row, email=contact.email)
            found[contact.key] = listed
    return list(found.values())


def off_the_list(
    ledger: Ledger, campaign_id: str, contacts: Iterable[Contact | RowProblem]
) -> list[Delivery]:
    """
    Give the accepted and uncertain messages to addresses that the list has no more.

    Whoever is on it under another address now would be written to again. Errors are as
    for `standings`.
    """
    found = {
        comparison_key(one.email): one
        for one in ledger.deliveries(campaign_id)
        if one.email and one.status in {Status.ACCEPTED, Status.UNCERTAIN}
    }
    if found:
        for contact in contacts:
            if isinstance(contact, Contact):
                found.pop(contact.key, None)
    return list(found.values())


def held(contact: Contact) -> Delivery:
    """Give the message of a contact who is on the do-not-write list."""
    return _held(_pending(contact))


def _pending(contact: Contact) -> Delivery:
    return Delivery(row=contact.row, email=contact.email, status=Status.PENDING)


def _unlisted(delivery: Delivery, ledger: Ledger) -> Delivery:
    found = replace(delivery, row=None)
    return _held(found) if ledger.is_opted_out(comparison_key(found.email)) else found


def _held(delivery: Delivery) -> Delivery:
    """Give a message as held, unless the server has it or may have it."""
    if delivery.status not in _NOT_LEFT:
        return delivery
    return replace(
        delivery,
        status=Status.HELD,
        code=None,
        enhanced=None,
        reply=_("on your do-not-write list"),
    )
