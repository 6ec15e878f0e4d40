"""A table pasted on standard input, kept in a file while the command runs."""

import atexit
import sys
from contextlib import ExitStack
from pathlib import Path

from mairemail.cli.screen import talk
from mairemail.errors import MissingFileError
from mairemail.files import cannot_write, temporary_folder
from mairemail.language import _

STANDARD_INPUT = Path("-")


def pasted_table() -> Path:
    """
    Give a file, gone when the program ends, with all of standard input.

    Raises:
        MissingFileError: There is no standard input.
    """
    if sys.stdin is None:
        raise MissingFileError(
            _("There is nothing on standard input"),
            hint=_("Name the file with the list"),
        )
    if sys.stdin.isatty():
        talk(_("Paste the table, then press Ctrl-D on a line of its own."))
    kept = ExitStack()
    path = kept.enter_context(temporary_folder()) / "pasted"
    atexit.register(kept.close)
    try:
        with path.open("wb") as file:
            source = getattr(sys.stdin, "buffer", None)
            if source is None:
                file.write(sys.stdin.read().encode())
            else:
                # By line: a longer read wants Ctrl-D twice.
                file.writelines(source)
    except OSError as err:
        hint = _("Make room, or name another folder in TMPDIR")
        raise cannot_write(path.parent, err, hint=hint) from err
    return path


def as_file(path: Path) -> tuple[Path, str]:
    """Give the file that a command line names, `-` included, and what to call it."""
    if path == STANDARD_INPUT:
        return pasted_table(), _("the pasted table")
    return path, str(path)
