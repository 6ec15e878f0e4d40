"""The run: message after message, each at most once, each outcome in the ledger."""

from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from mairemail.accounts.account import Account
from mairemail.accounts.pace import Pace
from mairemail.campaigns.merge import Draft
from mairemail.contacts.address import comparison_key
from mairemail.errors import ServerError, TryLaterError
from mairemail.language import _
from mairemail.ledger.delivery import Delivery, Reservation, Status
from mairemail.ledger.ledger import Ledger
from mairemail.letters.forms_of_address import Sender
from mairemail.messages.message import Content, Message, compose, new_message_id
from mairemail.sending.outcome import accent_of_ours, delivery_of, status_of
from mairemail.sending.pace import (
    DAY,
    Submission,
    Wait,
    come_back,
    domain_of,
    traffic_of,
)
from mairemail.sending.plan import is_due, key_of
from mairemail.sending.reaction import Reaction
from mairemail.sending.retry import next_try
from mairemail.sending.smtp import Attempt, Connection
from mairemail.sending.standing import held

# At one message; the next one shows whether it was the message or the server.
_MORE_ATTEMPTS = 2
_NEVER = datetime.max.replace(tzinfo=UTC)
_A_MINUTE = timedelta(minutes=1)
_AFTER_A_LOSS = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """
    The world as a run sees it.

    Attributes:
        connect: Opens a connection; raises as `open_connection` does.
        now: The time, with its zone.
        pause: Waits so many seconds, less if the run is asked to stop.
        wait: Waits until a time, however far; None where the run ends instead.
        is_stopping: Whether somebody asked the run to stop after the present message.
        goes_on: Asks a person whether to go on in spite of what the text says.
        random: A number from 0 to 1.
        new_uuid: Makes a random identifier.
    """

    connect: Callable[[], Connection]
    now: Callable[[], datetime]
    pause: Callable[[float], None]
    wait: Callable[[Wait], None] | None
    is_stopping: Callable[[], bool]
    goes_on: Callable[[str], bool]
    random: Callable[[], float]
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
        self._sender = sender.mailbox
        self._campaign_id = campaign_id
        self._ledger = ledger
        self._world = world
        self._retries_rejected = retries_rejected
        self._connection: Connection | None = None
        now = world.now()
        ledger.settle_interrupted(account=account.name, at=now)
        submitted = ledger.submissions(account.name, since=now - DAY)
        self._traffic = traffic_of(pace, submitted)
        self._reaction = Reaction(
            host=account.smtp.host,
            traffic=self._traffic,
            now=world.now,
            goes_on=world.goes_on,
        )
        self._has_connected = False
        # Where the server broke off at the last message, and what is left for later.
        self._loss: ServerError | None = None
        self._passed_over: set[str] = set()
        self._marked_at = now
        # By address: what this run tried in vain, and when it is due again.
        self._again: dict[str, datetime] = {}
        # What keeps messages to some domains back, where a pass met any.
        self._blocked: Wait | None = None

    def submit_all(
        self, drafts: Callable[[], Iterable[Draft | None]]
    ) -> Iterator[Delivery]:
        """
        Submit every message that is due, and give what became of each.

        A message that was put off comes again, when its time has come.

        Args:
            drafts: Gives the checked ones in the list's order, None for a row left
                out; called again for each pass over the list.

        Raises:
            TryLaterError: A limit is reached; the messages left are pending.
            ServerError: The server is gone or refuses us.
            CredentialError: It wants another login.
            LedgerError: The ledger cannot be written; nothing more was sent.
            MairemailError: A brake, and nobody said to go on.
        """
        try:
            while True:
                wait = yield from self._pass(drafts())
                if wait is None or not self._waits(wait):
                    break
            if self._loss and not self._world.is_stopping():
                raise self._loss
        finally:
            self._hang_up()

    def retry_at(self) -> datetime | None:
        """Give when the first message that this run put off may be tried again."""
        return min((one for one in self._again.values() if one < _NEVER), default=None)

    def _pass(
        self, drafts: Iterable[Draft | None]
    ) -> Generator[Delivery, None, Wait | None]:
        """Go through the list once; give what the next pass has to wait for."""
        restart_at = self._world.now() + _A_MINUTE
        self._blocked = None
        for draft in self._due(drafts):
            if wait := self._turn(draft):
                return wait
            if self._world.is_stopping():
                return None
            # Asked again: the pause may have lasted for hours.
            if self._is_opted_out(draft):
                self._again[draft.contact.key] = _NEVER
                yield held(draft.contact)
                continue
            if wait := (yield from self._submit_or_wait(draft)):
                return wait
            if self._world.now() >= restart_at and self._is_overdue():
                break
        return self._soonest()

    def _turn(self, draft: Draft) -> Wait | None:
        """Pause until it is the draft's turn; give what holds up everybody."""
        now = self._world.now()
        if self._is_opted_out(draft):
            return None
        if wait := self._traffic.wait(now):
            return wait
        pause_s = self._traffic.pause_s(now, self._world.random())
        if pause_s:
            self._world.pause(pause_s)
        return None

    def _is_opted_out(self, draft: Draft) -> bool:
        return self._ledger.is_opted_out(draft.contact.key)

    def _due(self, drafts: Iterable[Draft | None]) -> Iterator[Draft]:
        """Give the drafts that nothing of their own keeps from going now."""
        for draft in drafts:
            if draft is None or not self._is_due(draft):
                continue
            now = self._world.now()
            key = draft.contact.key
            if self._again.get(key, now) > now:
                continue
            wait = self._traffic.wait_for(domain_of(key), now)
            if wait is None:
                yield draft
                continue
            if key in self._again:
                self._again[key] = wait.until
            if self._blocked is None or wait.until < self._blocked.until:
                self._blocked = wait

    def _is_overdue(self) -> bool:
        """Tell whether a message put off, behind us in the list, is due by now."""
        again = self.retry_at()
        return again is not None and again <= self._world.now()

    def _soonest(self) -> Wait | None:
        """Give what ends first of what keeps single messages back."""
        again = self.retry_at()
        if again is None:
            return self._blocked
        put_off = Wait(
            until=again,
            reason=_("Messages put off by the server wait for their next try"),
            is_for_deferred=True,
        )
        if self._blocked is None:
            return put_off
        if self._world.wait is None and not self._is_overdue():
            # The run ends here, and how it ends is for what is pending to say.
            return self._blocked
        return min(self._blocked, put_off, key=lambda one: one.until)

    def _waits(self, wait: Wait) -> bool:
        """
        Wait, and tell whether to go on.

        Raises:
            TryLaterError: This run may not wait, and messages are pending.
        """
        if wait.until > self._world.now() and not self._world.is_stopping():
            if self._world.wait is None:
                if wait.is_for_deferred:
                    return False
                raise TryLaterError(
                    wait.reason, hint=come_back(wait, self._world.now())
                )
            self._hang_up()
            self._world.wait(wait)
        return not self._world.is_stopping()

    def _hang_up(self) -> None:
        if self._connection is not None:
            if self._world.is_stopping():
                self._connection.close()
            else:
                self._connection.quit()

    def _is_due(self, draft: Draft) -> bool:
        before = self._ledger.find(key_of(draft, self._campaign_id))
        status = before.status if before else Status.PENDING
        if is_due(status, retries_rejected=self._retries_rejected):
            return True
        self._again.pop(draft.contact.key, None)
        return False

    def _submit_or_wait(self, draft: Draft) -> Generator[Delivery, None, Wait | None]:
        """Submit one message; give what to wait for before anything else may go."""
        self._again.pop(draft.contact.key, None)
        try:
            attempt, delivery = yield from self._submit(draft)
        except (TryLaterError, ServerError) as err:
            # A network that was there is missing for a while; another never was.
            is_known = self._has_connected or isinstance(err, TryLaterError)
            if self._world.wait is None or not is_known:
                raise
            return self._reaction.back_off(err.message)
        return self._reaction.to(attempt, delivery.status)

    def _submit(
        self, draft: Draft
    ) -> Generator[Delivery, None, tuple[Attempt, Delivery]]:
        """Submit one message; a connection lost before the dot is opened anew."""
        reservation = self._ledger.reserve(
            key_of(draft, self._campaign_id),
            email=draft.contact.email,
            row=draft.contact.row,
            message_id=new_message_id(self._world.new_uuid().hex, self._sender),
            date=self._world.now(),
        )
        message = compose(
            self._content(draft),
            sender=self._sender,
            message_id=reservation.message_id,
            date=reservation.date.astimezone(self._world.now().tzinfo),
        )
        attempt = self._insist(draft, message, reservation)
        status = status_of(attempt)
        is_lost = attempt.reply is None and status is Status.PENDING
        if attempt.is_unaddressable:
            self._hold_to_our_addresses(draft)
        if status is Status.DEFERRED:
            status = self._put_off(draft, reservation)
        delivery = self._record(draft, reservation, attempt, status)
        yield delivery
        if is_lost:
            self._pass_over(draft, attempt)
        else:
            self._loss = None
        return attempt, delivery

    def _content(self, draft: Draft) -> Content:
        """Give what a draft says, without copies to who was put on the list since."""
        content = draft.content
        copies = [
            box
            for box in content.cc
            if not self._ledger.is_opted_out(comparison_key(box.email))
        ]
        return replace(content, cc=tuple(copies))

    def _insist(
        self, draft: Draft, message: Message, reservation: Reservation
    ) -> Attempt:
        """Try again on a new connection where one is lost before the dot."""
        left = 0 if self._loss else _MORE_ATTEMPTS
        while True:
            attempt = self._attempt(message, reservation)
            status = status_of(attempt)
            is_answered = attempt.reply or status is not Status.PENDING
            if is_answered or not left or self._world.is_stopping():
                return attempt
            self._record(draft, reservation, attempt, status)
            left -= 1

    def _pass_over(self, draft: Draft, attempt: Attempt) -> None:
        """
        Leave a message for later at which the server breaks off, and go on.

        Raises:
            ServerError: It did so at the one before too: it is not the message.
        """
        loss = ServerError(
            _("{host} broke off before it took the message: {reason}").format(
                host=self._account.smtp.host, reason=attempt.reason
            ),
            hint=_("Nothing is lost: go on later with the same command"),
        )
        if self._loss or self._world.is_stopping():
            raise loss
        self._loss = loss
        again_at = self._world.now() + _AFTER_A_LOSS
        key = draft.contact.key
        self._again[key] = _NEVER if key in self._passed_over else again_at
        self._passed_over.add(key)

    def _hold_to_our_addresses(self, draft: Draft) -> None:
        host = self._account.smtp.host
        if error := accent_of_ours(self._sender, draft, host=host):
            raise error

    def _attempt(self, message: Message, reservation: Reservation) -> Attempt:
        if self._connection is None or not self._connection.is_open:
            self._connection = self._world.connect()
            self._has_connected = True

        def before_dot() -> None:
            self._marked_at = self._world.now()
            self._ledger.mark_submitting(
                reservation, account=self._account.name, at=self._marked_at
            )

        return self._connection.submit(message, before_dot=before_dot)

    def _put_off(self, draft: Draft, reservation: Reservation) -> Status:
        """Set when the message is due again, or give it up after a day."""
        due = next_try(self._ledger.deferrals(reservation), self._world.now())
        if due is None:
            return Status.REJECTED
        self._again[draft.contact.key] = due
        return Status.DEFERRED

    def _record(
        self, draft: Draft, reservation: Reservation, attempt: Attempt, status: Status
    ) -> Delivery:
        now = self._world.now()
        delivery = delivery_of(
            attempt,
            status,
            row=draft.contact.row,
            email=draft.contact.email,
            message_id=reservation.message_id,
            at=now,
        )
        self._ledger.record(reservation, delivery, account=self._account.name, at=now)
        if status in {Status.ACCEPTED, Status.UNCERTAIN}:
            domain = domain_of(draft.contact.key)
            self._traffic.add(Submission(at=self._marked_at, domain=domain))
        if status is Status.REJECTED:
            # Also where rejected ones are tried again: once a run.
            self._again[draft.contact.key] = _NEVER
        return delivery
