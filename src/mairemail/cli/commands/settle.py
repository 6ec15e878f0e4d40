"""mairemail settle: what became of messages in doubt."""

from typing import TYPE_CHECKING, Annotated

import typer

from mairemail.cli.options import HERE, CampaignOption
from mairemail.cli.screen import show, show_wrapped
from mairemail.language import _

if TYPE_CHECKING:
    from mairemail.campaigns.campaign import Campaign
    from mairemail.ledger.delivery import Delivery, Key
    from mairemail.ledger.ledger import Ledger


def settle(
    *,
    address: Annotated[
        str | None,
        typer.Argument(
            metavar=_("ADDRESS"),
            show_default=False,
            help=_("Whose message it is; without it, each doubt is asked about."),
        ),
    ] = None,
    is_sent: Annotated[
        bool | None,
        typer.Option(
            "--sent/--not-sent",
            help=_("It left, or it did not and may be sent again."),
        ),
    ] = None,
    campaign: CampaignOption = HERE,
) -> None:
    """Say what became of a message in doubt."""
    from mairemail.campaigns.campaign import read_campaign
    from mairemail.cli import doubts, prompts
    from mairemail.cli.opening import now
    from mairemail.cli.places import state_folder
    from mairemail.ledger.ledger import Ledger
    from mairemail.sending.lock import campaign_lock, this_process

    _check(address, is_sent=is_sent, is_terminal=prompts.is_terminal())
    opened = read_campaign(campaign)
    holder = this_process("settle", campaign=opened.name, since=now())
    with (
        campaign_lock(state_folder(), opened.id, holder),
        Ledger(state_folder()) as ledger,
    ):
        if address is None:
            raise typer.Exit(doubts.ask_about_all(ledger, opened.id))
        _settle_one(ledger, opened, address, is_sent=bool(is_sent))


def _check(address: str | None, *, is_sent: bool | None, is_terminal: bool) -> None:
    """
    Hold that it is known which message and what became of it, or can be asked.

    Raises:
        UsageError: It is not.
    """
    from mairemail.errors import UsageError

    if address is not None and is_sent is None:
        raise UsageError(
            _("Was it sent or not? Say --sent or --not-sent"),
            hint=_("Look in your mailbox's Sent folder, or ask the recipient"),
        )
    if address is None and is_sent is not None:
        raise UsageError(
            _("Whose message? Doubts are settled one by one"),
            hint=_("Name the address: mairemail settle ADDRESS --sent"),
        )
    if address is None and not is_terminal:
        raise UsageError(
            _("Without a terminal nobody can be asked about the doubts"),
            hint=_(
                "Name each: mairemail settle ADDRESS --sent (or --not-sent); the "
                "addresses stand in: mairemail status"
            ),
        )


def _settle_one(
    ledger: "Ledger", campaign: "Campaign", address: str, *, is_sent: bool
) -> None:
    from mairemail.cli import doubts
    from mairemail.contacts.address import comparison_key, normalise_address
    from mairemail.ledger.delivery import Key, Status
    from mairemail.sending.plan import FIRST_STEP

    key = Key(
        campaign_id=campaign.id,
        step=FIRST_STEP,
        address=comparison_key(normalise_address(address) or address),
    )
    found = ledger.find(key)
    if found is None:
        _reserve(ledger, campaign, key, address, is_sent=is_sent)
    elif found.status is (Status.ACCEPTED if is_sent else Status.PENDING):
        show(_("{email}: that is what the ledger says already").format(email=address))
        return
    else:
        _check_doubt(found, address, is_sent=is_sent)
    show_wrapped(doubts.settle(ledger, key, email=address, is_sent=is_sent))


def _reserve(
    ledger: "Ledger", campaign: "Campaign", key: "Key", address: str, *, is_sent: bool
) -> None:
    """
    Give a contact of the list that was not written to yet a place in the ledger.

    Raises:
        UsageError: There is nothing to be taken out of the campaign.
    """
    from mairemail.campaigns.merge import read_contacts
    from mairemail.cli.opening import new_uuid, now
    from mairemail.contacts.contact import Contact
    from mairemail.errors import UsageError

    if is_sent:
        for item in read_contacts(campaign):
            if isinstance(item, Contact) and item.key == key.address:
                ledger.reserve(
                    key,
                    email=item.email,
                    row=item.row,
                    # Of a message that never was ours: no mailbox will show it.
                    message_id=f"<{new_uuid().hex}@mairemail.invalid>",
                    date=now(),
                )
                return
    raise UsageError(
        _("This campaign never wrote to {email}").format(email=address),
        hint=_("The addresses stand in: mairemail status"),
    )


def _check_doubt(found: "Delivery", address: str, *, is_sent: bool) -> None:
    """
    Hold that nothing is sent a second time by a slip.

    That one was sent after all, or by other means, can be said of any message; that it
    was not, only of one in doubt, or of one that a person called sent: the others have
    the server's word.

    Raises:
        UsageError: The message is not in doubt.
    """
    from mairemail.cli.words.deliveries import word
    from mairemail.errors import UsageError
    from mairemail.ledger.delivery import Status

    # What a server took has its code; what a person said can be taken back.
    is_by_hand = found.status is Status.ACCEPTED and found.code is None
    if not (found.status is Status.UNCERTAIN or is_by_hand or is_sent):
        raise UsageError(
            _("The message to {email} is not in doubt").format(email=address),
            hint=_("Its state is: {status}").format(status=word(found.status)),
        )
