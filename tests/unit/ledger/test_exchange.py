"""A ledger moves to another computer and meets the one that is there."""

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mairemail.errors import LedgerError
from mairemail.ledger.delivery import Status
from mairemail.ledger.exchange import Imported, export_lines, import_lines
from mairemail.ledger.forgetting import forget
from mairemail.ledger.history import Event, History
from mairemail.ledger.ledger import Ledger
from mairemail.ledger.merging import merged
from mairemail.ledger.optouts import add_optout
from tests.unit.ledger.material import MAIRE, note, state_of
from tests.unit.material import NOW


def _import(ledger: Ledger, other: Ledger) -> Imported:
    return import_lines(ledger, list(export_lines(other)), shown_as="l.jsonl")


def _filled(ledger: Ledger) -> None:
    note(ledger, ("submitting", 0), ("accepted", 1), reply="Reçu\nligne deux")
    note(ledger, ("submitting", 2), email="Doute@lilas.example")
    note(ledger, email="attente.longue@lilas.example")
    note(ledger, ("accepted", 3), email="oubliee@lilas.example")
    add_optout(ledger, "Non@lilas.example", note="« par téléphone »", at=NOW)
    add_optout(ledger, "oubliee@lilas.example", note="", at=NOW)
    forget(ledger, "oubliee@lilas.example")


def test_everything_comes_over(ledger: Ledger, other: Ledger) -> None:
    """What is lost on the way is sent a second time."""
    _filled(other)
    found = _import(ledger, other)
    assert (found.new, found.completed, found.known, found.optouts) == (4, 0, 0, 2)
    assert list(export_lines(ledger)) == list(export_lines(other))
    assert state_of(ledger, "oubliee@lilas.example") is Status.ACCEPTED
    assert ledger.is_opted_out("oubliee@lilas.example")


def test_what_was_being_submitted_comes_back_in_doubt(
    ledger: Ledger, other: Ledger
) -> None:
    """The server may have it, on whichever computer one asks."""
    note(other, ("submitting", 0))
    _import(ledger, other)
    assert state_of(ledger) is Status.UNCERTAIN


def test_imported_twice_changes_nothing(ledger: Ledger, other: Ledger) -> None:
    """Whoever is not sure gives the command again."""
    _filled(other)
    note(ledger, ("deferred", 9))
    _import(ledger, other)
    before = list(export_lines(ledger))
    found = _import(ledger, other)
    assert (found.new, found.completed, found.known, found.optouts) == (0, 0, 4, 0)
    assert list(export_lines(ledger)) == before


@pytest.mark.parametrize(
    ("here", "there", "state"),
    [
        # Nothing new: what is known here stays, a settled doubt included.
        ([("uncertain", 1), ("pending", 2)], [("uncertain", 1)], Status.PENDING),
        ([("accepted", 1)], [], Status.ACCEPTED),
        # The longer history has it all.
        ([("uncertain", 1)], [("uncertain", 1), ("pending", 2)], Status.PENDING),
        ([("submitting", 1)], [("submitting", 1), ("rejected", 2)], Status.REJECTED),
        ([], [("deferred", 1)], Status.DEFERRED),
        # Two ways: the one that says more, whatever was noted later.
        ([("accepted", 1)], [("deferred", 2)], Status.ACCEPTED),
        ([("uncertain", 1)], [("rejected", 2)], Status.UNCERTAIN),
        ([("submitting", 1)], [("pending", 2)], Status.UNCERTAIN),
        ([("uncertain", 1)], [("uncertain", 1), ("accepted", 3)], Status.ACCEPTED),
        (
            [("submitting", 1), ("uncertain", 5)],
            [("submitting", 1), ("accepted", 2)],
            Status.ACCEPTED,
        ),
        ([("rejected", 1)], [("deferred", 2)], Status.REJECTED),
    ],
)
@pytest.mark.parametrize("is_turned", [False, True])
def test_two_histories_of_a_message_become_the_safest_one(
    *,
    ledger: Ledger,
    other: Ledger,
    here: list[tuple[str, int]],
    there: list[tuple[str, int]],
    state: Status,
    is_turned: bool,
) -> None:
    """Never twice: what may have left anywhere has left, whichever way one merges."""
    note(other if is_turned else ledger, *here)
    note(ledger if is_turned else other, *there)
    _import(ledger, other)
    assert state_of(ledger) is state
    before = list(export_lines(ledger))
    _import(ledger, other)
    assert list(export_lines(ledger)) == before


