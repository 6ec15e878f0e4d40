"""The ordeal in small: every boundary once, some moments at random."""

from pathlib import Path

from tests.torture.ordeal import Ordeal

_SEED = 2026


def test_a_send_that_dies_at_every_step_keeps_its_promise(tmp_path: Path) -> None:
    """Never twice by itself, never lost, every doubt named (docs/promise.md)."""
    report = Ordeal(
        tmp_path / "ordeal", messages=120, kills=45, seed=_SEED, has_disk=False
    ).run()
    assert report.broken == {}
    assert report.missed == []
    assert report.kills.total() >= 45
    assert report.delivered
    assert report.undelivered
