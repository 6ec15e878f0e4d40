"""mairemail status: what became of each message."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mairemail.cli.options import HERE, CampaignOption, JsonOption
from mairemail.cli.screen import show_json, talk
from mairemail.language import _, ngettext

if TYPE_CHECKING:
    from mairemail.campaigns.campaign import Campaign
    from mairemail.ledger.delivery import Delivery


def status(
    *,
    campaign: CampaignOption = HERE,
    csv_file: Annotated[
        Path | None,
        typer.Option(
            "--csv",
            metavar=_("FILE"),
            help=_(
                "Write what is left as well (rejected, deferred, uncertain): rows of "
                "your list, to be corrected."
            ),
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show who has the letter, who refused it and what is in doubt."""
    from mairemail.campaigns.campaign import read_campaign
    from mairemail.cli.places import state_folder
    from mairemail.cli.words.deliveries import as_json as delivery_json
    from mairemail.cli.words.deliveries import show_deliveries
    from mairemail.sending.lock import is_being_sent

    opened = read_campaign(campaign)
    is_running = is_being_sent(state_folder(), opened.id)
    found = _standings(opened)
    if as_json:
        for delivery in found:
            show_json(delivery_json(delivery))
    else:
        show_deliveries(found)
    if is_running:
        talk(
            _(
                "A send of this campaign is running: the message it is handing over "
                "shows as uncertain until the server answers."
            )
        )
    if csv_file is not None:
        _save_left(csv_file, opened, found)


def _standings(campaign: "Campaign") -> "list[Delivery]":
    """Give the state of each message, also where the list cannot be read."""
    from mairemail.campaigns.merge import read_contacts
    from mairemail.campaigns.versions import gets_letter
    from mairemail.cli.places import state_folder
    from mairemail.errors import ContactsError, MissingFileError
    from mairemail.ledger.ledger import Ledger
    from mairemail.ledger.place import ledger_file
    from mairemail.sending.standing import standings

    def read(ledger: Ledger | None) -> "list[Delivery]":
        try:
            return standings(
                ledger,
                campaign.id,
                read_contacts(campaign),
                gets_letter=partial(gets_letter, campaign.versions),
            )
        except (ContactsError, MissingFileError) as err:
            talk(err.message)
            return standings(ledger, campaign.id, ())

    if not ledger_file(state_folder()).exists():
        return read(None)
    with Ledger(state_folder()) as ledger:
        return read(ledger)


def _save_left(path: Path, campaign: "Campaign", found: "list[Delivery]") -> None:
    from mairemail.cli.sending.leftover import save_left
    from mairemail.errors import UsageError
    from mairemail.ledger.ledger import UNSETTLED

    letters = (one.letter for one in campaign.versions if one.letter)
    for own in (campaign.contacts, campaign.letter, *letters):
        if path.exists() and own.exists() and path.samefile(own):
            raise UsageError(
                _("{path} is a file of the campaign itself").format(path=path),
                hint=_("Name another file: nothing of yours is overwritten"),
            )
    left = [one for one in found if one.status in UNSETTLED]
    save_left(path, campaign, left)
    talk(
        ngettext(
            "Written: {file}, with the {count} message that is left",
            "Written: {file}, with the {count} messages that are left",
            len(left),
        ).format(file=path, count=len(left))
    )