def _history(states: list[tuple[str, int]]) -> History:
    return History(
        campaign_id="lilas-1",
        step="letter",
        key=MAIRE,
        email=MAIRE,
        row=2,
        message_id="<1@courrier.example>",
        date=NOW,
        events=tuple(
            Event(
                account="perso",
                status=state,
                code=None,
                enhanced=None,
                reply=None,
                at=NOW.replace(minute=minute),
            )
            for state, minute in states
        ),
    )


_STATES = st.sampled_from(
    ["pending", "deferred", "rejected", "uncertain", "submitting", "accepted"]
)
_HISTORIES = st.lists(st.tuples(_STATES, st.integers(0, 5)), max_size=4).map(_history)


@settings(deadline=None)
@given(_HISTORIES, _HISTORIES, _HISTORIES)
def test_merging_forgets_no_acceptance_and_no_event_and_settles(
    one: History, two: History, three: History
) -> None:
    """However often and in whichever order computers exchange what they know."""
    for first, second, third in permutations((one, two, three)):
        once = merged(first, second)
        assert merged(once, second) == once
        assert merged(once, first) == once
        everything = merged(once, third)
        assert {*first.events, *second.events, *third.events} == {*everything.events}
        is_accepted = "accepted" in {first.state, second.state, third.state}
        assert not is_accepted or everything.state == "accepted"


def test_events_of_both_come_in_the_order_of_time(
    ledger: Ledger, other: Ledger
) -> None:
    """A history is read from top to bottom."""
    note(ledger, ("deferred", 1), ("deferred", 4))
    note(other, ("deferred", 2), ("accepted", 3))
    _import(ledger, other)
    (line,) = list(export_lines(ledger))[1:-1]
    minutes = [event["at"][14:16] for event in json.loads(line)["events"]]
    assert minutes == ["31", "32", "34", "33"]


def test_the_message_id_is_that_of_the_message_that_left(
    ledger: Ledger, other: Ledger
) -> None:
    """It is what one looks for in the mailbox."""
    note(ledger, ("deferred", 9), message_id="<here@courrier.example>")
    note(other, ("uncertain", 1), message_id="<there@courrier.example>")
    _import(ledger, other)
    (found,) = ledger.deliveries("lilas-1")
    assert found.message_id == "<there@courrier.example>"


@pytest.mark.parametrize("is_forgotten_here", [True, False])
def test_forgotten_on_one_computer_is_forgotten_on_both(
    *, ledger: Ledger, other: Ledger, is_forgotten_here: bool
) -> None:
    """An import must not bring back an address somebody had erased."""
    for one in (ledger, other):
        note(one, ("accepted", 0), reply=f"<{MAIRE}> taken")
        add_optout(one, MAIRE, note=MAIRE, at=NOW)
    forget(ledger if is_forgotten_here else other, MAIRE)
    _import(ledger, other)
    files = ledger.path.parent.glob("ledger.sqlite3*")
    assert not any(MAIRE.encode() in file.read_bytes() for file in files)
    assert state_of(ledger) is Status.ACCEPTED
    assert ledger.is_opted_out(MAIRE)


def _bad(name: str, value: object) -> Callable[[list[str]], list[str]]:
    def spoil(lines: list[str]) -> list[str]:
        return [lines[0], json.dumps(json.loads(lines[1]) | {name: value}), *lines[2:]]

    return spoil


