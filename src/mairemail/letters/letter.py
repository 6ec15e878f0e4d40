"""A letter's file: a block of headers, an empty line, a body."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mairemail.errors import LetterError, MissingFileError
from mairemail.files import cannot_read
from mairemail.language import _
from mairemail.letters.open_notes import how_to_close, open_note_at_head

_SINGLE_HEADERS = ("Subject", "Cc", "Reply-To")
_HEADERS = (*_SINGLE_HEADERS, "Attach")
_COMMENTS_BEFORE = re.compile(r"(?:\s*\{#.*?#\})*\s*", re.DOTALL)
_MARKS_ALONE = re.compile(r"(?:\s*\{([%#])(?:(?!\1\}).)*\1\})+")
_COMMENT_LINE = re.compile(r"(?:\s*\{#(?:(?!\{#|#\}).)*#\})+\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One template of a letter and the line of the file it begins on, from 1."""

    source: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """
    A letter as it stands in its file.

    Attributes:
        shown_as: What messages call the file.
        is_markdown: Whether the body has an HTML part too; `.txt` has none.
        headers: In the order of the file.
        arguments: The folder of what it may take in.
    """

    shown_as: str
    arguments: Path
    is_markdown: bool
    headers: tuple[tuple[str, Part], ...]
    body: Part


def read_letter(path: Path, *, shown_as: str, arguments: Path | None = None) -> Letter:
    """
    Read a letter's file, UTF-8.

    Args:
        path: The file.
        shown_as: What messages call it.
        arguments: The folder of what it may take in; by default the one beside it.

    Raises:
        MissingFileError: There is no such file, or it may not be read.
        LetterError: Its headers are wrong; all their problems at once.
    """
    if path.exists() and not path.is_file():
        raise MissingFileError(
            _("{file} is no ordinary file").format(file=shown_as),
            hint=_("Put the letter there, or name another with --letter"),
        )
    try:
        text = read_text(path, shown_as=shown_as)
    except OSError as err:
        raise cannot_read(
            shown_as,
            err,
            hint=_("Put the letter there, or name another with --letter"),
        ) from err
    open_note = open_note_at_head(text)
    if open_note:
        raise LetterError(
            _("{file}, line {line}: {reason}").format(
                file=shown_as, line=open_note.line, reason=open_note.in_words()
            ),
            hint=how_to_close(),
        )
    headers, body = _split(text)
    problems = list(_header_problems(headers, shown_as))
    if not body.source.strip():
        problems.append(
            _(
                "{file} has no body: after the headers, an empty line, then the text"
            ).format(file=shown_as)
        )
    if problems:
        raise LetterError(
            _("{file} cannot be used as a letter").format(file=shown_as),
            problems=problems,
            hint=_(
                "“Subject: …”, then an empty line, then the text: so a letter begins"
            ),
        )
    return Letter(
        shown_as=shown_as,
        arguments=arguments or path.parent / "arguments",
        is_markdown=path.suffix.lower() != ".txt",
        headers=headers,
        body=body,
    )


def read_text(path: Path, *, shown_as: str) -> str:
    """
    Read a file of UTF-8, with or without a BOM.

    Raises:
        OSError: It cannot be read.
        LetterError: It is not written in UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as err:
        raise LetterError(
            _("{file} is not written in UTF-8").format(file=shown_as),
            hint=_("Save it again with the encoding UTF-8"),
        ) from err


def cut_notes(text: str) -> Part:
    """
    Give an argument's text without notes at its head and space around it.

    It ends its line, so that an empty line below the include parts two paragraphs. With
    a note that is not closed it is given whole: to compile it tells the mistake.
    """
    if open_note_at_head(text):
        return Part(source=text, line=1)
    before = _COMMENTS_BEFORE.match(text)
    skipped = before[0] if before else ""
    rest = text[len(skipped) :].rstrip()
    last = rest.rpartition("\n")[2]
    if rest.endswith(("%}", "#}")) and not _MARKS_ALONE.fullmatch(last):
        # The template language leaves out the first line break after such a mark.
        rest += "\n"
    return Part(source=rest + "\n" if rest else "", line=skipped.count("\n") + 1)


def _split(text: str) -> tuple[tuple[tuple[str, Part], ...], Part]:
    """Part headers and body; comments before and between the headers are skipped."""
    before = _COMMENTS_BEFORE.match(text)
    skipped = before[0] if before else ""
    first_line = skipped.count("\n") + 1
    lines = text[len(skipped) :].split("\n")
    headers = []
    number = first_line
    for number, line in enumerate(lines, start=first_line):
        if not line.strip():
            break
        if not _COMMENT_LINE.fullmatch(line):
            name, _colon, value = line.partition(":")
            headers.append((name.strip(), Part(source=value.strip(), line=number)))
    body = "\n".join(lines[number - first_line + 1 :])
    return tuple(headers), Part(source=body, line=number + 1)


def _header_problems(
    headers: tuple[tuple[str, Part], ...], shown_as: str
) -> Iterator[str]:
    seen: set[str] = set()
    for name, part in headers:
        where = _("{file}, line {line}").format(file=shown_as, line=part.line)
        known = next((known for known in _HEADERS if known.lower() == name.lower()), "")
        if name.startswith("{#"):
            yield _(
                "{where}: between the headers, a note {example} ends on its line"
            ).format(where=where, example="{# … #}")
        elif not known:
            yield _("{where}: “{name}” is not one of the headers {known}").format(
                where=where, name=name, known=", ".join(_HEADERS)
            )
        elif known in seen and known in _SINGLE_HEADERS:
            yield _("{where}: {name} stands twice").format(where=where, name=known)
        elif not part.source:
            yield _("{where}: {name} is empty").format(where=where, name=known)
        seen.add(known)
    if "Subject" not in seen:
        yield _("{file} has no subject").format(file=shown_as)
