"""The ledger's file: opened, brought up to date, written durably, cleaned."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from mairemail.errors import LedgerError
from mairemail.files import reason_of
from mairemail.language import _
from mairemail.ledger.making import damage_hint, make_ledger, refuse_empty
from mairemail.ledger.place import ledger_file
from mairemail.ledger.schema import migrate

_BUSY_LIMIT_S = 20.0
# Far enough from the ends of the calendar for any time zone.
_YEARS = range(1970, 9000)
Rows = list[tuple[object, ...]]


class Database:
    """
    The one ledger file of a user, of mode 0600.

    What writes has committed durably when it returns (WAL, synchronous FULL), unless it
    says otherwise. Each method raises LedgerError where SQLite cannot do what is asked.
    """

    def __init__(self, state_folder: Path) -> None:
        """
        Open the ledger, made or brought up to date where needed.

        Raises:
            LedgerError: It cannot be opened, is damaged, or is of a newer mairemail.
        """
        self.path = ledger_file(state_folder)
        with self._telling():
            state_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            make_ledger(self.path)
            os.close(os.open(self.path, os.O_RDWR))
            refuse_empty(self.path)
            self._file = _identity(self.path)
            self._connection = sqlite3.connect(
                self.path, timeout=_BUSY_LIMIT_S, isolation_level=None
            )
            try:
                self._connection.execute("PRAGMA journal_mode = WAL")
                self._connection.execute("PRAGMA synchronous = FULL")
                self._connection.execute("PRAGMA fullfsync = ON")
                self._connection.execute("PRAGMA foreign_keys = ON")
                migrate(self._connection)
            except BaseException:
                self._connection.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._connection.close()

    def check(self) -> None:
        """
        Read the whole file and hold that it is sound: a run trusts it.

        Raises:
            LedgerError: It is damaged.
        """
        ((found,),) = self.rows("PRAGMA integrity_check(1)")
        if found != "ok":
            raise LedgerError(
                _("The ledger {file} is damaged").format(file=self.path),
                hint=damage_hint(),
            )

    def rows(self, query: str, parameters: tuple[object, ...] = ()) -> Rows:
        """Give what a query finds."""
        with self._telling():
            return self._connection.execute(query, parameters).fetchall()

    def write(self, statement: str, parameters: tuple[object, ...] = ()) -> int:
        """Run one statement, and give the number of the row it inserted, if it did."""
        with self._telling():
            self._hold_to_file()
            return self._connection.execute(statement, parameters).lastrowid or 0

    def _hold_to_file(self) -> None:
        """
        Hold that the file is still the one that was opened.

        SQLite writes on into one that was deleted or replaced, and forgets it all.
        """
        with suppress(FileNotFoundError):
            if _identity(self.path) == self._file:
                return
        raise LedgerError(
            _("The ledger {file} was taken away or emptied meanwhile").format(
                file=self.path
            ),
            hint=_(
                "Put it back where it was before the next send: without it, whoever "
                "has the letter would get it again"
            ),
        )

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Write all that the block writes, or nothing where it raises."""
        self.write("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            # SQLite rolls back by itself where the disk is full.
            if self._connection.in_transaction:
                self.write("ROLLBACK")
            raise
        self.write("COMMIT")

    @contextmanager
    def without_waiting_for_the_disk(self) -> Iterator[None]:
        """Let what the block writes wait for the next durable write."""
        self.write("PRAGMA synchronous = NORMAL")
        try:
            yield
        finally:
            self.write("PRAGMA synchronous = FULL")

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let the block read one state, whatever others write meanwhile."""
        self.write("BEGIN")
        try:
            yield
        finally:
            self.write("ROLLBACK")

    def scrub(self) -> None:
        """
        Leave no byte of what was deleted, neither in the file nor in its WAL.

        Raises:
            LedgerError: Another program reads the ledger, which keeps the WAL alive.
        """
        self.write("PRAGMA secure_delete = ON")
        self.write("PRAGMA temp_store = MEMORY")
        self.write("VACUUM")
        ((is_busy, _pages, _moved),) = self.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        if is_busy:
            raise LedgerError(
                _("Traces of what was erased are still in {file}-wal").format(
                    file=self.path
                ),
                hint=_(
                    "Another program reads the ledger: wait for it to end, then give "
                    "the same command again"
                ),
            )

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Turn what SQLite and the file system say into an error for a person."""
        try:
            yield
        except sqlite3.Error as err:
            raise LedgerError(
                _("The ledger {file} cannot be used: {reason}").format(
                    file=self.path, reason=err
                ),
                hint=_hint(err),
            ) from err
        except OSError as err:
            raise LedgerError(
                _("The ledger {file} cannot be opened: {reason}").format(
                    file=self.path, reason=reason_of(err)
                ),
                hint=_("It must lie on a local disk, in a folder you may write to"),
            ) from err


def _identity(path: Path) -> tuple[int, int, bool]:
    found = path.stat()
    return found.st_dev, found.st_ino, found.st_size == 0


def written(moment: datetime) -> str:
    """Give a moment as the ledger writes it: UTC, so that texts sort as moments do."""
    return moment.astimezone(UTC).isoformat()


def read_moment(text: object) -> datetime:
    """
    Give a moment that the ledger has written.

    Raises:
        LedgerError: It is none, or lies beyond what a mail can have been sent at.
    """
    try:
        moment = datetime.fromisoformat(str(text))
        if moment.year in _YEARS and moment.tzinfo is not None:
            return moment
    except ValueError:
        pass
    raise LedgerError(
        _("The ledger holds “{text}” where a time should be").format(text=text),
        hint=damage_hint(),
    )


def _hint(err: sqlite3.Error) -> str:
    name = getattr(err, "sqlite_errorname", "SQLITE_CORRUPT")
    if name.startswith("SQLITE_BUSY"):
        return _("Another program holds it: wait for it to end, then try again")
    if name in {"SQLITE_CORRUPT", "SQLITE_NOTADB"}:
        return damage_hint()
    if name == "SQLITE_FULL":
        return _("The disk is full: make room, then go on with the same command")
    return _("Nothing is sent that the ledger cannot remember")
