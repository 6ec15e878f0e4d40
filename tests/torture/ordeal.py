"""The ordeal: a campaign sent by a program that dies again and again."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.cli.campaign import CampaignFolder, write_account
from tests.cli.program import COMMAND, Program, check_manners
from tests.conftest import ROOT, make_home
from tests.torture.disk import Disk
from tests.torture.points import EVERY, SETTLING, Fate, Stroke
from tests.torture.server import PASSWORD

_LIMIT_S = 60.0


@dataclass(slots=True, kw_only=True)
class Report:
    """
    What came out.

    Attributes:
        kills: How often the program died, by place.
        twice: Who got more than one letter by the program itself.
        lost: Who has none, and is neither pending nor in doubt in the ledger.
        false: Who is accepted in the ledger, and the server never took it.
        unnamed: Whose message the server took, and the ledger says neither accepted nor
            uncertain.
        pending: Who was still waiting when a run came to its end.
        delivered, undelivered: Who was in doubt, by the server's book.
        wrong_in_the_end: Who has not exactly one letter once every doubt is settled.
    """

    messages: int
    seed: int
    kills: Counter[str] = field(default_factory=Counter)
    power_cuts: int = 0
    twice: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)
    unnamed: list[str] = field(default_factory=list)
    pending: list[str] = field(default_factory=list)
    delivered: list[str] = field(default_factory=list)
    undelivered: list[str] = field(default_factory=list)
    wrong_in_the_end: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def missed(self) -> list[str]:
        """Boundaries at which no run died: the ordeal proves nothing about them."""
        return [point for point in EVERY if not self.kills[point]]

    @property
    def broken(self) -> dict[str, list[str]]:
        """What of the promise was not kept, by its name."""
        names = ("twice", "lost", "false", "unnamed", "pending", "wrong_in_the_end")
        found = {name: getattr(self, name) for name in names}
        return {name: whom for name, whom in found.items() if whom}


class _Server:
    """The server's process and its book."""

    def __init__(self, folder: Path) -> None:
        self.book_file = folder / "book"
        self.book_file.touch()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.torture.server", str(self.book_file)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.host = "127.0.0.1"
        self.port = int(self._answer())

    def arm(self, stroke: Stroke, pid: int) -> None:
        """Have a process killed."""
        self._ask(f"arm {stroke.point or '-'} {stroke.nth} {stroke.delay_s} {pid}")

    def seen(self) -> str:
        """Give the last point passed since it was armed."""
        return self._ask("seen")

    def book(self) -> Counter[tuple[str, str]]:
        """Give how often each Message-ID was taken for each recipient."""
        lines = self.book_file.read_text(encoding="utf-8").splitlines()
        return Counter((line.split("\t")[0], line.split("\t")[1]) for line in lines)

    def letters(self) -> Counter[str]:
        """Give how many letters each recipient has."""
        return Counter(address for _id, address in self.book().elements())

    def stop(self) -> None:
        """End the process."""
        self._process.communicate(timeout=_LIMIT_S)

    def _ask(self, order: str) -> str:
        assert self._process.stdin is not None
        self._process.stdin.write(order + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the server of the ordeal is gone"
        return line.strip()


class Ordeal:
    """A home, a campaign, a server, and the runs."""

    def __init__(
        self, folder: Path, *, messages: int, kills: int, seed: int, has_disk: bool
    ) -> None:
        """Prepare one in an empty folder."""
        self.report = Report(messages=messages, seed=seed)
        self.addresses = [f"mairie{n:04d}@commune{n:04d}.example" for n in
                          range(1, messages + 1)]  # fmt: skip
        self._kills = kills
        self._chance = random.Random(seed)  # noqa: S311 - repeatable on purpose
        self._program = Program(make_home(folder / "home"))
        self._campaign = CampaignFolder(folder / "campaign")
        self._program.folder = self._campaign.folder
        self._campaign.contacts(
            f"{address},Ms,Eleanor,Hartley,Mayor,Riverbridge\n"
            for address in self.addresses
        )
        self._untouched = list(self.addresses)
        self._disk = Disk(folder) if has_disk else None
        self._folder = folder

    def run(self) -> Report:
        """Go through all of it, and give what came out."""
        began = time.monotonic()
        with ExitStack() as stack:
            if self._disk:
                stack.enter_context(self._disk.mounted())
            server = stack.enter_context(_serving(self._folder))
            pace = "[accounts.perso.pace]\nper_day = 0\ngap_s = 0"
            write_account(self._program, server, auth="password", more=pace)
            for stroke in self._strokes():
                self._strike(server, stroke)
            for stroke in self._missed_strokes():
                self._strike(server, stroke)
            self._finish()
            self._compare(server)
            self._settle(server)
            self._finish()
            letters = server.letters()
            self.report.wrong_in_the_end = [
                address for address in self.addresses if letters[address] != 1
            ]
        self.report.seconds = time.monotonic() - began
        return self.report

    def _strokes(self) -> Iterator[Stroke]:
        before = time.monotonic()
        self._program("check", exits=None)
        start_s = time.monotonic() - before
        fate = Fate(
            chance=self._chance,
            kills=self._kills,
            # A stroke costs about half as many messages as this, and one in doubt.
            most=max(1, round(1.2 * self.report.messages / self._kills) - 2),
            start_s=start_s,
            can_cut=self._disk is not None,
        )
        return fate.strokes()

    def _missed_strokes(self) -> Iterator[Stroke]:
        """Give the boundaries that chance passed over once more, twice at most."""
        for _round in range(2):
            for point in self.report.missed:
                if point in SETTLING:
                    yield Stroke(point="submitting.after")
                yield Stroke(point=point)

    def _strike(self, server: _Server, stroke: Stroke) -> None:
        """Run `send` until it dies, or to its end where the stroke missed it."""
        more = [
            option
            for address in self._some(1 if stroke.takes_one else stroke.nth + 2)
            for option in ("--only", address)
        ]
        process = self._start(stroke, more)
        server.arm(stroke, process.pid)
        if stroke.is_at_random and not stroke.point:
            time.sleep(stroke.delay_s)
            process.kill()
        out, err = process.communicate(timeout=_LIMIT_S)
        if process.returncode != -signal.SIGKILL:
            check_manners(err, process.returncode)
            assert process.returncode in {0, 1}, (stroke, out, err)
            return
        place = f"any moment, after {server.seen()}" if stroke.is_at_random else ""
        self.report.kills[place or stroke.point] += 1
        if stroke.is_power_cut and self._disk:
            self._disk.cut()
            self.report.power_cuts += 1

    def _some(self, count: int) -> list[str]:
        """
        Give some addresses for one run, so that it cannot use up all of them.

        Untouched ones as long as there are any, then what earlier runs left.
        """
        if not self._untouched:
            self._untouched = self._waiting()
        some = self._untouched[:count]
        del self._untouched[:count]
        return some

    def _start(self, stroke: Stroke, more: list[str]) -> subprocess.Popen[str]:
        hook = {"ORDEAL_POINT": stroke.point, "ORDEAL_NTH": str(stroke.nth)}
        is_inside = bool(stroke.point) and not stroke.is_of_server
        return subprocess.Popen(
            [*COMMAND, "send", "--yes", "--json", *more],
            cwd=self._program.folder,
            env=self._environment(hook if is_inside else {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def _environment(self, more: dict[str, str]) -> dict[str, str]:
        environment = self._program.environment({"MAIREMAIL_PASSWORD": PASSWORD})
        if self._disk:
            environment["MAIREMAIL_STATE_DIR"] = str(self._disk.place / "state")
        path = (str(ROOT), str(ROOT / "tests/torture/killed"))
        return environment | {"PYTHONPATH": os.pathsep.join(path)} | more

    def _finish(self) -> None:
        """Let `send` run to its end, and hold that another finds nothing to do."""
        for _run in range(2):
            done = self._program(
                "send", "--yes", exits=None, environment=self._environment({})
            )
            assert done.code in {0, 1}, done
        assert "Nothing to send" in done.out, done

    def _status(self) -> list[dict[str, object]]:
        return self._program(
            "status", "--json", environment=self._environment({})
        ).objects

    def _waiting(self) -> list[str]:
        return [
            str(one["email"]) for one in self._status() if one["status"] == "pending"
        ]

    def _compare(self, server: _Server) -> None:
        """Hold the ledger against the server's book."""
        report = self.report
        book, letters = server.book(), server.letters()
        report.twice = [address for address in self.addresses if letters[address] > 1]
        known = {str(one["email"]): one for one in self._status()}
        for address in self.addresses:
            one = known.get(address, {})
            status = one.get("status")
            has_it = book[str(one.get("message_id")), address] > 0
            if letters[address] and status not in {"accepted", "uncertain"}:
                report.unnamed.append(address)
            if not letters[address] and status not in {"uncertain", "pending"}:
                (report.false if status == "accepted" else report.lost).append(address)
            if status == "accepted" and letters[address] and not has_it:
                report.false.append(address)
            if status == "pending":
                report.pending.append(address)
            if status == "uncertain":
                (report.delivered if has_it else report.undelivered).append(address)

    def _settle(self, server: _Server) -> None:
        """Say of each doubt what the book says."""
        for address in (*self.report.delivered, *self.report.undelivered):
            is_sent = bool(server.letters()[address])
            self._program(
                "settle",
                address,
                "--sent" if is_sent else "--not-sent",
                environment=self._environment({}),
            )


@contextmanager
def _serving(folder: Path) -> Iterator[_Server]:
    server = _Server(folder)
    try:
        yield server
    finally:
        server.stop()
