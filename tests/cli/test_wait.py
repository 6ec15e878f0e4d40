"""mairemail send where it has to wait, or to ask whether to go on."""

from datetime import UTC, datetime, timedelta

import pytest

from mairemail.ledger.delivery import Delivery, Key, Status
from mairemail.ledger.ledger import Ledger
from mairemail.sending.pace import DAY
from tests.cli.campaign import (
    DIGITAL,
    HEADER,
    MAYOR,
    OLDQUAY,
    SETTINGS,
    CampaignFolder,
    write_account,
)
from tests.cli.program import Program
from tests.cli.terminal import terminal
from tests.servers.recording import MailServer

NOT_NOW = "451 4.7.1 Greylisted, come back"
DEAD = "550 5.1.1 No such mailbox"


def _sent_a_day_ago(program: Program, *, but_s: float) -> None:
    """Let the account have sent one message, 24 hours ago but for some seconds."""
    at = datetime.now(UTC) - DAY + timedelta(seconds=but_s)
    key = Key(campaign_id="other-000000", step="letter", address=MAYOR)
    with Ledger(program.state) as ledger:
        place = ledger.reserve(key, email=MAYOR, row=2, message_id="<1@x>", date=at)
        had = Delivery(row=2, email=MAYOR, status=Status.ACCEPTED)
        ledger.record(place, had, account="perso", at=at)


def _limit(server: MailServer, program: Program, pace: str) -> None:
    write_account(program, server, more=f"[accounts.perso.pace]\n{pace}")


def test_wait_stays_until_the_day_has_room_again(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """Somebody may leave it running, and sees what it waits for."""
    _limit(server, mairemail, "per_day = 3")
    _sent_a_day_ago(mairemail, but_s=5.0)
    with terminal(mairemail, "send", "--wait", "--yes") as screen:
        screen.expect("limit of 3 messages in 24 hours is reached. Going on at")
        screen.wait(exits=0)
    assert server.letters == {MAYOR: 1, DIGITAL: 1, OLDQUAY: 1}


def test_without_wait_the_same_ends_with_75_and_the_way_on(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """Scripts come back; people read when."""
    _limit(server, mairemail, "per_day = 1")
    _sent_a_day_ago(mairemail, but_s=600.0)
    ended = mairemail.quick("send", "--yes", exits=75)
    assert "--wait" in ended.err
    assert server.connections == 0


def test_wait_for_a_put_off_message_ends_with_ctrl_c(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """Nothing is lost: the next send tries at once."""
    server.refuse(MAYOR, NOT_NOW, times=1)
    with terminal(mairemail, "send", "--wait", "--yes") as screen:
        screen.expect("wait for their next try. Going on at")
        screen.press_ctrl_c()
        screen.wait(exits=130)
    mairemail.quick("send", "--yes")
    assert server.letters == {MAYOR: 1, DIGITAL: 1, OLDQUAY: 1}


def test_put_off_message_is_told_with_the_time_of_its_next_try(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """A worried person asks: when?"""
    server.refuse(MAYOR, NOT_NOW)
    ended = mairemail.quick("send", "--yes", exits=1)
    soon = datetime.now().astimezone() + timedelta(minutes=10)
    assert f"The next try makes sense from {soon:%Y-%m-%d}" in ended.out


def test_hours_of_the_campaign_keep_everything_back(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """The minute that is over, every day: it opens again tomorrow at the earliest."""
    past = datetime.now(UTC) - timedelta(minutes=90)
    if past.hour == 23:
        past -= timedelta(hours=1)
    span = f"{past:%H:%M}-{past + timedelta(minutes=1):%H:%M}"
    ready.settings(SETTINGS + f'[pace]\nhours = "{span}"\ntimezone = "UTC"\n')
    ended = mairemail.quick("send", "--yes", exits=75)
    assert "Outside the hours" in ended.err
    assert server.connections == 0


@pytest.mark.parametrize(("answer", "last"), [("y", 1), ("", 0)])
def test_list_of_dead_addresses_is_asked_about(
    mairemail: Program,
    ready: CampaignFolder,
    server: MailServer,
    answer: str,
    last: int,
) -> None:
    """Three of three: the list is an old one, and the mailbox is in danger."""
    dead = [f"{name}@riverbridge.example" for name in "abc"]
    ready.contacts([f"{one},,,,,Riverbridge\n" for one in (*dead, OLDQUAY)])
    for one in dead:
        server.refuse(one, DEAD)
    with terminal(mairemail, "send") as screen:
        screen.expect("Type 4 to send")
        screen.type("4")
        screen.expect("3 of the first 3 addresses were refused. Go on?")
        screen.type(answer)
        screen.wait(exits=1)
    assert server.letters[OLDQUAY] == last


def test_nobody_to_ask_is_a_no(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """A script must not write to a hundred dead addresses."""
    dead = [f"{name}@riverbridge.example" for name in "abcd"]
    ready.contacts([f"{one},,,,,Riverbridge\n" for one in dead], header=HEADER)
    for one in dead:
        server.refuse(one, DEAD)
    ended = mairemail.quick("send", "--yes", "--json", exits=1)
    summary = ended.objects[-1]
    assert (summary["rejected"], summary["remaining"]) == (3, 1)
    assert "3 of the first 3 addresses were refused" in ended.err
