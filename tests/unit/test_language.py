"""The interface's language, and its French catalogue."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from mairemail.language import (
    LOCALE_FOLDER,
    _,
    interface_language,
    ngettext,
    use_language,
)

_FIELD = re.compile(r"\{[a-z_]*\}")


@pytest.fixture(autouse=True)
def english_afterwards() -> Iterator[None]:
    """Leave the language as it was for the other tests."""
    yield
    use_language("en")


def _french() -> Catalog:
    path = LOCALE_FOLDER / "fr/LC_MESSAGES/mairemail.po"
    with path.open("rb") as file:
        return read_po(file, locale="fr")


def _texts(message: Message) -> list[tuple[str, str]]:
    """Pair what is said in English with what is said in French."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    return [(message.id[-1], str(text)) for text in message.string]


def test_english_says_the_source() -> None:
    """A language without a catalogue is English."""
    for language in ("en", "de", ""):
        use_language(language)
        assert _("Interrupted.") == "Interrupted."


def test_a_number_chooses_its_form() -> None:
    """The words "1 messages" are the mark of a program that does not care."""
    assert [ngettext("one", "many", count) for count in (0, 1, 2)] == [
        "many",
        "one",
        "many",
    ]


def test_the_language_in_use_is_told() -> None:
    """New campaigns are made in it."""
    use_language("fr")
    assert interface_language() == "fr"


def test_the_french_catalogue_is_complete() -> None:
    """A French reader must not meet English in the middle of a sentence."""
    missing = [
        message.id
        for message in _french()
        if message.id
        and (message.fuzzy or not all(text for _, text in _texts(message)))
    ]
    assert missing == []


def test_the_french_catalogue_fills_in_the_same_values() -> None:
    """A misspelt name in braces would end the program where it tells an error."""
    wrong = [
        english
        for message in _french()
        if message.id
        for english, french in _texts(message)
        if set(_FIELD.findall(french)) - set(_FIELD.findall(english))
    ]
    assert wrong == []


def test_every_text_of_the_source_is_in_the_french_catalogue() -> None:
    """A new message comes with its translation."""
    from babel.messages.extract import extract_from_dir

    source = Path(LOCALE_FOLDER).parent
    extracted = {
        text[0] if isinstance(text, tuple) else text
        for _file, _line, text, _comments, _context in extract_from_dir(
            source, keywords={"_": None, "ngettext": (1, 2)}
        )
    }
    known = {
        message.id if isinstance(message.id, str) else message.id[0]
        for message in _french()
    }
    assert extracted - known == set()
