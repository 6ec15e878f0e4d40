"""One run for each account and for each campaign at a time."""

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from mairemail.errors import LedgerError, TryLaterError
from mairemail.files import is_there
from mairemail.language import _

# `status` takes a campaign's lock for an instant, to see whether it is free.
_PATIENCE_S = 0.5
_LONGEST = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """
    Who holds a lock: written beside it, for the one who finds it held.

    Attributes:
        command: As it is typed after `mairemail`.
        campaign: The campaign's name.
        since: When it began, with its zone.
        pid: The number of its process.
    """

    command: str
    campaign: str
    since: datetime
    pid: int


def this_process(command: str, *, campaign: str, since: datetime) -> Holder:
    """Give this process as a holder."""
    return Holder(command=command, campaign=campaign, since=since, pid=os.getpid())


@contextmanager
def account_lock(state_folder: Path, account: str, holder: Holder) -> Iterator[None]:
    """
    Hold the account's lock, which the operating system frees however the run ends.

    Raises:
        TryLaterError: Another run of the account holds it; it says which.
        LedgerError: The folder of the ledger cannot be written to.
    """
    busy = _("Another mairemail is sending from the account {name}").format(
        name=account
    )
    with _lock(state_folder, f"account-{account}", holder, busy):
        yield


@contextmanager
def campaign_lock(
    state_folder: Path, campaign_id: str, holder: Holder
) -> Iterator[None]:
    """
    Hold the campaign's lock: two accounts could send the same message at once.

    Raises:
        TryLaterError: A run of the campaign holds it; it says which.
        LedgerError: The folder of the ledger cannot be written to.
    """
    busy = _("This campaign is being sent right now")
    with _lock(state_folder, _campaign_file(campaign_id), holder, busy):
        yield


def is_being_sent(state_folder: Path, campaign_id: str) -> bool:
    """Tell whether a run of the campaign is going on."""
    from filelock import Timeout

    file = state_folder / f"{_campaign_file(campaign_id)}.lock"
    if not is_there(file):
        return False
    try:
        with _acquired(file, patience_s=0.0):
            return False
    except Timeout:
        return True


def _campaign_file(campaign_id: str) -> str:
    return f"campaign-{sha256(campaign_id.encode()).hexdigest()[:16]}"


@contextmanager
def _lock(state_folder: Path, name: str, holder: Holder, busy: str) -> Iterator[None]:
    from filelock import Timeout

    # Beside the lock: whoever tries the lock itself empties it.
    note = state_folder / f"{name}.holder"
    with _writable(state_folder):
        state_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with ExitStack() as stack:
        try:
            file = state_folder / f"{name}.lock"
            stack.enter_context(_acquired(file, patience_s=_PATIENCE_S))
        except Timeout as err:
            raise _busy(busy, _read(note)) from err
        _write(note, holder)
        stack.callback(_forget, note)
        yield


@contextmanager
def _acquired(file: Path, *, patience_s: float) -> Iterator[None]:
    from filelock import FileLock

    with _writable(file.parent):
        lock = FileLock(file)
        lock.acquire(timeout=patience_s, poll_interval=0.05)
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _writable(folder: Path) -> Iterator[None]:
    try:
        yield
    except TimeoutError:
        # The lock is held; filelock's Timeout is one of these.
        raise
    except OSError as err:
        raise LedgerError(
            _("{folder} cannot be written to").format(folder=folder),
            hint=_("The ledger must lie in a folder you may write to"),
        ) from err


def _busy(message: str, holder: Holder | None) -> TryLaterError:
    if holder is not None:
        message = _(
            "{what}: mairemail {command}, campaign “{campaign}”, since {time} "
            "(process {pid})"
        ).format(
            what=message,
            command=holder.command,
            campaign=holder.campaign,
            # Translators: a date and a time of day.
            time=holder.since.astimezone().strftime(_("%Y-%m-%d %H:%M")),
            pid=holder.pid,
        )
    return TryLaterError(
        message, hint=_("Wait for it to end; mairemail status shows how far it is")
    )


def _write(note: Path, holder: Holder) -> None:
    """Leave word of the holder; where it cannot be written, the lock holds as well."""
    values = {**asdict(holder), "since": holder.since.isoformat()}
    with suppress(OSError):
        note.touch(mode=0o600)
        note.write_text(json.dumps(values), encoding="utf-8")


def _forget(note: Path) -> None:
    with suppress(OSError):
        note.unlink()


def _read(note: Path) -> Holder | None:
    """Give what the note says, None where that is nothing one could rely on."""
    try:
        with note.open("rb") as stream:
            values = json.loads(stream.read(_LONGEST))
        return Holder(
            command=str(values["command"]),
            campaign=str(values["campaign"]),
            since=datetime.fromisoformat(values["since"]),
            pid=int(values["pid"]),
        )
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None
