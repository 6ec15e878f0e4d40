"""A letter written to a contact: each part a template of its own."""

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from traceback import walk_tb
from typing import TYPE_CHECKING

from mairemail.contacts.contact import Contact
from mairemail.contacts.scope import EmptyCell, values_of
from mairemail.errors import LetterError
from mairemail.language import _
from mairemail.letters.compiling import Compilation, CompiledPart
from mairemail.letters.environment import given, make_environment
from mairemail.letters.forms_of_address import (
    LANGUAGES,
    Feminine,
    FormOfAddress,
    Sender,
    form_of_address,
)
from mairemail.letters.letter import Letter
from mairemail.letters.notes import placed
from mairemail.letters.own_words import line_of_html
from mairemail.letters.pieces import PiecedText
from mairemail.letters.time_limit import TakesTooMuchError, time_limit

if TYPE_CHECKING:
    from mairemail.letters.french import Place
    from mairemail.letters.markdown_body import MarkdownBody
    from mairemail.letters.typography import TypesetText

_COMPUTED = {"salutation", "closing", "office_title"}
# Any but a plain space, or several.
_WHITE_SPACE = re.compile(r"[^\S\u00a0\u202f]{2,}|[^\S \u00a0\u202f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attach:
    """A file a letter attaches; `is_literal` if the letter, not a cell, names it."""

    path: str
    is_literal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """
    A letter for one contact.

    Attributes:
        subject, cc, reply_to: One line each, empty where the letter has none.
        html: A whole document, or None for a text letter.
        form: How it speaks to the contact, None where it uses no form.
    """

    subject: str
    cc: str
    reply_to: str
    attach: tuple[Attach, ...]
    text: str
    html: str | None
    form: FormOfAddress | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterProblem:
    """
    Why a letter cannot be written to one contact.

    Attributes:
        line: The letter's, or that of the argument which the message names.
    """

    code: str
    line: int
    message: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What a letter can name besides the contact: the same for every message."""

    sender: Sender
    today: datetime.date
    campaign: Mapping[str, str]
    values: Mapping[str, str]


class CompiledLetter:
    """
    A letter ready to be written to contact after contact, in one language.

    Attributes:
        letter: As it stands in its file.
        names: What it takes from a row, forms of address included.
    """

    def __init__(
        self,
        letter: Letter,
        *,
        language: str,
        occasion: Occasion,
        is_typeset: bool,
        feminine: Feminine = Feminine.LA_MAIRE,
    ) -> None:
        """
        Compile every part of the letter.

        Args:
            letter: What stands in its file.
            language: `fr` or `en`.
            occasion: What it can name besides the contact.
            is_typeset: Whether a French letter gets French typography.
            feminine: How it calls a woman who holds an office.

        Raises:
            LetterError: A part is no template; all such problems at once.
        """
        self.letter = letter
        self._language = language
        self._feminine = feminine
        is_typeset = is_typeset and language == "fr"
        plain = self._typesetting = body = make_environment(language)
        self._typeset_text = _typeset_text() if is_typeset else None
        if self._typeset_text is not None:
            self._typesetting = make_environment(
                language, finalize=self._typeset_text.printed, is_markdown=False
            )
        self._markdown = (
            _markdown_body(language, is_typeset=is_typeset)
            if letter.is_markdown
            else None
        )
        if self._markdown is not None:
            body = make_environment(language, finalize=self._markdown.printed)
        compiled = Compilation(
            letter, plain=plain, typesetting=self._typesetting, body=body
        )
        self._headers, self._body = compiled.headers, compiled.body
        self._arguments = compiled.arguments
        self._has_blocks = compiled.has_blocks
        self._names = compiled.names
        self._own = own = _own_names(occasion, language)
        self._names -= own.keys()
        self._computed = self._names & _COMPUTED
        self._places = self._place_names() if compiled.has_prepositions else {}
        self._shared = {**plain.globals, **own}
        self.names = frozenset(self._names - self._shared.keys())

    def _place_names(self) -> "dict[str, Callable[[Mapping[str, str]], Place]]":
        """Give what makes a place of a contact's cells, for each name that says one."""
        from mairemail.letters.french import place_in, place_kind

        kinds = {name: place_kind(name) for name in self._names}
        return {
            name: partial(place_in, name=name, kind=kind)
            for name, kind in kinds.items()
            if kind
        }

    @cached_property
    def place_of_html(self) -> str:
        """Where HTML stands that is left out, empty where the letter has none."""
        parts = {self.letter.shown_as: self.letter.body, **self._arguments}
        for name, part in parts.items():
            line = line_of_html(part)
            if line is not None:
                return _("{file}, line {line}").format(file=name, line=line)
        return ""

    def render(self, contact: Contact) -> Rendered | LetterProblem:
        """
        Write the letter to one contact, or say why it cannot be written.

        Raises:
            LetterError: It takes too much time or memory.
        """
        form, scope = self._scope(contact)
        one_line: dict[str, str] = {}
        attach: list[Attach] = []
        part = self._body
        try:
            with time_limit():
                for part in self._headers:
                    if part.name == "subject":
                        value = self._render_text(part, scope)
                    else:
                        value = part.render(scope)
                    is_literal = value == part.source
                    value = value if is_literal else _one_line(value)
                    if part.name != "attach":
                        one_line[part.name] = value
                    elif value:
                        attach.append(Attach(path=value, is_literal=is_literal))
                part = self._body
                note = "" if "note" in self._names else contact.cells.get("note", "")
                html, text = self._render_body(scope, note)
        except Exception as err:
            # A template can raise anything.
            problem = self._problem(err, part, contact.columns)
            if isinstance(err, TakesTooMuchError):
                raise LetterError(problem.message, hint=problem.hint) from err
            return problem
        return Rendered(
            subject=one_line["subject"],
            cc=one_line.get("cc", ""),
            reply_to=one_line.get("reply-to", ""),
            attach=tuple(attach),
            text=text,
            html=html,
            form=form,
        )

    def _render_body(
        self, scope: dict[str, object], note: str
    ) -> tuple[str | None, str]:
        """Give HTML, if the letter is Markdown, and text, a note put in its place."""
        if self._markdown is not None:
            render = partial(self._body.pieces, scope)
            return self._markdown.write(render, note, has_blocks=self._has_blocks)
        text = self._render_text(self._body, scope, note)
        ended = text.strip("\n") + "\n"
        return None, text if text == ended else ended

    def _render_text(
        self, part: CompiledPart, scope: dict[str, object], note: str = ""
    ) -> str:
        """Give the subject or the body of a text letter, typeset if it is to be."""
        if self._typeset_text is None:
            pieces = part.pieces(scope)
            return placed("".join(pieces), note) if note else PiecedText(pieces)
        if part.template.environment is self._typesetting:
            return self._typeset_text.write(partial(part.pieces, scope), note)
        from mairemail.letters.typography import typeset

        return typeset(placed(part.render(scope), note))

    def _scope(
        self, contact: Contact
    ) -> tuple[FormOfAddress | None, dict[str, object]]:
        """Give the values of the names the letter uses, and the form of address."""
        cells = contact.cells
        scope = {**self._shared, **values_of(contact, self._names)}
        form = None
        for name in self._computed:
            if isinstance(scope[name], EmptyCell):
                form = form or form_of_address(
                    cells.get("office", ""),
                    cells.get("civility", ""),
                    cells.get("last_name", ""),
                    salutation=cells.get("salutation", ""),
                    language=self._language,
                    feminine=self._feminine,
                )
                scope[name] = getattr(form, name)
        for name, place_of in self._places.items():
            if name in cells:
                scope[name] = place_of(cells)
        return form, scope

    def _problem(
        self, err: Exception, part: CompiledPart, known: frozenset[str]
    ) -> LetterProblem:
        # Loaded for a letter that cannot be written alone.
        from mairemail.letters.faults import Filling, explain

        inside = [
            (frame.f_code.co_filename, line)
            for frame, line in walk_tb(err.__traceback__)
            if frame.f_code.co_filename in {"<template>", *self._arguments}
        ]
        file, line_of_template = inside[-1] if inside else ("<template>", 1)
        argument = self._arguments.get(file)
        line = line_of_template + (argument or part).line - 1
        where = _("{file}, line {line}").format(
            file=file if argument else self.letter.shown_as, line=line
        )
        fault = explain(
            err,
            Filling(
                environment=self._body.template.environment,
                source=(argument or part).source,
                line=line_of_template,
                columns=known,
                own=self._own,
            ),
        )
        return LetterProblem(
            code=fault.code,
            line=line,
            message=_("{where}: {problem}").format(where=where, problem=fault.message),
            hint=fault.hint,
        )


def _typeset_text() -> "TypesetText":
    from mairemail.letters.typography import TypesetText

    return TypesetText()


def _markdown_body(language: str, *, is_typeset: bool) -> "MarkdownBody":
    from mairemail.letters.markdown_body import MarkdownBody

    return MarkdownBody(language=language, is_typeset=is_typeset)


def _one_line(text: str) -> str:
    """Give the text with each run of white space as a space; no-break ones stay."""
    if "  " in text or not text.isprintable():
        text = _WHITE_SPACE.sub(" ", text)
    return text.strip()


def _own_names(occasion: Occasion, language: str) -> dict[str, object]:
    """Give what a letter can name besides the contact's columns."""
    sender = occasion.sender
    fields = {name: getattr(sender, name) for name in Sender.__dataclass_fields__}
    return {
        "sender": given(fields, group="sender"),
        "today": occasion.today,
        "campaign": given(occasion.campaign, group="campaign"),
        "values": given(occasion.values),
        "signature": sender.signature(language) or EmptyCell(name="signature"),
    }


def letter_language(cell: str, *, otherwise: str) -> str:
    """Read a language cell (`fr`, `fr-FR`, `Français`); else give `otherwise`."""
    start = cell.strip().lower()[:2]
    return start if start in LANGUAGES else otherwise
