"""A run that meets limits: what it puts off, waits for, asks, and gives up."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from mairemail.accounts.pace import OfficeHours, Pace
from mairemail.errors import MairemailError, ServerError, TryLaterError
from mairemail.ledger.delivery import Delivery, Status
from tests.servers.drafts import NO_LIMIT, START, Desk, drafts, smtp_of
from tests.servers.scripted import Cue, Fault, ScriptedServer, Step

A, B, C, D, E = (
    f"{name}@{place}.example"
    for name, place in zip(
        "abcde", ("riverbridge", "oldquay", "elmfield", "millpond", "hightown"),
        strict=True,
    )
)  # fmt: skip
NOT_NOW = "451 4.7.1 Greylisted, come back"
DEAD = "550 5.1.1 No such mailbox"
_MINUTES = timedelta(minutes=1)
OpenDesk = Callable[[ScriptedServer], Desk]


@pytest.fixture
def desk_for(tmp_path: Path) -> Iterator[OpenDesk]:
    """Give a function that opens a desk before a server."""
    opened: list[Desk] = []

    def open_desk(server: ScriptedServer) -> Desk:
        opened.append(Desk(tmp_path / "state", smtp_of(server)))
        return opened[-1]

    yield open_desk
    for desk in opened:
        desk.__exit__()


def _seen(found: list[Delivery]) -> list[tuple[str, Status]]:
    return [(one.email, one.status) for one in found]


def _waited(desk: Desk) -> list[float]:
    """Give the minutes of each wait."""
    return [length / _MINUTES for _reason, length in desk.clock.waits]


def test_put_off_message_is_tried_again_in_the_same_run(desk_for: OpenDesk) -> None:
    """A greylisting server wants to see us again, and the run is still going on."""
    with ScriptedServer(Cue(Step.RCPT, NOT_NOW)) as server:
        found = desk_for(server).run(
            drafts(A, B, C, D, E), pace=Pace(per_day=0, gap_s=300.0)
        )
    assert _seen(found) == [
        (A, Status.DEFERRED), (B, Status.ACCEPTED), (C, Status.ACCEPTED),
        (D, Status.ACCEPTED), (A, Status.ACCEPTED), (E, Status.ACCEPTED),
    ]  # fmt: skip
    assert found[0].message_id == found[4].message_id
    assert server.recipients == [B, C, D, A, E]


def test_run_that_may_not_wait_leaves_the_rest_to_the_next(desk_for: OpenDesk) -> None:
    """Everything else is done: the person comes back, and that run tries at once."""
    with ScriptedServer(Cue(Step.RCPT, NOT_NOW)) as server:
        desk = desk_for(server)
        first = desk.run(drafts(A, B))
        second = desk.run(drafts(A, B))
    assert _seen(first) == [(A, Status.DEFERRED), (B, Status.ACCEPTED)]
    assert _seen(second) == [(A, Status.ACCEPTED)]
    assert desk.clock.waits == []


def test_run_that_may_wait_stays_until_all_is_done(desk_for: OpenDesk) -> None:
    """The connection is not kept open meanwhile: servers do not like idlers."""
    with ScriptedServer(Cue(Step.RCPT, NOT_NOW)) as server:
        desk = desk_for(server)
        found = desk.run(drafts(A, B), may_wait=True)
    assert _seen(found)[2:] == [(A, Status.ACCEPTED)]
    assert _waited(desk) == [10]
    assert server.connections == 2


def test_pauses_grow_and_after_a_day_the_message_is_given_up(
    desk_for: OpenDesk,
) -> None:
    """What lasts longer than a day is no passing trouble (RFC 5321 4.5.4.1)."""
    with ScriptedServer(Cue(Step.RCPT, NOT_NOW, nth=0)) as server:
        desk = desk_for(server)
        found = desk.run(drafts(A), may_wait=True)
        assert desk.run(drafts(A), may_wait=True) == []
    assert [one.status for one in found] == [*[Status.DEFERRED] * 5, Status.REJECTED]
    assert _waited(desk) == [10, 30, 120, 360, 920]
    assert desk.clock.now - START == timedelta(hours=24)
    assert found[-1].code == 451


def test_two_tries_far_apart_are_not_given_up(desk_for: OpenDesk) -> None:
    """Somebody who comes back after a week has tried twice, and not for a day."""
    with ScriptedServer(Cue(Step.RCPT, NOT_NOW, nth=0)) as server:
        desk = desk_for(server)
        desk.run(drafts(A))
        desk.clock.now += timedelta(days=7)
        desk.run(drafts(A))
    assert desk.statuses() == {A: Status.DEFERRED}


def test_daily_limit_is_waited_for(desk_for: OpenDesk) -> None:
    """A campaign of a week goes by itself, if somebody lets it."""
    with ScriptedServer() as server:
        desk = desk_for(server)
        pace = Pace(per_day=2, gap_s=0.0)
        found = desk.run(drafts(A, B, C, D, E), pace=pace, may_wait=True)
    assert server.recipients == [A, B, C, D, E]
    assert len(found) == 5
    assert _waited(desk) == [24 * 60, 24 * 60]


def test_quota_of_the_provider_pauses_until_the_oldest_is_a_day_old(
    desk_for: OpenDesk,
) -> None:
    """Their count slides as ours does; the official is never rejected for it."""
    quota = "550 5.4.5 Daily user sending limit exceeded"
    with ScriptedServer(Cue(Step.RCPT, quota, nth=2)) as server:
        desk = desk_for(server)
        found = desk.run(drafts(A, B), pace=Pace(per_day=0, gap_s=60.0), may_wait=True)
    assert [one.status for one in found] == [
        Status.ACCEPTED, Status.PENDING, Status.ACCEPTED,
    ]  # fmt: skip
    assert _waited(desk) == [24 * 60 - 1]
    assert server.recipients == [A, B]


def test_quota_names_the_time_to_somebody_who_does_not_wait(
    desk_for: OpenDesk,
) -> None:
    """And says how to keep clear of it."""
    with ScriptedServer(Cue(Step.DOT, "550 5.4.5 Daily limit", nth=2)) as server:
        desk = desk_for(server)
        with pytest.raises(TryLaterError) as caught:
            desk.run(drafts(A, B))
    assert "2026-11-23 09:00" in str(caught.value.hint)
    assert "per_day" in str(caught.value.hint)


def test_throttling_server_is_left_alone_longer_each_time(desk_for: OpenDesk) -> None:
    """Three times; after that a person decides."""
    with ScriptedServer(Cue(Step.MAIL, "421 4.7.0 Slow down", nth=0)) as server:
        desk = desk_for(server)
        with pytest.raises(TryLaterError):
            desk.run(drafts(A), may_wait=True)
    assert _waited(desk) == [15, 30, 60]
    assert desk.statuses() == {A: Status.PENDING}
    assert server.connections == 4


@pytest.mark.parametrize("step", [Step.GREETING, Step.HELLO])
def test_server_too_busy_to_greet_is_waited_for(desk_for: OpenDesk, step: Step) -> None:
    """Too many connections (Exchange: 432 4.3.2) is no reason to give up."""
    with ScriptedServer(Cue(step, "421 4.3.2 Too many connections")) as server:
        desk = desk_for(server)
        found = desk.run(drafts(A), may_wait=True)
    assert _seen(found) == [(A, Status.ACCEPTED)]
    assert _waited(desk) == [15]


def test_network_that_went_away_is_waited_for(desk_for: OpenDesk) -> None:
    """A laptop is carried home in the middle of a long run."""
    gone = (Cue(Step.MAIL, Fault.CLOSE, nth=2), Cue(Step.GREETING, Fault.CLOSE, nth=2))
    with ScriptedServer(*gone) as server:
        desk = desk_for(server)
        found = desk.run(drafts(A, B), may_wait=True)
    assert _seen(found) == [(A, Status.ACCEPTED), (B, Status.ACCEPTED)]
    assert _waited(desk) == [15]
    assert server.recipients == [A, B]


def test_server_that_was_never_there_is_not_waited_for(desk_for: OpenDesk) -> None:
    """A wrong port stays wrong, however long one waits."""
    with ScriptedServer(Cue(Step.GREETING, Fault.CLOSE, nth=0)) as server:
        desk = desk_for(server)
        with pytest.raises(ServerError):
            desk.run(drafts(A), may_wait=True)
    assert desk.clock.waits == []


def test_one_domain_does_not_get_all_at_once(desk_for: OpenDesk) -> None:
    """The others go first, and the rest when the hour is over."""
    same = [f"{name}@bigprovider.example" for name in "uvw"]
    pace = Pace(per_day=0, gap_s=0.0, per_domain_hour=2)
    with ScriptedServer() as server:
        desk = desk_for(server)
        with pytest.raises(TryLaterError) as caught:
            desk.run(drafts(*same, A), pace=pace)
        assert server.recipients == [*same[:2], A]
        assert "bigprovider.example" in caught.value.message
        assert "2026-11-22 10:00" in str(caught.value.hint)
        desk.run(drafts(*same, A), pace=pace, may_wait=True)
        assert server.recipients == [*same[:2], A, same[2]]
    assert _waited(desk) == [60]


def test_what_is_pending_says_how_a_run_ends(desk_for: OpenDesk) -> None:
    """Something put off and something held back: come back for the second."""
    same = [f"{name}@bigprovider.example" for name in "uv"]
    pace = Pace(per_day=0, gap_s=0.0, per_domain_hour=1)
    with ScriptedServer(Cue(Step.RCPT, NOT_NOW)) as server:
        desk = desk_for(server)
        with pytest.raises(TryLaterError):
            desk.run(drafts(A, *same), pace=pace)
    assert desk.statuses() == {A: Status.DEFERRED, same[0]: Status.ACCEPTED}


def test_put_off_message_waits_for_its_domain_as_well(desk_for: OpenDesk) -> None:
    """Its time has come, but others have used up the hour meanwhile."""
    same = [f"{name}@bigprovider.example" for name in "uv"]
    pace = Pace(per_day=0, gap_s=0.0, per_domain_hour=1)
    with ScriptedServer(Cue(Step.RCPT, NOT_NOW)) as server:
        desk = desk_for(server)
        desk.run(drafts(*same), pace=pace, may_wait=True)
        assert server.recipients == [same[1], same[0]]
    assert _waited(desk) == [10, 50]


def test_outside_office_hours_nothing_leaves(desk_for: OpenDesk) -> None:
    """START is a Sunday."""
    zone = ZoneInfo("Europe/Paris")
    office = OfficeHours(days=frozenset(range(5)), zone=zone)
    pace = Pace(per_day=0, gap_s=0.0, hours=(office,))
    with ScriptedServer() as server:
        desk = desk_for(server)
        with pytest.raises(TryLaterError):
            desk.run(drafts(A), pace=pace)
        assert (server.connections, desk.statuses()) == (0, {})
        desk.run(drafts(A), pace=pace, may_wait=True)
    assert desk.clock.now == datetime(2026, 11, 23, 0, 0, tzinfo=zone)
    assert server.recipients == [A]


def test_pauses_between_messages_are_not_all_alike(desk_for: OpenDesk) -> None:
    """A regular beat is what filters look for."""
    numbers = iter([0.0, 0.0, 1.0])
    with ScriptedServer() as server:
        desk = desk_for(server)
        desk.random = lambda: next(numbers)
        desk.run(drafts(A, B, C), pace=Pace(per_day=0, gap_s=30.0))
    assert desk.clock.pauses == [30.0, pytest.approx(39.0)]


def test_rejected_one_is_tried_again_once_a_run(desk_for: OpenDesk) -> None:
    """Passes over the list must not turn one insistence into a hundred."""
    cues = (Cue(Step.RCPT, DEAD, nth=1), Cue(Step.RCPT, DEAD, nth=2),
            Cue(Step.RCPT, NOT_NOW, nth=3))  # fmt: skip
    with ScriptedServer(*cues) as server:
        desk = desk_for(server)
        desk.run(drafts(A))
        found = desk.run(drafts(A, B), retries_rejected=True, may_wait=True)
    assert _seen(found) == [
        (A, Status.REJECTED), (B, Status.DEFERRED), (B, Status.ACCEPTED),
    ]  # fmt: skip


def test_list_of_dead_addresses_is_asked_about_once(desk_for: OpenDesk) -> None:
    """Providers suspend accounts that write to many of them."""
    dead = [Cue(Step.RCPT, DEAD, nth=nth) for nth in (1, 2, 3, 4)]
    with ScriptedServer(*dead) as server:
        desk = desk_for(server)
        with pytest.raises(MairemailError) as caught:
            desk.run(drafts(A, B, C, D, E))
        assert caught.value.exit_code == 1
        assert "3" in desk.questions[0]
        assert list(desk.statuses()) == [A, B, C]
        desk.answers = [True]
        desk.run(drafts(A, B, C, D, E))
    assert desk.statuses()[E] is Status.ACCEPTED
    assert len(desk.questions) == 1


def test_some_dead_addresses_in_a_long_list_are_no_reason_to_stop(
    desk_for: OpenDesk,
) -> None:
    """Under a tenth, lists of officials are never better."""
    many = [f"m{number}@town{number}.example" for number in range(60)]
    dead = [Cue(Step.RCPT, DEAD, nth=nth) for nth in (20, 30, 40, 50)]
    with ScriptedServer(*dead) as server:
        desk = desk_for(server)
        found = desk.run(drafts(*many))
    assert (len(found), desk.questions) == (60, [])


@pytest.mark.parametrize("action", [Fault.CLOSE, "550 No", "451 4.3.0 Local trouble"])
def test_two_failures_in_a_row_that_are_about_us_are_asked_about(
    desk_for: OpenDesk, action: Fault | str
) -> None:
    """The third would be like them, and each may be one doubt more."""
    with ScriptedServer(Cue(Step.DOT, action, nth=0)) as server:
        desk = desk_for(server)
        seen: list[Delivery] = []
        with pytest.raises(MairemailError):
            desk.run(drafts(A, B, C), seen=seen)
    assert [one.email for one in seen] == [A, B]
    assert len(desk.questions) == 1


def test_greylisting_server_is_no_failure_of_ours(desk_for: OpenDesk) -> None:
    """It says the same to each first message, on purpose."""
    with ScriptedServer(Cue(Step.DOT, NOT_NOW, nth=0)) as server:
        desk = desk_for(server)
        found = desk.run(drafts(A, B, C))
    assert [one.status for one in found] == [Status.DEFERRED] * 3
    assert desk.questions == []


def test_somebody_who_stops_a_waiting_run_loses_nothing(desk_for: OpenDesk) -> None:
    """What is put off stays put off."""
    with ScriptedServer(Cue(Step.RCPT, NOT_NOW)) as server:
        desk = desk_for(server)
        desk.is_stopped_while_waiting = True
        found = desk.run(drafts(A), may_wait=True)
    assert _seen(found) == [(A, Status.DEFERRED)]
    assert desk.statuses() == {A: Status.DEFERRED}


def test_waiting_run_without_limits_ends(desk_for: OpenDesk) -> None:
    """Nothing to wait for, nothing waited."""
    with ScriptedServer() as server:
        desk = desk_for(server)
        desk.run(drafts(A, B), pace=NO_LIMIT, may_wait=True)
        assert server.recipients == [A, B]
    assert desk.clock.waits == []
