"""One run for each account at a time."""

from pathlib import Path

import pytest

from mairemail.errors import LedgerError, TryLaterError
from mairemail.sending.lock import account_lock


def test_a_second_run_of_an_account_is_refused(tmp_path: Path) -> None:
    """Two runs at once could send one letter twice."""
    with (
        account_lock(tmp_path, "perso"),
        pytest.raises(TryLaterError, match="perso"),
        account_lock(tmp_path, "perso"),
    ):
        pass


def test_another_account_may_send_at_the_same_time(tmp_path: Path) -> None:
    """An association's mailbox need not wait for one's own."""
    with account_lock(tmp_path, "perso"), account_lock(tmp_path, "asso"):
        assert tmp_path.is_dir()


def test_a_run_that_failed_frees_its_account(tmp_path: Path) -> None:
    """However it ends, the next one can begin."""
    with pytest.raises(ZeroDivisionError), account_lock(tmp_path / "state", "perso"):
        _ = 1 / 0
    with account_lock(tmp_path / "state", "perso"):
        assert (tmp_path / "state").is_dir()


def test_a_place_where_no_lock_can_be_is_told(tmp_path: Path) -> None:
    """Without the lock nothing is sent."""
    (tmp_path / "state").write_text("", encoding="utf-8")
    with pytest.raises(LedgerError), account_lock(tmp_path / "state", "perso"):
        pass
