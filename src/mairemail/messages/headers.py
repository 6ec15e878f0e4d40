"""
Header fields as bytes that every reader understands.

Python's own EmailMessage damages 5 to 8 % of French subjects up to Python 3.14 (encoded
words glued together, RFC 2047 section 5), so the encoding is done here: Q encoding,
words of at most 75 characters, split between characters, one a line.
"""

import re
from binascii import a2b_qp
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from urllib.parse import quote

from mairemail.contacts.address import Mailbox

_LINE_LENGTH = 76
_WORD_OVERHEAD = len("=?utf-8?q??=")
# RFC 5322 3.2.3 atoms with single spaces between them: a display name as it is.
_ATOMS = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?: [\w!#$%&'*+/=?^`{|}~-]+)*", re.ASCII)
# RFC 2047 5 (3), the strictest set: what may stand for itself in a phrase.
_SAFE = frozenset(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/"
)
_TO_QUOTE = re.compile(r'(["\\])')
_WORD = re.compile(r"=\?utf-8\?q\?([^?]*)\?=")
_CONTINUATIONS = {"=8", "=9", "=A", "=B"}
# In English whatever the language of the machine.
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip
_BETWEEN_WORDS = re.compile(r"\?=\s+=\?")
_QUOTED_PAIR = re.compile(r"\\(.)")
_MAILBOX = re.compile(
    r'(?:("(?:[^"\\]|\\.)*")|([^"<>,]*?)) ?<([^<>]*)>(?:, |$)|([^"<>,]+)(?:, |$)'
)


class _Q(dict[int, str]):
    """The Q encoding of each character, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        octets = chr(code).encode()
        self[code] = "".join(
            chr(octet) if octet in _SAFE else f"={octet:02X}" for octet in octets
        )
        return self[code]


_q = _Q()


@lru_cache(maxsize=2048)
def _q_encoded(word: str) -> str:
    """Give a word in the Q encoding; the subjects of a campaign have most in common."""
    return word.translate(_q)


def unstructured(name: str, value: str) -> str:
    """
    Give a field of free text, as Subject, folded and without its last line end.

    The value is one line; white space at its ends does not survive.
    """
    value = value.strip()
    if _is_plain(value) and len(name) + 2 + len(value) <= _LINE_LENGTH:
        return f"{name}: {value}"
    return f"{name}: " + _fold(_encoded_words(value, used=len(name) + 2))


def mailboxes(name: str, boxes: Iterable[Mailbox]) -> str:
    """Give an address field, as From, To, Cc and Reply-To, one mailbox a line."""
    used = len(name) + 2
    return f"{name}: " + ",\r\n ".join(_mailbox(box, used=used) for box in boxes)


def date(name: str, value: datetime) -> str:
    """Give a field with a date of a known time zone (RFC 5322 3.3)."""
    day = f"{_DAYS[value.weekday()]}, {value:%d} {_MONTHS[value.month - 1]}"
    return f"{name}: {day} {value:%Y %H:%M:%S %z}"


def parameter(name: str, value: str) -> str:
    """Give a MIME parameter with its value quoted or, beyond ASCII, as in RFC 2231."""
    is_plain = _is_plain(value) and value == value.strip()
    if is_plain and len(value) <= 60 and not set(value) & set('"\\%'):
        return f'{name}="{value}"'
    encoded = quote(value, safe="")
    if len(encoded) <= 50:
        return f"{name}*=utf-8''{encoded}"
    pieces = re.findall(r"(?:%..|[^%]){1,16}", encoded)
    return ";\r\n ".join(
        f"{name}*{number}*={'' if number else chr(39).join(('utf-8', '', ''))}{piece}"
        for number, piece in enumerate(pieces)
    )


def _mailbox(box: Mailbox, *, used: int) -> str:
    name = " ".join(box.name.split())
    if not name:
        return box.email if box.email.isascii() else f"<{box.email}>"
    shown = name
    if not _is_plain(name):
        shown = ""
    elif not _ATOMS.fullmatch(name):
        shown = '"' + _TO_QUOTE.sub(r"\\\1", name) + '"'
    if not shown or len(shown) > 60:
        shown = _fold(_encoded_words(name, used=used))
    last_line = shown.rpartition("\r\n")[2]
    is_short = used + len(last_line) + len(box.email) + 3 <= _LINE_LENGTH
    return f"{shown}{' ' if is_short else chr(13) + chr(10) + ' '}<{box.email}>"


def _is_plain(value: str) -> bool:
    """Tell whether the value can stand as it is: printable ASCII, single spaces."""
    return (
        value.isascii()
        and value.isprintable()
        and "=?" not in value
        and "  " not in value
    )


def _encoded_words(value: str, *, used: int) -> list[str]:
    """Cut a value into encoded words, the first of which follows `used` characters."""
    room = _LINE_LENGTH - used - _WORD_OVERHEAD
    whole = "_".join(map(_q_encoded, value.split(" ")))
    words: list[str] = []
    start = 0
    while not words or start < len(whole):
        end = _character_end(whole, start + room)
        words.append(whole[start:end])
        start = end
        room = _LINE_LENGTH - 1 - _WORD_OVERHEAD
    return [f"=?utf-8?q?{word}?=" for word in words]


def _character_end(encoded: str, most: int) -> int:
    """Give the last place up to `most` at which no encoded character is cut."""
    end = most
    if encoded[end - 1 : end] == "=":
        end -= 1
    elif encoded[end - 2 : end - 1] == "=":
        end -= 2
    # 80 to BF are the later octets of a character in UTF-8 (RFC 3629 3).
    while encoded[end : end + 2] in _CONTINUATIONS:
        end -= 3
    return end


def _fold(words: list[str]) -> str:
    return "\r\n ".join(words)


def read_unstructured(value: str) -> str:
    """Read a field's unfolded value back (RFC 2047 6.2)."""
    if "=?" not in value:
        return value
    return _WORD.sub(_decode_word, _BETWEEN_WORDS.sub("?==?", value))


def read_mailboxes(value: str) -> list[tuple[str, str]]:
    """Read names and addresses of an unfolded address field back (RFC 5322 3.4)."""
    boxes: list[tuple[str, str]] = []
    for quoted, phrase, in_angles, bare in _MAILBOX.findall(value):
        name = _QUOTED_PAIR.sub(r"\1", quoted[1:-1]) if quoted else phrase.strip()
        boxes.append((read_unstructured(name), in_angles or bare))
    return boxes


def _decode_word(word: re.Match[str]) -> str:
    return a2b_qp(word[1], header=True).decode()
