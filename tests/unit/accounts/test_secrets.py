"""Passwords: where they come from, and where they never show."""

import sys
import traceback

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.errors import KeyringLocked

from mairemail.accounts.account import Account
from mairemail.accounts.secrets import (
    Secret,
    SecretSources,
    find_secret,
    forget_secret,
    is_stored,
    store_secret,
)
from mairemail.errors import CredentialError
from tests.unit.material import account_of

_NOWHERE = SecretSources()


class BrokenKeyring(KeyringBackend):
    """A keyring whose errors quote what they were given, as some real ones do."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring leaves it untyped

    def get_password(self, service: str, username: str) -> str | None:
        """Refuse."""
        raise KeyringLocked(f"locked: {service} {username} tres-secret")

    def set_password(self, service: str, username: str, password: str) -> None:
        """Refuse, and tell the password."""
        raise KeyringLocked(f"cannot store {password} for {service} {username}")


def _asked(account: Account) -> Secret:
    return Secret(f"asked for {account.name}")


def _python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


def test_the_environment_goes_before_everything() -> None:
    """It is how one says it for this run alone, and how scripts do."""
    store_secret("perso", Secret("keyring"))
    account = account_of(password_command=_python("print('command')"))
    sources = SecretSources(from_environment=Secret("environment"), ask=_asked)
    assert find_secret(account, sources).reveal() == "environment"


def test_a_command_goes_before_the_keyring() -> None:
    """Who names a command keeps passwords elsewhere."""
    store_secret("perso", Secret("keyring"))
    account = account_of(password_command=_python("print('command')"))
    assert find_secret(account, _NOWHERE).reveal() == "command"


def test_the_keyring_goes_before_asking() -> None:
    """What was stored need not be typed."""
    store_secret("perso", Secret("keyring"))
    found = find_secret(account_of(), SecretSources(ask=_asked))
    assert found.reveal() == "keyring"


def test_the_person_is_asked_last() -> None:
    """A password need not be stored anywhere."""
    found = find_secret(account_of(), SecretSources(ask=_asked))
    assert found.reveal() == "asked for perso"


def test_a_broken_keyring_still_lets_the_person_type() -> None:
    """A locked keyring over SSH must not keep anybody from writing."""
    keyring.set_keyring(BrokenKeyring())
    found = find_secret(account_of(), SecretSources(ask=_asked))
    assert found.reveal() == "asked for perso"


def test_no_password_anywhere_is_told_with_what_to_do() -> None:
    """A script without a terminal must not wait for ever."""
    with pytest.raises(CredentialError, match="perso") as caught:
        find_secret(account_of(), _NOWHERE)
    assert "MAIREMAIL_PASSWORD" in (caught.value.hint or "")


@pytest.mark.parametrize("backend", [fail.Keyring, null.Keyring])
def test_a_computer_without_keyring_is_told(backend: type[KeyringBackend]) -> None:
    """The null keyring swallows a password without keeping it."""
    keyring.set_keyring(backend())
    with pytest.raises(CredentialError, match="no system keyring"):
        store_secret("perso", Secret("x"))


def test_each_account_has_a_password_of_its_own() -> None:
    """The association's password must never be tried on one's own mailbox."""
    store_secret("asso", Secret("x"))
    assert is_stored("asso")
    assert not is_stored("perso")


def test_a_forgotten_password_is_gone() -> None:
    """Taking an account away takes its password along."""
    store_secret("perso", Secret("x"))
    forget_secret("perso")
    assert not is_stored("perso")


def test_forgetting_what_was_never_stored_is_no_error() -> None:
    """An account with a password_command has nothing in the keyring."""
    forget_secret("perso")
    assert not is_stored("perso")


def test_the_trouble_of_a_keyring_is_told_without_its_words() -> None:
    """Backends quote what they were given."""
    password = "-".join(["tres", "secret"])
    keyring.set_keyring(BrokenKeyring())
    with pytest.raises(CredentialError, match="is locked") as caught:
        store_secret("perso", Secret(password))
    assert password not in "".join(traceback.format_exception(caught.value))


def test_a_secret_never_shows_itself() -> None:
    """Neither in a log, nor in a traceback with its values, nor by mistake."""
    secret = Secret("tres-secret")
    shown = f"{secret} {secret!r} {SecretSources(from_environment=secret)} {[secret]}"
    assert "tres-secret" not in shown
    assert not hasattr(secret, "__dict__")
