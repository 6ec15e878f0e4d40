"""Characters that nobody sees: some are taken out, some refused, a few belong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mairemail.contacts.invisible import has_control_character, without_hidden_marks


@pytest.mark.parametrize(
    "mark",
    [
        "\u00ad", "\u061c", "\u200b", "\u200e", "\u200f", "\u202e", "\u2060", "\u2066",
        "\u2069", "\ufeff", "\U000e0041",
    ],
)  # fmt: skip
def test_a_mark_that_nobody_sees_is_taken_out(mark: str) -> None:
    """It comes with what is copied from a web page, or turns a name around."""
    assert without_hidden_marks(f"{mark}Bes{mark}son{mark}") == "Besson"


@pytest.mark.parametrize("word", ["می‌خواهم", "क्‍ष", "👩‍⚖️"])
def test_a_joiner_stays_where_a_script_needs_it(word: str) -> None:
    """Persian and Hindi words are spelt with them."""
    assert without_hidden_marks(word) == word


@pytest.mark.parametrize("text", ["Bes\u200dson", "\u200cBesson", "Besson\u200d"])
def test_a_joiner_among_latin_letters_is_taken_out(text: str) -> None:
    """There it says nothing: `Bes‍son` is found by no search for Besson."""
    assert without_hidden_marks(text) == "Besson"


def test_broken_accents_stay_as_they_are() -> None:
    """What was read in the wrong encoding is told, never half repaired."""
    assert without_hidden_marks("LiÃ\u00advin") == "LiÃ\u00advin"


@given(st.text("aé \n\ufeff\u200b\u200c\u200d\u202e\u0645", max_size=12))
def test_what_is_left_has_nothing_to_be_taken_out(text: str) -> None:
    """A list imported once comes out of the next import the same."""
    once = without_hidden_marks(text)
    assert without_hidden_marks(once) == once


@given(st.text("aé \n\t'م中", max_size=12))
def test_what_people_see_stays(text: str) -> None:
    """Line breaks too: an address may have three lines."""
    assert without_hidden_marks(text) == text


@pytest.mark.parametrize("char", ["\0", "\x1b", "\x85", "\ue000"])
def test_a_control_character_is_none_of_these_marks(char: str) -> None:
    """Nothing puts one there by chance: the row is refused, not mended."""
    assert without_hidden_marks(char) == char
    assert has_control_character(f"a{char}")
