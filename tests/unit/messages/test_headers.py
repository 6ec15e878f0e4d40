"""Headers that every reader understands, read back with two of them."""

import email
import email.policy
import re
from datetime import datetime, timedelta, timezone
from email.header import decode_header, make_header
from email.headerregistry import AddressHeader
from email.utils import format_datetime, getaddresses, parseaddr
from itertools import pairwise

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from mairemail.contacts.address import Mailbox
from mairemail.messages.headers import (
    date,
    mailboxes,
    parameter,
    read_mailboxes,
    read_unstructured,
    unstructured,
)

_WORD = re.compile(r"=\?[^?\s]+\?[qQbB]\?[^?\s]*\?=")
# A cell's control characters are refused before (see test_columns).
_CHARS = st.one_of(
    st.sampled_from("aéœ€ \u2019\u2026,;:<>@\"\\()[]._=?-'😀e\u0301"),
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]),
)
LINE = st.text(_CHARS, max_size=120).map(lambda text: " ".join(text.split()))
NAME = st.one_of(
    LINE,
    st.text('"\\ab ,', max_size=80).map(lambda text: " ".join(text.split())),
    st.sampled_from(
        [
            "Smith, John, MP",
            'Hélène "Nell" Dubreuil',
            "Équipe municipale de Saint-Étienne-du-Rouvray, service des médias",
            "=?utf-8?q?piege?=",
            "a@b.example",
            "Mairie (accueil)",
            "O'Brien",
            "Dr. A. Martin",
            "\\",
            '"',
            "😀" * 30,
        ]
    ),
)
BOX = st.builds(
    lambda name, local: Mailbox(name=name, email=f"{local}@lilas.example"),
    NAME,
    st.from_regex(r"[a-z0-9_+-]{1,30}(\.[a-z0-9]{1,10})?", fullmatch=True),
)


def _check_lines(field: str) -> None:
    """Hold RFC 5322 2.1.1 and RFC 2047 2 and 5."""
    lines = field.split("\r\n")
    assert max(map(len, lines)) <= 78
    assert all(line.startswith(" ") and line.strip() for line in lines[1:])
    assert field.isascii()
    assert "\r" not in "".join(lines)
    assert "\n" not in "".join(lines)
    found = list(_WORD.finditer(field))
    assert all(len(word[0]) <= 75 for word in found)
    for one, other in pairwise(found):
        assert field[one.end() : other.start()] != ""


def _unfolded(field: str) -> str:
    return field.partition(": ")[2].replace("\r\n", "")


def _old_reader(field: str) -> str:
    """Read a field as Python's classic parser does, which many tools follow."""
    message = email.message_from_string(field.replace("\r\n", "\n") + "\n\n")
    (value,) = message.values()
    return str(make_header(decode_header(re.sub(r"\n(?=[ \t])", "", str(value)))))


def _new_reader(field: str) -> str:
    message = email.message_from_bytes(
        field.encode() + b"\r\n\r\n", policy=email.policy.default
    )
    (value,) = message.values()
    return str(value)


@given(LINE)
@example(
    "La présence de Saint-Étienne-du-Rouvray sur X, et ce qu'elle coûte à la ville"
)
@example(("Présence " * 10).strip())
@example("a" * 300)
@example("é" * 300)
@example("=?utf-8?q?piege?= =?utf-8?q?encore?=")
@example("?= =?")
@settings(max_examples=200)
def test_a_subject_reads_back_with_every_reader(subject: str) -> None:
    """Python's own encoder garbles one French subject in fifteen."""
    field = unstructured("Subject", subject)
    _check_lines(field)
    assert _old_reader(field) == subject
    assert _new_reader(field) == subject
    assert read_unstructured(_unfolded(field)) == subject


@pytest.mark.parametrize("subject", ["Your town and X", 'a (b) [c] <d> "e" = ?'])
def test_a_short_subject_of_ascii_stands_as_it_is(subject: str) -> None:
    """Spam filters and people both like a subject they can read in the source."""
    assert unstructured("Subject", subject) == f"Subject: {subject}"


