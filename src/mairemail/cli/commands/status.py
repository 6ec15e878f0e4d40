"""mairemail status: what became of each message."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mairemail.cli.options import HERE, CampaignOption, JsonOption
from mairemail.cli.screen import show_json, show_wrapped, talk, talk_wrapped
from mairemail.language import _, ngettext

if TYPE_CHECKING:
    from mairemail.campaigns.campaign import Campaign
    from mairemail.ledger.delivery import Delivery
    from mairemail.ledger.ledger import Ledger


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
    from mairemail.contacts.writing import hold_to_list_name
    from mairemail.sending.lock import is_being_sent

    if csv_file is not None:
        hold_to_list_name(csv_file)
    opened = read_campaign(campaign)
    is_running = is_being_sent(state_folder(), opened.id)
    with _known_ledger() as ledger:
        found, left_out = _standings(opened, ledger)
        if as_json:
            for delivery in found:
                show_json(delivery_json(delivery))
        else:
            show_deliveries(found)
            _show_left_out(left_out)
        if is_running:
            talk_wrapped(
                _(
                    "A send of this campaign is running: the message it is handing "
                    "over shows as uncertain until the server answers."
                )
            )
        if csv_file is not None:
            _save_left(csv_file, opened, found, ledger)


@contextmanager
def _known_ledger() -> "Iterator[Ledger | None]":
    """Open the ledger; where there is none yet, none is made."""
    from mairemail.cli.places import state_folder
    from mairemail.ledger.ledger import Ledger
    from mairemail.ledger.place import may_have_ledger

    if not may_have_ledger(state_folder()):
        yield None
        return
    with Ledger(state_folder()) as ledger:
        yield ledger


def _standings(
    campaign: "Campaign", ledger: "Ledger | None"
) -> "tuple[list[Delivery], int]":
    """
    Give the state of each message, and how many rows of the list cannot get one.

    Also where the list cannot be read.
    """
    from mairemail.campaigns.merge import read_contacts
    from mairemail.campaigns.versions import gets_letter
    from mairemail.contacts.contact import Contact, RowProblem
    from mairemail.errors import ContactsError, MissingFileError
    from mairemail.sending.standing import standings

    left_out = 0

    def rows() -> "Iterator[Contact | RowProblem]":
        nonlocal left_out
        for item in read_contacts(campaign):
            left_out += isinstance(item, RowProblem)
            yield item

    try:
        found = standings(
            ledger,
            campaign.id,
            rows(),
            gets_letter=partial(gets_letter, campaign.versions),
        )
    except (ContactsError, MissingFileError) as err:
        talk(err.message)
        return standings(ledger, campaign.id, ()), 0
    return found, left_out


def _show_left_out(count: int) -> None:
    if not count:
        return
    said = ngettext(
        "{count} row of the list can get no letter as it is: mairemail check",
        "{count} rows of the list can get no letter as they are: mairemail check",
        count,
    )
    show_wrapped(said.format(count=count), first="→ ", indent="  ")


def _save_left(
    path: Path, campaign: "Campaign", found: "list[Delivery]", ledger: "Ledger | None"
) -> None:
    from mairemail.cli.sending.leftover import save_left
    from mairemail.errors import UsageError
    from mairemail.files import is_there
    from mairemail.ledger.ledger import UNSETTLED

    letters = (one.letter for one in campaign.versions if one.letter)
    for own in (campaign.contacts, campaign.letter, *letters):
        if is_there(path) and is_there(own) and path.samefile(own):
            raise UsageError(
                _("{path} is a file of the campaign itself").format(path=path),
                hint=_("Name another file: nothing of yours is overwritten"),
            )
    left = [one for one in found if one.status in UNSETTLED]
    save_left(path, campaign, left, ledger=ledger)
    if not left:
        talk(_("Written: {file}. Nothing is left: it has no rows.").format(file=path))
        return
    talk(
        ngettext(
            "Written: {file}, with the {count} message that is left",
            "Written: {file}, with the {count} messages that are left",
            len(left),
        ).format(file=path, count=len(left))
    )
