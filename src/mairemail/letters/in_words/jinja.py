"""What Jinja2 says of a template, said to somebody who is no programmer."""

import re
from collections.abc import Callable

from mairemail.language import _
from mairemail.letters.in_words.blocks import (
    no_name,
    raw_without_end,
    text_ends,
    unknown_tag,
)
from mairemail.letters.in_words.openings import Opening, open_sign
from mairemail.letters.in_words.said import Place, Said
from mairemail.letters.in_words.signs import ENDS, EXAMPLES

_SIGNS = {
    "begin of print statement": "{{", "end of print statement": "}}",
    "begin of statement block": "{%", "end of statement block": "%}",
}  # fmt: skip
_CURLY = "‘’“”«»„‹›"
_MANUAL = "https://jinja.palletsprojects.com/en/stable/templates/"


def in_words(message: str, place: Place) -> Said:
    """Say what Jinja2 said; in its own words where we have none."""
    for pattern, say in _TOLD:
        found = pattern.match(message)
        if found:
            return say(found, place)
    return Said(
        reason=_(
            "the template language does not understand this; it says “{words}”"
        ).format(words=message.rstrip(".")),
        hint=_("How its signs are written: {url}").format(url=_MANUAL),
    )


def too_much(err: Exception) -> Said:
    """Say that Python itself gave up on a template."""
    return Said(
        reason=_(
            "this is too long or too deep for the template language ({name})"
        ).format(name=type(err).__name__),
        hint=_("Write it in a simpler way"),
    )


def _not_closed(begun: Opening) -> Said:
    sign = begun.name
    return Said(
        reason=_("this “{start}” has no “{end}”").format(start=sign, end=ENDS[sign]),
        hint=_("Write {end} where it ends, as in {example}").format(
            end=ENDS[sign], example=EXAMPLES[sign]
        ),
        line=begun.line,
    )


def _expected(found: re.Match[str], place: Place) -> Said:
    """Say which sign or word should stand where another does."""
    wanted, met = _SIGNS.get(found[1], found[1]), found[2]
    if wanted in ENDS.values():
        begun = open_sign(place.environment, place.source, place.line)
        if begun and (begun.line < place.line or met == "{"):
            return _not_closed(begun)
        return _too_much_inside(wanted, met)
    if wanted == "name" and met in _SIGNS:
        return _missing_before(_SIGNS[met])
    if (wanted, met) == (":", "}"):
        return Said(
            reason=_("“{{” stands inside other signs"),
            hint=_("There a name stands alone, as in {example}").format(
                example="{% if commune %}"
            ),
        )
    return Said(
        reason=_("{wanted} is expected where {met} stands").format(
            wanted=_("a name")
            if wanted == "name"
            else _("“{words}”").format(words=wanted),
            met=_described(met),
        ),
        hint=_advice() if wanted == "name" else "",
    )


def _end_of_text(_found: re.Match[str], place: Place) -> Said:
    begun = open_sign(place.environment, place.source, place.line)
    if begun is None:
        return _missing_before("…")
    return _not_closed(begun)


def _too_much_inside(end: str, met: str) -> Said:
    """Say that something stands after a name where only the closing sign can."""
    if end == "%}" and met == "=":
        return Said(
            reason=_("one “=” alone compares nothing"),
            hint=_("To compare, write two: {example}").format(
                example='{% if civility == "Mme" %}'
            ),
        )
    if end == "%}" and met == "if":
        return Said(
            reason=_("“if” is not expected here"),
            hint=_("In place of “else if” write {example}").format(
                example="{% elif … %}"
            ),
        )
    return Said(
        reason=_("{met} is not expected here: “{end}” comes before it").format(
            met=_described(met), end=end
        ),
        hint=_advice(),
    )


def _advice() -> str:
    return _(
        "A name is one word, its parts joined by _, as in {name}; a text stands in "
        "quotation marks, as in {text}"
    ).format(name="last_name", text='"Mme"')


def _described(met: str) -> str:
    """Give what Jinja2 calls a sign or word, as a person would."""
    if met == "string":
        return _("a text in quotation marks")
    if met in {"integer", "float"}:
        return _("a number")
    return _("“{words}”").format(words=_SIGNS.get(met, met))


def _missing_before(sign: str) -> Said:
    return Said(
        reason=_("something is missing before “{sign}”").format(sign=sign),
        hint=_("Write what belongs there, as in {first} or {second}").format(
            first="{{ commune | de }}", second="{% if commune %}"
        ),
    )


