"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

from mairemail.language import _

CampaignOption = Annotated[
    Path,
    typer.Option(
        "-C",
        "--campaign",
        metavar=_("DIR"),
        show_default=False,
        help=_("The campaign's folder; default: the present one."),
    ),
]
ContactsOption = Annotated[
    Path | None,
    typer.Option(
        "--contacts",
        metavar=_("FILE"),
        help=_("A list to take in place of the campaign's."),
    ),
]
LetterOption = Annotated[
    Path | None,
    typer.Option(
        "--letter",
        metavar=_("FILE"),
        help=_("A letter to take in place of the campaign's."),
    ),
]
AccountOption = Annotated[
    str | None, typer.Option("--account", help=_("The account to write from."))
]
OnlyOption = Annotated[
    list[str] | None,
    typer.Option(
        "--only",
        help=_(
            "Only contacts whose address, commune or name contains this; may be "
            "repeated."
        ),
    ),
]
WhereOption = Annotated[
    str | None,
    typer.Option(
        "--where",
        help=_("Only contacts for which this holds: 'population > 5000'."),
    ),
]
LimitOption = Annotated[
    int | None,
    typer.Option("--limit", min=1, help=_("Only so many, from the top of the list.")),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help=_("One JSON object a line, for programs."))
]
HERE = Path()
