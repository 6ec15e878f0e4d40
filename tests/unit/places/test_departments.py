"""The departments and regions of France."""

import pytest

from mairemail.places.communes import commune_of
from mairemail.places.departments import department_of, departments_in, region_of
from tests.unit.places.shipped import shipped_communes


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("01", "01"),
        ("1", "01"),
        ("2a", "2A"),
        ("974", "974"),
        ("ZD", "974"),
        ("Lozère", "48"),
        ("la LOZERE", "48"),
        ("Ille et Vilaine", "35"),
        ("Côte d\u2019Or", "21"),
        ("Réunion", "974"),
        ("Corse", "20"),
    ],
)
def test_a_department_is_known_by_code_and_by_name(typed: str, code: str) -> None:
    """A list has one or the other, and spreadsheets cut zeros."""
    department = department_of(typed)
    assert department is not None
    assert department.code == code


@pytest.mark.parametrize("typed", ["", "0", "00", "69M", "Bretagne"])
def test_what_is_no_department_gives_none(typed: str) -> None:
    """A region's name above all."""
    assert department_of(typed) is None


@pytest.mark.parametrize(
    ("typed", "code"),
    [("76", "76"), ("1", "01"), ("occitanie", "76"), ("Ile de France", "11"),
     ("la Bretagne", "53"), ("Pays-de-la-Loire", "52")],
)  # fmt: skip
def test_a_region_is_known_by_code_and_by_name(typed: str, code: str) -> None:
    """As a department is."""
    region = region_of(typed)
    assert region is not None
    assert region.code == code


def test_a_region_has_its_departments() -> None:
    """Brittany has had four since 1956; Corsica's lists may still say 20."""
    assert departments_in("53") == {"22", "29", "35", "56"}
    assert departments_in("94") == {"20", "2A", "2B"}
    assert departments_in("04") == {"974"}
    assert departments_in("00") == frozenset()


def test_every_commune_is_in_a_department_and_in_a_region_if_any() -> None:
    """A commune that no department has would be in no selection."""
    regions = set()
    for code, *_ in shipped_communes():
        commune = commune_of(code)
        assert commune is not None
        department = department_of(commune.department)
        if commune.department == "989":  # Clipperton has no inhabitants
            continue
        assert department is not None, code
        regions.add(department.region)
    assert len(regions - {""}) == 18
    assert all(region_of(region) for region in regions - {""})