def _unexpected(found: re.Match[str], _place: Place) -> Said:
    """Say that a sign or a word cannot stand here."""
    sign = _SIGNS.get(found[1], "")
    if sign == "}}" and found[0].startswith("Expected"):
        return Said(
            reason=_("nothing stands between “{start}” and “{end}”").format(
                start="{{", end="}}"
            ),
            hint=_(
                "Write something between them, as in {example}, or delete both"
            ).format(example="{{ commune }}"),
        )
    if sign:
        return _missing_before(sign)
    return Said(
        reason=_("{met} is not expected here").format(met=_described(found[1])),
        hint=_("Take it away, or write what belongs before it"),
    )


def _bracket(found: re.Match[str], place: Place) -> Said:
    """Say which bracket is one too many, or missing."""
    met, wanted = found[1], found[2]
    if wanted:
        return Said(
            reason=_("a “{wanted}” is missing before “{met}”").format(
                wanted=wanted, met=met
            ),
            hint=_("Write the missing {wanted}").format(wanted=wanted),
        )
    begun = open_sign(place.environment, place.source, place.line)
    if met == "}" and begun:
        return Said(
            reason=_("this “{start}” is closed by one “{end}” alone").format(
                start=begun.name, end="}"
            ),
            hint=_("Write {end}, as in {example}").format(
                end=ENDS[begun.name], example=EXAMPLES[begun.name]
            ),
            line=begun.line,
        )
    return Said(
        reason=_("“{met}” closes nothing").format(met=met),
        hint=_("Take it away, or write the ( or [ that it closes"),
    )


def _character(found: re.Match[str], place: Place) -> Said:
    """Say that a character has no meaning, or that what it stands in has no end."""
    character = place.source[int(found[1])]
    begun = open_sign(place.environment, place.source, place.line)
    if begun and begun.line < place.line:
        return _not_closed(begun)
    if character in "'\"":
        return Said(
            reason=_("the quotation mark {mark} has no other that closes it").format(
                mark=character
            ),
            hint=_(
                "A text begins and ends with the same mark, as in {text}; a name has "
                "none, as in {name}"
            ).format(text='"Mme"', name="nom_de_l_elu"),
        )
    hint = _advice()
    if not character.isprintable():
        return Said(
            reason=_("an invisible character stands here (U+{code})").format(
                code=f"{ord(character):04X}"
            ),
            hint=_("Delete what stands between the signs, and type it again"),
        )
    if character in _CURLY:
        hint = _("Write straight quotation marks here: {text}").format(text='"…"')
    return Said(
        reason=_("“{character}” has no meaning here").format(character=character),
        hint=hint,
    )


def _name_after_dot(_found: re.Match[str], _place: Place) -> Said:
    return Said(
        reason=_("a name is missing after the dot"),
        hint=_("Write it, as in {example}").format(example="{{ sender.name }}"),
    )


def _odd_name(_found: re.Match[str], _place: Place) -> Said:
    return Said(
        reason=_("a name has a character in it that names cannot have"),
        hint=_("Names have letters, digits and _ alone, as in {name}").format(
            name="nom_de_l_elu"
        ),
    )


def _backslash(_found: re.Match[str], _place: Place) -> Said:
    return Said(
        reason=_("a backslash (\\) in quotation marks begins nothing that is known"),
        hint=_("Take the backslash away, or write two"),
    )


def _no_target(_found: re.Match[str], _place: Place) -> Said:
    return Said(
        reason=_("a name is expected here, no text or number"),
        hint=_("Write it, as in {example}").format(example='{% set role = "maire" %}'),
    )


_TOLD: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Place], Said]], ...] = (
    (re.compile(r"expected token '(.+)', got ['\"](.+)['\"]$"), _expected),
    (re.compile(r"unexpected end of template, expected"), _end_of_text),
    (re.compile(r"Unexpected end of template\..* is '(\w+)'\.$"), text_ends),
    (
        re.compile(r"Encountered unknown tag '(\w+)'\.(.*?)(?: is '(\w+)'\.)?$"),
        unknown_tag,
    ),
    (re.compile(r"tag name expected"), no_name),
    (re.compile(r"Missing end of raw directive"), raw_without_end),
    (re.compile(r"unexpected char .+ at (\d+)$"), _character),
    (re.compile(r"unexpected '([)\]}])'(?:, expected '(.)')?$"), _bracket),
    (re.compile(r"(?:Expected an expression, got|unexpected) '(.+)'$"), _unexpected),
    (re.compile(r"expected (?:name or number|subscript expression)"), _name_after_dot),
    (re.compile(r"Invalid character in identifier"), _odd_name),
    (re.compile(r".*escape|.*[Uu]nicode|\\ at end of string"), _backslash),
    (re.compile(r"can't assign to"), _no_target),
)
