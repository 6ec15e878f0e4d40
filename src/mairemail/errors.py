"""
The errors that end a command, each with the exit code it ends it with.

MairemailError            1   something needs the user
├── UsageError            2   the command line
├── ContactsError        65   the contacts file cannot be used
├── LetterError          65   the letter cannot be used
├── MissingFileError     66   a file is missing or cannot be read
├── ServerError          69   the server is unreachable or refuses us
├── CannotWriteError     73   a file cannot be written
├── LedgerError          74   the ledger cannot be used
├── TryLaterError        75   nothing is wrong, but not now
├── CredentialError      77   login or password
└── ConfigurationError   78   campaign.toml or accounts.toml

The codes are those of sysexits.h. A bad row, a refused recipient and a finding are
values, never exceptions: they end nothing.
"""

from collections.abc import Sequence


class MairemailError(Exception):
    """
    What ended the command, said to the person who ran it.

    Attributes:
        message: What went wrong, with the file and line of the user's own input.
        hint: The next thing to type or to read, or None.
        problems: Each problem on its own where a file has several.
    """

    exit_code = 1

    def __init__(
        self,
        message: str,
        *,
        hint: str | None = None,
        problems: Sequence[str] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.problems = tuple(problems)


class UsageError(MairemailError):
    """The command line asks for something that cannot be."""

    exit_code = 2


class ContactsError(MairemailError):
    """The contacts file as a whole cannot be used."""

    exit_code = 65


class LetterError(MairemailError):
    """
    The letter as a whole cannot be used.

    Attributes:
        hints: For each of its problems what to do about it, empty where there is
            nothing to say; without problems, none.
    """

    exit_code = 65

    def __init__(
        self,
        message: str,
        *,
        hint: str | None = None,
        problems: Sequence[str] = (),
        hints: Sequence[str] = (),
    ) -> None:
        """Take one hint for all problems, or a hint for each of them."""
        every = [hint or ""] * len(problems)
        self.hints = tuple(hints) or tuple(every)
        different = dict.fromkeys(one for one in hints if one)
        super().__init__(
            message, hint=hint or "\n".join(different) or None, problems=problems
        )


class MissingFileError(MairemailError):
    """A file that the command needs is missing or cannot be read."""

    exit_code = 66


class ServerError(MairemailError):
    """The mail server cannot be reached, or refuses to work with us."""

    exit_code = 69


class CannotWriteError(MairemailError):
    """A file cannot be written, or is there already."""

    exit_code = 73


class LedgerError(MairemailError):
    """The ledger cannot be opened, read or written."""

    exit_code = 74


class TryLaterError(MairemailError):
    """A limit is reached or something else is running: the same command works later."""

    exit_code = 75


class CredentialError(MairemailError):
    """No password could be had, or the server refused it."""

    exit_code = 77


class ConfigurationError(MairemailError):
    """A campaign.toml or an accounts.toml says something that cannot be."""

    exit_code = 78
