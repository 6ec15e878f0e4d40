"""Markdown to the two parts of a mail: HTML, and the same words as plain text."""

import re
from html import unescape

from mairemail.letters.pieces import PiecedText

# Every ASCII punctuation mark may be escaped by a backslash (CommonMark 2.4).
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_LINE_BREAK = re.compile(r"[ \t]*(?:\r\n|\r|\n)[ \t]*")
_TAG = re.compile(r"(<[^>]*>)")
_HREF = re.compile(r'href="([^"]*)"')
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


def html_document(body: str, *, language: str) -> PiecedText:
    """Give a whole HTML document around the body."""
    start = (
        f'<!DOCTYPE html>\n<html lang="{language}">\n'
        '<head><meta charset="utf-8"></head>\n<body>\n'
    )
    pieces = body.pieces if isinstance(body, PiecedText) else (body,)
    return PiecedText((start, *pieces, "</body>\n</html>\n"))


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
