"""`make corruption DATA=folder`: every file below it damaged, 10,000 times in all."""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.corruption.trial import Report, Trial

_TURN = 500


def main() -> int:
    """Run it and print the figures; 1 where the program broke."""
    parser = argparse.ArgumentParser(prog="make corruption", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="one run, to look at what broke")
    asked = parser.parse_args()
    files = sorted(file.resolve() for file in asked.folder.rglob("*") if file.is_file())
    turns = [
        range(first, min(first + _TURN, asked.runs))
        for first in range(0, asked.runs, _TURN)
    ]
    if asked.only is not None:
        turns = [range(asked.only, asked.only + 1)]
    whole = Report()
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(Path(folder) / "home", files, seed=asked.seed)
        for runs in turns:
            report = trial.run(runs)
            whole.ended.update(report.ended)
            whole.broken.update(report.broken)
            sys.stderr.write(f"{runs.stop} runs, {len(whole.broken)} broken\n")
    for (command, code), count in sorted(whole.ended.items()):
        sys.stdout.write(f"{command:<20} exit {code:>3} {count:>7}\n")
    for where, what in whole.broken.items():
        sys.stdout.write(f"BROKEN in {where}: {what}\n")
    return 1 if whole.broken else 0


if __name__ == "__main__":
    sys.exit(main())
