"""The program, run as a person runs it, in a home of its own."""

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import pytest

from mairemail.__main__ import main
from mairemail.language import use_language
from tests.conftest import whole_environment

_LIMIT_S = 30.0
# The superuser is not bound by permissions; without this capability, it is.
_BOUND = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search")
COMMAND = (sys.executable, "-m", "mairemail")


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, object]]:
        """Each line of the output as the JSON object it must be."""
        found = [json.loads(line) for line in self.out.splitlines()]
        assert all(isinstance(one, dict) for one in found)
        return found

    @property
    def codes(self) -> list[tuple[object, object]]:
        """Row and code of each finding on the output."""
        return [(one["row"], one["code"]) for one in self.objects]


class Program:
    """
    `mairemail` in a temporary home.

    Every run is held to the same promise: an end within the limit, a documented exit
    status, never a traceback and never a bug.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self.folder = home

    @property
    def state(self) -> Path:
        """Where the ledger lies."""
        return self.home / "state"

    @property
    def config(self) -> Path:
        """Where the accounts lie."""
        return self.home / "config"

    def __call__(
        self,
        *arguments: str | Path,
        exits: int | None = 0,
        stdin: str = "",
        environment: Mapping[str, str] | None = None,
    ) -> Result:
        """Run a command; `exits` is the status it must end with, None for any."""
        return self.shell(
            [*COMMAND, *map(str, arguments)],
            exits=exits,
            stdin=stdin,
            environment=environment,
        )

    def quick(
        self,
        *arguments: str | Path,
        exits: int | None = 0,
        environment: Mapping[str, str] | None = None,
    ) -> Result:
        """Run a command through the same door in this interpreter, much faster."""
        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _stream in range(2))
        code = 0
        with (
            patch.dict(os.environ, self.environment(environment), clear=True),
            patch.object(sys, "argv", ["mairemail", *map(str, arguments)]),
            patch.object(sys, "stdin", io.StringIO()),
            patch.object(sys, "stdout", out),
            patch.object(sys, "stderr", err),
            contextlib.chdir(self.folder),
        ):
            try:
                main()
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else 0
            finally:
                # Whatever test comes next here expects English.
                use_language("en")
        result = Result(code=code, out=_written(out), err=_written(err))
        check_manners(result.out + result.err, result.code, exits=exits)
        if exits is not None:
            assert result.code == exits, result
        return result

    def bound(self, *arguments: str, exits: int) -> Result:
        """Run a command that permissions bind."""
        before = _BOUND if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
        if before and not (
            shutil.which(before[0])
            and subprocess.run([*before, "true"], check=False).returncode == 0
        ):
            pytest.skip("the superuser cannot be bound here")
        return self.shell([*before, *COMMAND, *arguments], exits=exits)

    def shell(
        self,
        command: Sequence[str],
        *,
        exits: int | None = 0,
        stdin: str = "",
        environment: Mapping[str, str] | None = None,
    ) -> Result:
        """Run any command line in which the program stands."""
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment(environment),
            input=stdin.encode(),
            capture_output=True,
            timeout=_LIMIT_S,
            check=False,
        )
        result = Result(
            code=done.returncode,
            out=done.stdout.decode("utf-8", "backslashreplace"),
            err=done.stderr.decode("utf-8", "backslashreplace"),
        )
        check_manners(result.out + result.err, result.code, exits=exits)
        if exits is not None:
            assert result.code == exits, result
        return result

    def start(self, *arguments: str | Path) -> subprocess.Popen[bytes]:
        """Start a command and let it run; the caller sees it to its end."""
        return subprocess.Popen(
            [*COMMAND, *map(str, arguments)],
            cwd=self.folder,
            env=self.environment(None),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def environment(self, more: Mapping[str, str] | None) -> dict[str, str]:
        """Give the environment of a run."""
        return {**whole_environment(self.home), **(more or {})}

    def connections(self) -> list[str]:
        """Give the addresses that runs in this home connected to."""
        log = Path(self.environment(None)["TESTS_CONNECTION_LOG"])
        return log.read_text(encoding="utf-8").splitlines() if log.exists() else []


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    data = stream.detach()
    assert isinstance(data, io.BytesIO)
    return data.getvalue().decode()


def check_manners(shown: str, code: int, *, exits: int | None = None) -> None:
    """Hold what a command printed to what people can be shown; `exits` is wanted."""
    assert "Traceback" not in shown, shown
    assert "Exception ignored" not in shown, shown
    usual = {0, 1, 2, 65, 66, 69, 73, 74, 75, 77, 78, 130}
    assert code in usual or code == exits, (code, shown)


def cut_lines(shown: str, *, columns: int = 80) -> list[str]:
    """Give the lines that the edge of a terminal cuts although a space was there."""
    return [
        line
        for line in shown.splitlines()
        if len(line) > columns and " " in line.strip()[: columns - 20]
    ]


def one_line(text: str) -> str:
    """Give what is shown without the line breaks of a narrow screen."""
    return " ".join(text.split())


def finish(process: subprocess.Popen[bytes]) -> Result:
    """See a started command to its end."""
    try:
        out, err = process.communicate(timeout=_LIMIT_S)
    finally:
        process.kill()
    return Result(code=process.returncode, out=out.decode(), err=err.decode())


def every_file(*folders: Path) -> list[Path]:
    """Give every file below the folders."""
    return [
        Path(place, name)
        for folder in folders
        for place, _folders, names in os.walk(folder)
        for name in names
    ]
