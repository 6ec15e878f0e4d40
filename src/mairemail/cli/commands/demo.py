"""mairemail demo: the whole way, against a mail server inside the program."""

import os
import shlex
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from mairemail.cli.screen import paint, show, show_wrapped, width, width_of, wrap
from mairemail.cli.typed import PROGRAM, path_to_extend, typed_program
from mairemail.language import _, interface_language


def demo(
    context: typer.Context,
    *,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--dir",
            metavar=_("DIR"),
            help=_("Where to play; kept afterwards, to look around."),
        ),
    ] = None,
) -> None:
    """Play init, check, preview, a dry run, a send, a second one, status."""
    import tempfile

    place = folder or Path(tempfile.mkdtemp(prefix="mairemail-demo-"))
    try:
        with _own_folders(place):
            _play(place, _Player(context.find_root().command.main))
    finally:
        if folder is None:
            shutil.rmtree(place, ignore_errors=True)
    _tell_the_end(folder)


def _tell_the_end(folder: Path | None) -> None:
    """Say where all of it lies, and how to begin with a campaign of one's own."""
    if folder is None:
        kept = _(
            "That was the whole way. What it wrote was thrown away; {program} demo "
            "--dir DIR keeps it."
        )
    else:
        kept = _("That was the whole way. Everything lies in {folder}: look around.")
    program = typed_program()
    _tell(kept.format(folder=folder, program=program))
    _tell(_("Your own campaign begins with these two commands:"))
    show(f"  {program} init " + _("my-letter"))
    show(f"  {program} account add")
    if program != PROGRAM and os.name == "posix":
        _tell(_("And with this one, mairemail alone is enough, in this terminal:"))
        show(f'  export PATH="{path_to_extend()}:$PATH"')


def _play(place: Path, run: "_Player") -> None:
    from mairemail.cli.practice_server import practice_server

    campaign = place / "campaign"
    with practice_server(_answer) as server:
        _tell(_("1. A folder for the campaign: settings, a letter, a list."))
        run("init", str(campaign), "--lang", interface_language())
        _take_demo_list(campaign)
        here = ("-C", str(campaign))
        _tell(
            _(
                "2. A mailbox to write from. Then: what would go wrong? Here, nothing, "
                "but that the letter is nobody's own yet."
            )
        )
        run("account", "add", "demo", *_ACCOUNT, "--port", str(server.port))
        run("check", *here)
        _tell(_("3. The first message, as the mayor will read it."))
        run("preview", "--limit", "1", *here)
        _tell(_("4. The same bytes as files; nothing leaves."))
        run("send", "--dry-run", *here)
        _tell(
            _(
                "5. A real submission, to a mail server inside this program. It "
                "refuses one address (550) and puts one off (451). Without --yes it "
                "would ask."
            )
        )
        run("send", "--yes", *here)
        _tell(
            _(
                "6. The same command again: only the one put off is tried again. "
                "Nobody gets the letter twice."
            )
        )
        run("send", "--yes", *here)
        _show_received(server.received)
        _tell(_("7. Who has it?"))
        run("status", *here)


def _show_received(received: Mapping[str, int]) -> None:
    for address, count in sorted(received.items()):
        show_wrapped(
            _("The server received for {email}: {count}").format(
                email=address, count=count
            )
        )


_ACCOUNT = (
    "--email", "camille@association.example", "--name", "Camille Martin",
    "--postal-address", "3 rue des Lilas, 35000 Rennes", "--host", "127.0.0.1",
    "--security", "none", "--username", "",
)  # fmt: skip


def _answer(address: str, attempt: int) -> str | None:
    if address.startswith(("ancienne-adresse@", "old.address@")):
        return "550 5.1.1 No such mailbox here"
    if address.startswith(("occupee@", "busy@")) and attempt == 1:
        return "451 4.3.0 Busy, try again later"
    return None


def _take_demo_list(campaign: Path) -> None:
    from mairemail.letters.library import shipped

    name = "demo.csv" if interface_language() == "fr" else "demo.en.csv"
    shutil.copyfile(shipped("examples") / name, campaign / "contacts.csv")


class _Player:
    """Shows a command as one would type it, then runs it through the same door."""

    def __init__(self, program: Callable[..., object]) -> None:
        self._program = program

    def __call__(self, *arguments: str) -> None:
        show()
        for line in _command_lines(arguments):
            show(paint(line, "bold"))
        self._program(list(arguments), prog_name="mairemail", standalone_mode=False)


def _command_lines(arguments: Sequence[str]) -> Iterator[str]:
    """Give a command as a terminal takes it, broken before an option if it is long."""
    parts = [PROGRAM]
    for word in map(shlex.quote, arguments):
        if word.startswith("-"):
            parts.append(word)
        else:
            parts[-1] += f" {word}"
    line = f"$ {parts[0]}"
    for part in parts[1:]:
        if width_of(f"{line} {part} \\") > width():
            yield line + " \\"
            line = "   "
        line += f" {part}"
    yield line


def _tell(text: str) -> None:
    show()
    for line in wrap(text):
        show(paint(line, "green"))


@contextmanager
def _own_folders(place: Path) -> Iterator[None]:
    """Keep the demo away from the user's own accounts, ledger, password and pager."""
    own = {
        "MAIREMAIL_CONFIG_DIR": str(place / "config"),
        "MAIREMAIL_STATE_DIR": str(place / "state"),
        "MAIREMAIL_PASSWORD": "",
        "PAGER": "cat",
    }
    before = {name: os.environ.get(name) for name in own}
    os.environ |= own
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
