"""Terminals that want no colours, or can do nothing but lines."""

import json
import re
import signal

import pytest

from tests.cli.campaign import CampaignFolder
from tests.cli.program import Program
from tests.cli.terminal import terminal


@pytest.mark.parametrize(
    ("environment", "forbidden"),
    [
        # The bar is there, and moves; only its colours are gone (no-color.org).
        ({"TERM": "xterm", "NO_COLOR": "1"}, r"\x1b\[[0-9;]*m"),
        ({"TERM": "dumb"}, r"\x1b"),
        ({"TERM": "dumb", "NO_COLOR": "1"}, r"\x1b"),
    ],
    ids=["no colours", "dumb", "both"],
)
def test_bar_of_a_run_writes_nothing_that_garbles(
    mairemail: Program,
    ready: CampaignFolder,
    environment: dict[str, str],
    forbidden: str,
) -> None:
    """A terminal inside an editor shows an escape as it is."""
    with terminal(mairemail, "send", "--yes", environment=environment) as screen:
        shown = screen.wait(exits=0)
    assert "3 accepted" in shown
    assert re.findall(forbidden, shown) == []


def test_json_in_a_terminal_goes_through_no_pager(
    mairemail: Program, ready: CampaignFolder
) -> None:
    """JSON is for programs and for copying; a pager waits for a key."""
    pager = {"PAGER": "tee paged"}
    with terminal(mairemail, "preview", "--json", environment=pager) as screen:
        lines = screen.wait(exits=0).splitlines()
    assert [json.loads(line)["row"] for line in lines] == [2, 3, 4]
    assert not (mairemail.folder / "paged").exists()


def test_error_amid_the_pages_is_told_after_the_pager(
    mairemail: Program, ready: CampaignFolder
) -> None:
    """A pager left behind fights with the shell for the terminal's keys."""
    ready.contacts(['a@oldquay.example,"never closed\n'])
    pager = _pager(mairemail, "cat\nsleep 0.3\necho left\n")
    with terminal(mairemail, "preview", environment={"PAGER": pager}) as screen:
        screen.expect("left")
        screen.expect("Error:")
        screen.wait(exits=65)


@pytest.mark.parametrize("count", [3, 400], ids=["all is shown", "more is to come"])
def test_kill_ends_the_pager_too(
    mairemail: Program, ready: CampaignFolder, count: int
) -> None:
    """A pager left behind has the terminal without echo, and nobody knows why."""
    ready.contacts(f"m{one}@oldquay.example,,,,Mayor,Oldquay\n" for one in range(count))
    pager = _pager(mairemail, _READER)
    with terminal(mairemail, "preview", environment={"PAGER": pager}) as screen:
        screen.expect("reading")
        screen.signal(signal.SIGTERM)
        screen.expect("left")
        screen.wait(exits=130)


def test_ctrl_c_is_the_pagers(mairemail: Program, ready: CampaignFolder) -> None:
    """It ends a search there; the pages stay."""
    ready.contacts(f"m{one}@oldquay.example,,,,Mayor,Oldquay\n" for one in range(400))
    pager = _pager(mairemail, _READER)
    with terminal(mairemail, "preview", environment={"PAGER": pager}) as screen:
        screen.expect("reading")
        for _time in range(2):
            screen.press_ctrl_c()
            screen.expect("stopped")
        screen.signal(signal.SIGTERM)
        screen.expect("left")
        screen.wait(exits=130)


@pytest.mark.parametrize("pager", [" ", "/", "./campaign.toml", "no-such-pager", "./x"])
def test_without_a_pager_that_starts_the_pages_are_shown(
    mairemail: Program, ready: CampaignFolder, pager: str
) -> None:
    """A variable set years ago for another computer is no reason to show nothing."""
    no_program = mairemail.folder / "x"
    no_program.write_bytes(b"\x7fELF")
    no_program.chmod(0o700)
    with terminal(mairemail, "preview", environment={"PAGER": pager}) as screen:
        assert "Lights in Riverbridge" in screen.wait(exits=0)


_READER = """\
trap 'echo stopped' INT
trap 'echo left; exit' TERM
read -r first
echo reading
while :; do sleep 0.05; done
"""


def _pager(program: Program, script: str) -> str:
    pager = program.home / "pager"
    pager.write_text(f"#!/bin/sh\n{script}", encoding="utf-8")
    pager.chmod(0o700)
    return str(pager)
