"""Questions to the person at the terminal."""

import os
import sys

from typer import Abort

from mairemail.accounts.account import Account
from mairemail.accounts.secrets import Secret, SecretSources
from mairemail.cli.screen import talk, wrap
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
        Abort: The person ended the input (Ctrl-D).
    """
    if not _can_answer():
        raise UsageError(
            _("“{question}” cannot be asked without a terminal").format(
                question=question
            ),
            hint=_("Give it as an option: see --help"),
        )
    asked = f"{question} [{default}]" if default else question
    line = _read_line(_("{question}: ").format(question=asked))
    if not line:
        raise Abort
    return line.strip() or default


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
    """
    Ask for an account's password without showing it; an empty one is asked again.

    Raises:
        Abort: The person ended the input (Ctrl-D).
    """
    from getpass import getpass

    question = _("Password of {user} at {host} (it is not shown): ").format(
        user=account.smtp.username, host=account.smtp.host
    )
    while True:
        try:
            value = getpass(_broken(question), stream=sys.stderr)
        except EOFError as err:
            raise Abort from err
        except UnicodeDecodeError:
            talk(_("What was typed is not in UTF-8, as this terminal should send it."))
            continue
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
    sys.stderr.write(_broken(question))
    sys.stderr.flush()
    return sys.stdin.readline()


def _broken(question: str) -> str:
    """Break a question at words, not by the edge of the terminal."""
    # The space after it belongs to its last word: the answer begins on the same line.
    space = "\N{NO-BREAK SPACE}"
    return "\n".join(wrap(question.rstrip(" ") + space)).removesuffix(space) + " "
