"""Ctrl-C, a polite kill, a terminal that closes: at every phase of a run."""

import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.cli.campaign import DIGITAL, MAYOR, OLDQUAY, CampaignFolder, write_account
from tests.cli.program import Program, check_manners, finish
from tests.cli.terminal import IN_TERMINAL, terminal
from tests.servers.recording import Gate, MailServer
from tests.servers.scripted import Cue, Fault, ScriptedServer, Step

_LIMIT_S = 20.0


def _statuses(program: Program) -> list[object]:
    return [one["status"] for one in program.quick("status", "--json").objects]


def _wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + _LIMIT_S
    while not is_so():
        assert time.monotonic() < end, "it never came to it"
        time.sleep(0.01)


def _has_reached(server: ScriptedServer, step: Step) -> bool:
    if step is Step.GREETING:
        return server.connections > 0
    if step is Step.DOT:
        return bool(server.letters)
    verb = step.value.encode()
    return any(line.upper().startswith(verb) for line in server.commands)


_BEFORE_DOT = [Step.GREETING, Step.HELLO, Step.MAIL, Step.RCPT, Step.DATA]


@pytest.mark.parametrize("step", _BEFORE_DOT)
def test_second_ctrl_c_before_the_dot_leaves_nothing_in_doubt(
    mairemail: Program, campaign: CampaignFolder, step: Step
) -> None:
    """What the server cannot have is pending, whatever it was silent about."""
    with ScriptedServer(Cue(step, Fault.SILENCE)) as server:
        write_account(mairemail, server)
        # smtplib loses its socket where it is interrupted while it connects.
        quiet = {"PYTHONWARNINGS": "error,ignore::ResourceWarning"}
        with terminal(mairemail, "send", "--yes", environment=quiet) as screen:
            _wait_until(lambda: _has_reached(server, step))
            screen.press_ctrl_c()
            screen.expect("Finishing this message, then stopping")
            screen.press_ctrl_c()
            shown = screen.wait(exits=130)
    assert "Not sent yet: 3" in shown
    assert "goes on where this one ended" in shown
    assert "uncertain" not in shown
    assert _statuses(mairemail) == ["pending"] * 3
    assert server.letters == []


