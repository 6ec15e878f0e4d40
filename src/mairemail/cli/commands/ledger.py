"""mairemail ledger: what is remembered of people, to look at, erase and move."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mairemail.cli.options import JsonOption
from mairemail.cli.pasted import STANDARD_INPUT
from mairemail.cli.screen import show, show_json, talk, talk_wrapped
from mairemail.language import _, ngettext

if TYPE_CHECKING:
    from mairemail.ledger.history import History
    from mairemail.ledger.ledger import Ledger

ledger_app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    subcommand_metavar=_("COMMAND [ARGS]..."),
    help=_("What is remembered of whom you wrote to: look, erase, move."),
)
AddressArgument = Annotated[
    str, typer.Argument(metavar=_("ADDRESS"), help=_("Whose messages."))
]


@ledger_app.command("show", help=_("Show all that is known of an address."))
def show_(
    *,
    address: AddressArgument,
    campaign: Annotated[
        Path | None,
        typer.Option("-C", "--campaign", help=_("Only this campaign's; default: all.")),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show each message to an address with all that was noted about it."""
    from mairemail.campaigns.campaign import read_campaign
    from mairemail.cli.words import histories
    from mairemail.ledger.history import histories_of
    from mairemail.ledger.optouts import find_optout

    key = _key(address)
    campaign_id = read_campaign(campaign).id if campaign else None
    with _open() as ledger:
        found = histories_of(ledger, key, campaign_id=campaign_id)
        optout = find_optout(ledger, key)
    if not found and not optout:
        raise _unknown(address)
    if as_json:
        for value in histories.as_json(found, optout):
            show_json(value)
    else:
        for line in histories.lines_of(address, found, optout):
            show(line)


@ledger_app.command(help=_("Erase a person's data; they still get no second letter."))
def forget(
    *,
    address: AddressArgument,
    is_agreed: Annotated[
        bool, typer.Option("--yes", help=_("Do not ask; for scripts."))
    ] = False,
) -> None:
    """Erase an address from the ledger, leaving what keeps it from a second letter."""
    from contextlib import ExitStack

    from mairemail.cli.opening import now
    from mairemail.cli.places import state_folder
    from mairemail.ledger import forgetting
    from mairemail.ledger.history import histories_of
    from mairemail.ledger.optouts import find_optout
    from mairemail.sending.lock import campaign_lock, this_process

    key = _key(address)
    with _open() as ledger, ExitStack() as locks:
        found = histories_of(ledger, key)
        is_opted_out = find_optout(ledger, key) is not None
        if not found and not is_opted_out:
            raise _unknown(address)
        _talk_what_is_erased(address, found, is_opted_out=is_opted_out)
        if not _agrees(is_agreed=is_agreed):
            raise typer.Exit(1)
        # A run that is writing to them just now would note their address again.
        for campaign_id in {one.campaign_id for one in found}:
            holder = this_process("ledger forget", campaign=campaign_id, since=now())
            locks.enter_context(campaign_lock(state_folder(), campaign_id, holder))
        forgetting.forget(ledger, key)
    show(_("{email}: forgotten").format(email=address))
    _talk_what_stays(is_opted_out=is_opted_out)


def _talk_what_is_erased(
    address: str, found: "list[History]", *, is_opted_out: bool
) -> None:
    count = len(found)
    messages = ngettext("{count} message", "{count} messages", count).format(
        count=count
    )
    campaigns = ", ".join(sorted({one.campaign_id for one in found}))
    texts = []
    if found:
        texts.append(
            _("The ledger has {messages} to {email}, of: {campaigns}").format(
                messages=messages, email=address, campaigns=campaigns
            )
        )
    if is_opted_out:
        texts.append(_("{email} is on your do-not-write list.").format(email=address))
    texts.append(
        _(
            "The address and the servers' words about it are erased for good. A "
            "fingerprint stays, so that these campaigns never write to it again."
        )
    )
    _talk_wrapped(*texts)


def _talk_what_stays(*, is_opted_out: bool) -> None:
    if not is_opted_out:
        _talk_wrapped(
            _(
                "Another campaign may still write to them. To prevent it, also by "
                "fingerprint alone: mairemail optout add ADDRESS"
            )
        )
    _talk_wrapped(
        _(
            "Not touched: the lists, letters and files in your campaigns' folders, "
            "your mailbox, and copies of the ledger."
        )
    )


