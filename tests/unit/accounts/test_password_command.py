"""The command that prints a password: its first line, and none of its troubles."""

import sys
import traceback
from pathlib import Path

import pytest

from mairemail.accounts.password_command import first_line_of
from mairemail.errors import CredentialError
from tests.unit.material import account_of


def _python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


@pytest.mark.parametrize(
    ("code", "password"),
    [
        ("print('sésame ouvre')", "sésame ouvre"),
        ("print('sesame'); print('url: https://courrier.example')", "sesame"),
        ("import sys; sys.stdout.write('sesame')", "sesame"),
        ("import sys; sys.stdout.write('sesame\\r\\n')", "sesame"),
        ("print(' sesame ')", " sesame "),
    ],
)
def test_the_first_line_of_a_command_is_the_password(code: str, password: str) -> None:
    """As `pass show` prints it; spaces may belong to it."""
    account = account_of(password_command=_python(code))
    assert first_line_of(account) == password


@pytest.mark.parametrize(
    "command",
    [
        _python("print('tres-secret'); raise SystemExit(3)"),
        _python("print()  # tres-secret"),
        _python("import sys; sys.stdout.buffer.write(b'tres-secret\\xff')"),
        _python("import sys; sys.stdout.write('tres-secret\\0x')"),
        _python("print('tres-secret' * 100_000)"),
        ("./nulle-part", "tres-secret"),
        ("/", "tres-secret"),
        ("", "tres-secret"),
        ("true", "tres-secret\0"),
    ],
    ids=[
        "fails",
        "prints-nothing",
        "no-utf-8",
        "nul",
        "a-megabyte",
        "missing",
        "a-folder",
        "no-name",
        "nul-in-an-argument",
    ],
)
def test_a_command_that_fails_is_told_without_its_words(
    command: tuple[str, ...],
) -> None:
    """Its output and its arguments may hold the password."""
    with pytest.raises(CredentialError, match="perso") as caught:
        first_line_of(account_of(password_command=command))
    shown = "".join(traceback.format_exception(caught.value)) + str(caught.value.hint)
    assert "tres-secret" not in shown


def test_a_command_is_run_without_a_shell(tmp_path: Path) -> None:
    """A file name with a semicolon in it is a file name."""
    mark = tmp_path / "fait"
    code = "import sys; print(sys.argv[1])"
    account = account_of(password_command=(*_python(code), f"x; touch {mark}"))
    assert first_line_of(account) == f"x; touch {mark}"
    assert not mark.exists()


@pytest.mark.parametrize(
    "command",
    [("sleep", "60"), ("sh", "-c", "sleep 2 & echo tres-secret")],
    ids=["sleeps", "leaves-another-behind"],
)
def test_a_command_without_an_end_is_left(command: tuple[str, ...]) -> None:
    """It may wait for somebody who is not there."""
    with pytest.raises(CredentialError, match="did not end"):
        first_line_of(account_of(password_command=command), limit_s=0.2)


def test_a_command_that_prints_for_ever_is_stopped() -> None:
    """It would fill the memory long before its time is over."""
    with pytest.raises(CredentialError, match="far more"):
        first_line_of(account_of(password_command=("yes", "tres-secret")))


def test_why_a_command_failed_is_said_in_plain_words() -> None:
    """“FileNotFoundError” is a word of programmers."""
    with pytest.raises(CredentialError, match="there is no such file"):
        first_line_of(account_of(password_command=("./nulle-part",)))
