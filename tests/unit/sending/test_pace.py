"""How fast one may send."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mairemail.accounts.account import Pace
from mairemail.errors import TryLaterError
from mairemail.sending.pace import DAY, pause_before_next, room_today, slower
from tests.unit.material import NOW

_POLITE = Pace(per_day=80, gap_s=30.0)
_TIMES = st.lists(
    st.integers(-60 * 60, 48 * 60 * 60).map(lambda age: NOW - timedelta(seconds=age)),
    max_size=12,
).map(sorted)
_PACES = st.builds(Pace, per_day=st.integers(0, 8), gap_s=st.floats(0, 1000))


def _ago(*minutes: float) -> list[datetime]:
    return [NOW - timedelta(minutes=minute) for minute in minutes]


@pytest.mark.parametrize(
    ("account", "campaign", "both"),
    [
        (_POLITE, None, _POLITE),
        (_POLITE, Pace(per_day=40, gap_s=60), Pace(per_day=40, gap_s=60)),
        (_POLITE, Pace(per_day=500, gap_s=0), _POLITE),
        (_POLITE, Pace(per_day=0, gap_s=60), Pace(per_day=80, gap_s=60)),
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
    assert pause_before_next(_POLITE, [], NOW) == 0.0


@pytest.mark.parametrize(
    ("minutes", "pause"), [(0, 30.0), (0.25, 15.0), (0.5, 0.0), (9, 0.0)]
)
def test_the_pause_is_what_is_left_of_the_gap(minutes: float, pause: float) -> None:
    """What the server took to answer counts as waiting."""
    assert pause_before_next(_POLITE, _ago(minutes), NOW) == pause


def test_a_clock_set_back_gives_the_full_gap() -> None:
    """Not hours of waiting, and not a negative time."""
    assert pause_before_next(_POLITE, _ago(-180), NOW) == 30.0


def test_the_limit_of_a_day_names_when_it_reopens() -> None:
    """The user knows when to type the same command again."""
    submitted = _ago(600, 300, 60)
    paris = timezone(timedelta(hours=1))
    with pytest.raises(TryLaterError) as caught:
        pause_before_next(Pace(per_day=2, gap_s=0), submitted, NOW.astimezone(paris))
    reopens = (submitted[1] + DAY).astimezone(paris)
    assert reopens.strftime("%Y-%m-%d %H:%M") in (caught.value.hint or "")


def test_the_day_slides() -> None:
    """A limit that began anew at midnight would let twice as many through."""
    pace = Pace(per_day=2, gap_s=0)
    assert room_today(pace, _ago(24 * 60, 24 * 60 - 1), NOW) == 1


def test_no_limit_leaves_room_without_end() -> None:
    """A server of one's own needs none."""
    assert room_today(Pace(per_day=0, gap_s=0), _ago(*range(500, 0, -1)), NOW) is None


def test_a_limit_lowered_meanwhile_leaves_no_room() -> None:
    """Never a negative number."""
    assert room_today(Pace(per_day=1, gap_s=0), _ago(3, 2, 1), NOW) == 0


@given(pace=_PACES, submitted=_TIMES)
def test_a_pause_is_never_negative_nor_longer_than_the_gap(
    pace: Pace, submitted: list[datetime]
) -> None:
    """Whatever the clocks did, a run neither hurries nor sleeps for ever."""
    recent = [moment for moment in submitted if moment > NOW - DAY]
    if room_today(pace, recent, NOW) == 0:
        with pytest.raises(TryLaterError):
            pause_before_next(pace, recent, NOW)
    else:
        assert 0.0 <= pause_before_next(pace, recent, NOW) <= pace.gap_s


@given(account=_PACES, campaign=_PACES)
def test_the_slower_pace_is_no_faster_than_either(
    account: Pace, campaign: Pace
) -> None:
    """In each respect, and whichever of them is unlimited."""
    both = slower(account, campaign)
    for one in (account, campaign):
        assert both.gap_s >= one.gap_s
        assert not one.per_day or 0 < both.per_day <= one.per_day
