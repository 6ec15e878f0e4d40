"""One run of `send` with a person before it: plan, question, progress, summary."""

import shlex
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mairemail.accounts.account import Account
from mairemail.accounts.secrets import Secret, find_secret
from mairemail.campaigns.campaign import Campaign
from mairemail.campaigns.merge import Draft, Merger, Selection
from mairemail.checks.campaign import nobody_selected
from mairemail.checks.finding import Finding
from mairemail.checks.message import sendable
from mairemail.cli import (
    deliveries,
    findings,
    leftover,
    opening,
    plan_in_words,
    prompts,
)
from mairemail.cli.interruption import Stop, sleep_unless, stoppable
from mairemail.cli.progress import progress
from mairemail.cli.screen import (
    ReaderGoneError,
    show,
    show_json,
    talk,
    wrap,
)
from mairemail.contacts.contact import Severity
from mairemail.errors import CannotWriteError, LedgerError, MairemailError, UsageError
from mairemail.language import _, ngettext
from mairemail.ledger.delivery import Delivery, Status
from mairemail.ledger.ledger import Ledger
from mairemail.letters.forms_of_address import Sender
from mairemail.sending.connecting import open_connection
from mairemail.sending.pace import DAY, pause_before_next, room_today, slower
from mairemail.sending.plan import Plan, make_plan
from mairemail.sending.send import Run, World, addressed_to, submit_to_me
from mairemail.sending.standing import standing_of

