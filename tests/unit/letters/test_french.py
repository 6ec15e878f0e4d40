"""Prepositions before the names of places."""

import csv
import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mairemail.letters.french import a, de
from tests.unit.material import SHARED

# INSEE's TNCC: the article of a name, and whether it wants an apostrophe.
_DE = {
    "0": "de {}", "1": "d'{}", "2": "du {}", "3": "de La {}", "4": "des {}",
    "5": "de L'{}", "6": "des {}", "7": "de Las {}", "8": "de Los {}",
}  # fmt: skip
_A = {
    "0": "à {}", "1": "à {}", "2": "au {}", "3": "à La {}", "4": "aux {}",
    "5": "à L'{}", "6": "aux {}", "7": "à Las {}", "8": "à Los {}",
}  # fmt: skip
# Towns that share a name in H, which INSEE writes with an apostrophe in one department
# and without in another: no rule can tell them apart.
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


def test_the_communes_of_france_read_as_insee_writes_them() -> None:
    """All 34,875 of them: any mayor may be the one who reads the letter."""
    path = SHARED / "data/cog/v_commune_2026.csv.gz"
    if not path.exists():
        pytest.skip("the shared data are not here")
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        communes = [row for row in csv.DictReader(file) if row["TYPECOM"] == "COM"]
    wrong = [
        row["LIBELLE"]
        for row in communes
        if row["TNCC"]
        and (de(row["LIBELLE"]), a(row["LIBELLE"]))
        != (
            _DE[row["TNCC"]].format(row["NCCENR"]),
            _A[row["TNCC"]].format(row["NCCENR"]),
        )
    ]
    assert len(communes) > 34_000
    assert all(name.startswith("H") for name in wrong), wrong
    assert len(wrong) <= _HOMONYMS
