"""Where the user's accounts, the ledger and the data sets lie."""

import os
from contextlib import suppress
from pathlib import Path

from mairemail.errors import ConfigurationError, MairemailError
from mairemail.language import _

_ACCOUNTS = "accounts.toml"
_LEDGER = ("ledger.sqlite3", "ledger.sqlite3-wal", "ledger.sqlite3-shm")


def config_folder() -> Path:
    """
    Give the folder of accounts.toml; MAIREMAIL_CONFIG_DIR overrides it.

    The file is closed to others: a backup put back may have left it open.
    """
    folder = _folder("MAIREMAIL_CONFIG_DIR", "user_config_path")
    _close_to_others(folder / _ACCOUNTS)
    return folder


def state_folder() -> Path:
    """
    Give the folder of the ledger; MAIREMAIL_STATE_DIR overrides it.

    The ledger, too, is closed to others.
    """
    folder = _folder("MAIREMAIL_STATE_DIR", "user_state_path")
    for name in _LEDGER:
        _close_to_others(folder / name)
    return folder


def with_path(err: MairemailError) -> MairemailError:
    """Say where accounts.toml is, if the error's hint sends somebody there."""
    if not err.hint or _ACCOUNTS not in err.hint:
        return err
    path = str(config_folder() / _ACCOUNTS)
    if path not in err.hint:
        err.hint = err.hint.replace(_ACCOUNTS, path)
    return err


def cache_folder() -> Path:
    """Give the folder of downloaded data sets; MAIREMAIL_CACHE_DIR overrides it."""
    return _folder("MAIREMAIL_CACHE_DIR", "user_cache_path")


def _folder(variable: str, kind: str) -> Path:
    if own := os.environ.get(variable):
        return Path(own)
    import platformdirs

    found: Path = getattr(platformdirs, kind)("mairemail", appauthor=False)
    return found


def _close_to_others(file: Path) -> None:
    """Take every right on one's own file from all others (POSIX only)."""
    if os.name != "posix":
        return
    # What is not there, or is somebody else's, is told by who reads it.
    with suppress(OSError):
        now = file.stat()
        if now.st_mode & 0o077 and now.st_uid == os.geteuid():
            file.chmod(now.st_mode & 0o700)


def data_server() -> str:
    """
    Give the mirror that MAIREMAIL_DATA_URL names, else an empty string.

    Raises:
        ConfigurationError: It is no https address.
    """
    own = os.environ.get("MAIREMAIL_DATA_URL", "").rstrip("/")
    if own and not own.startswith("https://"):
        raise ConfigurationError(
            _("MAIREMAIL_DATA_URL must begin with https://, and is {url}").format(
                url=own
            ),
            hint=_("Correct it, or unset it to ask the producers themselves"),
        )
    return own
