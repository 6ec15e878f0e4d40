"""The whole history of messages, for who wants to look and for another ledger."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from mairemail.ledger.database import Database, read_moment
from mairemail.ledger.delivery import Status
from mairemail.ledger.forgetting import fingerprint, forms_of, is_fingerprint

_MESSAGES = """
    SELECT number, campaign_id, step, address_key, email, row, message_id, date
    FROM messages
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """
    One thing that was noted about a message.

    Attributes:
        status: A status, or `submitting`: from then on the server may have had it.
        code, enhanced, reply: As in a Delivery.
        at: UTC.
    """

    account: str
    status: str
    code: int | None
    enhanced: str | None
    reply: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """
    A message with all that was noted about it, oldest first.

    Attributes:
        key: The address as it is compared, or its fingerprint where it was forgotten.
        email: Empty where it was forgotten.
        row: Where the contact last stood in the list; 0 where it was forgotten.
        date: For the Date header, UTC.
    """

    campaign_id: str
    step: str
    key: str
    email: str
    row: int
    message_id: str
    date: datetime
    events: tuple[Event, ...]

    @property
    def state(self) -> str:
        """What the last event says."""
        return self.events[-1].status if self.events else Status.PENDING.value

    @property
    def handed_over_at(self) -> datetime | None:
        """When the server last may have taken it."""
        moments = [one.at for one in self.events if one.status == "submitting"]
        return moments[-1] if moments else None

    @property
    def is_forgotten(self) -> bool:
        """Whether the address was erased."""
        return is_fingerprint(self.key)

    def forgotten(self) -> "History":
        """Give the same without what names the person."""
        return replace(
            self,
            key=self.key if self.is_forgotten else fingerprint(self.key),
            email="",
            row=0,
            events=tuple(replace(one, reply=None) for one in self.events),
        )


def all_histories(database: Database) -> Iterator[History]:
    """Give every message, in the order of its first attempt."""
    for row in database.rows(_MESSAGES + "ORDER BY number"):
        yield _history(database, row)


def histories_of(
    database: Database, key: str, *, campaign_id: str | None = None
) -> list[History]:
    """Give the messages to an address, forgotten or not, of one campaign or all."""
    rows = database.rows(
        _MESSAGES + "WHERE address_key IN (?, ?) AND campaign_id = ifnull(?,"
        " campaign_id) ORDER BY number",
        (*forms_of(key), campaign_id),
    )
    return [_history(database, row) for row in rows]


def _history(database: Database, row: tuple[object, ...]) -> History:
    number, campaign_id, step, key, email, place, message_id, date = row
    events = database.rows(
        "SELECT account, status, code, enhanced, reply, at FROM events"
        " WHERE message = ? ORDER BY number",
        (number,),
    )
    return History(
        campaign_id=str(campaign_id),
        step=str(step),
        key=str(key),
        email=str(email),
        row=int(str(place)),
        message_id=str(message_id),
        date=read_moment(date),
        events=tuple(map(_event, events)),
    )


def _event(row: tuple[object, ...]) -> Event:
    account, status, code, enhanced, reply, at = row
    return Event(
        account=str(account),
        status=str(status),
        code=None if code is None else int(str(code)),
        enhanced=None if enhanced is None else str(enhanced),
        reply=None if reply is None else str(reply),
        at=read_moment(at),
    )
