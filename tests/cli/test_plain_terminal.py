"""Terminals that want no colours, or can do nothing but lines."""

import json
import re

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
    pager = mairemail.home / "pager"
    pager.write_text("#!/bin/sh\ncat\nsleep 0.3\necho left\n", encoding="utf-8")
    pager.chmod(0o700)
    with terminal(mairemail, "preview", environment={"PAGER": str(pager)}) as screen:
        screen.expect("left")
        screen.expect("Error:")
        screen.wait(exits=65)