def _talk_wrapped(*texts: str) -> None:
    for text in texts:
        talk_wrapped(text)


def _agrees(*, is_agreed: bool) -> bool:
    """
    Ask for a yes.

    Raises:
        UsageError: There is nobody to ask, and --yes was not given.
    """
    from mairemail.cli import prompts
    from mairemail.contacts.fields import fold
    from mairemail.errors import UsageError

    if is_agreed:
        return True
    if not prompts.is_terminal():
        raise UsageError(
            _("Erasing wants a yes, and there is no terminal to ask"),
            hint=_("In a script: mairemail ledger forget ADDRESS --yes"),
        )
    answer = prompts.ask_line(_("Type yes to erase, anything else to stop: "))
    if fold(answer or "") in {fold(_("yes")), "yes"}:
        return True
    talk(_("Nothing was erased."))
    return False


@ledger_app.command(help=_("Write everything to a file, to move it elsewhere."))
def export(
    *,
    file: Annotated[
        Path,
        typer.Argument(
            metavar=_("[FILE]"), help=_("A new file; - for standard output.")
        ),
    ] = STANDARD_INPUT,
) -> None:
    """Write the whole ledger as JSON Lines."""
    from contextlib import closing

    from mairemail.cli.exporting import write_new_file
    from mairemail.ledger.exchange import export_lines

    with _open() as ledger, closing(export_lines(ledger)) as lines:
        if file == STANDARD_INPUT:
            for line in lines:
                show(line)
            return
        count = write_new_file(file, lines) - 2
    _talk_wrapped(
        ngettext(
            "Written: {file}, {count} entry. It names the people you wrote to: keep "
            "it to yourself.",
            "Written: {file}, {count} entries. It names the people you wrote to: keep "
            "it to yourself.",
            count,
        ).format(file=file, count=count),
        _("On the other computer: mairemail ledger import FILE"),
    )


@ledger_app.command("import", help=_("Add what another ledger exported."))
def import_(
    *,
    file: Annotated[
        Path,
        typer.Argument(metavar=_("FILE"), help=_("The file; - for standard input.")),
    ],
) -> None:
    """Merge an exported ledger into this one, all of it or nothing."""
    from mairemail.cli.exporting import read_lines
    from mairemail.cli.places import state_folder
    from mairemail.ledger.exchange import import_lines
    from mairemail.ledger.ledger import Ledger

    with read_lines(file) as lines, Ledger(state_folder()) as ledger:
        found = import_lines(ledger, lines, shown_as=str(file))
    parts = [
        ngettext("{count} new message", "{count} new messages", found.new).format(
            count=found.new
        ),
        _("{count} completed").format(count=found.completed),
        _("{count} known already").format(count=found.known),
    ]
    show(_("Imported: {parts}").format(parts=" · ".join(parts)))
    if found.optouts:
        show(
            ngettext(
                "{count} address was put on the do-not-write list",
                "{count} addresses were put on the do-not-write list",
                found.optouts,
            ).format(count=found.optouts)
        )
    _talk_wrapped(
        _(
            "From now on send from one computer only: what one sends, the other does "
            "not know."
        )
    )


def _open() -> "Ledger":
    """
    Open the ledger where there is one.

    Raises:
        MissingFileError: There is none.
    """
    from mairemail.cli.places import state_folder
    from mairemail.errors import MissingFileError
    from mairemail.ledger.ledger import Ledger
    from mairemail.ledger.place import ledger_file, may_have_ledger

    if not may_have_ledger(state_folder()):
        raise MissingFileError(
            _("There is no ledger yet: {file}").format(
                file=ledger_file(state_folder())
            ),
            hint=_("The first mairemail send makes it"),
        )
    return Ledger(state_folder())


def _key(address: str) -> str:
    from mairemail.contacts.address import comparison_key, normalise_address

    return comparison_key(normalise_address(address.strip()) or address.strip())


def _unknown(address: str) -> Exception:
    from mairemail.errors import UsageError

    return UsageError(
        _("The ledger knows nothing of {email}").format(email=address),
        hint=_("The addresses stand in: mairemail status"),
    )
