"""Where the ledger is; asked by commands that do without it while there is none."""

from pathlib import Path


def ledger_file(state_folder: Path) -> Path:
    """Give the place of the ledger."""
    return state_folder / "ledger.sqlite3"
