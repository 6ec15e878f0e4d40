"""Programs run as a user runs them: wall-clock time and peak memory, as figures."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

# As where people work: modules are compiled once, output is buffered.
_AS_AT_HOME = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONUNBUFFERED": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command line, where it runs, and what its environment has besides ours."""

    arguments: Sequence[str | Path]
    folder: Path
    environment: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """
    What one run took.

    Attributes:
        seconds: Wall clock, from before the process is made until it is gone.
        peak: Peak resident memory, in the system's unit: KiB on Linux.
    """

    seconds: float
    peak: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """
    One line of the table.

    Attributes:
        ratio: What was measured over what it is measured against.
        target: The most that `ratio` may be; None where it is only reported.
        detail: The two measurements, in their units.
    """

    name: str
    ratio: float
    target: float | None = None
    detail: str

    @property
    def is_missed(self) -> bool:
        """Whether there is a target and the ratio is above it."""
        return self.target is not None and self.ratio > self.target


def run(command: Command) -> Run:
    """
    Run a command once; what it says is thrown away unless it fails.

    `os.wait4` gives the peak memory of this child alone. Linux counts what the child
    was before `exec`, a copy of this process, as well: so this process stays smaller
    than what it measures.

    Raises:
        CalledProcessError: It did not exit with 0, so its time means nothing.
    """
    with TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen(
            command.arguments,
            cwd=command.folder,
            env=os.environ | _AS_AT_HOME | dict(command.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=said,
        )
        _pid, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            sys.stderr.write(said.read().decode(errors="replace"))
            raise subprocess.CalledProcessError(process.returncode, process.args)
    return Run(seconds=seconds, peak=usage.ru_maxrss)


def best_of(rounds: int, *runs: Callable[[], Run]) -> list[float]:
    """
    Give the shortest time of each, in seconds, over interleaved rounds.

    Interleaved, so that a busy moment of the machine falls on all of them; the
    shortest, because noise only ever adds.
    """
    times = [[one().seconds for one in runs] for _round in range(rounds)]
    return [min(of_one) for of_one in zip(*times, strict=True)]
