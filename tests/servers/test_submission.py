"""One message on an open connection: every byte, every reply, every break."""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from mairemail.messages.mime import Attachment
from mairemail.sending.connecting import open_connection
from mairemail.sending.reply import Phase
from mairemail.sending.smtp import Attempt, TimeLimits
from tests.servers.drafts import (
    PATIENT,
    SHORT,
    draft,
    message_of,
    nobody_asks,
    smtp_of,
)
from tests.servers.recording import MailServer
from tests.servers.scripted import Cue, Fault, ScriptedServer, Step

TO = "mayor@riverbridge.example"
# More than a client's system keeps in its buffers for a server that reads nothing.
BIG = draft(
    TO,
    attachments=(
        Attachment(
            name="big.bin",
            size_octets=160_000 * 76,
            part=b"Content-Type: application/octet-stream\r\n\r\n"
            + (b"x" * 76 + b"\r\n") * 160_000,
        ),
    ),
)


def submit_once(
    server: ScriptedServer,
    *,
    limits: TimeLimits = PATIENT,
    before_dot: Callable[[], None] = lambda: None,
    **options: object,
) -> Attempt:
    """Open a connection, submit one letter, close."""
    connection = open_connection(smtp_of(server), secret=nobody_asks, limits=limits)
    try:
        one = draft(TO, **options)  # type: ignore[arg-type]  # passed on as they are
        return connection.submit(message_of(one), before_dot=before_dot)
    finally:
        connection.close()


def test_server_gets_the_checked_bytes_one_for_one(server: MailServer) -> None:
    """What was previewed and checked is what must arrive, dots and CRLF included."""
    text = ".\n..\n. a dot first\nno break space:\u00a0é€😀\n\n\nlast line\n"
    message = message_of(draft(TO, text=text, subject="L'été à Œuilly"))
    connection = open_connection(smtp_of(server), secret=nobody_asks, limits=PATIENT)
    connection.submit(message, before_dot=lambda: None)
    connection.quit()
    (received,) = server.received
    assert received.data == message.data
    assert received.envelope_sender == "camille@association.example"
    assert received.envelope_recipients == (TO,)


def test_dot_at_the_start_of_a_line_is_doubled() -> None:
    """A line of one dot would otherwise end the letter in its middle."""
    data = b"Subject: dots\r\n\r\n.\r\n.hidden\r\nmid.dle\r\n..\r\n"
    with ScriptedServer() as server:
        connection = open_connection(
            smtp_of(server), secret=nobody_asks, limits=PATIENT
        )
        message = replace(message_of(draft(TO)), data=data)
        connection.submit(message, before_dot=lambda: None)
        connection.quit()
    (letter,) = server.letters
    assert letter.wire == (b"Subject: dots\r\n\r\n..\r\n..hidden\r\nmid.dle\r\n...\r\n")


def test_letter_without_a_last_line_end_still_comes_to_its_end() -> None:
    """Its last line would swallow the dot, and the server wait for the rest."""
    with ScriptedServer() as server:
        attempt = submit_once(server, limits=SHORT, text="no line end")
        assert attempt.reply is not None
        assert len(server.letters) == 1


def test_line_ends_travel_as_they_are_checked() -> None:
    """A bare CR or LF near a dot lets a stranger smuggle a second message."""
    with ScriptedServer() as server:
        submit_once(
            server, text="one\rtwo\r\nthree\n.\rfour\u2028five\x0b\x0csix\x85\n"
        )
    wire = server.letters[0].wire
    assert wire.count(b"\r") == wire.count(b"\n") == wire.count(b"\r\n")


def test_accepted_message_keeps_the_server_s_words() -> None:
    """The queue number in them is what a postmaster asks for."""
    with ScriptedServer(Cue(Step.DOT, "250 2.0.0 Ok: queued as 4F1")) as server:
        attempt = submit_once(server)
    assert attempt.reply is not None
    assert (attempt.phase, attempt.reply.code) == (Phase.DOT, 250)
    assert (attempt.reply.enhanced, attempt.reply.text) == (
        "2.0.0",
        "Ok: queued as 4F1",
    )


