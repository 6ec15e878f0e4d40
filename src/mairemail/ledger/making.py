"""A new ledger, and a ledger that is not what it was."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from mairemail.errors import LedgerError
from mairemail.language import _
from mairemail.ledger.schema import migrate


def make_ledger(file: Path) -> None:
    """
    Make a ledger for its owner alone, whole or not at all; leave one that is there.

    Raises:
        LedgerError: A part of an earlier ledger lies there without it.
        OSError, sqlite3.Error: It cannot be made.
    """
    if file.exists():
        return
    _refuse_orphan(file)
    new = file.with_name(f"{file.name}.{os.getpid()}.new")
    os.close(os.open(new, os.O_RDWR | os.O_CREAT, 0o600))
    try:
        with closing(sqlite3.connect(new, isolation_level=None)) as connection:
            migrate(connection)
        _put_in_place(new, file)
    finally:
        new.unlink(missing_ok=True)


def refuse_empty(file: Path) -> None:
    """
    Refuse a ledger of 0 bytes: SQLite would take it for new and delete its WAL.

    `make_ledger` leaves none such behind, so it has lost what it held.

    Raises:
        LedgerError: It is empty.
    """
    if file.stat().st_size == 0:
        raise LedgerError(
            _("The ledger {file} is empty").format(file=file), hint=damage_hint()
        )


def damage_hint() -> str:
    """Give the way out where the ledger is damaged."""
    return _(
        "Nothing is sent without it. Put back a copy of it, or move it away; a new "
        "ledger knows nothing of what was sent before"
    )


def _refuse_orphan(file: Path) -> None:
    """SQLite would delete what was committed to the WAL alone, or mix it into ours."""
    wal = file.with_name(file.name + "-wal")
    if wal.exists() and wal.stat().st_size:
        raise LedgerError(
            _("The ledger {file} is gone, but {wal} is still there").format(
                file=file, wal=wal.name
            ),
            hint=_(
                "Nothing is sent without it. Put it back beside that file, or move "
                "that file away as well; a new ledger knows nothing of what was sent "
                "before"
            ),
        )


def _put_in_place(new: Path, file: Path) -> None:
    """Never over the ledger that another program has just made."""
    try:
        os.link(new, file)
    except FileExistsError:
        return
    except OSError:
        # A file system without hard links, as FAT.
        if not file.exists():
            new.rename(file)
