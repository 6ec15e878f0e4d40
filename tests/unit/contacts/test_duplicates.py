"""Which address was there before."""

from hypothesis import given
from hypothesis import strategies as st

from mairemail.contacts.duplicates import FirstRows


@given(st.lists(st.text("ab", max_size=3) | st.integers().map(str), max_size=60))
def test_each_address_keeps_the_row_it_stood_on_first(keys: list[str]) -> None:
    """The finding names the row that gets the letter."""
    rows = FirstRows()
    expected: dict[str, int] = {}
    for row, key in enumerate(keys, start=2):
        assert rows.first_row(key, row) == expected.setdefault(key, row)


def test_a_long_list_is_remembered_whole() -> None:
    """A list of all town halls, twice: the second half is duplicates, row by row."""
    rows = FirstRows()
    count = 20_000
    keys = [f"mairie-{number}@lilas.example" for number in range(count)]
    first = [rows.first_row(key, row) for row, key in enumerate(keys, start=2)]
    again = [rows.first_row(key, row) for row, key in enumerate(keys, start=count + 2)]
    assert first == again == list(range(2, count + 2))
