"""The run: message after message, each at most once, each outcome in the ledger."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from mairemail.accounts.account import Account, Pace
from mairemail.campaigns.merge import Draft
from mairemail.contacts.address import Mailbox
from mairemail.errors import CredentialError, ServerError, TryLaterError
from mairemail.language import _
from mairemail.ledger.delivery import Delivery, Reservation, Status
from mairemail.ledger.ledger import Ledger
from mairemail.letters.forms_of_address import Sender
from mairemail.messages.message import Message, compose, new_message_id
from mairemail.sending.pace import DAY, pause_before_next
from mairemail.sending.plan import is_due, key_of
from mairemail.sending.reply import (
    Phase,
    SmtpReply,
    Verdict,
    in_words,
    judge,
    login_hint,
)
from mairemail.sending.smtp import Attempt, Connection
from mairemail.sending.standing import held

_LOSSES_IN_A_ROW = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """
    The world as a run sees it.

    Attributes:
        connect: Opens a connection; raises as `open_connection` does.
        now: The time, with its zone.
        pause: Waits so many seconds, less if the run is asked to stop.
        is_stopping: Whether somebody asked the run to stop after the present message.
        new_uuid: Makes a random identifier.
    """

    connect: Callable[[], Connection]
    now: Callable[[], datetime]
    pause: Callable[[float], None]
    is_stopping: Callable[[], bool]
    new_uuid: Callable[[], UUID]


class Run:
    """
    One run of `send` for one campaign of one account, whose lock the caller holds.

    A refused recipient is a Delivery; what concerns the sender ends the run with an
    error after the Delivery it belongs to.
    """

    def __init__(
        self,
        *,
        account: Account,
        sender: Sender,
        campaign_id: str,
        pace: Pace,
        ledger: Ledger,
        world: World,
        retries_rejected: bool,
    ) -> None:
        """Prepare a run; nothing is connected yet."""
        self._account = account
        self._sender = Mailbox(name=sender.name, email=sender.email)
        self._campaign_id = campaign_id
        self._pace = pace
        self._ledger = ledger
        self._world = world
        self._retries_rejected = retries_rejected
        self._connection: Connection | None = None
        self._submitted: list[datetime] = []

    def submit_all(self, drafts: Iterable[Draft | None]) -> Iterator[Delivery]:
        """
        Submit every message that is due, and give what became of each.

        Args:
            drafts: Checked ones; None for a row left out.

        Raises:
            TryLaterError: A limit is reached; the messages left are pending.
            ServerError: The server is gone or refuses us.
            CredentialError: It wants another login.
            LedgerError: The ledger cannot be written; nothing more was sent.
        """
        now = self._world.now()
        self._ledger.settle_interrupted(account=self._account.name, at=now)
        self._submitted = self._ledger.times_submitted(
            self._account.name, since=now - DAY
        )
        try:
            for draft in drafts:
                if draft is None or not self._is_due(draft):
                    continue
                if not self._is_opted_out(draft):
                    self._wait()
                    if self._world.is_stopping():
                        return
                # Asked again: the pause may have lasted for hours.
                if self._is_opted_out(draft):
                    yield held(draft.contact)
                    continue
                yield from self._submit(draft)
        finally:
            self._hang_up()

    def _hang_up(self) -> None:
        if self._connection is not None:
            if self._world.is_stopping():
                self._connection.close()
            else:
                self._connection.quit()

    def _is_due(self, draft: Draft) -> bool:
        before = self._ledger.find(key_of(draft, self._campaign_id))
        status = before.status if before else Status.PENDING
        return is_due(status, retries_rejected=self._retries_rejected)

    def _is_opted_out(self, draft: Draft) -> bool:
        return self._ledger.is_opted_out(draft.contact.key)

    def _wait(self) -> None:
        wait_s = pause_before_next(self._pace, self._submitted, self._world.now())
        if wait_s:
            self._world.pause(wait_s)

    def _submit(self, draft: Draft) -> Iterator[Delivery]:
        """Submit one message; a connection lost before the dot is opened anew."""
        reservation = self._ledger.reserve(
            key_of(draft, self._campaign_id),
            email=draft.contact.email,
            row=draft.contact.row,
            message_id=new_message_id(self._world.new_uuid(), self._sender),
            date=self._world.now(),
        )
        message = compose(
            draft.content,
            sender=self._sender,
            message_id=reservation.message_id,
            date=reservation.date.astimezone(self._world.now().tzinfo),
        )
        for losses in range(1, _LOSSES_IN_A_ROW + 1):
            submitted = len(self._submitted)
            attempt = self._attempt(message, reservation)
            if attempt.reply or attempt.phase is Phase.DOT:
                break
            # The dot never left, whatever the ledger was told to expect.
            del self._submitted[submitted:]
            self._write(
                reservation, self._delivery(draft, reservation, attempt, Status.PENDING)
            )
            if losses == _LOSSES_IN_A_ROW or self._world.is_stopping():
                raise ServerError(
                    _("{host} broke off before it took the message: {reason}").format(
                        host=self._account.smtp.host, reason=attempt.reason
                    ),
                    hint=_("Nothing is lost: go on later with the same command"),
                )
        verdict, delivery = self._record(draft, reservation, attempt)
        yield delivery
        self._stop_if_about_us(verdict, attempt.reply)

    def _attempt(self, message: Message, reservation: Reservation) -> Attempt:
        if self._connection is None or not self._connection.is_open:
            self._connection = self._world.connect()
        if message.needs_smtputf8 and not self._connection.offers_smtputf8():
            return Attempt(phase=Phase.RCPT, reply=NO_SMTPUTF8)

        def before_dot() -> None:
            now = self._world.now()
            self._ledger.mark_submitting(
                reservation, account=self._account.name, at=now
            )
            self._submitted.append(now)

        return self._connection.submit(message, before_dot=before_dot)

    def _record(
        self, draft: Draft, reservation: Reservation, attempt: Attempt
    ) -> tuple[Verdict | None, Delivery]:
        reply = attempt.reply
        verdict = judge(attempt.phase, reply) if reply else None
        delivery = self._delivery(draft, reservation, attempt, _STATUS[verdict])
        if verdict is not Verdict.ACCEPT and reply and attempt.phase is Phase.DOT:
            # It was refused after all: it counts for no limit of ours.
            self._submitted.pop()
        self._write(reservation, delivery)
        return verdict, delivery

    def _write(self, reservation: Reservation, delivery: Delivery) -> None:
        self._ledger.record(
            reservation, delivery, account=self._account.name, at=self._world.now()
        )

    def _delivery(
        self, draft: Draft, reservation: Reservation, attempt: Attempt, status: Status
    ) -> Delivery:
        return _delivery_of(
            attempt,
            status,
            row=draft.contact.row,
            email=draft.contact.email,
            message_id=reservation.message_id,
            at=self._world.now(),
        )

    def _stop_if_about_us(
        self, verdict: Verdict | None, reply: SmtpReply | None
    ) -> None:
        """End the run where the reply is about the sender: the next would be alike."""
        if reply is None or verdict not in _ENDING:
            return
        host = self._account.smtp.host
        said = in_words(reply)
        if verdict is Verdict.PAUSE:
            raise TryLaterError(
                _("{host} takes no more messages for now: {reply}").format(
                    host=host, reply=said
                ),
                hint=_("Nothing is lost: go on tomorrow with the same command"),
            )
        if verdict is Verdict.REFUSE_LOGIN:
            raise CredentialError(
                _("{host} wants another login: {reply}").format(host=host, reply=said),
                hint=login_hint(reply),
            )
        raise ServerError(
            _("{host} refuses what we send: {reply}").format(host=host, reply=said),
            hint=_(
                "This is about the sender or the letter, not about one recipient: "
                "every other message would meet the same. Show the answer to your "
                "provider"
            ),
        )


def _delivery_of(
    attempt: Attempt,
    status: Status,
    *,
    row: int,
    email: str,
    message_id: str,
    at: datetime,
) -> Delivery:
    reply = attempt.reply
    return Delivery(
        row=row,
        email=email,
        status=status,
        code=reply.code if reply else None,
        enhanced=reply.enhanced if reply else None,
        reply=_words_of(attempt, email),
        message_id=message_id,
        at=at,
    )


def _words_of(attempt: Attempt, email: str) -> str:
    """Give the server's words, and whom they are about where it is not the official."""
    if attempt.reply is None:
        return attempt.reason
    if attempt.recipient in {"", email}:
        return attempt.reply.text
    return f"Cc {attempt.recipient}: {attempt.reply.text}"


