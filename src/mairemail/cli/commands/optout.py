"""mairemail optout: who is not written to, by any campaign."""

from typing import Annotated

import typer

from mairemail.cli.options import JsonOption
from mairemail.cli.screen import (
    local_time,
    pad,
    printable,
    show,
    show_json,
    talk,
    talk_wrapped,
    width_of,
    wrap,
)
from mairemail.language import _, ngettext

optout_app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    subcommand_metavar=_("COMMAND [ARGS]..."),
    help=_("The people you do not write to any more, in any campaign."),
)


@optout_app.command(help=_("Put addresses on the do-not-write list."))
def add(
    *,
    addresses: Annotated[
        list[str],
        typer.Argument(metavar=_("ADDRESS..."), help=_("Whom not to write to.")),
    ],
    note: Annotated[
        str, typer.Option("--note", help=_("Why, or since which answer: for yourself."))
    ] = "",
) -> None:
    """Put addresses on the list, all of them or, where one is none, no one."""
    from mairemail.cli.opening import now
    from mairemail.cli.places import state_folder
    from mairemail.contacts.address import comparison_key
    from mairemail.ledger.history import histories_of
    from mairemail.ledger.ledger import Ledger
    from mairemail.ledger.optouts import add_optout

    emails = [_normalised(address) for address in addresses]
    with Ledger(state_folder()) as ledger:
        for email in emails:
            is_new = add_optout(ledger, email, note=note.strip(), at=now())
            show(
                _("{email}: not written to any more").format(email=email)
                if is_new
                else _("{email}: on the list already").format(email=email)
            )
            if is_new and not histories_of(ledger, comparison_key(email)):
                unknown = _(
                    "No letter went to {email} so far: is it spelt as in your list?"
                )
                talk_wrapped(unknown.format(email=email), first="→ ", indent="  ")


@optout_app.command("list", help=_("Show the do-not-write list."))
def list_(*, as_json: JsonOption = False) -> None:
    """Show who is on the list, since when and why."""
    from mairemail.cli.places import state_folder
    from mairemail.ledger.ledger import Ledger
    from mairemail.ledger.optouts import optouts
    from mairemail.ledger.place import may_have_ledger

    found = []
    if may_have_ledger(state_folder()):
        with Ledger(state_folder()) as ledger:
            found = optouts(ledger)
    if as_json:
        for one in found:
            at = one.at.isoformat()
            show_json({"email": one.email or None, "note": one.note, "at": at})
        return
    if not found:
        show(_("Nobody is on the do-not-write list."))
        return
    names = [printable(one.email) or _("(forgotten)") for one in found]
    columns = max(map(width_of, names)) + 2
    for name, one in zip(names, found, strict=True):
        show(pad(name, columns) + local_time(one.at))
        for line in wrap(one.note, first="    ", indent="    ") if one.note else ():
            show(line)
    talk(ngettext("{count} address", "{count} addresses", len(found)).format(
        count=len(found)
    ))  # fmt: skip


@optout_app.command(help=_("Take an address off the do-not-write list."))
def remove(
    *,
    address: Annotated[
        str,
        typer.Argument(metavar=_("ADDRESS"), help=_("Who may be written to again.")),
    ],
) -> None:
    """Take an address off the list; the next send writes to it again."""
    from mairemail.cli.places import state_folder
    from mairemail.errors import UsageError
    from mairemail.ledger.ledger import Ledger
    from mairemail.ledger.optouts import remove_optout
    from mairemail.ledger.place import may_have_ledger

    email = _normalised(address)
    was_there = False
    if may_have_ledger(state_folder()):
        with Ledger(state_folder()) as ledger:
            was_there = remove_optout(ledger, email)
    if not was_there:
        raise UsageError(
            _("{email} is not on the do-not-write list").format(email=email),
            hint=_("Who is: mairemail optout list"),
        )
    show(_("{email}: may be written to again").format(email=email))


def _normalised(address: str) -> str:
    """
    Give an address in the form it is compared in.

    Raises:
        UsageError: It is not one.
    """
    from mairemail.contacts.address import normalise_address
    from mairemail.errors import UsageError

    email = normalise_address(address.strip())
    if email is None:
        raise UsageError(
            _("“{text}” is not an e-mail address").format(text=address),
            hint=_("Nothing was changed. One looks like mairie@commune.example"),
        )
    return email
