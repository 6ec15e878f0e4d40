"""mairemail ledger: to look, to forget, to move."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.campaign import DIGITAL, MAYOR, OLDQUAY, SETTINGS, CampaignFolder
from tests.cli.program import Program, check_manners, finish
from tests.cli.terminal import terminal
from tests.servers.recording import Gate, MailServer

HISTORY_KEYS = {
    "event", "campaign_id", "email", "message_id", "status", "account", "code",
    "enhanced", "reply", "at",
}  # fmt: skip


@pytest.fixture
def sent(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> CampaignFolder:
    """Give two campaigns sent to the same people, one of whom refused."""
    server.refuse(DIGITAL, f"550 5.1.1 <{DIGITAL}>: no such mailbox")
    mairemail.quick("send", "--yes", exits=1)
    ready.settings(SETTINGS.replace("test-000000", "test-111111"))
    mairemail.quick("send", "--yes", exits=1)
    return ready


def _elsewhere(tmp_path: Path, program: Program) -> Program:
    """Give another computer, in the same folder."""
    home = tmp_path / "elsewhere"
    (home / "tmp").mkdir(parents=True)
    other = Program(home)
    other.folder = program.folder
    other.config.mkdir()
    settings = (program.config / "accounts.toml").read_bytes()
    (other.config / "accounts.toml").write_bytes(settings)
    return other


def _states(program: Program) -> list[tuple[object, object, object]]:
    """Give campaign, state and time of everything known of the three."""
    return [
        (one["campaign_id"], one["status"], one["at"])
        for email in (MAYOR, DIGITAL, OLDQUAY)
        for one in program.quick("ledger", "show", email, "--json").objects
    ]


def _files_with(program: Program, text: str) -> list[str]:
    """Give the names of the files of the state folder in which a text stands."""
    return [
        path.name
        for path in program.state.iterdir()
        if text.casefold().encode() in path.read_bytes().lower()
    ]


def test_show_tells_all_that_is_known_of_an_address(
    mairemail: Program, sent: CampaignFolder
) -> None:
    """Whoever asks what one keeps of them gets the whole of it (GDPR, article 15)."""
    found = mairemail.quick("ledger", "show", DIGITAL.upper(), "--json").objects
    assert all(one.keys() == HISTORY_KEYS for one in found)
    assert [(one["campaign_id"], one["status"], one["code"]) for one in found] == [
        ("test-000000", "rejected", 550), ("test-111111", "rejected", 550),
    ]  # fmt: skip
    shown = mairemail.quick("ledger", "show", MAYOR).out
    for part in (MAYOR, "test-000000", "test-111111", "Message-ID", "handed over",
                 "accepted", "perso", "250 2.0.0"):  # fmt: skip
        assert part in shown


def test_show_of_one_campaign(mairemail: Program, sent: CampaignFolder) -> None:
    """The folder one is in says which."""
    found = mairemail.quick("ledger", "show", MAYOR, "-C", ".", "--json").objects
    assert {one["campaign_id"] for one in found} == {"test-111111"}


def test_show_tells_of_the_do_not_write_list(mairemail: Program) -> None:
    """It is part of what is kept."""
    mairemail.quick("optout", "add", MAYOR, "--note", "by phone")
    (one,) = mairemail.quick("ledger", "show", MAYOR, "--json").objects
    assert (one["event"], one["note"]) == ("optout", "by phone")
    assert "by phone" in mairemail.quick("ledger", "show", MAYOR).out


@pytest.mark.parametrize("command", ["show", "forget"])
def test_nothing_known_is_told(
    mairemail: Program, ready: CampaignFolder, command: str
) -> None:
    """A typing mistake must not look like a clean record."""
    mairemail.quick("ledger", command, MAYOR, exits=66)
    assert not mairemail.state.exists()
    mairemail.quick("send", "--yes")
    mairemail.quick("ledger", command, "nobody@oldquay.example", exits=2)


def test_forget_leaves_no_byte_and_sends_no_second_letter(
    mairemail: Program, sent: CampaignFolder, server: MailServer
) -> None:
    """Erased is erased (GDPR, article 17), and twice is twice."""
    assert _files_with(mairemail, MAYOR) == ["ledger.sqlite3"]
    for address in (MAYOR, DIGITAL):
        mairemail.quick("ledger", "forget", address, "--yes")
        assert _files_with(mairemail, address) == []
    before = server.letters
    server.refuse(DIGITAL, "unused", times=0)
    mairemail.quick("send", "--yes", "--retry-rejected")
    assert server.letters == before
    for address in (MAYOR, DIGITAL):
        assert _files_with(mairemail, address) == []
    found = {
        one["email"]: one["status"]
        for one in mairemail.quick("status", "--json").objects
    }
    assert found == {MAYOR: "accepted", DIGITAL: "held", OLDQUAY: "accepted"}
    assert "reply" in mairemail.quick("ledger", "show", MAYOR, "--json").out


def test_forgotten_without_a_row_is_shown_without_an_address(
    mairemail: Program, sent: CampaignFolder
) -> None:
    """A line with nothing on it would be taken for a fault."""
    mairemail.quick("ledger", "forget", MAYOR, "--yes")
    sent.contacts([f"{OLDQUAY},Ms,Zoë,Ashworth,Mayor,Oldquay\n"])
    assert "(forgotten)" in mairemail.quick("status").out
    assert None in [one["email"] for one in mairemail.quick("status", "--json").objects]


@pytest.mark.parametrize(
    ("language", "answer", "code"),
    [("en", "yes", 0), ("fr", "OUI", 0), ("fr", "yes", 0), ("en", "", 1)],
)  # fmt: skip
def test_forget_asks_first(
    mairemail: Program, sent: CampaignFolder, language: str, answer: str, code: int
) -> None:
    """What is erased cannot be asked back."""
    environment = {"MAIREMAIL_LANG": language}
    arguments = ("ledger", "forget", MAYOR)
    with terminal(mairemail, *arguments, environment=environment) as screen:
        screen.expect("test-000000")
        screen.expect(": ")
        screen.type(answer)
        screen.wait(exits=code)
    assert bool(_files_with(mairemail, MAYOR)) is bool(code)


def test_forget_in_a_script_wants_yes(mairemail: Program, sent: CampaignFolder) -> None:
    """A script that forgot it must not erase."""
    assert "--yes" in mairemail("ledger", "forget", MAYOR, exits=2, stdin="yes\n").err
    assert _files_with(mairemail, MAYOR)


def test_forget_waits_for_a_run_that_is_going_on(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """What is on its way would note the address again."""
    server.gate = Gate(at=1)
    process = mairemail.start("send", "--yes")
    server.gate.wait_until_reached()
    mairemail.quick("ledger", "forget", MAYOR, "--yes", exits=75)
    server.gate.open()
    assert finish(process).code == 0
    assert _files_with(mairemail, MAYOR)


def test_ledger_moves_to_another_computer(
    mairemail: Program, sent: CampaignFolder, server: MailServer, tmp_path: Path
) -> None:
    """Nobody there gets a second letter, and who opted out stays so."""
    mairemail.quick("optout", "add", "no@oldquay.example", "--note", "été")
    mairemail.quick("ledger", "export", "l.jsonl")
    file = sent.folder / "l.jsonl"
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in sent.folder.glob(".*")] == []
    assert all(json.loads(line) for line in file.read_text("ascii").splitlines())
    other = _elsewhere(tmp_path, mairemail)
    assert "6 new messages" in other.quick("ledger", "import", "l.jsonl").out
    assert _states(other) == _states(mairemail)
    assert "6 known already" in other.quick("ledger", "import", "l.jsonl").out
    assert _states(other) == _states(mairemail)
    (optout,) = other.quick("optout", "list", "--json").objects
    assert optout["note"] == "été"
    before = server.letters
    other.quick("send", "--yes", exits=1)
    assert server.letters == before


def test_ledger_moves_through_a_pipe(
    mairemail: Program, sent: CampaignFolder, tmp_path: Path
) -> None:
    """`ssh` is the way between two computers."""
    exported = mairemail("ledger", "export").out
    assert mairemail("ledger", "export", "-").out == exported
    other = _elsewhere(tmp_path, mairemail)
    other("ledger", "import", "-", stdin=exported)
    assert _states(other) == _states(mairemail)


def test_doubt_comes_over_as_a_doubt(
    mairemail: Program, doubtful: CampaignFolder, server: MailServer, tmp_path: Path
) -> None:
    """Exported just after the crash, before any run named it."""
    mairemail.quick("ledger", "export", "l.jsonl")
    other = _elsewhere(tmp_path, mairemail)
    other.quick("ledger", "import", "l.jsonl")
    assert "1 uncertain" in other.quick("status").out
    other.quick("send", "--yes", exits=1)
    assert server.letters == {MAYOR: 1, DIGITAL: 1, OLDQUAY: 1}


def test_export_overwrites_nothing(mairemail: Program, sent: CampaignFolder) -> None:
    """There is no --force: another name costs nothing."""
    mairemail.quick("ledger", "export", "letter.md", exits=73)
    assert (sent.folder / "letter.md").read_text("utf-8").startswith("Subject")
    (sent.folder / "link").symlink_to("nowhere")
    mairemail.quick("ledger", "export", "link", exits=73)
    mairemail.quick("ledger", "export", "no/such/folder.jsonl", exits=73)
    mairemail.quick("ledger", "export", ".", exits=73)
    assert not (sent.folder / "nowhere").exists()


def test_export_without_a_ledger_makes_none(mairemail: Program) -> None:
    """To look must change nothing."""
    mairemail.quick("ledger", "export", "l.jsonl", exits=66)
    assert not mairemail.state.exists()
    assert not (mairemail.folder / "l.jsonl").exists()


def test_reader_of_an_export_that_goes_away_is_no_fault(
    mairemail: Program, sent: CampaignFolder
) -> None:
    """`ledger export | head -1` tells the format."""
    done = subprocess.run(
        ["bash", "-c", '"$0" -m mairemail ledger export | head -1', sys.executable],
        cwd=mairemail.folder,
        env=mairemail.environment(None),
        capture_output=True,
        timeout=30,
        check=False,
    )
    check_manners(done.stderr.decode(), done.returncode)
    assert json.loads(done.stdout)["format"] == "mairemail-ledger"
    assert done.stderr == b""


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (b"", 74, "cut off"),
        (b"\xff\xfe\x00", 74, "line 1"),
        (b"email\nmairie@oldquay.example\n", 74, "line 1"),
        (b'{"format": "mairemail-ledger", "version": 2}\n', 74, "newer"),
        (None, 66, "cannot be read"),
    ],
)  # fmt: skip
def test_what_cannot_be_imported_is_told_with_its_line(
    mairemail: Program,
    sent: CampaignFolder,
    content: bytes | None,
    code: int,
    said: str,
) -> None:
    """And nothing of it is."""
    if content is not None:
        (sent.folder / "l.jsonl").write_bytes(content)
    before = _states(mairemail)
    refused = mairemail.quick("ledger", "import", "l.jsonl", exits=code)
    assert said in " ".join(refused.err.split())
    assert _states(mairemail) == before


def test_state_of_a_newer_program_ends_with_74(
    mairemail: Program, sent: CampaignFolder, server: MailServer
) -> None:
    """Not with a bug: the way out is an update."""
    from mairemail.ledger.ledger import Ledger

    with Ledger(mairemail.state) as ledger:
        ledger.write("UPDATE events SET status = 'teleported'")
    for command in ("status", "send --yes"):
        refused = mairemail.quick(*command.split(), exits=74)
        assert "teleported" in refused.err
        assert "→" in refused.err
    assert "teleported" in mairemail.quick("ledger", "show", MAYOR).out


@pytest.mark.parametrize("file", ["/dev/zero", "-"])
def test_import_of_what_has_no_end_is_refused(mairemail: Program, file: str) -> None:
    """A mistyped name must not fill the memory."""
    script = f'exec "$0" -m mairemail ledger import {file} < /dev/zero'
    failed = mairemail.shell(["sh", "-c", script, sys.executable], exits=74)
    assert "line 1: it is not valid JSON" in failed.err
