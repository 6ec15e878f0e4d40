"""A server that never comes to an end: it is left within the time limits."""

from dataclasses import replace

import pytest

from mairemail.accounts.account import Security
from mairemail.accounts.secrets import Secret
from mairemail.errors import ServerError
from mairemail.sending.connecting import open_connection
from mairemail.sending.reply import Phase
from mairemail.sending.smtp import Attempt, Connection, TimeLimits
from tests.servers.certificates import Certificates
from tests.servers.drafts import (
    PATIENT,
    SHORT,
    draft,
    message_of,
    nobody_asks,
    smtp_of,
)
from tests.servers.scripted import Cue, Endless, Fault, ScriptedServer, Step
from tests.servers.test_submission import BIG, TO, submit_once

IN_TIME, NO_END, NO_SMTP = "in time", "no end", "not "
_LINE = b"250-" + b"a" * 60 + b"\r\n"
# A trickle is far below the time limit at each octet, and far above it at its end.
ENDLESS = [
    pytest.param(Endless(data=b"2", pause_s=0.05), IN_TIME, id="trickle"),
    pytest.param(Endless(data=_LINE, pause_s=0.05), IN_TIME, id="slow lines"),
    pytest.param(Endless(data=_LINE * 999), NO_END, id="fast lines"),
    pytest.param(Endless(data=b"2" * 9999), NO_END, id="one line"),
    pytest.param(Endless(data=b"\r\n", pause_s=0.05), NO_SMTP, id="slow blank lines"),
    pytest.param(Endless(data=b"\r\n" * 9999), NO_SMTP, id="fast blank lines"),
]


def _limits(reason: str) -> TimeLimits:
    """Give limits by which only what is to end in time ends in time."""
    return SHORT if reason == IN_TIME else PATIENT


def _connect(server: ScriptedServer, limits: TimeLimits = SHORT) -> Connection:
    return open_connection(smtp_of(server), secret=lambda: Secret("x"), limits=limits)


@pytest.mark.parametrize(("answer", "reason"), ENDLESS)
@pytest.mark.parametrize("step", [Step.GREETING, Step.HELLO, Step.AUTH])
def test_endless_answer_before_the_messages_ends_the_run(
    step: Step, answer: Endless, reason: str
) -> None:
    """The time limit is for the answer, not for each of its octets."""
    cue = Cue(step, answer)
    with (
        ScriptedServer(cue, extensions=("AUTH PLAIN",)) as server,
        pytest.raises(ServerError, match=reason),
    ):
        _connect(server, _limits(reason))


@pytest.mark.parametrize(("answer", "reason"), ENDLESS)
@pytest.mark.parametrize(
    ("step", "phase"), [(Step.RCPT, Phase.RCPT), (Step.DOT, Phase.DOT)]
)
def test_endless_answer_to_a_message_is_none(
    step: Step, phase: Phase, answer: Endless, reason: str
) -> None:
    """After the dot it leaves a doubt, before it leaves none."""
    with ScriptedServer(Cue(step, answer)) as server:
        attempt = submit_once(server, limits=_limits(reason))
    assert (attempt.phase, attempt.reply) == (phase, None)
    assert reason in attempt.reason


def test_endless_goodbye_is_not_listened_to() -> None:
    """Every letter is in."""
    trickle = Endless(data=b"2", pause_s=0.05)
    with ScriptedServer(Cue(Step.QUIT, trickle)) as server:
        connection = _connect(server)
        connection.quit()
        assert not connection.is_open


def test_endless_handshake_ends_the_run(certificates: Certificates) -> None:
    """A trickle of a TLS record is no less endless."""
    record = Cue(Step.HANDSHAKE, b"\x16\x03\x03\x3f\xff", Endless(data=b"\2"))
    with ScriptedServer(record, tls=certificates.good) as server:
        smtp = smtp_of(server, security=Security.TLS, ca_file=certificates.ca_file)
        with pytest.raises(ServerError):
            open_connection(smtp, secret=lambda: Secret("x"), limits=SHORT)


def test_silence_before_the_messages_is_said_as_such(
    certificates: Certificates,
) -> None:
    """A network that blocks a port is silent, and the advice is for that."""
    for step in (Step.CONNECT, Step.GREETING, Step.HELLO, Step.HANDSHAKE):
        silence = Cue(step, Fault.SILENCE)
        with ScriptedServer(silence, starttls=certificates.good) as server:
            smtp = smtp_of(
                server, security=Security.STARTTLS, ca_file=certificates.ca_file
            )
            with pytest.raises(ServerError, match=IN_TIME):
                open_connection(smtp, secret=lambda: Secret("x"), limits=SHORT)


def test_slow_answer_takes_no_time_from_the_next() -> None:
    """Servers that let strangers wait do so at more than one step."""
    cues = (
        Cue(Step.GREETING, 1.2, "220-mail.example", "220 Good morning"),
        Cue(Step.HELLO, 1.2, "250 mail.example"),
    )
    limits = replace(PATIENT, connect_s=2.0)
    with ScriptedServer(*cues) as server:
        open_connection(smtp_of(server), secret=nobody_asks, limits=limits).quit()
    assert server.connections == 1


def test_server_that_takes_a_long_letter_slowly_gets_it_whole() -> None:
    """A slow line needs longer than a time limit, though it never stands still."""
    with ScriptedServer(Cue(Step.BODY, Fault.SLOWLY)) as server:
        limits = replace(PATIENT, command_s=SHORT.command_s)
        connection = open_connection(smtp_of(server), secret=nobody_asks, limits=limits)
        attempt = connection.submit(message_of(BIG), before_dot=lambda: None)
        connection.close()
    assert attempt.reply is not None
    assert len(server.letters) == 1


def _submit_two(server: ScriptedServer) -> list[Attempt]:
    connection = _connect(server)
    try:
        return [
            connection.submit(message_of(draft(TO)), before_dot=lambda: None)
            for _time in range(2)
        ]
    finally:
        connection.close()


@pytest.mark.parametrize("action", ["421 4.4.2 Idle for too long", Fault.CLOSE])
def test_goodbye_between_two_messages_leaves_no_doubt_about_the_next(
    action: Fault | str,
) -> None:
    """Servers hang up on who pauses: nothing of the next message has left."""
    with ScriptedServer(Cue(Step.REPLIED, action)) as server:
        first, second = _submit_two(server)
    assert first.reply is not None
    assert (second.phase, second.reply) == (Phase.MAIL, None)
