"""Titles that a letter's writer typed by hand, where each person has their own."""

import re
from collections.abc import Iterator
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
_OPENING = r"(?:(?:bonjour|bonsoir|salut|ch[eè]re?|dear|hello|hi)\s+)?"
_CLOSING = r"(?:agréer|agréez|recevoir|recevez|croire)\s*,?\s+"
_ATTENTION = r"à\s+l['’]attention\s+de\s+"
_ABBREVIATED = {"Madame": "(?:madame|mme)", "Monsieur": r"(?:monsieur|mr|m\.)"}


def wrong_titles(draft: Draft) -> list[Finding]:
    """
    Give the title in a message that the civility of its row contradicts.

    A letter that says the salutation, and types no title itself, has none.
    """
    if _says_salutation(draft.names) and not (
        draft.letter and _types_titles(draft.letter.body.source)
    ):
        return []
    civility = draft.contact.cells.get("civility", "")
    gender = gender_of(civility)
    title = gender and wrong_title(draft.content.text, gender)
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
    greeting = _greeting().search(text)
    closings = (found[1] for found in _closing().finditer(text))
    for words in (*([greeting[0]] if greeting else []), *closings):
        found = _titles(other).search(words)
        # Said together with one of the right gender: “Madame la Maire, Monsieur,”.
        if found and not _titles(gender).search(words):
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


@lru_cache(maxsize=64)
def _says_salutation(names: frozenset[str]) -> bool:
    """Tell whether a letter that takes these from a row says the salutation."""
    return any(field_of(name) == "salutation" for name in names)


@lru_cache(maxsize=64)
def _types_titles(source: str) -> bool:
    """Tell whether a letter speaks to somebody by a title of its own."""
    if not re.search(
        r"\b(?:madame|mademoiselle|monsieur|mme|m[.r]|dear)", source, re.IGNORECASE
    ):
        # Nearly always; the patterns of all titles take longer than a few letters.
        return False
    return bool(_greeting().search(source) or _closing().search(source))


@cache
def _greeting() -> re.Pattern[str]:
    """Give the pattern of the line with which a letter begins to speak to somebody."""
    one = rf"{_OPENING}{_title(*Gender)}[^.,;:!?\n]{{0,40}}"
    return re.compile(
        rf"^(?:(?:{one}[,!]\s*)+|{_ATTENTION}{one})$", re.IGNORECASE | re.MULTILINE
    )


@cache
def _closing() -> re.Pattern[str]:
    """Give the pattern of a closing formula; its group holds the titles."""
    title = _title(*Gender)
    return re.compile(
        rf"{_CLOSING}({title}(?:\s*(?:,|/|\bou\b|\bet\b)\s*{title})*)", re.IGNORECASE
    )


@cache
def _titles(gender: Gender) -> re.Pattern[str]:
    return re.compile(_title(gender), re.IGNORECASE)


def _title(*genders: Gender) -> str:
    """Give the pattern of any title of these genders, the longest first."""
    titles = set().union(*map(titles_of, genders))
    patterns = map(_pattern, sorted(titles, key=len, reverse=True))
    return rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)"


def _pattern(title: str) -> str:
    words = (_ABBREVIATED.get(word, re.escape(word)) for word in title.split())
    pattern = r"\s+".join(words).replace("'", "['’]")
    # “Dear Sir or Madam”.
    return pattern.replace(r"Dear\s+", r"(?:Dear\s+)?")
