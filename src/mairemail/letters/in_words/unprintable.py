"""What a letter would print as program text: lists, groups, truth and functions."""

from collections.abc import Iterable, Mapping

from mairemail.language import _
from mairemail.letters.in_words.refusals import LetterFillingError


def unprintable(value: object) -> LetterFillingError:
    """Say that a value is no text, number or date, and what to write."""
    kind, hint = _described(value)
    return LetterFillingError(
        _(
            "{kind} would be printed here: only texts, numbers and dates can stand in "
            "a letter"
        ).format(kind=kind),
        hint=hint,
    )


def _described(value: object) -> tuple[str, str]:
    """Give what a person calls a value, and what to do about it."""
    if isinstance(value, bool):
        return _("“true” or “false”"), _("To ask something, write {example}").format(
            example="{% if commune %}…{% endif %}"
        )
    if callable(value):
        return _("a part of the program"), _(
            "Write round brackets after its name, as in {example}, or another name"
        ).format(example="{{ commune.upper() }}")
    if isinstance(value, Mapping):
        return _("a group of values"), _("Name one of them, as in {example}").format(
            example="{{ sender.name }}"
        )
    if isinstance(value, Iterable):
        return _("a list"), _(
            "Write one of its texts, or all of them: {example}"
        ).format(example="{{ … | join(', ') }}")
    return _("what is no text"), ""
