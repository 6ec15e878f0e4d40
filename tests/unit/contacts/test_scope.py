"""A contact as templates and --where see it."""

import pytest

from mairemail.contacts.scope import EmptyCell, values_of
from tests.unit.material import contact_of


@pytest.mark.parametrize(
    ("population", "value"),
    [
        ("12500", 12500),
        ("12 500", 12500),
        ("12\xa0500", 12500),
        ("12\u202f500", 12500),
        ("environ 12500", "environ 12500"),
        ("-3", "-3"),
        ("\u0663", "\u0663"),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_a_population_is_a_number_where_it_is_written_as_one(
    population: str, value: object
) -> None:
    """`population > 5000` must work with the spaces French figures have."""
    contact = contact_of(population=population)
    assert values_of(contact, ["population"]) == {"population": value}


def test_other_figures_stay_as_they_are_written() -> None:
    """The code 01004 must not lose its zero."""
    assert values_of(contact_of(insee="01004"), ["insee"]) == {"insee": "01004"}


@pytest.mark.parametrize("name", ["parti", "website"])
def test_an_empty_cell_is_there_and_empty(name: str) -> None:
    """A column of the list, or a field that every contact may have."""
    assert isinstance(values_of(contact_of(parti=""), [name])[name], EmptyCell)


def test_a_column_that_is_not_there_has_no_value() -> None:
    """So that a mistyped name is told."""
    assert values_of(contact_of(), ["parti"]) == {}
