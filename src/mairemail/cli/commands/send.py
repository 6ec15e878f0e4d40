"""mairemail send: the plan, the question, the run."""

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
from mairemail.language import _

if TYPE_CHECKING:
    from mairemail.accounts.account import Account
    from mairemail.cli.opening import Opened


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
        campaign,
        letter=letter,
        contacts=contacts,
        account=account,
        only=only,
        where=where,
        limit=limit,
    )
    if is_dry_run:
        place = outbox or campaign / "outbox"
        if to_me:
            from mairemail.cli.sending.to_me import dry_run_to_me

            code = dry_run_to_me(opened, place, as_json=as_json)
        else:
            from mairemail.cli.sending.dry_run import dry_run

            code = dry_run(
                opened,
                place,
                retries_rejected=retry_rejected,
                as_json=as_json,
            )
    else:
        code = _send(
            opened,
            is_own_list=contacts is None,
            to_me=to_me,
            is_agreed=is_agreed,
            retries_rejected=retry_rejected,
            may_wait=may_wait,
            as_json=as_json,
        )
    raise typer.Exit(code)


def _send(
    opened: "Opened",
    *,
    is_own_list: bool,
    to_me: bool,
    is_agreed: bool,
    retries_rejected: bool,
    may_wait: bool,
    as_json: bool,
) -> int:
    """Plan, ask, submit; give the exit code."""
    from mairemail.campaigns.campaign import frozen
    from mairemail.cli.opening import now
    from mairemail.cli.places import state_folder
    from mairemail.cli.sending.asked import Asked
    from mairemail.cli.sending.submission import submit
    from mairemail.ledger.ledger import Ledger
    from mairemail.sending.lock import account_lock, campaign_lock, this_process

    account = _account_of(opened)
    with frozen(opened.campaign) as campaign:
        asked = Asked(
            campaign=campaign,
            contacts=opened.campaign.contacts,
            is_own_list=is_own_list,
            account=account,
            sender=opened.sender,
            selection=opened.selection,
            is_agreed=is_agreed,
            retries_rejected=retries_rejected,
            may_wait=may_wait,
            as_json=as_json,
        )
        if to_me:
            from mairemail.cli.sending.to_me import submit_first_to_me

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
