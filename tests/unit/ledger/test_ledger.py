"""The ledger: what was said durably is what is read after any end."""

import os
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from mairemail.errors import LedgerError
from mairemail.ledger.delivery import Delivery, Key, Reservation, Status
from mairemail.ledger.ledger import Ledger
from mairemail.ledger.place import ledger_file
from mairemail.ledger.schema import MIGRATIONS
from tests.unit.material import NOW

_KEY = Key(campaign_id="lilas-1", step="letter", address="maire@lilas.example")
_MINUTE = timedelta(minutes=1)


def _reserve(
    ledger: Ledger, key: Key = _KEY, *, row: int = 2, message_id: str = ""
) -> Reservation:
    return ledger.reserve(
        key,
        email=key.address,
        row=row,
        message_id=message_id or f"<{key.campaign_id}.{key.address}>",
        date=NOW,
    )


def _record(
    ledger: Ledger, status: Status, *, key: Key = _KEY, minutes: int = 0
) -> None:
    ledger.record(
        _reserve(ledger, key),
        Delivery(row=2, email=key.address, status=status, code=250, reply="ok"),
        account="perso",
        at=NOW + minutes * _MINUTE,
    )


def _state(ledger: Ledger, key: Key = _KEY) -> Status | None:
    found = ledger.find(key)
    return found.status if found else None


def test_what_was_never_reserved_is_not_found(ledger: Ledger) -> None:
    """Nobody is passed over for a letter they never had."""
    assert ledger.find(_KEY) is None


def test_a_reserved_message_is_pending(ledger: Ledger) -> None:
    """It has its identity, and no server has it."""
    _reserve(ledger)
    assert _state(ledger) is Status.PENDING


def test_a_message_keeps_its_identity_over_attempts(ledger: Ledger) -> None:
    """A second copy, if there ever is one, can be told as the same message."""
    first = _reserve(ledger, message_id="<1@courrier.example>")
    again = ledger.reserve(
        _KEY,
        email=_KEY.address,
        row=9,
        message_id="<2@courrier.example>",
        date=NOW + _MINUTE,
    )
    assert again == first
    assert again.message_id == "<1@courrier.example>"


def test_a_re_sorted_list_renews_the_row_alone(ledger: Ledger) -> None:
    """A finding must name the row of today's list."""
    _reserve(ledger, row=2)
    _reserve(ledger, row=7)
    found = ledger.find(_KEY)
    assert found is not None
    assert (found.row, found.status) == (7, Status.PENDING)


@pytest.mark.parametrize("status", list(Status))
def test_what_became_of_a_message_is_found_again(
    ledger: Ledger, status: Status
) -> None:
    """Status, reply and time are what a postmaster asks for."""
    reservation = _reserve(ledger)
    delivery = Delivery(
        row=2,
        email=_KEY.address,
        status=status,
        code=550,
        enhanced="5.1.1",
        reply="Boîte inconnue\nligne deux",
        message_id=reservation.message_id,
        at=NOW,
    )
    ledger.record(reservation, delivery, account="perso", at=NOW)
    assert ledger.find(_KEY) == delivery


def test_the_last_event_is_the_state(ledger: Ledger) -> None:
    """A message deferred yesterday and accepted today is accepted."""
    for status in (Status.DEFERRED, Status.PENDING, Status.ACCEPTED):
        _record(ledger, status)
    assert _state(ledger) is Status.ACCEPTED


def test_what_is_being_submitted_is_in_doubt(ledger: Ledger) -> None:
    """From before the final dot on, the server may have it."""
    ledger.mark_submitting(_reserve(ledger), account="perso", at=NOW)
    assert _state(ledger) is Status.UNCERTAIN


def test_a_run_that_died_leaves_its_message_in_doubt(tmp_path: Path) -> None:
    """A letter that may have left is never sent a second time by itself."""
    with Ledger(tmp_path) as first:
        first.mark_submitting(_reserve(first), account="perso", at=NOW)
    with Ledger(tmp_path) as second:
        settled = second.settle_interrupted(account="perso", at=NOW + _MINUTE)
        assert settled == 1
        assert _state(second) is Status.UNCERTAIN
        assert second.settle_interrupted(account="perso", at=NOW + _MINUTE) == 0


def test_another_accounts_run_is_not_interrupted(ledger: Ledger) -> None:
    """Two accounts may send at once; each settles what is its own."""
    ledger.mark_submitting(_reserve(ledger), account="asso", at=NOW)
    assert ledger.settle_interrupted(account="perso", at=NOW) == 0


