"""One run for each account and for each campaign at a time."""

from pathlib import Path

import pytest

from mairemail.errors import LedgerError, TryLaterError
from mairemail.sending.lock import (
    Holder,
    account_lock,
    campaign_lock,
    is_being_sent,
)
from tests.unit.material import NOW

_HOLDER = Holder(command="send", campaign="Lampes", since=NOW, pid=4711)


def test_a_second_run_of_an_account_is_refused(tmp_path: Path) -> None:
    """Two runs at once could send one letter twice."""
    with (
        account_lock(tmp_path, "perso", _HOLDER),
        pytest.raises(TryLaterError, match="perso"),
        account_lock(tmp_path, "perso", _HOLDER),
    ):
        pass


def test_who_is_refused_learns_who_holds_the_lock(tmp_path: Path) -> None:
    """A run forgotten in another window must be found again."""
    with (
        campaign_lock(tmp_path, "lampes-1", _HOLDER),
        pytest.raises(TryLaterError) as caught,
        campaign_lock(tmp_path, "lampes-1", _HOLDER),
    ):
        pass
    when = NOW.astimezone().strftime("%Y-%m-%d %H:%M")
    for part in ("mairemail send", "Lampes", when, "4711"):
        assert part in caught.value.message


@pytest.mark.parametrize(
    "note",
    [
        b"",
        b"\xff\xfe\0",
        b"[1, 2]",
        b"null",
        b'{"command": "send"}',
        b'{"command": "send", "campaign": "x", "since": "yesterday", "pid": 1}',
        b'{"command": "send", "campaign": "x", "since": 3, "pid": [1]}',
        b"[" * 9_000,
        b"x" * 100_000,
    ],
)
def test_a_note_that_says_nothing_leaves_the_refusal_as_it_is(
    tmp_path: Path, note: bytes
) -> None:
    """The lock is what counts; the note beside it is a courtesy."""
    with account_lock(tmp_path, "perso", _HOLDER):
        (file,) = tmp_path.glob("*.holder")
        file.write_bytes(note)
        with (
            pytest.raises(TryLaterError, match=r"perso$"),
            account_lock(tmp_path, "perso", _HOLDER),
        ):
            pass


def test_what_a_killed_run_left_is_in_nobodys_way(tmp_path: Path) -> None:
    """The system frees the lock; the files stay."""
    with account_lock(tmp_path, "perso", _HOLDER):
        left = {file.name: file.read_bytes() for file in tmp_path.glob("account-*")}
    for name, data in left.items():
        (tmp_path / name).write_bytes(data)
    with account_lock(tmp_path, "perso", _HOLDER):
        assert sorted(file.name for file in tmp_path.glob("account-*")) == sorted(left)


def test_a_note_that_cannot_be_written_does_not_keep_anybody_from_sending(
    tmp_path: Path,
) -> None:
    """It is a courtesy."""
    (tmp_path / "account-perso.holder").mkdir()
    with (
        account_lock(tmp_path, "perso", _HOLDER),
        pytest.raises(TryLaterError),
        account_lock(tmp_path, "perso", _HOLDER),
    ):
        pass


def test_whether_a_campaign_is_being_sent_is_seen(tmp_path: Path) -> None:
    """To look must leave nothing behind that was not there."""
    assert not is_being_sent(tmp_path, "lampes-1")
    with campaign_lock(tmp_path, "lampes-1", _HOLDER):
        assert is_being_sent(tmp_path, "lampes-1")
        assert not is_being_sent(tmp_path, "lampes-2")
    assert not is_being_sent(tmp_path, "lampes-1")
    assert len(list(tmp_path.glob("campaign-*"))) == 1


def test_another_account_may_send_at_the_same_time(tmp_path: Path) -> None:
    """An association's mailbox need not wait for one's own."""
    with (
        account_lock(tmp_path, "perso", _HOLDER),
        account_lock(tmp_path, "asso", _HOLDER),
    ):
        assert tmp_path.is_dir()


def test_a_run_that_failed_frees_its_account(tmp_path: Path) -> None:
    """However it ends, the next one can begin."""
    state = tmp_path / "state"
    with pytest.raises(ZeroDivisionError), account_lock(state, "perso", _HOLDER):
        _ = 1 / 0
    with account_lock(state, "perso", _HOLDER):
        assert state.is_dir()


def test_a_place_where_no_lock_can_be_is_told(tmp_path: Path) -> None:
    """Without the lock nothing is sent."""
    state = tmp_path / "state"
    state.write_text("", encoding="utf-8")
    with pytest.raises(LedgerError), account_lock(state, "perso", _HOLDER):
        pass


def test_a_folder_whose_name_is_too_long_is_left_to_the_ledger(tmp_path: Path) -> None:
    """Opening the ledger says what is wrong with it."""
    assert not is_being_sent(tmp_path / ("a" * 5000), "lilas-1")
