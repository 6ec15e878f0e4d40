"""Addresses as lists have them: read, put in one form, compared."""

import pytest
from email_validator import validate_email
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from mairemail.contacts.address import (
    _PLAIN,
    comparison_key,
    needs_smtputf8,
    normalise_address,
)

_NEAR_PLAIN = st.from_regex(
    r"[A-Za-z0-9_+.-]{1,66}@(?:[a-z0-9-]{1,64}\.){1,4}[a-z]{1,64}", fullmatch=True
)
_ADDRESS_LIKE = st.text(
    st.one_of(
        st.sampled_from("@.@.-+_'\"<>[](),;: \t\n\xa0\u200b\u202eéＡ"), st.characters()
    )
)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("mairie@lilas.example", "mairie@lilas.example"),
        ("Mairie.Lilas@LILAS.Example", "Mairie.Lilas@lilas.example"),
        ("mairie@lilas.invalid", "mairie@lilas.invalid"),
        ("Mairie@Lilas.INVALID", "Mairie@lilas.invalid"),
        ("o'brien@lilas.example", "o'brien@lilas.example"),
        ("mairie+site@lilas.example", "mairie+site@lilas.example"),
        ("mairie@bourg-été.example", "mairie@xn--bourg-t-gyab.example"),
        ("hélène@lilas.example", "hélène@lilas.example"),
        ("he\u0301lène@lilas.example", "hélène@lilas.example"),
    ],
)
def test_an_address_keeps_its_local_part_and_gets_its_domain_in_ascii(
    text: str, address: str
) -> None:
    """Servers take domains in ASCII only; what stands before the @ is the town's."""
    assert normalise_address(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        "mairie",
        "mairie@",
        "@lilas.example",
        "mairie@lilas",
        "mairie@@lilas.example",
        "mai rie@lilas.example",
        "mailto:mairie@lilas.example",
        "Mairie <mairie@lilas.example>",
        "a@lilas.example;b@lilas.example",
        "a@lilas.example,b@lilas.example",
        "mairie@lilas.example.",
        "mairie.@lilas.example",
        "mairie@-lilas.example",
        "mairie@[127.0.0.1]",
        "mairie@192.0.2.1",
        '"mairie"@lilas.example',
        "https://lilas.example",
        "mairie@lilas.example\nBcc: autre@lilas.example",
        "mairie@lilas.example\r",
        "mairie@lilas.example\n",
        "mairie@" + "a" * 64 + ".example",
        "m" * 65 + "@lilas.example",
    ],
)
def test_what_no_server_could_deliver_is_no_address(text: str) -> None:
    """A letter to half an address, or to two at once, must be noticed before."""
    assert normalise_address(text) is None


@pytest.mark.parametrize("space", ["\xa0", "\u200b", "\u202f", "\ufeff", "\u2060"])
@pytest.mark.parametrize(
    "pattern",
    ["{}mairie@lilas.example", "mairie@lilas.example{}", "mai{}rie@lilas.example"],
)
def test_an_invisible_space_never_stays_in_an_address(pattern: str, space: str) -> None:
    """Copied from a web page, it crashed mailmerge in the middle of a run."""
    assert normalise_address(pattern.format(space)) in {None, "mairie@lilas.example"}


@given(_NEAR_PLAIN)
@settings(max_examples=200)
def test_the_fast_way_accepts_only_what_the_library_accepts_unchanged(
    text: str,
) -> None:
    """The short cut is for speed alone: it must never let another address through."""
    assume(_PLAIN.match(text) and len(text) <= 254)
    found = validate_email(text, check_deliverability=False, globally_deliverable=False)
    assert found.normalized == text == normalise_address(text)


@given(st.one_of(st.text(), _ADDRESS_LIKE))
@example("\ud800@lilas.example")
@example("a@\x00.example")
@example("a@xn--.example")
@example("a@xn--a.example")
@settings(max_examples=200)
def test_no_text_stops_the_reading_of_a_list(text: str) -> None:
    """One odd cell among a thousand is a finding, never a crash."""
    found = normalise_address(text)
    assert found is None or found.count("@") == 1


@given(
    st.one_of(
        _NEAR_PLAIN,
        _ADDRESS_LIKE,
        st.builds(
            "{}@{}.example".format,
            st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12),
            st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12),
        ),
    )
)
@settings(max_examples=200)
def test_an_address_once_put_in_form_stays_as_it_is(text: str) -> None:
    """The ledger's key must be the same whichever way the address was typed before."""
    found = normalise_address(text)
    assume(found is not None)
    assert normalise_address(str(found)) == found


@given(_NEAR_PLAIN)
def test_a_domain_never_keeps_its_capitals(text: str) -> None:
    """Two spellings of one domain would be two letters to one town hall."""
    local, _at, domain = text.rpartition("@")
    assert normalise_address(f"{local}@{domain.upper()}") == normalise_address(text)


def test_addresses_that_differ_in_case_compare_as_one() -> None:
    """A second letter to the same mailbox is what the ledger is there to prevent."""
    assert comparison_key("Mairie@lilas.example") == comparison_key(
        "MAIRIE@lilas.example"
    )


def test_different_mailboxes_compare_as_two() -> None:
    """Nobody may be passed over because somebody else had the letter."""
    assert comparison_key("a.b@lilas.example") != comparison_key("ab@lilas.example")


@pytest.mark.parametrize(
    ("address", "needs_it"),
    [("hélène@lilas.example", True), ("helene@xn--t-9fab.example", False)],
)
def test_only_an_accent_before_the_at_sign_wants_smtputf8(
    *, address: str, needs_it: bool
) -> None:
    """Most servers lack SMTPUTF8: it must not be asked for without need (RFC 6531)."""
    assert needs_smtputf8(address) is needs_it
