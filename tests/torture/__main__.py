"""`make torture`: the whole ordeal, its figures, and 1 where the promise is broken."""

import argparse
import secrets
import sys
import tempfile
from pathlib import Path

from tests.torture.disk import can_have_disk
from tests.torture.ordeal import Ordeal, Report


def main() -> int:
    """Run it and print the figures."""
    parser = argparse.ArgumentParser(prog="make torture", description=__doc__)
    parser.add_argument("--messages", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=320, help="at least so many")
    parser.add_argument("--seed", type=int, help="of an ordeal to be repeated")
    parser.add_argument("--no-power-cuts", action="store_true")
    asked = parser.parse_args()
    seed = secrets.randbelow(1 << 32) if asked.seed is None else asked.seed
    _say(f"seed {seed}")
    has_disk = can_have_disk() and not asked.no_power_cuts
    if not has_disk:
        _say("no power cuts: they want Linux and the right to mount")
    with tempfile.TemporaryDirectory() as folder:
        report = Ordeal(
            Path(folder),
            messages=asked.messages,
            kills=asked.kills,
            seed=seed,
            has_disk=has_disk,
        ).run()
    _show(report)
    return 1 if report.broken or report.missed else 0


def _show(report: Report) -> None:
    for place, count in sorted(report.kills.items()):
        _row(f"killed at {place}", count)
    _row("messages", report.messages)
    _row("kills", report.kills.total())
    _row("of them power cuts", report.power_cuts)
    _row("sent twice by itself", len(report.twice))
    _row("lost", len(report.lost))
    _row("accepted in the ledger alone", len(report.false))
    _row("in doubt and not named", len(report.unnamed))
    _row("pending after the last run", len(report.pending))
    _row("doubts named", len(report.delivered) + len(report.undelivered))
    _row("of them delivered", len(report.delivered))
    _row("of them not delivered", len(report.undelivered))
    _row("not exactly one, doubts settled", len(report.wrong_in_the_end))
    _row("seconds", round(report.seconds))
    for name, whom in report.broken.items():
        _say(f"BROKEN, {name}: {', '.join(whom[:10])}")
    if report.missed:
        _say(f"NEVER KILLED AT: {', '.join(report.missed)}")
    if not report.broken:
        _say("The promise was kept.")


def _row(name: str, figure: int) -> None:
    _say(f"{name:<50} {figure:>6}")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
