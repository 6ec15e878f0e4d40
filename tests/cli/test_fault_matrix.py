"""Every step of a whole `send` fails in every way: tests/servers/matrix.py."""

import re
import sys
from collections import Counter

import pytest

from mairemail.ledger.delivery import Status
from mairemail.ledger.ledger import Ledger
from tests.cli.campaign import (
    DIGITAL,
    LETTER,
    MAYOR,
    OLDQUAY,
    CampaignFolder,
    write_account,
)
from tests.cli.hurried import hurry
from tests.cli.program import Program, Result
from tests.servers.certificates import Certificates
from tests.servers.matrix import (
    AGAIN,
    MATRIX,
    STEPS,
    TROUBLES,
    Ask,
    Outcome,
    Run,
    Trouble,
    cells,
    cue,
    outcome,
)
from tests.servers.matrix_page import PAGE, page
from tests.servers.scripted import Cue, ScriptedServer, Step

ALL = (MAYOR, DIGITAL, OLDQUAY)
_PASSWORD = {"MAIREMAIL_PASSWORD": "secret"}
_PLAIN = ("8BITMIME", "ENHANCEDSTATUSCODES", "AUTH PLAIN")
_PIPELINING = (*_PLAIN, "PIPELINING")
# The server is silent for good, or answers at once.
_SHORT_S, _LONG_S = 0.4, 10.0
# Words that only this request has.
_WORDS = {
    Ask.SEND_AGAIN: "the next mairemail send tries again",
    Ask.COME_BACK: "Wait a quarter of an hour|Nothing is lost: go on",
    Ask.CHECK_SERVER: "heck the server's name|Port 465 goes with",
    Ask.CHECK_LOGIN: "Check user name and password",
    Ask.ASK_PROVIDER: "Show this answer to your provider",
    Ask.CORRECT_ADDRESS: "rejected: correct the address",
    Ask.SETTLE: "mairemail settle",
}
_MESSAGE = (Step.MAIL, Step.RCPT, Step.DATA)
# What only a real exit shows: a thread left over, a warning at the end. Each step and
# each trouble once; every trouble where it matters most. The others are much faster.
_IN_A_PROCESS = {
    *((step, list(Trouble)[place % len(Trouble)]) for place, step in enumerate(Step)),
    *((Step.DOT, trouble) for trouble in Trouble),
}


def _cells(*steps: Step, only: Outcome | None = None) -> pytest.MarkDecorator:
    """Give the cells of some steps, or of all, with this outcome or with any."""
    found = [
        pytest.param(step, trouble, id=f"{step}-{trouble}")
        for step, trouble in cells()
        if step in (steps or Step) and only in {None, outcome(step, trouble)}
    ]
    return pytest.mark.parametrize(("step", "trouble"), found)


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

    def with_long_letters(self) -> None:
        """Make them longer than what a client's system keeps in its buffers."""
        (self._campaign.folder / "big.bin").write_bytes(b"x" * 3_200_000)
        self._campaign.letter(LETTER.replace("\n\n", "\nAttach: big.bin\n\n", 1))

    def send(
        self,
        server: ScriptedServer,
        *,
        exits: int,
        limit_s: float = _LONG_S,
        in_a_process: bool = False,
    ) -> Result:
        """Run `send` before a server, and enter what the server has in the book."""
        more = f'ca_file = "{self._certificates.ca_file}"'
        write_account(
            self._program, server, security="starttls", auth="password", more=more
        )
        if in_a_process:
            module = (sys.executable, "-m", "tests.cli.hurried", str(limit_s))
            sent = self._program.shell(
                [*module, "send", "--yes"], exits=exits, environment=_PASSWORD
            )
        else:
            with pytest.MonkeyPatch.context() as patch:
                hurry(limit_s, patch=patch)
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

    def server(
        self, *cues: Cue, extensions: tuple[str, ...] = _PLAIN
    ) -> ScriptedServer:
        """Give a server of the usual kind: STARTTLS, then a login."""
        return ScriptedServer(
            *cues, extensions=extensions, starttls=self._certificates.good
        )


