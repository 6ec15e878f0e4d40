"""Words that were to be replaced, and were not."""

import re
from dataclasses import dataclass
from functools import lru_cache

from mairemail.contacts.fields import fold
from mairemail.language import _
from mairemail.letters.in_words.signs import ENDS, EXAMPLES
from mairemail.letters.pieces import LONG_PIECE, PiecedText

# In square brackets: what a letter to start from leaves to its writer. Not a part of a
# word, as in "l[a] mairie".
_BRACKETS = re.compile(r"(?<!\w)\[([^\[\]\n]{0,100})\](?!\w)")
# What brackets are for in a text: an omission, [sic], a number, a box to tick.
_EDITORIAL = re.compile(r"\W*|\d+|\w|sic", re.IGNORECASE)
_OTHERS = (
    re.compile(r"(?<![\w./@-])XXX+(?![\w/@-])"),
    re.compile(r"\b(?:TODO|FIXME)\b"),
    re.compile(r"[Ll]orem ipsum"),
    re.compile(
        r"\{\{[^{}\n]{0,40}\}\}|\{%[^{}\n]{0,40}%\}|\{#[^{}\n]{0,40}#\}"
        r"|\{[ ]*[^\W\d][\w. |]{0,40}\}+|\{\{|\}\}|\{%|%\}|\{#|#\}"
    ),
)
# A name, and filters, between too few braces.
_BRACE_MISSING = re.compile(r"\{{1,2}\s*(\w+(?:\s*\|\s*\w+)*)\s*\}{1,2}")
# A sign of the template language alone and its other half.
_OTHER_HALVES = ENDS | {end: start for start, end in ENDS.items()}
# A subject may begin with one word in brackets, as lists and services do: "[Rappel] …";
# but not with these.
_FIRST_WORD = re.compile(r"\[([\w-]+)\](?=\s+\w)")
_TO_FILL_IN = {
    "adresse", "commune", "date", "nom", "objet", "prenom", "sujet", "titre", "ville",
    "votre", "address", "name", "subject", "title", "topic", "town", "your",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Placeholder:
    """
    What is to be said of a text that was to be replaced.

    Attributes:
        problem: What is wrong, without the place.
        hint: What to do about it in the letter.
    """

    problem: str
    hint: str


def may_have_placeholders(text: str) -> bool:
    """Tell in a microsecond that a text has none, as nearly every message."""
    if not isinstance(text, PiecedText):
        return _may_have(text)
    short = ""
    for piece in text.pieces:
        if len(piece) < LONG_PIECE:
            short += piece
        elif _shared_may_have(piece):
            return True
    return _may_have(short)


def _may_have(text: str) -> bool:
    return (
        "[" in text
        or "{" in text
        or "}" in text
        or "XXX" in text
        or "TODO" in text
        or "FIXME" in text
        or "orem ipsum" in text
    )


_shared_may_have = lru_cache(maxsize=256)(_may_have)


def placeholders_in(text: str) -> list[str]:
    """Give what is still to be filled in, each text once, in no special order."""
    found = [
        one[0]
        for one in _BRACKETS.finditer(text)
        if not _EDITORIAL.fullmatch(one[1].strip())
    ]
    for pattern in _OTHERS:
        found += pattern.findall(text)
    return list(dict.fromkeys(found))


def placeholders_in_subject(subject: str) -> list[str]:
    """Give the same of a subject, which may begin with a word in brackets."""
    first = _FIRST_WORD.match(subject)
    if first and fold(first[1]) not in _TO_FILL_IN:
        subject = subject[first.end() :]
    return placeholders_in(subject)


def placeholders_in_name(name: str) -> list[str]:
    """Give the same of a file's name, where brackets mean nothing."""
    return [text for pattern in _OTHERS for text in pattern.findall(name)]


def placeholder(text: str) -> Placeholder:
    """Give what is to be said of a text that was found."""
    if text in {"{#", "#}"}:
        return Placeholder(
            problem=_("“{sign}” is left over from a note").format(sign=text),
            hint=_("Take this sign away too; to keep the note, write {example}").format(
                example="{# … #}"
            ),
        )
    lacking = _BRACE_MISSING.fullmatch(text)
    if lacking and not (text.startswith("{{") and text.endswith("}}")):
        return Placeholder(
            problem=_("“{text}” lacks a brace").format(text=text),
            hint=_("Write {example}").format(example=f"{{{{ {lacking[1]} }}}}"),
        )
    if text in _OTHER_HALVES:
        other = _OTHER_HALVES[text]
        example = EXAMPLES.get(text) or EXAMPLES[other]
        return Placeholder(
            problem=_("“{sign}” stands without its “{other}”").format(
                sign=text, other=other
            ),
            hint=_("Write both, as in {example}, or take “{sign}” away").format(
                example=example, sign=text
            ),
        )
    return Placeholder(
        problem=_("“{text}” is still to be filled in").format(text=text),
        hint=_("Put your own words in its place, or delete it"),
    )