def test_a_message_that_was_settled_alone_is_made_when_it_is_sent(
    ledger: Ledger,
) -> None:
    """Whoever took it out and back in wants today's letter, not one of last month."""
    _reserve(ledger, message_id="<1@courrier.example>")
    for status in (Status.ACCEPTED, Status.PENDING):
        ledger.settle(_KEY, status, at=NOW, reply="said by you")
    again = _reserve(ledger, message_id="<2@courrier.example>")
    assert again.message_id == "<2@courrier.example>"
    ledger.mark_submitting(again, account="perso", at=NOW)
    ledger.settle(_KEY, Status.PENDING, at=NOW, reply="said by you")
    assert _reserve(ledger, message_id="<3@courrier.example>") == again


@pytest.mark.parametrize("status", [Status.ACCEPTED, Status.PENDING])
def test_a_person_can_end_the_doubt(ledger: Ledger, status: Status) -> None:
    """Only a person can look into the mailbox of what was sent."""
    _record(ledger, Status.UNCERTAIN)
    ledger.settle(_KEY, status, at=NOW + _MINUTE, reply="settled by hand")
    found = ledger.find(_KEY)
    assert found is not None
    assert (found.status, found.reply) == (status, "settled by hand")


@pytest.mark.parametrize(
    "other",
    [
        Key(campaign_id="lilas-2", step="letter", address=_KEY.address),
        Key(campaign_id="lilas-1", step="rappel", address=_KEY.address),
        Key(campaign_id="lilas-1", step="letter", address="b@lilas.example"),
    ],
)
def test_another_campaign_step_or_address_is_another_message(
    ledger: Ledger, other: Key
) -> None:
    """One letter had is no reason not to get the next."""
    _record(ledger, Status.ACCEPTED)
    assert ledger.find(other) is None


def test_deliveries_come_in_the_order_of_their_first_attempt(ledger: Ledger) -> None:
    """`status` reads like the run did."""
    keys = [
        Key(campaign_id="lilas-1", step="letter", address=f"{x}@lilas.example")
        for x in "cab"
    ]
    for key in keys:
        _reserve(ledger, key)
    _record(ledger, Status.ACCEPTED, key=keys[2])
    found = list(ledger.deliveries("lilas-1"))
    assert [one.email for one in found] == [key.address for key in keys]
    assert list(ledger.deliveries("lilas-2")) == []


@pytest.mark.parametrize(
    ("status", "is_counted"),
    [
        (Status.ACCEPTED, True),
        (Status.UNCERTAIN, True),
        (Status.DEFERRED, False),
        (Status.REJECTED, False),
        (Status.PENDING, False),
    ],
)
def test_the_daily_limit_counts_what_the_server_has_or_may_have(
    *, ledger: Ledger, status: Status, is_counted: bool
) -> None:
    """A provider counts the same way, and locks mailboxes that go beyond."""
    _record(ledger, status)
    found = ledger.submissions("perso", since=NOW - _MINUTE)
    assert bool(found) is is_counted


def test_a_message_being_submitted_counts(ledger: Ledger) -> None:
    """The server may have it."""
    ledger.mark_submitting(_reserve(ledger), account="perso", at=NOW)
    assert ledger.submissions("perso", since=NOW - _MINUTE) == [(NOW, _KEY.address)]


def test_the_daily_limit_counts_all_campaigns_of_one_account(ledger: Ledger) -> None:
    """To the provider they are one; another account has a limit of its own."""
    for number in (2, 1):
        key = Key(campaign_id=f"lilas-{number}", step="letter", address=_KEY.address)
        _record(ledger, Status.ACCEPTED, key=key, minutes=number)
    assert ledger.submissions("perso", since=NOW) == [
        (NOW + _MINUTE, _KEY.address),
        (NOW + 2 * _MINUTE, _KEY.address),
    ]
    assert ledger.submissions("asso", since=NOW) == []


def test_what_is_too_old_does_not_count(ledger: Ledger) -> None:
    """The window slides."""
    _record(ledger, Status.ACCEPTED)
    assert ledger.submissions("perso", since=NOW) == []


@pytest.mark.parametrize(("hours", "is_counted"), [(23, True), (25, False)])
def test_a_time_a_day_ahead_is_of_a_clock_that_was_wrong(
    *, ledger: Ledger, hours: int, is_counted: bool
) -> None:
    """Counted, a clock once a year ahead would close the account for a year."""
    _record(ledger, Status.ACCEPTED, minutes=hours * 60)
    found = ledger.submissions("perso", since=NOW - timedelta(hours=24))
    assert bool(found) is is_counted