@pytest.fixture
def case(
    mairemail: Program, campaign: CampaignFolder, certificates: Certificates
) -> Case:
    """Give a campaign of three letters."""
    return Case(mairemail, campaign, certificates)


@_cells()
def test_send_survives(case: Case, step: Step, trouble: Trouble) -> None:
    """Status, run, request, exit code; and nobody ever gets a second letter."""
    _hold(case, step, trouble, in_a_process=(step, trouble) in _IN_A_PROCESS)


@_cells(*_MESSAGE)
def test_send_survives_with_pipelining(
    case: Case, step: Step, trouble: Trouble
) -> None:
    """Three commands travel together: what fails and what follows stay the same."""
    _hold(case, step, trouble, extensions=_PIPELINING)


@_cells(*_MESSAGE, only=AGAIN)
def test_server_that_never_gets_well_ends_the_run(
    case: Case, step: Step, trouble: Trouble
) -> None:
    """Three times and at the next message; nothing is lost, nothing is in doubt."""
    with case.server(cue(step, trouble, nth=0)) as server:
        sent = case.send(server, exits=69, limit_s=_limit_s(trouble))
    assert case.connections == 4
    assert set(case.statuses().values()) == {Status.PENDING}
    assert _asked(sent) == {Ask.COME_BACK}
    _books_agree(case)
    _second_send_finishes(case)


def _hold(
    case: Case,
    step: Step,
    trouble: Trouble,
    *,
    extensions: tuple[str, ...] = _PLAIN,
    in_a_process: bool = False,
) -> None:
    """Hold a run to its cell."""
    expected = outcome(step, trouble)
    if step is Step.BODY:
        case.with_long_letters()
    with case.server(cue(step, trouble), extensions=extensions) as server:
        sent = case.send(
            server,
            exits=expected.code,
            limit_s=_limit_s(trouble),
            in_a_process=in_a_process,
        )
    statuses = case.statuses()
    # What fails behind a reply fails with the message after it.
    failed = DIGITAL if step is Step.REPLIED else MAYOR
    assert statuses.pop(failed) is expected.status
    goes_on = expected.run is Run.GOES_ON
    assert set(statuses.values()) == {Status.ACCEPTED if goes_on else Status.PENDING}
    assert _asked(sent) == {expected.ask}
    if step is not Step.CONNECT:
        assert case.connections == expected.connections
    _books_agree(case)
    _second_send_finishes(case, named=expected.status)


def _limit_s(trouble: Trouble) -> float:
    return _SHORT_S if trouble is Trouble.SILENCE else _LONG_S


def _asked(result: Result) -> set[Ask]:
    shown = " ".join((result.out + result.err).split())
    found = {ask for ask, words in _WORDS.items() if re.search(words, shown)}
    return found or {Ask.NOTHING}


def _books_agree(case: Case) -> None:
    """Hold the ledger to what the server has, and to what it said that it has."""
    statuses = case.statuses()
    accepted = [one for one in ALL if statuses[one] is Status.ACCEPTED]
    in_doubt = [one for one in ALL if statuses[one] is Status.UNCERTAIN]
    assert case.acknowledged == Counter(accepted)
    assert case.has == Counter(accepted + in_doubt)


def _second_send_finishes(case: Case, *, named: Status = Status.PENDING) -> None:
    """Send again before a server that is well: all is done, or named as it was."""
    is_named = named in {Status.UNCERTAIN, Status.REJECTED}
    with case.server() as healthy:
        sent = case.send(healthy, exits=1 if is_named else 0)
    _books_agree(case)
    statuses = case.statuses()
    left = [one for one in ALL if statuses[one] is not Status.ACCEPTED]
    assert [statuses[one] for one in left] == [named] * is_named
    assert ("mairemail settle" in sent.err) == (named is Status.UNCERTAIN)


def test_page_for_users_says_what_the_matrix_says() -> None:
    """`make docs` writes it; a promise that nobody holds is worse than none."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_matrix_is_whole() -> None:
    """An empty cell is a case that nobody thought of."""
    assert set(MATRIX) == set(STEPS) == set(Step) - {Step.RSET}
    assert set(TROUBLES) == set(Trouble)
    assert len(MATRIX) * len(Trouble) == 117
