"""Addresses and web pages as open data has them."""

import pytest

from mairemail.open_data.mailboxes import address_in, networks_in, url_of_handle


@pytest.mark.parametrize(
    ("text", "email", "is_noted"),
    [
        ("mairie@mende.example", "mairie@mende.example", False),
        ("  mailto:mairie@mende.example ", "mairie@mende.example", True),
        ("mairie@mende.example.", "mairie@mende.example", True),
        ("mairie@@mende.example", "mairie@mende.example", True),
        ("inconnu", "", False),
        ("Non public", "", False),
        ("", "", False),
        ("secrétariat@mende.example", "", True),
        ("mairie@orange", "", True),
        ("mairie@.fr", "", True),
        ("mairie.mende.example", "", True),
        ("mairie@oisy@mende.example", "", True),
    ],
)
def test_address_is_mended_where_that_is_sure(
    text: str, email: str, *, is_noted: bool
) -> None:
    """A guessed address writes to a stranger."""
    found = address_in([text])
    assert (found.email, bool(found.note)) == (email, is_noted)


def test_web_page_in_place_of_an_address_is_a_form() -> None:
    """128 town halls wrote their form there."""
    found = address_in(["https://mende.example/contact"])
    assert (found.email, found.web_page) == ("", "https://mende.example/contact")


def test_of_several_addresses_the_official_one_is_taken() -> None:
    """The first is often somebody's own."""
    texts = ["a@gmail.com;b@autre.example;c@mende.example"]
    assert address_in(texts, website="https://www.mende.example/x").email == (
        "c@mende.example"
    )
    assert address_in(texts).email == "b@autre.example"
    assert "a@gmail.com" in address_in(texts).note


def test_networks_are_told_by_their_host() -> None:
    """Labels are wrong or new; “twitter.com” in a path proves nothing."""
    found = networks_in(
        [
            "https://www.facebook.com/twitter.com",
            "https://notx.com/mende",
            "https://mobile.twitter.com/mende",
            "https://x.com/other",
            "https://mastodon.example/@mende",
            "https://mende.bsky.social",
        ]
    )
    assert found.url_x == "https://mobile.twitter.com/mende"
    assert found.mastodon == "https://mastodon.example/@mende"
    assert found.bluesky == "https://mende.bsky.social"


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("@Mende_48", "https://x.com/Mende_48"),
        ("Mende48", "https://x.com/Mende48"),
        ("https://twitter.com/mende", "https://twitter.com/mende"),
        ("https://facebook.com/mende", ""),
        ("", ""),
    ],
)
def test_name_on_x_becomes_a_page(text: str, url: str) -> None:
    """Datan writes @name, the list of MEPs an address."""
    assert url_of_handle(text) == url
