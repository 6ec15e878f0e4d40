"""How old a list is."""

import datetime

import pytest

from mairemail.contacts.age import OldRows, date_of, old_rows

_TODAY = datetime.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026-03-15", datetime.date(2026, 3, 15)),
        ("15/03/2026", datetime.date(2026, 3, 15)),
        ("5/3/2026", datetime.date(2026, 3, 5)),
        ("2026-03", datetime.date(2026, 3, 1)),
        (" 2026-03-15 ", datetime.date(2026, 3, 15)),
        ("2026-02-30", None),
        ("03/15/2026", None),
        ("15/03/26", None),
        ("March", None),
        ("46096", None),
        ("", None),
    ],
)
def test_only_dates_that_can_be_read_one_way_are_read(
    cell: str, day: datetime.date | None
) -> None:
    """A guess would make a new list old, or an old one new."""
    assert date_of(cell) == day


def test_a_row_is_old_after_180_days() -> None:
    """The 181st is the first that is told."""
    edge = _TODAY - datetime.timedelta(days=180)
    assert old_rows([edge.isoformat()], today=_TODAY) is None
    before = edge - datetime.timedelta(days=1)
    found = old_rows([before.isoformat()], today=_TODAY)
    assert found == OldRows(count=1, oldest=before)


def test_the_oldest_row_is_named_and_all_are_counted() -> None:
    """One warning says enough of a list of 35,000."""
    cells = ["2026-11-01", "1/2/2026", "2025-07-14", "?", "14/07/2027"]
    found = old_rows(cells, today=_TODAY)
    assert found == OldRows(count=2, oldest=datetime.date(2025, 7, 14))
    assert old_rows([], today=_TODAY) is None