def test_the_last_event_is_the_state_whatever_the_clock_says(ledger: Ledger) -> None:
    """A clock set back by a year must not bring an old state back."""
    _record(ledger, Status.PENDING, minutes=600_000)
    _record(ledger, Status.ACCEPTED)
    assert _state(ledger) is Status.ACCEPTED


def test_a_fraction_of_a_second_is_told_apart(ledger: Ledger) -> None:
    """Times are compared as texts: with and without a fraction they must sort."""
    ledger.record(
        _reserve(ledger),
        Delivery(row=2, email=_KEY.address, status=Status.ACCEPTED),
        account="perso",
        at=NOW + timedelta(microseconds=1),
    )
    assert len(ledger.submissions("perso", since=NOW)) == 1


def test_what_is_written_is_there_for_another_program(tmp_path: Path) -> None:
    """Each write has committed when it returns, whatever ends the program after."""
    with Ledger(tmp_path) as writer, Ledger(tmp_path) as reader:
        _record(writer, Status.ACCEPTED)
        assert _state(reader) is Status.ACCEPTED


def test_the_ledger_is_for_its_owner_alone(tmp_path: Path) -> None:
    """It tells whom one wrote to."""
    with Ledger(tmp_path / "state") as opened:
        _reserve(opened)
        modes = {path.stat().st_mode & 0o777 for path in (tmp_path / "state").iterdir()}
    assert modes == {0o600}


def test_the_ledger_survives_a_power_cut(ledger: Ledger) -> None:
    """WAL with synchronous FULL: what was committed is on the disk."""
    with sqlite3.connect(ledger.path) as connection:
        (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    connection.close()
    (synchronous,) = ledger._connection.execute("PRAGMA synchronous").fetchone()
    assert (mode, synchronous) == ("wal", 2)


def test_a_ledger_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    """What an older program does not understand it must not send by."""
    with Ledger(tmp_path) as opened:
        _reserve(opened)
    connection = sqlite3.connect(ledger_file(tmp_path))
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()
    with pytest.raises(LedgerError, match="newer"):
        Ledger(tmp_path)


@pytest.mark.parametrize(
    "content", [b"not a ledger" * 1000, b"SQLite format 3\0" * 100]
)
def test_a_damaged_ledger_is_told_and_not_replaced(
    tmp_path: Path, content: bytes
) -> None:
    """An empty one in its place would send everything again."""
    ledger_file(tmp_path).write_bytes(content)
    with pytest.raises(LedgerError, match=r"ledger\.sqlite3"):
        Ledger(tmp_path)
    assert ledger_file(tmp_path).read_bytes() == content


def test_a_place_where_no_ledger_can_be_is_told(tmp_path: Path) -> None:
    """Nothing is sent that cannot be remembered."""
    (tmp_path / "state").write_text("", encoding="utf-8")
    with pytest.raises(LedgerError):
        Ledger(tmp_path / "state")


def test_a_migration_that_was_begun_and_broken_off_is_done_again(
    tmp_path: Path,
) -> None:
    """A program killed while it brought the ledger up to date must not spoil it."""
    connection = sqlite3.connect(ledger_file(tmp_path), isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(MIGRATIONS[0][0])
    connection.close()
    with Ledger(tmp_path) as opened:
        _record(opened, Status.ACCEPTED)
        assert _state(opened) is Status.ACCEPTED


def test_a_ledger_is_made_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So an empty file is always one that lost what it held, and is refused."""

    def die(*_paths: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.link", die)
    with pytest.raises(KeyboardInterrupt):
        Ledger(tmp_path / "state")
    assert list((tmp_path / "state").iterdir()) == []
    ledger_file(tmp_path / "state").touch()
    with pytest.raises(LedgerError, match="empty"):
        Ledger(tmp_path / "state")


def test_two_programs_that_make_the_ledger_at_once_share_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The slower one must not cover what the faster one has noted already."""
    real_link = os.link

    def link(new: Path, file: Path) -> None:
        monkeypatch.setattr("os.link", real_link)
        with Ledger(tmp_path) as faster:
            _record(faster, Status.ACCEPTED)
        real_link(new, file)

    monkeypatch.setattr("os.link", link)
    with Ledger(tmp_path) as slower:
        assert _state(slower) is Status.ACCEPTED


def test_a_file_system_without_hard_links_has_a_ledger_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A home folder may lie on a stick."""

    def link(*_paths: object) -> None:
        raise PermissionError

    monkeypatch.setattr("os.link", link)
    with Ledger(tmp_path) as opened:
        _record(opened, Status.ACCEPTED)
    with Ledger(tmp_path) as again:
        assert _state(again) is Status.ACCEPTED
