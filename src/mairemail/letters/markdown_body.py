"""The body of a Markdown letter: HTML and text, its values put in last."""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from html import escape
from urllib.parse import quote

from markupsafe import Markup

from mairemail.language import _
from mairemail.letters.html import (
    escape_markdown,
    html_document,
    render_markdown,
    text_of,
)
from mairemail.letters.in_words.refusals import LetterFillingError
from mairemail.letters.notes import placed
from mairemail.letters.sandbox import within_limit
from mairemail.letters.typography import (
    MARK_END,
    MARK_START,
    cut_at_marks,
    filled,
    typeset_html,
    typeset_value,
)

_MARKED = re.compile(f"{MARK_START}([^{MARK_START}{MARK_END}]*){MARK_END}")


class MarkdownBody:
    """Writes the body of a Markdown letter, as HTML and as plain text."""

    def __init__(self, *, language: str, is_typeset: bool) -> None:
        """Take the letter's language, and whether it gets French typography."""
        self._language = language
        self._is_typeset = is_typeset
        self._printed = _Printed(is_typeset=is_typeset)

    def printed(self, value: str) -> str:
        """Give what stands in the Markdown for a value that the template prints."""
        return self._printed(value)

    def write(
        self, render: Callable[[], Iterable[str]], note: str, *, has_blocks: bool
    ) -> tuple[str, str]:
        """
        Give HTML and text, a note put in its place.

        Args:
            render: Renders the template of the body: what it holds and what it prints.
            note: Personal words, Markdown if they are Markup; or empty.
            has_blocks: Whether the template works on its own output.

        Raises:
            LetterFillingError: It turned values around, so that their place is lost.
        """
        whole = None
        if not has_blocks:
            self._printed.start(escapes=False)
            whole = self._printed.fill(self._markdown(render, note))
        if whole is None:
            self._printed.start(escapes=True)
            markdown = "".join(self._markdown(render, note))
            html = render_markdown(_escape_marked(markdown))
            html = typeset_html(html) if self._is_typeset else html
            whole = html, text_of(html)
        html, text = whole
        if _has_marks(html) or _has_marks(text):
            raise LetterFillingError(
                _("what a block or macro gives is cut or turned around")
            )
        return html_document(html, language=self._language), text

    def _markdown(
        self, render: Callable[[], Iterable[str]], note: str
    ) -> tuple[str, ...]:
        """Give the pieces of the Markdown, one where a note was put between them."""
        pieces = tuple(render())
        if not note:
            return pieces
        is_markdown = isinstance(note, Markup)
        words = note if is_markdown else self._printed(note)
        return (placed("".join(pieces), words),)


class _Printed:
    """
    The values that a letter prints, kept out of Markdown's sight.

    While the template runs, each value is replaced by a mark of two private characters
    and its number. So a thousand letters that differ in their values alone are one
    Markdown text, which is parsed once, and no cell is ever read as Markdown.
    """

    def __init__(self, *, is_typeset: bool = False) -> None:
        """Print nothing yet; `is_typeset` as French is (see `typography`)."""
        self._values: list[str] = []
        self._escapes = False
        self._is_typeset = is_typeset

    def start(self, *, escapes: bool) -> None:
        """Begin another letter; with `escapes`, values become part of the Markdown."""
        self._values.clear()
        self._escapes = escapes

    def __call__(self, value: str) -> str:
        """Give what stands in the Markdown for a value."""
        if self._escapes:
            # Escaped when the blocks of the letter have done with it.
            return f"{MARK_START}{value}{MARK_END}"
        stripped = value.strip()
        if "\n" in value or not stripped:
            # A line break may part two paragraphs, and an empty value leaves none.
            return escape_markdown(value)
        self._values.append(stripped)
        return f"{MARK_START}{len(self._values) - 1}{MARK_END}"

    def fill(self, markdown: tuple[str, ...]) -> tuple[str, str] | None:
        """
        Give HTML and text of the letter with its values in place.

        None where a mark was lost, as inside the address of a link: then the letter is
        to be rendered again with `escapes`.
        """
        html, text, is_whole = _parsed(markdown, is_typeset=self._is_typeset)
        if not is_whole:
            return None
        values = within_limit(self._values)
        escaped = [escape(value, quote=False) for value in values]
        if not self._is_typeset:
            return filled(html, escaped, escaped), filled(text, values, values)
        typeset = [typeset_value(value) for value in values]
        escaped_typeset = [escape(value, quote=False) for value in typeset]
        return filled(html, escaped_typeset, escaped), filled(text, typeset, values)


def _escape_marked(markdown: str) -> str:
    """Give the Markdown with what stands between marks escaped and the marks gone."""
    return _MARKED.sub(lambda found: escape_markdown(found[1]), markdown)


def _has_marks(text: str) -> bool:
    """Tell whether a mark was left over: a value may have been read as Markdown."""
    return MARK_START in text or MARK_END in text


@lru_cache(maxsize=64)
def _parsed(
    pieces: tuple[str, ...], *, is_typeset: bool
) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    """
    Give HTML and text cut at the marks, and whether both have the marks in order.

    The Markdown is told by its pieces: those of a template Python has hashed once.
    """
    markdown = "".join(pieces)
    html = render_markdown(markdown)
    cut = [cut_at_marks(part) for part in (markdown, html, text_of(html))]
    is_whole = cut[0][1::2] == cut[1][1::2] == cut[2][1::2]
    # In the address of a link a mark is percent-encoded.
    is_whole = is_whole and quote(MARK_START) not in html
    if is_typeset:
        html = typeset_html(html)
        return cut_at_marks(html), cut_at_marks(text_of(html)), is_whole
    return cut[1], cut[2], is_whole
