"""Lines of texts that strangers wrote."""

import io

import pytest

from mairemail.contacts.lines import EndlessLineError, lines_of


def test_lines_come_as_they_are() -> None:
    """Their ends belong to quoted cells."""
    lines = ["a\r\n", "\n", "b\r", "c"]
    assert list(lines_of(io.StringIO("".join(lines), newline=""))) == lines


def test_a_line_without_end_is_not_read_to_it() -> None:
    """It may be longer than memory is large."""
    text = io.StringIO("a\n" + "b" * 5_000_000)
    lines = lines_of(text)
    assert next(lines) == "a\n"
    with pytest.raises(EndlessLineError):
        next(lines)
    assert text.tell() < 2_000_000
