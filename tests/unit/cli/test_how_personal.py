"""How personal a campaign is, in words."""

from collections import Counter

import pytest

from mairemail.checks.campaign import Report
from mairemail.checks.personal import OwnWords
from mairemail.cli.words.how_personal import personal_lines


def _last_line(messages: int, notes: int, letters: int) -> str:
    report = Report(messages=messages, notes=Counter(range(notes)))
    words = OwnWords(words=40, own=40, nearest=None)
    counted = {f"letter-{number}.md": words for number in range(letters)}
    return list(personal_lines(report, counted))[-1]


@pytest.mark.parametrize(
    ("messages", "notes", "line"),
    [
        (3, 1, "1 message of 3 has words of its own; 2 are alike: only names and "
               "places differ"),
        (3, 2, "2 messages of 3 have words of their own"),
        (3, 3, "3 messages of 3 have words of their own"),
        (1, 1, "1 message of 1 has words of its own"),
    ],
)  # fmt: skip
def test_one_message_alone_or_none_is_not_alike(
    messages: int, notes: int, line: str
) -> None:
    """“0 are alike” counts nothing."""
    assert _last_line(messages, notes, letters=1) == line


def test_one_letter_says_the_same_to_all() -> None:
    """With how to change that."""
    line = _last_line(7, 0, letters=1)
    assert line.startswith("The 7 messages say the same:")
    assert "notes/" in line


def test_two_letters_do_not_say_the_same() -> None:
    """Each says the same to those whom it is for."""
    assert _last_line(7, 0, letters=2).startswith("The messages of one letter say the")
    assert _last_line(7, 2, letters=2) == "2 messages of 7 have words of their own"
    assert _last_line(2, 0, letters=2).startswith("letter-1.md: 40 words")