@given(BOX)
@example(Mailbox(name="Smith, John, MP", email="a@lilas.example"))
@example(Mailbox(name='"' * 60, email="a@lilas.example"))
@example(Mailbox(name="\\" * 40, email="a@lilas.example"))
@example(Mailbox(name="a" * 60, email="b" * 40 + "@lilas.example"))
@settings(max_examples=200)
def test_a_mailbox_reads_back_with_the_classic_reader(box: Mailbox) -> None:
    """Mailmerge made one encoded word of name and address: nobody could answer."""
    field = mailboxes("To", [box])
    _check_lines(field)
    name, address = parseaddr(_unfolded(field))
    assert address == box.email
    assert str(make_header(decode_header(name))) == box.name
    assert read_mailboxes(_unfolded(field)) == [(box.name, box.email)]


@given(BOX)
@example(Mailbox(name="Smith, John, MP", email="a@lilas.example"))
@settings(max_examples=200)
def test_a_mailbox_reads_back_with_the_modern_reader(box: Mailbox) -> None:
    """The other half of what Python programs read mail with."""
    field = mailboxes("To", [box])
    # Python up to 3.14 puts a space between the encoded words of a display name.
    assume(len(_WORD.findall(field)) <= 1)
    message = email.message_from_bytes(
        field.encode() + b"\r\n\r\n", policy=email.policy.default
    )
    to = message["To"]
    assert isinstance(to, AddressHeader)
    assert [(one.display_name, one.addr_spec) for one in to.addresses] == [
        (box.name, box.email)
    ]


@given(st.lists(BOX, min_size=1, max_size=4))
@settings(max_examples=200)
def test_a_list_of_mailboxes_reads_back_as_so_many(boxes: list[Mailbox]) -> None:
    """A comma in a name made three recipients of one in mailmerge."""
    field = mailboxes("Cc", boxes)
    _check_lines(field)
    found = getaddresses([_unfolded(field)])
    read = [(str(make_header(decode_header(name))), email) for name, email in found]
    assert read == [(box.name, box.email) for box in boxes]
    assert read_mailboxes(_unfolded(field)) == read


@pytest.mark.parametrize(
    ("box", "field"),
    [
        (Mailbox(email="a@lilas.example"), "To: a@lilas.example"),
        (
            Mailbox(name="John Smith", email="a@lilas.example"),
            "To: John Smith <a@lilas.example>",
        ),
        (
            Mailbox(name="Smith, John, MP", email="a@lilas.example"),
            'To: "Smith, John, MP" <a@lilas.example>',
        ),
        (
            Mailbox(name="Zoé", email="a@lilas.example"),
            "To: =?utf-8?q?Zo=C3=A9?= <a@lilas.example>",
        ),
    ],
)
def test_a_mailbox_is_written_as_simply_as_it_can_be(box: Mailbox, field: str) -> None:
    """The simpler a header, the fewer servers and filters stumble over it."""
    assert mailboxes("To", [box]) == field


@pytest.mark.parametrize("break_", ["\n", "\r\n", "\r", "\n\n", "\u2028", "\x0b"])
def test_a_line_break_in_a_name_makes_no_header(break_: str) -> None:
    """In mailmerge a name with a line break added a hidden recipient."""
    box = Mailbox(name=f"Zoe{break_}Bcc: b@autre.example", email="a@lilas.example")
    field = mailboxes("To", [box])
    assert field == 'To: "Zoe Bcc: b@autre.example" <a@lilas.example>'


@given(LINE.filter(bool))
@example("Compte rendu du conseil municipal de Saint-Étienne-du-Rouvray, été 2026.pdf")
@example('a"b\\c%20.pdf')
@example("a" * 250 + ".pdf")
@example("été'*.pdf")
def test_a_file_name_reads_back(name: str) -> None:
    """An attachment called `=?utf-8?…` is an attachment nobody opens."""
    value = parameter("filename", name)
    field = f"Content-Disposition: attachment;\r\n {value}"
    _check_lines(field)
    for policy in (email.policy.compat32, email.policy.default):
        message = email.message_from_bytes(field.encode() + b"\r\n\r\n", policy=policy)
        assert message.get_filename() == name


@given(st.integers(0, 2**36), st.integers(-14 * 60, 14 * 60))
def test_a_date_is_as_the_standard_library_writes_it(
    second: int, offset_min: int
) -> None:
    """In English, and with the offset of its own time zone."""
    zone = timezone(timedelta(minutes=offset_min))
    value = datetime.fromtimestamp(second, zone)
    assert date("Date", value) == f"Date: {format_datetime(value)}"
