"""The letters that come with the program."""

import re

import pytest

from mairemail.errors import UsageError
from mairemail.letters.letter import read_letter
from mairemail.letters.library import (
    BundledLetter,
    bundled_letters,
    find_letter,
    length_of,
    shipped,
)


@pytest.mark.parametrize("letter", bundled_letters(), ids=lambda letter: letter.name)
def test_a_bundled_letter_is_a_good_letter(letter: BundledLetter) -> None:
    """What a user starts from must pass the program's own reading."""
    read = read_letter(letter.path, shown_as=letter.name)
    assert read.is_markdown
    assert letter.title
    assert letter.readers


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [("fr/quitter-x", 150, 350), ("fr/relance", 60, 150), ("fr/vide", 10, 60)],
)
def test_the_length_of_a_letter_is_that_of_one_message(
    name: str, least: int, most: int
) -> None:
    """Neither its notes, nor its links, nor the words for others count."""
    letter = find_letter(name, language=None, otherwise="fr")
    assert least < length_of(letter) < most


@pytest.mark.parametrize("language", ["fr", "en"])
def test_there_is_a_letter_in_each_language(language: str) -> None:
    """`mairemail init` without a name must have something to give."""
    found = find_letter(None, language=language, otherwise="fr")
    assert found.language == language


def test_a_letter_is_found_by_either_name() -> None:
    """`quitter-x` is what one types, `fr/quitter-x` what the list shows."""
    short = find_letter("quitter-x", language=None, otherwise="en")
    assert short == find_letter("fr/quitter-x", language=None, otherwise="en")


@pytest.mark.parametrize(
    ("name", "language"), [("nulle-part", None), ("quitter-x", "en"), ("../x", None)]
)
def test_a_letter_that_is_not_there_is_refused_with_those_that_are(
    name: str, language: str | None
) -> None:
    """The next thing to type stands in the hint."""
    with pytest.raises(UsageError) as caught:
        find_letter(name, language=language, otherwise="fr")
    assert "fr/quitter-x" in (caught.value.hint or "")


@pytest.mark.parametrize("file", ["contacts.csv", "contacts.en.csv"])
def test_the_examples_are_shipped(file: str) -> None:
    """A new campaign copies them."""
    assert (shipped("examples") / file).is_file()


@pytest.mark.parametrize(
    "letter",
    [one for one in bundled_letters() if one.arguments],
    ids=lambda one: one.name,
)
def test_a_letter_shows_what_is_left_of_the_line_of_an_argument_to_send(
    letter: BundledLetter,
) -> None:
    """“The two signs of the note” was understood as the first one twice."""
    text = letter.path.read_text(encoding="utf-8")
    note = text[: text.index('#}\n{# {% include "')].rpartition("{#")[2]
    (left,) = re.findall(
        r'^ *(\{% include "arguments/[a-z-]+\.md" %\})$', note, re.MULTILINE
    )
    assert f"{{# {left} #}}\n" in text
