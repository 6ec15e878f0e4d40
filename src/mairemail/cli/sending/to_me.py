"""`send --to-me`: the first messages to the writer's own address, for real or dry."""

from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from mairemail.campaigns.merge import Draft, Selection
from mairemail.checks.campaign import CampaignCheck, nobody_selected
from mairemail.checks.finding import Finding
from mairemail.checks.sender import sender_findings
from mairemail.cli import opening
from mairemail.cli.progress import progress
from mairemail.cli.screen import talk
from mairemail.cli.sending.asked import Asked, nobody
from mairemail.cli.sending.attended_run import show_delivery, show_summary
from mairemail.cli.sending.dry_run import show_file, show_outcome
from mairemail.cli.sending.interruption import stoppable
from mairemail.cli.sending.submission import hold_to_letter, is_agreed_to, talk_way
from mairemail.cli.sending.tally import Tally
from mairemail.cli.sending.world import make_world
from mairemail.cli.words import findings
from mairemail.contacts.contact import Severity
from mairemail.errors import MairemailError
from mairemail.language import _
from mairemail.ledger.delivery import Status
from mairemail.messages.outbox import Outbox, write_message
from mairemail.sending.to_me import addressed_to, message_to_me, submit_to_me


def submit_first_to_me(asked: Asked) -> int:
    """
    Submit the first messages to the sender's own address; the ledger is left alone.

    Rows with an error that stand before them are told. Gives the exit code.

    Raises:
        MairemailError: What ended it; the summary was shown before.
    """
    check = asked.check(nobody)
    drafts, left_out = _first(check.drafts(), asked.selection)
    found = [*check.finish().findings, *sender_findings(asked.sender)]
    findings.talk_findings(found)
    hold_to_letter(found)
    if not drafts:
        findings.talk_findings([nobody_selected(asked.campaign.contacts_name)])
        return 1
    talk_way(asked, addressed_to(asked.sender, drafts[0]), len(drafts))
    if not is_agreed_to(asked, len(drafts)):
        return 1
    tally = Tally()
    ending = _submit(asked, drafts, tally)
    if asked.as_json:
        left = len(drafts) - tally.tried
        show_summary(asked, tally, skipped=left_out, remaining=left)
    if ending:
        raise ending
    if tally.counts[Status.ACCEPTED] < len(drafts):
        return 1
    talk(_("Look in your mailbox. If you like it: mairemail send"))
    return 1 if _has_errors(found) else 0


def _first(
    drafts: Iterable[Draft | None], selection: Selection
) -> tuple[list[Draft], int]:
    """Give the first drafts that can be sent, and how many rows before cannot."""
    left_out = 0

    def able() -> Iterable[Draft]:
        nonlocal left_out
        for draft in drafts:
            if draft is None:
                left_out += 1
            else:
                yield draft

    return list(islice(able(), selection.limit or 1)), left_out


def _submit(asked: Asked, drafts: list[Draft], tally: Tally) -> MairemailError | None:
    """Submit, count, and give what ended it before its time."""
    host = asked.account.smtp.host
    with stoppable() as stop, progress(len(drafts), seconds_each=0.0) as bar:
        world = make_world(asked.account, stop, bar)
        try:
            for delivery in submit_to_me(
                drafts, sender=asked.sender, host=host, world=world
            ):
                show_delivery(asked, delivery, tally, bar)
        except MairemailError as err:
            return err
    return None


def dry_run_to_me(opened: opening.Opened, folder: Path, *, as_json: bool) -> int:
    """Write what would be submitted as files; give the exit code."""
    now = opening.now()
    check = CampaignCheck(
        opened.campaign,
        opened.selection,
        sender=opened.sender,
        now=now,
        new_uuid=opening.new_uuid,
        is_opted_out=nobody,
    )
    outbox = Outbox(folder)
    drafts, _left_out = _first(check.drafts(), opened.selection)
    found = [*check.finish().findings, *sender_findings(opened.known_sender)]
    for draft in drafts:
        unique = opening.new_uuid().hex
        message = message_to_me(opened.sender, draft, unique=unique, date=now)
        path = outbox.next_path(opened.sender.email)
        write_message(path, message)
        if as_json:
            show_file(opened.sender.email, path)
    removed = outbox.finish()
    findings.talk_findings(found)
    if not as_json:
        is_known = opened.is_sender_known
        show_outcome(outbox, removed=removed, is_sender_known=is_known)
    return 1 if _has_errors(found) or not outbox.count else 0


def _has_errors(found: Iterable[Finding]) -> bool:
    return any(one.severity is Severity.ERROR for one in found)
