"""Communes by code and by name: a stand-in with a few of them, until all are here."""

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Commune:
    """
    A commune of the Code officiel géographique.

    Attributes:
        code: Of INSEE, five characters.
        name: As INSEE spells it, with its article.
        tncc: INSEE's kind of name, 0 to 8: which article it takes.
        population: Inhabitants, None where not known.
        department: Its department's code.
    """

    code: str
    name: str
    tncc: int
    population: int | None
    department: str


_COMMUNES = {
    code: Commune(code=code, name=name, tncc=tncc, population=None, department=place)
    for code, name, tncc, place in (
        ("35238", "Rennes", 0, "35"),
        ("48009", "Peyre en Aubrac", 0, "48"),
        ("48080", "Langogne", 0, "48"),
        ("48092", "Marvejols", 0, "48"),
        ("48095", "Mende", 0, "48"),
        ("48140", "Saint-Chély-d'Apcher", 0, "48"),
        ("50041", "La Hague", 3, "50"),
        ("76351", "Le Havre", 2, "76"),
        ("93066", "Saint-Denis", 0, "93"),
        ("97411", "Saint-Denis", 0, "974"),
        ("2A004", "Ajaccio", 1, "2A"),
        ("97101", "Les Abymes", 4, "971"),
        ("97601", "Acoua", 1, "976"),
        ("98711", "Anaa", 1, "987"),
    )
}


def exact_name(code: str) -> str | None:
    """Give a commune's name as INSEE spells it, None for a code not known."""
    commune = _COMMUNES.get(code)
    return commune.name if commune else None


def communes_named(text: str) -> list[Commune]:
    """Give the communes of a name; accents, case and hyphens do not matter."""
    wanted = _folded(text)
    return [one for one in _COMMUNES.values() if _folded(one.name) == wanted]


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if char.isalnum())