def test_second_ctrl_c_after_the_dot_names_the_one_message_in_doubt(
    mairemail: Program, campaign: CampaignFolder
) -> None:
    """It is counted as uncertain, not as one that is still to be sent."""
    with ScriptedServer(Cue(Step.DOT, Fault.SILENCE, nth=2)) as server:
        write_account(mairemail, server)
        with terminal(mairemail, "send", "--yes") as screen:
            _wait_until(lambda: len(server.letters) == 2)
            screen.press_ctrl_c()
            screen.expect("Finishing this message, then stopping")
            screen.press_ctrl_c()
            shown = screen.wait(exits=130)
    assert "1 accepted · 1 uncertain" in shown
    assert "Not sent yet: 1" in shown
    assert f"uncertain  {DIGITAL}" in shown
    assert "mairemail settle" in shown
    assert _statuses(mairemail) == ["accepted", "uncertain", "pending"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_polite_kill_during_the_pause_does_not_wait_for_its_end(
    mairemail: Program, ready: CampaignFolder, server: MailServer, number: int
) -> None:
    """A computer that shuts down gives a few seconds, not the half minute of a gap."""
    write_account(mairemail, server, more="[accounts.perso.pace]\ngap_s = 3600")
    process = mairemail.start("send", "--yes")
    _wait_until(lambda: "accepted" in _statuses(mairemail))
    process.send_signal(number)
    stopped = finish(process)
    check_manners(stopped.err, stopped.code)
    assert stopped.code == 130
    assert "Not sent yet: 2" in stopped.out
    assert _statuses(mairemail) == ["accepted", "pending", "pending"]
    assert server.letters == {MAYOR: 1}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_polite_kill_at_the_question_leaves_nothing_behind(
    mairemail: Program, ready: CampaignFolder, number: int
) -> None:
    """Copies of list and letter lie in the temporary folder while a run waits."""
    with terminal(mairemail, "send") as screen:
        screen.expect("Type 3")
        assert list((mairemail.home / "tmp").iterdir())
        screen.signal(number)
        screen.wait(exits=130)
    assert list((mairemail.home / "tmp").iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_second_polite_kill_stops_at_once_and_names_the_doubt(
    mairemail: Program, campaign: CampaignFolder, number: int
) -> None:
    """Whoever insists is obeyed, and told what it costs."""
    with ScriptedServer(Cue(Step.DOT, Fault.SILENCE)) as server:
        write_account(mairemail, server)
        process = mairemail.start("send", "--yes")
        _wait_until(lambda: bool(server.letters))
        process.send_signal(number)
        time.sleep(0.3)
        process.send_signal(number)
        stopped = finish(process)
    check_manners(stopped.err, stopped.code)
    assert stopped.code == 130
    assert MAYOR in stopped.err
    assert _statuses(mairemail) == ["uncertain", "pending", "pending"]


@contextmanager
def _closing_terminal(
    program: Program, *arguments: str
) -> Iterator[tuple[subprocess.Popen[bytes], Callable[[], None]]]:
    """Run a command in a terminal, and give what closes its window."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", IN_TERMINAL, *arguments],
        cwd=program.folder,
        env=program.environment({"TERM": "xterm"}),
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
    )
    os.close(slave)
    try:
        yield process, lambda: os.close(master)
        process.wait(_LIMIT_S)
    finally:
        process.kill()
        process.wait(_LIMIT_S)


def test_closed_terminal_finishes_the_letter_and_stops(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """Every word to a window that is gone fails, and none of them may matter."""
    server.gate = Gate(at=2)
    with _closing_terminal(mairemail, "send", "--yes") as (process, close):
        server.gate.wait_until_reached()
        close()
        server.gate.open()
    assert process.returncode == 130
    assert _statuses(mairemail) == ["accepted", "accepted", "pending"]
    assert server.letters == {MAYOR: 1, DIGITAL: 1}
    mairemail.quick("send", "--yes")
    assert server.letters == {MAYOR: 1, DIGITAL: 1, OLDQUAY: 1}


def test_terminal_closed_during_the_pause_stops_the_run(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """It must not go on unseen for hours."""
    write_account(mairemail, server, more="[accounts.perso.pace]\ngap_s = 3600")
    with _closing_terminal(mairemail, "send", "--yes") as (process, close):
        _wait_until(lambda: "accepted" in _statuses(mairemail))
        close()
    assert process.returncode == 130
    assert _statuses(mairemail) == ["accepted", "pending", "pending"]


def test_terminal_closed_at_the_question_sends_nothing(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """No answer is no."""
    with _closing_terminal(mairemail, "send") as (process, close):
        _wait_until((mairemail.state / "ledger.sqlite3").exists)
        time.sleep(0.3)
        close()
    assert process.returncode != 0
    assert server.connections == 0


# Interrupts the program at the moment when it first imports a module.
_INTERRUPTED_AT = """
import os, runpy, signal, sys
def watch(event, arguments):
    if event == "import" and modules and arguments[0] == modules[0]:
        modules.clear()
        os.kill(os.getpid(), signal.SIGINT)
modules = [sys.argv.pop(1)]
sys.addaudithook(watch)
runpy.run_module("mairemail", run_name="__main__", alter_sys=True)
"""


@pytest.mark.parametrize(
    "module",
    ["typer", "mairemail.cli.app", "mairemail.cli.commands.send", "smtplib", "sqlite3"],
)
def test_ctrl_c_while_it_starts_shows_no_traceback(
    mairemail: Program, ready: CampaignFolder, server: MailServer, module: str
) -> None:
    """The wrong command, seen at once: the most natural moment of all."""
    command = [sys.executable, "-c", _INTERRUPTED_AT, module, "send", "--yes"]
    mairemail.shell(command, exits=130)
    assert server.connections == 0


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux's")
@pytest.mark.parametrize("options", [(), ("--json",)])
def test_output_to_a_full_disk_ends_the_run_in_order(
    mairemail: Program,
    ready: CampaignFolder,
    server: MailServer,
    options: tuple[str, ...],
) -> None:
    """The log is cut short; the ledger is not, and no letter is lost or doubled."""
    command = f'exec "$0" -m mairemail send --yes {" ".join(options)} >/dev/full'
    stopped = mairemail.shell(["sh", "-c", command, sys.executable], exits=73)
    assert "cannot be written" in stopped.err
    mairemail.quick("send", "--yes", exits=None)
    assert server.letters == {MAYOR: 1, DIGITAL: 1, OLDQUAY: 1}


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux's")
def test_talk_to_a_full_disk_stops_nothing(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """What is said beside the result is a courtesy."""
    command = 'exec "$0" -m mairemail send --yes 2>/dev/full'
    mairemail.shell(["sh", "-c", command, sys.executable])
    assert server.letters == {MAYOR: 1, DIGITAL: 1, OLDQUAY: 1}
