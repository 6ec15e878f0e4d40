"""Where the ledger is."""

from pathlib import Path

import pytest

from mairemail.errors import LedgerError
from mairemail.ledger.ledger import Ledger
from mairemail.ledger.place import may_have_ledger


def test_no_ledger_is_told_before_one_is_made(tmp_path: Path) -> None:
    """Who only looks does without."""
    assert not may_have_ledger(tmp_path)


def test_a_folder_whose_name_is_too_long_is_told_by_opening(tmp_path: Path) -> None:
    """Nobody is told that a ledger is not there which may well be."""
    folder = tmp_path / ("a" * 5000)
    assert may_have_ledger(folder)
    with pytest.raises(LedgerError):
        Ledger(folder)
