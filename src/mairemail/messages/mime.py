"""The body of a message: text, HTML, attachments, as MIME parts of ASCII lines."""

import binascii
import mimetypes
import re
import unicodedata
from base64 import encodebytes
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from mairemail.errors import LetterError
from mairemail.files import is_ordinary
from mairemail.language import _
from mairemail.letters.pieces import LONG_PIECE, PiecedText
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


_TEXT_HEADERS = {
    subtype: (
        f"Content-Type: text/{subtype}; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    ).encode()
    for subtype in ("plain", "html")
}
# Octets. Many servers take 25 MB a message and base64 makes a file a third longer (RFC
# 2045 6.8), so more than 20 MB never arrives.
TOO_LARGE = 20_000_000
# Control, format (direction too) and half characters: some programs obey them in names.
_NOT_IN_NAMES = {"Cc", "Cf", "Cs", "Zl", "Zp"}
# What each file held when this run first read it.
_first_read: dict[Path, bytes] = {}
_OVERFULL = re.compile(rb"^(.{74,75})(=20|=09)$", re.MULTILINE)
_SHORT_ENDS = re.compile(r"([^\n]{0,40}\n|)(.*?)((?<=\n)[^\n]{0,40}|)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """
    A file as it is attached.

    Attributes:
        name: Without folders, and without what a program could obey.
        size_octets: Of the file.
        part: Its whole MIME part; of a file that is `TOO_LARGE`, nothing.
    """

    name: str
    size_octets: int
    part: bytes


@lru_cache(maxsize=32)
def read_attachment(path: Path) -> Attachment:
    """
    Read a file to attach; the same file for a thousand letters is read once.

    A run goes over its list several times: what it read first is what leaves.

    Raises:
        OSError, RuntimeError, ValueError: It cannot be read.
        LetterError: It is not what this run read first.
    """
    file = path.resolve()
    if file.exists() and not is_ordinary(file):
        raise OSError(_("it is no ordinary file"))
    name = _harmless(file.name)
    size_octets = file.stat().st_size
    if size_octets > TOO_LARGE:
        return Attachment(name=name, size_octets=size_octets, part=b"")
    data = file.read_bytes()
    _hold_to_first(path, data)
    headers = (
        f"Content-Type: {_media_type(name, data)}\r\n"
        "Content-Transfer-Encoding: base64\r\n"
        "Content-Disposition: attachment;\r\n"
        f" {parameter('filename', name)}\r\n\r\n"
    )
    return Attachment(
        name=name,
        size_octets=len(data),
        part=headers.encode() + encodebytes(data).replace(b"\n", b"\r\n"),
    )


def _harmless(name: str) -> str:
    """Give a file's name with `_` for each character that is no sign of a script."""
    if name.isprintable():
        return name
    return "".join(
        "_" if unicodedata.category(char) in _NOT_IN_NAMES else char for char in name
    )


def _hold_to_first(path: Path, data: bytes) -> None:
    """
    Let nothing leave that was not there when the person said yes.

    Raises:
        LetterError: The file is not what this run read first.
    """
    from hashlib import sha256

    digest = sha256(data).digest()
    if _first_read.setdefault(path, digest) != digest:
        raise LetterError(
            _("{file} has changed since this run began").format(file=path),
            hint=_(
                "Look at the file, then run the command again: it goes on where this "
                "one ended"
            ),
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
    pieces = text.pieces if isinstance(text, PiecedText) else ()
    if not pieces or "\r" in text or text[-1:] != "\n" or text.endswith("\n\n"):
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        pieces = (text.rstrip("\n") + "\n",)
    return _TEXT_HEADERS[subtype] + b"".join(_in_lines(pieces))


def _in_lines(pieces: Iterable[str]) -> list[bytes]:
    """
    Encode a text, and the long pieces of its letter once for all who get it.

    A long piece stands on lines of its own, between soft line breaks where a paragraph
    goes on before or after it; short ones stay together with the values beside them.
    """
    lines = []
    between = ""
    for piece in pieces:
        if len(piece) < LONG_PIECE:
            between += piece
            continue
        before, encoded, after = _kept(piece)
        between += before
        if encoded:
            lines += [_quoted_printable(between), encoded]
            between = ""
        between += after
    lines.append(_quoted_printable(between))
    return lines


@lru_cache(maxsize=256)
def _kept(piece: str) -> tuple[str, bytes, str]:
    """Encode a long piece but for its first and last line where these are short."""
    found = _SHORT_ENDS.fullmatch(piece)
    before, middle, after = found.groups() if found else ("", piece, "")
    return before, _quoted_printable(middle), after


def _quoted_printable(text: str) -> bytes:
    """Encode lines, the last of which may be open and ends softly (RFC 2045 6.7)."""
    if not text:
        return b""
    # With a letter behind it, neither a space nor a line of 76 stands at the end.
    encoded = binascii.b2a_qp(f"{text}x".encode(), istext=True)[:-1]
    if not encoded.endswith(b"\n"):
        encoded += b"=\n"
    if " \n" in text or "\t\n" in text:
        # CPython (3.11) leaves such a line up to 78 octets long.
        encoded = _OVERFULL.sub(rb"\1=\n\2", encoded)
    return encoded.replace(b"\n", b"\r\n")


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
