"""How a letter speaks to an official, and how its writer signs."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

from mairemail.contacts.address import Mailbox
from mairemail.contacts.civilities import FEMININE, MASCULINE
from mairemail.contacts.fields import fold

LANGUAGES = ("fr", "en")
# What may stand before an office: its rank, a civility, an article.
_BEFORE = re.compile(
    r"(?:\d+\s*(?:er|ere|re|e|eme|nd|nde|de|d|st|rd|th)?|premiere?|seconde?|\w+ieme|autre"
    r"|first|third|fourth|fifth|monsieur|madame|madam|m|mme|mlle|mr|mrs|ms|miss"
    r"|les?|la|l|the|notre|votre|your)\b[\s'’]*"
)
# As in “adjoint(e)”, “conseiller·ère”, “directeur(trice)”.
_BOTH_GENDERS = re.compile(
    r"\((?:e|ere|ne|se|trice|rice)s?\)|(?<=\w)[·•/](?:e|ere|ne|trice|rice)s?\b"
    r"|(?<=\w)\.(?:e|ere|trice)s?\b"
)
# As in “sénateur/sénatrice”.
_BOTH_WORDS = re.compile(r"\b((\w{4})\w*)\s*/\s*\2\w*")
_ASSOCIATION = {"fr": "Association n° {number}", "en": "Association no. {number}"}


class Gender(StrEnum):
    """The grammatical gender of a form of address, from the civility alone."""

    FEMININE = "feminine"
    MASCULINE = "masculine"


class Feminine(StrEnum):
    """How a French letter calls a woman who holds an office."""

    LA_MAIRE = "la maire"
    LE_MAIRE = "le maire"
    LA_MAIRESSE = "la mairesse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """
    Who writes: what the signature and the From header say.

    Attributes:
        association_number: Of an association, in the répertoire national (`W751000000`)
            or its SIREN; empty for anybody else.
    """

    name: str
    email: str
    postal_address: str = ""
    phone: str = ""
    association_number: str = ""

    @property
    def mailbox(self) -> Mailbox:
        """Where messages come from."""
        return Mailbox(name=self.name, email=self.email)

    def signature(self, language: str) -> str:
        """
        Give the sender's name, number and coordinates, a line each.

        A public body must answer one who gives name, postal and e-mail address, or the
        association's number (Code des relations entre le public et l'administration,
        L112-8, R112-9-1).
        """
        number = self.association_number
        if number:
            number = _ASSOCIATION[language].format(number=number)
        lines = (self.name, number, self.postal_address, self.email, self.phone)
        return "\n".join(line for line in lines if line)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Office:
    base: str
    closing: str
    forms: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _FormsOfAddress:
    """
    What offices.toml says.

    Attributes:
        begins: How a cell begins, by its first two letters, the longest first, and the
            office, None for what is not, or no longer, one.
        has_word: The words that make an office one of the past.
        capitals: The words that keep theirs in a sentence.
        also: Titles that are none of our forms, by language and gender.
    """

    begins: Mapping[str, Sequence[tuple[str, _Office | None]]]
    has_word: frozenset[str]
    neutral: Mapping[str, str]
    sentence: Mapping[str, str]
    capitals: frozenset[str]
    civility: Mapping[str, Mapping[str, str]]
    also: Mapping[str, Mapping[str, Sequence[str]]]
    closing: Mapping[str, Mapping[str, str]]


class Lack(StrEnum):
    """What a form of address would have needed to know."""

    OFFICE = "office"
    CIVILITY = "civility"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormOfAddress:
    """
    What a letter says to one official; no form carries its final punctuation.

    Attributes:
        office_title: How a sentence calls them: `madame la maire`, `la mairie`.
        lacks: What was not known, so that a more general form had to be taken.
    """

    salutation: str
    closing: str
    office_title: str
    lacks: Lack | None


def gender_of(civility: str) -> Gender | None:
    """Read a civility (`Mme`, `M.`, `F`, `Mr`); never guesses, None where unknown."""
    text = fold(civility).strip()
    if text in FEMININE:
        return Gender.FEMININE
    return Gender.MASCULINE if text in MASCULINE else None


@lru_cache(maxsize=4096)
def base_office(office: str) -> str:
    """Give the office behind a cell (`2e adjointe au maire` is `adjoint`), or ""."""
    found = _office_of(office)
    return found.base if found else ""


@cache
def titles_of(gender: Gender) -> frozenset[str]:
    """Give every title that is said to one gender alone, a name after it left out."""
    data = _data()
    found: set[str] = set()
    for language in LANGUAGES:
        found.add(data.civility[language][gender].partition(" {")[0])
        found.update(data.also[language][gender])
    for offices in data.begins.values():
        for _words, office in offices:
            own = office.forms["fr"] if office else {}
            styles = [_styled(own, feminine) for feminine in Feminine]
            found.update(one[gender] for one in styles if gender in one)
    return frozenset(found)


def form_of_address(
    office: str,
    civility: str,
    last_name: str,
    *,
    language: str,
    salutation: str = "",
    feminine: Feminine = Feminine.LA_MAIRE,
) -> FormOfAddress:
    """
    Give salutation, closing and title for an official.

    Args:
        office: The cell, empty where not known.
        civility: The cell, empty where not known.
        last_name: The cell, empty where not known; only English forms use it.
        language: `fr` or `en`.
        salutation: One written for this person, which goes before the computed one.
        feminine: How French calls a woman who holds an office.
    """
    pattern, whole = _pattern(office, civility, language, bool(last_name), feminine)
    if whole and not salutation:
        return whole
    said = salutation or pattern.salutation.format(last_name=last_name)
    return FormOfAddress(
        salutation=said,
        closing=pattern.closing.format(salutation=said),
        office_title=pattern.office_title,
        lacks=None if salutation else pattern.lacks,
    )


@lru_cache(maxsize=1024)
def _pattern(
    office: str,
    civility: str,
    language: str,
    is_named: bool,  # noqa: FBT001 - a key of the cache, handed over by one caller
    feminine: Feminine,
) -> tuple[FormOfAddress, FormOfAddress | None]:
    """
    Give the forms with `{last_name}` and `{salutation}` still to be filled in.

    And the same filled in, for the many officials whose form has no name in it.
    """
    forms = _data()
    known = _office_of(office)
    own = _styled(known.forms[language], feminine) if known else {}
    gender = gender_of(civility)
    found = _salutation(own, forms.civility[language], gender, is_named=is_named)
    closings = forms.closing[language]
    closing = closings.get(known.closing if known else "", closings["default"])
    if "{last_name}" in found:
        closing = closings.get("named", closing)
    title = _in_a_sentence(own[gender]) if gender and gender in own else ""
    pattern = FormOfAddress(
        salutation=found or forms.neutral[language],
        closing=closing,
        office_title=title or own.get("sentence", forms.sentence[language]),
        lacks=Lack.OFFICE if known is None else None if found else Lack.CIVILITY,
    )
    said = pattern.salutation
    if "{last_name}" in said:
        return pattern, None
    return pattern, replace(pattern, closing=closing.format(salutation=said))


def _styled(own: Mapping[str, str], feminine: Feminine) -> Mapping[str, str]:
    """Give an office's forms with the feminine that the campaign chose."""
    if feminine is Feminine.LE_MAIRE and "masculine" in own:
        return {**own, "feminine": own["masculine"].replace("Monsieur", "Madame")}
    if feminine is Feminine.LA_MAIRESSE and "mairesse" in own:
        return {**own, "feminine": own["mairesse"]}
    return own


