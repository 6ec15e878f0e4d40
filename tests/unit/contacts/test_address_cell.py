"""Cells of addresses, and words where addresses should be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mairemail.contacts.address_cell import AddressCell, read_address_cell

_A, _B = "mairie@lilas.example", "accueil@lilas.example"


@pytest.mark.parametrize(
    "cell",
    [
        f"mailto:{_A}", f"MAILTO:{_A}", f"mailto:{_A}?subject=Bonjour", f"<{_A}>",
        f"{_A}.", f"{_A},", f"« {_A} »", f"{_A}\u200b", f"Mairie des Lilas <{_A}>",
        f'"Lilas, mairie" <{_A}>', f"Courriel : {_A}", f"{_A} (secrétariat)",
        f"http://{_A}", f"{_A} ; {_A}",
    ],
)  # fmt: skip
def test_an_address_is_freed_of_what_is_around_it(cell: str) -> None:
    """All of them come from lists that town halls publish."""
    assert read_address_cell(cell) == AddressCell(email=_A, codes=("tidied-address",))


@pytest.mark.parametrize(
    "cell",
    [
        "lilas@orange,fr", "lilas@orange;fr", "lilas @orange.fr", "lilas@ orange.fr",
        "lilas @ orange.fr",
    ],
)  # fmt: skip
def test_a_slip_that_can_be_nothing_else_is_mended(cell: str) -> None:
    """On a French keyboard the semicolon is the full stop without Shift."""
    assert read_address_cell(cell) == AddressCell(
        email="lilas@orange.fr", codes=("tidied-address",)
    )


@pytest.mark.parametrize(
    "cell",
    [f"{_A}; {_B}", f"{_A},{_B}", f"{_A} ou {_B}", f"{_A}\n{_B}", f"{_A} / {_B}"],
)
def test_of_several_addresses_none_is_lost(cell: str) -> None:
    """One gets the letter; the others are there for whoever wants them."""
    expected = AddressCell(email=_A, others=(_B,), codes=("several-addresses",))
    assert read_address_cell(cell) == expected


def test_the_towns_own_domain_goes_before_a_mailbox_of_anybody() -> None:
    """Half of the small towns have both, the private one written first."""
    found = read_address_cell(f"lilas@wanadoo.fr;lilas@gmail.com;{_A}")
    assert found == AddressCell(
        email=_A,
        others=("lilas@wanadoo.fr", "lilas@gmail.com"),
        is_own_domain=True,
        codes=("several-addresses",),
    )


@pytest.mark.parametrize(
    "page",
    ["https://lilas.example/contact", "www.lilas.example", "lilas.example/nous/"],
)
def test_a_web_page_is_kept_as_the_contact_form(page: str) -> None:
    """The big cities publish no address, only a form."""
    expected = AddressCell(contact_form=page, codes=("contact-form",))
    assert read_address_cell(page) == expected


@pytest.mark.parametrize("cell", ["inconnu", "Non public", "NÉANT", "-", "n/a", "?"])
def test_words_for_nothing_are_no_address(cell: str) -> None:
    """The Senate's list says “Non public”, that of town halls “inconnu”."""
    assert read_address_cell(cell) == AddressCell(codes=("no-address",))


@pytest.mark.parametrize(
    "cell",
    [
        "mairie lilas@wanadoo.fr", "mairie@@lilas.example", "mairie@orange", "mairie",
        "accueil@.example", "a@b@lilas.example", "lilas.example", f"{_A}; mairie@",
        f"{_A}\nBcc: {_B}", "mairie" * 500, "mairie lilas @orange.fr",
        f"{_A},fr", "mairie@lilas,orange,fr", "mairie@lilas,", "@orange,fr",
        "mairie@lilas,anne", "mairie@orange, fr",
    ],
)  # fmt: skip
def test_what_cannot_be_understood_is_not_guessed(cell: str) -> None:
    """A letter to somebody else's mailbox is worse than none."""
    assert read_address_cell(cell) is None


@given(st.text(max_size=60))
def test_what_is_read_from_a_cell_is_an_address_and_stays_one(cell: str) -> None:
    """Whatever stands there: an answer, or none."""
    found = read_address_cell(cell)
    if found and found.email:
        again = read_address_cell(found.email)
        assert again
        assert again.email == found.email
