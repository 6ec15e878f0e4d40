"""What ends a command, and with which exit code."""

import pytest

from mairemail import errors


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (errors.MairemailError, 1),
        (errors.UsageError, 2),
        (errors.ContactsError, 65),
        (errors.LetterError, 65),
        (errors.MissingFileError, 66),
        (errors.ServerError, 69),
        (errors.CannotWriteError, 73),
        (errors.LedgerError, 74),
        (errors.TryLaterError, 75),
        (errors.CredentialError, 77),
        (errors.ConfigurationError, 78),
    ],
)
def test_each_error_has_the_exit_code_of_the_manual(
    kind: type[errors.MairemailError], code: int
) -> None:
    """Scripts tell by it whether to try again, to wait, or to call somebody."""
    assert kind("x").exit_code == code


def test_an_error_keeps_its_problems_and_its_hint() -> None:
    """All problems of a file are told at once, with the next thing to do."""
    err = errors.LetterError("x", hint="y", problems=["a", "b"])
    assert (err.message, err.hint, err.problems) == ("x", "y", ("a", "b"))
    assert str(err) == "x"
