"""mairemail send: the plan, the question, the run."""

from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mairemail.cli.options import (
    HERE,
    AccountOption,
    CampaignOption,
    ContactsOption,
    JsonOption,
    LetterOption,
    LimitOption,
    OnlyOption,
    WhereOption,
)
from mairemail.language import _, ngettext

if TYPE_CHECKING:
    from mairemail.accounts.account import Account
    from mairemail.campaigns.merge import Draft, Selection
    from mairemail.cli.opening import Opened
    from mairemail.contacts.contact import RowProblem
    from mairemail.messages.message import Message
    from mairemail.messages.outbox import Outbox

# A system call drives the program out of the processor's caches: a file written after
# each letter costs 30 µs, among some dozens in a row 12.
_WRITTEN_TOGETHER = 64


def send(
    *,
    campaign: CampaignOption = HERE,
    contacts: ContactsOption = None,
    letter: LetterOption = None,
    account: AccountOption = None,
    only: OnlyOption = None,
    where: WhereOption = None,
    limit: LimitOption = None,
    is_dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help=_("Write the messages as files; send nothing.")),
    ] = False,
    outbox: Annotated[
        Path | None,
        typer.Option("--outbox", help=_("Where --dry-run writes; default: outbox.")),
    ] = None,
    to_me: Annotated[
        bool,
        typer.Option(
            "--to-me", help=_("Send the first message to yourself, to see it.")
        ),
    ] = False,
    is_agreed: Annotated[
        bool, typer.Option("--yes", help=_("Do not ask; for scripts."))
    ] = False,
    retry_rejected: Annotated[
        bool,
        typer.Option("--retry-rejected", help=_("Try the rejected addresses again.")),
    ] = False,
    may_wait: Annotated[
        bool,
        typer.Option(
            "--wait", help=_("Stay until all is done, through limits and put-offs.")
        ),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Check, show the plan, ask, send at a polite pace; never twice to anybody."""
    from mairemail.cli import opening

    opened = opening.open_campaign(
        campaign, letter=letter, contacts=contacts, account=account
    )
    selection = opening.selection(only, where, limit)
    if is_dry_run:
        code = _dry_run(
            opened, selection, outbox or campaign / "outbox", as_json=as_json
        )
    else:
        code = _send(
            opened,
            selection,
            to_me=to_me,
            is_agreed=is_agreed,
            retries_rejected=retry_rejected,
            may_wait=may_wait,
            as_json=as_json,
        )
    raise typer.Exit(code)


def _dry_run(
    opened: "Opened", selection: "Selection", folder: Path, *, as_json: bool
) -> int:
    """Write what would leave as files."""
    from mairemail.campaigns.merge import Merger
    from mairemail.checks.campaign import nobody_selected, sender_findings
    from mairemail.checks.message import row_findings
    from mairemail.cli import findings, opening
    from mairemail.cli.deliveries import messages
    from mairemail.cli.screen import show
    from mairemail.messages.outbox import Outbox

    now = opening.now()
    merger = Merger(opened.campaign, sender=opened.sender, today=now.date())
    found = list(sender_findings(opened.sender if opened.is_sender_known else None))
    outbox = Outbox(folder)
    is_opted_out = opening.optouts()
    rows = 0
    items = merger.drafts(selection)
    while some := list(islice(items, _WRITTEN_TOGETHER)):
        rows += len(some)
        passed = []
        for item in some:
            message, of_row = row_findings(
                item,
                sender=opened.sender,
                now=now,
                unique=opening.new_uuid(),
                is_opted_out=is_opted_out,
            )
            found += of_row
            if message is not None and not _is_held(item, is_opted_out):
                passed.append(message)
        for message in passed:
            _write(message, outbox, as_json=as_json)
    removed = outbox.finish()
    if not rows:
        found.append(nobody_selected(opened.campaign.contacts_name))
    findings.talk_findings(found)
    if not as_json:
        show(
            _("{messages} written to {folder}. Nothing was sent.").format(
                messages=messages(outbox.count), folder=folder
            )
        )
        if removed:
            show(
                ngettext(
                    "{count} file of an earlier dry run was removed.",
                    "{count} files of an earlier dry run were removed.",
                    removed,
                ).format(count=removed)
            )
        show(_("Any mail program opens these files: they are what would leave."))
    errors, _warnings = findings.counts(found)
    return 1 if errors else 0


def _is_held(item: "Draft | RowProblem", is_opted_out: Callable[[str], bool]) -> bool:
    """Tell whether a message would not leave, whatever else is right with it."""
    from mairemail.campaigns.merge import Draft

    return isinstance(item, Draft) and is_opted_out(item.contact.key)


def _write(message: "Message", outbox: "Outbox", *, as_json: bool) -> None:
    """Write one file, and the event that names it."""
    from mairemail.cli.screen import show_json

    path = outbox.write(message)
    if as_json:
        email = message.envelope_recipients[0]
        show_json({"event": "file", "email": email, "path": path})


def _send(
    opened: "Opened",
    selection: "Selection",
    *,
    to_me: bool,
    is_agreed: bool,
    retries_rejected: bool,
    may_wait: bool,
    as_json: bool,
) -> int:
    """Plan, ask, submit; give the exit code."""
    from mairemail.campaigns.campaign import frozen
    from mairemail.cli.asked import Asked
    from mairemail.cli.opening import now
    from mairemail.cli.places import state_folder
    from mairemail.cli.submission import submit, submit_first_to_me
    from mairemail.ledger.ledger import Ledger
    from mairemail.sending.lock import account_lock, campaign_lock, this_process

    account = _account_of(opened)
    with frozen(opened.campaign) as campaign:
        asked = Asked(
            campaign=campaign,
            contacts=opened.campaign.contacts,
            account=account,
            sender=opened.sender,
            selection=selection,
            is_agreed=is_agreed,
            retries_rejected=retries_rejected,
            may_wait=may_wait,
            as_json=as_json,
        )
        if to_me:
            return submit_first_to_me(asked)
        holder = this_process("send", campaign=campaign.name, since=now())
        with (
            account_lock(state_folder(), account.name, holder),
            campaign_lock(state_folder(), campaign.id, holder),
            Ledger(state_folder()) as ledger,
        ):
            return submit(asked, ledger)


def _account_of(opened: "Opened") -> "Account":
    """Give the account a real submission needs, and hold that there is a campaign."""
    from mairemail.errors import ConfigurationError

    if not opened.campaign.id:
        raise ConfigurationError(
            _("A real send wants a campaign: its id tells the ledger who has it"),
            hint=_("Make one: mairemail init my-letter. To look only: --dry-run"),
        )
    if opened.account is None:
        raise ConfigurationError(
            _("There is no mailbox to send from yet"),
            hint=_("Add yours: mairemail account add"),
        )
    return opened.account
