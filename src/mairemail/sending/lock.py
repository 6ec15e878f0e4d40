"""One run for each account at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mairemail.errors import LedgerError, TryLaterError
from mairemail.language import _


@contextmanager
def one_run(state_folder: Path, account: str) -> Iterator[None]:
    """
    Hold the account's lock, which the operating system frees however the run ends.

    Raises:
        TryLaterError: Another run of the account holds it.
        LedgerError: The folder of the ledger cannot be written to.
    """
    from filelock import FileLock, Timeout

    try:
        state_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = FileLock(state_folder / f"send-{account}.lock")
        lock.acquire(timeout=0)
    except Timeout as err:
        raise TryLaterError(
            _("Another mairemail is sending from the account {name}").format(
                name=account
            ),
            hint=_("Wait for it to end; mairemail status shows how far it is"),
        ) from err
    except OSError as err:
        raise LedgerError(
            _("{folder} cannot be written to").format(folder=state_folder),
            hint=_("The ledger must lie in a folder you may write to"),
        ) from err
    try:
        yield
    finally:
        lock.release()