_SUMMARY = (Status.ACCEPTED, Status.DEFERRED, Status.REJECTED, Status.UNCERTAIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """
    What was asked for.

    Attributes:
        campaign: Its files are copies that nobody edits.
        contacts: The list itself.
    """

    campaign: Campaign
    contacts: Path
    account: Account
    sender: Sender
    selection: Selection
    is_agreed: bool
    retries_rejected: bool
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
            self._drafts(found, ledger.is_opted_out),
            find=lambda draft: standing_of(draft.contact, self.campaign.id, ledger),
            retries_rejected=self.retries_rejected,
        )
        if not plan.to_send and not plan.skipped:
            found.append(nobody_selected(self.campaign.contacts_name))
        has_doubts = self._talk_doubts(ledger)
        findings.talk_findings(found)
        has_errors = any(one.severity is Severity.ERROR for one in found)
        if not plan.to_send:
            self._renew_left(ledger)
            return self._nothing_to_send(plan, needs_user=has_doubts or has_errors)
        number = self._number_now(ledger, plan)
        if not self._agrees(plan, number):
            return 1
        counts = self._submit(ledger, plan, number)
        is_left = has_doubts or any(
            counts[status] for status in _SUMMARY if status is not Status.ACCEPTED
        )
        return 1 if is_left or has_errors else 0

    def to_me(self) -> int:
        """Submit the first messages to the sender's own address; the ledger is left."""
        found: list[Finding] = []
        drafts = [draft for draft in self._drafts(found, _nobody) if draft]
        drafts = drafts[: self.selection.limit or 1]
        if not drafts:
            found.append(nobody_selected(self.campaign.contacts_name))
            findings.talk_findings(found)
            return 1
        self._talk_way(addressed_to(self.sender, drafts[0]), len(drafts))
        if not self._answers(len(drafts)):
            return 1
        counts: Counter[Status] = Counter()
        with stoppable() as stop:
            world = self._world(stop)
            for delivery in submit_to_me(drafts, sender=self.sender, world=world):
                counts[delivery.status] += 1
                self._show(delivery, show)
        if counts[Status.ACCEPTED] < len(drafts):
            return 1
        talk(_("Look in your mailbox. If you like it: mairemail send"))
        return 0

    def _drafts(
        self, found: list[Finding], is_opted_out: Callable[[str], bool]
    ) -> Iterator[Draft | None]:
        now = opening.now()
        merger = Merger(self.campaign, sender=self.sender, today=now.date())
        return sendable(
            merger.drafts(self.selection),
            sender=self.sender,
            now=now,
            new_uuid=opening.new_uuid,
            is_opted_out=is_opted_out,
            report=found.append,
        )

    def _talk_doubts(self, ledger: Ledger) -> bool:
        """Name the campaign's messages in doubt, and tell whether there are any."""
        in_doubt = ledger.doubts(self.campaign.id)
        if not in_doubt:
            return False
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
        return True

    def _renew_left(self, ledger: Ledger) -> None:
        """Write what is left of the campaign as a file, and say where it is."""
        try:
            path = leftover.renew_left(self.campaign, ledger, contacts=self.contacts)
        except CannotWriteError as err:
            talk(err.message)
            return
        if path:
            text = _(
                "What is left stands in {file}, with the servers' words. Corrected "
                "there, it can be sent as it is: mairemail send --contacts {file}"
            ).format(file=shlex.quote(str(path)))
            for line in wrap(text, first="→ ", indent="  "):
                talk(line)

    def _nothing_to_send(self, plan: Plan, *, needs_user: bool) -> int:
        counts = Counter(plan.had_before)
        if self.as_json:
            self._show_summary(Counter(), skipped=plan.skipped, remaining=0)
        else:
            show(
                _("Nothing to send: {counts}").format(counts=deliveries.counted(counts))
            )
        if counts[Status.REJECTED]:
            for line in deliveries.advice([Status.REJECTED]):
                talk(line)
        return 1 if counts[Status.REJECTED] or needs_user else 0

    def _number_now(self, ledger: Ledger, plan: Plan) -> int:
        """Give how many messages the daily limit lets through now, 1 or more."""
        now = opening.now()
        pace = slower(self.account.pace, self.campaign.pace)
        submitted = ledger.times_submitted(self.account.name, since=now - DAY)
        # Raises where there is no room at all, with the time to come back.
        pause_before_next(pace, submitted, now)
        room = room_today(pace, submitted, now)
        return plan.to_send if room is None else min(room, plan.to_send)

    def _agrees(self, plan: Plan, number: int) -> bool:
        if plan.first is None:
            return False
        self._talk_way(plan.first, number, plan_in_words.rest_of(plan, number))
        return self._answers(number)

    def _talk_way(
        self, first: Draft, number: int, more: Sequence[tuple[str, str]] = ()
    ) -> None:
        """Say how many, from whom, through which server, how fast, and what first."""
        pace = slower(self.account.pace, self.campaign.pace)
        rows = plan_in_words.way(self.account, self.sender, pace, first, number)
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

    def _submit(self, ledger: Ledger, plan: Plan, number: int) -> Counter[Status]:
        counts: Counter[Status] = Counter()
        with stoppable() as stop:
            ending = self._submit_until_end(ledger, plan, number, stop, counts)
        tried = sum(counts[status] for status in (*_SUMMARY, Status.HELD))
        remaining = plan.to_send - tried
        skipped = plan.skipped + counts[Status.HELD]
        self._show_summary(counts, skipped=skipped, remaining=remaining)
        if not isinstance(ending, LedgerError):
            self._renew_left(ledger)
        if isinstance(ending, MairemailError):
            raise ending
        if ending:
            self._talk_doubts(ledger)
        if remaining and not stop.is_asked and not ending:
            changed = _("{messages} could not be sent: look again with mairemail check")
            talk(changed.format(messages=deliveries.messages(remaining)))
            raise SystemExit(1)
        if ending or (stop.is_asked and remaining):
            talk(_("Stopped. The same command goes on where this one ended."))
            raise SystemExit(130)
        return counts

    def _submit_until_end(
        self,
        ledger: Ledger,
        plan: Plan,
        number: int,
        stop: Stop,
        counts: Counter[Status],
    ) -> BaseException | None:
        """Run, count, and give what ended the run before its time."""
        pace = slower(self.account.pace, self.campaign.pace)
        run = Run(
            account=self.account,
            sender=self.sender,
            campaign_id=self.campaign.id,
            pace=pace,
            ledger=ledger,
            world=self._world(stop),
            retries_rejected=self.retries_rejected,
        )
        # Those held before were counted; who is held from now on is told.
        drafts = (
            draft
            for draft in self._drafts([], _nobody)
            if draft is None or draft.contact.key not in plan.held
        )
        seconds_each = pace.gap_s + plan_in_words.SUBMISSION_S
        try:
            with progress(number, seconds_each=seconds_each) as advance:
                for delivery in run.submit_all(drafts):
                    counts[delivery.status] += 1
                    self._show(delivery, advance)
        except (MairemailError, ReaderGoneError, KeyboardInterrupt) as ending:
            return ending
        return None

    def _show(self, delivery: Delivery, show_line: Callable[[str], None]) -> None:
        if self.as_json:
            show_json(deliveries.as_json(delivery))
        else:
            show_line(deliveries.line_of(delivery))

    def _show_summary(
        self, counts: Counter[Status], *, skipped: int, remaining: int
    ) -> None:
        if self.as_json:
            summary = {status.value: counts[status] for status in _SUMMARY}
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
        tried = Counter({status: counts[status] for status in _SUMMARY})
        show(_("This run: {counts}").format(counts=deliveries.counted(tried)))
        if remaining:
            show(_("Not sent yet: {count}").format(count=remaining))
        worst_first = (status for status in reversed(_SUMMARY) if counts[status])
        for line in deliveries.advice(worst_first):
            show(line)

    def _world(self, stop: Stop) -> World:
        sources = prompts.secret_sources()
        known: list[Secret] = []

        def secret() -> Secret:
            # Asked for once, also where the connection is opened anew.
            if not known:
                known.append(find_secret(self.account, sources))
            return known[0]

        return World(
            connect=lambda: open_connection(self.account.smtp, secret=secret),
            now=opening.now,
            pause=lambda pause_s: sleep_unless(stop, pause_s),
            is_stopping=lambda: stop.is_asked,
            new_uuid=opening.new_uuid,
        )


def _nobody(_key: str) -> bool:
    """Ask the do-not-write list nothing: findings are told elsewhere."""
    return False
