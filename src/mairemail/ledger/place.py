"""Where the ledger is; asked by commands that do without it while there is none."""

from pathlib import Path


def ledger_file(state_folder: Path) -> Path:
    """Give the place of the ledger."""
    return state_folder / "ledger.sqlite3"


def has_ledger(state_folder: Path) -> bool:
    """Tell whether there is a ledger; where the system does not say, opening will."""
    try:
        return ledger_file(state_folder).exists()
    except OSError:
        return True
