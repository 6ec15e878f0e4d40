"""A contact's name and key."""

import pytest

from tests.unit.material import contact_of


@pytest.mark.parametrize(
    ("cells", "name"),
    [
        ({"first_name": "Hélène", "last_name": "Dubreuil"}, "Hélène Dubreuil"),
        ({"last_name": "Dubreuil"}, "Dubreuil"),
        ({"first_name": "Hélène"}, "Hélène"),
        ({"institution": "Mairie des Lilas"}, "Mairie des Lilas"),
        ({"last_name": "Dubreuil", "institution": "Mairie"}, "Dubreuil"),
        ({"first_name": "Hélène\nBcc: x@y.example", "last_name": " Dubreuil"},
         "Hélène Bcc: x@y.example Dubreuil"),
        ({"institution": "Mairie\tdes\u2028Lilas"}, "Mairie des Lilas"),
        ({}, ""),
    ],
)  # fmt: skip
def test_a_name_is_the_persons_or_else_the_institutions(
    cells: dict[str, str], name: str
) -> None:
    """The To header shows a person where there is one, and never "None"."""
    assert contact_of(**cells).name == name


@pytest.mark.parametrize(
    ("cells", "who"),
    [
        ({"last_name": "Dubreuil", "commune": "Mende"}, "Dubreuil (Mende)"),
        ({"commune": "Mende"}, "Mende"),
        ({"institution": "Mairie de Mende", "commune": "Mende"}, "Mairie de Mende"),
        ({"last_name": "Dubreuil", "commune": "Les\nLilas"}, "Dubreuil (Les Lilas)"),
        ({}, ""),
    ],
)
def test_a_person_is_told_with_their_commune(cells: dict[str, str], who: str) -> None:
    """France has many Jean Martin."""
    assert contact_of(**cells).who == who


def test_two_spellings_of_an_address_have_one_key() -> None:
    """The ledger knows a contact by it, in whichever list it stands."""
    one = contact_of("Mairie@lilas.example")
    other = contact_of("mairie@lilas.example")
    assert one.key == other.key
