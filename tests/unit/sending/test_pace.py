"""How fast one may send, and when."""

from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mairemail.accounts.pace import OfficeHours, Pace
from mairemail.errors import ConfigurationError
from mairemail.sending.pace import DAY, Submission, Traffic, come_back, slower
from tests.unit.material import NOW

_POLITE = Pace(per_day=80, gap_s=30.0, per_domain_hour=20)
_OFFICE = OfficeHours(
    days=frozenset(range(5)),
    opens=time(8, 0),
    closes=time(20, 0),
    zone=ZoneInfo("Europe/Paris"),
)
_TIMES = st.lists(
    st.integers(-60 * 60, 48 * 60 * 60).map(lambda age: NOW - timedelta(seconds=age)),
    max_size=12,
).map(sorted)
_PACES = st.builds(
    Pace,
    per_day=st.integers(0, 8),
    gap_s=st.floats(0, 1000),
    per_domain_hour=st.integers(0, 4),
)


def _traffic(pace: Pace, *minutes_ago: float, domain: str = "lilas.example") -> Traffic:
    return Traffic(
        pace=pace,
        submissions=[
            Submission(at=NOW - timedelta(minutes=minute), domain=domain)
            for minute in minutes_ago
        ],
    )


@pytest.mark.parametrize(
    ("account", "campaign", "both"),
    [
        (_POLITE, None, _POLITE),
        (
            _POLITE,
            Pace(per_day=40, gap_s=60, per_domain_hour=5),
            Pace(per_day=40, gap_s=60, per_domain_hour=5),
        ),
        (_POLITE, Pace(per_day=500, gap_s=0, per_domain_hour=50), _POLITE),
        (
            _POLITE,
            Pace(per_day=0, gap_s=60),
            Pace(per_day=80, gap_s=60, per_domain_hour=20),
        ),
        (
            Pace(per_day=0, gap_s=0),
            Pace(per_day=40, gap_s=5),
            Pace(per_day=40, gap_s=5),
        ),
        (Pace(per_day=0, gap_s=0), Pace(per_day=0, gap_s=0), Pace(per_day=0, gap_s=0)),
    ],
)
def test_a_campaign_can_only_slow_an_account_down(
    account: Pace, campaign: Pace | None, both: Pace
) -> None:
    """A campaign copied from a stranger must not get one's mailbox locked."""
    assert slower(account, campaign) == both


def test_the_first_message_need_not_wait() -> None:
    """There is nothing to keep a distance from."""
    assert _traffic(_POLITE).pause_s(NOW, 0.0) == 0.0


@pytest.mark.parametrize(
    ("minutes", "pause"), [(0, 30.0), (0.25, 15.0), (0.5, 0.0), (9, 0.0)]
)
def test_the_pause_is_what_is_left_of_the_gap(minutes: float, pause: float) -> None:
    """What the server took to answer counts as waiting."""
    assert _traffic(_POLITE, minutes).pause_s(NOW, 0.0) == pause


def test_no_two_pauses_are_alike() -> None:
    """A regular beat is what filters look for; the gap is still the least."""
    traffic = _traffic(_POLITE, 0)
    pauses = [traffic.pause_s(NOW, jitter) for jitter in (0.0, 0.5, 1.0)]
    assert pauses == [30.0, pytest.approx(34.5), pytest.approx(39.0)]


def test_a_clock_set_back_gives_the_full_gap() -> None:
    """Not hours of waiting, and not a negative time."""
    assert _traffic(_POLITE, -180).pause_s(NOW, 0.0) == 30.0


def test_a_clock_set_back_makes_nobody_wait_longer_than_a_day() -> None:
    """What seems to be still to come counts as just now."""
    wait = _traffic(Pace(per_day=1, gap_s=0), -60 * 24 * 30).wait(NOW)
    assert wait
    assert wait.until == NOW + DAY


def test_the_limit_of_a_day_names_when_it_reopens() -> None:
    """The user knows when to type the same command again."""
    wait = _traffic(Pace(per_day=2, gap_s=0), 600, 300, 60).wait(NOW)
    assert wait
    assert wait.until == NOW - timedelta(minutes=300) + DAY
    paris = timezone(timedelta(hours=1))
    assert "2026-11-23 05:30" in come_back(wait, NOW.astimezone(paris))


def test_the_day_slides() -> None:
    """A limit that began anew at midnight would let twice as many through."""
    traffic = _traffic(Pace(per_day=2, gap_s=0), 24 * 60, 24 * 60 - 1)
    assert traffic.room_today(NOW) == 1
    assert traffic.wait(NOW) is None


