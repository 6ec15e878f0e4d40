"""Notes of a letter's writer, `{# … #}`, whose end was forgotten."""

import re
from dataclasses import dataclass

from jinja2 import Environment, TemplateSyntaxError

from mairemail.language import _
from mairemail.letters.in_words.refusals import LetterSyntaxError

START = "{#"
END = "#}"
_SPACE = re.compile(r"\s*")
# A note with another in it, or without an end; a text in quotation marks may look so.
_MAY_BE_OPEN = re.compile(r"\{#(?:(?!#\}).)*?(?:\{#|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenNote:
    """
    A note that is not closed, or not before another begins.

    Attributes:
        line: Where it begins, from 1.
        next_line: Where the other begins, None where there is none.
    """

    line: int
    next_line: int | None

    def in_words(self, *, before: int = 0) -> str:
        """Say what is wrong; `before` lines of the file stand before the text."""
        if self.next_line is None:
            return _("the note that begins here with {start} is not closed").format(
                start=START
            )
        return _(
            "the note that begins here with {start} is not closed before another "
            "begins, in line {line}"
        ).format(start=START, line=before + self.next_line)


def how_to_close() -> str:
    """Say what to do about an open note."""
    return _(
        "Write {end} where the note ends; no {start} can stand inside a note"
    ).format(start=START, end=END)


def open_note_at_head(text: str) -> OpenNote | None:
    """Give the first open one of the notes that a file begins with."""
    place = _end_of_space(text, 0)
    while text.startswith(START, place):
        end = text.find(END, place + len(START))
        inner = text.find(START, place + len(START), end if end >= 0 else len(text))
        if end < 0 or inner >= 0:
            return OpenNote(
                line=_line(text, place),
                next_line=_line(text, inner) if inner >= 0 else None,
            )
        place = _end_of_space(text, end + len(END))
    return None


def refuse_open_notes(environment: Environment, source: str, *, before: int) -> None:
    """
    Refuse a note that would swallow what stands up to the end of the next one.

    Args:
        environment: Reads the template language.
        source: A template.
        before: How many lines of the file stand before it.

    Raises:
        LetterSyntaxError: There is one; it names the line in which the note begins.
    """
    found = _open_note(environment, source) if _MAY_BE_OPEN.search(source) else None
    if found:
        reason = found.in_words(before=before)
        raise LetterSyntaxError(reason, found.line, hint=how_to_close())


def _open_note(environment: Environment, source: str) -> OpenNote | None:
    begins, kind = 1, ""
    try:
        for line, kind, text in environment.lex(source):
            if kind == "comment_begin":
                begins = line
            elif kind == "comment" and START in text:
                inner = line + _line(text, text.index(START)) - 1
                return OpenNote(line=begins, next_line=inner)
    except TemplateSyntaxError:
        # Any other mistake is told where the text is compiled.
        if kind == "comment_begin":
            return OpenNote(line=begins, next_line=None)
    return None


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


def _end_of_space(text: str, place: int) -> int:
    space = _SPACE.match(text, place)
    return space.end() if space else place
