"""French: the prepositions before the name of a place."""

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

from mairemail.contacts.fields import field_of, slug
from mairemail.places.departments import (
    Region,
    department_named,
    department_of,
    region_named,
    region_of,
)

_ASPIRATED = Path(__file__).parent / "data" / "aspirated_h.txt"
_CONTRACTED = {
    "de": {"le": "du ", "les": "des ", "aux": "des "},
    "à": {"le": "au ", "les": "aux ", "aux": "aux "},
}
# INSEE gives it no article, whatever it looks like.
_WITHOUT_ARTICLE = {"le vernet-chaméane"}
# Departments with an article that share their name with a commune, which has none: the
# name alone does not say which is meant, and a commune is meant more often.
_COMMUNES_TOO = {
    "allier", "aube", "correze", "creuse", "doubs", "indre", "landes", "mayenne",
    "vaucluse", "vienne",
}  # fmt: skip
_ARTICLE_BEFORE_KEY = re.compile(r"(?:l|la|le|les) ")


class PlaceKind(StrEnum):
    """What the names of a column name."""

    COMMUNE = "communes"
    DEPARTMENT = "departments"
    REGION = "regions"


class Place(str):
    """
    The name or code of a place whose kind is known, as its column tells it.

    Attributes:
        kind: What it names.
        department: Of a commune in H, the code (`51`), empty where nothing gives it.
    """

    __slots__ = ("department", "kind")
    kind: PlaceKind
    department: str

    def __new__(cls, name: str, kind: PlaceKind, department: str = "") -> "Place":
        """Make a text that knows its kind."""
        place = super().__new__(cls, name)
        place.kind = kind
        place.department = department
        return place


def de(place: str) -> str:
    """Give `du Havre`, `des Ulis`, `d'Angers`, `de La Rochelle`, `de l'Ain`."""
    area = _area_of(place)
    if area and area.article:
        return _before_area("de", area)
    name = area.name if area else place
    if not name.startswith("Aux ") and _takes_apostrophe(name, place):
        return f"d'{name}"
    return _with_preposition("de", name)


def a(place: str) -> str:
    """Give `au Mans`, `aux Sables-d'Olonne`, `à Lyon`, `à l'Ain`."""
    area = _area_of(place)
    return _before_area("à", area) if area else _with_preposition("à", place)


def dans(place: str) -> str:
    """Give `dans l'Ain`, `en Ardèche`, `à La Réunion`; before a commune, as `a`."""
    area = _area_of(place)
    if area is None:
        return a(place)
    if area.preposition == "dans":
        return _before_area("dans", area)
    return f"{area.preposition} {area.name}"


def before(preposition: str, place: str) -> str:
    """Give what `de`, `a` or `dans` gives; a letter names its places several times."""
    if isinstance(place, Place):
        return _before(preposition, str(place), place.kind, place.department)
    return _before(preposition, place, None, "")


@lru_cache(maxsize=1024)
def _before(
    preposition: str, name: str, kind: PlaceKind | None, department: str
) -> str:
    place = Place(name, kind, department) if kind else name
    return {"de": de, "a": a, "dans": dans}[preposition](place)


def place_kind(column: str) -> PlaceKind | None:
    """Tell from a column's name, as a letter writes it, what its cells name."""
    words = set(slug(column).split("_"))
    if words & {"department", "departement", "dep", "dept"}:
        return PlaceKind.DEPARTMENT
    if words & {"region", "reg"}:
        return PlaceKind.REGION
    return PlaceKind.COMMUNE if field_of(column) == "commune" else None


def place_in(cells: Mapping[str, str], name: str, kind: PlaceKind) -> Place:
    """Give a contact's cell with what its row tells of the place."""
    department = ""
    if kind is PlaceKind.COMMUNE and cells[name][:1] in "Hh":
        # A spreadsheet drops the zero of 01004.
        insee = cells.get("insee", "").strip().upper().zfill(5)
        area = _area_of(Place(cells.get("department", ""), PlaceKind.DEPARTMENT))
        department = insee[:2] if "insee" in cells else area.code if area else ""
    return Place(cells[name], kind, department)


def _area_of(place: str) -> Region | None:
    """Give the department or region, None for a commune or a name not known."""
    match place.kind if isinstance(place, Place) else None:
        case PlaceKind.COMMUNE:
            return None
        case PlaceKind.DEPARTMENT:
            return department_of(place)
        case PlaceKind.REGION:
            return region_of(place)
    key = slug(place).replace("_", " ")
    if key in _COMMUNES_TOO or _ARTICLE_BEFORE_KEY.match(key):
        return None
    return department_named(place) or region_named(place)


def _before_area(preposition: str, area: Region) -> str:
    article = area.article
    contracted = _CONTRACTED.get(preposition, {}).get(article)
    if contracted:
        return contracted + area.name
    before = article if article.endswith("'") or not article else f"{article} "
    return f"{preposition} {before}{area.name}"


def _with_preposition(preposition: str, place: str) -> str:
    article, space, rest = place.partition(" ")
    contracted = _CONTRACTED[preposition].get(article.lower())
    has_article = rest[:1].isupper() and place.lower() not in _WITHOUT_ARTICLE
    if space and contracted and has_article:
        return contracted + rest
    return f"{preposition} {place}"


def _takes_apostrophe(name: str, place: str) -> bool:
    """Tell whether the name begins with a vowel, a Y or a mute H (INSEE's TNCC 1)."""
    first = unicodedata.normalize("NFD", name[:1].lower())[:1]
    if first == "h":
        departments = _aspirated().get(name.lower())
        known = place.department if isinstance(place, Place) else ""
        return departments is None or bool(
            known and departments and known not in departments
        )
    return first in set("aeiouyœæ")


@cache
def _aspirated() -> dict[str, frozenset[str]]:
    """Give names in an aspirated H, and in which departments; in all if empty."""
    text = _ASPIRATED.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    parts = [line.lower().partition("\t") for line in lines]
    return {name: frozenset(where.split()) for name, _tab, where in parts}