def test_no_limit_leaves_room_without_end() -> None:
    """A server of one's own needs none."""
    traffic = _traffic(Pace(per_day=0, gap_s=0), *range(500, 0, -1))
    assert (traffic.room_today(NOW), traffic.wait(NOW)) == (None, None)


def test_a_limit_lowered_meanwhile_leaves_no_room() -> None:
    """Never a negative number."""
    assert _traffic(Pace(per_day=1, gap_s=0), 3, 2, 1).room_today(NOW) == 0


def test_a_domain_gets_only_so_many_in_an_hour() -> None:
    """Many town halls share one provider, which sees them all come at once."""
    traffic = _traffic(Pace(per_day=0, gap_s=0, per_domain_hour=2), 70, 50, 20)
    wait = traffic.wait_for("lilas.example", NOW)
    assert wait
    assert wait.until == NOW + timedelta(minutes=10)
    assert traffic.wait_for("quai.example", NOW) is None
    assert traffic.wait_for("lilas.example", NOW + timedelta(minutes=10)) is None


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-11-20 08:00", "2026-11-20 08:00"),
        ("2026-11-20 19:59", "2026-11-20 19:59"),
        ("2026-11-20 20:00", "2026-11-23 08:00"),
        ("2026-11-22 12:00", "2026-11-23 08:00"),
        ("2026-11-23 00:30", "2026-11-23 08:00"),
        # The night in which clocks are put back has an hour more.
        ("2026-10-25 01:30", "2026-10-26 08:00"),
    ],
)
def test_office_hours_are_those_of_their_own_zone(moment: str, opens: str) -> None:
    """A letter that comes on a Sunday night looks like a machine's."""
    paris = ZoneInfo("Europe/Paris")
    local = datetime.fromisoformat(moment).replace(tzinfo=paris)
    found = _OFFICE.next_open(local.astimezone(timezone(timedelta(hours=-7))))
    assert found == datetime.fromisoformat(opens).replace(tzinfo=paris)


def test_outside_office_hours_nothing_goes() -> None:
    """NOW is a Sunday."""
    wait = _traffic(Pace(per_day=0, gap_s=0, hours=(_OFFICE,))).wait(NOW)
    assert wait
    assert wait.until == datetime(2026, 11, 23, 8, 0, tzinfo=ZoneInfo("Europe/Paris"))


def test_a_limit_that_reopens_at_night_waits_for_the_morning() -> None:
    """Both must let the message go."""
    pace = Pace(per_day=1, gap_s=0, hours=(_OFFICE,))
    wait = _traffic(pace, 60 * 11).wait(NOW + timedelta(days=1))
    assert wait is None
    friday = NOW - timedelta(days=2)
    traffic = Traffic(
        pace=pace, submissions=[Submission(at=friday, domain="lilas.example")]
    )
    found = traffic.wait(friday + timedelta(minutes=5))
    assert found
    assert found.until == datetime(2026, 11, 23, 8, 0, tzinfo=ZoneInfo("Europe/Paris"))


def test_hours_that_never_meet_are_told() -> None:
    """Waiting for ever looks like a program that hangs."""
    weekend = OfficeHours(days=frozenset({5, 6}), zone=ZoneInfo("Europe/Paris"))
    traffic = _traffic(Pace(per_day=0, gap_s=0, hours=(_OFFICE, weekend)))
    with pytest.raises(ConfigurationError):
        traffic.wait(NOW)


@given(pace=_PACES, submitted=_TIMES, jitter=st.floats(0, 1))
def test_a_pause_is_never_negative_nor_much_longer_than_the_gap(
    pace: Pace, submitted: list[datetime], jitter: float
) -> None:
    """Whatever the clocks did, a run neither hurries nor sleeps for ever."""
    traffic = Traffic(
        pace=pace,
        submissions=[Submission(at=at, domain="lilas.example") for at in submitted],
    )
    assert 0.0 <= traffic.pause_s(NOW, jitter) <= pace.gap_s * 1.31
    for wait in (traffic.wait(NOW), traffic.wait_for("lilas.example", NOW)):
        assert wait is None or NOW < wait.until <= NOW + DAY
    room = traffic.room_today(NOW)
    assert (room == 0) is (traffic.wait(NOW) is not None)


@given(account=_PACES, campaign=_PACES)
def test_the_slower_pace_is_no_faster_than_either(
    account: Pace, campaign: Pace
) -> None:
    """In each respect, and whichever of them is unlimited."""
    both = slower(account, campaign)
    for one in (account, campaign):
        assert both.gap_s >= one.gap_s
        assert not one.per_day or 0 < both.per_day <= one.per_day
        limit = one.per_domain_hour
        assert not limit or 0 < both.per_domain_hour <= limit
