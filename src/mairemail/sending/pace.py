"""When the next message may go, by what the account has submitted before."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mairemail.accounts.pace import Pace
from mairemail.errors import ConfigurationError
from mairemail.language import _, ngettext

DAY = timedelta(hours=24)
_HOUR = timedelta(hours=1)
# A robot's regular beat is what filters look for; the gap is never made shorter.
_JITTER = 0.3
# Office hours of account and campaign meet within so many openings, or never.
_OPENINGS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """
    Why nothing may go before a certain time.

    Attributes:
        until: With a zone.
        reason: A sentence for a person.
        hint: What they can do about it, besides waiting.
        is_for_deferred: Whether only messages wait that were tried in this run.
    """

    until: datetime
    reason: str
    hint: str = ""
    is_for_deferred: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A message the server has or may have: when, and the domain it went to."""

    at: datetime
    domain: str


def slower(account: Pace, campaign: Pace | None) -> Pace:
    """Give the slower of the two in each respect; a limit of 0 is none."""
    if campaign is None:
        return account
    return Pace(
        per_day=_lower(account.per_day, campaign.per_day),
        gap_s=max(account.gap_s, campaign.gap_s),
        per_domain_hour=_lower(account.per_domain_hour, campaign.per_domain_hour),
        hours=account.hours + campaign.hours,
    )


def _lower(*limits: int) -> int:
    return min((limit for limit in limits if limit), default=0)


def domain_of(address: str) -> str:
    """Give the domain of an address's comparison key."""
    return address.rpartition("@")[2]


@dataclass(slots=True, kw_only=True)
class Traffic:
    """
    What an account submitted in the last 24 hours, and what its pace allows next.

    Attributes:
        pace: The slower of account and campaign.
        submissions: Oldest first, over all campaigns: a provider counts the same.
    """

    pace: Pace
    submissions: list[Submission] = field(default_factory=list)

    def add(self, submission: Submission) -> None:
        """Count a message that the server has or may have."""
        self.submissions.append(submission)

    def room_today(self, now: datetime) -> int | None:
        """Give how many more messages may go in this 24 hours, None without limit."""
        if not self.pace.per_day:
            return None
        return max(0, self.pace.per_day - len(self._since(now - DAY, now)))

    def pause_s(self, now: datetime, jitter: float) -> float:
        """
        Give the seconds left of the pause between two messages, 0.0 or more.

        Args:
            now: A clock set back gives the full pause.
            jitter: From 0 to 1: how much longer than the gap the pause is this time.
        """
        if not self.submissions:
            return 0.0
        passed = max(0.0, (now - self.submissions[-1].at).total_seconds())
        return max(0.0, self.pace.gap_s * (1 + _JITTER * jitter) - passed)

    def wait(self, now: datetime) -> Wait | None:
        """Give what keeps every message back: the limit of a day, office hours."""
        found = None
        moment = now
        if self.room_today(now) == 0:
            moment = _from(self.submissions[-self.pace.per_day].at, now) + DAY
            found = Wait(
                until=moment,
                reason=ngettext(
                    "The limit of {count} message in 24 hours is reached",
                    "The limit of {count} messages in 24 hours is reached",
                    self.pace.per_day,
                ).format(count=self.pace.per_day),
            )
        opens = self._next_open(moment)
        if opens > moment:
            return Wait(until=opens, reason=_("Outside the hours set under pace"))
        return found

    def day_reopens(self, now: datetime) -> datetime:
        """Give when the oldest submission of the last 24 hours is a day old."""
        recent = self._since(now - DAY, now)
        return (_from(recent[0].at, now) if recent else now) + DAY

    def wait_for(self, domain: str, now: datetime) -> Wait | None:
        """Give what keeps the messages to one domain back."""
        limit = self.pace.per_domain_hour
        if not limit:
            return None
        same = [one for one in self._since(now - _HOUR, now) if one.domain == domain]
        if len(same) < limit:
            return None
        return Wait(
            until=_from(same[-limit].at, now) + _HOUR,
            reason=ngettext(
                "{count} message an hour to {domain} is enough",
                "{count} messages an hour to {domain} are enough",
                limit,
            ).format(count=limit, domain=domain),
        )

    def _since(self, start: datetime, now: datetime) -> list[Submission]:
        """Give the submissions after a moment; the newest are looked at alone."""
        first = len(self.submissions)
        while first and _from(self.submissions[first - 1].at, now) > start:
            first -= 1
        return self.submissions[first:]

    def _next_open(self, now: datetime) -> datetime:
        """
        Give when all office hours are open.

        Raises:
            ConfigurationError: Those of account and campaign never meet.
        """
        moment = now
        for _attempt in range(_OPENINGS):
            opens = max(
                (one.next_open(moment) for one in self.pace.hours), default=moment
            )
            if opens == moment:
                return moment
            moment = opens
        raise ConfigurationError(
            _("The hours of the account and those of the campaign never meet"),
            hint=_("Correct hours and days under pace, in one of the two files"),
        )


def time_of_day(moment: datetime, now: datetime) -> str:
    """Give a time as a person in the zone of `now` writes it, with the day."""
    # Translators: a date and a time of day.
    return moment.astimezone(now.tzinfo).strftime(_("%Y-%m-%d %H:%M"))


def come_back(wait: Wait, now: datetime) -> str:
    """Give the next step of somebody who does not wait."""
    step = _(
        "Nothing is lost: go on from {time} on with the same command, or let it wait "
        "by itself with mairemail send --wait"
    ).format(time=time_of_day(wait.until, now))
    return f"{step}. {wait.hint}" if wait.hint else step


def _from(at: datetime, now: datetime) -> datetime:
    """Take a time still to come, of a clock set back meanwhile, for now."""
    return min(at, now)


def traffic_of(pace: Pace, submitted: Iterable[tuple[datetime, str]]) -> Traffic:
    """
    Make an account's traffic of what the ledger knows.

    Args:
        pace: The slower of account and campaign.
        submitted: Time and comparison key of each, oldest first.
    """
    return Traffic(
        pace=pace,
        submissions=[
            Submission(at=at, domain=domain_of(address)) for at, address in submitted
        ],
    )
