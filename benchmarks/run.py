"""
Measures mairemail against Python's own start, its peers and itself.

Figures are ratios, so that they mean the same on any machine. Run it by `make bench`,
on a machine that does nothing else; it takes some minutes, most of them mailmerge's.
It exits with 1 if a target is missed. Nothing is sent, and nothing but pip, once, uses
the network: the peers go into virtual environments of their own, `.benchmarks`.
"""

import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from lists import Lists
from material import make_configuration, make_folder
from measure import Command, Figure, Run, best_of, run
from peers import MAILMERGE, MAILMERGE_VERSION, install_peers
from sending import Sending

CONTACTS = 10_000
_LETTER = bytes(2_400)
_BIN = Path(sys.executable).parent
_MAIREMAIL = _BIN / "mairemail"


class Bench:
    """The figures, measured in a temporary folder on one disk."""

    def __init__(self, folder: Path) -> None:
        """Make mairemail's settings in the folder."""
        self._folder = folder
        self._outboxes = 0
        self._mailmerge_seconds = 0.0
        self._environment = {
            "MAIREMAIL_CONFIG_DIR": str(make_configuration(folder / "config")),
            "MAIREMAIL_STATE_DIR": str(folder / "state"),
            "MAIREMAIL_LANG": "en",
            "LC_ALL": "C.UTF-8",
        }

    def figures(self) -> Iterator[Figure]:
        """Measure everything, the slowest last."""
        yield from self.start_up()
        yield self.against_mailmerge(is_markdown=False, rounds=7, target=0.5)
        yield self.against_raw_output()
        yield self.typeset(is_markdown=False)
        yield self.typeset(is_markdown=True)
        yield self.disk()
        yield self.memory()
        yield self.against_mailmerge(is_markdown=True, rounds=1, target=0.1)

    def start_up(self) -> Iterator[Figure]:
        """Time commands, best of 15, against a Python that starts and stops."""
        few = make_folder(self._folder / "few", contacts=3, is_markdown=True)
        commands = (("--version", 6.0), ("--help", None), ("check", None))
        runners = [self._runner(few, _BIN / "python", "-c", "pass")]
        runners += [self._runner(few, _MAIREMAIL, name) for name, _target in commands]
        python, *ours = best_of(15, *runners)
        for (name, target), seconds in zip(commands, ours, strict=True):
            yield Figure(
                name=f"mairemail {name} / python -c pass",
                ratio=seconds / python,
                target=target,
                detail=f"{seconds * 1e3:.0f} ms / {python * 1e3:.0f} ms",
            )

    def memory(self) -> Figure:
        """Compare the peak memory of dry runs, each a process of its own."""
        few, many = (
            self.dry_run(
                make_folder(
                    self._folder / f"memory-{count}", contacts=count, is_markdown=False
                ),
                contacts=count,
            ).peak
            for count in (1_000, 50_000)
        )
        return Figure(
            name="peak memory, 50,000 contacts / 1,000",
            ratio=many / few,
            target=1.3,
            detail=f"{many / 1024:.1f} MiB / {few / 1024:.1f} MiB",
        )

    def against_mailmerge(
        self, *, is_markdown: bool, rounds: int, target: float
    ) -> Figure:
        """
        Time 10,000 letters to .eml files against mailmerge's dry run to /dev/null.

        In its dry run mailmerge fills in and encodes each message and prints its text;
        it writes no file. That difference is in its favour.
        """
        kind = "Markdown" if is_markdown else "text"
        folder = make_folder(
            self._folder / kind, contacts=CONTACTS, is_markdown=is_markdown
        )
        if not is_markdown:
            self.hold_letters_together(folder)
        theirs = self._runner(folder, *_mailmerge("--no-limit"))
        ours, other = best_of(
            rounds, lambda: self.dry_run(folder, contacts=CONTACTS), theirs
        )
        self._mailmerge_seconds = other
        return Figure(
            name=f"{CONTACTS:,} {kind} letters / mailmerge",
            ratio=ours / other,
            target=target,
            detail=f"{ours:.2f} s / {other:.2f} s",
        )

    def against_raw_output(self) -> Figure:
        """
        Time the text letters against mailmerge told to make each message's bytes.

        Its dry run makes them only with `--output-format raw`, which is not its
        default: reported beside the figure that has the target.
        """
        folder = self._folder / "text"
        ours, theirs = best_of(
            1,
            lambda: self.dry_run(folder, contacts=CONTACTS),
            self._runner(folder, *_mailmerge("--no-limit", "--output-format", "raw")),
        )
        return Figure(
            name=f"{CONTACTS:,} text letters / mailmerge, raw",
            ratio=ours / theirs,
            detail=f"{ours:.2f} s / {theirs:.2f} s",
        )

    def typeset(self, *, is_markdown: bool) -> Figure:
        """Time the letters with filters and typography on against the plain ones."""
        kind = "Markdown" if is_markdown else "text"
        plain, dressed = (
            make_folder(
                self._folder / f"{kind}-typeset-{is_typeset}",
                contacts=CONTACTS,
                is_markdown=is_markdown,
                is_typeset=is_typeset,
            )
            for is_typeset in (False, True)
        )
        without, with_all = best_of(
            3,
            lambda: self.dry_run(plain, contacts=CONTACTS),
            lambda: self.dry_run(dressed, contacts=CONTACTS),
        )
        return Figure(
            name=f"{CONTACTS:,} {kind} letters typeset / plain",
            ratio=with_all / without,
            target=1.5,
            detail=f"{with_all:.2f} s / {without:.2f} s",
        )

    def disk(self) -> Figure:
        """
        Time as many files of a letter's size as mairemail writes, made by a bare loop.

        Against mailmerge again: no program that writes a file a letter can be below
        this share here. In memory, which is the default, the disk is left out.
        """
        folder = self._folder / "bare"
        folder.mkdir()
        start = time.perf_counter()
        for number in range(CONTACTS):
            (folder / f"{number:05d}_mairie@commune.example.eml").write_bytes(_LETTER)
        seconds = time.perf_counter() - start
        return Figure(
            name=f"{CONTACTS:,} files of 2,400 octets / mailmerge",
            ratio=seconds / self._mailmerge_seconds,
            detail=f"{seconds:.2f} s / {self._mailmerge_seconds:.2f} s",
        )

    def dry_run(self, folder: Path, *, contacts: int) -> Run:
        """
        Run `mairemail send --dry-run` into a new outbox and count its files.

        The outbox is left until the end: ext4 without a journal passes over files
        deleted in the last minutes one by one whenever it makes a new one.
        """
        self._outboxes += 1
        outbox = self._folder / f"outbox-{self._outboxes}"
        taken = self._runner(
            folder, _MAIREMAIL, "send", "--dry-run", "--outbox", outbox
        )()
        written = sum(1 for _file in outbox.glob("*.eml"))
        if written != contacts:
            raise SystemExit(f"{written} letters were written, not {contacts}")
        return taken

    def hold_letters_together(self, folder: Path) -> None:
        """Stop unless both programs write the same words to the first contacts."""
        outbox = self._folder / "first"
        our_line = (_MAIREMAIL, "send", "--dry-run", "--limit", "4", "--outbox", outbox)
        self._runner(folder, *our_line)()
        theirs = subprocess.run(
            _mailmerge("--limit", "4", "--output-format", "text"),
            cwd=folder,
            env=os.environ | self._environment,
            capture_output=True,
            check=True,
        ).stdout.decode()
        for path in outbox.iterdir():
            ours = message_from_bytes(path.read_bytes(), policy=policy.default)
            text = "\n".join(ours.get_content().splitlines())
            if text not in theirs:
                raise SystemExit(f"mailmerge does not write the same:\n{text}")

    def _runner(self, folder: Path, *arguments: str | Path) -> Callable[[], Run]:
        command = Command(
            arguments=arguments, folder=folder, environment=self._environment
        )
        return lambda: run(command)