def test_reply_of_several_lines_is_read_whole() -> None:
    """Gmail explains a refusal on the second and third line."""
    reply = (
        b"550-5.1.1 No such user.\r\n550-5.1.1 Check for typing\r\n550 5.1.1 errors\r\n"
    )
    with ScriptedServer(Cue(Step.RCPT, reply)) as server:
        attempt = submit_once(server)
    assert attempt.reply is not None
    assert attempt.reply.enhanced == "5.1.1"
    assert attempt.reply.text == "No such user.\nCheck for typing\nerrors"


@pytest.mark.parametrize(
    ("step", "phase"),
    [(Step.MAIL, Phase.MAIL), (Step.RCPT, Phase.RCPT), (Step.DATA, Phase.DATA)],
)
@pytest.mark.parametrize("fault", [Fault.CLOSE, Fault.RESET, Fault.SILENCE])
def test_break_before_the_body_names_its_phase_and_promises_nothing_left(
    step: Step, phase: Phase, fault: Fault
) -> None:
    """Only who knows the phase may try again."""
    with ScriptedServer(Cue(step, fault)) as server:
        attempt = submit_once(server, limits=SHORT, before_dot=nobody_asks_to_dot)
    assert (attempt.phase, attempt.reply) == (phase, None)
    assert server.letters == []


def nobody_asks_to_dot() -> None:
    """Stand for a ledger that must not be asked."""
    raise AssertionError("the dot was about to be sent")


@pytest.mark.parametrize("fault", [Fault.CLOSE, Fault.RESET, Fault.SILENCE])
def test_break_in_the_body_never_comes_to_the_dot(fault: Fault) -> None:
    """A letter cut in its middle is no letter, and can safely be tried again."""
    with ScriptedServer(Cue(Step.BODY, fault)) as server:
        connection = open_connection(smtp_of(server), secret=nobody_asks, limits=SHORT)
        attempt = connection.submit(message_of(BIG), before_dot=nobody_asks_to_dot)
        assert not connection.is_open
    assert (attempt.phase, attempt.reply) == (Phase.BODY, None)
    assert server.letters == []


@pytest.mark.parametrize(
    "fault", [Fault.CLOSE, Fault.RESET, Fault.SILENCE, Fault.GARBAGE]
)
def test_break_after_the_dot_is_a_doubt(fault: Fault) -> None:
    """The server has the letter and may keep it: nobody can know without looking."""
    with ScriptedServer(Cue(Step.DOT, fault)) as server:
        attempt = submit_once(server, limits=SHORT)
    assert (attempt.phase, attempt.reply) == (Phase.DOT, None)
    assert attempt.reason
    assert len(server.letters) == 1


def test_ledger_failing_before_the_dot_keeps_the_message_from_the_server() -> None:
    """What cannot be remembered must not be sent."""

    def fail() -> None:
        raise OSError("disk full")

    with ScriptedServer() as server:
        with pytest.raises(OSError, match="disk full"):
            submit_once(server, before_dot=fail)
        assert server.letters == []


def test_ledger_is_asked_after_the_body_and_before_the_dot() -> None:
    """A mark made earlier names harmless breaks doubtful, one made later loses them."""
    seen: list[int] = []
    with ScriptedServer() as server:
        submit_once(server, before_dot=lambda: seen.append(len(server.letters)))
    assert seen == [0]


def test_one_refused_recipient_keeps_the_message_from_all() -> None:
    """An official refused and a copy sent would look like a letter that arrived."""
    with ScriptedServer(Cue(Step.RCPT, "550 5.1.1 Unknown", nth=2)) as server:
        attempt = submit_once(server, cc=["deputy@riverbridge.example"])
        assert (attempt.phase, server.letters) == (Phase.RCPT, [])
        assert b"RSET" in server.commands


