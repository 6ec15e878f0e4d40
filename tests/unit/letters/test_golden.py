"""Each bundled letter to each kind of reader, word for word."""

import re

import pytest

from mairemail.letters.library import Argument, BundledLetter, bundled_letters
from tests.golden.messages import (
    FOLDER,
    PEOPLE,
    golden_messages,
    included,
    write_to,
)

_GOLDEN = dict(golden_messages())
_LETTERS = bundled_letters()
_RENEW = "if the change is meant: make golden, then read what git diff shows, aloud"


@pytest.mark.parametrize("name", sorted(_GOLDEN))
def test_a_bundled_letter_says_what_was_read_aloud(name: str) -> None:
    """No change of a form, a filter or a text may alter a letter unseen."""
    assert _GOLDEN[name] == (FOLDER / name).read_text(encoding="utf-8"), _RENEW


def test_every_golden_message_is_of_a_letter_that_is_there() -> None:
    """A letter that was taken out must not leave its messages behind."""
    assert {path.name for path in FOLDER.glob("*.txt")} == _GOLDEN.keys(), _RENEW


@pytest.mark.parametrize("person", PEOPLE["fr"])
@pytest.mark.parametrize("letter", _LETTERS, ids=lambda letter: letter.name)
def test_a_bundled_letter_reads_well_without_a_commune(
    letter: BundledLetter, person: str
) -> None:
    """Many a list has no such column."""
    text = write_to(letter, person, commune="")
    assert not re.search(r"None|  | [,.]|\bde d(?:e|u|es)\b|\n{3}", text)


@pytest.mark.parametrize("letter", _LETTERS, ids=lambda letter: letter.name)
def test_a_note_in_the_list_is_a_paragraph_of_its_own(letter: BundledLetter) -> None:
    """A sentence for one person alone is worth more than all the others."""
    assert "\n\nNous nous sommes vus jeudi.\n\n" in write_to(
        letter, "mayor-f", note="Nous nous sommes vus jeudi."
    )


@pytest.mark.parametrize("letter", _LETTERS, ids=lambda letter: letter.name)
def test_a_letter_names_each_of_its_arguments_once(letter: BundledLetter) -> None:
    """An argument nobody names would never be found, nor one that is not there."""
    files = [f"arguments/{one.path.name}" for one in letter.arguments]
    assert sorted(included(letter)) == files


@pytest.mark.parametrize(
    "argument",
    [one for letter in _LETTERS for one in letter.arguments],
    ids=lambda one: f"{one.path.parts[-3]}/{one.path.stem}",
)
def test_an_argument_says_what_it_is_and_links_to_its_sources(
    argument: Argument,
) -> None:
    """Whoever is asked where a figure comes from must be able to answer."""
    assert argument.title
    note, _end, text = argument.path.read_text(encoding="utf-8").partition("#}")
    assert "when: " in note
    assert "sources: " in note
    assert "](https://" in text