_STATUS = {
    Verdict.ACCEPT: Status.ACCEPTED,
    Verdict.REJECT: Status.REJECTED,
    Verdict.DEFER: Status.DEFERRED,
    Verdict.PAUSE: Status.PENDING,
    Verdict.STOP: Status.PENDING,
    Verdict.REFUSE_LOGIN: Status.PENDING,
    None: Status.UNCERTAIN,
}
_ENDING = {Verdict.PAUSE, Verdict.STOP, Verdict.REFUSE_LOGIN}
NO_SMTPUTF8 = SmtpReply(
    code=553,
    enhanced="5.6.7",
    text="the server does not take addresses with accents (no SMTPUTF8)",
)


def addressed_to(sender: Sender, draft: Draft) -> Draft:
    """Give the draft as it is shown to its own writer: to them alone, without Cc."""
    me = Mailbox(name=sender.name, email=sender.email)
    return replace(draft, content=replace(draft.content, to=me, cc=()))


def submit_to_me(
    drafts: Iterable[Draft], *, sender: Sender, world: World
) -> Iterator[Delivery]:
    """
    Submit drafts to the sender's own address, Cc left out; the ledger knows nothing.

    Raises:
        ServerError, CredentialError, TryLaterError: As `open_connection` says.
    """
    me = Mailbox(name=sender.name, email=sender.email)
    connection = world.connect()
    try:
        for draft in drafts:
            message_id = new_message_id(world.new_uuid(), me)
            message = compose(
                addressed_to(sender, draft).content,
                sender=me,
                message_id=message_id,
                date=world.now(),
            )
            attempt = connection.submit(message, before_dot=lambda: None)
            reply = attempt.reply
            yield _delivery_of(
                attempt,
                _STATUS[judge(attempt.phase, reply) if reply else None],
                row=draft.contact.row,
                email=me.email,
                message_id=message_id,
                at=world.now(),
            )
    finally:
        connection.quit()