def test_connection_serves_on_after_a_refusal() -> None:
    """One dead address must not cost a new login."""
    with ScriptedServer(Cue(Step.RCPT, "550 5.1.1 Unknown")) as server:
        connection = open_connection(
            smtp_of(server), secret=nobody_asks, limits=PATIENT
        )
        for address in ("gone@oldquay.example", TO):
            connection.submit(message_of(draft(address)), before_dot=lambda: None)
        connection.quit()
    assert (server.recipients, server.connections) == ([TO], 1)


def test_connection_lost_while_resetting_does_not_hide_the_refusal() -> None:
    """The reason of the refusal is known, whatever the server does next."""
    with ScriptedServer(
        Cue(Step.RCPT, "550 5.1.1 Unknown"), Cue(Step.RSET, Fault.CLOSE)
    ) as server:
        attempt = submit_once(server)
    assert attempt.reply is not None
    assert attempt.reply.code == 550


@pytest.mark.parametrize("fault", [Fault.CLOSE, Fault.RESET])
def test_goodbye_without_an_answer_is_no_trouble(fault: Fault) -> None:
    """Every letter is in: a rude goodbye must not look like a failure."""
    with ScriptedServer(Cue(Step.QUIT, fault)) as server:
        connection = open_connection(
            smtp_of(server), secret=nobody_asks, limits=PATIENT
        )
        connection.quit()
        assert not connection.is_open
        assert b"QUIT" in server.commands


def test_size_is_declared_where_the_server_wants_it() -> None:
    """A server can then refuse a letter too big before it travels."""
    with ScriptedServer(extensions=("SIZE 1000000",)) as server:
        submit_once(server)
    (letter,) = server.letters
    (mail,) = [line for line in server.commands if line.startswith(b"MAIL")]
    assert mail.endswith(f" SIZE={len(letter.wire)}".encode())


@pytest.mark.parametrize(
    "reply", ["250 2.0.0 Ok", "220 hm"], ids=["a yes", "a greeting"]
)
def test_yes_to_data_is_no_acceptance(reply: str) -> None:
    """Only the answer to the dot can say that the server has the letter."""
    with ScriptedServer(Cue(Step.DATA, reply)) as server:
        attempt = submit_once(server, limits=SHORT)
    assert (attempt.phase, attempt.reply) == (Phase.DATA, None)


@pytest.mark.parametrize("stale", ["250 2.0.0 stale", "354 again", "421 bye"])
def test_answer_that_lies_unread_is_not_taken_for_the_one_to_the_dot(
    stale: str,
) -> None:
    """A letter that was refused would count as accepted, or leave twice."""
    # As long as a slow disk takes to write the ledger.
    wait = partial(time.sleep, 0.2)
    with ScriptedServer(Cue(Step.BODY, stale)) as server:
        attempt = submit_once(server, before_dot=wait)
    assert (attempt.phase, attempt.reply) == (Phase.BODY, None)


def test_short_letter_does_not_get_its_dot_where_the_server_has_hung_up() -> None:
    """It had left for the system's buffers, and a doubt would be named for nothing."""
    with ScriptedServer(Cue(Step.BODY, Fault.CLOSE)) as server:
        attempt = submit_once(server, before_dot=partial(time.sleep, 0.2))
    assert (attempt.phase, attempt.reply) == (Phase.BODY, None)


def test_short_letter_to_a_server_gone_silent_is_a_doubt() -> None:
    """It left whole, dot included: that nobody took it cannot be known."""
    with ScriptedServer(Cue(Step.BODY, Fault.SILENCE)) as server:
        attempt = submit_once(server, limits=SHORT)
    assert (attempt.phase, attempt.reply) == (Phase.DOT, None)


def test_go_ahead_in_answer_to_the_dot_leaves_a_doubt() -> None:
    """It says neither yes nor no, and the server has read the letter."""
    with ScriptedServer(Cue(Step.DOT, "354 hm")) as server:
        attempt = submit_once(server, limits=SHORT)
    assert (attempt.phase, attempt.reply) == (Phase.DOT, None)
