"""`send` with a person before it: plan, question, run."""

from collections import Counter
from collections.abc import Sequence

from mairemail.campaigns.merge import Draft, read_contacts
from mairemail.checks.campaign import nobody_selected
from mairemail.checks.finding import Finding
from mairemail.checks.sender import sender_findings
from mairemail.cli import opening, prompts
from mairemail.cli.screen import aligned, show, talk, talk_wrapped
from mairemail.cli.sending import plan_in_words
from mairemail.cli.sending.asked import Asked
from mairemail.cli.sending.attended_run import (
    renew_left,
    run_attended,
    show_summary,
    talk_doubts,
)
from mairemail.cli.sending.tally import Tally
from mairemail.cli.words import deliveries, findings
from mairemail.contacts.contact import Severity
from mairemail.errors import LetterError, TryLaterError, UsageError
from mairemail.language import _, ngettext
from mairemail.ledger.delivery import Delivery, Status
from mairemail.ledger.ledger import Ledger
from mairemail.sending.pace import DAY, come_back, traffic_of
from mairemail.sending.plan import Plan, make_plan
from mairemail.sending.standing import off_the_list, standing_of

# How many addresses a warning names.
_NAMED = 3


def submit(asked: Asked, ledger: Ledger) -> int:
    """
    Plan, ask, submit what is due, and give the exit code.

    Raises:
        MairemailError: What ended the run; the summary was shown before.
    """
    ledger.check()
    ledger.settle_interrupted(account=asked.account.name, at=opening.now())
    check = asked.check(ledger.is_opted_out)
    plan = make_plan(
        check.drafts(),
        find=lambda draft: standing_of(draft.contact, asked.campaign.id, ledger),
        elsewhere=ledger.accepted_elsewhere(asked.campaign.id),
        retries_rejected=asked.retries_rejected,
    )
    found = [*check.finish().findings, *sender_findings(asked.sender)]
    in_doubt = ledger.doubts(asked.campaign.id)
    talk_doubts(in_doubt)
    findings.talk_findings(found)
    hold_to_letter(found)
    if not plan.to_send and not plan.skipped:
        found.append(nobody_selected(asked.campaign.contacts_name))
        findings.talk_findings(found[-1:])
    has_errors = any(one.severity is Severity.ERROR for one in found)
    needs_user = has_errors or bool(in_doubt)
    if plan.first is None:
        renew_left(asked, ledger)
        return _nothing_to_send(asked, plan, needs_user=needs_user)
    try:
        number = _number_now(asked, ledger, plan)
    except TryLaterError:
        if asked.as_json:
            rest = plan.to_send
            show_summary(asked, Tally(), skipped=plan.skipped, remaining=rest)
        raise
    talk_way(asked, plan.first, number, plan_in_words.rest_of(plan, number))
    if asked.is_own_list:
        listed = read_contacts(asked.campaign)
        _talk_off_the_list(off_the_list(ledger, asked.campaign.id, listed))
    if not is_agreed_to(asked, number):
        return 1
    code = run_attended(asked, ledger, plan, number)
    return code or (1 if needs_user else 0)


def hold_to_letter(found: Sequence[Finding]) -> None:
    """
    Let nothing leave while the letter itself has an error.

    Raises:
        LetterError: It has one, told before.
    """
    if any(one.row is None and one.severity is Severity.ERROR for one in found):
        raise LetterError(
            _("Nothing was sent: the letter itself has an error"),
            hint=_("Correct it; what is wrong: mairemail check"),
        )


def _nothing_to_send(asked: Asked, plan: Plan, *, needs_user: bool) -> int:
    counts = Counter(plan.had_before)
    if asked.as_json:
        show_summary(asked, Tally(), skipped=plan.skipped, remaining=0)
    else:
        show(_("Nothing to send: {counts}").format(counts=deliveries.counted(counts)))
        if counts[Status.ACCEPTED]:
            new = _(
                "A new letter to the same people is a new campaign, in a folder of its "
                "own: mairemail init"
            )
            talk_wrapped(new, first="→ ", indent="  ")
    if counts[Status.REJECTED]:
        for line in deliveries.advice([Status.REJECTED]):
            talk(line)
    return 1 if counts[Status.REJECTED] or needs_user else 0


def _number_now(asked: Asked, ledger: Ledger, plan: Plan) -> int:
    """
    Give how many messages the daily limit lets through in this run, 1 or more.

    Raises:
        TryLaterError: None, and the run does not wait for better times.
    """
    if asked.may_wait:
        return plan.to_send
    now = opening.now()
    submitted = ledger.submissions(asked.account.name, since=now - DAY)
    traffic = traffic_of(asked.pace, submitted)
    if wait := traffic.wait(now):
        raise TryLaterError(wait.reason, hint=come_back(wait, now))
    room = traffic.room_today(now)
    return plan.to_send if room is None else min(room, plan.to_send)


def talk_way(
    asked: Asked, first: Draft, number: int, more: Sequence[tuple[str, str]] = ()
) -> None:
    """Say how many, from whom, through which server, how fast, and what first."""
    rows = plan_in_words.way(asked.account, asked.sender, asked.pace, first, number)
    talk()
    for line in aligned([*rows, *more], indent="  "):
        talk(line)


def _talk_off_the_list(deliveries: Sequence[Delivery]) -> None:
    """Name who has the letter under an address that is not on the list any more."""
    if not deliveries:
        return
    named = [one.email for one in deliveries[:_NAMED]]
    text = ngettext(
        "{count} address that has the letter, or may have it, is not on your list any "
        "more: {emails}",
        "{count} addresses that have the letter, or may have it, are not on your list "
        "any more: {emails}",
        len(deliveries),
    ).format(count=len(deliveries), emails=", ".join(named))
    if len(deliveries) > len(named):
        text = f"{text}…"
    talk()
    talk_wrapped(text, first="! ", indent="  ")
    talk_wrapped(
        _(
            "Whoever is on it under another address now would get a second letter. To "
            "prevent it: mairemail settle NEW-ADDRESS --sent"
        ),
        indent="  ",
    )


def is_agreed_to(asked: Asked, number: int) -> bool:
    """
    Ask for the number of messages.

    Raises:
        UsageError: There is nobody to ask, and --yes was not given.
    """
    talk()
    if asked.is_agreed:
        return True
    if not prompts.is_terminal():
        raise UsageError(
            _("Sending wants a yes, and there is no terminal to ask"),
            hint=_("In a script: mairemail send --yes"),
        )
    if prompts.ask_number(number) == str(number):
        return True
    talk(_("Nothing was sent: {number} was not typed.").format(number=number))
    return False
