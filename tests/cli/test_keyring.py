"""Passwords in a real system keyring: GNOME Keyring, as most Linux desktops have it."""

import os
from collections.abc import Callable, Iterator

import pytest

from tests.cli.program import COMMAND, Program, Result, every_file, one_line
from tests.servers.recording import MailServer
from tests.servers.secret_service import SecretService, missing, secret_service

PASSWORD = "pâté-de-Noël-€"
ACCOUNT = (
    "perso", "--email", "camille@association.example", "--name", "Camille Martin",
    "--postal-address", "3 Lilac Street", "--host", "127.0.0.1", "--security", "none",
)  # fmt: skip
# Which keyring is there, the program finds out by itself.
AS_AT_HOME = ("env", "-u", "PYTHON_KEYRING_BACKEND", *COMMAND)


@pytest.fixture
def keyring() -> Iterator[SecretService]:
    """Give a real keyring; skip where it cannot be, but in CI fail."""
    if reason := missing():
        if os.environ.get("CI"):
            pytest.fail(f"no real keyring: {reason}")
        pytest.skip(f"no real keyring: {reason}")
    with secret_service() as service:
        yield service


@pytest.fixture
def server(mail_server: Callable[..., MailServer]) -> MailServer:
    """Give a server that wants the password."""
    return mail_server(password=PASSWORD)


@pytest.fixture
def account(
    mairemail: Program, keyring: SecretService, server: MailServer
) -> Callable[..., Result]:
    """Give `mairemail account` in a session with that keyring; add an account first."""

    def run(*arguments: str, stdin: str = "", exits: int = 0) -> Result:
        if arguments == ("add",):
            arguments = ("add", *ACCOUNT, "--port", str(server.port))
        command = [*AS_AT_HOME, "account", *arguments]
        environment = keyring.environment
        return mairemail.shell(
            command, exits=exits, stdin=stdin, environment=environment
        )

    with keyring.running(is_unlocked=True):
        run("add", stdin=PASSWORD + "\n")
    return run


def test_a_password_is_kept_from_one_session_to_the_next(
    mairemail: Program, keyring: SecretService, account: Callable[..., Result]
) -> None:
    """It is typed once: after a restart the keyring still has it, and only it."""
    with keyring.running(is_unlocked=True):
        assert "keyring" in account("show").out
        assert "It works" in account("test").out
    files = every_file(mairemail.home)
    assert files
    assert not [file for file in files if PASSWORD.encode() in file.read_bytes()]


def test_a_password_goes_with_its_account(
    keyring: SecretService, account: Callable[..., Result]
) -> None:
    """What is removed is gone, also for who adds an account of that name later."""
    with keyring.running(is_unlocked=True):
        account("remove", "perso")
        account("add", stdin="\n")
        failed = account("test", exits=77)
    assert "There is no password for the account perso" in one_line(failed.err)


def test_a_locked_keyring_is_told_with_what_to_do(
    keyring: SecretService, account: Callable[..., Result]
) -> None:
    """Over ssh nobody sees the window that asks; the program must not hang there."""
    with keyring.running(is_unlocked=False):
        failed = account("test", exits=77)
    assert "keyring is locked" in one_line(failed.err)
    assert "MAIREMAIL_PASSWORD" in one_line(failed.err)
