"""Messages made once, whole and checked."""

import email
import email.policy
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email.message import EmailMessage
from uuid import UUID

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mairemail.contacts.address import Mailbox
from mairemail.language import use_language
from mairemail.messages.message import (
    Content,
    Message,
    MessageFaultError,
    compose,
    new_message_id,
)
from tests.unit.material import NOW
from tests.unit.messages.test_headers import BOX, LINE

_ME = Mailbox(name="Camille Martin", email="camille@courrier.example")
_CONTENT = Content(
    to=Mailbox(name="Hélène Dubreuil", email="maire@lilas.example"),
    subject="La présence des Lilas sur X",
    text="Bonjour.\n",
)
_ID = "<0123456789abcdef0123456789abcdef@courrier.example>"


def _composed(content: Content = _CONTENT, *, sender: Mailbox = _ME) -> Message:
    return compose(content, sender=sender, message_id=_ID, date=NOW)


def _parsed(message: Message) -> EmailMessage:
    found = email.message_from_bytes(message.data, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


@pytest.mark.parametrize("name", ["From", "To", "Subject", "Date", "Message-ID"])
def test_each_needed_header_stands_exactly_once(name: str) -> None:
    """A server may refuse a message without, and filters one with two."""
    assert len(_parsed(_composed()).get_all(name, [])) == 1


@pytest.mark.parametrize("name", ["Bcc", "X-Mailer", "User-Agent", "List-Unsubscribe"])
def test_a_message_tells_nothing_it_need_not(name: str) -> None:
    """No hidden recipients, and nothing that makes a letter look like bulk mail."""
    content = replace(_CONTENT, cc=(Mailbox(email="c@lilas.example"),))
    assert _parsed(_composed(content))[name] is None


def test_a_message_id_tells_nothing_of_the_machine() -> None:
    """The host name of a private computer stays private."""
    assert new_message_id(UUID(int=1).hex, _ME) == f"<{1:032x}@courrier.example>"


def test_the_date_is_the_one_it_was_given() -> None:
    """A second attempt carries the date of the first, so that copies are told apart."""
    date = datetime(2026, 12, 1, 23, 59, 58, 999_999, tzinfo=UTC)
    message = compose(_CONTENT, sender=_ME, message_id=_ID, date=date)
    assert _parsed(message)["Date"].datetime == date.replace(microsecond=0)


def test_one_instant_is_told_in_the_zone_it_was_given_in() -> None:
    """Equal dates may have other offsets: after a flight, the old one was kept."""
    for hours in (0, 1, -5):
        date = NOW.astimezone(timezone(timedelta(hours=hours)))
        message = compose(_CONTENT, sender=_ME, message_id=_ID, date=date)
        told = _parsed(message)["Date"].datetime
        assert told.utcoffset() == timedelta(hours=hours)


def test_the_envelope_has_the_official_first_and_the_copies_after() -> None:
    """Who is in the envelope is who gets the letter: no more, no fewer."""
    content = replace(
        _CONTENT,
        cc=(Mailbox(name="Ann", email="c@lilas.example"),),
        reply_to=(Mailbox(email="r@courrier.example"),),
    )
    message = _composed(content)
    assert message.envelope_sender == "camille@courrier.example"
    assert message.envelope_recipients == ("maire@lilas.example", "c@lilas.example")


@given(
    to=BOX,
    sender=BOX,
    copies=st.lists(BOX, max_size=3),
    replies=st.lists(BOX, max_size=2),
    subject=LINE.filter(bool),
)
@example(
    to=Mailbox(name="Smith, John, MP", email="a@lilas.example"),
    sender=Mailbox(name='Zoé "Z" Besson', email="z@courrier.example"),
    copies=[Mailbox(name="a, <b@autre.example>", email="c@lilas.example")],
    replies=[],
    subject="Bcc: b@autre.example",
)
@settings(max_examples=200)
def test_names_and_subject_of_any_kind_make_a_message(
    to: Mailbox,
    sender: Mailbox,
    copies: list[Mailbox],
    replies: list[Mailbox],
    subject: str,
) -> None:
    """No name of a real person may keep them from being written to."""
    content = replace(
        _CONTENT, to=to, cc=tuple(copies), reply_to=tuple(replies), subject=subject
    )
    message = _composed(content, sender=sender)
    parsed = _parsed(message)
    assert message.data.isascii()
    assert parsed["Subject"] == subject
    for name, boxes in (("To", [to]), ("From", [sender]), ("Cc", copies)):
        found = parsed[name].addresses if boxes else ()
        assert [one.addr_spec for one in found] == [box.email for box in boxes]


@pytest.mark.parametrize("field", ["to", "cc", "reply_to", "sender"])
def test_an_accent_before_an_at_sign_wants_smtputf8(field: str) -> None:
    """Only a server that offers it can take such a message (RFC 6531)."""
    accented = Mailbox(name="Hélène", email="hélène@lilas.example")
    content, sender = _CONTENT, _ME
    if field == "sender":
        sender = accented
    elif field == "to":
        content = replace(content, to=accented)
    elif field == "cc":
        content = replace(content, cc=(accented,))
    else:
        content = replace(content, reply_to=(accented,))
    assert _composed(content, sender=sender).needs_smtputf8


def test_an_accent_in_a_name_wants_no_smtputf8() -> None:
    """Mailmerge asked for it, and every recipient was refused."""
    assert not _composed().needs_smtputf8


@pytest.mark.parametrize(
    "content",
    [
        replace(_CONTENT, subject="Un\r\nBcc: b@autre.example"),
        replace(_CONTENT, subject="Un\nmot"),
        replace(
            _CONTENT, to=Mailbox(name="Zoe", email="a@lilas.example>, <b@x.example")
        ),
        replace(_CONTENT, to=Mailbox(email="a@lilas.example\r\nBcc: b@autre.example")),
        replace(_CONTENT, to=Mailbox(email="a@lilas.example, b@autre.example")),
    ],
    ids=["bcc-in-subject", "line-in-subject", "two-in-angles", "bcc-in-address", "two"],
)
def test_a_message_that_reads_back_as_something_else_is_never_made(
    content: Content,
) -> None:
    """The last guard: whatever let it through before, it does not leave."""
    try:
        message = _composed(content)
    except MessageFaultError:
        return
    parsed = _parsed(message)
    assert parsed["Bcc"] is None
    assert [one.addr_spec for one in parsed["To"].addresses] == [
        *message.envelope_recipients
    ]
    assert parsed["Subject"] == content.subject


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (replace(_CONTENT, subject="\ud800"), "un caractère qui n'existe pas"),
        (
            replace(_CONTENT, to=Mailbox(email="a@lilas.example, b@autre.example")),
            "To se relit autrement",
        ),
    ],
    ids=["character", "to"],
)
def test_why_a_message_is_not_made_is_said_in_the_interface_s_language(
    content: Content, said: str
) -> None:
    """It stands in the middle of a French sentence."""
    use_language("fr")
    try:
        with pytest.raises(MessageFaultError, match=said):
            _composed(content)
    finally:
        use_language("en")


@pytest.mark.parametrize(
    "content",
    [
        replace(_CONTENT, to=Mailbox(name="\ud800", email="a@lilas.example")),
        replace(_CONTENT, subject="\ud800"),
        replace(_CONTENT, text="\ud800"),
        replace(_CONTENT, html="\ud800"),
    ],
    ids=["to", "subject", "text", "html"],
)
def test_a_character_that_does_not_exist_is_a_fault_wherever_it_stands(
    content: Content,
) -> None:
    """Half a surrogate pair has no octets: a letter can hold it as an escape."""
    with pytest.raises(MessageFaultError, match="does not exist"):
        _composed(content)
