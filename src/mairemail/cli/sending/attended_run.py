"""A run with a person before it: progress, doubts, summary, what is left."""

import shlex
from collections.abc import Iterable, Iterator

from mairemail.campaigns.merge import Draft
from mairemail.cli import opening
from mairemail.cli.progress import Progress, progress
from mairemail.cli.screen import ReaderGoneError, show, show_json, talk, talk_wrapped
from mairemail.cli.sending import leftover, plan_in_words
from mairemail.cli.sending.asked import Asked
from mairemail.cli.sending.interruption import Stop, stoppable
from mairemail.cli.sending.tally import TRIED, Tally
from mairemail.cli.sending.world import make_world
from mairemail.cli.words import deliveries
from mairemail.cli.words.counting import messages
from mairemail.errors import CannotWriteError, LedgerError, MairemailError
from mairemail.language import _, ngettext
from mairemail.ledger.delivery import Delivery, Status
from mairemail.ledger.ledger import Ledger
from mairemail.sending.pace import time_of_day
from mairemail.sending.plan import Plan
from mairemail.sending.send import Run


def run_attended(asked: Asked, ledger: Ledger, plan: Plan, number: int) -> int:
    """
    Run, tell what became of each message and how it ended; give the exit code.

    Args:
        asked: By the person, who agreed.
        ledger: Of the account whose lock is held.
        plan: What they agreed to.
        number: How many messages the bar shows.

    Raises:
        MairemailError: What ended the run; the summary was shown before.
    """
    tally = Tally()
    before = {one.email for one in ledger.doubts(asked.campaign.id)}
    with stoppable() as stop:
        ending = _run_until_end(asked, ledger, plan, stop, tally=tally, number=number)
    cut_off = _cut_off(asked, ledger, before | tally.in_doubt) if ending else []
    for delivery in cut_off:
        tally.add(delivery)
    remaining = plan.to_send - tally.tried - tally.held
    skipped = plan.skipped + tally.held
    show_summary(asked, tally, skipped=skipped, remaining=remaining)
    talk_doubts(cut_off, with_advice=asked.as_json)
    if not isinstance(ending, LedgerError):
        renew_left(asked, ledger)
    if isinstance(ending, MairemailError):
        raise ending
    if remaining and not stop.is_asked and not ending:
        still = _(
            "{messages} could not be sent this time. The same command tries again; "
            "what may be wrong: mairemail check"
        ).format(messages=messages(remaining))
        talk_wrapped(still)
        return 1
    is_waiting = asked.may_wait and tally.counts[Status.DEFERRED]
    if ending or (stop.is_asked and (remaining or is_waiting)):
        talk(_("Stopped. The same command goes on where this one ended."))
        return 130
    return 1 if tally.has_left else 0


def _run_until_end(
    asked: Asked, ledger: Ledger, plan: Plan, stop: Stop, *, tally: Tally, number: int
) -> BaseException | None:
    """Run, count, and give what ended the run before its time."""

    def drafts() -> Iterator[Draft | None]:
        # Those held before were counted; who is held from now on is told.
        for draft in asked.drafts():
            if draft is None or draft.contact.key not in plan.held:
                yield draft

    seconds_each = asked.pace.gap_s + plan_in_words.SUBMISSION_S
    try:
        with progress(number, seconds_each=seconds_each) as bar:
            run = Run(
                account=asked.account,
                sender=asked.sender,
                campaign_id=asked.campaign.id,
                pace=asked.pace,
                ledger=ledger,
                world=make_world(
                    asked.account,
                    stop,
                    bar,
                    may_wait=asked.may_wait,
                    may_ask=not asked.is_agreed,
                ),
                retries_rejected=asked.retries_rejected,
            )
            for delivery in run.submit_all(drafts):
                show_delivery(asked, delivery, tally, bar)
                tally.retry_at = run.retry_at()
    except (MairemailError, ReaderGoneError, KeyboardInterrupt) as ending:
        return ending
    return None


def _cut_off(asked: Asked, ledger: Ledger, told: set[str]) -> list[Delivery]:
    """Give the message in doubt whose outcome the run could not tell any more."""
    try:
        found = ledger.doubts(asked.campaign.id)
    except LedgerError:
        # What ended the run says so already.
        return []
    return [one for one in found if one.email not in told]


def show_delivery(
    asked: Asked, delivery: Delivery, tally: Tally, bar: Progress
) -> None:
    """Count one delivery and show it."""
    is_new = tally.add(delivery)
    if asked.as_json:
        show_json(deliveries.as_json(delivery))
    else:
        bar.advance(deliveries.line_of(delivery), is_done=is_new)


def show_summary(asked: Asked, tally: Tally, *, skipped: int, remaining: int) -> None:
    """Show how a run ended, the worst first."""
    if asked.as_json:
        summary = {status.value: tally.counts[status] for status in TRIED}
        show_json(
            {
                "event": "summary",
                **summary,
                "skipped": skipped,
                "remaining": remaining,
            }
        )
        return
    show()
    show(_("This run: {counts}").format(counts=deliveries.counted(tally.counts)))
    if remaining:
        show(_("Not sent yet: {count}").format(count=remaining))
    for status in reversed(TRIED):
        for line in deliveries.advice([status] if tally.counts[status] else []):
            show(line)
        if status is Status.DEFERRED and tally.retry_at:
            time = time_of_day(tally.retry_at, opening.now())
            show(_("  The next try makes sense from {time} on.").format(time=time))


def talk_doubts(in_doubt: Iterable[Delivery], *, with_advice: bool = True) -> None:
    """Name messages in doubt, and say what to do about them unless it was said."""
    found = list(in_doubt)
    if not found:
        return
    talk(
        ngettext(
            "{count} message is in doubt and is not sent again:",
            "{count} messages are in doubt and are not sent again:",
            len(found),
        ).format(count=len(found))
    )
    for delivery in found:
        talk(deliveries.line_of(delivery))
    for line in deliveries.advice([Status.UNCERTAIN] if with_advice else []):
        talk(line)
    talk()


def renew_left(asked: Asked, ledger: Ledger) -> None:
    """Write what is left of the campaign as a file, and say where it is."""
    try:
        left = leftover.renew_left(asked.campaign, ledger, contacts=asked.contacts)
    except CannotWriteError as err:
        talk(err.message)
        return
    if left is None:
        return
    file = shlex.quote(str(left.path))
    text = ngettext(
        "{count} message was refused, put off or is in doubt: it stands in {file}, "
        "with the reason.",
        "{count} messages were refused, put off or are in doubt: they stand in {file}, "
        "with the reasons.",
        left.count,
    ).format(count=left.count, file=file)
    if left.has_rejected:
        correct = _(
            "An address corrected there can be sent to as it is: mairemail send "
            "--contacts {file}"
        )
        text = f"{text} {correct.format(file=file)}"
    talk_wrapped(text, first="→ ", indent="  ")
