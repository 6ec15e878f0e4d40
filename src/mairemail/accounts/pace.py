"""How fast one may send, and when: what an account or a campaign says of it."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from mairemail.configuration import Section
from mairemail.language import _

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

DEFAULT_PER_DAY = 80
DEFAULT_GAP_S = 30.0
DEFAULT_PER_DOMAIN_HOUR = 20

_EVERY_DAY = frozenset(range(7))
_DAYS = {
    name: number
    for names in ("mon tue wed thu fri sat sun", "lun mar mer jeu ven sam dim")
    for number, name in enumerate(names.split())
}
_CLOCK = r"(\d{1,2})[:h](\d{2})"
_HOURS = re.compile(rf"\s*{_CLOCK}\s*-\s*{_CLOCK}\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeHours:
    """
    When messages may leave.

    Attributes:
        days: Days of the week; Monday is 0.
        opens: The first minute of such a day.
        closes: The minute after its last one; None for midnight.
        zone: Whose clock; None for this machine's.
    """

    days: frozenset[int] = _EVERY_DAY
    opens: time = time.min
    closes: time | None = None
    zone: "ZoneInfo | None" = None

    def next_open(self, moment: datetime) -> datetime:
        """Give the moment itself where it lies within, else the next opening."""
        today = moment.astimezone(self.zone).date()
        days = (today + timedelta(days=number) for number in range(8))
        for day in days:
            if day.weekday() not in self.days:
                continue
            opens = self._at(day, self.opens)
            if moment < opens:
                return opens
            tomorrow = self._at(day + timedelta(days=1), time.min)
            if moment < (self._at(day, self.closes) if self.closes else tomorrow):
                return moment
        raise ValueError("no day of the week")

    def _at(self, day: date, clock: time) -> datetime:
        moment = datetime.combine(day, clock)
        return moment.replace(tzinfo=self.zone) if self.zone else moment.astimezone()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """
    How fast one may send.

    Attributes:
        per_day: Messages in any 24 hours; 0 is no limit.
        gap_s: Seconds between two submissions, at least; 0 is no pause.
        per_domain_hour: Messages in any hour to addresses of one domain; 0 is no limit.
            Many town halls share one provider, which sees them all come at once.
        hours: Messages leave only where all of these are open.
    """

    per_day: int
    gap_s: float
    per_domain_hour: int = 0
    hours: tuple[OfficeHours, ...] = ()


def default_pace(*, is_loopback: bool) -> Pace:
    """Give the pace where none is set: polite, and without pauses on loopback."""
    return Pace(
        per_day=DEFAULT_PER_DAY,
        gap_s=0.0 if is_loopback else DEFAULT_GAP_S,
        per_domain_hour=0 if is_loopback else DEFAULT_PER_DOMAIN_HOUR,
    )


def read_pace(section: Section, usual: Pace) -> Pace:
    """Read a [pace] table; what it does not say is as usual."""
    pace = Pace(
        per_day=section.integer("per_day", default=usual.per_day),
        gap_s=section.number("gap_s", default=usual.gap_s),
        per_domain_hour=section.integer(
            "per_domain_hour", default=usual.per_domain_hour
        ),
        hours=_read_hours(section),
    )
    section.refuse_others()
    return pace


def _read_hours(section: Section) -> tuple[OfficeHours, ...]:
    hours, days = section.text("hours"), section.text("days")
    zone = _read_zone(section)
    opens, closes = _read_span(section, hours) if hours else (time.min, None)
    found = OfficeHours(
        days=_read_days(section, days) if days else _EVERY_DAY,
        opens=opens,
        closes=closes,
        zone=zone,
    )
    return (found,) if hours or days else ()


def _read_span(section: Section, text: str) -> tuple[time, time | None]:
    problem = _("must be two times of day, the earlier one first: “08:00-20:00”")
    found = _HOURS.fullmatch(text)
    start, end = (0, 0)
    if found:
        hour, minute, last_hour, last_minute = map(int, found.groups())
        start, end = hour * 60 + minute, last_hour * 60 + last_minute
        is_clock = max(minute, last_minute) < 60 and end <= 24 * 60
        if is_clock and start < end:
            closes = None if end == 24 * 60 else time(*divmod(end, 60))
            return time(*divmod(start, 60)), closes
    section.complain("hours", problem)
    return time.min, None


def _read_days(section: Section, text: str) -> frozenset[int]:
    """Read `mon-fri` or `tue, thu`; French names do as well."""
    days: set[int] = set()
    for part in text.lower().split(","):
        ends = [_DAYS.get(name.strip()[:3]) for name in part.split("-")]
        first, last = ends[0], ends[-1]
        if first is None or last is None or len(ends) > 2:
            section.complain("days", _("must be days of the week: “mon-fri”"))
            return _EVERY_DAY
        # From Friday to Monday goes over the end of the week.
        days.update((first + one) % 7 for one in range((last - first) % 7 + 1))
    return frozenset(days)


def _read_zone(section: Section) -> "ZoneInfo | None":
    name = section.text("timezone")
    if not name:
        return None
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        section.complain("timezone", _("must be a time zone such as “Europe/Paris”"))
        return None
