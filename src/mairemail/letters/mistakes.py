"""What keeps the text of a letter or an argument from being compiled."""

from dataclasses import dataclass

from jinja2 import Environment, TemplateSyntaxError

from mairemail.language import _
from mairemail.letters.in_words.refusals import LetterSyntaxError
from mairemail.letters.letter import Part


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


def mistake_of(
    err: Exception, part: Part, shown_as: str, environment: Environment
) -> Mistake:
    """Say what kept a part from being compiled."""
    if isinstance(err, LetterSyntaxError):
        return mistake_at(shown_as, part, err.lineno, err.reason, hint=err.hint)
    # Loaded for a letter with a mistake alone.
    from mairemail.letters.in_words.jinja import in_words, too_much
    from mairemail.letters.in_words.said import Place

    if not isinstance(err, TemplateSyntaxError):
        said = too_much(err)
        return mistake_at(shown_as, part, 1, said.reason, hint=said.hint)
    place = Place(
        environment=environment,
        source=part.source,
        line=err.lineno,
        before=part.line - 1,
    )
    said = in_words(str(err.message), place)
    line = said.line or err.lineno
    return mistake_at(shown_as, part, line, said.reason, hint=said.hint)
