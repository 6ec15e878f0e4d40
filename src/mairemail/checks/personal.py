"""How personal a campaign is: the writer's own words, counted."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from mairemail.campaigns.campaign import Campaign
from mairemail.campaigns.merge import Draft
from mairemail.letters.forms_of_address import Sender
from mairemail.letters.html import render_markdown, text_of
from mairemail.letters.letter import Letter, Part, read_letter
from mairemail.letters.library import BundledLetter, bundled_letters
from mairemail.letters.own_words import own_words
from mairemail.letters.rendering import CompiledLetter, Occasion, Rendered

_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_PARAGRAPHS = re.compile(r"\n\s*\n")
# A link's address is no word of anybody's.
_LINK = re.compile(r"\(?https?://\S+")
_WORD = re.compile(r"[^\W_]+")
_FORMULAS = Letter(
    shown_as="",
    is_markdown=False,
    headers=(("Subject", Part(source="-", line=1)),),
    arguments=Path("arguments"),
    body=Part(source="{{ salutation }}\n\n{{ closing }}\n\n{{ signature }}\n", line=3),
)
# Fewer words in a row are the language's, not the letter's.
_LEAST_IN_COMMON = 5
# Of a letter's words; with fewer in common, it does not come from the bundled one.
_LEAST_SHARE = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWords:
    """
    The words of one message, and how many of them are its writer's.

    Attributes:
        nearest: The name of the bundled letter the others are from, None if of none.
    """

    words: int
    own: int
    nearest: str | None


def own_words_of(
    draft: Draft, campaign: Campaign, *, sender: Sender, today: datetime.date
) -> OwnWords:
    """
    Count the words of a draft that are not those of the nearest bundled letter.

    Both are written to the same contact, so that names and places are nobody's own. An
    argument that comes with the letter is not the writer's either; a note is.
    Salutation, closing and signature are not counted.
    """
    occasion = Occasion(sender=sender, today=today, campaign={}, values=campaign.values)
    formulas = set(_written(_FORMULAS, draft, occasion, campaign.language))
    said = [one for one in _paragraphs(draft.content.text) if one not in formulas]
    count = sum(map(len, said))
    nearest = _nearest(draft, campaign.language)
    if nearest is None:
        return OwnWords(words=count, own=count, nearest=None)
    # A formula that others of one's words stand beside is nobody's either.
    bundled = [
        one for one in _words_of(nearest, draft, occasion) if one not in formulas
    ]
    own = _not_in(said, bundled)
    if count - own < count * _LEAST_SHARE:
        return OwnWords(words=count, own=count, nearest=None)
    return OwnWords(words=count, own=own, nearest=nearest.name)


def _nearest(draft: Draft, language: str) -> BundledLetter | None:
    """Give the bundled letter with most runs of words in common, by their sources."""
    if draft.letter is None:
        return None
    said = _runs(draft.letter)

    def in_common(one: BundledLetter) -> int:
        return len(said & _runs(read_letter(one.path, shown_as=one.name)))

    letters = [one for one in bundled_letters() if one.language == language]
    return max(letters, key=in_common, default=None)


def _runs(letter: Letter) -> set[tuple[str, ...]]:
    """Give each run of words that is long enough to be a copy."""
    words = _WORD.findall(own_words(letter.body.source).casefold())
    return set(zip(*(words[start:] for start in range(_LEAST_IN_COMMON)), strict=False))


def _words_of(
    bundled: BundledLetter, draft: Draft, occasion: Occasion
) -> Iterator[tuple[str, ...]]:
    """Give the paragraphs of a bundled letter to the draft's contact, and arguments."""
    letter = read_letter(bundled.path, shown_as=bundled.name)
    yield from _written(letter, draft, occasion, bundled.language)
    for argument in bundled.arguments:
        source = _COMMENT.sub("", argument.path.read_text(encoding="utf-8"))
        yield from _paragraphs(text_of(render_markdown(source)))


def _written(
    letter: Letter, draft: Draft, occasion: Occasion, language: str
) -> list[tuple[str, ...]]:
    """Give the paragraphs of a letter to the draft's contact, none if it cannot be."""
    compiled = CompiledLetter(
        letter, language=language, occasion=occasion, is_typeset=False
    )
    rendered = compiled.render(draft.contact)
    return _paragraphs(rendered.text) if isinstance(rendered, Rendered) else []


def _paragraphs(text: str) -> list[tuple[str, ...]]:
    words = _LINK.sub(" ", text).casefold()
    found = (tuple(_WORD.findall(one)) for one in _PARAGRAPHS.split(words))
    return [one for one in found if one]


def _not_in(said: list[tuple[str, ...]], bundled: list[tuple[str, ...]]) -> int:
    """Count the words that are in none of the bundled paragraphs, in their order."""
    known = set(bundled)
    left = [word for one in said if one not in known for word in one]
    taken = set(said)
    rest = [word for one in bundled if one not in taken for word in one]
    blocks = SequenceMatcher(None, left, rest, autojunk=False).get_matching_blocks()
    return len(left) - sum(
        block.size for block in blocks if block.size >= _LEAST_IN_COMMON
    )
