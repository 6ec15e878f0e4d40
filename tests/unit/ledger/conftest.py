"""A ledger here, and one on another computer."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mairemail.ledger.ledger import Ledger


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """Give an empty ledger."""
    with Ledger(tmp_path / "state") as opened:
        yield opened


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Ledger]:
    """Give an empty ledger of another computer."""
    with Ledger(tmp_path / "other") as opened:
        yield opened
