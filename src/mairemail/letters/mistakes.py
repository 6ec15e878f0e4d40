"""What keeps the text of a letter or an argument from being compiled, in words."""

from dataclasses import dataclass

from jinja2 import TemplateSyntaxError

from mairemail.language import _
from mairemail.letters.letter import Part
from mairemail.letters.refusals import LetterSyntaxError


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """
    One mistake of a letter.

    Attributes:
        problem: What is wrong, with file and line.
        hint: What to do about it, or nothing.
    """

    problem: str
    hint: str


def mistake_at(
    shown_as: str, part: Part, line: int, reason: str, *, hint: str = ""
) -> Mistake:
    """Give a mistake with its file and line; `line` is the part's, from 1."""
    return Mistake(
        problem=_("{file}, line {line}: {reason}").format(
            file=shown_as, line=part.line + line - 1, reason=reason
        ),
        hint=hint,
    )


def mistake_of(err: Exception, part: Part, shown_as: str) -> Mistake:
    """Say what kept a part from being compiled."""
    if isinstance(err, LetterSyntaxError):
        return mistake_at(shown_as, part, err.lineno, err.reason, hint=err.hint)
    hint = _(
        "Every {{ has its }}, every {% if %} its {% endif %}, and only the filters of "
        "docs/letters.md exist"
    )
    if isinstance(err, TemplateSyntaxError):
        return mistake_at(shown_as, part, err.lineno, str(err.message), hint=hint)
    return mistake_at(shown_as, part, 1, type(err).__name__, hint=hint)
