"""What send does when its memory is full, locked, damaged or forbidden: nothing."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from mairemail.ledger import database as database_module
from tests.cli.campaign import (
    DIGITAL,
    MAYOR,
    OLDQUAY,
    CampaignFolder,
    write_account,
)
from tests.cli.program import Program, finish, one_line
from tests.servers.recording import Gate, MailServer

_IS_ROOT = os.geteuid() == 0


@pytest.fixture
def ledger(mairemail: Program, ready: CampaignFolder, server: MailServer) -> Path:
    """Give the ledger of three hundred letters sent, and one contact still to be."""
    write_account(mairemail, server, more="[accounts.perso.pace]\nper_day = 0")
    ready.contacts(
        [f"mairie{n}@oldquay.example,,,,Mayor,Oldquay\n" for n in range(300)]
    )
    mairemail.quick("send", "--yes")
    ready.contacts([f"{MAYOR},,,,Mayor,Riverbridge\n"])
    assert server.letters.total() == 300
    return mairemail.state / "ledger.sqlite3"


def _overwrite(file: Path, data: bytes, *, at: int) -> None:
    with file.open("r+b") as stream:
        stream.seek(at)
        stream.write(data)


def _truncate(file: Path, size: int) -> None:
    with file.open("r+b") as stream:
        stream.truncate(size)


def _leave_wal_behind(file: Path) -> None:
    """Leave what a killed run leaves: commits that are in the -wal file alone."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE events SET reply = 'in the WAL'")
        connection.commit()
        wal = file.with_name(file.name + "-wal")
        kept = wal.read_bytes()
    wal.write_bytes(kept)


def _empty_beside_wal(file: Path) -> None:
    _leave_wal_behind(file)
    _truncate(file, 0)


def _gone_beside_wal(file: Path) -> None:
    _leave_wal_behind(file)
    file.unlink()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda file: _overwrite(file, b"\0" * 100, at=0),
        lambda file: _overwrite(file, os.urandom(4096), at=5 * 4096),
        lambda file: _overwrite(file, b"\0" * 4096, at=7 * 4096),
        lambda file: _truncate(file, file.stat().st_size // 2),
        lambda file: _truncate(file, 4096),
        lambda file: _truncate(file, 0),
        _empty_beside_wal,
        _gone_beside_wal,
    ],
    ids=[
        "header", "page of noise", "page of zeros", "half", "first page", "empty",
        "empty beside its WAL", "gone beside its WAL",
    ],
)  # fmt: skip
def test_damaged_ledger_sends_nothing(
    mairemail: Program,
    ledger: Path,
    server: MailServer,
    spoil: Callable[[Path], object],
) -> None:
    """A ledger that forgot somebody would send them a second letter."""
    spoil(ledger)
    refused = mairemail.quick("send", "--yes", exits=74)
    assert "ledger.sqlite3" in refused.err
    assert "→" in refused.err
    assert server.connections == 1
    # It is not made anew behind one's back.
    mairemail.quick("send", "--yes", exits=74)


@pytest.mark.parametrize("what", ["file", "folder", "both"])
def test_read_only_ledger_sends_nothing(
    mairemail: Program, ledger: Path, server: MailServer, what: str
) -> None:
    """Restored from a backup, files often are."""
    if what in {"file", "both"}:
        ledger.chmod(0o400)
    if what in {"folder", "both"}:
        ledger.parent.chmod(0o500)
    try:
        refused = mairemail.bound("send", "--yes", exits=74)
    finally:
        ledger.parent.chmod(0o700)
    assert "→" in refused.err
    assert server.connections == 1


