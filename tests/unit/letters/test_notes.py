"""A paragraph that one official alone gets."""

from pathlib import Path

import pytest

from mairemail.campaigns.campaign import frozen
from mairemail.campaigns.merge import Draft
from mairemail.errors import LetterError
from mairemail.letters.notes import placed, read_notes
from tests.unit.material import (
    campaign_in,
    compiled,
    contact_of,
    drafts_of,
    only_draft,
    written,
)

_LETTER = "Subject: A\n\n{{ salutation }},\n\nUne question.\n\nUn fait.\n"
_TWO = "D'abord *ceci*.\n\nPuis cela."


def _note(folder: Path, text: str, *, name: str = "maire@lilas.example.md") -> None:
    (folder / "notes").mkdir(exist_ok=True)
    (folder / "notes" / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("is_typeset", [True, False])
@pytest.mark.parametrize("name", ["letter.md", "letter.txt"])
def test_a_note_stands_after_the_first_paragraph_of_a_letter_that_names_none(
    tmp_path: Path, *, name: str, is_typeset: bool
) -> None:
    """A word for one person needs no change to everybody's letter."""
    letter = compiled(tmp_path, _LETTER, name=name, is_typeset=is_typeset)
    apostrophe = "’" if is_typeset else "'"
    rendered = written(letter, contact_of(note=_TWO))
    assert rendered.text == (
        "Madame, Monsieur,\n\nUne question.\n\n"
        f"D{apostrophe}abord *ceci*.\n\nPuis cela.\n\nUn fait.\n"
    )
    if name == "letter.md":
        assert f"<p>D{apostrophe}abord *ceci*.</p>\n<p>Puis cela.</p>" in str(
            rendered.html
        )


@pytest.mark.parametrize("name", ["letter.md", "letter.txt"])
def test_who_has_no_note_gets_the_letter_alone(tmp_path: Path, name: str) -> None:
    """And no empty paragraph in its place."""
    rendered = written(compiled(tmp_path, _LETTER, name=name), contact_of(note=""))
    assert rendered.text == "Madame, Monsieur,\n\nUne question.\n\nUn fait.\n"


def test_a_letter_that_names_the_note_has_it_there_alone(tmp_path: Path) -> None:
    """Said twice, it would be worse than not at all."""
    letter = compiled(tmp_path, _LETTER + "\n{{ note }}\n")
    rendered = written(letter, contact_of(note="Un mot."))
    assert rendered.text.endswith("Un fait.\n\nUn mot.\n")
    assert rendered.text.count("Un mot.") == 1


def test_a_note_goes_into_a_letter_with_macros_too(tmp_path: Path) -> None:
    """Such a letter is rendered by another way."""
    source = _LETTER + "\n{% filter upper %}fin{% endfilter %}\n"
    for name in ("letter.md", "letter.txt"):
        letter = compiled(tmp_path, source, name=name, is_typeset=True)
        text = written(letter, contact_of(note="Un *mot*.")).text
        assert "question.\n\nUn *mot*.\n\nUn fait.\n\nFIN" in text


@pytest.mark.parametrize(
    ("letter", "before"),
    [
        ("Madame,\n\nUn.\n\nDeux.", "Un."),
        ("Rennes, le 3 mai\n\nBonjour !\n\nUn,\ndeux.\n\nTrois.", "deux."),
        ("Madame,\nJe vous écris.\n\nDeux.", "écris."),
        ("Un.\n\nDeux.", "Un."),
        ("Madame,", "Madame,"),
    ],
)
def test_the_place_of_a_note_follows_the_salutation(letter: str, before: str) -> None:
    """People begin letters in several ways."""
    assert f"{before}\n\nNOTE" in placed(letter, "NOTE")
    assert placed(letter, "NOTE").replace("\n\nNOTE", "") == letter


@pytest.mark.parametrize("place", ["", "{{ note }}\n"])
def test_a_file_is_the_writer_s_own_markdown(tmp_path: Path, place: str) -> None:
    """A cell comes from a list of strangers and stays as it is; a file does not."""
    campaign = campaign_in(tmp_path, letter=_LETTER + "\n" + place)
    _note(tmp_path, "Un *mot* d'ami.\n\n- Et <b>un</b> point\n")
    content = only_draft(campaign).content
    assert "<p>Un <em>mot</em> d’ami.</p>\n<ul>" in str(content.html)
    assert "Un mot d’ami.\n\n- Et un point\n" in content.text


def test_a_file_goes_before_the_cell_and_is_for_its_address_alone(
    tmp_path: Path,
) -> None:
    """Whoever writes the file has seen the list."""
    contacts = "email,note\nMaire@lilas.example,cellule\nb@lilas.example,autre\n"
    campaign = campaign_in(tmp_path, contacts=contacts, letter=_LETTER)
    _note(tmp_path, "fichier")
    texts = [one.content.text for one in drafts_of(campaign) if isinstance(one, Draft)]
    assert ["fichier" in text for text in texts] == [True, False]
    assert ["cellule" in text for text in texts] == [False, False]
    assert ["autre" in text for text in texts] == [False, True]


def test_a_note_in_a_text_letter_is_text(tmp_path: Path) -> None:
    """It has no HTML."""
    (tmp_path / "letter.txt").write_text(_LETTER, encoding="utf-8")
    settings = 'id = "a"\nletter = "letter.txt"\n'
    campaign = campaign_in(tmp_path, settings=settings)
    _note(tmp_path, "Un *mot*.\n")
    assert "question.\n\nUn *mot*.\n\nUn" in only_draft(campaign).content.text


def test_what_no_contact_can_have_is_a_stray(tmp_path: Path) -> None:
    """A word that is silently not sent is worse than none."""
    for name in ("maire.md", "a@lilas.example.txt", ".hidden"):
        _note(tmp_path, "x", name=name)
    campaign = tmp_path / "campaign"
    campaign.mkdir()
    (tmp_path / "notes").rename(campaign / "notes")
    (tmp_path / "private").write_text("secret", encoding="utf-8")
    (campaign / "notes" / "b@lilas.example.md").symlink_to(tmp_path / "private")
    notes = read_notes(campaign / "notes")
    assert notes.by_key == {}
    assert notes.strays == (
        "notes/a@lilas.example.txt", "notes/b@lilas.example.md", "notes/maire.md",
    )  # fmt: skip


def test_a_note_in_another_encoding_is_named(tmp_path: Path) -> None:
    """Accents must not arrive as question marks."""
    campaign = campaign_in(tmp_path)
    _note(tmp_path, "")
    (tmp_path / "notes" / "maire@lilas.example.md").write_bytes(b"\xe9t\xe9")
    with pytest.raises(LetterError, match=r"notes/maire@lilas\.example\.md"):
        only_draft(campaign)


def test_a_run_works_on_the_notes_that_were_checked(tmp_path: Path) -> None:
    """What is edited meanwhile is for the next one."""
    campaign = campaign_in(tmp_path, letter=_LETTER)
    _note(tmp_path, "avant")
    with frozen(campaign) as copy:
        _note(tmp_path, "après")
        assert "avant" in only_draft(copy).content.text
