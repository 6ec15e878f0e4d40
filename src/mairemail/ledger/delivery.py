"""What became of one message."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Status(StrEnum):
    """
    The state of a message; `accepted` is by one's own provider, never "delivered".

    `uncertain`: the server may or may not have it; it is never sent again by itself.
    `held`: not sent, since the address is on the do-not-write list or was forgotten.
    """

    PENDING = "pending"
    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    REJECTED = "rejected"
    UNCERTAIN = "uncertain"
    HELD = "held"


_MESSAGE_ID = re.compile(r"<[\w!#$%&'*+/=?^`{|}~.-]+@[\w.-]+>", re.ASCII)


def is_message_id(text: str) -> bool:
    """Tell whether this can stand in a header as it is (RFC 5322 3.6.4)."""
    return len(text) <= 250 and _MESSAGE_ID.fullmatch(text) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What makes two messages the same: campaign, step of it, recipient."""

    campaign_id: str
    step: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """
    A message's place in the ledger; the same for every attempt to submit it.

    Attributes:
        number: The ledger's own number of the message.
        date: For the Date header, UTC.
    """

    number: int
    message_id: str
    date: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """
    The present state of one message.

    Attributes:
        row: Where the contact stands in the list, or stood when it was last tried.
        email: Empty where the person was forgotten.
        code: The server's three digits, None where it said nothing.
        enhanced: Its RFC 3463 code, `5.1.1`, None where it gave none.
        reply: Its words, or ours where it said nothing.
        at: When this state began, UTC; None for a message never tried.
    """

    row: int | None
    email: str
    status: Status
    code: int | None = None
    enhanced: str | None = None
    reply: str | None = None
    message_id: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferrals:
    """How often a message was put off, and when for the first time, if it was."""

    count: int
    first_at: datetime | None
