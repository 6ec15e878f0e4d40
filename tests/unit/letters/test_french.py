"""Prepositions before the names of places."""

import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mairemail.letters.french import (
    Place,
    PlaceKind,
    a,
    dans,
    de,
    place_in,
    place_kind,
)
from tests.unit.material import SHARED
from tests.unit.places.shipped import shipped_communes

# INSEE's TNCC: the article of a name, and whether it wants an apostrophe.
_DE = {
    "0": "de {}", "1": "d'{}", "2": "du {}", "3": "de La {}", "4": "des {}",
    "5": "de L'{}", "6": "des {}", "7": "de Las {}", "8": "de Los {}",
}  # fmt: skip
_A = {
    "0": "à {}", "1": "à {}", "2": "au {}", "3": "à La {}", "4": "aux {}",
    "5": "à L'{}", "6": "aux {}", "7": "à Las {}", "8": "à Los {}",
}  # fmt: skip
_SAMPLE = Path(__file__).with_name("communes.csv")
# Towns that share a name in H, which INSEE writes with an apostrophe in one department
# and without in another.
_HOMONYMS = 13


@pytest.mark.parametrize(
    ("place", "of", "at"),
    [
        ("Lyon", "de Lyon", "à Lyon"),
        ("Angers", "d'Angers", "à Angers"),
        ("Évry", "d'Évry", "à Évry"),
        ("Œuilly", "d'Œuilly", "à Œuilly"),
        ("Yvetot", "d'Yvetot", "à Yvetot"),
        ("Hyères", "d'Hyères", "à Hyères"),
        ("Haguenau", "de Haguenau", "à Haguenau"),
        ("HAGUENAU", "de HAGUENAU", "à HAGUENAU"),
        ("Le Havre", "du Havre", "au Havre"),
        ("le Havre", "du Havre", "au Havre"),
        ("Les Ulis", "des Ulis", "aux Ulis"),
        ("La Rochelle", "de La Rochelle", "à La Rochelle"),
        ("L'Aigle", "de L'Aigle", "à L'Aigle"),
        ("Les Sables-d'Olonne", "des Sables-d'Olonne", "aux Sables-d'Olonne"),
        ("Aux Aussat", "des Aussat", "aux Aussat"),
        ("Lesneven", "de Lesneven", "à Lesneven"),
        ("Le Vernet-Chaméane", "de Le Vernet-Chaméane", "à Le Vernet-Chaméane"),
        ("Y", "d'Y", "à Y"),
    ],
)
def test_a_place_gets_its_preposition(place: str, of: str, at: str) -> None:
    """A letter about "la présence de Le Havre" is thrown away as a machine's."""
    assert (de(place), a(place)) == (of, at)


@given(st.text(min_size=1))
def test_no_name_is_changed_beyond_its_article(place: str) -> None:
    """Whatever stands in the cell, its words must be found again in the letter."""
    article, _space, rest = place.partition(" ")
    is_contracted = article.lower() in {"le", "les", "aux"}
    for said in (de(place), a(place)):
        assert said.endswith(rest if is_contracted and rest else place)


def _communes() -> Iterator[dict[str, str]]:
    """Give the 1,000 communes of the sample, whose origin communes.md tells."""
    with _SAMPLE.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _all_communes() -> list[dict[str, str]]:
    """Give those whose TNCC INSEE tells, in the columns of the sample."""
    return [
        {
            "COM": code,
            "TNCC": tncc,
            "NCCENR": name if tncc in "01" else re.split("[ ']", name, maxsplit=1)[1],
            "LIBELLE": name,
        }
        for code, name, tncc, _population in shipped_communes()
        if tncc
    ]


def _misread(communes: Iterable[dict[str, str]], *cells: str) -> list[str]:
    """Give the names that read otherwise than INSEE has them; `cells` are known."""
    wrong = []
    for row in communes:
        known = {"insee": row["COM"], "department": row["COM"][:2]}
        contact = {"commune": row["LIBELLE"]} | {cell: known[cell] for cell in cells}
        place = place_in(contact, "commune", PlaceKind.COMMUNE)
        expected = [form[row["TNCC"]].format(row["NCCENR"]) for form in (_DE, _A)]
        if [de(place), a(place)] != expected:
            wrong.append(row["LIBELLE"])
    return wrong


@pytest.mark.parametrize("cell", ["insee", "department"])
def test_a_thousand_communes_read_as_insee_writes_them(cell: str) -> None:
    """Articles, homonyms and names in H are over-represented in the sample."""
    communes = list(_communes())
    assert len(communes) == 1_000
    assert not _misread(communes, cell)


@pytest.mark.parametrize("cell", ["insee", "department"])
def test_the_communes_of_france_read_as_insee_writes_them(cell: str) -> None:
    """All 34,875, and 45 arrondissements: any mayor may be the one who reads it."""
    communes = _all_communes()
    assert len(communes) == 34_920
    assert not _misread(communes, cell)


def test_only_homonyms_need_more_than_their_name() -> None:
    """A list without codes or departments is common, and 13 communes are few."""
    wrong = _misread(_communes())
    assert len(wrong) == _HOMONYMS
    assert all(name.startswith("H") for name in wrong), wrong


