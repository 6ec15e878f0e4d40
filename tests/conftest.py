"""What every test gets: a home of its own, no network but loopback, mail servers."""

import os
import socket
import tempfile
from asyncio import AbstractEventLoop
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

from tests.servers.certificates import Certificates
from tests.servers.recording import MailServer, event_loop
from tests.servers.web import WebServer

ROOT = Path(__file__).parents[1]
_REMOVED = (
    "MAIREMAIL_PASSWORD", "NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS", "PAGER", "LESS",
    "LC_ALL", "LC_MESSAGES", "LANGUAGE", "PYTHONIOENCODING", "DBUS_SESSION_BUS_ADDRESS",
    "DISPLAY", "MAIREMAIL_DATA_URL", "SSL_CERT_FILE", "SSL_CERT_DIR",
)  # fmt: skip


def pytest_xdist_auto_num_workers() -> int:
    """Run half as many workers again as processors: many tests wait for a server."""
    return max(2, (os.cpu_count() or 1) * 3 // 2)


def environment_of(home: Path) -> dict[str, str]:
    """Give the variables that keep the program inside a temporary home."""
    return {
        "HOME": str(home),
        "USERPROFILE": str(home),
        "MAIREMAIL_CONFIG_DIR": str(home / "config"),
        "MAIREMAIL_STATE_DIR": str(home / "state"),
        "MAIREMAIL_CACHE_DIR": str(home / "cache"),
        "MAIREMAIL_LANG": "en",
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_STATE_HOME": str(home / ".local" / "state"),
        "XDG_DATA_HOME": str(home / ".local" / "share"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "TMPDIR": str(home / "tmp"),
        "LANG": "C.UTF-8",
        "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests/cli/watched"))),
        "PYTHONWARNINGS": "error",
        "PYTHON_KEYRING_BACKEND": "tests.cli.file_keyring.FileKeyring",
        "TESTS_KEYRING_FILE": str(home / "keyring.json"),
        "TESTS_CONNECTION_LOG": str(home / "connections.log"),
    }


def whole_environment(home: Path) -> dict[str, str]:
    """Give the environment of a program that a test starts."""
    kept = {name: value for name, value in os.environ.items() if name not in _REMOVED}
    return kept | environment_of(home)


def make_home(folder: Path) -> Path:
    """Make the folders of a temporary home."""
    (folder / "tmp").mkdir(parents=True)
    return folder


class MemoryKeyring(KeyringBackend):
    """A keyring that forgets everything when the test ends."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring has no type here
        self._entries: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        """Give a password, None where there is none."""
        return self._entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a password."""
        self._entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Forget a password, which must be there."""
        if self._entries.pop((service, username), None) is None:
            raise PasswordDeleteError("not found")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the test a home, settings and a keyring of its own."""
    folder = make_home(tmp_path / "home")
    for name in _REMOVED:
        monkeypatch.delenv(name, raising=False)
    for name, value in environment_of(folder).items():
        monkeypatch.setenv(name, value)
    # Python looks where temporary files go once, and that was for another test.
    monkeypatch.setattr(tempfile, "tempdir", None)
    keyring.set_keyring(MemoryKeyring())
    return folder


@pytest.fixture(autouse=True, scope="session")
def only_loopback() -> Iterator[None]:
    """Refuse every connection that would leave this machine."""

    def guarded(name: str) -> Callable[[socket.socket, Any], object]:
        real = getattr(socket.socket, name)

        def connect(self: socket.socket, address: Any) -> object:  # noqa: ANN401 - as socket has it
            host = str(address[0]) if isinstance(address, tuple) else str(address)
            if not (host.startswith("127.") or host in {"::1", "localhost"}):
                raise RuntimeError(f"a test tried to connect to {address}")
            return real(self, address)

        return connect

    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, guarded(name))
        yield


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Give a private CA, one certificate for this machine, and one for another."""
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="session")
def mail_loop() -> Iterator[AbstractEventLoop]:
    """Run the event loop that all mail servers of the session share."""
    with event_loop() as loop:
        yield loop


@pytest.fixture
def mail_server(mail_loop: AbstractEventLoop) -> Iterator[Callable[..., MailServer]]:
    """Give a function that starts a mail server; its arguments are MailServer's."""
    with ExitStack() as stack:

        def start(**options: Any) -> MailServer:  # noqa: ANN401 - passed on as they are
            return stack.enter_context(MailServer(**options).serving(mail_loop))

        yield start


@pytest.fixture
def server(mail_server: Callable[..., MailServer]) -> MailServer:
    """Give a mail server in plain text that takes everything and wants no login."""
    return mail_server()


@pytest.fixture
def web(certificates: Certificates) -> Iterator[WebServer]:
    """Give a web server whose certificate the private CA has signed."""
    with WebServer(certificates.good).serving() as server:
        yield server
