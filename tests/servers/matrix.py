"""
The fault matrix of `mairemail send`: what fails, where, and what follows.

A server fails once, at one step of its first session or with the first of several
messages, and is well again. One cell says what becomes of that message, of the run, and
what is asked of the person. `make docs` writes docs/fault-matrix.md from it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from mairemail.ledger.delivery import Status
from tests.servers.scripted import Action, Cue, Fault, Step


class Trouble(StrEnum):
    """What a server can do in place of what is usual: the columns."""

    CLOSE = "closes"
    RESET = "resets"
    SILENCE = "is silent"
    GOODBYE = "421"
    NOT_NOW = "4yz"
    NO = "5yz"
    GARBAGE = "garbage"
    MEGABYTE = "1 MB"
    SEVERAL_LINES = "several lines"


class Run(StrEnum):
    """What becomes of the run."""

    GOES_ON = "goes on"
    ENDS = "ends"


class Ask(StrEnum):
    """What the person is asked to do."""

    NOTHING = "nothing"
    SEND_AGAIN = "send again later"
    COME_BACK = "come back later"
    CHECK_SERVER = "check the server"
    CHECK_LOGIN = "check the login"
    ASK_PROVIDER = "ask the provider"
    CORRECT_ADDRESS = "correct the address"
    SETTLE = "settle"


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    What follows.

    Attributes:
        name: The word in the table.
        status: Of the message the server failed with, or of the first where it failed
            before any.
        run: Whether it goes on to the next recipient.
        ask: What the person is asked to do.
        code: The exit code.
        connections: How many the run opens.
        words: The same in a sentence.
    """

    name: str
    status: Status
    run: Run
    ask: Ask
    code: int
    connections: int
    words: str


@dataclass(frozen=True, slots=True)
class Same:
    """
    A combination that is another one.

    Attributes:
        step: Where the other stands, if not in the same row.
        trouble: Where the other stands, if not in the same column.
        because: Why it is.
        can_happen: Whether a server can do it, so that it can be tried.
    """

    because: str
    step: Step | None = None
    trouble: Trouble | None = None
    can_happen: bool = True


# fmt: off
SENT = Outcome(
    "sent", Status.ACCEPTED, Run.GOES_ON, Ask.NOTHING, 0, 1,
    "Nothing is the matter.")
AGAIN = Outcome(
    "again", Status.ACCEPTED, Run.GOES_ON, Ask.NOTHING, 0, 2,
    "The server cannot have the message. mairemail connects again and sends it: up to "
    "three attempts in a row. Where all fail it goes on with the next message, and "
    "ends if the server breaks off there too; this one stays pending.")
SERVER = Outcome(
    "server", Status.PENDING, Run.ENDS, Ask.CHECK_SERVER, 69, 1,
    "The server cannot be reached, or is not what `accounts.toml` says: look at its "
    "name, port and security there, and at the network you are in.")
PROVIDER = Outcome(
    "provider", Status.PENDING, Run.ENDS, Ask.ASK_PROVIDER, 69, 1,
    "The server refuses you, not the recipient: the next message would meet the same. "
    "Show its answer to your provider.")
LATER = Outcome(
    "later", Status.PENDING, Run.ENDS, Ask.COME_BACK, 75, 1,
    "The server has no time for you now. The same command goes on later.")
LOGIN = Outcome(
    "login", Status.PENDING, Run.ENDS, Ask.CHECK_LOGIN, 77, 1,
    "The server refuses user name or password. One attempt only is made, for providers "
    "count them.")
DEFERRED = Outcome(
    "deferred", Status.DEFERRED, Run.GOES_ON, Ask.SEND_AGAIN, 1, 1,
    "This message is put off. The next `mairemail send` tries it again.")
REJECTED = Outcome(
    "rejected", Status.REJECTED, Run.GOES_ON, Ask.CORRECT_ADDRESS, 1, 1,
    "The server refuses this message. It is tried again only with `--retry-rejected`.")
DOUBT = Outcome(
    "doubt", Status.UNCERTAIN, Run.GOES_ON, Ask.SETTLE, 1, 2,
    "The server has the message and did not say what it does with it. It is never sent "
    "again by itself: `mairemail settle` when you know more.")

_NO_REPLY_YET = Same("the first thing a server says is its greeting",
                     step=Step.GREETING, can_happen=False)
_REFUSED_PORT = Same("a port that refuses does so with a reset",
                     trouble=Trouble.CLOSE, can_happen=False)
_NO_REPLY_HERE = Same("a handshake has no replies: words in it are garbage",
                      trouble=Trouble.GARBAGE)

_NRY, _NRH = _NO_REPLY_YET, _NO_REPLY_HERE


def _row(*found: Outcome | Same) -> dict[Trouble, Outcome | Same]:
    return dict(zip(Trouble, found, strict=True))