def test_a_code_that_a_spreadsheet_cut_still_tells_the_department() -> None:
    """It reads 02376 as a number and shows 2376."""
    cells = {"commune": "Hauteville", "insee": "2376"}
    assert de(place_in(cells, "commune", PlaceKind.COMMUNE)) == "de Hauteville"


@pytest.mark.parametrize(
    ("cell", "of", "at", "inside"),
    [
        ("Ain", "de l'Ain", "à l'Ain", "dans l'Ain"),
        ("AIN", "de l'Ain", "à l'Ain", "dans l'Ain"),
        ("01", "de l'Ain", "à l'Ain", "dans l'Ain"),
        ("1", "de l'Ain", "à l'Ain", "dans l'Ain"),
        ("Ardèche", "de l'Ardèche", "à l'Ardèche", "en Ardèche"),
        ("Loire", "de la Loire", "à la Loire", "dans la Loire"),
        ("Haute-Loire", "de la Haute-Loire", "à la Haute-Loire", "en Haute-Loire"),
        ("Lot", "du Lot", "au Lot", "dans le Lot"),
        (
            "Lot-et-Garonne", "du Lot-et-Garonne", "au Lot-et-Garonne",
            "dans le Lot-et-Garonne",
        ),
        (
            "ILLE ET VILAINE", "d'Ille-et-Vilaine", "à Ille-et-Vilaine",
            "en Ille-et-Vilaine",
        ),
        ("Landes", "des Landes", "aux Landes", "dans les Landes"),
        ("Vienne", "de la Vienne", "à la Vienne", "dans la Vienne"),
        ("Creuse", "de la Creuse", "à la Creuse", "en Creuse"),
        ("48", "de la Lozère", "à la Lozère", "en Lozère"),
        ("la Lozère", "de la Lozère", "à la Lozère", "en Lozère"),
        ("2a", "de la Corse-du-Sud", "à la Corse-du-Sud", "en Corse-du-Sud"),
        ("Paris", "de Paris", "à Paris", "à Paris"),
        ("974", "de La Réunion", "à La Réunion", "à La Réunion"),
        ("Réunion", "de La Réunion", "à La Réunion", "à La Réunion"),
        ("ZM", "de Mayotte", "à Mayotte", "à Mayotte"),
        ("Vallée perdue", "de Vallée perdue", "à Vallée perdue", "à Vallée perdue"),
    ],
)  # fmt: skip
def test_a_department_gets_its_article(
    cell: str, of: str, at: str, inside: str
) -> None:
    """A list has its name or its code, and never the article."""
    place = Place(cell, PlaceKind.DEPARTMENT)
    assert (de(place), a(place), dans(place)) == (of, at, inside)


@pytest.mark.parametrize(
    ("cell", "of", "inside"),
    [
        ("Bretagne", "de Bretagne", "en Bretagne"),
        ("Grand Est", "du Grand Est", "dans le Grand Est"),
        ("Hauts-de-France", "des Hauts-de-France", "dans les Hauts-de-France"),
        ("Ile-de-France", "d'Île-de-France", "en Île-de-France"),
        ("84", "d'Auvergne-Rhône-Alpes", "en Auvergne-Rhône-Alpes"),
        ("Pays de la Loire", "des Pays de la Loire", "dans les Pays de la Loire"),
    ],
)
def test_a_region_gets_its_article(cell: str, of: str, inside: str) -> None:
    """As INSEE has them: two with "le", two with "les"."""
    place = Place(cell, PlaceKind.REGION)
    assert (de(place), dans(place)) == (of, inside)


def test_a_name_says_what_it_is_where_its_column_does_not() -> None:
    """`values.territoire` may hold a department; "Vienne" alone is the town."""
    assert de("Ain") == "de l'Ain"
    assert dans("Occitanie") == "en Occitanie"
    assert de("La Marne") == "de La Marne"
    assert (de("Vienne"), dans("Vienne")) == ("de Vienne", "à Vienne")
    assert de(Place("Marne", PlaceKind.COMMUNE)) == "de Marne"


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        ("commune", PlaceKind.COMMUNE),
        ("ville", PlaceKind.COMMUNE),
        ("department", PlaceKind.DEPARTMENT),
        ("libelle_du_departement", PlaceKind.DEPARTMENT),
        ("dep", PlaceKind.DEPARTMENT),
        ("region", PlaceKind.REGION),
        ("note", None),
    ],
)
def test_a_column_tells_what_its_cells_name(
    column: str, kind: PlaceKind | None
) -> None:
    """Vienne is a commune of Isère and a department, Landes likewise."""
    assert place_kind(column) is kind


def test_every_department_of_insee_is_known() -> None:
    """With INSEE's article, whatever usage says of some."""
    path = SHARED / "data/cog/departements.csv"
    if not path.exists():
        pytest.skip("INSEE's list of departments is not here")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 101
    for row in rows:
        said = de(Place(row["DEP"], PlaceKind.DEPARTMENT))
        form = _DE[row["TNCC"]].replace("La", "la").replace("L'", "l'")
        assert said == form.format(row["LIBELLE"])
