"""The ledger on disk: reserved, submitting, and what the server said."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from mairemail.errors import LedgerError
from mairemail.language import _
from mairemail.ledger.delivery import (
    Deferrals,
    Delivery,
    Key,
    Reservation,
    Status,
)
from mairemail.ledger.making import damage_hint, make_ledger, refuse_empty
from mairemail.ledger.schema import migrate

# Written between the body and the final dot. Only the ledger knows this state: whoever
# reads it sees a message in doubt.
_SUBMITTING = "submitting"
_BUSY_LIMIT_S = 20.0
_BELIEVED = timedelta(hours=48)
_DELIVERIES = """
    SELECT m.row, m.email, m.message_id, e.status, e.code, e.enhanced, e.reply, e.at
    FROM messages m
    LEFT JOIN events e ON e.number =
        (SELECT max(number) FROM events WHERE message = m.number)
"""


def ledger_file(state_folder: Path) -> Path:
    """Give the place of the ledger."""
    return state_folder / "ledger.sqlite3"


class Ledger:
    """
    The one ledger of a user, in a file of mode 0600.

    Every method that writes, but `reserve`, has committed durably when it returns (WAL,
    synchronous FULL). Each raises LedgerError where SQLite cannot do what is asked.
    """

    def __init__(self, state_folder: Path) -> None:
        """
        Open the ledger, made or brought up to date where needed.

        Raises:
            LedgerError: It cannot be opened, is damaged, or is of a newer mairemail.
        """
        self.path = ledger_file(state_folder)
        with self._telling():
            state_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            make_ledger(self.path)
            os.close(os.open(self.path, os.O_RDWR))
            refuse_empty(self.path)
            self._connection = sqlite3.connect(
                self.path, timeout=_BUSY_LIMIT_S, isolation_level=None
            )
            try:
                self._connection.execute("PRAGMA journal_mode = WAL")
                self._connection.execute("PRAGMA synchronous = FULL")
                self._connection.execute("PRAGMA fullfsync = ON")
                self._connection.execute("PRAGMA foreign_keys = ON")
                migrate(self._connection)
            except BaseException:
                self._connection.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._connection.close()

    def check(self) -> None:
        """
        Read the whole file and hold that it is sound: a run trusts it.

        Raises:
            LedgerError: It is damaged.
        """
        ((found,),) = self._rows("PRAGMA integrity_check(1)", ())
        if found != "ok":
            raise LedgerError(
                _("The ledger {file} is damaged").format(file=self.path),
                hint=damage_hint(),
            )

    def find(self, key: Key) -> Delivery | None:
        """Give the state of a message, None where it was never reserved."""
        rows = self._rows(
            _DELIVERIES + "WHERE campaign_id = ? AND step = ? AND address_key = ?",
            (key.campaign_id, key.step, key.address),
        )
        return _delivery(rows[0]) if rows else None

    def deliveries(self, campaign_id: str) -> Iterator[Delivery]:
        """Give every message of a campaign in the order of its first attempt."""
        rows = self._rows(
            _DELIVERIES + "WHERE campaign_id = ? ORDER BY m.number", (campaign_id,)
        )
        return map(_delivery, rows)

    def reserve(
        self, key: Key, *, email: str, row: int, message_id: str, date: datetime
    ) -> Reservation:
        """
        Give the message its place, its Message-ID and its Date, once and for all.

        A message reserved before keeps what it was given then; only its row is renewed.
        The place may be lost in a power cut, as long as nothing was said of the
        message: the next durable write takes it along.
        """
        parameters = (key.campaign_id, key.step, key.address)
        with self._telling(), self._without_waiting_for_the_disk():
            self._connection.execute(
                "INSERT INTO messages (campaign_id, step, address_key, email, row,"
                " message_id, date) VALUES (?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (campaign_id, step, address_key)"
                " DO UPDATE SET row = excluded.row, email = excluded.email",
                (*parameters, email, row, message_id, _written(date)),
            )
            number, message_id, date_text = self._connection.execute(
                "SELECT number, message_id, date FROM messages"
                " WHERE campaign_id = ? AND step = ? AND address_key = ?",
                parameters,
            ).fetchone()
        return Reservation(
            number=number, message_id=message_id, date=datetime.fromisoformat(date_text)
        )

    def mark_submitting(
        self, reservation: Reservation, *, account: str, at: datetime
    ) -> None:
        """Say durably that from now on the server may have the message."""
        self._add_event(reservation.number, account=account, status=_SUBMITTING, at=at)

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
        interrupted = self._rows(
            "SELECT m.number FROM messages m JOIN events e ON e.number ="
            " (SELECT max(number) FROM events WHERE message = m.number)"
            " WHERE e.status = ? AND e.account = ?",
            (_SUBMITTING, account),
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
        (found,) = self._rows(
            "SELECT m.number, (SELECT account FROM events WHERE message = m.number"
            " ORDER BY number DESC LIMIT 1) FROM messages m"
            " WHERE campaign_id = ? AND step = ? AND address_key = ?",
            (key.campaign_id, key.step, key.address),
        )
        number, account = found
        self._add_event(
            int(str(number)), account=str(account), status=status, at=at, reply=reply
        )

    def deferrals(self, reservation: Reservation) -> Deferrals:
        """Give how often a message was put off."""
        ((count, first_at),) = self._rows(
            "SELECT count(*), min(at) FROM events WHERE message = ? AND status = ?",
            (reservation.number, Status.DEFERRED.value),
        )
        return Deferrals(
            count=int(str(count)),
            first_at=datetime.fromisoformat(str(first_at)) if first_at else None,
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
        rows = self._rows(
            "SELECT e.at, m.address_key FROM events e JOIN messages m"
            " ON m.number = e.message"
            " WHERE e.account = ? AND e.at > ? AND e.at <= ? AND e.status IN (?, ?, ?)"
            " AND e.number IN (SELECT max(number) FROM events GROUP BY message)"
            " ORDER BY e.at",
            (
                account,
                _written(since),
                _written(since + _BELIEVED),
                Status.ACCEPTED.value,
                Status.UNCERTAIN.value,
                _SUBMITTING,
            ),
        )
        return [(datetime.fromisoformat(str(at)), str(key)) for at, key in rows]

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
        with self._telling():
            self._connection.execute(
                "INSERT INTO events (message, account, status, code, enhanced, reply,"
                " at) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (message, account, status, code, enhanced, reply, _written(at)),
            )

    def _rows(
        self, query: str, parameters: tuple[object, ...]
    ) -> list[tuple[object, ...]]:
        with self._telling():
            return self._connection.execute(query, parameters).fetchall()

    @contextmanager
    def _without_waiting_for_the_disk(self) -> Iterator[None]:
        self._connection.execute("PRAGMA synchronous = NORMAL")
        try:
            yield
        finally:
            self._connection.execute("PRAGMA synchronous = FULL")

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Turn what SQLite and the file system say into an error for a person."""
        try:
            yield
        except sqlite3.Error as err:
            raise LedgerError(
                _("The ledger {file} cannot be used: {reason}").format(
                    file=self.path, reason=err
                ),
                hint=_hint(err),
            ) from err
        except OSError as err:
            raise LedgerError(
                _("The ledger {file} cannot be opened: {reason}").format(
                    file=self.path, reason=err.strerror
                ),
                hint=_("It must lie on a local disk, in a folder you may write to"),
            ) from err


def _hint(err: sqlite3.Error) -> str:
    name = getattr(err, "sqlite_errorname", "SQLITE_CORRUPT")
    if name.startswith("SQLITE_BUSY"):
        return _("Another program holds it: wait for it to end, then try again")
    if name in {"SQLITE_CORRUPT", "SQLITE_NOTADB"}:
        return damage_hint()
    if name == "SQLITE_FULL":
        return _("The disk is full: make room, then go on with the same command")
    return _("Nothing is sent that the ledger cannot remember")


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def _delivery(row: tuple[object, ...]) -> Delivery:
    place, email, message_id, status, code, enhanced, reply, at = row
    if status == _SUBMITTING:
        status = Status.UNCERTAIN
        reply = _("the program ended before the server's answer, or is waiting for it")
    return Delivery(
        row=int(str(place)),
        email=str(email),
        status=Status(str(status)) if status else Status.PENDING,
        code=None if code is None else int(str(code)),
        enhanced=None if enhanced is None else str(enhanced),
        reply=None if reply is None else str(reply),
        message_id=str(message_id),
        at=None if at is None else datetime.fromisoformat(str(at)),
    )
