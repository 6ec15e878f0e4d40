"""What a person sees, and what never reaches their terminal."""

import errno
import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mairemail.cli.screen import (
    listed,
    pad,
    pager,
    paint,
    printable,
    show,
    show_bug,
    show_error,
    show_json,
    talk,
    width_of,
    wrap,
)
from mairemail.errors import ContactsError


class _Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


@pytest.mark.parametrize(
    "text",
    [
        "\x1b[31mrouge",
        "\x1b]0;titre\x07",
        "\x9b2J",
        "a\rb",
        "a\x08b",
        "\x7f",
        "gpj.\u202eexe",
        "\u2066x\u2069",
        "\x00",
    ],
)
def test_a_cell_cannot_command_the_terminal(text: str) -> None:
    """Lists come from strangers: a cell must not hide or recolour what is shown."""
    shown = printable(text)
    assert not re.search(
        r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown
    )


@given(st.text())
def test_what_can_be_printed_stays_as_it_is(text: str) -> None:
    """Accents, tabs and line ends are what letters are made of."""
    shown = printable(text)
    assert len(shown) == len(text)
    assert all(
        new in {old, "\N{REPLACEMENT CHARACTER}"}
        for old, new in zip(text, shown, strict=True)
    )
    assert printable("Été\tœuvre\n« 😀 »") == "Été\tœuvre\n« 😀 »"


def test_results_and_talk_go_different_ways(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A script reads stdout and must find nothing else there."""
    show("résultat")
    talk("bavardage")
    caught = capsys.readouterr()
    assert (caught.out, caught.err) == ("résultat\n", "bavardage\n")


def test_an_object_is_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    """A line break in a cell must not cut it in two."""
    show_json({"email": "a@lilas.example", "text": "un\ndeux é", "row": None})
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line)["text"] == "un\ndeux é"


def test_only_a_terminal_gets_colours() -> None:
    """A pipe and a file get plain text."""
    assert paint("x", "red", stream=_Terminal()) == "\x1b[31mx\x1b[0m"
    assert paint("x", "red", stream=io.StringIO()) == "x"


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_who_wants_no_colours_gets_none(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """As every well-mannered program does (no-color.org)."""
    monkeypatch.setenv(name, value)
    assert paint("x", "red", stream=_Terminal()) == "x"


def test_an_empty_no_color_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """It must be "not an empty string" to count (no-color.org)."""
    monkeypatch.setenv("NO_COLOR", "")
    assert paint("x", "red", stream=_Terminal()) != "x"


@pytest.mark.parametrize(
    ("text", "columns"),
    [("abc", 3), ("été", 3), ("e\u0301te\u0301", 3), ("日本", 4), ("", 0)],
)
def test_a_text_is_as_wide_as_it_looks(text: str, columns: int) -> None:
    """Tables stay straight whatever the names in them."""
    assert width_of(text) == columns
    assert width_of(pad(text, 10)) == 10


def test_a_link_is_never_broken() -> None:
    """One must be able to click it."""
    link = "https://lilas.example/" + "a" * 200
    assert link in list(wrap(f"Voir {link} ici."))


def test_wrapped_lines_are_indented_and_lose_no_word() -> None:
    """A long hint stays a hint."""
    words = ["conseil"] * 60
    lines = list(wrap(" ".join(words), first="  → ", indent="    "))
    assert lines[0].startswith("  → ")
    assert all(line.startswith("    ") for line in lines[1:])
    assert max(map(len, lines)) <= 80
    assert " ".join(lines).replace("→", "").split() == words


def test_an_error_says_what_and_what_next(capsys: pytest.CaptureFixture[str]) -> None:
    """On stderr, with each problem and the next thing to type."""
    show_error(
        ContactsError("liste.csv is \x1b[31mempty", hint="Fill it", problems=["row 2"])
    )
    caught = capsys.readouterr()
    assert caught.out == ""
    for words in ("liste.csv", "row 2", "Fill it"):
        assert words in caught.err
    assert "\x1b" not in caught.err


def test_a_bug_tells_its_place_and_no_word_of_the_letter(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What a user pastes into a public report must not hold their letter."""
    with pytest.raises(ValueError, match="Hélène") as caught:
        int("Hélène")
    show_bug(caught.value)
    shown = capsys.readouterr().err
    assert "ValueError" in shown
    assert "test_screen.py" in shown
    assert "Hélène" not in shown


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ([], ""),
        ([3], "3"),
        ([5, 2, 2, 3], "2, 3, 5"),
        (range(2, 10), "2, 3, 4, 5, 6, 7, 8, 9"),
        (range(2, 22), "2, 3, 4, 5, 6, 7, 8, 9 and 12 more"),
    ],
)
def test_rows_are_listed_each_once_and_not_without_end(
    rows: list[int], text: str
) -> None:
    """A thousand numbers tell less than eight."""
    assert listed(rows) == text


def test_trouble_with_a_file_is_not_taken_for_a_closed_output() -> None:
    """The command would end as if all had been shown."""
    with pytest.raises(OSError, match="disk"), pager():
        raise OSError(errno.EIO, "the disk does not answer")
