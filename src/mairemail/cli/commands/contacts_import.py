"""mairemail contacts check and import: any table, looked at and made a clean list."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mairemail.cli.options import JsonOption
from mairemail.cli.screen import printable, show, show_json, show_wrapped
from mairemail.language import _, ngettext

if TYPE_CHECKING:
    from mairemail.contacts.contact import RowProblem
    from mairemail.contacts.tidying.notes import Note
    from mairemail.contacts.tidying.survey import Survey
    from mairemail.contacts.tidying.tidy_table import TidyTable

FileArgument = Annotated[
    Path,
    typer.Argument(
        metavar=_("FILE"), help=_("CSV, .xlsx, .xls or .ods; - for a table pasted in.")
    ),
]
SheetOption = Annotated[
    str | None, typer.Option("--sheet", help=_("The sheet of a spreadsheet."))
]
MapOption = Annotated[
    list[str] | None,
    typer.Option(
        "--map", help=_("What a column is: 'Who they are=last_name'; repeatable.")
    ),
]


def check(
    *,
    file: FileArgument,
    sheet: SheetOption = None,
    columns: MapOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a table's columns, what would be repaired and what would be left out."""
    from mairemail.cli.opening import now
    from mairemail.cli.words.list_report import column_lines, survey_lines
    from mairemail.contacts.tidying.survey import Survey, surveyed
    from mairemail.contacts.tidying.tidy_table import in_order

    survey = Survey()
    path, name = _source(file)
    table = _open(path, name, sheet=sheet, columns=columns)
    for told in surveyed(table, survey, today=now().date()):
        if as_json:
            show_json(_as_json(told))
    if not as_json:
        for line in column_lines(table, in_order(table.columns, survey.filled)):
            show(line)
        show()
        for line in survey_lines(survey, is_done=False):
            show(line)
        _show_next(file, sheet, columns)
    raise typer.Exit(1 if survey.errors else 0)


def import_(
    *,
    file: FileArgument,
    output: Annotated[
        Path,
        typer.Option(
            "-o", "--output", help=_("The list to write; an earlier one is kept.")
        ),
    ] = Path("contacts.csv"),
    sheet: SheetOption = None,
    columns: MapOption = None,
) -> None:
    """Write the rows of a table as a list that every other command reads."""
    from mairemail.cli.opening import now
    from mairemail.cli.words.list_report import column_lines, survey_lines
    from mairemail.contacts.tidying.survey import Survey, surveyed
    from mairemail.contacts.tidying.tidy_table import in_order
    from mairemail.contacts.writing import hold_to_list_name, write_list

    # Before a table is pasted for nothing.
    hold_to_list_name(output)
    survey = Survey()
    path, name = _source(file)
    table = _open(path, name, sheet=sheet, columns=columns)
    for _told in surveyed(table, survey, today=now().date()):
        pass
    places = in_order(table.columns, survey.filled)
    is_itself = _is_one_file(path, output)
    # Read a second time: which columns are needed is known at the end only.
    again = _open(path, name, sheet=sheet, columns=columns)
    backup = write_list(
        output,
        [table.columns[place].name for place in places],
        _cells(again, places),
    )
    for line in [*column_lines(table, places), ""]:
        show(line)
    for line in survey_lines(survey, is_done=True):
        show(line)
    _show_written(output, backup, survey, is_itself=is_itself)
    if _is_of_campaign(output):
        here = _is_one_file(output.parent, Path())
        _show_command("check", *([] if here else ["-C", str(output.parent)]))
    raise typer.Exit(1 if survey.errors else 0)


def _show_written(
    output: Path, backup: Path | None, survey: "Survey", *, is_itself: bool
) -> None:
    """Say where the list is, and where what was there before."""
    if backup:
        text = (
            _("Your table is kept as it was: {path}")
            if is_itself
            else _("The list that was there is kept: {path}")
        )
        show_wrapped(text.format(path=backup))
    count = survey.rows - survey.left_out
    show_wrapped(
        ngettext(
            "Written: {path}, {count} row", "Written: {path}, {count} rows", count
        ).format(path=output, count=count)
    )


def _is_of_campaign(output: Path) -> bool:
    """Tell whether a list is that of the campaign in its folder."""
    from mairemail.campaigns.campaign import read_campaign
    from mairemail.errors import MairemailError

    try:
        campaign = read_campaign(output.parent)
    except MairemailError:
        # There is none; or it says itself what is wrong with it, in its own commands.
        return False
    return _is_one_file(campaign.contacts, output)


def _is_one_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _cells(table: "TidyTable", places: Sequence[int]) -> Iterator[list[str]]:
    from mairemail.contacts.tidying.tidy_table import TidyRow

    for row in table.rows():
        if isinstance(row, TidyRow):
            yield [row.cells[place] for place in places]


def _open(
    path: Path, name: str, *, sheet: str | None, columns: list[str] | None
) -> "TidyTable":
    from mairemail.contacts.table import read_rows
    from mairemail.contacts.tidying.tidy_table import TidyTable

    rows = read_rows(path, shown_as=name, sheet=sheet)
    return TidyTable(rows, given=_given(columns or []), shown_as=name)


def _given(pairs: Sequence[str]) -> Mapping[str, str]:
    """
    Read `--map "Who they are=last_name"`; a field goes by its French names too.

    Raises:
        UsageError: There is no = in one.
    """
    from mairemail.contacts.fields import field_of
    from mairemail.errors import UsageError

    found = {}
    for pair in pairs:
        column, mark, field = pair.rpartition("=")
        if not (column and mark):
            raise UsageError(
                _("--map: “{text}” is not of the form COLUMN=FIELD").format(text=pair),
                hint=_('For example: --map "Nom de l\'élu=last_name"'),
            )
        found[column] = field_of(field) or field.strip()
    return found


def _source(path: Path) -> tuple[Path, str]:
    """
    Give a file to read, and what it is called; `-` is a pasted table.

    Raises:
        MissingFileError: It is not there.
    """
    from mairemail.cli.pasted import STANDARD_INPUT, as_file
    from mairemail.errors import MissingFileError
    from mairemail.files import may_be_there

    if path != STANDARD_INPUT and not may_be_there(path):
        raise MissingFileError(
            _("There is no file {file}").format(file=path),
            hint=_("Check its name; one with spaces stands in quotation marks"),
        )
    return as_file(path)


def _as_json(told: "Note | RowProblem") -> dict[str, object]:
    """Give the contract's keys of a finding."""
    return {
        "code": told.code,
        "severity": told.severity.value,
        "row": told.row,
        "message": told.message,
        "hint": told.hint,
    }


def _show_next(file: Path, sheet: str | None, columns: list[str] | None) -> None:
    """Give the command that repairs, on one line, so that it can be copied."""
    chosen = ["--sheet", sheet] if sheet is not None else []
    mapped = [word for pair in columns or [] for word in ("--map", pair)]
    _show_command(
        "contacts", "import", str(file), *chosen, *mapped, "-o", "contacts.csv"
    )


def _show_command(*words: str) -> None:
    """Give the next command."""
    import shlex

    show(_("Next:"))
    show(f"  mairemail {printable(shlex.join(words))}")