def test_folder_in_which_nothing_can_be_made_sends_nothing(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """The first send of all meets this one at the lock."""
    mairemail.state.mkdir(mode=0o500)
    try:
        mairemail.bound("send", "--yes", exits=74)
    finally:
        mairemail.state.chmod(0o700)
    assert server.connections == 0


def test_locked_ledger_is_waited_for_and_then_told(
    mairemail: Program,
    ledger: Path,
    server: MailServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A program that looks at the ledger may hold it; it must not hang the run."""
    monkeypatch.setattr(database_module, "_BUSY_LIMIT_S", 0.2)
    with closing(sqlite3.connect(ledger, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        refused = mairemail.quick("send", "--yes", exits=74)
    assert "Another program holds it" in refused.err
    assert server.connections == 1
    mairemail.quick("send", "--yes")
    assert server.letters[MAYOR] == 1


def _fail_at(ledger: Path, status: str) -> None:
    """Make SQLite refuse one step of the run, from now on."""
    with closing(sqlite3.connect(ledger)) as connection:
        connection.execute(
            f"CREATE TRIGGER fail BEFORE INSERT ON events WHEN NEW.status = '{status}'"
            " BEGIN SELECT RAISE(FAIL, 'out of order'); END"
        )
        connection.commit()


def _mend(ledger: Path) -> None:
    with closing(sqlite3.connect(ledger)) as connection:
        connection.execute("DROP TRIGGER fail")
        connection.commit()


def test_ledger_that_fails_before_the_dot_keeps_the_dot_back(
    mairemail: Program, ledger: Path, server: MailServer
) -> None:
    """What the ledger cannot remember must not leave; nothing is in doubt."""
    _fail_at(ledger, "submitting")
    failed = mairemail("send", "--yes", "--json", exits=74)
    assert "ledger.sqlite3" in failed.err
    assert failed.objects[-1]["remaining"] == 1
    assert server.letters[MAYOR] == 0
    _mend(ledger)
    mairemail.quick("send", "--yes")
    assert server.letters[MAYOR] == 1


def test_ledger_that_fails_after_the_dot_ends_the_run_and_names_the_doubt(
    mairemail: Program, ready: CampaignFolder, ledger: Path, server: MailServer
) -> None:
    """The server has it, the ledger could not be told: the next one must not go."""
    ready.contacts([f"{one},,,,Mayor,Oldquay\n" for one in (MAYOR, OLDQUAY)])
    _fail_at(ledger, "accepted")
    failed = mairemail("send", "--yes", "--json", exits=74)
    assert MAYOR in failed.err
    assert "in doubt" in failed.err
    assert "Nothing was sent" not in failed.err
    assert [failed.objects[-1][key] for key in ("uncertain", "remaining")] == [1, 1]
    assert server.letters[MAYOR] == 1
    assert server.letters[OLDQUAY] == 0
    _mend(ledger)
    again = mairemail.quick("send", "--yes", exits=1)
    assert MAYOR in again.err
    assert (server.letters[MAYOR], server.letters[OLDQUAY]) == (1, 1)


@pytest.fixture
def small_disk(mairemail: Program) -> Iterator[Path]:
    """Give a disk of 512 kB under the state folder."""
    if not _IS_ROOT or sys.platform != "linux":
        pytest.skip("a disk of one's own wants the superuser")
    mairemail.state.mkdir(mode=0o700)
    options = ("-t", "tmpfs", "-o", "size=512k,mode=700", "tmpfs")
    if subprocess.run(["mount", *options, mairemail.state], check=False).returncode:
        pytest.skip("nothing can be mounted here")
    yield mairemail.state
    subprocess.run(["umount", mairemail.state], check=True)


def _fill(folder: Path) -> None:
    with (folder / "filler").open("ab", buffering=0) as filler:
        for size in (4096, 1):
            try:
                while filler.write(b"x" * size):
                    pass
            except OSError:
                continue


@pytest.mark.parametrize(
    "spoil",
    [
        lambda file: shutil.rmtree(file.parent),
        lambda file: file.rename(file.with_name("ledger.old")),
        lambda file: _truncate(file, 0),
    ],
    ids=["deleted", "renamed", "emptied"],
)
def test_ledger_that_goes_away_ends_the_run(
    mairemail: Program,
    ready: CampaignFolder,
    server: MailServer,
    spoil: Callable[[Path], object],
) -> None:
    """SQLite writes on into a file that nobody can find any more."""
    server.gate = Gate(at=2)
    process = mairemail.start("send", "--yes")
    server.gate.wait_until_reached()
    spoil(mairemail.state / "ledger.sqlite3")
    server.gate.open()
    ended = finish(process)
    assert ended.code == 74
    assert "taken away or emptied" in one_line(ended.err)
    assert OLDQUAY not in server.letters


def test_full_disk_sends_nothing(
    mairemail: Program, ready: CampaignFolder, server: MailServer, small_disk: Path
) -> None:
    """The most usual reason why nothing can be written."""
    _fill(small_disk)
    refused = mairemail("send", "--yes", exits=74)
    assert "disk is full" in refused.err
    assert server.connections == 0
    (small_disk / "filler").unlink()
    mairemail("send", "--yes")
    assert server.letters.total() == 3


def test_disk_that_fills_up_after_the_dot_ends_the_run_and_names_the_doubt(
    mairemail: Program, ready: CampaignFolder, server: MailServer, small_disk: Path
) -> None:
    """The letter on its way is in doubt; no other leaves."""
    server.gate = Gate(at=2)
    process = mairemail.start("send", "--yes", "--json")
    server.gate.wait_until_reached()
    _fill(small_disk)
    server.gate.open()
    out, err = process.communicate(timeout=30)
    assert process.returncode == 74, (out, err)
    assert b"disk is full" in err
    assert DIGITAL.encode() in err
    (small_disk / "filler").unlink()
    mairemail("send", "--yes", exits=1)
    assert server.letters == {MAYOR: 1, DIGITAL: 1, OLDQUAY: 1}


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such limit")
def test_ledger_that_may_not_grow_sends_nothing(
    mairemail: Program, ledger: Path, server: MailServer
) -> None:
    """A quota on files is met like a full disk."""
    size_kb = 1
    script = f'ulimit -f {size_kb}; exec "$0" -m mairemail send --yes'
    refused = mairemail.shell(["bash", "-c", script, sys.executable], exits=74)
    assert "→" in refused.err
    assert server.connections == 1


@pytest.mark.parametrize(
    "command", [("status",), ("check",), ("optout", "list"), ("ledger", "export")]
)
def test_a_ledger_in_a_place_that_cannot_be_is_told(
    mairemail: Program, ready: CampaignFolder, command: tuple[str, ...]
) -> None:
    """Nobody is told that there is none."""
    long = str(mairemail.folder / ("a" * 5000))
    mairemail.quick(*command, exits=74, environment={"MAIREMAIL_STATE_DIR": long})
