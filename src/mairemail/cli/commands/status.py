"""mairemail status and settle: what became of each message."""

import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mairemail.cli.deliveries import as_json as delivery_json
from mairemail.cli.deliveries import word
from mairemail.cli.options import HERE, CampaignOption, JsonOption
from mairemail.cli.screen import printable, show, show_json, talk
from mairemail.language import _

if TYPE_CHECKING:
    from mairemail.campaigns.campaign import Campaign
    from mairemail.ledger.delivery import Delivery

_COLUMNS = ("row", "email", "status", "code", "enhanced", "reply", "message_id", "at")


def status(
    *,
    campaign: CampaignOption = HERE,
    csv_file: Annotated[
        Path | None,
        typer.Option("--csv", metavar="FILE", help=_("Write it as a table as well.")),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show who has the letter, who refused it and what is in doubt."""
    from mairemail.campaigns.campaign import read_campaign
    from mairemail.cli.deliveries import show_deliveries
    from mairemail.cli.places import state_folder
    from mairemail.sending.lock import is_being_sent

    opened = read_campaign(campaign)
    is_running = is_being_sent(state_folder(), opened.id)
    deliveries = _deliveries(opened)
    if as_json:
        for delivery in deliveries:
            show_json(delivery_json(delivery))
    else:
        show_deliveries(deliveries)
    if is_running:
        talk(
            _(
                "A send of this campaign is running: the message it is handing over "
                "shows as uncertain until the server answers."
            )
        )
    if csv_file is not None:
        _write_csv(csv_file, deliveries)
        talk(_("Written: {file}").format(file=csv_file))


def settle(
    *,
    address: Annotated[
        str, typer.Argument(metavar="ADDRESS", help=_("Whose message it is."))
    ],
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
    from mairemail.cli.opening import now
    from mairemail.cli.places import state_folder
    from mairemail.contacts.address import comparison_key, normalise_address
    from mairemail.errors import UsageError
    from mairemail.ledger.delivery import Key, Status
    from mairemail.ledger.ledger import Ledger
    from mairemail.sending.lock import campaign_lock, this_process
    from mairemail.sending.plan import FIRST_STEP

    if is_sent is None:
        raise UsageError(
            _("Was it sent or not? Say --sent or --not-sent"),
            hint=_("Look in your mailbox's Sent folder, or ask the recipient"),
        )
    opened = read_campaign(campaign)
    key = Key(
        campaign_id=opened.id,
        step=FIRST_STEP,
        address=comparison_key(normalise_address(address) or address),
    )
    wanted = Status.ACCEPTED if is_sent else Status.PENDING
    holder = this_process("settle", campaign=opened.name, since=now())
    with (
        campaign_lock(state_folder(), opened.id, holder),
        Ledger(state_folder()) as ledger,
    ):
        found = ledger.find(key)
        if found is None:
            raise UsageError(
                _("This campaign never wrote to {email}").format(email=address),
                hint=_("The addresses stand in: mairemail status"),
            )
        if found.status is wanted:
            show(
                _("{email}: that is what the ledger says already").format(email=address)
            )
            return
        # That one was sent after all, or by other means, can be said of any message;
        # that it was not, only of one in doubt: the others have the server's word.
        if found.status is not Status.UNCERTAIN and not is_sent:
            raise UsageError(
                _("The message to {email} is not in doubt").format(email=address),
                hint=_("Its state is: {status}").format(status=word(found.status)),
            )
        ledger.settle(
            key,
            wanted,
            at=now(),
            reply="settled by hand: sent" if is_sent else "settled by hand: not sent",
        )
    show(
        _("{email}: counted as sent, and never sent again").format(email=address)
        if is_sent
        else _("{email}: to be sent by the next mairemail send").format(email=address)
    )


def _deliveries(campaign: "Campaign") -> "list[Delivery]":
    """Give what the ledger knows, then who is still to be written to, by the list."""
    from dataclasses import replace

    from mairemail.campaigns.merge import read_contacts
    from mairemail.cli.places import state_folder
    from mairemail.contacts.address import comparison_key
    from mairemail.contacts.contact import Contact
    from mairemail.errors import ContactsError, MissingFileError
    from mairemail.ledger.delivery import Delivery, Status
    from mairemail.ledger.ledger import Ledger, ledger_file

    known: dict[str, Delivery] = {}
    if ledger_file(state_folder()).exists():
        with Ledger(state_folder()) as ledger:
            known = {
                comparison_key(one.email): one for one in ledger.deliveries(campaign.id)
            }
    try:
        for contact in read_contacts(campaign):
            if isinstance(contact, Contact):
                before = known.get(contact.key)
                known[contact.key] = (
                    replace(before, row=contact.row)
                    if before
                    else Delivery(
                        row=contact.row, email=contact.email, status=Status.PENDING
                    )
                )
    except (ContactsError, MissingFileError) as err:
        talk(err.message)
    return list(known.values())


def _write_csv(path: Path, deliveries: "list[Delivery]") -> None:
    from mairemail.errors import CannotWriteError

    try:
        # With a BOM, or Excel takes UTF-8 for Windows-1252.
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL)
            writer.writerow(_COLUMNS)
            for delivery in deliveries:
                values = delivery_json(delivery)
                writer.writerow([_defused(values[name]) for name in _COLUMNS])
    except OSError as err:
        raise CannotWriteError(
            _("{path} cannot be written: {reason}").format(
                path=path, reason=err.strerror
            ),
            hint=_("Close it in the spreadsheet program, or name another file"),
        ) from err


def _defused(value: object) -> object:
    """Keep a spreadsheet from running a text as a formula (OWASP, CSV injection)."""
    if not isinstance(value, str):
        return "" if value is None else value
    text = printable(" ".join(value.split()))
    # A program that cuts at semicolons may find a formula behind one.
    text = re.sub(r";(?=\s*[=+@-])", ",", text)
    return "'" + text if text[:1] in {"=", "+", "-", "@"} else text
