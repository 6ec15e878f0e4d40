"""A letter's file: a block of headers, an empty line, a body."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from mairemail.contacts.fields import fold
from mairemail.errors import LetterError
from mairemail.files import (
    Document,
    cannot_read,
    document_in,
    is_ordinary,
    is_there,
    no_ordinary_file,
)
from mairemail.language import _
from mairemail.letters.in_words.open_notes import how_to_close, open_note_at_head

# Octets: some hundred times what an official reads.
_TOO_LARGE = 1_000_000
_SINGLE_HEADERS = ("Subject", "Cc", "Reply-To")
_HEADERS = (*_SINGLE_HEADERS, "Attach")
_COMMENTS_BEFORE = re.compile(r"(?:\s*\{#.*?#\})*\s*", re.DOTALL)
_MARKS_ALONE = re.compile(r"(?:\s*\{([%#])(?:(?!\1\}).)*\1\})+")
_COMMENT_LINE = re.compile(r"(?:\s*\{#(?:(?!\{#|#\}).)*#\})+\s*")


# Those that a mistyped name can be near to; "Cci" is not meant as "Cc".
_LONG_HEADERS = ("Subject", "Reply-To", "Attach")
# What people write in their place, as `fold` gives it; for "Objet de la lettre" too.
_MEANT = {
    "objet": "Subject", "sujet": "Subject", "object": "Subject", "titre": "Subject",
    "title": "Subject", "copie": "Cc", "copies": "Cc", "copy": "Cc", "piece": "Attach",
    "pieces": "Attach", "pj": "Attach", "fichier": "Attach", "attachment": "Attach",
    "attachments": "Attach", "repondre": "Reply-To", "reponse": "Reply-To",
    "reply": "Reply-To",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One template of a letter and the line of the file it begins on, from 1."""

    source: str
    line: int

    def line_at(self, words: str, place: int) -> int:
        """Give the line of a place in its words, which have its line breaks."""
        return self.line + words[:place].count("\n")


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
    hint = _("Put the letter there, or name another with --letter")
    if is_there(path) and not is_ordinary(path):
        raise no_ordinary_file(shown_as, hint=hint)
    try:
        text = read_text(path, shown_as=shown_as)
    except OSError as err:
        raise cannot_read(shown_as, err, hint=hint) from err
    open_note = open_note_at_head(text)
    if open_note:
        raise LetterError(
            _("{file}, line {line}: {reason}").format(
                file=shown_as, line=open_note.line, reason=open_note.in_words()
            ),
            hint=how_to_close(),
        )
    headers, body, text_line = _split(text)
    problems = list(_header_problems(headers, text_line, shown_as))
    if not body.source.strip() and text_line is None:
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
        LetterError: It is no text, not written in UTF-8, or far too large.
    """
    _hold_to_text(path, shown_as)
    hold_to_size(path, shown_as=shown_as)
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as err:
        raise LetterError(
            _("{file} is not written in UTF-8").format(file=shown_as),
            hint=_("Save it again with the encoding UTF-8"),
        ) from err


def _hold_to_text(path: Path, shown_as: str) -> None:
    """Refuse what a word processor opens, or a reader of PDF."""
    kind = document_in(path)
    if kind is Document.PDF:
        raise LetterError(
            _("{file} is a PDF, not a text").format(file=shown_as),
            hint=_("Copy its words into letter.md"),
        )
    if kind is Document.OF_WORDS:
        raise LetterError(
            _("{file} is a document of Word or LibreOffice Writer, not a text").format(
                file=shown_as
            ),
            hint=_(
                "Save it there as text (.txt, UTF-8), or copy its words into letter.md"
            ),
        )


def hold_to_size(path: Path, *, shown_as: str) -> None:
    """
    Look at the size of a text before it is read.

    Raises:
        OSError: It cannot be told.
        LetterError: It is far too large.
    """
    if path.stat().st_size > _TOO_LARGE:
        raise LetterError(
            _("{file} has more than 1 MB: too much for a letter").format(file=shown_as),
            hint=_("Shorten it, or attach what is long"),
        )


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


def _split(text: str) -> tuple[tuple[tuple[str, Part], ...], Part, int | None]:
    """
    Part headers and body; comments before and between the headers are skipped.

    The last is the first line among the headers that is none, but text, or None.
    """
    before = _COMMENTS_BEFORE.match(text)
    skipped = before[0] if before else ""
    first_line = skipped.count("\n") + 1
    lines = text[len(skipped) :].split("\n")
    headers = []
    text_line = None
    number = first_line
    for number, line in enumerate(lines, start=first_line):
        if not line.strip():
            break
        if _COMMENT_LINE.fullmatch(line):
            continue
        name, colon, value = line.partition(":")
        if not colon and not name.lstrip().startswith("{#"):
            text_line = text_line or number
        elif text_line is None:
            headers.append((name.strip(), Part(source=value.strip(), line=number)))
    body = "\n".join(lines[number - first_line + 1 :])
    return tuple(headers), Part(source=body, line=number + 1), text_line


def _header_problems(
    headers: tuple[tuple[str, Part], ...], text_line: int | None, shown_as: str
) -> Iterator[str]:
    seen: set[str] = set()
    for name, part in headers:
        where = _("{file}, line {line}").format(file=shown_as, line=part.line)
        known = next((known for known in _HEADERS if known.lower() == name.lower()), "")
        meant = known or _meant(name)
        if not known:
            yield _wrong_name(name, meant, where)
        elif known in seen and known in _SINGLE_HEADERS:
            yield _("{where}: {name} stands twice").format(where=where, name=known)
        elif not part.source:
            yield _("{where}: {name} is empty").format(where=where, name=known)
        seen.add(meant)
    if "Subject" not in seen:
        yield _("{file} has no subject: it must begin with “Subject: …”").format(
            file=shown_as
        )
    elif text_line is not None:
        yield _("{where}: leave an empty line between the headers and the text").format(
            where=_("{file}, line {line}").format(file=shown_as, line=text_line)
        )


def _wrong_name(name: str, meant: str, where: str) -> str:
    """Say that a line begins with the name of no header."""
    if name.startswith("{#"):
        return _(
            "{where}: between the headers, a note {example} ends on its line"
        ).format(where=where, example="{# … #}")
    if meant:
        return _("{where}: write “{right}:” in place of “{name}:”").format(
            where=where, right=meant, name=name
        )
    return _("{where}: “{name}” is not one of the headers {known}").format(
        where=where, name=name, known=", ".join(_HEADERS)
    )


def _meant(name: str) -> str:
    """Give the header that another name stands for, or nothing."""
    word = next(iter(re.findall(r"\w+", fold(name))), "")
    near = get_close_matches(name.title(), _LONG_HEADERS, n=1, cutoff=0.7)
    return _MEANT.get(word) or next(iter(near), "")
