"""One run for each account and for each campaign at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from mairemail.errors import LedgerError, TryLaterError
from mairemail.language import _


@contextmanager
def account_lock(state_folder: Path, account: str) -> Iterator[None]:
    """
    Hold the account's lock, which the operating system frees however the run ends.

    Raises:
        TryLaterError: Another run of the account holds it.
        LedgerError: The folder of the ledger cannot be written to.
    """
    busy = TryLaterError(
        _("Another mairemail is sending from the account {name}").format(name=account),
        hint=_("Wait for it to end; mairemail status shows how far it is"),
    )
    with _lock(state_folder, f"account-{account}", busy):
        yield


@contextmanager
def campaign_lock(state_folder: Path, campaign_id: str) -> Iterator[None]:
    """
    Hold the campaign's lock: two accounts could send the same message at once.

    Raises:
        TryLaterError: A run of the campaign holds it.
        LedgerError: The folder of the ledger cannot be written to.
    """
    busy = TryLaterError(
        _("This campaign is being sent right now"),
        hint=_("Wait for it to end; mairemail status shows how far it is"),
    )
    digest = sha256(campaign_id.encode()).hexdigest()[:16]
    with _lock(state_folder, f"campaign-{digest}", busy):
        yield


def is_being_sent(state_folder: Path, campaign_id: str) -> bool:
    """Tell whether a run of the campaign is going on."""
    if not state_folder.exists():
        return False
    try:
        with campaign_lock(state_folder, campaign_id):
            return False
    except TryLaterError:
        return True


@contextmanager
def _lock(state_folder: Path, name: str, busy: TryLaterError) -> Iterator[None]:
    from filelock import FileLock, Timeout

    try:
        state_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = FileLock(state_folder / f"{name}.lock")
        lock.acquire(timeout=0)
    except Timeout as err:
        raise busy from err
    except OSError as err:
        raise LedgerError(
            _("{folder} cannot be written to").format(folder=state_folder),
            hint=_("The ledger must lie in a folder you may write to"),
        ) from err
    try:
        yield
    finally:
        lock.release()
