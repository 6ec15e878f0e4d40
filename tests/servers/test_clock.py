"""Runs whose clock is wrong, set back or set forward: no hang, no haste, no double."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from mairemail.accounts.pace import Pace
from mairemail.errors import TryLaterError
from mairemail.messages.message import Message
from mairemail.sending.smtp import Connection
from tests.servers.drafts import Desk, drafts, smtp_of
from tests.servers.recording import MailServer

A, B, C = "a@riverbridge.example", "b@oldquay.example", "c@elmfield.example"
_POLITE = Pace(per_day=2, gap_s=30.0)
_YEAR = timedelta(days=365)


@pytest.fixture
def desk(tmp_path: Path, server: MailServer) -> Iterator[Desk]:
    """Give a desk before the well-behaved server."""
    with Desk(tmp_path / "state", smtp_of(server)) as opened:
        yield opened


@pytest.mark.parametrize("jump", [-_YEAR, -timedelta(hours=1), timedelta(days=3)])
def test_clock_moved_between_runs_sends_nobody_a_second_letter(
    desk: Desk, server: MailServer, jump: timedelta
) -> None:
    """Who has the letter does not depend on the time."""
    desk.run(drafts(A, B))
    desk.clock.now += jump
    desk.run(drafts(A, B, C))
    assert server.letters == {A: 1, B: 1, C: 1}
    assert all(0.0 <= pause_s <= 30.0 for pause_s in desk.clock.pauses)


def test_clock_set_right_after_a_year_ahead_opens_the_account_again(
    desk: Desk, server: MailServer
) -> None:
    """A limit reached by a wrong clock must not last until that clock was right."""
    desk.clock.now += _YEAR
    desk.run(drafts(A, B), pace=_POLITE)
    desk.clock.now -= _YEAR
    desk.run(drafts(C), pace=_POLITE)
    assert server.letters == {A: 1, B: 1, C: 1}


def test_clock_set_back_by_an_hour_keeps_the_limit_of_the_day(
    desk: Desk, server: MailServer
) -> None:
    """The end of summer time, or a clock put right, is no way around the limit."""
    desk.run(drafts(A, B), pace=_POLITE)
    desk.clock.now -= timedelta(hours=1)
    with pytest.raises(TryLaterError):
        desk.run(drafts(C), pace=_POLITE)
    assert server.letters == {A: 1, B: 1}


@pytest.mark.parametrize("jump", [-_YEAR, -timedelta(hours=1)])
def test_clock_set_back_in_a_run_gives_the_full_gap_and_no_more(
    desk: Desk, server: MailServer, monkeypatch: pytest.MonkeyPatch, jump: timedelta
) -> None:
    """A run must not sleep for a year, nor hurry."""
    _jump_after_first(desk, monkeypatch, jump)
    desk.run(drafts(A, B, C), pace=Pace(per_day=0, gap_s=30.0))
    assert server.letters == {A: 1, B: 1, C: 1}
    assert desk.clock.pauses == [30.0, 30.0]


def test_clock_set_forward_in_a_run_does_not_end_it(
    desk: Desk, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A laptop that slept for three days goes on."""
    _jump_after_first(desk, monkeypatch, timedelta(days=3))
    desk.run(drafts(A, B, C), pace=Pace(per_day=0, gap_s=30.0))
    assert server.letters == {A: 1, B: 1, C: 1}
    assert desk.clock.pauses == [30.0]


def _jump_after_first(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, jump: timedelta
) -> None:
    """Move the clock once the first letter is with the server."""
    real_submit = Connection.submit
    jumps = [jump]

    def submit(connection: Connection, message: Message, **options: object) -> object:
        attempt = real_submit(connection, message, **options)  # type: ignore[arg-type]
        if jumps:
            desk.clock.now += jumps.pop()
        return attempt

    monkeypatch.setattr(Connection, "submit", submit)
