"""The template language of letters: Jinja2, sandboxed and strict."""

import re
from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any

from jinja2 import (
    Environment,
    Undefined,
    nodes,
    pass_context,
)
from jinja2.exceptions import TemplateRuntimeError, UndefinedError
from jinja2.runtime import Context
from jinja2.utils import missing
from markupsafe import Markup

from mairemail.contacts.scope import EmptyCell
from mairemail.language import _
from mairemail.letters.dates import format_date
from mairemail.letters.forms_of_address import base_office
from mairemail.letters.in_words.refusals import LetterSyntaxError
from mairemail.letters.sandbox import Sandbox, hold, holding

_PREPOSITIONS = ("de", "a", "dans")


class MissingVariableError(UndefinedError):
    """
    A name that nothing gives was about to be printed: the name is the text.

    With its group, `values.x`; `….x` where `x` was to be a part of something else.
    """


class _Group(dict[str, object]):
    """A group of values that knows how letters call it, and tells no template."""

    __slots__ = ("_group",)

    def __init__(self, values: Mapping[str, object], group: str) -> None:
        super().__init__(values)
        self._group = group


class MissingVariable(Undefined):
    """A name that nothing gives: false in a test, an error when it is printed."""

    __slots__ = ()

    def __init__(
        self,
        hint: str | None = None,
        obj: Any = missing,  # noqa: ANN401 - Jinja2 hands over whatever the template has
        name: str | None = None,
        exc: type[TemplateRuntimeError] = MissingVariableError,
    ) -> None:
        super().__init__(hint, obj, name, exc)

    @property
    def _undefined_message(self) -> str:
        """What the error says: Jinja2's own words or, if it has none, the name."""
        if self._undefined_hint:
            return self._undefined_hint
        if self._undefined_obj is missing:
            return str(self._undefined_name)
        return f"{getattr(self._undefined_obj, '_group', '…')}.{self._undefined_name}"

    def __str__(self) -> str:
        raise self._undefined_exception(self._undefined_message)


def make_environment(
    language: str,
    *,
    finalize: Callable[[str], str] | None = None,
    is_markdown: bool = True,
) -> Environment:
    """
    Make the environment in which the parts of a letter are compiled.

    Args:
        language: The letter's, `fr` or `en`, for dates.
        finalize: Applied to each value that is printed, as an escape for Markdown.
        is_markdown: Whether it is one, so that a block's values are not escaped again.
    """

    # With the context as an argument, Jinja2 prints no constant before it is called.
    @pass_context
    def printed(_context: Context, value: object) -> object:
        if not isinstance(value, str):
            hold(value)
        if finalize is None or isinstance(value, Markup):
            # A text of the letter's own: a block, a macro, a constant.
            return value
        if not is_markdown:
            return finalize(str(value))
        return Markup(finalize(str(value)))  # noqa: S704 - Markdown, which is what comes out

    environment = Sandbox(
        undefined=MissingVariable,
        finalize=printed,
        # So that a block's text is Markup, and its values are not escaped again.
        autoescape=finalize is not None and is_markdown,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # A cell is never Markup: what these give is escaped like any other text.
    for name in ("safe", "e", "escape", "forceescape", "urlize"):
        environment.filters[name] = _text
    environment.filters |= {
        **{name: partial(_before_place, name) for name in _PREPOSITIONS},
        # Jinja2's makes the rest small: "du Havre" would be "Du havre".
        "capitalize": lambda text: raise_first(_text(text)),
        "number": partial(format_number, language=language),
        "date": holding(partial(format_date, language=language)),
        "base_office": lambda office: base_office(_text(office)) if office else "",
    }
    return environment


def _before_place(preposition: str, place: object) -> str:
    return _putting(preposition)(_text(place))


@cache
def _putting(preposition: str) -> Callable[[str], str]:
    """Give the function that puts a French preposition before the name of a place."""
    # Loaded when a letter has one: the departments and regions come with it.
    from mairemail.letters import french

    return partial(french.before, preposition)


def raise_first(text: str) -> str:
    """Give the text with its first letter as a capital, the others as they are."""
    return text[:1].upper() + text[1:]


def _text(value: object) -> str:
    """Give a value as text, a place as it is; an empty or missing one raises."""
    if isinstance(value, str):
        return value
    hold(value)
    return str(value)


def has_blocks(syntax: nodes.Template) -> bool:
    """Tell whether a template works on its own output: filter, macro and call."""
    kinds = (nodes.FilterBlock, nodes.Macro, nodes.CallBlock, nodes.Block)
    return next(syntax.find_all(kinds), None) is not None


def has_prepositions(syntax: nodes.Template) -> bool:
    """Tell whether a template may put `de`, `a` or `dans` before a place."""
    # By `map`, a filter is applied under whatever name.
    filters = {*_PREPOSITIONS, "map"}
    return any(one.name in filters for one in syntax.find_all(nodes.Filter))


def refuse_set_blocks(syntax: nodes.Template) -> None:
    """
    Refuse `{% set x %}…{% endset %}` in Markdown.

    What such a block holds is Markdown with its values escaped, so a comparison with it
    would silently choose the wrong words.

    Raises:
        LetterSyntaxError: There is one; it names the line.
    """
    block = syntax.find(nodes.AssignBlock)
    if block is not None:
        raise LetterSyntaxError(
            _("write {% set x = … %} in place of {% set x %}…{% endset %}"),
            block.lineno,
        )


def given(values: Mapping[str, str], *, group: str = "values") -> Mapping[str, object]:
    """Give a group of values (`sender`, `values`), the empty ones as empty cells."""
    return _Group(
        {
            name: value or EmptyCell(name=f"{group}.{name}")
            for name, value in values.items()
        },
        group,
    )


# Between thousands, as people and programs write them.
_SPACE_IN_NUMBER = re.compile("(?<=[0-9])[ \u00a0\u202f](?=[0-9]{3}(?![0-9]))")
# A code such as 01004 is no number.
_NUMBERS = {
    "fr": re.compile(r"-?(?:0|[1-9][0-9]*)(?:[.,][0-9]+)?"),
    "en": re.compile(r"-?(?:0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.[0-9]+)?"),
}


def format_number(value: object, *, language: str) -> object:
    """
    Give a number as `12 345,6` in French, `12,345.6` in English.

    A comma is a decimal mark to a French letter and parts thousands in an English one.
    What is no number is given as it is: "environ 500".
    """
    if type(value) is int:
        return f"{value:,}".translate(_number_symbols(language))
    text = _SPACE_IN_NUMBER.sub("", _text(value).strip())
    if not _NUMBERS[language].fullmatch(text):
        return value
    from decimal import Decimal

    number = Decimal(text.replace(",", "." if language == "fr" else ""))
    return f"{number:,f}".translate(_number_symbols(language))


@cache
def _number_symbols(language: str) -> dict[int, str]:
    """
    Give what stands for `,` and `.` of a number written as Python does.

    Babel's own formatting takes longer than the rest of a letter.
    """
    from babel.numbers import get_decimal_symbol, get_group_symbol

    # CLDR's narrow space is a box in some mail programs; see `typography`.
    group = get_group_symbol(language).replace("\u202f", "\u00a0")
    return {ord(","): group, ord("."): get_decimal_symbol(language)}
