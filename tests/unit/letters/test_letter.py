"""A letter's file, read and checked."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from mairemail.errors import LetterError, MissingFileError
from mairemail.letters.letter import read_letter
from tests.unit.contacts.workbooks import write_doc, write_docx, write_odt


def _problems(folder: Path, text: str) -> tuple[str, ...]:
    path = folder / "letter.md"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LetterError) as caught:
        read_letter(path, shown_as="letter.md")
    return caught.value.problems


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_letter_reads_the_same_from_every_editor(
    tmp_path: Path, line_end: str, mark: bytes
) -> None:
    """Windows editors add a mark in front and another kind of line end."""
    path = tmp_path / "letter.md"
    path.write_bytes(mark + line_end.join(["Subject: Un mot", "", "Été."]).encode())
    letter = read_letter(path, shown_as="letter.md")
    assert [name for name, _part in letter.headers] == ["Subject"]
    assert letter.body.source == "Été."


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Bonjour.\n\nTexte.\n", "no subject"),
        ("Subject:\n\nTexte.\n", "line 1: Subject is empty"),
        ("Subject: A\nSubject: B\n\nTexte.\n", "line 2: Subject stands twice"),
        ("Subject: A\nBcc: b@lilas.example\n\nTexte.\n", "line 2: “Bcc”"),
        ("Subject: A\nCci: b@lilas.example\n\nTexte.\n", "line 2: “Cci”"),
        ("Subject: A\n\n  \n", "no body"),
        ("", "no subject"),
    ],
)
def test_a_wrong_header_is_named_with_its_line(
    tmp_path: Path, text: str, words: str
) -> None:
    """The user corrects the letter without searching."""
    assert any(words in problem for problem in _problems(tmp_path, text))


def test_all_problems_of_a_letter_are_told_at_once(tmp_path: Path) -> None:
    """Three mistakes must not cost three attempts."""
    assert len(_problems(tmp_path, "To: x\nBcc: y\n")) == 4


@pytest.mark.parametrize("make", [write_docx, write_odt, write_doc])
def test_a_letter_of_a_word_processor_is_called_so(
    tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    """There is no encoding to choose when one saves it again."""
    with pytest.raises(LetterError, match="Word") as caught:
        read_letter(make(tmp_path / "letter.docx"), shown_as="letter.docx")
    assert ".txt" in (caught.value.hint or "")


def test_a_pdf_is_called_so(tmp_path: Path) -> None:
    """It may be all of ASCII, and have no subject."""
    path = tmp_path / "letter.pdf"
    path.write_bytes(b"%PDF-1.7\n" + b"x" * 2_000_000)
    with pytest.raises(LetterError, match="is a PDF"):
        read_letter(path, shown_as="letter.pdf")


def test_a_letter_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    """Accents read wrong would be sent wrong to every official of the list."""
    path = tmp_path / "letter.md"
    path.write_bytes("Subject: Été\n\nTexte".encode("cp1252"))
    with pytest.raises(LetterError, match="UTF-8"):
        read_letter(path, shown_as="letter.md")


def test_a_missing_letter_is_named(tmp_path: Path) -> None:
    """A wrong path is not a wrong letter."""
    with pytest.raises(MissingFileError, match=r"lettre\.md"):
        read_letter(tmp_path / "lettre.md", shown_as="lettre.md")


_NOTE = "{# title: Un mot\n   for: tous\n\n   Relisez. #}\n"
_REST = "Subject: A\n\nUn.\n\n{# à relire #}\nDeux.\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (_NOTE.replace(" #}", "") + _REST, 1),
        ("\n\n" + _NOTE.replace(" #}", "") + _REST.replace("{# à relire #}\n", ""), 3),
        ("{# une #}\n{# deux\n" + _REST, 2),
        ("{# Ce bloc, de {# au signe de fin, est une note. #}\n" + _REST, 1),
    ],
)
def test_a_note_at_the_head_that_is_not_closed_is_the_one_mistake(
    tmp_path: Path, text: str, line: int
) -> None:
    """It swallowed the headers, and each of its lines was told to be a wrong one."""
    path = tmp_path / "letter.md"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LetterError) as caught:
        read_letter(path, shown_as="letter.md")
    assert caught.value.problems == ()
    assert f"letter.md, line {line}: " in caught.value.message
    assert "#}" in (caught.value.hint or "")


def test_a_note_between_the_headers_is_closed_on_its_line(tmp_path: Path) -> None:
    """Else the next header would be swallowed, or each line be a wrong one."""
    text = "Subject: A\n{# à relire\nCc: b@lilas.example\n\nTexte.\n"
    (problem,) = _problems(tmp_path, text)
    assert problem.startswith("letter.md, line 2: ")
    assert "{#" in problem


@pytest.mark.parametrize(
    ("line", "right"),
    [
        ("Objet: Un mot", "Subject:"),
        ("Objet : Un mot", "Subject:"),
        ("OBJET\u00a0: Un mot", "Subject:"),
        ("Sujet: Un mot", "Subject:"),
        ("Subjet: Un mot", "Subject:"),
        ("Objet de la lettre : un mot", "Subject:"),
        ("Subject: A\nCopie: b@lilas.example", "Cc:"),
        ("Subject: A\nCopie à : b@lilas.example", "Cc:"),
        ("Subject: A\nPièce jointe: plan.pdf", "Attach:"),
        ("Subject: A\nPJ: plan.pdf", "Attach:"),
        ("Subject: A\nPièces jointes : plan.pdf", "Attach:"),
        ("Subject: A\nAttachment: plan.pdf", "Attach:"),
        ("Subject: A\nRépondre à: b@lilas.example", "Reply-To:"),
    ],
)
def test_a_header_in_another_language_is_told_with_its_name_here(
    tmp_path: Path, line: str, right: str
) -> None:
    """A French letter has an “Objet”, and was told that it had no subject besides."""
    (problem,) = _problems(tmp_path, f"{line}\n\nTexte.\n")
    number = line.count("\n") + 1
    assert problem.startswith(f"letter.md, line {number}: ")
    assert f"“{right}”" in problem


@pytest.mark.parametrize(
    "text",
    [
        "Bonjour,\n\nTexte.\n",
        "Madame la Maire,\nje vous écris : la nuit tombe.\nEt encore.\n\nTexte.\n",
        "Texte.\n",
    ],
)
def test_a_letter_without_headers_is_told_how_to_begin(
    tmp_path: Path, text: str
) -> None:
    """Each of its first lines was told to be a wrong header."""
    (problem,) = _problems(tmp_path, text)
    assert "no subject" in problem
    assert "“Subject: …”" in problem


@pytest.mark.parametrize("rest", ["", "\nEt encore : oui.\n\nFin.\n"])
def test_a_text_that_follows_the_headers_at_once_is_told(
    tmp_path: Path, rest: str
) -> None:
    """The empty line between is easily forgotten."""
    (problem,) = _problems(tmp_path, f"Subject: A\nMadame la Maire,{rest}")
    assert problem.startswith("letter.md, line 2: ")
    assert "empty line" in problem


@pytest.mark.parametrize("place", ["/proc/self/environ", "/dev/zero", "tuyau", "."])
def test_a_letter_is_an_ordinary_file(tmp_path: Path, place: str) -> None:
    """Of what the computer shows as one, passwords included, not a word is shown."""
    os.mkfifo(tmp_path / "tuyau")
    path = tmp_path / "letter.md"
    path.symlink_to(place)
    with pytest.raises(MissingFileError) as caught:
        read_letter(path, shown_as="letter.md")
    assert caught.value.message == "letter.md is no ordinary file"


def test_a_name_too_long_for_a_file_is_no_letter(tmp_path: Path) -> None:
    """The system does not even say that there is none."""
    with pytest.raises(MissingFileError, match="name is too long"):
        read_letter(tmp_path / ("a" * 5000), shown_as="letter.md")


def test_a_letter_that_is_far_too_large_is_not_read(tmp_path: Path) -> None:
    """A disk image would fill the memory before anybody is told."""
    path = tmp_path / "letter.md"
    with path.open("wb") as file:
        file.truncate(10**12)
    with pytest.raises(LetterError, match="more than 1 MB"):
        read_letter(path, shown_as="letter.md")
