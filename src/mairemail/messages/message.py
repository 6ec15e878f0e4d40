"""A message: its envelope and its bytes, made once and checked."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from mairemail.contacts.address import Mailbox, needs_smtputf8
from mairemail.language import _
from mairemail.messages import headers
from mairemail.messages.headers import read_mailboxes, read_unstructured
from mairemail.messages.mime import Attachment, body

# What nearly every message is, of which `_check_bytes` has nothing to say.
_PLAIN_LINES = re.compile(rb"(?:[ -~]{0,998}+\r\n)++")


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """
    What one official will read, before it has a sender, a date and an identity.

    Attributes:
        subject: One line.
        text: The plain text, a paragraph a line.
        html: A whole HTML document, or None.
    """

    to: Mailbox
    cc: tuple[Mailbox, ...] = ()
    reply_to: tuple[Mailbox, ...] = ()
    subject: str
    text: str
    html: str | None = None
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """
    A message ready to be submitted.

    Attributes:
        message_id: With its angle brackets.
        envelope_sender: For MAIL FROM.
        envelope_recipients: For RCPT TO, the official first; there is no Bcc.
        data: What follows DATA, dots not yet doubled: CRLF lines, ASCII unless an
            address is not.
        needs_smtputf8: An address has a non-ASCII local part (RFC 6531).
    """

    message_id: str
    envelope_sender: str
    envelope_recipients: tuple[str, ...]
    data: bytes
    needs_smtputf8: bool


class MessageFaultError(Exception):
    """The bytes are not what they should be: the text says which rule they break."""


def new_message_id(unique: str, sender: Mailbox) -> str:
    """
    Give a Message-ID that tells nothing of the machine: `<hex@domain of From>`.

    `unique` is 32 hexadecimal digits, as of a random UUID (RFC 9562 5.4).
    """
    return f"<{unique}@{sender.email.rpartition('@')[2]}>"


def compose(
    content: Content, *, sender: Mailbox, message_id: str, date: datetime
) -> Message:
    """
    Make the bytes of a message (RFC 5322, RFC 2045) and check them.

    Raises:
        MessageFaultError: The bytes would break a rule or read back as something else.
    """
    try:
        head = _head(content, sender=sender, message_id=message_id, date=date)
        data = head.encode() + body(
            content.text,
            content.html,
            content.attachments,
            boundary=_boundary(message_id),
        )
    except UnicodeEncodeError as err:
        raise MessageFaultError(_("a character that does not exist")) from err
    recipients = [box.email for box in (content.to, *content.cc)]
    replies = [box.email for box in content.reply_to]
    is_utf8 = needs_smtputf8("".join([sender.email, *recipients, *replies]))
    if not _PLAIN_LINES.fullmatch(data):
        _check_bytes(data, is_utf8=is_utf8)
    return Message(
        message_id=message_id,
        envelope_sender=sender.email,
        envelope_recipients=tuple(recipients),
        data=data,
        needs_smtputf8=is_utf8,
    )


def _boundary(message_id: str) -> str:
    """Give letters and digits that stand in no other message (RFC 2046 5.1.1)."""
    local = message_id[1:33]
    return local if local.isalnum() else "".join(filter(str.isalnum, message_id))


def _head(content: Content, *, sender: Mailbox, message_id: str, date: datetime) -> str:
    """Give the header fields but for those of MIME, which the body begins with."""
    fields = [
        _from_field(sender.name, sender.email),
        _address_field("To", (content.to,)),
    ]
    if content.cc:
        fields.append(_address_field("Cc", content.cc))
    if content.reply_to:
        fields.append(_address_field("Reply-To", content.reply_to))
    fields += [
        _subject_field(content.subject),
        _date_field(date, date.utcoffset()),
        f"Message-ID: {message_id}",
        "MIME-Version: 1.0",
    ]
    head = "\r\n".join(fields) + "\r\n"
    # RFC 5322 3.6 wants each once, and no other; 2.2.3: a space continues a field.
    if head.count("\r\n") - head.count("\r\n ") != len(fields):
        raise MessageFaultError(_("a header that must stand exactly once"))
    return head


@lru_cache(maxsize=8)
def _from_field(name: str, email: str) -> str:
    """Give the field of the sender, who is the same in every message."""
    return _address_field("From", (Mailbox(name=name, email=email),))


def _address_field(name: str, boxes: tuple[Mailbox, ...]) -> str:
    field = headers.mailboxes(name, boxes)
    shown = [(" ".join(box.name.split()), box.email) for box in boxes]
    if read_mailboxes(_unfolded_value(field)) != shown:
        raise MessageFaultError(
            _("{name} reads back as something else").format(name=name)
        )
    return field


def _subject_field(subject: str) -> str:
    field = headers.unstructured("Subject", subject)
    if read_unstructured(_unfolded_value(field)) != subject.strip():
        raise MessageFaultError(
            _("{name} reads back as something else").format(name="Subject")
        )
    return field


def _unfolded_value(field: str) -> str:
    """Give what a reader finds after the name (RFC 5322 2.2.3)."""
    return field.partition(": ")[2].replace("\r\n ", " ")


@lru_cache(maxsize=8)
def _date_field(date: datetime, _offset: timedelta | None) -> str:
    """
    Give the field of a date; in a dry run it is the same in every message.

    Two dates are equal wherever they are told, so the cache is told their offset too.
    """
    return headers.date("Date", date)


def _check_bytes(data: bytes, *, is_utf8: bool) -> None:
    """Hold RFC 5321 2.3.8 and 4.5.3.1.6: a server may refuse the rest."""
    if not data.endswith(b"\r\n"):
        raise MessageFaultError(_("a last line without its end"))
    lines = data.split(b"\r\n")
    inside = b"".join(lines)
    if b"\r" in inside or b"\n" in inside:
        raise MessageFaultError(_("a bare CR or LF"))
    if b"\0" in inside or not (is_utf8 or inside.isascii()):
        raise MessageFaultError(_("an octet that may not be sent"))
    if len(max(lines, key=len)) > 998:
        raise MessageFaultError(_("a line of more than 998 octets"))
