"""Every step of a whole `send` fails in every way: tests/servers/matrix.py."""

import sys
from collections import Counter
from pathlib import Path

import pytest

from mairemail.ledger.delivery import Status
from mairemail.ledger.ledger import Ledger
from mairemail.sending.connecting import open_connection
from tests.cli.campaign import (
    DIGITAL,
    LETTER,
    MAYOR,
    OLDQUAY,
    CampaignFolder,
    write_account,
)
from tests.cli.hurried import limits_of
from tests.cli.program import Program, Result
from tests.servers.certificates import Certificates
from tests.servers.matrix import (
    AGAIN,
    Ask,
    Outcome,
    Trouble,
    cells,
    cue,
    outcome,
)
from tests.servers.scripted import ScriptedServer, Step

ALL = (MAYOR, DIGITAL, OLDQUAY)
_PASSWORD = {"MAIREMAIL_PASSWORD": "secret"}
_PLAIN = ("8BITMIME", "ENHANCEDSTATUSCODES", "AUTH PLAIN")
_PIPELINING = (*_PLAIN, "PIPELINING")
# The server is silent for good, or answers at once.
_SHORT_S, _LONG_S = 0.4, 10.0
# Words that only this request has.
_WORDS = {
    Ask.SEND_AGAIN: "the next mairemail send tries again",
    Ask.COME_BACK: "Wait a quarter of an hour|Nothing is lost: go on from",
    Ask.CHECK_SERVER: "heck the server's name|Port 465 goes with",
    Ask.CHECK_LOGIN: "Check user name and password",
    Ask.ASK_PROVIDER: "Show this answer to your provider",
    Ask.CORRECT_ADDRESS: "rejected: correct the address",
    Ask.SETTLE: "mairemail settle ADDRESS",
}
CELLS = [pytest.param(*cell, id="-".join(cell)) for cell in cells()]


class Case:
    """A campaign, a server that fails once, and afterwards one that does not."""

    def __init__(
        self, mairemail: Program, campaign: CampaignFolder, certificates: Certificates
    ) -> None:
        self.has: Counter[str] = Counter()
        self.acknowledged: Counter[str] = Counter()
        self.connections = 0
        self._program = mairemail
        self._campaign = campaign
        self._certificates = certificates
        self._monkeypatch = pytest.MonkeyPatch()

    def with_long_letters(self) -> None:
        """Make them longer than what a client's system keeps in its buffers."""
        (self._campaign.folder / "big.bin").write_bytes(b"x" * 5_000_000)
        self._campaign.letter(LETTER.replace("\n\n", "\nAttach: big.bin\n\n", 1))

    def send(
        self,
        server: ScriptedServer,
        *,
        exits: int,
        limit_s: float = _LONG_S,
        is_process: bool = False,
    ) -> Result:
        """Run `send` before a server, and enter what the server has in the book."""
        more = f'ca_file = "{self._certificates.ca_file}"'
        write_account(
            self._program, server, security="starttls", auth="password", more=more
        )
        if is_process:
            module = (sys.executable, "-m", "tests.cli.hurried", str(limit_s))
            sent = self._program.shell(
                [*module, "send", "--yes"], exits=exits, environment=_PASSWORD
            )
        else:
            with pytest.MonkeyPatch.context() as patch:
                defaults = open_connection.__kwdefaults__
                patch.setitem(defaults, "limits", limits_of(limit_s))
                sent = self._program.quick(
                    "send", "--yes", exits=exits, environment=_PASSWORD
                )
        self.connections = server.connections
        for letter in server.letters:
            self.has.update(letter.recipients)
            if letter.is_acknowledged:
                self.acknowledged.update(letter.recipients)
        return sent

    def statuses(self) -> dict[str, Status]:
        """Give what the ledger says of each, pending where it says nothing."""
        known: dict[str, Status] = {}
        if (self._program.state / "ledger.sqlite3").exists():
            with Ledger(self._program.state) as ledger:
                known = {
                    one.email: one.status for one in ledger.deliveries("test-000000")
                }
        return dict.fromkeys(ALL, Status.PENDING) | known

    def server(self, *cues: object, extensions: tuple[str, ...]) -> ScriptedServer:
        """Give a server of the usual kind: STARTTLS, then a login."""
        return ScriptedServer(
            *cues,  # type: ignore[arg-type]  # cues, handed on
            extensions=extensions,
            starttls=self._certificates.good,
        )


@pytest.fixture
def case(
    mairemail: Program, campaign: CampaignFolder, certificates: Certificates
) -> Case:
    """Give a campaign of three letters."""
    return Case(mairemail, campaign, certificates)


def _asked(result: Result) -> set[Ask]:
    import re

    shown = " ".join((result.out + result.err).split())
    found = {ask for ask, words in _WORDS.items() if re.search(words, shown)}
    return found or {Ask.NOTHING}


def _hold(
    case: Case,
    step: Step,
    trouble: Trouble,
    *,
    extensions: tuple[str, ...] = _PLAIN,
    is_process: bool = False,
) -> None:
    expected = outcome(step, trouble)
    limit_s = _SHORT_S if trouble is Trouble.SILENCE else _LONG_S
    if step is Step.BODY:
        case.with_long_letters()
    with case.server(cue(step, trouble), extensions=extensions) as server:
        sent = case.send(
            server, exits=expected.code, limit_s=limit_s, is_process=is_process
        )
    statuses = case.statuses()
    failed = DIGITAL if step is Step.REPLIED else MAYOR
    assert statuses[failed] is expected.status
    others = {status for email, status in statuses.items() if email != failed}
    assert others == {Status.ACCEPTED if expected.goes_on else Status.PENDING}
    assert _asked(sent) == {expected.ask}
    if step is not Step.CONNECT:
        assert case.connections == expected.connections
    _books_agree(case)
    _second_send_finishes(case, expected)


def _books_agree(case: Case) -> None:
    statuses = case.statuses()
    accepted = {one for one in ALL if statuses[one] is Status.ACCEPTED}
    assert set(case.acknowledged) == accepted
    in_doubt = {one for one in ALL if statuses[one] is Status.UNCERTAIN}
    assert case.has - case.acknowledged == Counter(in_doubt)


def _second_send_finishes(case: Case, before: Outcome) -> None:
    is_named = before.status in {Status.UNCERTAIN, Status.REJECTED}
    with case.server(extensions=_PLAIN) as healthy:
        sent = case.send(healthy, exits=1 if is_named else 0)
    _books_agree(case)
    assert set(case.has.values()) == {1}
    for email, status in case.statuses().items():
        if status is not Status.ACCEPTED:
            assert status is before.status
            assert status in {Status.UNCERTAIN, Status.REJECTED}
    if before.status is Status.UNCERTAIN:
        assert MAYOR in sent.err


@pytest.mark.parametrize(("step", "trouble"), CELLS)
def test_send_survives(case: Case, step: Step, trouble: Trouble) -> None:
    """Status, run, request, exit code; and nobody ever gets a second letter."""
    _hold(case, step, trouble)
