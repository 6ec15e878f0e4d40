"""Markdown to the two parts of a mail: HTML, and the same words as plain text."""

import re
from functools import lru_cache
from html import escape, unescape
from urllib.parse import quote

from mairemail.letters.typography import (
    MARK_END,
    MARK_START,
    cut_at_marks,
    filled,
    typeset_html,
    typeset_value,
)

# Every ASCII punctuation mark may be escaped by a backslash (CommonMark 2.4).
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_LINE_BREAK = re.compile(r"[ \t]*(?:\r\n|\r|\n)[ \t]*")
_TAG = re.compile(r"(<[^>]*>)")
_HREF = re.compile(r'href="([^"]*)"')
_MARKED = re.compile(f"{MARK_START}([^{MARK_START}{MARK_END}]*){MARK_END}")
_HEADINGS = {f"h{level}" for level in range(1, 7)}


def escape_markdown(text: str) -> str:
    """
    Give Markdown that shows the text as it is.

    A line break stays one; an empty line parts two paragraphs.
    """
    if text.isalnum():
        return text
    lines = _LINE_BREAK.split(_PUNCTUATION.sub(r"\\\1", text.strip()))
    if len(lines) == 1:
        return lines[0]
    paragraphs = re.sub(r"\n{2,}", "\n\n", "\n".join(lines))
    return re.sub(r"(?<!\n)\n(?!\n)", "\\\\\n", paragraphs)


def render_markdown(markdown: str) -> str:
    """
    Give the HTML of a CommonMark text, bare links made links.

    Raw HTML is left out, and so are links other than web, mail and relative ones.
    """
    from cmarkgfm import markdown_to_html_with_extensions

    html: str = markdown_to_html_with_extensions(markdown, extensions=["autolink"])
    return html


def html_document(body: str, *, language: str) -> str:
    """Give a whole HTML document around the body."""
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n'
        f'<head><meta charset="utf-8"></head>\n<body>\n{body}</body>\n</html>\n'
    )


def text_of(html: str) -> str:
    """
    Give the words of the HTML that cmark makes as plain text, a paragraph a line.

    Links keep their address: `the report (https://…)`.
    """
    writer = _TextWriter()
    for place, token in enumerate(_TAG.split(html)):
        if place % 2:
            writer.tag(token)
        elif token:
            writer.words(token)
    return writer.text()


class Printed:
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

    def fill(self, markdown: str) -> tuple[str, str] | None:
        """
        Give HTML and text of the letter with its values in place.

        None where a mark was lost, as inside the address of a link: then the letter is
        to be rendered again with `escapes`.
        """
        html, text, is_whole = _parsed(markdown, is_typeset=self._is_typeset)
        if not is_whole:
            return None
        values = self._values
        escaped = [escape(value, quote=False) for value in values]
        if not self._is_typeset:
            return filled(html, escaped, escaped), filled(text, values, values)
        typeset = [typeset_value(value) for value in values]
        escaped_typeset = [escape(value, quote=False) for value in typeset]
        return filled(html, escaped_typeset, escaped), filled(text, typeset, values)


def escape_marked(markdown: str) -> str:
    """Give the Markdown with what stands between marks escaped and the marks gone."""
    return _MARKED.sub(lambda found: escape_markdown(found[1]), markdown)


def has_marks(text: str) -> bool:
    """Tell whether a mark was left over: a value may have been read as Markdown."""
    return MARK_START in text or MARK_END in text


@lru_cache(maxsize=64)
def _parsed(
    markdown: str, *, is_typeset: bool
) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    """Give HTML and text cut at the marks, and whether both have the marks in order."""
    html = render_markdown(markdown)
    cut = [cut_at_marks(part) for part in (markdown, html, text_of(html))]
    is_whole = cut[0][1::2] == cut[1][1::2] == cut[2][1::2]
    # In the address of a link a mark is percent-encoded.
    is_whole = is_whole and quote(MARK_START) not in html
    if is_typeset:
        html = typeset_html(html)
        return cut_at_marks(html), cut_at_marks(text_of(html)), is_whole
    return cut[1], cut[2], is_whole


class _TextWriter:
    """Collects blocks; `_indents` is what each open list or quotation puts before."""

    def __init__(self) -> None:
        self._blocks: list[str] = []
        self._inline: list[str] = []
        self._indents: list[str] = []
        self._counters: list[int | None] = []
        self._marker = ""
        self._link = ("", 0)
        self._is_verbatim = False

    def text(self) -> str:
        self._end_block()
        return re.sub(r"\n{3,}", "\n\n", "".join(self._blocks)).strip("\n") + "\n"

    def words(self, token: str) -> None:
        if not self._is_verbatim:
            token = token.replace("\n", " ")
            if not self._inline or self._inline[-1].endswith("\n"):
                token = token.lstrip(" ")
        self._inline.append(unescape(token))

    def tag(self, tag: str) -> None:
        name = tag.strip("</ >").split(" ", 1)[0]
        if name == "br":
            self._inline.append("\n")
        elif name == "a":
            self._anchor(tag)
        elif name == "p" or name in _HEADINGS:
            self._end_block()
        elif name == "pre":
            self._end_block()
            self._is_verbatim = not tag.startswith("</")
        elif name == "hr":
            self._inline.append("* * *")
            self._end_block()
        elif name in {"ul", "ol", "li", "blockquote"}:
            self._container(name, tag)

    def _container(self, name: str, tag: str) -> None:
        is_end = tag.startswith("</")
        self._end_block(is_tight=name == "li")
        if name == "li" and not is_end:
            self._open_item()
        elif name == "blockquote" and not is_end:
            self._indents.append("> ")
        elif name in {"ul", "ol"} and not is_end:
            start = re.search(r'start="(\d+)"', tag)
            self._counters.append(
                None if name == "ul" else int(start[1]) if start else 1
            )
        elif name in {"ul", "ol"}:
            self._counters.pop()
            self._blocks.append("\n")
        else:
            self._indents.pop()

    def _open_item(self) -> None:
        counter = self._counters[-1]
        self._marker = "- "
        if counter is not None:
            self._marker = f"{counter}. "
            self._counters[-1] = counter + 1
        self._indents.append(" " * len(self._marker))

    def _anchor(self, tag: str) -> None:
        href = _HREF.search(tag)
        if href:
            self._link = (unescape(href[1]), len(self._inline))
            return
        target, start = self._link
        shown = "".join(self._inline[start:])
        if target and target.removeprefix("mailto:") != shown:
            self._inline.append(f" ({target})")

    def _end_block(self, *, is_tight: bool = False) -> None:
        text = "".join(self._inline).strip("\n" if self._is_verbatim else " \n")
        self._inline.clear()
        if not text:
            return
        before = "".join(self._indents)
        first = before
        if self._marker:
            first = before[: -len(self._marker)] + self._marker
            self._marker = ""
        lines = [line.rstrip() for line in text.split("\n")]
        block = first + f"\n{before}".join(lines)
        self._blocks.append(block + ("\n" if is_tight else "\n\n"))
