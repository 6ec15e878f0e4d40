"""French: the prepositions before the name of a place."""

import unicodedata
from functools import cache
from pathlib import Path

_CONTRACTED = {
    "de": {"le": "du ", "les": "des ", "aux": "des "},
    "à": {"le": "au ", "les": "aux ", "aux": "aux "},
}
# INSEE gives it no article, whatever it looks like.
_WITHOUT_ARTICLE = {"le vernet-chaméane"}


def de(place: str) -> str:
    """Give `du Havre`, `des Ulis`, `d'Angers`, `de La Rochelle`, `de Haguenau`."""
    if not place.startswith("Aux ") and _takes_apostrophe(place):
        return f"d'{place}"
    return _with_preposition("de", place)


def a(place: str) -> str:
    """Give `au Mans`, `aux Sables-d'Olonne`, `à Lyon`, `à La Rochelle`."""
    return _with_preposition("à", place)


def _with_preposition(preposition: str, place: str) -> str:
    article, space, rest = place.partition(" ")
    contracted = _CONTRACTED[preposition].get(article.lower())
    has_article = rest[:1].isupper() and place.lower() not in _WITHOUT_ARTICLE
    if space and contracted and has_article:
        return contracted + rest
    return f"{preposition} {place}"


def _takes_apostrophe(place: str) -> bool:
    """Tell whether the name begins with a vowel, a Y or a mute H (INSEE's TNCC 1)."""
    first = unicodedata.normalize("NFD", place[:1].lower())[:1]
    if first == "h":
        return place.lower() not in _aspirated()
    return first in set("aeiouyœæ")


@cache
def _aspirated() -> frozenset[str]:
    data = Path(__file__).parent / "data" / "aspirated_h.txt"
    lines = data.read_text(encoding="utf-8").splitlines()
    return frozenset(line.lower() for line in lines if not line.startswith("#"))
