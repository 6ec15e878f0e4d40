"""The plan of a run, as a person reads it before saying yes."""

from collections import Counter

from mairemail.accounts.account import Account
from mairemail.accounts.pace import Pace
from mairemail.campaigns.merge import Draft
from mairemail.cli.progress import duration
from mairemail.cli.screen import local_time
from mairemail.cli.words.accounts import server_in_words
from mairemail.cli.words.counting import messages
from mairemail.cli.words.deliveries import counted
from mairemail.language import _, ngettext
from mairemail.ledger.delivery import Status
from mairemail.letters.forms_of_address import Sender
from mairemail.sending.plan import Plan

# What a submission takes besides the pause, for the first guess of the time left.
SUBMISSION_S = 0.5


def way(
    account: Account, sender: Sender, pace: Pace, first: Draft, number: int
) -> list[tuple[str, str]]:
    """Give how many messages, from whom, through what, how fast, and the first one."""
    me = f"{sender.name} <{sender.email}>".strip()
    content = first.content
    return [
        (_("send"), messages(number)),
        (_("from"), _("{me}, account {name}").format(me=me, name=account.name)),
        (_("through"), server_in_words(account.smtp)),
        (_("pace"), _pace_in_words(pace, number)),
        (
            _("first"),
            _("“{subject}” to {email}").format(
                subject=content.subject, email=content.to.email
            ),
        ),
    ]


def rest_of(plan: Plan, number: int) -> list[tuple[str, str]]:
    """Give who gets copies, and what does not go in this run, and why."""
    rows = []
    if plan.copies:
        copies = ngettext(
            "{count} address in Cc", "{count} addresses in Cc", plan.copies
        ).format(count=plan.copies)
        rows.append((_("copies"), copies))
    if plan.to_send > number:
        later = _("{messages} when the daily limit allows it").format(
            messages=messages(plan.to_send - number)
        )
        rows.append((_("later"), later))
    if plan.known_at:
        known = ngettext(
            "{count} of them had a letter of another campaign of yours, on {time}",
            "{count} of them had a letter of another campaign of yours, the last on "
            "{time}",
            plan.known,
        ).format(count=plan.known, time=local_time(plan.known_at))
        rows.append((_("known"), known))
    had_before = Counter(plan.had_before)
    count = had_before.pop(Status.HELD, 0)
    if count:
        held = ngettext(
            "{count} message: on your do-not-write list, or forgotten",
            "{count} messages: on your do-not-write list, or forgotten",
            count,
        ).format(count=count)
        rows.append((_("held"), held))
    if had_before:
        before = counted(had_before)
        rows.append((_("before"), _("{counts}: not sent again").format(counts=before)))
    if plan.left_out:
        without = ngettext(
            "{count} row left out, named above",
            "{count} rows left out, named above",
            plan.left_out,
        ).format(count=plan.left_out)
        rows.append((_("without"), without))
    return rows


def _pace_in_words(pace: Pace, number: int) -> str:
    total = duration((number - 1) * pace.gap_s + number * SUBMISSION_S)
    words = _("about {duration} in all").format(duration=total)
    if pace.gap_s:
        words += _(", {gap} between two messages").format(gap=duration(pace.gap_s))
    if pace.per_day:
        words += _(", at most {count} in 24 hours").format(count=pace.per_day)
    if pace.per_domain_hour:
        words += _(", {count} an hour to one domain").format(count=pace.per_domain_hour)
    if pace.hours:
        words += _(", within the hours set under pace")
    return words
