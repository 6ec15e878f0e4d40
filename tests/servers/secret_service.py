"""
A real system keyring: GNOME Keyring behind a D-Bus of its own.

`install` beside this file installs both where it can. Nothing of the user's own session
is touched: bus, home and keyring lie in one temporary folder.
"""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.process import process_running

_LIMIT_S = 20.0
# The password that the keyring is unlocked with is an empty line.
_UNLOCKED = (
    "echo | exec gnome-keyring-daemon --foreground --components=secrets --unlock"
)
_LOCKED = "exec gnome-keyring-daemon --foreground --components=secrets"


def missing() -> str | None:
    """Say why the keyring cannot run here, None where it can."""
    for program in ("dbus-daemon", "gnome-keyring-daemon"):
        if not shutil.which(program):
            return f"{program} is not installed (tests/servers/install)"
    return None


class SecretService:
    """The keyring of a user who logged in, or of one who has yet to unlock it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.environment = {
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
            "XDG_DATA_HOME": str(folder / "data"),
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={folder}/bus",
        }

    @contextmanager
    def running(self, *, is_unlocked: bool) -> Iterator[None]:
        """Run it; one that is locked has no screen on which to ask for a password."""
        control = self._folder / "keyring/control"
        control.unlink(missing_ok=True)
        command = _UNLOCKED if is_unlocked else _LOCKED
        with process_running(("sh", "-c", command), **self.environment):
            _wait_for(control)
            yield


@contextmanager
def secret_service() -> Iterator[SecretService]:
    """Give a keyring, not running yet, on a bus that runs while the block does."""
    # The path of a socket has at most 108 characters (unix(7)): not in a test's own.
    with tempfile.TemporaryDirectory(prefix="mairemail-bus-", dir="/tmp") as folder:
        service = SecretService(Path(folder))
        address = f"--address=unix:path={folder}/bus"
        bus = ("dbus-daemon", "--session", "--nofork", "--nopidfile", address)
        with process_running(bus, **service.environment):
            _wait_for(Path(folder, "bus"))
            yield service


def _wait_for(path: Path) -> None:
    end = time.monotonic() + _LIMIT_S
    while not path.exists():
        assert time.monotonic() < end, f"{path} is not there"
        time.sleep(0.02)
