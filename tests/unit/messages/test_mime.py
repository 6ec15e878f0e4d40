"""Bodies that arrive as they left."""

import email
import email.policy
import os
from email.message import EmailMessage, MIMEPart
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mairemail.letters.pieces import PiecedText
from mairemail.messages.mime import Attachment, body, read_attachment

_TEXT = st.text(
    st.one_of(
        st.sampled_from("\n\n .=éa\t-\r"),
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
    ),
    max_size=300,
)
_PARAGRAPHS = st.one_of(_TEXT, st.text("aé .=", min_size=900, max_size=1200))
# Python's reader takes away angle brackets around a file name, so none is tried here.
_FILES = st.dictionaries(
    st.text(
        st.characters(categories=["L", "N", "P", "S", "Zs"], exclude_characters="/<>"),
        min_size=1,
        max_size=40,
    )
    .filter(lambda name: name.strip().strip(".") == name)
    .filter(lambda name: len(name.encode()) < 200),
    st.binary(max_size=400),
    max_size=3,
)


def _parsed(data: bytes) -> EmailMessage:
    message = email.message_from_bytes(
        b"MIME-Version: 1.0\r\n" + data, policy=email.policy.default
    )
    assert isinstance(message, EmailMessage)
    return message


def _text_of(part: MIMEPart | None) -> str:
    assert part is not None
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return _one_line_end(payload.decode())