def _bad_event(name: str, value: object) -> Callable[[list[str]], list[str]]:
    def spoil(lines: list[str]) -> list[str]:
        data = json.loads(lines[1])
        data["events"][0][name] = value
        return [lines[0], json.dumps(data), *lines[2:]]

    return spoil


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda _lines: [], "cut off"),
        (lambda lines: lines[:-1], "cut off after line 3"),
        (lambda lines: [lines[0], *lines[2:]], "line 3"),
        (lambda lines: [*lines, lines[1]], "line 5"),
        (lambda lines: lines[1:], "line 1"),
        (lambda lines: [lines[0], "{", *lines[1:]], "line 2"),
        (lambda lines: [lines[0], "[" * 100_000, *lines[1:]], "line 2"),
        (lambda lines: [lines[0], '"text"', *lines[1:]], "line 2"),
        (lambda lines: [lines[0], '{"kind": "spell"}', *lines[1:]], "line 2"),
        (lambda lines: [lines[0].replace('1}', '2}'), *lines[1:]], "newer"),
        (_bad("key", "autre@lilas.example"), "line 2"),
        (_bad("email", ""), "line 2"),
        (_bad("row", "2"), "line 2"),
        (_bad("row", 2**70), "line 2"),
        (_bad("row", -1), "line 2"),
        (_bad("step", "\ud800"), "line 2"),
        (_bad("date", "2026-11-22T09:30:00"), "line 2"),
        (_bad("date", "0001-01-01T00:00:00+14:00"), "line 2"),
        (_bad("date", 3), "line 2"),
        (_bad("date", "9999-12-31T23:59:59+00:00"), "line 2"),
        (_bad("message_id", ""), "line 2"),
        (_bad("message_id", "<é@x>"), "line 2"),
        (_bad("message_id", '<a"\r\n X: b\r\n c@x>'), "line 2"),
        (_bad("message_id", f"<{'a' * 2000}@x>"), "line 2"),
        (_bad("events", {}), "line 2"),
        (_bad("events", ["x"]), "line 2"),
        (_bad("colour", "blue"), "line 2"),
        (_bad_event("status", "teleported"), "line 2"),
        (_bad_event("code", "250"), "line 2"),
        (_bad_event("reply", 1.5), "line 2"),
    ],
)  # fmt: skip
def test_a_bad_line_is_named_and_nothing_is_imported(
    ledger: Ledger,
    other: Ledger,
    spoil: Callable[[list[str]], list[str]],
    said: str,
) -> None:
    """Half a ledger would write to the other half again."""
    note(other, ("accepted", 0))
    add_optout(other, "b@lilas.example", note="", at=NOW)
    before = list(export_lines(ledger))
    lines = spoil(list(export_lines(other)))
    with pytest.raises(LedgerError, match=said):
        import_lines(ledger, lines, shown_as="l.jsonl")
    assert list(export_lines(ledger)) == before


def test_a_message_id_of_two_messages_is_refused(ledger: Ledger, other: Ledger) -> None:
    """No mairemail makes such a file; a slip of an editor does."""
    note(ledger, ("accepted", 0), message_id="<1@courrier.example>")
    note(other, email="b@lilas.example", message_id="<1@courrier.example>")
    with pytest.raises(LedgerError, match="line 2"):
        _import(ledger, other)


def test_an_export_is_one_state_whatever_is_written_meanwhile(ledger: Ledger) -> None:
    """A run may be going on."""
    note(ledger, ("accepted", 0))
    note(ledger, ("submitting", 0), email="b@lilas.example")
    lines = export_lines(ledger)
    for _line in range(2):
        next(lines)
    with Ledger(ledger.path.parent) as writer:
        note(writer, ("accepted", 1), email="b@lilas.example")
        add_optout(writer, "c@lilas.example", note="", at=NOW)
    message, end = map(json.loads, lines)
    assert [event["status"] for event in message["events"]] == ["submitting"]
    assert end["lines"] == 2


def test_merging_keeps_the_row_of_the_list_here() -> None:
    """Rows of another computer's list say nothing here."""
    here, there = _history([]), replace(_history([("accepted", 1)]), row=9)
    assert merged(here, there).row == 2
