"""mairemail optout: who does not want letters gets none, from any campaign."""

import pytest

from tests.cli.campaign import (
    DIGITAL,
    LETTER,
    MAYOR,
    OLDQUAY,
    SETTINGS,
    CampaignFolder,
)
from tests.cli.program import Program, finish, one_line
from tests.cli.terminal import terminal
from tests.servers.recording import Gate, MailServer


def _statuses(program: Program) -> dict[object, object]:
    return {
        one["email"]: one["status"] for one in program.quick("status", "--json").objects
    }


def test_who_opted_out_gets_no_letter_of_any_campaign(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """The wish is about the writer, not about one letter."""
    mairemail.quick("optout", "add", DIGITAL.upper(), OLDQUAY, "--note", "by phone")
    sent = mairemail.quick("send", "--yes", "--json")
    assert (sent.objects[-1]["accepted"], sent.objects[-1]["skipped"]) == (1, 2)
    assert sent.objects[-1]["remaining"] == 0
    assert "do-not-write list" in sent.err
    ready.settings(SETTINGS.replace("test-000000", "test-111111"))
    mairemail.quick("send", "--yes")
    assert server.letters == {MAYOR: 2}


def test_opted_out_is_a_finding_everywhere_and_no_error(
    mairemail: Program, ready: CampaignFolder
) -> None:
    """One sees it before, at each step."""
    mairemail.quick("optout", "add", DIGITAL)
    assert mairemail.quick("check", "--json").codes == [(3, "opted-out")]
    assert "2 messages are ready" in mairemail.quick("check").out
    shown = mairemail.quick("preview", "--json").objects
    assert [[one["code"] for one in row["findings"]] for row in shown] == [  # type: ignore[attr-defined]  # a list of objects
        [], ["opted-out"], [],
    ]  # fmt: skip
    mairemail.quick("send", "--dry-run")
    names = sorted(file.name for file in (ready.folder / "outbox").iterdir())
    assert names == [f"0001_{MAYOR}.eml", f"0002_{OLDQUAY}.eml"]


def test_plan_names_the_held_apart(mairemail: Program, ready: CampaignFolder) -> None:
    """They are no mistake, and nobody had the letter before."""
    mairemail.quick("optout", "add", DIGITAL)
    with terminal(mairemail, "send") as screen:
        screen.expect("2 messages")
        screen.expect("held")
        screen.expect("1 message: on your do-not-write list")
        screen.expect("Type 2 to send")
        screen.type("no")
        shown = screen.wait(exits=1)
    assert "without" not in shown
    assert "before  " not in shown


def test_status_shows_who_is_held(mairemail: Program, ready: CampaignFolder) -> None:
    """And how to see why."""
    mairemail.quick("optout", "add", DIGITAL)
    assert _statuses(mairemail)[DIGITAL] == "held"
    shown = mairemail.quick("status").out
    assert "1 held" in shown
    assert "mairemail optout list" in shown
    mairemail.quick("send", "--yes")
    assert _statuses(mairemail) == {
        MAYOR: "accepted", DIGITAL: "held", OLDQUAY: "accepted",
    }  # fmt: skip


def test_nobody_left_but_the_held_is_a_good_end(
    mairemail: Program, ready: CampaignFolder
) -> None:
    """Nothing needs the user."""
    mairemail.quick("optout", "add", MAYOR, DIGITAL, OLDQUAY)
    assert "3 held" in mairemail.quick("send", "--yes").out


def test_who_opts_out_while_a_run_is_going_on_is_left_out_of_it(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """A run lasts for days; the count comes out even all the same."""
    server.gate = Gate(at=1)
    process = mairemail.start("send", "--yes", "--json")
    server.gate.wait_until_reached()
    mairemail.quick("optout", "add", OLDQUAY)
    server.gate.open()
    out, _err = process.communicate(timeout=30)
    assert process.returncode == 0
    assert server.letters == {MAYOR: 1, DIGITAL: 1}
    assert b'"status": "held"' in out
    assert b'"skipped": 1, "remaining": 0' in out


def test_list_and_remove(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """A slip can be taken back."""
    mairemail.quick("optout", "add", DIGITAL, "--note", "by phone")
    (one,) = mairemail.quick("optout", "list", "--json").objects
    assert (one["email"], one["note"]) == (DIGITAL, "by phone")
    assert one.keys() == {"email", "note", "at"}
    assert "T" in str(one["at"])
    shown = mairemail.quick("optout", "list").out
    assert DIGITAL in shown
    assert "by phone" in shown
    assert "already" in mairemail.quick("optout", "add", DIGITAL).out
    mairemail.quick("optout", "remove", DIGITAL.upper())
    mairemail.quick("optout", "remove", DIGITAL, exits=2)
    assert mairemail.quick("optout", "list", "--json").objects == []
    mairemail.quick("send", "--yes")
    assert server.letters[DIGITAL] == 1


def test_address_that_never_got_a_letter_is_told_as_such(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """A slip of the finger would keep the wrong person from the next letter."""
    mairemail.quick("send", "--yes")
    assert "No letter went to" not in mairemail.quick("optout", "add", DIGITAL).err
    slip = mairemail.quick("optout", "add", MAYOR.replace("mayor", "mayro"))
    assert "No letter went to mayro@riverbridge.example" in slip.err


def test_one_bad_address_adds_nobody(mairemail: Program) -> None:
    """Half of a list done is worse than none: one cannot see which half."""
    refused = mairemail.quick("optout", "add", MAYOR, "not an address", exits=2)
    assert "not an address" in refused.err
    assert mairemail.quick("optout", "list", "--json").objects == []


@pytest.mark.parametrize(
    "command",
    [("check",), ("preview",), ("send", "--dry-run"), ("optout", "list"),
     ("status",)],
)  # fmt: skip
def test_to_look_makes_no_ledger(
    mairemail: Program, ready: CampaignFolder, command: tuple[str, ...]
) -> None:
    """To look must change nothing."""
    mairemail.quick(*command)
    assert not mairemail.state.exists()


def test_to_me_is_sent_whoever_opted_out(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """The writer has not."""
    mairemail.quick("optout", "add", MAYOR)
    mairemail.quick("send", "--to-me", "--yes")
    assert server.letters == {"camille@association.example": 1}


def test_who_wants_no_letters_gets_no_copies_either(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """Told before anything leaves; the others in Cc are counted in the plan."""
    ready.letter("Cc: zoe@quay.example, sam@quay.example\n" + LETTER)
    mairemail.quick("optout", "add", "SAM@quay.example")
    checked = mairemail.quick("check", "--json")
    assert [(row, code) for row, code in checked.codes if "copy" in str(code)] == [
        (None, "opted-out-copy")
    ]
    mairemail.quick("send", "--dry-run")
    (written, *_more) = sorted((ready.folder / "outbox").iterdir())
    assert b"sam@quay.example" not in written.read_bytes()
    sent = mairemail.quick("send", "--yes")
    assert "sam@quay.example is on your do-not-write list" in one_line(sent.err)
    assert "3 addresses in Cc" in sent.err
    for message in server.received:
        assert message.envelope_recipients[1:] == ("zoe@quay.example",)
        assert b"sam@" not in message.data


def test_who_is_put_on_the_list_during_a_run_gets_no_copy_any_more(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """A run of days asks anew before each message."""
    ready.letter("Cc: zoe@quay.example\n" + LETTER)
    server.gate = Gate(at=1)
    run = mairemail.start("send", "--yes")
    server.gate.wait_until_reached()
    mairemail.quick("optout", "add", "zoe@quay.example")
    server.gate.open()
    assert finish(run).code == 0
    copies = [message.envelope_recipients[1:] for message in server.received]
    assert copies == [("zoe@quay.example",), (), ()]