def _one_line_end(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _whole_lines(text: str) -> str:
    """Give the text with one kind of line end, the last line included."""
    text = _one_line_end(text)
    return text if text.endswith("\n") else text + "\n"


def _read(folder: Path, files: dict[str, bytes]) -> tuple[Attachment, ...]:
    """Attach real files."""
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return tuple(read_attachment(folder / name) for name in files)


@given(text=_PARAGRAPHS, html=st.none() | _PARAGRAPHS, files=_FILES)
@example(text="From moi\n.\n..\n", html=None, files={})
@example(text="a" * 5000, html="é" * 5000, files={"vide.pdf": b""})
@example(text="--=_0123_text\n--=_0123_text--", html="<p>a</p>", files={})
@example(text="fin sans ligne", html="fin =", files={"a.txt": b"\r\n\r"})
@example(text="a" * 74 + " \n" + "b" * 75 + " ", html=None, files={})
@settings(max_examples=200)
def test_a_body_reads_back_as_it_was_written(
    text: str,
    html: str | None,
    files: dict[str, bytes],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Not a letter, a line or an octet may change between writer and reader."""
    folder = tmp_path_factory.mktemp("files")
    data = body(text, html, _read(folder, files), boundary="0123")
    assert data.count(b"\r") == data.count(b"\n") == data.count(b"\r\n")
    assert data.isascii()
    assert max(map(len, data.split(b"\r\n"))) <= 998
    message = _parsed(data)
    assert not message.defects
    assert _text_of(message.get_body(("plain",))) == _whole_lines(text)
    if html is not None:
        assert _text_of(message.get_body(("html",))) == _whole_lines(html)
    found = [
        (part.get_filename(), part.get_payload(decode=True))
        for part in message.iter_attachments()
    ]
    assert found == list(files.items())


@given(
    pieces=st.lists(st.one_of(_PARAGRAPHS, st.sampled_from(["Dubreuil", ".", " ", ""])))
)
@example(pieces=["a" * 74 + " \n" + "b" * 75 + "\t\n" + "c" * 73 + " \n"])
@example(pieces=["Le maire de ", "Lilas", " a répondu : ", "a" * 90, " .\n"])
@example(pieces=["e" * 50, "\u0301\r", "\n" + "b" * 50, "\n\n"])
@settings(max_examples=200)
def test_a_text_in_pieces_reads_back_as_the_whole(pieces: list[str]) -> None:
    """What is worked out once for all letters must not change one of them."""
    for some in (pieces, [*pieces, "Fin.\n"]):
        texts = "".join(some), PiecedText(some)
        whole, data = (body(text, None, (), boundary="0") for text in texts)
        assert _text_of(_parsed(data)) == _text_of(_parsed(whole))
        assert max(map(len, data.split(b"\r\n"))) <= 76


def test_short_words_beside_a_value_stay_on_its_line() -> None:
    """Who searches the files of a dry run for "Madame la Maire," finds it."""
    long = "Pour quelle raison la commune communique-t-elle encore sur X ? "
    pieces = ["Madame la Maire", f",\n\n{long}\n\n{long * 2}(", "3 ans", ") ?\n"]
    lines = body(PiecedText(pieces), None, (), boundary="0").split(b"\r\n")
    assert b"Madame la Maire," in lines
    assert b"3 ans) ?" in lines


def test_a_paragraph_stays_one_line_for_its_reader() -> None:
    """A paragraph cut at 76 characters looks broken on every telephone."""
    text = "Pour quelle raison la commune communique-t-elle encore sur X ? " * 20
    message = _parsed(body(text + "\n", None, (), boundary="0"))
    assert message.get_content().count("\n") == 1


@pytest.mark.parametrize(
    ("html", "has_files", "kind"),
    [
        (None, False, "text/plain"),
        ("<p>a</p>", False, "multipart/alternative"),
        (None, True, "multipart/mixed"),
        ("<p>a</p>", True, "multipart/mixed"),
    ],
)
def test_a_body_is_no_more_than_it_must_be(
    *, tmp_path: Path, html: str | None, has_files: bool, kind: str
) -> None:
    """A plain letter is a plain message: the simplest form is trusted most."""
    files = _read(tmp_path, {"a.pdf": b"a"}) if has_files else ()
    assert _parsed(body("a\n", html, files, boundary="0")).get_content_type() == kind


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.pdf", b"%PDF", "application/pdf"),
        ("a.PDF", b"%PDF", "application/pdf"),
        ("a.odt", b"PK", "application/vnd.oasis.opendocument.text"),
        ("a.jpg", b"\xff\xd8", "image/jpeg"),
        ("a.csv", b"a;b", "text/csv"),
        ("a", b"\0", "application/octet-stream"),
        ("a.nulle-part", b"\0", "application/octet-stream"),
        ("a.eml", b"From: a", "application/octet-stream"),
    ],
)
def test_an_attachment_says_what_it_is(
    tmp_path: Path, name: str, data: bytes, kind: str
) -> None:
    """The reader's program opens it with the right application, on any machine."""
    (attachment,) = _read(tmp_path, {name: data})
    assert _parsed(attachment.part).get_content_type() == kind


@pytest.mark.parametrize(
    ("data", "charset"), [("été".encode(), "utf-8"), ("été".encode("cp1252"), None)]
)
def test_an_attached_text_names_its_encoding_only_if_it_is_known(
    tmp_path: Path, data: bytes, charset: str | None
) -> None:
    """A wrong encoding is worse than none: the reader's program cannot guess then."""
    (attachment,) = _read(tmp_path, {"a.txt": data})
    assert _parsed(attachment.part).get_content_charset() == charset


def test_an_attachment_shows_no_folder(tmp_path: Path) -> None:
    """The writer's own folders are nobody's business."""
    (attachment,) = _read(tmp_path, {"dossier.pdf": b"a"})
    assert attachment.name == "dossier.pdf"
    assert str(tmp_path).encode() not in attachment.part


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    """A letter that speaks of its attachment must not leave without it."""
    with pytest.raises(FileNotFoundError):
        read_attachment(tmp_path / "dossier.pdf")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"plan\xff.pdf", "plan_.pdf"),
        (b"plan\n\x1b.pdf", "plan__.pdf"),
        ("plan\u202efdp.exe".encode(), "plan_fdp.exe"),
        ("Capture à 10.00\u202fPM.png".encode(), "Capture à 10.00\u202fPM.png"),
    ],
)
def test_the_name_of_a_file_obeys_nobody(
    tmp_path: Path, name: bytes, shown: str
) -> None:
    """Such a name would pass for another, or be no name in any message."""
    path = tmp_path / os.fsdecode(name)
    path.write_bytes(b"%PDF")
    attached = read_attachment(path)
    (part,) = _parsed(body("a", None, (attached,), boundary="0")).iter_attachments()
    assert attached.name == shown
    assert part.get_filename() == shown


def test_a_file_that_no_server_takes_is_not_read(tmp_path: Path) -> None:
    """A disk image would fill the memory before anybody is told its size."""
    path = tmp_path / "disk.img"
    with path.open("wb") as file:
        file.truncate(10**12)
    attached = read_attachment(path)
    assert (attached.size_octets, attached.part) == (10**12, b"")
