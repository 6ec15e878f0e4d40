"""Starting: quickly, and from an installed wheel."""

import os
import shutil
import subprocess
import sys
import sysconfig
from importlib.util import find_spec
from pathlib import Path

import pytest

from mairemail import __version__
from tests.cli.program import Program, check_manners
from tests.conftest import ROOT, whole_environment

_SLOW = (
    "jinja2", "rich", "keyring", "email_validator", "smtplib", "ssl", "sqlite3",
    "babel", "cmarkgfm", "asyncio", "pydantic", "tomlkit", "filelock", "platformdirs",
)  # fmt: skip


def test_command_line_loads_nothing_that_it_does_not_need_yet(
    mairemail: Program,
) -> None:
    """A command that takes a second to say no is not typed twice."""
    script = f"""
import sys
import mairemail.cli.app
print(*[name for name in {_SLOW!r} if name in sys.modules])
"""
    assert mairemail.shell([sys.executable, "-c", script]).out.strip() == ""


def test_version_is_told(mairemail: Program) -> None:
    """The first thing that is asked in a report of a fault."""
    assert mairemail.quick("--version").out == f"mairemail {__version__}\n"


def test_nothing_asked_shows_the_commands(mairemail: Program) -> None:
    """Who types the bare name wants to know what there is."""
    shown = mairemail.quick(exits=None)
    for command in ("init", "check", "preview", "send", "status", "settle", "optout",
                    "ledger", "contacts", "account", "demo"):  # fmt: skip
        assert command in shown.out + shown.err


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from what git knows and install it into an empty venv."""
    folder = tmp_path_factory.mktemp("wheel")
    _copy_tracked_files(folder / "source")
    # Without hatchling at hand pip fetches it, as it does for a user.
    isolation = ["--no-build-isolation"] if find_spec("hatchling") else []
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    _run(
        [*pip, "wheel", "--no-deps", *isolation, "-w", str(folder), "./source"], folder
    )
    (wheel,) = folder.glob("*.whl")
    _run([sys.executable, "-m", "venv", "--without-pip", "venv"], folder)
    python = folder / "venv" / "bin" / "python"
    _run([*pip, "--python", str(python), "install", "--no-deps", str(wheel)], folder)
    # The dependencies of the test's own venv; its .pth files, and so the editable
    # mairemail, are not followed from here.
    (site,) = (folder / "venv" / "lib").glob("python*/site-packages")
    Path(site, "dependencies.pth").write_text(
        sysconfig.get_path("purelib") + "\n", encoding="utf-8"
    )
    return python


def _copy_tracked_files(target: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        timeout=20,
    )
    for name in listed.stdout.decode().split("\0"):
        source = ROOT / name
        if name and source.is_file() and not name.startswith("tests/"):
            place = target / name
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, place)


def _run(command: list[str], folder: Path) -> None:
    variables = {name: value for name, value in os.environ.items()
                 if name not in {"PYTHONPATH", "PYTHONWARNINGS"}}  # fmt: skip
    done = subprocess.run(
        command,
        cwd=folder,
        env=variables,
        capture_output=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()


def test_installed_wheel_plays_the_whole_way_in_both_languages(
    installed: Path, home: Path
) -> None:
    """What works in the checkout only works for nobody else."""

    def run(*arguments: str, language: str = "en") -> str:
        variables = whole_environment(home) | {"MAIREMAIL_LANG": language}
        del variables["PYTHONPATH"]
        done = subprocess.run(
            [str(installed.with_name("mairemail")), *arguments],
            cwd=home,
            env=variables,
            capture_output=True,
            timeout=30,
            check=False,
        )
        check_manners(done.stdout.decode() + done.stderr.decode(), done.returncode)
        assert done.returncode == 0, done
        return done.stdout.decode()

    where = subprocess.run(
        [str(installed), "-c", "import mairemail; print(mairemail.__file__)"],
        capture_output=True,
        cwd=home,
        env={"HOME": str(home)},
        check=True,
        timeout=20,
    )
    assert Path(where.stdout.decode().strip()).is_relative_to(installed.parents[1])
    run("init", "letter")
    assert "Dear Mayor Hartley" in run("preview", "-C", "letter")
    run("init", "lettre", language="fr")
    assert (home / "lettre" / "arguments" / "audience.md").is_file()
    assert "Madame la Maire" in run("preview", "-C", "lettre", language="fr")
    assert "$ mairemail status" in run("demo")
    # So are the communes.
    asked = (
        "from mairemail.places.communes import commune_of; "
        "print(commune_of('48095').name)"
    )
    named = subprocess.run(
        [str(installed), "-c", asked],
        capture_output=True,
        cwd=home,
        env={"HOME": str(home)},
        check=True,
        timeout=20,
    )
    assert named.stdout == b"Mende\n"
    # The compiled catalogue is in the wheel.
    assert "Nobody gets the letter twice" not in " ".join(
        run("demo", language="fr").split()
    )


@pytest.mark.parametrize("words", [("--help",), ("--version",), ("send", "--help")])
@pytest.mark.parametrize("is_buffered", ["", "1"])
def test_what_cannot_be_written_is_told(
    mairemail: Program, words: tuple[str, ...], is_buffered: str
) -> None:
    """A full disk is no bug, and must not look like a success."""
    script = 'exec "$0" -m mairemail "$@" > /dev/full'
    told = mairemail.shell(
        ["sh", "-c", script, sys.executable, *words],
        exits=73,
        environment={"PYTHONUNBUFFERED": is_buffered},
    )
    assert "the disk is full" in told.err


@pytest.mark.parametrize("words", [(), ("--help",), ("account",), ("nonsense",)])
def test_talk_that_cannot_be_written_is_left_out(
    mairemail: Program, words: tuple[str, ...]
) -> None:
    """Some jobs have nowhere to put it."""
    for end in ("2> /dev/full", "2>&-", ">&- 2>&-"):
        script = f'exec "$0" -m mairemail "$@" {end}'
        told = mairemail.shell(["sh", "-c", script, sys.executable, *words], exits=None)
        assert told.code == (0 if words == ("--help",) else 2)
