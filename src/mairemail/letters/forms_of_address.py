"""How a letter speaks to an official, and how its writer signs."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

from mairemail.contacts.fields import fold

LANGUAGES = ("fr", "en")
_RANK = re.compile(
    r"^(?:\d+\s*(?:er|ere|e|eme|nd|nde|de|st|rd|th)?|premiere?|first|second|seconde"
    r"|\w+ieme|monsieur|madame|m|mme|l|le|la)\b[\s.'’]*"
)
_ASSOCIATION = {"fr": "Association n° {number}", "en": "Association no. {number}"}
_CIVILITIES = {
    "feminine": "mme mme. madame mlle mademoiselle f femme feminin female mrs mrs. ms "
    "ms. miss 2",
    "masculine": "m m. mr mr. monsieur h homme masculin male 1",
}


class Gender(StrEnum):
    """The grammatical gender of a form of address, from the civility alone."""

    FEMININE = "feminine"
    MASCULINE = "masculine"


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
    name: str
    begins: tuple[str, ...]
    contains: tuple[str, ...] = ()
    is_collective: bool = False
    forms: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _FormsOfAddress:
    offices: tuple[_Office, ...]
    neutral: Mapping[str, str]
    civility: Mapping[str, Mapping[str, str]]
    closing: Mapping[str, Mapping[str, str]]


class Lack(StrEnum):
    """What a form of address would have needed to know."""

    OFFICE = "office"
    CIVILITY = "civility"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormOfAddress:
    """
    What a letter says to one official; neither form carries its final punctuation.

    Attributes:
        lacks: What was not known, so that a more general form had to be taken.
    """

    salutation: str
    closing: str
    lacks: Lack | None


def gender_of(civility: str) -> Gender | None:
    """Read a civility (`Mme`, `M.`, `F`, `Mr`); never guesses, None where unknown."""
    text = fold(civility).strip()
    for gender in Gender:
        if text in _CIVILITIES[gender].split():
            return gender
    return None


@lru_cache(maxsize=4096)
def base_office(office: str) -> str:
    """Give the office behind a cell (`2e adjointe au maire` is `adjoint`), or ""."""
    found = _office_of(office)
    return found.name if found else ""


def form_of_address(
    office: str, civility: str, last_name: str, *, language: str, salutation: str = ""
) -> FormOfAddress:
    """
    Give salutation and closing for an official.

    Args:
        office: The cell, empty where not known.
        civility: The cell, empty where not known.
        last_name: The cell, empty where not known; only English forms use it.
        language: `fr` or `en`.
        salutation: One written for this person, which goes before the computed one.
    """
    pattern = _pattern(office, civility, language, bool(last_name))
    said = salutation or pattern.salutation.format(last_name=last_name)
    return FormOfAddress(
        salutation=said,
        closing=pattern.closing.format(salutation=said),
        lacks=None if salutation else pattern.lacks,
    )


@lru_cache(maxsize=1024)
def _pattern(
    office: str,
    civility: str,
    language: str,
    is_named: bool,  # noqa: FBT001 - a key of the cache, handed over by one caller
) -> FormOfAddress:
    """Give the forms with `{last_name}` and `{salutation}` still to be filled in."""
    forms = _data()
    known = _office_of(office)
    own = known.forms.get(language, {}) if known else {}
    gender = gender_of(civility)
    found = _salutation(own, forms.civility[language], gender, is_named=is_named)
    closings = forms.closing[language]
    closing = own.get("closing", closings["default"])
    if "{last_name}" in found:
        closing = closings.get("named", closing)
    return FormOfAddress(
        salutation=found or forms.neutral[language],
        closing=closing,
        lacks=Lack.OFFICE if known is None else None if found else Lack.CIVILITY,
    )


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


def _office_of(office: str) -> _Office | None:
    text = " ".join(fold(office).replace("-", " ").split())
    while rank := _RANK.match(text):
        text = text[rank.end() :]
    for known in _data().offices:
        if any(re.match(rf"{start}(?:e|s|es)?\b", text) for start in known.begins):
            return known
        if any(part in text for part in known.contains):
            return known
    return None


@cache
def _data() -> _FormsOfAddress:
    source = Path(__file__).parent / "data" / "offices.toml"
    data = tomllib.loads(source.read_text(encoding="utf-8"))
    return _FormsOfAddress(
        offices=tuple(
            _Office(
                name=entry["name"],
                begins=tuple(entry["begins"]),
                contains=tuple(entry.get("contains", ())),
                is_collective=entry.get("is_collective", False),
                forms={lang: entry[lang] for lang in LANGUAGES},
            )
            for entry in data["office"]
        ),
        neutral=data["neutral"],
        civility=data["civility"],
        closing=data["closing"],
    )
