"""What people write into a cell where there is nothing to write."""

import pytest

from mairemail.contacts.nothing import NOTHING


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
