"""The body of a message: text, HTML, attachments, as MIME parts of ASCII lines."""

import binascii
import mimetypes
from base64 import encodebytes
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from mairemail.messages.headers import parameter

# The types of what people attach; the machine's own table may lack or bend them.
_TYPES = {
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".jpg": "image/jpeg",
    ".md": "text/markdown",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".txt": "text/plain",
    ".webp": "image/webp",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """
    A file as it is attached.

    Attributes:
        name: Without folders.
        size_octets: Of the file.
        part: Its whole MIME part.
    """

    name: str
    size_octets: int
    part: bytes


@lru_cache(maxsize=32)
def read_attachment(path: Path) -> Attachment:
    """
    Read a file to attach; the same file for a thousand letters is read once.

    Raises:
        OSError: It cannot be read.
    """
    data = path.read_bytes()
    headers = (
        f"Content-Type: {_media_type(path.name, data)}\r\n"
        "Content-Transfer-Encoding: base64\r\n"
        "Content-Disposition: attachment;\r\n"
        f" {parameter('filename', path.name)}\r\n\r\n"
    )
    return Attachment(
        name=path.name,
        size_octets=len(data),
        part=headers.encode() + encodebytes(data).replace(b"\n", b"\r\n"),
    )


def body(
    text: str, html: str | None, attachments: tuple[Attachment, ...], *, boundary: str
) -> bytes:
    """
    Give Content-Type and the other MIME headers, the empty line, and the body.

    Args:
        text: The plain text, a paragraph a line.
        html: The same as HTML, or None.
        attachments: In their order.
        boundary: ASCII that stands in no other message; quoted-printable and base64
            can hold none that begins with `=_` (RFC 2045 6.7).
    """
    main = _text_part("plain", text)
    if html is not None:
        both = [main, _text_part("html", html)]
        main = _multipart("alternative", both, boundary=f"=_{boundary}_text")
    if attachments:
        parts = [main, *(attachment.part for attachment in attachments)]
        main = _multipart("mixed", parts, boundary=f"=_{boundary}_files")
    return main


def _text_part(subtype: str, text: str) -> bytes:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.rstrip("\n") + "\n"
    encoded = binascii.b2a_qp(text.encode(), istext=True)
    return (
        f"Content-Type: text/{subtype}; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    ).encode() + encoded.replace(b"\n", b"\r\n")


def _multipart(subtype: str, parts: list[bytes], *, boundary: str) -> bytes:
    head = f'Content-Type: multipart/{subtype};\r\n boundary="{boundary}"\r\n\r\n'
    middle = b"".join(f"--{boundary}\r\n".encode() + part + b"\r\n" for part in parts)
    return head.encode() + middle + f"--{boundary}--\r\n".encode()


def _media_type(name: str, data: bytes) -> str:
    known = _TYPES.get(Path(name).suffix.lower())
    media_type = known or mimetypes.guess_type(name)[0] or "application/octet-stream"
    if media_type.startswith("message/"):
        # RFC 2046 5.2.1: a message may not be base64, so it travels as a mere file.
        return "application/octet-stream"
    if media_type.startswith("text/") and _is_utf8(data):
        return f"{media_type}; charset=utf-8"
    return media_type


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
