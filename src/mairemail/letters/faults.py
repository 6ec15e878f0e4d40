"""What keeps a letter from being filled in, said to its writer."""

from difflib import get_close_matches

from jinja2.exceptions import SecurityError

from mairemail.contacts.fields import FIELDS
from mairemail.contacts.scope import EmptyValueError
from mairemail.language import _
from mairemail.letters.environment import MissingVariableError


def explain(err: Exception, known: frozenset[str]) -> tuple[str, str, str]:
    """Give code, message and hint for what a template raised; `known` are columns."""
    if isinstance(err, EmptyValueError):
        return (
            "empty-value",
            _("{name} is empty here").format(name=f"{{{{ {err.message} }}}}"),
            _("Fill in the cell, or write {example}").format(
                example=f"{{{{ {err.message} | default('…') }}}}"
            ),
        )
    if isinstance(err, MissingVariableError):
        near = get_close_matches(str(err.message), known | set(FIELDS), n=1)
        guess = _(" (did you mean {near}?)").format(near=near[0]) if near else ""
        return (
            "missing-variable",
            _("no column gives {name}").format(name=f"{{{{ {err.message} }}}}") + guess,
            _("Correct the name, add the column, or set it below [defaults]"),
        )
    if isinstance(err, SecurityError):
        return (
            "forbidden",
            _("the letter tries something that letters may not do: {reason}").format(
                reason=err.message
            ),
            _("Do not use this letter unless you know who wrote it"),
        )
    return (
        "template-error",
        _("the letter cannot be filled in: {reason}").format(reason=err),
        _("Correct this line of the letter"),
    )
