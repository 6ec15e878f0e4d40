"""The French catalogue: complete, and saying the same as the source."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from mairemail import language

_SOURCE = Path(language.__file__).parent
_FILE = language.LOCALE_FOLDER / "fr" / "LC_MESSAGES" / "mairemail.po"
_PLACEHOLDER = re.compile(r"\{([a-z_]*)[^{}]*\}")


@pytest.fixture(scope="module")
def french() -> Catalog:
    """Give the catalogue as it is in the tree."""
    with _FILE.open("rb") as file:
        return read_po(file, abort_invalid=True)


@pytest.fixture(scope="module")
def source_messages() -> set[str | tuple[str, ...]]:
    """Give every message of the source."""
    found = extract_from_dir(
        str(_SOURCE),
        method_map=[("**.py", "python")],
        keywords={"_": None, "ngettext": (1, 2)},
    )
    return {message for _file, _line, message, _comments, _context in found}


def _texts(message: Message) -> tuple[str, ...]:
    """Give the message in English, singular first."""
    return _forms(message.id)


def _strings(message: Message) -> tuple[str, ...]:
    """Give the message in French, singular first."""
    return _forms(message.string)


def _forms(text: object) -> tuple[str, ...]:
    forms = text if isinstance(text, (tuple, list)) else (text,)
    return tuple(str(form or "") for form in forms)


def _entries(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def test_every_message_is_translated(
    french: Catalog, source_messages: set[str | tuple[str, ...]]
) -> None:
    """One English sentence amid French ones looks broken."""
    translated = set()
    for message in _entries(french):
        if all(_strings(message)):
            translated.add(_texts(message)[0])
    first_forms = {
        message if isinstance(message, str) else message[0]
        for message in source_messages
    }
    assert sorted(first_forms - translated) == []
    assert len(first_forms) > 100


def test_no_entry_is_fuzzy(french: Catalog) -> None:
    """A fuzzy entry is a guess, and gettext does not show it."""
    assert [message.id for message in _entries(french) if message.fuzzy] == []


def test_no_entry_is_left_of_a_message_that_is_gone(
    french: Catalog, source_messages: set[str | tuple[str, ...]]
) -> None:
    """Dead entries hide what is missing."""
    known = {
        message if isinstance(message, str) else message[0]
        for message in source_messages
    }
    left = [m.id for m in _entries(french) if _texts(m)[0] not in known]
    assert left == []
    assert list(french.obsolete) == []


def test_placeholders_are_the_same_in_both_languages(french: Catalog) -> None:
    """A placeholder misspelt in a translation is a crash in French only."""
    wrong = []
    for message in _entries(french):
        wanted = {tuple(sorted(set(_PLACEHOLDER.findall(text)))) for text in
                  _texts(message)}  # fmt: skip
        wrong += [
            (message.id, text)
            for text in _strings(message)
            if text and tuple(sorted(set(_PLACEHOLDER.findall(text)))) not in wanted
        ]
    assert wrong == []


def test_every_translation_can_be_filled_in(french: Catalog) -> None:
    """A stray brace in a translation is a crash in French only."""

    class Anything(dict[str, object]):
        def __missing__(self, _key: str) -> int:
            return 2

    for message in _entries(french):
        if not any(_PLACEHOLDER.search(text) for text in _texts(message)):
            continue
        for text in _strings(message):
            assert text.format_map(Anything()) is not None
