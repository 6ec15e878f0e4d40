"""mairemail status and settle: what became of each message."""

import csv

import pytest

from tests.cli.campaign import DIGITAL, MAYOR, OLDQUAY, CampaignFolder
from tests.cli.program import Program, finish
from tests.cli.test_send import DELIVERY_KEYS
from tests.servers.recording import Gate, MailServer


@pytest.fixture
def doubtful(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> CampaignFolder:
    """Give a campaign killed while the second of three letters was on its way."""
    server.gate = Gate(at=2)
    process = mairemail.start("send", "--yes")
    server.gate.wait_until_reached()
    process.kill()
    finish(process)
    server.gate.open()
    return ready


def _statuses(program: Program) -> dict[object, object]:
    return {
        one["email"]: one["status"] for one in program.quick("status", "--json").objects
    }


def test_status_json_is_the_delivery_objects(
    mairemail: Program, doubtful: CampaignFolder
) -> None:
    """The same keys as while sending, so that one program reads both."""
    found = mairemail.quick("status", "--json").objects
    assert all(one.keys() == DELIVERY_KEYS for one in found)
    assert _statuses(mairemail) == {
        MAYOR: "accepted", DIGITAL: "uncertain", OLDQUAY: "pending",
    }  # fmt: skip


def test_status_shows_each_address_and_the_next_step(
    mairemail: Program, doubtful: CampaignFolder
) -> None:
    """A doubt without the way out of it is a dead end."""
    shown = mairemail.quick("status").out
    for part in (MAYOR, DIGITAL, OLDQUAY, "mairemail settle", "1 accepted",
                 "1 uncertain", "1 pending"):  # fmt: skip
        assert part in shown
    assert "delivered" not in shown


def test_status_before_any_send_makes_no_ledger(
    mairemail: Program, ready: CampaignFolder
) -> None:
    """To look must change nothing."""
    assert set(_statuses(mairemail).values()) == {"pending"}
    assert not mairemail.state.exists()


def test_status_works_when_the_list_is_gone(
    mairemail: Program, ready: CampaignFolder
) -> None:
    """Who has the letter is known without the list."""
    mairemail.quick("send", "--yes")
    (ready.folder / "contacts.csv").unlink()
    assert set(_statuses(mairemail).values()) == {"accepted"}


def test_csv_has_every_delivery_and_opens_in_a_spreadsheet(
    mairemail: Program, doubtful: CampaignFolder
) -> None:
    """Associations keep their follow-up in spreadsheets."""
    mairemail.quick("status", "--csv", "out.csv")
    with (doubtful.folder / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["email"], row["status"]) for row in rows] == [
        (MAYOR, "accepted"), (DIGITAL, "uncertain"), (OLDQUAY, "pending"),
    ]  # fmt: skip


def test_formulas_in_the_csv_are_defused(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """A server's words or an address could run a command in somebody's spreadsheet."""
    address = "=cmd+calc@oldquay.example"
    ready.contacts([f"{address},,,,Mayor,Oldquay\n", f"{MAYOR},,,,Mayor,Q\n"])
    server.refuse(MAYOR, '550 5.1.1 =HYPERLINK("http://evil.example")')
    mairemail.quick("send", "--yes", exits=1)
    mairemail.quick("status", "--csv", "out.csv")
    with (ready.folder / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert any("cmd+calc" in cell for cell in cells)
    assert not [cell for cell in cells if cell[:1] in {"=", "+", "-", "@", "\t", "\r"}]


def test_csv_that_cannot_be_written_exits_with_73(
    mairemail: Program, ready: CampaignFolder
) -> None:
    """On Windows a file open in the spreadsheet cannot be replaced."""
    mairemail.quick("status", "--csv", ready.folder, exits=73)


def test_settled_as_sent_is_never_sent_again(
    mairemail: Program, doubtful: CampaignFolder, server: MailServer
) -> None:
    """The person looked into the Sent folder; the program believes them."""
    mairemail.quick("settle", DIGITAL, "--sent")
    assert _statuses(mairemail)[DIGITAL] == "accepted"
    mairemail.quick("send", "--yes")
    assert server.letters == {MAYOR: 1, DIGITAL: 1, OLDQUAY: 1}


def test_settled_as_not_sent_goes_with_the_next_run(
    mairemail: Program, doubtful: CampaignFolder, server: MailServer
) -> None:
    """A doubt that is one no more must not keep anybody from the letter."""
    mairemail.quick("settle", DIGITAL.upper(), "--not-sent")
    assert _statuses(mairemail)[DIGITAL] == "pending"
    before = server.letters[DIGITAL]
    mairemail.quick("send", "--yes")
    assert server.letters[DIGITAL] == before + 1


@pytest.mark.parametrize(
    "arguments",
    [(DIGITAL,), ("nobody@oldquay.example", "--sent"), (MAYOR, "--not-sent")],
    ids=["no answer", "unknown address", "not in doubt"],
)
def test_settling_what_is_not_in_doubt_is_refused(
    mairemail: Program, doubtful: CampaignFolder, arguments: tuple[str, ...]
) -> None:
    """A typing mistake must not send a letter a second time."""
    before = _statuses(mairemail)
    mairemail.quick("settle", *arguments, exits=2)
    assert _statuses(mairemail) == before


def test_settle_waits_for_a_run_that_is_going_on(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """What is on its way looks uncertain: settled then, it would leave twice."""
    server.gate = Gate(at=2)
    process = mairemail.start("send", "--yes")
    server.gate.wait_until_reached()
    shown = mairemail.quick("status")
    refused = mairemail.quick("settle", DIGITAL, "--not-sent", exits=75)
    server.gate.open()
    finish(process)
    assert "is running" in shown.err
    assert "right now" in refused.err
    assert set(_statuses(mairemail).values()) == {"accepted"}


def test_another_account_cannot_send_the_same_campaign_at_once(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """Two accounts hold two locks, and would hand over the same message twice."""
    mairemail.quick(
        "account", "add", "other", "--email", "other@association.example",
        "--host", "127.0.0.1", "--port", str(server.port), "--security", "none",
        "--username", "",
    )  # fmt: skip
    server.gate = Gate(at=1)
    process = mairemail.start("send", "--yes")
    server.gate.wait_until_reached()
    mairemail.quick("send", "--yes", "--account", "other", exits=75)
    server.gate.open()
    finish(process)
    assert set(server.letters.values()) == {1}


def test_a_slip_of_settle_can_be_taken_back(
    mairemail: Program, doubtful: CampaignFolder, server: MailServer
) -> None:
    """One wrong word must not queue a second letter for good."""
    mairemail.quick("settle", DIGITAL, "--not-sent")
    mairemail.quick("settle", DIGITAL, "--sent")
    mairemail.quick("send", "--yes")
    assert server.letters[DIGITAL] == 1
