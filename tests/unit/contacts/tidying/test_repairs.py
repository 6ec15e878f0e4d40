"""Cells that a spreadsheet or its owner bent, and cells that only look so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mairemail.contacts.tidying.repairs import (
    Repair,
    broken_accents,
    cased,
    dated,
    five_digits,
    two_digits,
)


@pytest.mark.parametrize(
    ("repair", "cell", "expected"),
    [
        (five_digits, "1004", ("01004", "lost-zero")),
        (five_digits, "2A04", ("2A04", "")),
        (five_digits, "75056", ("75056", "")),
        (five_digits, "004", ("004", "")),
        (five_digits, "0004", ("0004", "")),
        (two_digits, "1", ("01", "lost-zero")),
        (two_digits, "2A", ("2A", "")),
        (two_digits, "0", ("0", "")),
        (two_digits, "²", ("²", "")),
        (dated, "32874", ("1990-01-01", "date-number")),
        (dated, "2026", ("2026", "")),
        (dated, "99999", ("99999", "")),
        (dated, "22/03/2026", ("22/03/2026", "")),
    ],
)
def test_a_number_becomes_again_what_it_was(
    repair: Repair, cell: str, expected: tuple[str, str]
) -> None:
    """Excel takes 01004 for a thousand and four; EtherCalc a date for its serial."""
    assert repair(cell) == expected


@given(
    st.sampled_from([cased, five_digits, two_digits, dated]),
    st.text(max_size=12) | st.integers(0, 99_999).map(str),
)
def test_a_repaired_cell_needs_no_repair(repair: Repair, cell: str) -> None:
    """The same list imported again is the same list."""
    new, code = repair(cell)
    assert bool(code) == (new != cell)
    assert repair(new) == (new, "")


@pytest.mark.parametrize(
    "cell", ["CivilitÃ©", "Lâ€™Hay", "Ã\xa0 la mairie", "CivilitŽ"]
)
def test_broken_accents_are_seen(cell: str) -> None:
    """They decode without an error, and would be printed in the letter."""
    assert broken_accents(cell)


@pytest.mark.parametrize(
    "cell", ["Civilité", "SÃO PAULO", "Žižek", "L’Haÿ", "Ångström"]
)
def test_foreign_letters_are_no_broken_accents(cell: str) -> None:
    """A warning that cries wolf is read once."""
    assert not broken_accents(cell)


@given(st.text("aeiouéèêëàâçôîïûùœ' -", min_size=1, max_size=30))
def test_french_read_twice_is_seen_and_french_is_not(text: str) -> None:
    """UTF-8 opened as Windows-1252 and saved: each accent becomes two characters."""
    assert not broken_accents(text)
    twice = text.encode().decode("cp1252", "replace")
    assert broken_accents(twice) == (twice != text)
