"""What `send` was asked for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mairemail.accounts.account import Account
from mairemail.accounts.pace import Pace
from mairemail.campaigns.campaign import Campaign
from mairemail.campaigns.merge import Draft, Merger, Selection
from mairemail.checks.campaign import CampaignCheck
from mairemail.checks.message import sendable
from mairemail.cli import opening
from mairemail.letters.forms_of_address import Sender
from mairemail.sending.pace import slower


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """
    What was asked for.

    Attributes:
        campaign: Its files are copies that nobody edits.
        contacts: The list itself.
        is_own_list: Whether it is the campaign's, and not one named by --contacts.
        is_agreed: By --yes: nobody is asked anything.
        may_wait: By --wait: through limits and put-offs.
    """

    campaign: Campaign
    contacts: Path
    is_own_list: bool
    account: Account
    sender: Sender
    selection: Selection
    is_agreed: bool
    retries_rejected: bool
    may_wait: bool
    as_json: bool

    @property
    def pace(self) -> Pace:
        """The slower of account and campaign."""
        return slower(self.account.pace, self.campaign.pace)

    def check(self, is_opted_out: Callable[[str], bool]) -> CampaignCheck:
        """
        Give the check of all that would be sent.

        Raises:
            LetterError: The letter cannot be used.
        """
        return CampaignCheck(
            self.campaign,
            self.selection,
            sender=self.sender,
            now=opening.now(),
            new_uuid=opening.new_uuid,
            is_opted_out=is_opted_out,
        )

    def drafts(self) -> Iterator[Draft | None]:
        """
        Give each draft that can be sent, None for each row left out; nothing is told.

        Raises:
            LetterError: The letter cannot be used.
        """
        now = opening.now()
        merger = Merger(
            self.campaign, sender=self.sender, today=now.date(), is_opted_out=nobody
        )
        return sendable(
            merger.drafts(self.selection),
            sender=self.sender,
            now=now,
            new_uuid=opening.new_uuid,
            is_opted_out=nobody,
            report=lambda _finding: None,
        )


def nobody(_key: str) -> bool:
    """Ask the do-not-write list nothing: findings are told elsewhere."""
    return False
