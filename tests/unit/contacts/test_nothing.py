"""What people write into a cell where there is nothing to write."""

import pytest

from mairemail.contacts.nothing import NOTHING, says_no_address


@pytest.mark.parametrize(
    "cell",
    [
        "", "-", "--", "\u2013", "\u2014", "?", "/", "\u2026", "Non public",
        "NON PUBLIC", "Non renseigné", "non renseigne", "NON COMMUNIQUÉE", "Inconnu",
        "inconnue", "n/a", "N/A", "#N/A", "#N/D", "#REF!", "Not Published", "unknown",
        "Non renseigne\u0301",
    ],
)  # fmt: skip
def test_it_is_known_however_it_is_written(cell: str) -> None:
    """The Senate's list says “Non public”, a spreadsheet “#N/A”."""
    assert cell in NOTHING


@pytest.mark.parametrize(
    "cell",
    [
        "Aucun", "Sans", "Nil", "Na", "None", "Null", "NC", "NA", "Vide", "Rien", "Nan",
        "X", "0", "Absent", "Oui", "Non",
    ],
)  # fmt: skip
def test_what_may_be_a_name_is_something(cell: str) -> None:
    """Aucun is a commune, Sans a last name, Nil a first name, None an Italian town."""
    assert cell not in NOTHING


@pytest.mark.parametrize(
    "cell",
    [
        "", "-", "***", "NC", "n.c.", "Néant", "NEANT", "néant.", "Aucun",
        "Pas de mail", "sans adresse", "inconnu", "Non public", "#N/A", "None",
    ],
)  # fmt: skip
def test_where_an_address_should_stand_more_words_say_that_there_is_none(
    cell: str,
) -> None:
    """There, Aucun is no commune."""
    assert says_no_address(cell)


@pytest.mark.parametrize("cell", ["name", "a@", "@", "mairie", "夏", "nc" * 99_999])
def test_anything_else_is_meant_for_an_address(cell: str) -> None:
    """An error, and not nobody."""
    assert not says_no_address(cell)