# closes, resets, is silent, 421, 4yz, 5yz, garbage, 1 MB, several lines
MATRIX = {
    Step.CONNECT:
        _row(SERVER, _REFUSED_PORT, SERVER, _NRY, _NRY, _NRY, _NRY, _NRY, _NRY),
    Step.GREETING:
        _row(SERVER, SERVER, SERVER, LATER, LATER, PROVIDER, SERVER, SENT, SENT),
    Step.HELLO:
        _row(SERVER, SERVER, SERVER, LATER, LATER, PROVIDER, SERVER, SENT, SENT),
    Step.STARTTLS:
        _row(SERVER, SERVER, SERVER, LATER, LATER, PROVIDER, SERVER, SENT, SENT),
    Step.HANDSHAKE:
        _row(SERVER, SERVER, SERVER, _NRH, _NRH, _NRH, SERVER, _NRH, _NRH),
    Step.AUTH:
        _row(SERVER, SERVER, SERVER, LATER, LATER, LOGIN, SERVER, SENT, SENT),
    Step.MAIL:
        _row(AGAIN, AGAIN, AGAIN, LATER, DEFERRED, PROVIDER, AGAIN, SENT, SENT),
    Step.RCPT:
        _row(AGAIN, AGAIN, AGAIN, LATER, DEFERRED, REJECTED, AGAIN, SENT, SENT),
    Step.DATA:
        _row(AGAIN, AGAIN, AGAIN, LATER, DEFERRED, PROVIDER, AGAIN, SENT, SENT),
    Step.BODY:
        _row(AGAIN, AGAIN, AGAIN, AGAIN, AGAIN, AGAIN, AGAIN, AGAIN, AGAIN),
    Step.DOT:
        _row(DOUBT, DOUBT, DOUBT, LATER, DEFERRED, REJECTED, DOUBT, SENT, SENT),
    Step.REPLIED:
        _row(AGAIN, AGAIN, AGAIN, AGAIN, AGAIN, AGAIN, AGAIN, AGAIN, AGAIN),
    Step.QUIT:
        _row(SENT, SENT, SENT, SENT, SENT, SENT, SENT, SENT, SENT),
}
# fmt: on

STEPS = {
    Step.CONNECT: "mairemail calls the server's port",
    Step.GREETING: "the server's first line",
    Step.HELLO: "mairemail introduces itself, the server says what it can",
    Step.STARTTLS: "mairemail asks for encryption",
    Step.HANDSHAKE: "keys are agreed, the server's certificate is checked",
    Step.AUTH: "user name and password",
    Step.MAIL: "who sends the message",
    Step.RCPT: "who gets it",
    Step.DATA: "may the message come?",
    Step.BODY: "the message is on its way; where the server speaks here, it speaks out "
    "of turn",
    Step.DOT: "the whole message is there, mairemail waits for the yes",
    Step.REPLIED: "the server said yes, and then this: the cell is about the *next* "
    "message, this one is accepted",
    Step.QUIT: "goodbye, when all is done",
}
TROUBLES = {
    Trouble.CLOSE: "ends the connection",
    Trouble.RESET: "breaks it off, or something on the way does",
    Trouble.SILENCE: "keeps it and never answers; mairemail waits 30 seconds at each "
    "step before the login, then 2 minutes, and 10 minutes for the yes to a message",
    Trouble.GOODBYE: "answers 421: it has to stop now",
    Trouble.NOT_NOW: "answers with another code from 400 to 499: not now",
    Trouble.NO: "answers with a code from 500 to 599: no",
    Trouble.GARBAGE: "answers with what is no answer of a mail server",
    Trouble.MEGABYTE: "answers well, in thousands of lines, 1 MB together",
    Trouble.SEVERAL_LINES: "answers well, in several lines",
}

# The barest words: a reply that gives its reason is judged by that.
ACTIONS: dict[Trouble, Action] = {
    Trouble.CLOSE: Fault.CLOSE,
    Trouble.RESET: Fault.RESET,
    Trouble.SILENCE: Fault.SILENCE,
    Trouble.GOODBYE: "421 Goodbye",
    Trouble.NOT_NOW: "451 Not now",
    Trouble.NO: "550 No",
    Trouble.GARBAGE: Fault.GARBAGE,
    Trouble.MEGABYTE: Fault.MEGABYTE,
    Trouble.SEVERAL_LINES: Fault.SEVERAL_LINES,
}


def outcome(step: Step, trouble: Trouble) -> Outcome:
    """Give what follows, looked up where it is the same as elsewhere."""
    found = MATRIX[step][trouble]
    if isinstance(found, Same):
        return outcome(found.step or step, found.trouble or trouble)
    return found


def cells() -> Iterator[tuple[Step, Trouble]]:
    """Give every combination that a server can bring about."""
    for step, row in MATRIX.items():
        for trouble, found in row.items():
            if isinstance(found, Outcome) or found.can_happen:
                yield step, trouble


def cue(step: Step, trouble: Trouble, *, nth: int = 1) -> Cue:
    """Give what a scripted server has to be told for a cell."""
    actions = [ACTIONS[trouble]]
    if step is Step.REPLIED and trouble is Trouble.RESET:
        # A reset may overtake the reply: come what may, the client has read it first.
        actions.insert(0, Fault.WAIT)
    return Cue(step, *actions, nth=nth)
