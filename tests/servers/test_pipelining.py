"""MAIL, RCPT and DATA in one packet (RFC 2920), and nothing of the promise less."""

import pytest

from mairemail.sending.connecting import open_connection
from mairemail.sending.reply import Phase
from mairemail.sending.smtp import Connection
from tests.servers.drafts import PATIENT, draft, message_of, nobody_asks, smtp_of
from tests.servers.scripted import Cue, Fault, ScriptedServer, Step

TO = "mayor@riverbridge.example"
COPY = "deputy@riverbridge.example"
_PIPELINING = ("8BITMIME", "ENHANCEDSTATUSCODES", "PIPELINING")


def _server(*cues: Cue) -> ScriptedServer:
    return ScriptedServer(*cues, extensions=_PIPELINING)


def _connect(server: ScriptedServer) -> Connection:
    return open_connection(smtp_of(server), secret=nobody_asks, limits=PATIENT)


def test_envelope_and_data_travel_together() -> None:
    """One round trip instead of three; the body only after 354."""
    with _server() as server:
        connection = _connect(server)
        attempts = [
            connection.submit(message_of(draft(TO, cc=[COPY])), before_dot=lambda: None)
            for _time in range(2)
        ]
        connection.quit()
    assert [one.phase for one in attempts] == [Phase.DOT, Phase.DOT]
    assert server.recipients == [TO, COPY] * 2
    envelopes = [one for one in server.packets if one.startswith(b"MAIL")]
    assert len(envelopes) == 2
    for packet in envelopes:
        assert (packet.count(b"\r\n"), packet[-6:]) == (4, b"DATA\r\n")


def test_server_without_pipelining_gets_one_command_at_a_time() -> None:
    """Some drop what comes too early."""
    with ScriptedServer() as server:
        connection = _connect(server)
        connection.submit(message_of(draft(TO)), before_dot=lambda: None)
        connection.quit()
    assert all(packet.count(b"\r\n") == 1 for packet in server.packets[:4])


@pytest.mark.parametrize(
    ("step", "phase"), [(Step.MAIL, Phase.MAIL), (Step.RCPT, Phase.RCPT)]
)
def test_refusal_is_that_of_the_first_command_refused(step: Step, phase: Phase) -> None:
    """The answers behind it follow from it, and say nothing about this message."""
    behind = Cue(Step.DATA, "554 5.5.1 No valid recipients")
    with _server(Cue(step, "550 5.1.1 No such mailbox"), behind) as server:
        connection = _connect(server)
        attempt = connection.submit(message_of(draft(TO)), before_dot=_must_not_come)
        assert connection.is_open
        again = connection.submit(message_of(draft(TO)), before_dot=lambda: None)
        connection.quit()
    assert (attempt.phase, attempt.reply and attempt.reply.enhanced) == (phase, "5.1.1")
    assert again.phase is Phase.DOT
    assert server.recipients == [TO]


@pytest.mark.parametrize("nth", [1, 2])
def test_server_that_wants_the_body_for_half_of_the_recipients_gets_none(
    nth: int,
) -> None:
    """A dot here would send an empty letter to the other half (RFC 2920 3.1)."""
    with _server(Cue(Step.RCPT, "550 5.1.1 No such mailbox", nth=nth)) as server:
        connection = _connect(server)
        attempt = connection.submit(
            message_of(draft(TO, cc=[COPY])), before_dot=_must_not_come
        )
        assert not connection.is_open
    assert (attempt.phase, attempt.recipient) == (Phase.RCPT, (TO, COPY)[nth - 1])
    assert server.letters == []


@pytest.mark.parametrize("fault", [Fault.CLOSE, Fault.RESET, Fault.GARBAGE])
def test_refusal_stands_though_the_rest_is_never_answered(fault: Fault) -> None:
    """The server has said what it thinks of this address."""
    refusal = Cue(Step.RCPT, "550 5.1.1 No such mailbox")
    with _server(refusal, Cue(Step.DATA, fault)) as server:
        connection = _connect(server)
        attempt = connection.submit(message_of(draft(TO)), before_dot=_must_not_come)
        assert attempt.reply
        assert (attempt.phase, attempt.reply.code) == (Phase.RCPT, 550)
        assert not connection.is_open


def test_hang_up_in_the_middle_of_the_answers_is_not_waited_for() -> None:
    """After 421 there is nothing more to read (RFC 5321 3.8)."""
    with _server(Cue(Step.MAIL, "421 4.3.2 Bye", Fault.CLOSE)) as server:
        connection = _connect(server)
        attempt = connection.submit(message_of(draft(TO)), before_dot=_must_not_come)
    assert attempt.reply
    assert (attempt.phase, attempt.reply.code) == (Phase.MAIL, 421)
    assert not connection.is_open


def test_answer_too_many_is_not_taken_for_the_one_to_the_dot() -> None:
    """A server out of step would have a letter marked that it never took."""
    with _server(Cue(Step.RCPT, "250 2.1.5 Ok\r\n250 2.1.5 Ok")) as server:
        connection = _connect(server)
        attempt = connection.submit(message_of(draft(TO)), before_dot=_must_not_come)
    assert attempt.reply is None
    assert server.letters == []


def _must_not_come() -> None:
    raise AssertionError("the dot was about to leave")
