"""What Python says while a letter is filled in, for somebody who is no programmer."""

import re
from collections.abc import Callable

from mairemail.language import _
from mairemail.letters.in_words.said import Said

_TEXTS = {"str", "Markup", "PiecedText"}
_NUMBERS = {"int", "float", "Decimal", "bool"}
_TOO_LARGE = (OverflowError, MemoryError, RecursionError)


def python_in_words(err: Exception, *, asked: str) -> Said:
    """
    Say what a template raised, never in Python's own words.

    `asked` is the filters and tests that its line asks for, empty if it asks for none.
    """
    if isinstance(err, ZeroDivisionError):
        return Said(reason=_("something is divided by zero"), hint=_advice())
    if isinstance(err, _TOO_LARGE):
        return Said(
            reason=_("this grows too large"), hint=_("Write it in a simpler way")
        )
    for pattern, say in _TOLD:
        found = pattern.match(str(err))
        if found:
            return say(found)
    if not asked:
        return Said(
            reason=_("this cannot be done with what stands here"), hint=_advice()
        )
    return Said(
        reason=_("{names} cannot be used with what it is given here").format(
            names=asked
        ),
        hint=_(
            "Give it what it is for: a text, a number or a list, and as much as it "
            "takes in brackets"
        ),
    )


def refused_in_words(words: str) -> str:
    """Say what the sandbox kept a letter from."""
    found = re.match(r"access to attribute '(.+)' of '.+' object is unsafe", words)
    if found:
        return _("it wants to use “{name}”").format(name=found[1])
    if words.endswith("is not safely callable"):
        return _("it wants to call a part of the program")
    return words


def _advice() -> str:
    return _("Correct this line of the letter")


def _compared(found: re.Match[str]) -> Said:
    return Said(
        reason=_("{first} and {second} cannot be compared").format(
            first=_kind(found[1]), second=_kind(found[2])
        ),
        hint=_(
            "Where a cell may hold words in place of a number, ask first: {example}"
        ).format(example="{% if population is number and population > 500 %}"),
    )


def _kind(name: str) -> str:
    """Give the kind of a value as a person calls it."""
    if name in _TEXTS:
        return _("a text")
    if name in _NUMBERS:
        return _("a number")
    return _("a date") if name == "datetime.date" else _("something else")


def _calculated(found: re.Match[str]) -> Said:
    return Said(
        reason=_("“{sign}” calculates with numbers alone").format(
            sign=next((one for one in found.groups() if one), "+")
        ),
        hint=_("To put texts together write ~, as in {example}").format(
            example="{{ commune ~ '!' }}"
        ),
    )


def _called(_found: re.Match[str]) -> Said:
    return Said(
        reason=_("round brackets stand after a name that takes none"),
        hint=_("Take the brackets away, as in {example}").format(
            example="{{ commune }}"
        ),
    )


def _no_list(_found: re.Match[str]) -> Said:
    return Said(reason=_("a list is needed here, and this is none"), hint=_advice())


def _arguments(_found: re.Match[str]) -> Said:
    return Said(
        reason=_("too few or too many values stand in the brackets"),
        hint=_("How filters are written: {first}, {second}").format(
            first="{{ x | default('…') }}", second="{{ x | replace('a', 'b') }}"
        ),
    )


def _no_filter(found: re.Match[str]) -> Said:
    return Said(
        reason=_("there is no filter “{name}”").format(name=found[1]), hint=_advice()
    )


_TOLD: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Said]], ...] = (
    (
        re.compile(r"'.+' not supported between instances of '(.+)' and '(.+)'"),
        _compared,
    ),
    (
        re.compile(r"unsupported operand type\(s\) for (\S+):|can only conc"),
        _calculated,
    ),
    (re.compile(r"bad operand type for unary (.):|can't multiply seq"), _calculated),
    (re.compile(r".* object is not callable"), _called),
    (re.compile(r".* object is not iterable"), _no_list),
    (
        re.compile(
            r".*(?:positional argument|keyword argument|takes .* argument"
            r"|expected (?:at (?:least|most) )?\d+ argument)"
        ),
        _arguments,
    ),
    (re.compile(r"No filter named '(.+)'"), _no_filter),
)
