"""mairemail status: what became of each message."""

from tests.cli.campaign import DIGITAL, MAYOR, OLDQUAY, CampaignFolder
from tests.cli.program import Program, finish
from tests.cli.test_send import DELIVERY_KEYS
from tests.servers.recording import Gate, MailServer


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
