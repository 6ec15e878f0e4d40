"""What a run needs: letters to send, an account, a world with a clock one can set."""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol
from uuid import UUID, uuid4

from mairemail.accounts.account import Account, Auth, Security, SmtpServer
from mairemail.accounts.pace import Pace
from mairemail.accounts.secrets import Secret
from mairemail.campaigns.merge import Draft
from mairemail.contacts.address import Mailbox
from mairemail.contacts.contact import Contact
from mairemail.ledger.delivery import Delivery, Status
from mairemail.ledger.ledger import Ledger
from mairemail.letters.forms_of_address import Sender
from mairemail.messages.message import Content, Message, compose, new_message_id
from mairemail.messages.mime import Attachment
from mairemail.sending.connecting import open_connection
from mairemail.sending.pace import Wait
from mairemail.sending.send import Run, World
from mairemail.sending.smtp import Connection, TimeLimits

ME = Sender(name="Camille Martin", email="camille@association.example")
CAMPAIGN_ID = "test-000000"
NO_LIMIT = Pace(per_day=0, gap_s=0.0)
SHORT = TimeLimits(connect_s=0.3, command_s=0.3, after_dot_s=0.3)
PATIENT = TimeLimits(connect_s=10.0, command_s=10.0, after_dot_s=10.0)
START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


class Listening(Protocol):
    """Any server of these tests."""

    host: str
    port: int


def smtp_of(
    server: Listening,
    *,
    host: str | None = None,
    security: Security = Security.NONE,
    auth: Auth = Auth.PASSWORD,
    username: str = "camille",
    ca_file: str | None = None,
) -> SmtpServer:
    """Give the way to a server; `host` where it should be called otherwise."""
    return SmtpServer(
        host=host or server.host,
        port=server.port,
        security=security,
        username=username,
        auth=auth,
        ca_file=ca_file,
    )


def nobody_asks() -> Secret:
    """Stand for a password that must not be asked for."""
    raise AssertionError("the password was asked for")


def draft(
    email: str,
    *,
    row: int = 2,
    text: str = "Good morning,\n",
    subject: str = "A question",
    cc: Iterable[str] = (),
    attachments: tuple[Attachment, ...] = (),
) -> Draft:
    """Give a letter to one official."""
    return Draft(
        contact=Contact(row=row, email=email, cells={}, columns=frozenset()),
        content=Content(
            to=Mailbox(email=email),
            cc=tuple(Mailbox(email=one) for one in cc),
            subject=subject,
            text=text,
            attachments=attachments,
        ),
    )


def drafts(*emails: str) -> list[Draft]:
    """Give a letter to each of several officials, from row 2 on."""
    return [draft(email, row=row) for row, email in enumerate(emails, start=2)]


def message_of(one: Draft) -> Message:
    """Give the bytes of a letter."""
    me = Mailbox(name=ME.name, email=ME.email)
    return compose(
        one.content, sender=me, message_id=new_message_id(uuid4().hex, me), date=START
    )


@dataclass(slots=True)
class Clock:
    """A time that passes only while somebody sleeps."""

    now: datetime = START
    pauses: list[float] = field(default_factory=list)
    waits: list[tuple[str, timedelta]] = field(default_factory=list)

    def read(self) -> datetime:
        """Give the time."""
        return self.now

    def sleep(self, pause_s: float) -> None:
        """Let time pass."""
        self.pauses.append(pause_s)
        self.now += timedelta(seconds=pause_s)

    def wait(self, what: Wait) -> None:
        """Let time pass until what is waited for."""
        self.waits.append((what.reason, what.until - self.now))
        self.now = what.until


class Desk:
    """
    Where runs are made: one ledger, one clock, one server.

    Use as a context; what runs leave open is closed at its end.
    """

    def __init__(self, folder: Path, smtp: SmtpServer) -> None:
        self.smtp = smtp
        self.clock = Clock()
        self.limits = PATIENT
        self.is_stopping = False
        self.is_stopped_while_waiting = False
        self.random: Callable[[], float] = float
        self.questions: list[str] = []
        self.answers: list[bool] = []
        self.new_uuid: Callable[[], UUID] = uuid4
        self._stack = ExitStack()
        self.ledger = self._stack.enter_context(Ledger(folder))

    def __enter__(self) -> "Desk":
        return self

    def __exit__(self, *_exception: object) -> None:
        self._stack.close()

    def connect(self) -> Connection:
        """Open a connection as the program does, closed at the latest with the desk."""
        connection = open_connection(
            self.smtp, secret=lambda: Secret("secret"), limits=self.limits
        )
        self._stack.callback(connection.close)
        return connection

    def run(
        self,
        letters: Iterable[Draft | None],
        *,
        pace: Pace = NO_LIMIT,
        retries_rejected: bool = False,
        may_wait: bool = False,
        campaign_id: str = CAMPAIGN_ID,
        ledger: Ledger | None = None,
        seen: list[Delivery] | None = None,
    ) -> list[Delivery]:
        """Submit what is due; `seen` also has what came before an error."""
        found = [] if seen is None else seen
        run = Run(
            account=Account(name="perso", identity=ME, smtp=self.smtp, pace=pace),
            sender=ME,
            campaign_id=campaign_id,
            pace=pace,
            ledger=ledger or self.ledger,
            world=World(
                connect=self.connect,
                now=self.clock.read,
                pause=self.clock.sleep,
                wait=self.wait if may_wait else None,
                is_stopping=lambda: self.is_stopping,
                goes_on=self.goes_on,
                random=self.random,
                new_uuid=self.new_uuid,
            ),
            retries_rejected=retries_rejected,
        )
        found.extend(run.submit_all(lambda: letters))
        return found

    def wait(self, what: Wait) -> None:
        """Let time pass, with somebody at the terminal."""
        self.clock.wait(what)
        self.is_stopping = self.is_stopped_while_waiting

    def goes_on(self, problem: str) -> bool:
        """Take note of what is asked; give the next of `answers`, else no."""
        self.questions.append(problem)
        return self.answers.pop(0) if self.answers else False

    def statuses(self, campaign_id: str = CAMPAIGN_ID) -> dict[str, Status]:
        """Give what the ledger says of each address."""
        return {one.email: one.status for one in self.ledger.deliveries(campaign_id)}
