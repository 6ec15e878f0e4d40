"""What is to be said of one message's words."""

from dataclasses import replace
from pathlib import Path

import pytest

from mairemail.campaigns.campaign import placeholder_sender
from mairemail.campaigns.merge import Draft
from mairemail.checks.finding import Finding
from mairemail.checks.wording import wording_findings
from mairemail.contacts.contact import Severity
from mairemail.letters.forms_of_address import Sender
from mairemail.messages.mime import Attachment
from tests.unit.material import CAMILLE, LONG_ENOUGH, campaign_in, only_draft

_CONTACTS = "email,commune,note\nmaire@lilas.example,{commune},{note}\n"


def _draft(
    folder: Path,
    *,
    subject: str = "Un mot",
    text: str = LONG_ENOUGH,
    commune: str = "Rennes",
    note: str = "",
) -> Draft:
    letter = f"Subject: {subject}\n\nMadame la Maire,\n\n{text}\n"
    contacts = _CONTACTS.format(commune=commune, note=note)
    return only_draft(campaign_in(folder, contacts=contacts, letter=letter))


def _found(draft: Draft, sender: Sender = CAMILLE) -> list[tuple[str, int | None]]:
    return [(one.code, one.row) for one in wording_findings(draft, sender)]


def test_a_good_message_has_nothing_to_be_said_of(tmp_path: Path) -> None:
    """Most are good."""
    assert _found(_draft(tmp_path)) == []


def _placeholder(draft: Draft, sender: Sender = CAMILLE) -> Finding:
    (found,) = wording_findings(draft, sender)
    assert (found.code, found.severity) == ("placeholder", Severity.ERROR)
    return found


def test_a_placeholder_of_the_letter_is_said_with_its_line(tmp_path: Path) -> None:
    """Five hundred rows with one mistake are one mistake."""
    found = _placeholder(_draft(tmp_path, text=f"{LONG_ENOUGH}\n\n[L'auteur]"))
    assert found.row is None
    assert "letter.md, line 7: “[L’auteur]”" in found.message


@pytest.mark.parametrize("mark", ["#}", "{% raw %}{#{% endraw %}"])
def test_a_sign_of_a_note_left_in_the_letter_is_said_with_its_line(
    tmp_path: Path, mark: str
) -> None:
    """One who takes away the first sign of a note alone would send the second."""
    found = _placeholder(_draft(tmp_path, text=f"{LONG_ENOUGH}\n\nUn fait. {mark}"))
    assert found.row is None
    assert "letter.md, line 7: " in found.message
    assert "note" in found.message + found.hint


def test_a_placeholder_of_the_subject_is_one_too(tmp_path: Path) -> None:
    """It is what is read first."""
    found = _placeholder(_draft(tmp_path, subject="[Objet de la lettre]"))
    assert "letter.md, line 1" in found.message


def test_a_placeholder_of_a_cell_is_the_row_s(tmp_path: Path) -> None:
    """The letter is right, the list is not finished."""
    draft = _draft(tmp_path, note="À voir avec [nom de l'adjoint]")
    assert _placeholder(draft).row == 2


def test_a_placeholder_of_the_signature_is_the_sender_s(tmp_path: Path) -> None:
    """Neither letter nor list has it."""
    signed = Sender(name="[Votre nom]", email="a@lilas.example")
    draft = _draft(tmp_path)
    content = replace(draft.content, text=draft.content.text + "[Votre nom]\n")
    found = _placeholder(replace(draft, content=content), signed)
    assert found.row is None
    assert "signature" in found.message


@pytest.mark.parametrize("language", ["fr", "en"])
def test_our_own_stand_in_for_a_sender_is_no_mistake(
    tmp_path: Path, language: str
) -> None:
    """That nobody is named yet is a warning of its own."""
    sender = placeholder_sender(language)
    draft = _draft(tmp_path)
    text = f"{LONG_ENOUGH}\n{sender.name}\n{sender.postal_address}\n"
    draft = replace(draft, content=replace(draft.content, text=text))
    assert _found(draft, sender) == []


@pytest.mark.parametrize(
    ("subject", "codes"),
    [
        ("a " * 40, ["long-subject"]),
        ("a" * 78, []),
        ("LES LAMPES DU QUAI", ["capital-subject"]),
        ("X ?", []),
        ("2026 ???", ["wordless-subject"]),
        ("{{ commune }} " + "b" * 70, ["long-subject"]),
    ],
)
def test_a_subject_that_is_not_read_is_warned_of(
    tmp_path: Path, subject: str, codes: list[str]
) -> None:
    """It decides whether the rest is."""
    found = _found(_draft(tmp_path, subject=subject, commune="Villeneuve"))
    assert [code for code, _row in found] == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Pourquoi ?", ["short-body"]),
        (LONG_ENOUGH * 25, ["long-body"]),
        (LONG_ENOUGH + "[un](https://lilas.example/page) " * 200, []),
    ],
)
def test_a_text_too_short_or_too_long_is_warned_of(
    tmp_path: Path, text: str, codes: list[str]
) -> None:
    """The addresses of its links do not count."""
    assert [code for code, _row in _found(_draft(tmp_path, text=text))] == codes


def test_a_link_of_a_cell_that_is_not_https_is_the_row_s(tmp_path: Path) -> None:
    """Cells hold old addresses."""
    draft = _draft(tmp_path, note="Voir http://lilas.example/page.")
    (found,) = wording_findings(draft, CAMILLE)
    assert (found.code, found.row) == ("insecure-link", 2)
    assert "http://lilas.example/page " in found.message


@pytest.mark.parametrize(
    ("size", "severity"),
    [
        (5_000_000, None),
        (5_000_001, Severity.WARNING),
        (20_000_000, Severity.WARNING),
        (20_000_001, Severity.ERROR),
    ],
)
def test_a_large_attachment_is_warned_of_and_a_huge_one_refused(
    tmp_path: Path, size: int, severity: Severity | None
) -> None:
    """A mailbox that is full takes no letter at all."""
    draft = _draft(tmp_path)
    attachment = Attachment(name="dossier.pdf", size_octets=size, part=b"")
    content = replace(draft.content, attachments=(attachment,))
    found = wording_findings(replace(draft, content=content), CAMILLE)
    assert [one.severity for one in found] == ([severity] if severity else [])


def test_an_attachment_named_by_a_placeholder_is_refused(tmp_path: Path) -> None:
    """Its reader sees the name first."""
    draft = _draft(tmp_path)
    attachment = Attachment(name="XXX.pdf", size_octets=1, part=b"")
    content = replace(draft.content, attachments=(attachment,))
    assert _found(replace(draft, content=content)) == [("placeholder", 2)]
