"""A message: its envelope and its bytes, made once and checked."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from uuid import UUID

from mairemail.contacts.address import Mailbox, needs_smtputf8
from mairemail.messages import headers
from mairemail.messages.headers import read_mailboxes, read_unstructured
from mairemail.messages.mime import Attachment, body

_ONCE = frozenset({"From", "To", "Subject", "Date", "Message-ID"})


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


def new_message_id(unique: UUID, sender: Mailbox) -> str:
    """Give a Message-ID that tells nothing of the machine: `<hex@domain of From>`."""
    return f"<{unique.hex}@{sender.email.rpartition('@')[2]}>"


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
        rest = body(
            content.text,
            content.html,
            content.attachments,
            boundary=message_id[1:33],
        )
    except UnicodeEncodeError as err:
        raise MessageFaultError("a character that does not exist") from err
    recipients = (content.to, *content.cc)
    addresses = [sender.email, *(box.email for box in recipients + content.reply_to)]
    message = Message(
        message_id=message_id,
        envelope_sender=sender.email,
        envelope_recipients=tuple(box.email for box in recipients),
        data=head + rest,
        needs_smtputf8=any(map(needs_smtputf8, addresses)),
    )
    _check_bytes(message)
    _check_reading(content, sender, head)
    return message


def _head(
    content: Content, *, sender: Mailbox, message_id: str, date: datetime
) -> bytes:
    """Give the header fields but for those of MIME, which the body begins with."""
    fields = [
        _from_field(sender.name, sender.email),
        headers.mailboxes("To", (content.to,)),
    ]
    if content.cc:
        fields.append(headers.mailboxes("Cc", content.cc))
    if content.reply_to:
        fields.append(headers.mailboxes("Reply-To", content.reply_to))
    fields += [
        headers.unstructured("Subject", content.subject),
        f"Date: {_date(date)}",
        f"Message-ID: {message_id}",
        "MIME-Version: 1.0\r\n",
    ]
    return "\r\n".join(fields).encode()


@lru_cache(maxsize=64)
def _date(date: datetime) -> str:
    return format_datetime(date.replace(microsecond=0))


@lru_cache(maxsize=8)
def _from_field(name: str, email: str) -> str:
    return headers.mailboxes("From", (Mailbox(name=name, email=email),))


@lru_cache(maxsize=64)
def _read_mailboxes(value: str) -> tuple[tuple[str, str], ...]:
    """Read a field back; the sender's is the same in every message."""
    return tuple(read_mailboxes(value))


def _check_bytes(message: Message) -> None:
    """Hold RFC 5321 2.3.8 and 4.5.3.1.6: a server may refuse the rest."""
    data = message.data
    if not data.endswith(b"\r\n"):
        raise MessageFaultError("a last line without its end")
    lines = data.split(b"\r\n")
    inside = b"".join(lines)
    if b"\r" in inside or b"\n" in inside:
        raise MessageFaultError("a bare CR or LF")
    if b"\0" in inside or not (message.needs_smtputf8 or inside.isascii()):
        raise MessageFaultError("an octet that may not be sent")
    if len(max(lines, key=len)) > 998:
        raise MessageFaultError("a line of more than 998 octets")


def _check_reading(content: Content, sender: Mailbox, head: bytes) -> None:
    """Read the headers back and compare; tests do so with other readers as well."""
    lines = head.decode().rstrip().replace("\r\n ", " ").split("\r\n")
    fields = dict([line.split(": ", 1) for line in lines])
    if len(fields) != len(lines) or not fields.keys() >= _ONCE:
        # RFC 5322 3.6
        raise MessageFaultError("a header that must stand exactly once")
    for name, boxes in (
        ("From", (sender,)),
        ("To", (content.to,)),
        ("Cc", content.cc),
        ("Reply-To", content.reply_to),
    ):
        if not boxes and name not in fields:
            continue
        shown = tuple([(" ".join(box.name.split()), box.email) for box in boxes])
        if shown != _read_mailboxes(fields.get(name, "")):
            raise MessageFaultError(f"{name} reads back as something else")
    if read_unstructured(fields["Subject"]) != content.subject.strip():
        raise MessageFaultError("Subject reads back as something else")
