"""The program's door: language first, then the command, then the net for what fails."""

import atexit
import gc
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import NoReturn

from mairemail import __version__
from mairemail.errors import CannotWriteError, MairemailError
from mairemail.language import LANGUAGES, _, use_language

# What the program makes while it starts stays to the end. Python's search for garbage,
# every 700 new objects and once more at the end, finds none in it and takes a seventh
# of a short command's time.
_OBJECTS_BEFORE_SEARCH = 50_000


def main() -> None:
    """Run the command line and exit with a documented code."""
    gc.set_threshold(_OBJECTS_BEFORE_SEARCH)
    atexit.register(gc.freeze)
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            # Started without it, as `>&-` does: what is said goes nowhere.
            nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - for the whole run
            setattr(sys, name, nowhere)
    language = _interface_language(os.environ)
    use_language(language)
    os.environ["LANGUAGE"] = language
    if sys.argv[1:] == ["--version"]:
        # Asked by scripts at every turn: answered before the command line is built.
        try:
            sys.stdout.write(f"mairemail {__version__}\n")
            sys.stdout.flush()
        except OSError:
            sys.exit(_with_output(_show_version))
        return
    _let_signals_interrupt()
    try:
        code = _with_output(_run)
    except KeyboardInterrupt:
        # While it was still starting.
        code = _interrupted()
    sys.exit(code)


def _let_signals_interrupt() -> None:
    """
    Let a polite kill and a closed terminal end a command as Ctrl-C does.

    So temporary files go, and locks are given back. Under `nohup` a closed terminal is
    to be ignored, and is.
    """
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _interrupt)


def _interrupt(number: int, _frame: FrameType | None) -> NoReturn:
    if number != signal.SIGTERM:
        from mairemail.cli.screen import leave_closed_terminal

        leave_closed_terminal()
    raise KeyboardInterrupt


def _interrupted() -> int:
    with suppress(OSError):
        sys.stderr.write("\n" + _("Interrupted.") + "\n")
    return 130


def _with_output(run: Callable[[], int]) -> int:
    """Give the exit code of what shows something, also where it cannot be shown."""
    from mairemail.cli import screen

    try:
        return run()
    except screen.ReaderGoneError:
        return 0
    except CannotWriteError as err:
        screen.show_error(err)
        return err.exit_code


def _show_version() -> int:
    from mairemail.cli import screen

    screen.show(f"mairemail {__version__}")
    screen.flush()
    return 0


def _run() -> int:
    """Run a command and give its exit code, whatever happens."""
    # Typer offers the base of its errors nowhere else; it is pinned below 0.29.
    from typer import Abort
    from typer._click.exceptions import ClickException
    from typer.main import get_command

    from mairemail.cli import screen
    from mairemail.cli.app import app
    from mairemail.cli.places import with_path
    from mairemail.cli.texts import hold_to_text
    from mairemail.cli.words.help import describe_help
    from mairemail.cli.words.usage import usage_error_of

    screen.make_forgiving()
    command = get_command(app)
    describe_help(command)
    hold_to_text(command, sys.argv[1:])
    try:
        code = command(standalone_mode=False) or 0
        screen.flush()
    except ClickException as err:
        ours = usage_error_of(err)
        if ours is None:
            screen.talk(err.format_message())
        else:
            screen.show_error(ours)
        return err.exit_code
    except MairemailError as err:
        screen.show_error(with_path(err))
        return err.exit_code
    except (KeyboardInterrupt, Abort):
        return _interrupted()
    except screen.ReaderGoneError:
        raise
    except Exception as err:  # noqa: BLE001 - the net: a bug is told, not thrown at people
        screen.show_bug(err)
        return 70
    return code


def _interface_language(environment: "os._Environ[str]") -> str:
    """
    Give the language to speak: MAIREMAIL_LANG's, else the locale's, else English.

    MAIREMAIL_LANG is passed over where it names none of ours; of the locale's variables
    the first that is set counts (POSIX, 8.2).
    """
    own = environment.get("MAIREMAIL_LANG", "")[:2].lower()
    if own in LANGUAGES:
        return own
    values = (environment.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    language = next(filter(None, values), "")[:2].lower()
    return language if language in LANGUAGES else LANGUAGES[0]


if __name__ == "__main__":
    main()
