"""What `send` was asked for."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mairemail.accounts.account import Account
from mairemail.accounts.pace import Pace
from mairemail.campaigns.campaign import Campaign
from mairemail.campaigns.merge import Selection
from mairemail.checks.campaign import CampaignCheck
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
        is_agreed: By --yes: nobody is asked anything.
        may_wait: By --wait: through limits and put-offs.
    """

    campaign: Campaign
    contacts: Path
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


def nobody(_key: str) -> bool:
    """Ask the do-not-write list nothing: findings are told elsewhere."""
    return False
