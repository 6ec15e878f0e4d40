"""What most commands begin with: the campaign, the account, who writes."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from mairemail.accounts.account import Account
from mairemail.accounts.settings import choose_account, read_accounts
from mairemail.campaigns.campaign import (
    Campaign,
    placeholder_sender,
    read_campaign,
    sender_of,
)
from mairemail.campaigns.merge import Selection
from mairemail.cli.pasted import as_file
from mairemail.cli.places import config_folder, state_folder
from mairemail.errors import UsageError
from mairemail.language import _
from mairemail.letters.forms_of_address import Sender

new_uuid: Callable[[], UUID] = uuid.uuid4


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """
    A campaign with who would send it.

    Attributes:
        account: None where there is none yet.
        sender: A placeholder where nobody is named.
        is_sender_known: Whether it is not.
        selection: The contacts that the command is about.
    """

    campaign: Campaign
    account: Account | None
    sender: Sender
    is_sender_known: bool
    selection: Selection

    @property
    def known_sender(self) -> Sender | None:
        """Who would send it, None where nobody is named."""
        return self.sender if self.is_sender_known else None


def open_campaign(
    folder: Path,
    *,
    letter: Path | None,
    contacts: Path | None,
    account: str | None,
    only: Iterable[str] | None = None,
    where: str | None = None,
    limit: int | None = None,
) -> Opened:
    """
    Read what check, preview and send are given; a list called `-` is pasted.

    Raises:
        MissingFileError, ConfigurationError: As their readers say.
        UsageError: As `selection` says.
    """
    file, name = as_file(contacts) if contacts else (None, "")
    campaign = read_campaign(folder, letter=letter, contacts=file)
    if file:
        campaign = replace(campaign, contacts_name=name)
    chosen = choose_account(read_accounts(config_folder()), account or campaign.account)
    sender = sender_of(campaign, chosen)
    return Opened(
        campaign=campaign,
        account=chosen,
        sender=sender or placeholder_sender(campaign.language),
        is_sender_known=sender is not None,
        selection=selection(only, where, limit),
    )


def selection(
    only: Iterable[str] | None, where: str | None, limit: int | None
) -> Selection:
    """
    Give the contacts that the options mean.

    Raises:
        UsageError: --where cannot be understood, or a text is empty: a script whose
        variable is not set must not write to everybody.
    """
    texts = list(only or ())
    if not texts and where is None:
        return Selection(limit=limit)
    for option, text in [*(("--only", text) for text in texts), ("--where", where)]:
        if text is not None and not text.strip():
            raise UsageError(
                _("Nothing stands after {option}").format(option=option),
                hint=_("Say whom you mean, or leave {option} out for everybody").format(
                    option=option
                ),
            )
    from mairemail.contacts.where.selection import select

    return Selection(is_selected=select(only=texts, where=where), limit=limit)


def optouts() -> Callable[[str], bool]:
    """
    Give the test whether an address key is on the do-not-write list as it is now.

    Where there is no ledger yet, none is made.

    Raises:
        LedgerError: The ledger cannot be read.
    """
    from mairemail.ledger.place import may_have_ledger

    if not may_have_ledger(state_folder()):
        return lambda _key: False
    from mairemail.ledger.ledger import Ledger
    from mairemail.ledger.optouts import optouts_now

    with Ledger(state_folder()) as ledger:
        return optouts_now(ledger)


def due_now(campaign: Campaign, *, retries_rejected: bool) -> Callable[[str], bool]:
    """
    Give the test whether a send begun now would submit the message of an address key.

    Raises:
        LedgerError: The ledger cannot be read.
    """
    from mairemail.ledger.place import may_have_ledger

    if not campaign.id or not may_have_ledger(state_folder()):
        return lambda _key: True
    from mairemail.ledger.ledger import Ledger
    from mairemail.sending.standing import due_now as due_now_by

    with Ledger(state_folder()) as ledger:
        return due_now_by(ledger, campaign.id, retries_rejected=retries_rejected)


def now() -> datetime:
    """Give the time in the zone of this computer, in UTC where that zone is none."""
    try:
        return datetime.now().astimezone()
    except (OverflowError, ValueError):
        return datetime.now(UTC)
