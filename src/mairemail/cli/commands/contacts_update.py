"""mairemail contacts update: the official data sets, downloaded for the lists."""

from typing import Annotated

import typer

from mairemail.cli.options import JsonOption
from mairemail.language import _


def update(
    *,
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar=_("[NAME]..."),
            help=_(
                "mayors, town-halls, annuaire, councillors, departmental-councillors, "
                "regional-councillors, deputies, senators, meps. Default: the first "
                "two, and all that you have already."
            ),
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Fetch what is newer, keep what is there otherwise, show what there is now."""
    from mairemail.cli.updating import update_data_sets

    raise typer.Exit(update_data_sets(names or (), as_json=as_json))
