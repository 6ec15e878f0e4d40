"""One run of `send` with a person before it: plan, question, progress, summary."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mairemail.accounts.account import Account
from mairemail.accounts.pace import Pace
from mairemail.campaigns.campaign import Campaign
from mairemail.campaigns.merge import Draft, Merger, Selection
from mairemail.checks.campaign import nobody_selected
from mairemail.checks.finding import Finding
from mairemail.checks.message import sendable
from mairemail.cli import deliveries, findings, opening, plan_in_words, prompts
from mairemail.cli.interruption import Stop, stoppable
from mairemail.cli.progress import Progress, progress
from mairemail.cli.screen import (
    ReaderGoneError,
    show,
    show_json,
    talk,
)
from mairemail.cli.tally import TRIED, Tally
from mairemail.cli.world import make_world
from mairemail.contacts.contact import Severity
from mairemail.errors import LedgerError, MairemailError, TryLaterError, UsageError
from mairemail.language import _, ngettext
from mairemail.ledger.delivery import Delivery, Status
from mairemail.ledger.ledger import Ledger
from mairemail.letters.forms_of_address import Sender
from mairemail.sending.pace import DAY, come_back, slower, time_of_day, traffic_of
from mairemail.sending.plan import Plan, key_of, make_plan
from mairemail.sending.send import Run
from mairemail.sending.to_me import addressed_to, submit_to_me


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What was asked for; the campaign's files are copies that nobody edits."""

    campaign: Campaign
    account: Account
    sender: Sender
    selection: Selection
    is_agreed: bool
    retries_rejected: bool
    may_wait: bool
    as_json: bool

    def run(self, ledger: Ledger) -> int:
        """
        Submit what is due, and give the exit code.

        Raises:
            MairemailError: What ended the run; the summary was shown before.
        """
        ledger.check()
        ledger.settle_interrupted(account=self.account.name, at=opening.now())
        found: list[Finding] = []
        plan = make_plan(
            self._drafts(found),
            find=lambda draft: ledger.find(key_of(draft, self.campaign.id)),
            retries_rejected=self.retries_rejected,
        )
        if not plan.to_send and not plan.skipped:
            found.append(nobody_selected(self.campaign.contacts_name))
        findings.talk_findings(found)
        self._talk_doubts(plan.in_doubt)
        has_errors = any(one.severity is Severity.ERROR for one in found)
        if not plan.to_send:
            return self._nothing_to_send(plan, has_errors=has_errors)
        number = self._number_now(ledger, plan)
        if not self._agrees(plan, number):
            return 1
        tally = self._submit(ledger, plan, number)
        return 1 if plan.in_doubt or tally.has_left or has_errors else 0

    def to_me(self) -> int:
        """Submit the first messages to the sender's own address; the ledger is left."""
        found: list[Finding] = []
        drafts = [draft for draft in self._drafts(found) if draft]
        drafts = drafts[: self.selection.limit or 1]
        if not drafts:
            found.append(nobody_selected(self.campaign.contacts_name))
            findings.talk_findings(found)
            return 1
        self._talk_way(addressed_to(self.sender, drafts[0]), len(drafts))
        if not self._answers(len(drafts)):
            return 1
        tally = Tally()
        with stoppable() as stop, progress(len(drafts), seconds_each=0.0) as bar:
            world = make_world(self.account, stop, bar)
            for delivery in submit_to_me(drafts, sender=self.sender, world=world):
                self._show(delivery, tally, bar)
        if tally.counts[Status.ACCEPTED] < len(drafts):
            return 1
        talk(_("Look in your mailbox. If you like it: mairemail send"))
        return 0

    def _drafts(self, found: list[Finding]) -> Iterator[Draft | None]:
        now = opening.now()
        merger = Merger(self.campaign, sender=self.sender, today=now.date())
        return sendable(
            merger.drafts(self.selection),
            sender=self.sender,
            now=now,
            new_uuid=opening.new_uuid,
            report=found.append,
        )

    def _talk_doubts(self, in_doubt: Sequence[Delivery]) -> None:
        if in_doubt:
            talk(
                ngettext(
                    "{count} message is in doubt and is not sent again:",
                    "{count} messages are in doubt and are not sent again:",
                    len(in_doubt),
                ).format(count=len(in_doubt))
            )
            for delivery in in_doubt:
                talk(deliveries.line_of(delivery))
            for line in deliveries.advice([Status.UNCERTAIN]):
                talk(line)
            talk()

    def _nothing_to_send(self, plan: Plan, *, has_errors: bool) -> int:
        counts = Counter(plan.had_before)
        if self.as_json:
            self._show_summary(Tally(), skipped=plan.skipped, remaining=0)
        else:
            show(
                _("Nothing to send: {counts}").format(counts=deliveries.counted(counts))
            )
        if counts[Status.REJECTED]:
            for line in deliveries.advice([Status.REJECTED]):
                talk(line)
        needs_user = counts[Status.REJECTED] or counts[Status.UNCERTAIN] or has_errors
        return 1 if needs_user else 0

    def _number_now(self, ledger: Ledger, plan: Plan) -> int:
        """
        Give how many messages the daily limit lets through in this run, 1 or more.

        Raises:
            TryLaterError: None, and the run does not wait for better times.
        """
        if self.may_wait:
            return plan.to_send
        now = opening.now()
        submitted = ledger.submissions(self.account.name, since=now - DAY)
        traffic = traffic_of(self._pace(), submitted)
        if wait := traffic.wait(now):
            raise TryLaterError(wait.reason, hint=come_back(wait, now))
        room = traffic.room_today(now)
        return plan.to_send if room is None else min(room, plan.to_send)

    def _pace(self) -> Pace:
        return slower(self.account.pace, self.campaign.pace)

    def _agrees(self, plan: Plan, number: int) -> bool:
        if plan.first is None:
            return False
        self._talk_way(plan.first, number, plan_in_words.rest_of(plan, number))
        return self._answers(number)

    def _talk_way(
        self, first: Draft, number: int, more: Sequence[tuple[str, str]] = ()
    ) -> None:
        """Say how many, from whom, through which server, how fast, and what first."""
        rows = plan_in_words.way(self.account, self.sender, self._pace(), first, number)
        talk()
        for line in plan_in_words.aligned([*rows, *more]):
            talk(line)

    def _answers(self, number: int) -> bool:
        """
        Ask for the number of messages.

        Raises:
            UsageError: There is nobody to ask, and --yes was not given.
        """
        talk()
        if self.is_agreed:
            return True
        if not prompts.is_terminal():
            raise UsageError(
                _("Sending wants a yes, and there is no terminal to ask"),
                hint=_("In a script: mairemail send --yes"),
            )
        answer = prompts.ask_number(number)
        if answer == str(number):
            return True
        talk(_("Nothing was sent: {number} was not typed.").format(number=number))
        return False

    def _submit(self, ledger: Ledger, plan: Plan, number: int) -> Tally:
        tally = Tally()
        told = {one.email for one in self._in_doubt(ledger)}
        with stoppable() as stop:
            ending = self._submit_until_end(ledger, number, stop, tally)
        cut_off = self._cut_off(ledger, told | tally.in_doubt) if ending else []
        for delivery in cut_off:
            tally.add(delivery)
        remaining = plan.to_send - tally.tried
        self._show_summary(tally, skipped=plan.skipped, remaining=remaining)
        self._talk_doubts(cut_off)
        if isinstance(ending, MairemailError):
            raise ending
        if remaining and not stop.is_asked and not ending:
            changed = _("{messages} could not be sent: look again with mairemail check")
            talk(changed.format(messages=deliveries.messages(remaining)))
            raise SystemExit(1)
        is_waiting = self.may_wait and tally.counts[Status.DEFERRED]
        if ending or (stop.is_asked and (remaining or is_waiting)):
            talk(_("Stopped. The same command goes on where this one ended."))
            raise SystemExit(130)
        return tally

    def _in_doubt(self, ledger: Ledger) -> list[Delivery]:
        found = ledger.deliveries(self.campaign.id)
        return [one for one in found if one.status is Status.UNCERTAIN]

    def _cut_off(self, ledger: Ledger, told: set[str]) -> list[Delivery]:
        """Give the message in doubt whose outcome the run could not tell any more."""
        try:
            return [one for one in self._in_doubt(ledger) if one.email not in told]
        except LedgerError:
            # What ended the run says so already.
            return []

    def _submit_until_end(
        self, ledger: Ledger, number: int, stop: Stop, tally: Tally
    ) -> BaseException | None:
        """Run, count, and give what ended the run before its time."""
        pace = self._pace()
        seconds_each = pace.gap_s + plan_in_words.SUBMISSION_S
        try:
            with progress(number, seconds_each=seconds_each) as bar:
                run = Run(
                    account=self.account,
                    sender=self.sender,
                    campaign_id=self.campaign.id,
                    pace=pace,
                    ledger=ledger,
                    world=make_world(
                        self.account,
                        stop,
                        bar,
                        may_wait=self.may_wait,
                        may_ask=not self.is_agreed,
                    ),
                    retries_rejected=self.retries_rejected,
                )
                for delivery in run.submit_all(lambda: self._drafts([])):
                    self._show(delivery, tally, bar)
                    tally.retry_at = run.retry_at()
        except (MairemailError, ReaderGoneError, KeyboardInterrupt) as ending:
            return ending
        return None

    def _show(self, delivery: Delivery, tally: Tally, bar: Progress) -> None:
        is_new = tally.add(delivery)
        if self.as_json:
            show_json(deliveries.as_json(delivery))
        else:
            bar.advance(deliveries.line_of(delivery), is_done=is_new)

    def _show_summary(self, tally: Tally, *, skipped: int, remaining: int) -> None:
        if self.as_json:
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
        for status in TRIED:
            if tally.counts[status]:
                for line in deliveries.advice([status]):
                    show(line)
            if status is Status.DEFERRED and tally.retry_at:
                time = time_of_day(tally.retry_at, opening.now())
                show(_("  The next try makes sense from {time} on.").format(time=time))
