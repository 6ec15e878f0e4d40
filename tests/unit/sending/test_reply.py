"""What a server's reply means for the message, and for the run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mairemail.sending.reply import (
    Advice,
    Phase,
    SmtpReply,
    Verdict,
    hint_of,
    in_words,
    judge,
    read_reply,
)

_SUBMISSION = (Phase.MAIL, Phase.RCPT, Phase.DATA, Phase.DOT)


def _judged(phase: Phase, code: int, enhanced: str = "", text: str = "") -> Verdict:
    reply = SmtpReply(code=code, enhanced=enhanced or None, text=text)
    return judge(phase, reply).verdict


@pytest.mark.parametrize("phase", list(Phase))
def test_a_two_hundred_is_a_yes(phase: Phase) -> None:
    """In every phase (RFC 5321 4.2.1)."""
    assert _judged(phase, 250, text="spam? no: queued as 4F2A") is Verdict.ACCEPT


@pytest.mark.parametrize(
    ("code", "enhanced", "text"),
    [
        (550, "5.1.1", "User unknown"),
        (550, "", "No such user here"),
        (551, "5.1.6", "Mailbox has moved"),
        (552, "5.2.2", "Mailbox full"),
        (553, "5.1.3", "Bad destination mailbox address syntax"),
        (554, "", "Unknown recipient"),
    ],
)
def test_a_no_to_a_recipient_rejects_that_one_alone(
    code: int, enhanced: str, text: str
) -> None:
    """One official who left office must not stop the letters to all others."""
    assert _judged(Phase.RCPT, code, enhanced, text) is Verdict.REJECT


@pytest.mark.parametrize(
    ("code", "enhanced", "text"),
    [
        (550, "5.1.1", "User unknown"),
        (550, "5.2.1", "Mailbox disabled"),
        (552, "5.2.2", "Mailbox full"),
    ],
)
def test_a_no_to_a_recipient_may_come_at_the_dot(
    code: int, enhanced: str, text: str
) -> None:
    """Some servers ask the next one before they answer."""
    assert _judged(Phase.DOT, code, enhanced, text) is Verdict.REJECT


@pytest.mark.parametrize("phase", [Phase.RCPT, Phase.DOT])
@pytest.mark.parametrize(
    ("code", "enhanced", "text"),
    [
        (450, "4.2.0", "Greylisted, try again later"),
        (451, "4.3.0", "Local error in processing"),
        (452, "4.2.2", "Mailbox full"),
    ],
)
def test_a_not_yet_is_tried_again(
    phase: Phase, code: int, enhanced: str, text: str
) -> None:
    """Greylisting is how many town halls greet a new sender."""
    assert _judged(phase, code, enhanced, text) is Verdict.DEFER


@pytest.mark.parametrize("phase", _SUBMISSION)
@pytest.mark.parametrize(
    ("code", "enhanced", "text"),
    [
        (550, "5.4.5", "Daily user sending limit exceeded"),
        (554, "5.7.705", "Tenant has exceeded threshold"),
        (550, "5.1.90", "Your message can't be sent: daily limit"),
        (450, "4.4.5", "Over limit"),
        (550, "", "Daily sending quota exceeded"),
        (550, "", "Mail quota exceeded"),
    ],
)
def test_a_limit_of_the_day_pauses_the_run(
    phase: Phase, code: int, enhanced: str, text: str
) -> None:
    """To go on gets the mailbox locked; the same command works tomorrow."""
    assert _judged(phase, code, enhanced, text) is Verdict.QUOTA


@pytest.mark.parametrize("phase", _SUBMISSION)
@pytest.mark.parametrize(
    ("code", "enhanced", "text"),
    [
        (421, "4.3.2", "Closing transmission channel"),
        (451, "", "Hourly message limit reached"),
        (450, "", "Error: too much mail from 192.0.2.1"),
    ],
)
def test_a_limit_of_the_hour_slows_the_run_down(
    phase: Phase, code: int, enhanced: str, text: str
) -> None:
    """The server talks to us again within the hour."""
    assert _judged(phase, code, enhanced, text) is Verdict.THROTTLE


@pytest.mark.parametrize(
    ("phase", "code", "enhanced", "text"),
    [
        (Phase.DOT, 554, "5.7.1", "Message rejected as spam"),
        (Phase.DOT, 550, "5.7.26", "Unauthenticated email is not accepted"),
        (Phase.DOT, 550, "", "Content rejected"),
        (Phase.DOT, 554, "", "blocked using a blocklist"),
        (Phase.DOT, 552, "5.3.4", "Message size exceeds fixed limit"),
        (Phase.MAIL, 552, "5.3.4", "Message size exceeds fixed limit"),
        (Phase.MAIL, 552, "", "Message size exceeds fixed maximum message size"),
        (Phase.MAIL, 553, "5.7.1", "Sender address rejected: not owned by user"),
        (Phase.MAIL, 550, "", "Sender rejected"),
        (Phase.MAIL, 501, "5.1.7", "Bad sender address syntax"),
        (Phase.RCPT, 554, "5.7.1", "Relay access denied"),
        (Phase.RCPT, 555, "", "RCPT TO parameters not recognized"),
        (Phase.RCPT, 503, "5.5.1", "Bad sequence of commands"),
        (Phase.DATA, 554, "", "Transaction failed"),
        (Phase.DOT, 554, "", "Transaction failed"),
        (Phase.CONNECT, 554, "", "No SMTP service here"),
        (Phase.HELLO, 550, "", "Access denied"),
    ],
)
def test_a_no_to_us_stops_the_run(
    phase: Phase, code: int, enhanced: str, text: str
) -> None:
    """The next message would get the same answer, and the next hundred."""
    assert _judged(phase, code, enhanced, text) is Verdict.STOP


@pytest.mark.parametrize(
    ("phase", "code", "enhanced"),
    [
        (Phase.AUTH, 535, "5.7.8"),
        (Phase.AUTH, 534, "5.7.9"),
        (Phase.AUTH, 538, ""),
        (Phase.AUTH, 550, ""),
        (Phase.MAIL, 530, "5.7.0"),
        (Phase.MAIL, 530, "5.7.1"),
        (Phase.RCPT, 530, "5.7.0"),
    ],
)
def test_a_refused_login_is_told_from_other_refusals(
    phase: Phase, code: int, enhanced: str
) -> None:
    """The user corrects a password, and not the letter."""
    assert _judged(phase, code, enhanced) is Verdict.REFUSE_LOGIN


@pytest.mark.parametrize(
    "phase", [Phase.CONNECT, Phase.HELLO, Phase.STARTTLS, Phase.AUTH]
)
def test_a_server_that_cannot_now_is_asked_later(phase: Phase) -> None:
    """A temporary failure of the login is not a wrong password (RFC 4954 4.7.0)."""
    assert (
        _judged(phase, 454, "4.7.0", "Temporary authentication failure")
        is Verdict.THROTTLE
    )


@pytest.mark.parametrize("phase", _SUBMISSION)
@given(
    code=st.integers(400, 599),
    enhanced=st.none()
    | st.builds(
        "{}.{}.{}".format,
        st.sampled_from([4, 5]),
        st.integers(0, 8),
        st.integers(0, 800),
    ),
    text=st.text(max_size=40),
)
def test_no_refusal_is_ever_taken_for_a_yes(
    phase: Phase, code: int, enhanced: str | None, text: str
) -> None:
    """Mailmerge printed "sent" for officials who got nothing."""
    found = judge(phase, SmtpReply(code=code, enhanced=enhanced, text=text))
    assert found.verdict is not Verdict.ACCEPT


@pytest.mark.parametrize("phase", list(Phase))
@pytest.mark.parametrize("code", [199, 300, 334, 354, 600, 999])
def test_a_reply_that_fits_nothing_stops_the_run(phase: Phase, code: int) -> None:
    """A server that speaks another language is not to be guessed at."""
    assert _judged(phase, code) is Verdict.STOP


@given(code=st.integers(400, 499), text=st.text(max_size=40))
def test_a_temporary_no_never_rejects_anybody(code: int, text: str) -> None:
    """A letter is given up for a 5yz alone."""
    assert _judged(Phase.RCPT, code, text=text) is not Verdict.REJECT


def test_a_reply_is_quoted_on_one_line() -> None:
    """As a postmaster wants it."""
    reply = SmtpReply(code=550, enhanced="5.1.1", text="User unknown\n in table")
    assert in_words(reply) == "550 5.1.1 User unknown in table"
    assert in_words(SmtpReply(code=250, enhanced=None, text="")) == "250"


def test_a_provider_that_takes_no_passwords_is_told_from_a_wrong_one() -> None:
    """To type it again a tenth time helps nobody."""
    outlook = SmtpReply(code=535, enhanced="5.7.139", text="basic auth is disabled")
    gmail = SmtpReply(code=535, enhanced="5.7.8", text="not accepted")
    assert "xoauth2" in hint_of(judge(Phase.AUTH, outlook).advice)
    assert "app password" in hint_of(judge(Phase.AUTH, gmail).advice)


@pytest.mark.parametrize(
    ("text", "enhanced", "words"),
    [
        (b"2.0.0 Ok: queued as 4F2A", "2.0.0", "Ok: queued as 4F2A"),
        (b"5.1.1 User unknown\n5.1.1 in table", "5.1.1", "User unknown\nin table"),
        (b"5.7.705 Over", "5.7.705", "Over"),
        (b"Ok", None, "Ok"),
        (b"", None, ""),
        (b"192.0.2.1 is listed", None, "192.0.2.1 is listed"),
        (b"3.1.1 odd", None, "3.1.1 odd"),
        ("2.0.0 bo\xeete".encode("cp1252"), "2.0.0", "bo\ufffdte"),
    ],
)
def test_a_reply_is_parted_from_its_enhanced_code(
    text: bytes, enhanced: str | None, words: str
) -> None:
    """The code decides, the words are for people (RFC 2034)."""
    assert read_reply(250, text) == SmtpReply(code=250, enhanced=enhanced, text=words)


@given(st.binary(max_size=200))
def test_no_reply_stops_the_run(text: bytes) -> None:
    """A server may say what it likes."""
    assert read_reply(250, text).code == 250


def test_greylisting_at_the_dot_puts_off_one_message() -> None:
    """4.7.1 is a limit of ours nearly everywhere, but not where the words say this."""
    found = _judged(Phase.DOT, 451, "4.7.1", "Greylisted, come back in 5 minutes")
    assert found is Verdict.DEFER


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Recipient address rejected: Access denied", Verdict.REJECT),
        ("This mailbox is blocked", Verdict.REJECT),
        ("Relay access denied", Verdict.STOP),
        ("Sender address rejected: not owned by user", Verdict.STOP),
    ],
)
def test_a_policy_at_the_recipient_is_told_from_one_about_us(
    text: str, verdict: Verdict
) -> None:
    """One official who takes no mail must not stop the letters to all others."""
    assert _judged(Phase.RCPT, 554, "5.7.1", text) is verdict


@pytest.mark.parametrize("phase", [Phase.MAIL, Phase.DOT])
def test_a_letter_that_is_too_big_stops_the_run(phase: Phase) -> None:
    """Each of the others is as big, whatever words the server has for it."""
    found = _judged(phase, 552, "", "Message size exceeds fixed limit")
    assert found is Verdict.STOP


@pytest.mark.parametrize(
    ("code", "enhanced", "text", "verdict"),
    [
        (552, "5.2.2", "user is over the mail quota", Verdict.REJECT),
        (452, "4.2.2", "The recipient is over mail quota", Verdict.DEFER),
        (501, "5.1.3", "Bad recipient address syntax", Verdict.REJECT),
        (550, "5.1.1", "<stop-spam@ville.example>: User unknown", Verdict.REJECT),
        (550, "", "<relay@ville.example>: no such user", Verdict.REJECT),
    ],
)
def test_one_recipient_never_stops_a_campaign(
    code: int, enhanced: str, text: str, verdict: Verdict
) -> None:
    """Every run would stop at the same address, and nobody after it get the letter."""
    assert _judged(Phase.RCPT, code, enhanced, text) is verdict


@pytest.mark.parametrize(
    ("phase", "reply", "verdict", "advice"),
    [
        # Gmail
        (Phase.AUTH, "535 5.7.8 Username and Password not accepted",
         Verdict.REFUSE_LOGIN, Advice.CHECK_LOGIN),
        (Phase.AUTH, "534 5.7.9 Application-specific password required",
         Verdict.REFUSE_LOGIN, Advice.APP_PASSWORD),
        (Phase.MAIL, "530 5.7.0 Must issue a STARTTLS command first",
         Verdict.REFUSE_LOGIN, Advice.CHECK_LOGIN),
        (Phase.DOT, "550 5.4.5 Daily user sending limit exceeded",
         Verdict.QUOTA, Advice.TOMORROW),
        (Phase.DOT, "421 4.7.28 Our system has detected an unusual rate",
         Verdict.THROTTLE, Advice.SLOWER),
        (Phase.RCPT, "450 4.2.1 The user you are trying to contact is receiving mail "
         "too quickly", Verdict.DEFER, Advice.NOTHING),
        # Microsoft
        (Phase.AUTH, "535 5.7.139 Authentication unsuccessful, basic authentication "
         "is disabled", Verdict.REFUSE_LOGIN, Advice.OAUTH),
        (Phase.MAIL, "550 5.7.30 Basic authentication is not supported for Client "
         "Submission", Verdict.REFUSE_LOGIN, Advice.OAUTH),
        (Phase.CONNECT, "432 4.3.2 Concurrent connections limit exceeded",
         Verdict.THROTTLE, Advice.SLOWER),
        (Phase.DOT, "554 5.2.0 Tenant outbound rate has exceeded the threshold",
         Verdict.QUOTA, Advice.TOMORROW),
        (Phase.DOT, "550 5.7.705 Access denied, tenant has exceeded threshold",
         Verdict.QUOTA, Advice.TOMORROW),
        (Phase.RCPT, "550 5.1.90 Your message can't be sent: daily limit of recipients",
         Verdict.QUOTA, Advice.TOMORROW),
        (Phase.DOT, "550 5.7.60 Client does not have permissions to send as this "
         "sender", Verdict.STOP, Advice.OWN_ADDRESS),
        # iCloud, StartMail, Proton, IONOS, OVH
        (Phase.DOT, "550 5.7.1 You have exceeded your daily sending limit",
         Verdict.QUOTA, Advice.TOMORROW),
        (Phase.RCPT, "550 5.7.1 Your mail limit has been reached",
         Verdict.QUOTA, Advice.TOMORROW),
        (Phase.DOT, "554 5.7.1 Your account is temporarily banned from sending",
         Verdict.QUOTA, Advice.TOMORROW),
        (Phase.MAIL, "450 Mail send limit exceeded", Verdict.THROTTLE, Advice.SLOWER),
        (Phase.MAIL, "550 Number of messages per hour exceeded",
         Verdict.THROTTLE, Advice.SLOWER),
        (Phase.DOT, "550 5.7.1 This mailbox is blocked for SPAM",
         Verdict.STOP, Advice.LOOKS_LIKE_SPAM),
        # Orange, La Poste, Free, SFR
        (Phase.DOT, "550 5.2.0 Mail rejete. Mail rejected. ofr_506 [506]",
         Verdict.STOP, Advice.LOOKS_LIKE_SPAM),
        (Phase.DOT, "550 5.5.0 Service refuse. LPN007_510",
         Verdict.STOP, Advice.LOOKS_LIKE_SPAM),
        (Phase.DOT, "550 spam detected", Verdict.STOP, Advice.LOOKS_LIKE_SPAM),
        (Phase.DOT, "550 5.7.1 Message content rejected",
         Verdict.STOP, Advice.LOOKS_LIKE_SPAM),
        (Phase.MAIL, "450 4.7.1 SFR_IN_105 Service refused", Verdict.THROTTLE,
         Advice.SLOWER),
        # Postfix, as many associations run it
        (Phase.MAIL, "553 5.7.1 <x@y.example>: Sender address rejected: not owned by "
         "user", Verdict.STOP, Advice.OWN_ADDRESS),
        (Phase.MAIL, "450 4.7.1 Error: too much mail from 192.0.2.1",
         Verdict.THROTTLE, Advice.SLOWER),
        (Phase.RCPT, "554 5.7.1 Relay access denied", Verdict.STOP, Advice.CHECK_LOGIN),
        (Phase.RCPT, "550 5.1.1 User unknown", Verdict.REJECT, Advice.CORRECT_ADDRESS),
        (Phase.RCPT, "552 5.2.2 Mailbox full", Verdict.REJECT, Advice.OTHER_ADDRESS),
        (Phase.MAIL, "552 5.3.4 Message size exceeds fixed limit",
         Verdict.STOP, Advice.SMALLER),
        (Phase.MAIL, "503 5.5.1 Bad sequence of commands",
         Verdict.STOP, Advice.ASK_PROVIDER),
    ],
)  # fmt: skip
def test_the_answers_of_known_providers(
    phase: Phase, reply: str, verdict: Verdict, advice: Advice
) -> None:
    """Each has words of its own for the same few things, and its own next step."""
    found = judge(phase, read_reply(int(reply[:3]), reply[4:].encode()))
    assert (found.verdict, found.advice) == (verdict, advice)


@pytest.mark.parametrize("advice", [one for one in Advice if one != Advice.NOTHING])
def test_every_advice_has_words(advice: Advice) -> None:
    """Nobody is left with three digits."""
    assert hint_of(advice)
