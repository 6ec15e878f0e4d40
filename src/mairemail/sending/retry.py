"""When to try again what was refused for now."""

from datetime import datetime, timedelta

from mairemail.ledger.delivery import Deferrals

# A greylisting server wants to see us again after some minutes (RFC 6647 2.2); what
# lasts longer than a day is no passing trouble. They add up to 24 hours.
_DEFERRED = tuple(timedelta(minutes=one) for one in (10, 30, 120, 360, 920))
# A server that throttles us, or cannot be reached: three times, then a person decides.
_THROTTLED = tuple(timedelta(minutes=one) for one in (15, 30, 60))
_GIVEN_UP_AFTER = timedelta(hours=24)


def next_try(before: Deferrals, now: datetime) -> datetime | None:
    """
    Give when a message that is put off now is due again; None where it is given up.

    Args:
        before: How often it was put off already.
        now: When it is put off.
    """
    is_old = before.first_at is not None and now - before.first_at >= _GIVEN_UP_AFTER
    if is_old and before.count >= len(_DEFERRED):
        return None
    return now + _DEFERRED[min(before.count, len(_DEFERRED) - 1)]


def back_off(times: int, now: datetime) -> datetime | None:
    """Give when to come back after so many throttles in a row; None: not any more."""
    return now + _THROTTLED[times - 1] if times <= len(_THROTTLED) else None
