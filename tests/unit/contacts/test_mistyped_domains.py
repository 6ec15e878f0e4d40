"""Domains of big providers as fingers slip."""

import pytest

from mairemail.contacts.address_cell import read_address_cell
from mairemail.contacts.mistyped_domains import MISTYPED, meant_by


@pytest.mark.parametrize(
    ("address", "meant"),
    [
        ("lilas@gmial.com", "lilas@gmail.com"),
        ("Lilas@GMAIL.FR", "Lilas@gmail.com"),
        ("lilas@hotmial.com", "lilas@hotmail.com"),
        ("lilas@laposte.ne", "lilas@laposte.net"),
        ("lilas@orange.f", "lilas@orange.fr"),
        ("lilas@wanadoo", "lilas@wanadoo.fr"),
    ],
)
def test_a_slip_is_told_from_the_domain(address: str, meant: str) -> None:
    """The part before the @ is whatever its owner likes."""
    assert meant_by(address) == meant


@pytest.mark.parametrize(
    "domain",
    [
        "gmail.com", "wanadoo.fr", "orange.fr", "laposte.net", "laposte.fr", "sfr.fr",
        "hotmail.fr", "hotmail.co.uk", "free.fr", "yahoo.fr", "ymail.com", "mail.com",
        "email.com", "gmx.com", "lilas.example", "outlook.fr", "orages.fr", "",
    ],
)  # fmt: skip
def test_a_domain_that_exists_is_never_asked_about(domain: str) -> None:
    """Whoever is asked ten times for nothing reads no eleventh question."""
    assert meant_by(f"lilas@{domain}") == ""


def test_what_is_meant_is_an_address_and_no_slip() -> None:
    """The table is written by hand."""
    for slip, right in MISTYPED.items():
        assert meant_by(f"a@{slip}") == f"a@{right}"
        assert meant_by(f"a@{right}") == ""
        found = read_address_cell(f"a@{right}")
        assert found
        assert found.email == f"a@{right}"
