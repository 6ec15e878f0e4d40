"""What a template raised while it was filled in, said to the letter's writer."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.exceptions import SecurityError, UndefinedError

from mairemail.contacts.scope import EmptyValueError
from mairemail.language import _
from mairemail.letters.dates import FORMS, UnreadableDateError
from mairemail.letters.environment import MissingVariableError
from mairemail.letters.in_words.absent import empty, missing
from mairemail.letters.in_words.fault import Fault
from mairemail.letters.in_words.python import python_in_words, refused_in_words
from mairemail.letters.in_words.refusals import LetterFillingError

# What Jinja2 says where something is done with an empty cell.
_UNDEFINED = re.compile(r"'(.+)' is undefined")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """
    What was being filled in.

    Attributes:
        environment: Reads the template language.
        source: The template.
        line: The line of it at which it went wrong, from 1.
        columns: The names that the list gives.
        own: What a letter can name besides, groups as mappings.
    """

    environment: Environment
    source: str
    line: int
    columns: frozenset[str]
    own: Mapping[str, object]


def explain(err: Exception, filling: Filling) -> Fault:
    """Give what is to be said of what a template raised."""
    if isinstance(err, SecurityError):
        return Fault(
            code="forbidden",
            message=_(
                "the letter tries something that letters may not do: {reason}"
            ).format(reason=refused_in_words(err.message or "")),
            hint=_("Do not use this letter unless you know who wrote it"),
        )
    if isinstance(err, UndefinedError):
        return _absent(err, filling)
    if isinstance(err, UnreadableDateError):
        return _no_date(err, filling)
    return _unfilled(err, filling)


def _absent(err: UndefinedError, filling: Filling) -> Fault:
    words = err.message or ""
    if isinstance(err, EmptyValueError):
        return empty(words, filling.columns)
    if isinstance(err, MissingVariableError) and " " not in words:
        return missing(words, filling.columns, filling.own)
    found = _UNDEFINED.fullmatch(words)
    return empty(found[1], filling.columns) if found else _unfilled(err, filling)


def _unfilled(err: Exception, filling: Filling) -> Fault:
    if isinstance(err, LetterFillingError):
        reason, hint = err.reason, err.hint
    else:
        said = python_in_words(err, asked=_asked(filling))
        reason, hint = said.reason, said.hint
    return Fault(
        code="template-error",
        message=_("the letter cannot be filled in: {reason}").format(reason=reason),
        hint=hint or _("Correct this line of the letter"),
    )


def _no_date(err: UnreadableDateError, filling: Filling) -> Fault:
    """Say where the text stands that was to be a date, and how to write it."""
    name = _dated(filling)
    group, _dot, key = name.partition(".")
    message = err.reason
    if name:
        message = _("{name} is “{value}”, which cannot be read as a date").format(
            name=f"{{{{ {name} }}}}", value=err.value
        )
    if group == "values":
        place = _("{key}, below [values] in campaign.toml").format(key=key)
    elif name and not key:
        place = _("the cell {name}").format(name=name)
    else:
        place = _("the value, where it comes from")
    return Fault(
        code="template-error",
        message=message,
        hint=_("Write {place}, so: {forms}").format(
            place=place, forms=_(" or ").join(FORMS[err.language])
        ),
    )


def _asked(filling: Filling) -> str:
    """Give the filters and tests of a line: `“round” or “abs”`."""
    names = sorted({one.name for one in _on_line(filling, nodes.Filter, nodes.Test)})
    return _(" or ").join(_("“{words}”").format(words=name) for name in names)


def _dated(filling: Filling) -> str:
    """Give the name that a line makes a date of; empty where it is not the only one."""
    filters = _on_line(filling, nodes.Filter)
    names = {_name_of(one.node) for one in filters if one.name == "date"}
    return names.pop() if len(names) == 1 else ""


def _on_line(
    filling: Filling, *kinds: type[nodes.Filter | nodes.Test]
) -> Iterator[nodes.Filter | nodes.Test]:
    try:
        syntax = filling.environment.parse(filling.source)
    except TemplateSyntaxError:
        return
    yield from (one for one in syntax.find_all(kinds) if one.lineno == filling.line)


def _name_of(node: nodes.Node | None) -> str:
    """Give `commune` or `values.x`, empty for anything else."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
        return f"{node.node.name}.{node.attr}"
    return ""
