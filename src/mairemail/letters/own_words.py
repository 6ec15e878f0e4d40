"""The words of a letter's writer, without the signs of the template language."""

import re

from mairemail.letters.letter import Part

_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_STATEMENT = re.compile(r"\{%.*?%\}", re.DOTALL)
_VALUE = re.compile(r"\{\{.*?\}\}", re.DOTALL)
# What stands in the letter's own words for a value (U+FFFC, object replacement).
ANY_VALUE = "\ufffc"
# Not the address of a link in angle brackets.
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(?:[\s/][^<>]*)?>|<!--")
# What cmark leaves in their place.
OMITTED_HTML = "<!-- raw HTML omitted -->"


def own_words(source: str) -> str:
    """Give a template's own words, each value as U+FFFC, line breaks kept."""
    text = _STATEMENT.sub(_line_breaks, without_notes(source))
    return _VALUE.sub(lambda found: ANY_VALUE + _line_breaks(found), text)


def without_notes(source: str) -> str:
    """Give a template without the notes of its writer, line breaks kept."""
    return _COMMENT.sub(_line_breaks, source)


def _line_breaks(found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n")


def line_of_html(part: Part) -> int | None:
    """Give the line of the file on which HTML stands that is left out, or None."""
    from mairemail.letters.html import render_markdown

    for number, line in enumerate(own_words(part.source).split("\n"), start=part.line):
        if _TAG.search(line) and OMITTED_HTML in render_markdown(line):
            return number
    return None
