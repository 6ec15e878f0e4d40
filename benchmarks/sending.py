"""Sending to a server of this machine: straight, and over a line 40 ms long."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from mail_server import ROUND_TRIP_S
from material import make_configuration, make_folder
from measure import Command, Figure, run
from peers import CSVFORMATMAIL, MAILMERGE

MESSAGES = 500
_FAR_MESSAGES = 40
_HERE = Path(__file__).parent
_BIN = Path(sys.executable).parent


class Sending:
    """The same letters, sent by each program to the same server."""

    def __init__(self, folder: Path) -> None:
        """Prepare; `figures` starts and stops the server."""
        folder.mkdir()
        self._folder = folder
        self._runs = 0

    def figures(self) -> Iterator[Figure]:
        """Compare times without delay, then count round trips."""
        server = subprocess.Popen(
            (sys.executable, _HERE / "mail_server.py"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            ports = server.stdout.readline() if server.stdout else ""
            near, far = map(int, ports.split())
            yield from self._near(near)
            yield from self._far(near, far)
        finally:
            server.communicate()

    def _near(self, port: int) -> Iterator[Figure]:
        """Compare times: only mairemail commits each message to disk, twice."""
        times = self._shortest(port, MESSAGES, rounds=3)
        ours = times.pop("mairemail")
        for name, theirs in times.items():
            yield Figure(
                name=f"{MESSAGES} messages sent / {name}",
                ratio=ours / theirs,
                target=1.0 if name == "mailmerge" else None,
                detail=f"{ours:.2f} s / {theirs:.2f} s",
            )

    def _far(self, near: int, far: int) -> Iterator[Figure]:
        """
        Count round trips: what the long line adds, in lengths of it.

        Those of the first connection are shared out among the messages.
        """
        short, long = (
            self._shortest(port, _FAR_MESSAGES, rounds=2) for port in (near, far)
        )
        for name, seconds in long.items():
            added = seconds - short[name]
            yield Figure(
                name=f"round trips a message, {name}",
                ratio=added / _FAR_MESSAGES / ROUND_TRIP_S,
                target=2.2 if name == "mairemail" else None,
                detail=f"{seconds:.2f} s for {_FAR_MESSAGES} over 40 ms",
            )

    def _shortest(self, port: int, messages: int, *, rounds: int) -> dict[str, float]:
        """Give the shortest time of each program, because noise only ever adds."""
        times = [self._times(port, messages) for _round in range(rounds)]
        return {name: min(one[name] for one in times) for name in times[0]}

    def _times(self, port: int, messages: int) -> dict[str, float]:
        """Give the seconds that each program takes."""
        self._runs += 1
        home = self._folder / f"run-{self._runs}"
        home.mkdir()
        folder = make_folder(
            home / "campaign", contacts=messages, is_markdown=False, port=port
        )
        files = ("template.txt", "contacts.csv")
        commands: dict[str, tuple[str | Path, ...]] = {
            "mairemail": (_BIN / "mairemail", "send", "--yes"),
            "mailmerge": (
                MAILMERGE, "--no-dry-run", "--no-limit", "--template", files[0],
                "--database", files[1], "--config", "server.conf",
            ),
            "csvformatmail": (
                CSVFORMATMAIL, "--without-confirm", "-h", "127.0.0.1", "-p", str(port),
                *files,
            ),
            "a plain smtplib loop": (
                _BIN / "python", _HERE / "plain_loop.py", str(port),
            ),
        }  # fmt: skip
        environment = {
            "MAIREMAIL_CONFIG_DIR": str(make_configuration(home / "config", port=port)),
            "MAIREMAIL_STATE_DIR": str(home / "state"),
            "LC_ALL": "C.UTF-8",
        }
        return {
            name: run(
                Command(arguments=arguments, folder=folder, environment=environment)
            ).seconds
            for name, arguments in commands.items()
        }
