"""How fast: what account and campaign allow, and when the next message may go."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from mairemail.accounts.account import Pace
from mairemail.errors import TryLaterError
from mairemail.language import _

DAY = timedelta(hours=24)


def slower(account: Pace, campaign: Pace | None) -> Pace:
    """Give the slower of the two in each respect; 0 messages a day is no limit."""
    if campaign is None:
        return account
    limits = [limit for limit in (account.per_day, campaign.per_day) if limit]
    return Pace(
        per_day=min(limits, default=0), gap_s=max(account.gap_s, campaign.gap_s)
    )


def room_today(pace: Pace, submitted: Sequence[datetime], now: datetime) -> int | None:
    """Give how many more messages may go in this 24 hours, None without a limit."""
    if not pace.per_day:
        return None
    recent = sum(1 for moment in submitted if moment > now - DAY)
    return max(0, pace.per_day - recent)


def pause_before_next(
    pace: Pace, submitted: Sequence[datetime], now: datetime
) -> float:
    """
    Give the seconds to wait before the next submission, 0.0 or more.

    Args:
        pace: What is allowed.
        submitted: When messages were submitted, oldest first; the last 24 hours.
        now: A clock set back gives the full gap.

    Raises:
        TryLaterError: The limit of the sliding 24 hours is reached; it names the time,
            in the zone of `now`, from which on there is room again.
    """
    if room_today(pace, submitted, now) == 0:
        reopens = submitted[-pace.per_day] + DAY
        raise TryLaterError(
            _("The limit of {count} messages in 24 hours is reached").format(
                count=pace.per_day
            ),
            hint=_("Go on with the same command from {time} on").format(
                time=reopens.astimezone(now.tzinfo).strftime(
                    # Translators: a date and a time of day.
                    _("%Y-%m-%d %H:%M")
                )
            ),
        )
    if not submitted:
        return 0.0
    passed = max(0.0, (now - submitted[-1]).total_seconds())
    return max(0.0, pace.gap_s - passed)
