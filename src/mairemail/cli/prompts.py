"""Questions to the person at the terminal."""

import os
import sys

from mairemail.accounts.account import Account
from mairemail.accounts.secrets import Secret, SecretSources
from mairemail.errors import UsageError
from mairemail.language import _


def is_terminal() -> bool:
    """Tell whether there is somebody to ask."""
    return _can_answer() and sys.stderr.isatty()


def ask(question: str, *, default: str = "") -> str:
    """
    Ask for one line on stderr; an empty answer gives the default.

    Raises:
        UsageError: There is nobody to ask.
    """
    if not _can_answer():
        raise UsageError(
            _("“{question}” cannot be asked without a terminal").format(
                question=question
            ),
            hint=_("Give it as an option: see --help"),
        )
    asked = f"{question} [{default}]" if default else question
    shown = _("{question}: ").format(question=asked)
    return _read_line(shown).strip() or default


def ask_number(number: int) -> str:
    """Ask for the number of messages to be typed; anything else is a no."""
    question = _("Type {number} to send, anything else to stop: ").format(number=number)
    return _read_line(question).strip()


def ask_yes(question: str) -> bool:
    """Ask whether to do something; nothing typed is a no."""
    # Translators: the first letters of yes and no; the capital is the default.
    choices = _("[y/N]")
    answer = _read_line(f"{question} {choices} ").strip().casefold()
    # Translators: the first letter of yes.
    return answer[:1] in {"y", _("y")} if answer else False


def ask_line(question: str) -> str | None:
    """Ask for one line, None at the end of the input."""
    line = _read_line(question)
    return line.strip() if line else None


def ask_password(account: Account) -> Secret:
    """Ask for an account's password without showing it; an empty one is asked again."""
    from getpass import getpass

    question = _("Password of {user} at {host} (it is not shown): ").format(
        user=account.smtp.username, host=account.smtp.host
    )
    while True:
        value = getpass(question, stream=sys.stderr)
        if value:
            return Secret(value)


def secret_sources() -> SecretSources:
    """Give where this run may take passwords from."""
    value = os.environ.get("MAIREMAIL_PASSWORD")
    return SecretSources(
        from_environment=Secret(value) if value else None,
        ask=ask_password if is_terminal() else None,
    )


def _can_answer() -> bool:
    # None where the program was started without any standard input.
    return sys.stdin is not None and sys.stdin.isatty()


def _read_line(question: str) -> str:
    sys.stderr.write(question)
    sys.stderr.flush()
    return sys.stdin.readline()
