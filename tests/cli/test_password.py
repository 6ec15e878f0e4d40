"""The password is said to the server and kept by the keyring: it is nowhere else."""

import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import quote

import pytest

from mairemail.accounts.account import Account, Security, SmtpServer
from mairemail.accounts.pace import Pace
from mairemail.accounts.secrets import Secret, SecretSources
from mairemail.letters.forms_of_address import Sender
from mairemail.sending.smtp import Connection
from tests.cli.campaign import DIGITAL, LETTER, MAYOR, CampaignFolder, write_account
from tests.cli.program import Program, every_file, finish, one_line
from tests.cli.terminal import terminal
from tests.servers.recording import Gate, MailServer
from tests.servers.scripted import Cue, Fault, ScriptedServer, Step

FIRST, LAST = "canary-7f3a", "vogel-19c2"
# What forms differ by stands in the middle: whatever the form, an end shows.
CANARY = f'{FIRST} é%"\\{LAST}'
USERNAME = "camille@association.example"
PLAIN = b64encode(f"\0{USERNAME}\0{CANARY}".encode()).decode()
NO_KEYRING = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}


def forms_of(word: str) -> Iterator[bytes]:
    """Give a word as it may stand in a file, base64 at each of its three alignments."""
    data = word.encode()
    yield data
    yield data.hex().encode()
    for encoding in ("utf-16-le", "utf-16-be"):
        yield word.encode(encoding)
    for encode in (b64encode, urlsafe_b64encode):
        for before in range(3):
            encoded = encode(b" " * before + data)
            # Without the characters that hold bits of what stands around.
            yield encoded[-(-before * 4 // 3) : (before + len(data)) * 4 // 3]


FORMS = tuple({form for word in (FIRST, LAST) for form in forms_of(word)})


def is_told_by(data: bytes) -> bool:
    """Tell whether any end of the password stands in the data, in any form."""
    return any(form.lower() in data.lower() for form in FORMS)


@pytest.mark.parametrize(
    "form",
    [
        CANARY, CANARY.upper(), json.dumps(CANARY), repr(CANARY), quote(CANARY), PLAIN,
        b64encode(CANARY.encode()).decode(), f"to {CANARY[:14]}", f"no {CANARY[-12:]}",
    ],
)  # fmt: skip
def test_search_finds_the_password_in_every_form(form: str) -> None:
    """Or the tests below would find nothing for another reason."""
    assert is_told_by(f"x {form} y".encode())
    assert not is_told_by(b"x y")


class Journey:
    """
    One person's way through all commands; what was shown is kept.

    Attributes:
        shown: Everything on stdout, stderr and the terminal.
        environment: The variables of every command.
        source: Where the password comes from; a "prompt" needs a terminal.
    """

    def __init__(
        self, program: Program, environment: dict[str, str], *, source: str
    ) -> None:
        self.shown: list[str] = []
        self.environment = environment
        self.source = source
        self._program = program

    def runs(self, *arguments: str, exits: int = 0) -> None:
        """Run a command that needs no password, or finds it by itself."""
        # The keyring of a program in this interpreter is another one.
        run = self._program if self.source == "keyring" else self._program.quick
        done = run(*arguments, exits=exits, environment=self.environment)
        self.shown += [done.out, done.err]

    def logs_in(self, *arguments: str, exits: int = 0) -> None:
        """Run a command that needs the password, and tell it where it asks."""
        if self.source == "prompt":
            with self.at_a_terminal(*arguments, exits=exits):
                return
        self.runs(*arguments, exits=exits)

    @contextmanager
    def at_a_terminal(self, *arguments: str, exits: int = 0) -> Iterator[None]:
        """Type the password where the command asks for it."""
        with terminal(
            self._program, *arguments, environment=self.environment
        ) as screen:
            screen.expect("not shown): ")
            screen.type(CANARY)
            yield
            self.shown.append(screen.wait(exits=exits))


@pytest.fixture
def guarded(mail_server: Callable[..., MailServer]) -> MailServer:
    """Give a server that wants the canary as its password, and refuses one official."""
    server = mail_server(password=CANARY)
    server.refuse(MAYOR, f"550 5.1.1 No such mailbox; you came as AUTH PLAIN {PLAIN}")
    return server


@pytest.fixture(params=["environment", "command", "keyring", "prompt"])
def journey(
    request: pytest.FixtureRequest,
    mairemail: Program,
    campaign: CampaignFolder,
    guarded: MailServer,
) -> Journey:
    """Give a journey whose account is there, its password from one of the sources."""
    options = (
        "account", "add", "perso", "--email", USERNAME, "--name", "Camille",
        "--postal-address", "-", "--host", "127.0.0.1", "--security", "none",
        "--username", USERNAME, "--port", str(guarded.port),
    )  # fmt: skip
    source = str(request.param)
    environment = {
        "environment": {"MAIREMAIL_PASSWORD": CANARY},
        "prompt": NO_KEYRING,
    }.get(source, {})
    person = Journey(mairemail, environment, source=source)
    if source == "environment":
        person.logs_in(*options)
    elif source == "prompt":
        # Without a keyring it could not be kept, so it is not asked for.
        with terminal(mairemail, *options, environment=environment) as screen:
            person.shown.append(screen.wait(exits=0))
    elif source == "command":
        file = mairemail.home / "of-the-user"
        file.write_text(CANARY + "\n", encoding="utf-8")
        more = f"password_command = ['cat', '{file}']"
        write_account(mairemail, guarded, auth="password", more=more)
    else:
        with person.at_a_terminal(*options):
            pass
    return person


def test_password_is_nowhere_after_a_whole_journey(
    mairemail: Program, campaign: CampaignFolder, guarded: MailServer, journey: Journey
) -> None:
    """Files are backed up, screens are photographed, errors go to forums."""
    journey.runs("init", "another", "--letter", "en/leave-x")
    for command in ("list", "show"):
        journey.runs("account", command)
    journey.logs_in("account", "test")
    for arguments in (("check",), ("preview",), ("send", "--dry-run")):
        journey.runs(*arguments)
    journey.logs_in("send", "--yes", "--to-me")
    journey.logs_in("send", "--yes", "--json", exits=1)
    journey.runs("send", "--yes", exits=1)
    journey.runs("settle", DIGITAL, "--sent")
    journey.runs("status", "--csv", "status.csv")
    journey.runs("status", "--json")
    assert {login.password for login in guarded.logins} == {CANARY}
    assert len(guarded.received) == 3
    assert_nowhere(journey, mairemail)


def test_password_is_nowhere_after_every_kind_of_failure(
    mairemail: Program, campaign: CampaignFolder, guarded: MailServer, journey: Journey
) -> None:
    """Errors are where passwords leak: each is copied, logged and sent to somebody."""
    guarded.password = "another"
    journey.logs_in("account", "test", exits=77)
    journey.logs_in("send", "--yes", "--json", exits=77)
    accounts = mairemail.config / "accounts.toml"
    text = accounts.read_text(encoding="utf-8")
    said = f"AUTH PLAIN {PLAIN} {CANARY} {quote(CANARY)} {CANARY.upper()} {CANARY!r}"
    with ScriptedServer(
        Cue(Step.AUTH, f"535 5.7.8 {said}"),
        Cue(Step.AUTH, f"454-4.7.0 {said}\r\n454 4.7.0 {PLAIN[:-9]}", nth=2),
        Cue(Step.AUTH, f"334 {PLAIN}", nth=3),
        Cue(Step.AUTH, said, Fault.CLOSE, nth=4),
        extensions=("AUTH PLAIN",),
    ) as server:
        other = text.replace(str(guarded.port), str(server.port))
        accounts.write_text(other, encoding="utf-8")
        for exits in (77, 75, 77, 69):
            journey.logs_in("send", "--yes", "--json", exits=exits)
    accounts.write_text(text, encoding="utf-8")
    broken = LETTER.replace("\n\n", "\nAttach: missing.pdf\n\n", 1) + "{{ 1/0 }}"
    campaign.letter(broken)
    journey.runs("check", exits=1)
    journey.runs("send", "--yes", "--json", exits=1)
    accounts.write_text(text.replace(str(guarded.port), "1"), encoding="utf-8")
    journey.runs("account", "test", exits=69)
    accounts.write_text(text + "]", encoding="utf-8")
    journey.runs("account", "test", exits=78)
    assert guarded.received == []
    assert_nowhere(journey, mairemail)


def assert_nowhere(journey: Journey, program: Program) -> None:
    """Search what was shown and every file, the places for passwords left out."""
    for shown in journey.shown:
        assert not is_told_by(shown.encode()), shown
    told = {
        file.name
        for file in every_file(program.home)
        if is_told_by(file.name.encode()) or is_told_by(file.read_bytes())
    }
    assert told <= {"keyring.json", "of-the-user"}


@pytest.mark.parametrize("method", ["command", "submit"])
def test_bug_is_reported_without_the_password(
    mairemail: Program,
    campaign: CampaignFolder,
    guarded: MailServer,
    monkeypatch: pytest.MonkeyPatch,
    method: str,
) -> None:
    """A bug's report is made to be copied, and the error may quote anything."""

    def fail(*_arguments: object, **_options: object) -> None:
        raise RuntimeError(f"AUTH PLAIN {PLAIN} {CANARY}")

    monkeypatch.setattr(Connection, method, fail)
    write_account(mairemail, guarded, auth="password")
    journey = Journey(mairemail, {"MAIREMAIL_PASSWORD": CANARY}, source="environment")
    journey.runs("send", "--yes", exits=70)
    assert "This is a bug" in journey.shown[-1]
    assert_nowhere(journey, mairemail)


def test_killed_run_leaves_no_password_behind(
    mairemail: Program, campaign: CampaignFolder, guarded: MailServer
) -> None:
    """Whatever lies on the disk in the middle of a run stays there then."""
    write_account(mairemail, guarded, auth="password")
    keyring = {"mairemail perso/smtp": CANARY}
    (mairemail.home / "keyring.json").write_text(json.dumps(keyring), encoding="utf-8")
    guarded.gate = Gate(at=1)
    process = mairemail.start("send", "--yes")
    guarded.gate.wait_until_reached()
    process.kill()
    done = finish(process)
    guarded.gate.open()
    names = {file.name for file in every_file(mairemail.state)}
    assert "ledger.sqlite3-wal" in names
    journey = Journey(mairemail, {}, source="keyring")
    journey.shown += [done.out, done.err]
    assert_nowhere(journey, mairemail)


def test_values_that_hold_or_lead_to_a_password_do_not_show_it() -> None:
    """Tracebacks, logs and debuggers print values."""
    server = SmtpServer(
        host="127.0.0.1",
        port=25,
        security=Security.NONE,
        username=USERNAME,
        password_command=("printf", CANARY),
    )
    account = Account(
        name="perso",
        identity=Sender(name="Camille", email=USERNAME),
        smtp=server,
        pace=Pace(per_day=0, gap_s=0.0),
    )
    secret = Secret(CANARY)
    sources = SecretSources(from_environment=secret)
    for value in (server, account, secret, sources):
        assert not is_told_by(f"{value!r} {value!s} {value}".encode())


@pytest.mark.parametrize("command", [("account", "test"), ("send", "--yes")])
def test_plain_text_to_another_machine_is_refused_without_a_connection(
    mairemail: Program, campaign: CampaignFolder, command: tuple[str, ...]
) -> None:
    """Not even a name is looked up: the account is refused as it is read."""
    write_account(mairemail, MailServer(), auth="password")
    accounts = mairemail.config / "accounts.toml"
    text = accounts.read_text(encoding="utf-8").replace("127.0.0.1", "192.0.2.1")
    accounts.write_text(text.replace("port = 0", "port = 25"), encoding="utf-8")
    environment = {"MAIREMAIL_PASSWORD": CANARY}
    refused = mairemail(*command, exits=78, environment=environment)
    assert "never travel unencrypted" in one_line(refused.err)
    assert mairemail.connections() == []
