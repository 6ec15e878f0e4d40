"""The command of an account that prints its password."""

import locale
import subprocess
import threading

from mairemail.accounts.account import Account
from mairemail.errors import CredentialError
from mairemail.files import reason_of
from mairemail.language import _

LIMIT_S = 30.0
# In octets, all it prints: an entry of a password manager has notes below the password.
_LONGEST = 1 << 16


class _FailedError(Exception):
    """Why a command gave no password, without a word of its output or arguments."""


def first_line_of(account: Account, *, limit_s: float = LIMIT_S) -> str:
    """
    Run an account's password_command and give the first line it prints.

    Raises:
        CredentialError: It fails, takes too long, or prints no password.
    """
    try:
        output = _output_of(account.smtp.password_command, limit_s)
        return _password_in(output)
    except _FailedError as err:
        # Both its output and its arguments may hold the password.
        raise CredentialError(
            _("The password_command of {name} failed: {reason}").format(
                name=account.name, reason=err
            ),
            hint=_("Try it in a terminal: its first line must be the password"),
        ) from None


def _output_of(command: tuple[str, ...], limit_s: float) -> bytes:
    """
    Give what a command prints, which must end in time.

    It is read beside: what the command started may hold its output open for ever.
    """
    try:
        process = subprocess.Popen(  # noqa: S603 - the user's own command, no shell
            command, stdout=subprocess.PIPE, bufsize=0
        )
    except OSError as err:
        raise _FailedError(reason_of(err)) from None
    except ValueError:
        raise _FailedError(_("its words cannot be those of a command")) from None
    printed: list[bytes] = []
    reader = threading.Thread(target=_read, args=(process, printed), daemon=True)
    reader.start()
    try:
        reader.join(limit_s)
        if reader.is_alive():
            raise _FailedError(_too_long(limit_s))
        if len(printed[0]) > _LONGEST:
            raise _FailedError(_("it prints far more than a password"))
        status = process.wait(limit_s)
    except subprocess.TimeoutExpired:
        raise _FailedError(_too_long(limit_s)) from None
    finally:
        process.kill()
        process.wait()
    if status:
        raise _FailedError(_("exit status {status}").format(status=status))
    return printed[0]


def _read(process: subprocess.Popen[bytes], printed: list[bytes]) -> None:
    """Add all that is printed, or a little more than a password can be."""
    if process.stdout is None:
        return
    output = b""
    with process.stdout as stream:
        while len(output) <= _LONGEST and (more := stream.read(_LONGEST)):
            output += more
    printed.append(output)


def _too_long(limit_s: float) -> str:
    return _("it did not end within {limit} seconds").format(limit=f"{limit_s:.0f}")


def _password_in(output: bytes) -> str:
    first_line = output.partition(b"\n")[0].rstrip(b"\r")
    if not first_line:
        raise _FailedError(_("it printed nothing"))
    # A NUL ends what a login sends (RFC 4616 2).
    if b"\0" in first_line:
        raise _FailedError(_("what it printed is no text"))
    try:
        return first_line.decode(locale.getpreferredencoding(do_setlocale=False))
    except UnicodeDecodeError:
        raise _FailedError(_("what it printed is no text")) from None
