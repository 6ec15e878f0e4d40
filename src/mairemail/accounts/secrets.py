"""Passwords: asked of the environment, a command, the keyring, the person, in order."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mairemail.accounts.account import Account
from mairemail.accounts.password_command import first_line_of
from mairemail.errors import CredentialError
from mairemail.language import _

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "mairemail"
KEYRING_LIMIT_S = 20.0
# What keyring raises where nobody was there to type the keyring's own password, or did.
_LOCKED = {"KeyringLocked", "InitError"}


class NoKeyringError(CredentialError):
    """This computer keeps no passwords."""


class Secret:
    """A password that no `repr`, log or traceback shows; `reveal` gives it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        """Keep the value out of sight."""
        self._value = value

    def reveal(self) -> str:
        """Give the password itself."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretSources:
    """
    Where passwords may come from besides accounts.toml.

    Attributes:
        from_environment: What MAIREMAIL_PASSWORD holds, or None.
        ask: Asks the person without showing what is typed, or None without a terminal.
        keyring_limit_s: How long to wait for a keyring that may want to be unlocked.
    """

    from_environment: Secret | None = None
    ask: Callable[[Account], Secret] | None = None
    keyring_limit_s: float = KEYRING_LIMIT_S


def find_secret(account: Account, sources: SecretSources) -> Secret:
    """
    Give the account's password.

    In order: MAIREMAIL_PASSWORD, the account's password_command, the system keyring,
    the person.

    Raises:
        CredentialError: None of them has it; the hint names the next step.
    """
    if sources.from_environment is not None:
        return sources.from_environment
    if account.smtp.password_command:
        return Secret(first_line_of(account))
    keyring_trouble = None
    try:
        stored = _from_keyring(account.name, limit_s=sources.keyring_limit_s)
    except CredentialError as err:
        stored, keyring_trouble = None, err
    if stored is not None:
        return stored
    if sources.ask is not None:
        return sources.ask(account)
    raise keyring_trouble or CredentialError(
        _("There is no password for the account {name}").format(name=account.name),
        hint=_(
            "In a terminal, mairemail account test {name} asks for it and can keep it. "
            "In a script: MAIREMAIL_PASSWORD, as docs/accounts.md shows"
        ).format(name=account.name),
    )


def store_secret(name: str, secret: Secret) -> None:
    """
    Put the password of the account called `name` into the system keyring.

    Raises:
        CredentialError: There is no keyring, or it refuses.
    """
    _ask_keyring(
        lambda keyring: keyring.set_password(SERVICE, f"{name}/smtp", secret.reveal()),
        limit_s=KEYRING_LIMIT_S,
    )


def forget_secret(name: str) -> bool:
    """
    Take the password of the account `name` out of the keyring; tell if there was one.

    Raises:
        CredentialError: There is no keyring, or it refuses.
    """

    def delete(keyring: "KeyringBackend") -> bool:
        is_there = keyring.get_password(SERVICE, f"{name}/smtp") is not None
        if is_there:
            keyring.delete_password(SERVICE, f"{name}/smtp")
        return is_there

    return bool(_ask_keyring(delete, limit_s=KEYRING_LIMIT_S))


def keyring_trouble() -> CredentialError | None:
    """Give why no password can be kept on this computer; None where one can."""
    try:
        _ask_keyring(lambda _keyring: None, limit_s=KEYRING_LIMIT_S)
    except CredentialError as err:
        return err
    return None


def is_stored(name: str) -> bool:
    """
    Tell whether the keyring holds a password for the account called `name`.

    Raises:
        CredentialError: There is no keyring, or it refuses.
    """
    return _from_keyring(name, limit_s=KEYRING_LIMIT_S) is not None


def _from_keyring(name: str, *, limit_s: float) -> Secret | None:
    value = _ask_keyring(
        lambda keyring: keyring.get_password(SERVICE, f"{name}/smtp"), limit_s=limit_s
    )
    return None if value is None else Secret(str(value))


def _ask_keyring(
    ask: Callable[["KeyringBackend"], object], *, limit_s: float
) -> object:
    """
    Call the keyring in a thread of its own, for at most `limit_s` seconds.

    A locked keyring whose prompt nobody sees never answers (jaraco/keyring, pull
    request 735); a daemon thread can be left behind.
    """
    answer: list[object] = []
    trouble: list[BaseException] = []

    def call() -> None:
        try:
            answer.append(ask(_usable_keyring()))
        except Exception as err:  # noqa: BLE001 - backends raise what their system raises
            trouble.append(err)

    thread = threading.Thread(target=call, daemon=True)
    thread.start()
    thread.join(limit_s)
    if thread.is_alive():
        raise CredentialError(
            _("The system keyring did not answer within {limit} seconds").format(
                limit=f"{limit_s:.0f}"
            ),
            hint=_("Unlock it and try again, or set MAIREMAIL_PASSWORD for this run"),
        )
    if trouble:
        if isinstance(trouble[0], CredentialError):
            raise trouble[0]
        # The text of a backend's error is not ours: only its kind is passed on.
        kind = type(trouble[0]).__name__
        raise CredentialError(
            _("The system keyring is locked, and could not be unlocked from here")
            if kind in _LOCKED
            else _("The system keyring cannot be used ({reason})").format(reason=kind),
            hint=_other_ways(),
        ) from None
    return answer[0]


def _other_ways() -> str:
    return _(
        "One way, in this terminal: “read -rs MAIREMAIL_PASSWORD”, the password, then "
        "“export MAIREMAIL_PASSWORD”. Others, step by step: docs/accounts.md"
    )


def _usable_keyring() -> "KeyringBackend":
    import keyring
    from keyring.backends import chainer, fail, null

    backend = keyring.get_keyring()
    chained = backend.backends if isinstance(backend, chainer.ChainerBackend) else []
    modules = [type(one).__module__ for one in [backend, *chained]]
    if isinstance(backend, (fail.Keyring, null.Keyring)):
        raise NoKeyringError(
            _("This computer has no system keyring"),
            hint=_other_ways(),
        )
    if any(module.startswith("keyrings.alt") for module in modules):
        raise CredentialError(
            _("The keyring in use keeps passwords in plain files (keyrings.alt)"),
            hint=_(
                "Uninstall keyrings.alt. Other ways to keep a password, step by step: "
                "docs/accounts.md"
            ),
        )
    return backend
