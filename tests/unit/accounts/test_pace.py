"""The [pace] of an account or a campaign, as a person writes it."""

from datetime import time
from zoneinfo import ZoneInfo

import pytest

from mairemail.accounts.pace import OfficeHours, Pace, default_pace, read_pace
from mairemail.configuration import Section

_USUAL = Pace(per_day=80, gap_s=30.0, per_domain_hour=20)
_WEEK = frozenset(range(7))


def _read(**table: object) -> tuple[Pace, list[str]]:
    problems: list[str] = []
    return read_pace(Section(table, "pace", problems), _USUAL), problems


def test_what_is_not_said_is_as_usual() -> None:
    """And hours are not limited unless somebody says so."""
    assert _read() == (_USUAL, [])


def test_a_polite_pace_is_the_default_and_loopback_needs_none() -> None:
    """A server of this machine has nobody to be polite to, but the day's limit."""
    assert default_pace(is_loopback=False) == _USUAL
    assert default_pace(is_loopback=True) == Pace(per_day=80, gap_s=0.0)


@pytest.mark.parametrize(
    ("hours", "opens", "closes"),
    [
        ("08:00-20:00", time(8), time(20)),
        ("8:30 - 17:15", time(8, 30), time(17, 15)),
        ("8h30-18h00", time(8, 30), time(18)),
        ("00:00-24:00", time(0), None),
    ],
)
def test_hours_are_two_times_of_day(
    hours: str, opens: time, closes: time | None
) -> None:
    """As people write them, in both languages."""
    pace, problems = _read(hours=hours, timezone="Europe/Paris")
    zone = ZoneInfo("Europe/Paris")
    assert problems == []
    assert pace.hours == (
        OfficeHours(days=_WEEK, opens=opens, closes=closes, zone=zone),
    )


@pytest.mark.parametrize(
    ("days", "numbers"),
    [
        ("mon-fri", {0, 1, 2, 3, 4}),
        ("lun-ven", {0, 1, 2, 3, 4}),
        ("Tue, Thu", {1, 3}),
        ("fri-mon", {4, 5, 6, 0}),
        ("monday-wednesday,sunday", {0, 1, 2, 6}),
        ("sam", {5}),
    ],
)
def test_days_are_names_and_spans(days: str, numbers: set[int]) -> None:
    """From Friday to Monday goes over the end of the week."""
    pace, problems = _read(days=days)
    assert problems == []
    assert pace.hours == (OfficeHours(days=frozenset(numbers)),)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("hours", "20:00-08:00"),
        ("hours", "08:00-08:00"),
        ("hours", "08:00"),
        ("hours", "08:60-09:00"),
        ("hours", "08:00-24:01"),
        ("hours", "always"),
        ("hours", 8),
        ("days", "mon-"),
        ("days", "mon-tue-wed"),
        ("days", "every"),
        ("timezone", "Paris"),
        ("timezone", "../etc/passwd"),
        ("per_domain_hour", -1),
        ("hour", "08:00-20:00"),
    ],
)
def test_a_mistake_is_named_with_its_key(key: str, value: object) -> None:
    """A limit that is misread would not hold."""
    _pace, problems = _read(**{key: value})
    assert len(problems) == 1
    assert problems[0].startswith(f"pace.{key}")
