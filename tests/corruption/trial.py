"""Damaged lists and data sets, each given to every command that reads such files."""

import gzip
import random
import signal
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from mairemail.errors import MairemailError
from mairemail.open_data.files import Kind, recognised
from tests.cli.program import Program
from tests.conftest import make_home
from tests.corruption.damage import damaged

_LIMIT_S = 20
_MOST_OCTETS = 40_000
_OFFICES = {
    Kind.DEPUTIES: "député",
    Kind.SENATORS: "sénateur",
    Kind.MEPS: "député européen",
    Kind.COUNCILLORS: "conseiller municipal",
    Kind.DEPARTMENTAL: "conseiller départemental",
    Kind.REGIONAL: "conseiller régional",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """
    What came of it.

    Attributes:
        ended: How often a command ended with an exit code.
        broken: What a command did that it may not do, by run, file and command.
    """

    ended: Counter[tuple[str, int]] = field(default_factory=Counter)
    broken: dict[str, str] = field(default_factory=dict)


class Trial:
    """The files of a folder, damaged one after the other."""

    def __init__(self, folder: Path, files: Sequence[Path], *, seed: int) -> None:
        self._program = Program(make_home(folder))
        self._files = files
        self._seed = seed
        kinds = {file: _kind_of(file) for file in files}
        self._kinds = kinds
        self._companions: Mapping[Kind, Path] = {
            kind: file for file, kind in reversed(kinds.items()) if kind
        }

    def run(self, runs: range) -> Report:
        """Damage a file in each run, the same way each time, and try all commands."""
        report = Report()
        for run in runs:
            file = self._files[run % len(self._files)]
            chance = random.Random(f"{self._seed}:{run}")  # noqa: S311 - to be repeated
            path = self._program.home / f"damaged{file.suffix}"
            path.write_bytes(damaged(_start_of(file), chance))
            for command in self._commands(file, path):
                name = f"{command[0]} {command[1]}"
                try:
                    with _limited():
                        code = self._program.quick(*command, exits=None).code
                except AssertionError as err:
                    report.broken[f"run {run}, {file.name}, {name}"] = str(err)
                else:
                    report.ended[name, code] += 1
            for written in self._program.home.glob("*.csv"):
                written.unlink()
        return report

    def _commands(self, file: Path, path: Path) -> Iterator[Sequence[str | Path]]:
        yield "contacts", "check", path
        yield "contacts", "import", path, "-o", "clean.csv"
        yield "contacts", "diff", path, file
        kind = self._kinds[file]
        others = [other for name, other in self._companions.items() if name is not kind]
        sources = [part for one in (path, *others) for part in ("--from", one)]
        office = _OFFICES.get(kind, "maire") if kind else "maire"
        yield "contacts", "find", "--office", office, *sources, "-o", "found.csv"


def _kind_of(file: Path) -> Kind | None:
    try:
        return recognised(file).kind
    except MairemailError:
        return None


def _start_of(file: Path) -> bytes:
    """Give as much of a file as tells everything, or runs take minutes."""
    data = file.read_bytes()
    if len(data) <= _MOST_OCTETS:
        return data
    if file.suffix == ".gz":
        return gzip.compress(gzip.decompress(data)[:_MOST_OCTETS])
    return data[:_MOST_OCTETS]


@contextmanager
def _limited() -> Iterator[None]:
    """Hold what is inside to a time in which nobody would give up."""

    def give_up(_signal: int, _frame: object) -> None:
        raise TimeoutError(f"no end within {_LIMIT_S} s")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(_LIMIT_S)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