def _mailmerge(*options: str) -> tuple[str | Path, ...]:
    """Give mailmerge's command line for a folder of `make_folder`."""
    files = ("--template", "template.txt", "--database", "contacts.csv")
    return (MAILMERGE, "--dry-run", *files, "--config", "server.conf", *options)


def _line(figure: Figure) -> str:
    target = "-" if figure.target is None else f"{figure.target:.2f}"
    verdict = "MISSED" if figure.is_missed else "ok" if figure.target else ""
    return (
        f"{figure.name:<42}{figure.ratio:>8.3f}{target:>9}  {verdict:<8}{figure.detail}"
    )


def _memory() -> Path | None:
    """Give a folder in memory, where there is one and TMPDIR names no other."""
    memory = Path("/dev/shm")  # noqa: S108 - what is made in it has a name of its own
    return memory if memory.is_dir() and not os.environ.get("TMPDIR") else None


def main() -> int:
    """Print the table line by line; give the exit code."""
    install_peers()
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}, "
        f"Python {platform.python_version()}, mailmerge {MAILMERGE_VERSION}\n"
    )
    print(f"{'':<42}{'ratio':>8}{'at most':>9}", flush=True)
    is_missed = False
    with (
        TemporaryDirectory(prefix="mairemail-bench-", dir=_memory()) as in_memory,
        # Where a commit costs what it costs people.
        TemporaryDirectory(prefix="mairemail-bench-") as on_disk,
    ):
        for figure in chain(
            Bench(Path(in_memory)).figures(),
            Lists(Path(in_memory, "lists")).figures(),
            Sending(Path(on_disk, "sending")).figures(),
        ):
            print(_line(figure), flush=True)
            is_missed |= figure.is_missed
    return 1 if is_missed else 0


if __name__ == "__main__":
    sys.exit(main())