def _salutation(
    own: Mapping[str, str],
    civility: Mapping[str, str],
    gender: Gender | None,
    *,
    is_named: bool,
) -> str:
    """Choose the form: the office's own, else the civility's, else none."""
    if is_named and "named" in own:
        return own["named"]
    if "any" in own:
        return own["any"]
    if gender is None:
        return ""
    found = own.get(gender) or civility[gender]
    return "" if "{last_name}" in found and not is_named else found


@cache
def _in_a_sentence(title: str) -> str:
    """Give `madame la maire` for `Madame la Maire`."""
    capitals = _data().capitals
    words = re.split(r"(\W)", title)
    return "".join(word if word in capitals else word.lower() for word in words)


def _office_of(office: str) -> _Office | None:
    """Find the office a cell begins with, whatever stands before and after it."""
    data = _data()
    text = _BOTH_GENDERS.sub("", fold(office))
    if "/" in text:
        text = _BOTH_WORDS.sub(r"\1", text)
    text = text.replace("’", "'").replace(".", "").replace("-", " ")
    text = " ".join(text.split())
    first = re.split("[,;/]", text)[0]
    if not data.has_word.isdisjoint(re.findall(r"\w+", first)):
        return None
    while True:
        for words, known in data.begins.get(text[:2], ()):
            if _beginning(words).match(text):
                return known
        before = _BEFORE.match(text)
        if not before:
            return None
        text = text[before.end() :]


@cache
def _data() -> _FormsOfAddress:
    source = Path(__file__).parent / "data" / "offices.toml"
    data = tomllib.loads(source.read_text(encoding="utf-8"))
    begins: list[tuple[str, _Office | None]]
    begins = [(words, None) for words in data["unknown"]["begins"]]
    for entry in data["office"]:
        office = _Office(
            base=entry.get("base", entry["name"]),
            closing=entry.get("closing", "default"),
            forms={lang: entry[lang] for lang in LANGUAGES},
        )
        begins += ((words, office) for words in entry["begins"])
    begins.sort(key=lambda one: len(one[0]), reverse=True)
    by_letters = defaultdict(list)
    for words, known in begins:
        by_letters[words[:2]].append((words, known))
    return _FormsOfAddress(
        begins=by_letters,
        has_word=frozenset(data["unknown"]["has_word"]),
        neutral=data["neutral"],
        sentence=data["sentence"],
        capitals=frozenset(data["capitals"]["fr"]),
        civility=data["civility"],
        also=data["also"],
        closing=data["closing"],
    )


@cache
def _beginning(words: str) -> re.Pattern[str]:
    """Give the pattern of a cell that begins so, in either gender or number."""
    parts = (
        r"\S+" if word == "*" else f"{re.escape(word)}(?:e|s|es)?"
        for word in words.split()
    )
    # "Mayor's secretary" is not the mayor.
    return re.compile(" ".join(parts) + r"(?!\w|'s\b)")
