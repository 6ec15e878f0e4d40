"""Where the ledger is; asked by commands that do without it while there is none."""

from pathlib import Path

from mairemail.files import may_be_there


def ledger_file(state_folder: Path) -> Path:
    """Give the place of the ledger."""
    return state_folder / "ledger.sqlite3"


def may_have_ledger(state_folder: Path) -> bool:
    """Tell whether there is a ledger, also where only opening it can tell."""
    return may_be_there(ledger_file(state_folder))
