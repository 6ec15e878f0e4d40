"""The ledger as a run uses it: reserved, submitting, and what the server said."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from mairemail.errors import LedgerError
from mairemail.language import _
from mairemail.ledger.database import Database, read_moment, written
from mairemail.ledger.delivery import (
    Deferrals,
    Delivery,
    Key,
    Reservation,
    Status,
)
from mairemail.ledger.forgetting import forms_of, is_fingerprint
from mairemail.ledger.optouts import find_optout

__all__ = ["SUBMITTING", "UNSETTLED", "Ledger"]

# Written between the body and the final dot. Only the ledger knows this state: whoever
# reads it sees a message in doubt.
SUBMITTING = "submitting"
# What a run leaves that somebody has to look at.
UNSETTLED = (Status.REJECTED, Status.DEFERRED, Status.UNCERTAIN)
# The account of what a person said of a message that no account has tried yet.
_BY_HAND = ""
_BELIEVED = timedelta(hours=48)
_DELIVERIES = """
    SELECT m.row, m.email, m.message_id, m.address_key,
        e.status, e.code, e.enhanced, e.reply, e.at
    FROM messages m
    LEFT JOIN events e ON e.number =
        (SELECT max(number) FROM events WHERE message = m.number)
"""


class Ledger(Database):
    """
    The messages of all campaigns, and what became of each.

    A forgotten person's messages are found by the person's key all the same.
    """

    def find(self, key: Key) -> Delivery | None:
        """Give the state of a message, None where it was never reserved."""
        rows = self.rows(
            _DELIVERIES
            + "WHERE campaign_id = ? AND step = ? AND address_key IN (?, ?)",
            (key.campaign_id, key.step, *forms_of(key.address)),
        )
        return _delivery(rows[0]) if rows else None

    def deliveries(self, campaign_id: str) -> Iterator[Delivery]:
        """Give every message of a campaign in the order of its first attempt."""
        rows = self.rows(
            _DELIVERIES + "WHERE campaign_id = ? ORDER BY m.number", (campaign_id,)
        )
        return map(_delivery, rows)

    def states(self, campaign_id: str) -> dict[str, Status]:
        """Give the state of each message of a campaign, by its key in the ledger."""
        rows = self.rows(_DELIVERIES + "WHERE campaign_id = ?", (campaign_id,))
        return {str(row[3]): _delivery(row).status for row in rows}

    def unsettled(self, campaign_id: str) -> list[Delivery]:
        """Give a campaign's rejected, deferred and uncertain messages, as above."""
        rows = self.rows(
            _DELIVERIES + "WHERE campaign_id = ? AND e.status IN (?, ?, ?, ?)"
            " ORDER BY m.number",
            (campaign_id, SUBMITTING, *UNSETTLED),
        )
        return [one for one in map(_delivery, rows) if one.status in UNSETTLED]

    def doubts(self, campaign_id: str) -> list[Delivery]:
        """Give a campaign's messages in doubt."""
        found = self.unsettled(campaign_id)
        return [one for one in found if one.status is Status.UNCERTAIN]

    def is_opted_out(self, key: str) -> bool:
        """Tell whether an address key is on the do-not-write list."""
        return find_optout(self, key) is not None

    def accepted_elsewhere(self, campaign_id: str) -> dict[str, datetime]:
        """Give when each key last got a letter of another campaign than this one."""
        rows = self.rows(
            "SELECT m.address_key, max(e.at) FROM messages m JOIN events e ON e.number"
            " = (SELECT max(number) FROM events WHERE message = m.number)"
            " WHERE m.campaign_id <> ? AND e.status = ? GROUP BY m.address_key",
            (campaign_id, Status.ACCEPTED.value),
        )
        return {str(key): read_moment(at) for key, at in rows}

    def knows_leftover(self, campaign_id: str, digest: str) -> bool:
        """Tell whether we wrote a campaign's file of messages left with this digest."""
        return bool(
            self.rows(
                "SELECT 1 FROM leftovers WHERE campaign_id = ? AND digest = ?",
                (campaign_id, digest),
            )
        )

    def note_leftover(self, campaign_id: str, digest: str) -> None:
        """Remember that we wrote a campaign's file of messages left."""
        self.write(
            "INSERT OR IGNORE INTO leftovers (campaign_id, digest) VALUES (?, ?)",
            (campaign_id, digest),
        )

    def reserve(
        self, key: Key, *, email: str, row: int, message_id: str, date: datetime
    ) -> Reservation:
        """
        Give the message its place, its Message-ID and its Date, once and for all.

        A message reserved before keeps what it was given then; only its row is renewed,
        and nothing at all where the person was forgotten. One that a person alone said
        something of has been nowhere, and is given both anew. The place may be lost in
        a power cut, as long as nothing was said of the message: the next durable write
        takes it along.
        """
        identity = (key.campaign_id, key.step)
        address, mark = forms_of(key.address)
        with self.without_waiting_for_the_disk(), self.transaction():
            is_forgotten = self.rows(
                "SELECT 1 FROM messages"
                " WHERE campaign_id = ? AND step = ? AND address_key = ?",
                (*identity, mark),
            )
            if not is_forgotten:
                self.write(
                    "INSERT INTO messages (campaign_id, step, address_key, email, row,"
                    " message_id, date) VALUES (?, ?, ?, ?, ?, ?, ?)"
                    " ON CONFLICT (campaign_id, step, address_key)"
                    " DO UPDATE SET row = excluded.row, email = excluded.email",
                    (*identity, address, email, row, message_id, written(date)),
                )
                self.write(
                    "UPDATE messages SET message_id = ?, date = ?"
                    " WHERE campaign_id = ? AND step = ? AND address_key = ?"
                    " AND ? = (SELECT max(account) FROM events"
                    " WHERE message = messages.number)",
                    (message_id, written(date), *identity, address, _BY_HAND),
                )
            ((number, message, date_text),) = self.rows(
                "SELECT number, message_id, date FROM messages"
                " WHERE campaign_id = ? AND step = ? AND address_key IN (?, ?)",
                (*identity, address, mark),
            )
        return Reservation(
            number=int(str(number)),
            message_id=str(message),
            date=read_moment(date_text),
        )

    def mark_submitting(
        self, reservation: Reservation, *, account: str, at: datetime
    ) -> None:
        """Say durably that from now on the server may have the message."""
        self._add_event(reservation.number, account=account, status=SUBMITTING, at=at)

    def record(
        self,
        reservation: Reservation,
        delivery: Delivery,
        *,
        account: str,
        at: datetime,
    ) -> None:
        """Say durably what became of the message."""
        self._add_event(
            reservation.number,
            account=account,
            status=delivery.status,
            at=at,
            code=delivery.code,
            enhanced=delivery.enhanced,
            reply=delivery.reply,
        )

    def settle_interrupted(self, *, account: str, at: datetime) -> int:
        """
        Name in doubt what an earlier run of this account left while submitting.

        Only for who holds the account's lock. Gives how many there were.
        """
        interrupted = self.rows(
            "SELECT m.number FROM messages m JOIN events e ON e.number ="
            " (SELECT max(number) FROM events WHERE message = m.number)"
            " WHERE e.status = ? AND e.account = ?",
            (SUBMITTING, account),
        )
        for (number,) in interrupted:
            self._add_event(
                int(str(number)),
                account=account,
                status=Status.UNCERTAIN,
                at=at,
                reply=_("the program ended before the server's answer"),
            )
        return len(interrupted)

    def settle(self, key: Key, status: Status, *, at: datetime, reply: str) -> None:
        """Record what a person found out about a message in doubt."""
        (found,) = self.rows(
            "SELECT m.number, (SELECT account FROM events WHERE message = m.number"
            " ORDER BY number DESC LIMIT 1) FROM messages m"
            " WHERE campaign_id = ? AND step = ? AND address_key IN (?, ?)",
            (key.campaign_id, key.step, *forms_of(key.address)),
        )
        number, account = found
        self._add_event(
            int(str(number)),
            account=str(account or _BY_HAND),
            status=status,
            at=at,
            reply=reply,
        )

    def deferrals(self, reservation: Reservation) -> Deferrals:
        """Give how often a message was put off."""
        ((count, first_at),) = self.rows(
            "SELECT count(*), min(at) FROM events WHERE message = ? AND status = ?",
            (reservation.number, Status.DEFERRED.value),
        )
        return Deferrals(
            count=int(str(count)),
            first_at=read_moment(first_at) if first_at else None,
        )

    def submissions(
        self, account: str, *, since: datetime
    ) -> list[tuple[datetime, str]]:
        """
        Give when, and to which key, the account submitted what the server may have.

        Oldest first; over all campaigns, since a provider counts the same. What lies
        more than 48 hours after `since` was noted while the clock was wrong, and is
        left out: it would close the account until that day comes.
        """
        rows = self.rows(
            "SELECT e.at, m.address_key FROM events e JOIN messages m"
            " ON m.number = e.message"
            " WHERE e.account = ? AND e.at > ? AND e.at <= ? AND e.status IN (?, ?, ?)"
            " AND e.number IN (SELECT max(number) FROM events GROUP BY message)"
            " ORDER BY e.at",
            (
                account,
                written(since),
                written(since + _BELIEVED),
                Status.ACCEPTED.value,
                Status.UNCERTAIN.value,
                SUBMITTING,
            ),
        )
        return [(read_moment(at), str(key)) for at, key in rows]

    def _add_event(
        self,
        message: int,
        *,
        account: str,
        status: str,
        at: datetime,
        code: int | None = None,
        enhanced: str | None = None,
        reply: str | None = None,
    ) -> None:
        self.write(
            "INSERT INTO events (message, account, status, code, enhanced, reply, at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (message, account, status, code, enhanced, reply, written(at)),
        )


def _delivery(row: tuple[object, ...]) -> Delivery:
    place, email, message_id, key, status, code, enhanced, reply, at = row
    state = _status(status)
    if status == SUBMITTING:
        reply = _("the program ended before the server's answer, or is waiting for it")
    if is_fingerprint(str(key)) and state is not Status.ACCEPTED:
        state = Status.HELD
        reply = _("forgotten, and not written to by this campaign")
    return Delivery(
        row=int(str(place)) or None,
        email=str(email),
        status=state,
        code=None if code is None else int(str(code)),
        enhanced=None if enhanced is None else str(enhanced),
        reply=None if reply is None else str(reply),
        message_id=str(message_id),
        at=None if at is None else read_moment(at),
    )


def _status(text: object) -> Status:
    """
    Give the state that the text of a last event stands for.

    Raises:
        LedgerError: It is none this program knows.
    """
    if text is None:
        return Status.PENDING
    if text == SUBMITTING:
        return Status.UNCERTAIN
    try:
        return Status(str(text))
    except ValueError as err:
        raise LedgerError(
            _("The ledger has a message in a state called “{status}”").format(
                status=text
            ),
            hint=_(
                "A newer mairemail wrote it: update this one, which would not "
                "understand what was sent"
            ),
        ) from err
