"""send --dry-run of a long list: several processes, and nobody can tell."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.campaign import CampaignFolder
from tests.cli.program import Program, Result, check_manners, finish

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="one process does it all elsewhere"
)

# On so many cores; and what happens first whenever a function is called.
_ON_CORES = """
import os, runpy, signal
os.sched_getaffinity = lambda _process: range({cores})
from mairemail.cli.sending import scribes
real, main = scribes.{function}, os.getpid()
def function(*arguments):
    {happens}
    return real(*arguments)
scribes.{function} = function
runpy.run_module("mairemail", run_name="__main__", alter_sys=True)
"""
_LIMIT_S = 20.0


def _command(
    *options: str,
    cores: int,
    function: str = "write_message",
    happens: str = "pass",
) -> list[str]:
    script = _ON_CORES.format(cores=cores, function=function, happens=happens)
    return [sys.executable, "-c", script, "send", "--dry-run", "--json", *options]


def _rows(count: int) -> Iterator[str]:
    """Give rows of which some are wrong in each way that keeps a message back."""
    for row in range(2, count + 2):
        email = f"mayor{row}@riverbridge.example"
        commune = f"Oldquay {row % 10}"
        if row % 97 == 0:
            email = "nobody"
        elif row % 89 == 0:
            email = f"MAYOR{row - 60}@riverbridge.example"
        elif row % 83 == 0:
            email = ""
        elif row % 79 == 0:
            commune = ""
        civility = "" if row % 73 == 0 else "Ms"
        yield f"{email},{civility},Zoë,Ashworth,Mayor,{commune}\n"


@pytest.fixture
def outbox(campaign: CampaignFolder) -> Path:
    """Give the outbox of a campaign with a long list."""
    campaign.contacts(_rows(1_200))
    return campaign.folder / "outbox"


def _files(outbox: Path) -> dict[str, bytes]:
    """Give each file without what is new in every run."""
    files = {}
    for path in outbox.iterdir():
        data = re.sub(rb"(?m)^Date: .*", b"", path.read_bytes())
        unique = re.search(rb"(?m)^Message-ID: <(\w{32})@", data)
        assert unique
        files[path.name] = data.replace(unique[1], b"")
    return files


@pytest.mark.parametrize(
    "options", [(), ("--limit", "613"), ("--where", "commune != 'Oldquay 3'")]
)
def test_a_long_list_gives_the_same_files_and_findings(
    mairemail: Program, outbox: Path, options: tuple[str, ...]
) -> None:
    """Who checks on one computer and sends on another has checked what is sent."""
    mairemail.quick("optout", "add", "mayor300@riverbridge.example")
    alone, together = [
        (mairemail.shell(_command(*options, cores=cores), exits=None), _files(outbox))
        for cores in (1, 3)
    ]
    assert together == alone
    result, files = together
    assert len(files) == len(result.objects) > 500


@pytest.mark.parametrize("function", ["pickle.dumps", "write_message"])
@pytest.mark.parametrize("end", ["os.kill(os.getpid(), 9)", "open('/')"])
def test_what_a_lost_process_leaves_undone_is_done(
    mairemail: Program, outbox: Path, function: str, end: str
) -> None:
    """A system short of memory ends one of them; the letters are to be there."""
    alone = mairemail.shell(_command(cores=1), exits=1), _files(outbox)
    happens = f"os.getpid() == main or {end}"
    lost = _command(cores=3, function=function, happens=happens)
    assert (mairemail.shell(lost, exits=1), _files(outbox)) == alone


def test_a_file_that_cannot_be_written_ends_it_with_the_same_words(
    mairemail: Program, outbox: Path
) -> None:
    """Whichever process was to write it."""
    mairemail.shell(_command(cores=1), exits=1)
    for path in sorted(outbox.iterdir())[300:400:50]:
        path.unlink()
        path.mkdir()
    alone, together = [
        mairemail.shell(_command(cores=cores), exits=73).err for cores in (1, 3)
    ]
    assert together == alone
    assert "/0301_" in together


@contextmanager
def _long_run(program: Program) -> Iterator[tuple[subprocess.Popen[bytes], list[int]]]:
    """Start a run in a session of its own; give it once it writes, with its others."""
    process = subprocess.Popen(
        _command(cores=3),
        cwd=program.folder,
        env=program.environment(None),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    with process:
        assert process.stdout
        process.stdout.readline()
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        yield process, [int(number) for number in children.read_text().split()]


def _is_running(process: int) -> bool:
    try:
        stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] not in {"Z", "X"}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_process_outlives_the_run(
    mairemail: Program, campaign: CampaignFolder, number: int
) -> None:
    """Who stops a command has stopped it; Ctrl-C goes to all its processes."""
    campaign.contacts(_rows(30_000))
    with _long_run(mairemail) as (process, others):
        if number == signal.SIGINT:
            os.killpg(process.pid, number)
        else:
            process.send_signal(number)
        stopped: Result = finish(process)
    assert len(others) == 2
    end = time.monotonic() + _LIMIT_S
    while any(map(_is_running, others)):
        assert time.monotonic() < end
        time.sleep(0.01)
    check_manners(stopped.err, stopped.code, exits=stopped.code)
    assert stopped.code == (-number if number == signal.SIGKILL else 130)


def test_a_short_list_starts_no_process(
    mairemail: Program, campaign: CampaignFolder
) -> None:
    """It would be slower, and is what people have."""
    campaign.contacts(_rows(400))
    mairemail.shell(
        _command(cores=3, function="os.fork", happens="raise SystemError"), exits=1
    )
