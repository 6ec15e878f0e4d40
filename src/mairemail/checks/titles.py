"""Titles that a letter's writer typed by hand, where each person has their own."""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from mairemail.campaigns.merge import Draft
from mairemail.checks.finding import Finding
from mairemail.checks.letter import bare_salutation
from mairemail.contacts.contact import Severity
from mairemail.contacts.fields import field_of
from mairemail.language import _
from mairemail.letters.forms_of_address import Gender, gender_of, titles_of
from mairemail.letters.letter import Letter
from mairemail.letters.own_words import own_words

# What differs from one person to the next, in how they are spoken to.
_OF_A_PERSON = {"civility", "first_name", "last_name", "office_title", "salutation"}
_VALUE = re.compile(r"\{\{(.*?)\}\}")
_LACKS_BRACE = re.compile(r"\{\s*salutation")
_NAME = re.compile(r"[^\W\d]\w*")
# As in a letter's first line: “Bonjour {{ x }},”.
_GREETING = re.compile(r".{1,80}[,!:]\s*")
# Said to somebody of whom one does not know whether they are a woman or a man.
_TO_EITHER = re.compile(
    r"\b(?:madame|monsieur|mme|m\.|mesdames|messieurs|sir|madam)"
    r"\s*(?:,|/|\bou\b|\bet\b|\bor\b|\band\b)\s*"
    r"(?:madame|monsieur|mme|m\.|mesdames|messieurs|sir|madam)\b",
    re.IGNORECASE,
)
# Between two titles that are said together: “Madame la Maire, Monsieur le Maire”.
_TOGETHER = re.compile(r"\s*(?:,|/|\bou\b|\bet\b|\bor\b|\band\b)\s*", re.IGNORECASE)
# What stands before a title with which somebody is spoken to, on its line.
_BEFORE = re.compile(
    r"(?:^(?:à)?|[,;:.!?…«“\"(]|\b(?:bonjour|bonsoir|salut|ch[eè]re?|hello|hi|dear|recevez"
    r"|recevoir|agréer|agréez|croire|attention\s+de|attention\s+of))\s*$",
    re.IGNORECASE,
)
_AFTER = re.compile(r"\s*(?:[,!:;.»”\")]|$)")
# The rest of a line that is a greeting: “de Rennes,” “Hartley,”.
_REST_OF_GREETING = re.compile(r"\s+[^.,;:!?]{1,40}[,!:]\s*$")
_ABBREVIATED = {"Madame": "(?:madame|mme)", "Monsieur": r"(?:monsieur|mr|m\.)"}


@lru_cache(maxsize=64)
def says_salutation(names: frozenset[str]) -> bool:
    """Tell whether a letter that takes these from a row says the salutation."""
    return any(field_of(name) == "salutation" for name in names)


def wrong_titles(draft: Draft) -> list[Finding]:
    """Give the title in a message that the civility of its row contradicts."""
    civility = draft.contact.cells.get("civility", "")
    gender = gender_of(civility)
    content = draft.content
    title = gender and wrong_title(f"{content.subject}\n{content.text}", gender)
    if not title:
        return []
    return [
        Finding(
            code="wrong-title",
            severity=Severity.WARNING,
            row=draft.contact.row,
            message=_(
                "The letter says “{title}”, the civility of this row is “{civility}”"
            ).format(title=title, civility=civility),
            hint=_(
                "Write {example} in the letter, and each gets their own; or correct "
                "the column civility"
            ).format(example="{{ salutation }}"),
        )
    ]


def wrong_title(text: str, gender: Gender) -> str:
    """Give the first title by which the other gender is spoken to, or nothing."""
    other = next(one for one in Gender if one is not gender)
    text = _TO_EITHER.sub(lambda found: "\0" * len(found[0]), text)
    right = [found.span() for found in _titles(gender).finditer(text)]
    for found in _titles(other).finditer(text):
        start, end = found.span()
        if _speaks_to(text, start, end) and not _is_beside(text, start, end, right):
            return " ".join(found[0].split())
    return ""


def alike_for_all(draft: Draft, count: int) -> Iterator[Finding]:
    """Warn of a letter that speaks to so many people as to one; `draft` is to any."""
    letter = draft.letter
    fields = {field_of(name) or name for name in draft.names}
    if letter is None or count < 2 or fields & _OF_A_PERSON:
        return
    # One that lacks a brace is still to be corrected, and told as such.
    if _LACKS_BRACE.search(own_words(letter.body.source)):
        return
    if bare_salutation(letter) or _greets_by_cell(letter, draft.names):
        return
    yield Finding(
        code="same-salutation",
        severity=Severity.WARNING,
        row=None,
        message=_(
            "{file} never says {example}: all {count} people are addressed alike"
        ).format(file=letter.shown_as, example="{{ salutation }}", count=count),
        hint=_("Write {example}, and each gets their own: Madame la Maire").format(
            example="{{ salutation }}"
        ),
    )


def _greets_by_cell(letter: Letter, names: frozenset[str]) -> bool:
    """Tell whether a greeting holds a cell, such as `{{ accueil }},`."""
    lines = (line for line in letter.body.source.split("\n") if line.strip())
    greeting = next(filter(_GREETING.fullmatch, lines), "")
    said = (word for value in _VALUE.findall(greeting) for word in _NAME.findall(value))
    return not names.isdisjoint(said)


@cache
def _titles(gender: Gender) -> re.Pattern[str]:
    """Give the pattern of every title of a gender, the longest first."""
    longest_first = sorted(titles_of(gender), key=len, reverse=True)
    patterns = "|".join(map(_pattern, longest_first))
    return re.compile(rf"(?<!\w)(?:{patterns})(?!\w)", re.IGNORECASE)


def _pattern(title: str) -> str:
    words = (_ABBREVIATED.get(word, re.escape(word)) for word in title.split())
    return r"\s+".join(words).replace("'", "['’]")


def _speaks_to(text: str, start: int, end: int) -> bool:
    """Tell whether somebody is spoken to by a title, and not of."""
    before = text[text.rfind("\n", 0, start) + 1 : start]
    after = text[end:].partition("\n")[0]
    if not _BEFORE.search(before):
        return False
    is_first = not before.strip() or before.strip().isalpha()
    return bool(
        _AFTER.match(after) or (is_first and _REST_OF_GREETING.fullmatch(after))
    )


def _is_beside(
    text: str, start: int, end: int, right: Iterable[tuple[int, int]]
) -> bool:
    """Tell whether a title of the right gender is said together with another."""
    return any(
        _TOGETHER.fullmatch(text[end:begins] if begins >= end else text[ends:start])
        for begins, ends in right
    )
