"""mairemail send: asked for, seen, at most once."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from tests.cli.campaign import (
    DIGITAL,
    HEADER,
    LETTER,
    MAYOR,
    OLDQUAY,
    ROWS,
    SETTINGS,
    CampaignFolder,
    write_account,
)
from tests.cli.program import Program, check_manners, finish, one_line
from tests.cli.terminal import terminal
from tests.servers.certificates import Certificates
from tests.servers.recording import Gate, MailServer
from tests.servers.scripted import ScriptedServer

EVERYBODY = {MAYOR: 1, DIGITAL: 1, OLDQUAY: 1}
DELIVERY_KEYS = {
    "event", "row", "email", "status", "code", "enhanced", "reply", "message_id", "at",
}  # fmt: skip
SUMMARY_KEYS = {
    "event", "accepted", "deferred", "rejected", "uncertain", "skipped", "remaining",
}  # fmt: skip


def test_send_delivers_to_everybody_and_tells_it_in_the_contract_s_keys(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """Scripts rely on these keys and on one object a line."""
    sent = mairemail("send", "--yes", "--json")
    *deliveries, summary = sent.objects
    assert all(one.keys() == DELIVERY_KEYS for one in deliveries)
    assert [(one["row"], one["email"], one["status"]) for one in deliveries] == [
        (2, MAYOR, "accepted"),
        (3, DIGITAL, "accepted"),
        (4, OLDQUAY, "accepted"),
    ]
    assert summary.keys() == SUMMARY_KEYS
    assert [summary[key] for key in ("event", "accepted", "remaining")] == [
        "summary", 3, 0,
    ]  # fmt: skip
    assert server.letters == EVERYBODY
    assert server.connections == 1


def test_second_send_sends_nothing(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """Whoever is not sure types the command again (peers, fault 2)."""
    mairemail("send", "--yes")
    again = mairemail("send", "--yes", "--json")
    (summary,) = again.objects
    assert (summary["accepted"], summary["skipped"], summary["remaining"]) == (0, 3, 0)
    assert server.letters == EVERYBODY
    assert server.connections == 1


def test_list_sorted_corrected_and_renamed_sends_nobody_a_second_letter(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """A row number is no identity: lists are sorted, corrected and renamed."""
    mairemail.quick("send", "--yes", "--limit", "2")
    ready.contacts(
        [
            ROWS[2],
            "Digital@Riverbridge.example,Mr,Samir,Bishop,Councillor,Riverbridge\n",
            "MAYOR@riverbridge.example,Ms,Eleanor,Hartley,Mayor,Riverbridge\n",
        ]
    )
    (ready.folder / "contacts.csv").rename(ready.folder / "elus.csv")
    ready.settings(SETTINGS + 'contacts = "elus.csv"\n')
    mairemail.quick("send", "--yes")
    assert server.letters == EVERYBODY


def test_address_changed_after_the_letter_is_named_before_the_question(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """The ledger knows addresses, not people: the new one would get a second letter."""
    mairemail.quick("send", "--yes")
    ready.contacts([ROWS[0], ROWS[1], ROWS[2].replace("mairie@", "accueil@")])
    with terminal(mairemail, "send") as screen:
        screen.expect("to send")
        screen.type("no")
        plan = one_line(screen.wait(exits=1))
    assert "not on your list any more: mairie@oldquay.example" in plan
    assert "settle NEW-ADDRESS --sent" in plan
    mairemail.quick("settle", "accueil@oldquay.example", "--sent")
    shown = mairemail.quick("send", "--yes")
    assert "any more" not in shown.err
    assert server.letters == EVERYBODY


def test_part_of_the_list_says_nothing_of_who_is_not_on_it(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """A list named by --contacts is another one on purpose; --only leaves it whole."""
    mairemail.quick("send", "--yes", "--limit", "1")
    (ready.folder / "part.csv").write_text(HEADER + ROWS[1])
    for options in (("--contacts", "part.csv"), ("--only", OLDQUAY)):
        assert "any more" not in mairemail.quick("send", "--yes", *options).err
    assert server.letters == EVERYBODY


def test_who_had_a_letter_of_another_campaign_is_counted_in_the_plan(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """A second folder knows nothing of the first one, and the same text goes again."""
    first = mairemail.quick("send", "--yes", "--limit", "1")
    assert "another campaign" not in first.err
    ready.settings(SETTINGS.replace("test-000000", "test-000001"))
    second = mairemail.quick("send", "--yes", "--limit", "2")
    assert "1 of them had a letter of another campaign" in one_line(second.err)
    ready.settings(SETTINGS.replace("test-000000", "test-000002"))
    third = mairemail.quick("send", "--yes")
    assert "2 of them had a letter of another campaign" in one_line(third.err)
    assert server.letters == {MAYOR: 3, DIGITAL: 2, OLDQUAY: 1}


def test_nothing_to_send_says_how_a_new_letter_begins(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """Who changed letter.md afterwards would wait for it in vain."""
    mairemail.quick("send", "--yes")
    assert "mairemail init" in mairemail.quick("send", "--yes").err
    assert server.letters == EVERYBODY


def test_campaign_folder_moved_elsewhere_still_knows_who_has_the_letter(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """The ledger goes by the campaign's id, not by where the folder lies."""
    mairemail.quick("send", "--yes")
    moved = ready.folder.rename(mairemail.home / "elsewhere")
    mairemail.folder = mairemail.home
    mairemail.quick("send", "--yes", "-C", moved)
    assert server.letters == EVERYBODY


def test_without_a_terminal_and_without_yes_nothing_is_sent(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """A script that forgot --yes must not write to five hundred people."""
    refused = mairemail("send", exits=2, stdin="3\n")
    assert "--yes" in refused.err
    assert server.connections == 0


def test_closed_standard_input_counts_as_no_terminal(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """Some schedulers start programs without any standard input."""
    mairemail.shell(
        ["sh", "-c", 'exec "$0" -m mairemail send <&-', sys.executable], exits=2
    )
    assert server.connections == 0


def test_number_of_letters_must_be_typed(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """A habit of pressing Enter must not send; the plan is read before."""
    with terminal(mairemail, "send") as screen:
        screen.expect("3 messages")
        screen.expect("Type 3 to send")
        assert server.connections == 0
        screen.type("3")
        screen.wait(exits=0)
    assert server.letters == EVERYBODY


@pytest.mark.parametrize("answer", ["", "y", "2", "33"])
def test_any_other_answer_sends_nothing(
    mairemail: Program, ready: CampaignFolder, server: MailServer, answer: str
) -> None:
    """Only the number itself shows that the plan was read."""
    with terminal(mairemail, "send") as screen:
        screen.expect("to send")
        screen.type(answer)
        assert "Nothing was sent" in screen.wait(exits=1)
    assert server.connections == 0


def test_ctrl_c_at_the_question_sends_nothing(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """The most natural way to say no."""
    with terminal(mairemail, "send") as screen:
        screen.expect("to send")
        screen.press_ctrl_c()
        screen.wait(exits=130)
    assert server.connections == 0


def test_ctrl_c_finishes_the_letter_and_the_next_run_goes_on(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """A peer sent the first letters a second time after Ctrl-C (peers, fault 2)."""
    server.gate = Gate(at=2)
    with terminal(mairemail, "send", "--yes") as screen:
        server.gate.wait_until_reached()
        screen.press_ctrl_c()
        screen.expect("Finishing this message")
        server.gate.open()
        shown = screen.wait(exits=130)
    assert shown.count("accepted") >= 2
    assert server.letters == {MAYOR: 1, DIGITAL: 1}
    mairemail.quick("send", "--yes")
    assert server.letters == EVERYBODY


def test_second_ctrl_c_stops_at_once_and_names_the_doubt(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """Ten minutes of waiting cannot be forced on anybody, nor a doubt be hidden."""
    server.gate = Gate(at=2)
    with terminal(mairemail, "send", "--yes") as screen:
        server.gate.wait_until_reached()
        screen.press_ctrl_c()
        screen.expect("Finishing this message")
        screen.press_ctrl_c()
        screen.wait(exits=130)
    server.gate.open()
    assert _statuses(mairemail)[DIGITAL] == "uncertain"
    again = mairemail.quick("send", "--yes", exits=1)
    assert DIGITAL in again.err
    assert server.letters == EVERYBODY


@pytest.mark.parametrize("signal_number", [signal.SIGTERM, signal.SIGHUP])
def test_polite_kill_and_closed_terminal_finish_the_letter_too(
    mairemail: Program,
    ready: CampaignFolder,
    server: MailServer,
    signal_number: signal.Signals,
) -> None:
    """A computer that shuts down sends these."""
    server.gate = Gate(at=1)
    process = mairemail.start("send", "--yes")
    server.gate.wait_until_reached()
    process.send_signal(signal_number)
    server.gate.open()
    stopped = finish(process)
    check_manners(stopped.err, stopped.code)
    assert stopped.code == 130
    assert _statuses(mairemail)[MAYOR] == "accepted"
    assert server.letters == {MAYOR: 1}


def test_ctrl_c_during_the_pause_stops_without_waiting_for_its_end(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """Nobody waits half a minute for a program to stop."""
    write_account(mairemail, server, more="[accounts.perso.pace]\ngap_s = 3600")
    with terminal(mairemail, "send", "--yes") as screen:
        screen.expect("accepted")
        screen.press_ctrl_c()
        screen.wait(exits=130)
    assert server.letters == {MAYOR: 1}


def test_kill_in_mid_run_leaves_a_doubt_and_no_second_letter(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """Power cuts and SIGKILL ask nobody; a peer's log was then empty."""
    server.gate = Gate(at=2)
    process = mairemail.start("send", "--yes")
    server.gate.wait_until_reached()
    process.kill()
    finish(process)
    server.gate.open()
    assert _statuses(mairemail) == {
        MAYOR: "accepted", DIGITAL: "uncertain", OLDQUAY: "pending",
    }  # fmt: skip
    again = mairemail("send", "--yes", "--json", exits=1)
    assert DIGITAL in again.err
    assert "settle" in again.err
    assert again.objects[-1]["skipped"] == 2
    assert server.letters == EVERYBODY


def test_two_sends_at_once_are_one_too_many(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """Two runs would break the pace, and race for the same letters."""
    server.gate = Gate(at=1)
    first = mairemail.start("send", "--yes")
    server.gate.wait_until_reached()
    refused = " ".join(mairemail("send", "--yes", exits=75).err.split())
    for part in ("perso: mairemail send, campaign “Test”, since 20", f"{first.pid}"):
        assert part in refused
    settling = " ".join(mairemail("settle", MAYOR, "--sent", exits=75).err.split())
    assert f"{first.pid}" in settling
    server.gate.open()
    assert finish(first).code == 0
    assert server.letters == EVERYBODY


def test_status_can_be_read_while_a_run_goes_on(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """A run may take hours; whoever asks must not disturb it."""
    server.gate = Gate(at=2)
    run = mairemail.start("send", "--yes")
    server.gate.wait_until_reached()
    assert _statuses(mairemail)[MAYOR] == "accepted"
    server.gate.open()
    assert finish(run).code == 0


def test_rejected_recipient_is_named_and_the_others_get_theirs(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """The server's own words tell whether the address or the mailbox is wrong."""
    server.refuse(DIGITAL, "550 5.1.1 No such mailbox here")
    sent = mairemail.quick("send", "--yes", exits=1)
    assert "550 5.1.1 No such mailbox here" in sent.out
    assert server.letters == {MAYOR: 1, OLDQUAY: 1}
    # Not tried again by itself, and still a matter for the user.
    mairemail.quick("send", "--yes", exits=1)
    assert server.connections == 1
    server.refuse(DIGITAL, "unused", times=0)
    mairemail.quick("send", "--yes", "--retry-rejected")
    assert server.letters == EVERYBODY


def test_deferred_letter_goes_with_the_next_run(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """Greylisting is meant to be met with patience."""
    server.refuse(MAYOR, "451 4.7.1 Greylisted", times=1)
    first = mairemail.quick("send", "--yes", "--json", exits=1)
    assert first.objects[-1]["deferred"] == 1
    mairemail.quick("send", "--yes")
    assert server.letters == EVERYBODY


def test_daily_limit_ends_the_run_with_the_time_to_come_back(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """Over its limit a provider blocks the mailbox for a day."""
    ready.settings(SETTINGS + "[pace]\nper_day = 2\n")
    first = mairemail.quick("send", "--yes", "--json", exits=75)
    assert (first.objects[-1]["accepted"], first.objects[-1]["remaining"]) == (2, 1)
    again = mairemail.quick("send", "--yes", "--json", exits=75)
    (summary,) = again.objects
    assert summary.keys() == SUMMARY_KEYS
    assert (summary["accepted"], summary["remaining"]) == (0, 1)
    for shown in (first.err, again.err):
        assert _has_time(shown)
    assert server.letters == {MAYOR: 1, DIGITAL: 1}


def _has_time(text: str) -> bool:
    return re.search(r"20\d\d-\d\d-\d\d \d\d:\d\d", text) is not None


def test_plan_asks_for_the_number_that_may_leave_today(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """Who types 500 must not be surprised by 80."""
    ready.settings(SETTINGS + "[pace]\nper_day = 2\n")
    with terminal(mairemail, "send") as screen:
        screen.expect("Type 2 to send")
        screen.type("2")
        screen.wait(exits=75)
    assert server.letters == {MAYOR: 1, DIGITAL: 1}


def test_provider_s_quota_ends_the_run_and_rejects_nobody(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """A 5xx about us is no reason to strike an official off the list."""
    server.refuse(DIGITAL, "550 5.4.5 Daily user sending limit exceeded", times=1)
    sent = mairemail.quick("send", "--yes", "--json", exits=75)
    assert sent.objects[-1]["rejected"] == 0
    assert _statuses(mairemail)[DIGITAL] == "pending"
    mairemail.quick("send", "--yes")
    assert server.letters == EVERYBODY


def test_to_me_sends_one_letter_to_its_writer_and_leaves_the_ledger_alone(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """A look at the real thing must not count as having written to anybody."""
    ready.letter(LETTER.replace("\n\n", "\nCc: copy@riverbridge.example\n\n", 1))
    mairemail.quick("send", "--to-me", "--yes")
    assert server.letters == {"camille@association.example": 1}
    assert not (mairemail.state / "ledger.sqlite3").exists()
    mairemail.quick("send", "--yes", "--limit", "1")
    assert server.letters[MAYOR] == 1


def test_to_me_names_the_rows_it_passes_over(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """The letter one looks at is not that of the first row, and one must know why."""
    ready.contacts(["nobody,,,,,\n", *ROWS, "nobody,,,,,\n"])
    sent = mairemail.quick("send", "--to-me", "--yes", "--json", exits=1)
    *_deliveries, summary = sent.objects
    assert summary.keys() == SUMMARY_KEYS
    assert (summary["accepted"], summary["skipped"], summary["remaining"]) == (1, 1, 0)
    assert "row 2:" in sent.err
    assert "row 6:" not in sent.err, "one letter wants no more than its own row"
    assert server.letters == {"camille@association.example": 1}


def test_to_me_from_an_address_with_an_accent_is_not_garbled(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """A server without SMTPUTF8 would make another address of it."""
    accounts = mairemail.config / "accounts.toml"
    text = accounts.read_text(encoding="utf-8")
    accounts.write_text(text.replace("camille@", "zoé@"), encoding="utf-8")
    for option in ("--to-me", "--yes"):
        shown = mairemail.quick("send", "--yes", option, exits=69)
        assert "addresses with accents" in one_line(shown.err)
    assert server.received == []
    states = mairemail.quick("status", "--json").objects
    assert {one["status"] for one in states} == {"pending"}


def test_copy_to_an_address_with_an_accent_costs_only_its_own_letter(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """It stands in one row; the letter's own would be in every message."""
    rows = [ROWS[0].replace("\n", ",rené@quay.example\n")]
    rows += [row.replace("\n", ",\n") for row in ROWS[1:]]
    ready.contacts(rows, header=HEADER.replace("\n", ",cc\n"))
    checked = mairemail.quick("check", "--json")
    assert (2, "non-ascii-address") in checked.codes
    mairemail.quick("send", "--yes", exits=1)
    assert server.letters == {DIGITAL: 1, OLDQUAY: 1}
    assert _statuses(mairemail)[MAYOR] == "rejected"
    ready.contacts(ROWS)
    ready.letter("Cc: rené@quay.example\n" + LETTER)
    mairemail.quick("send", "--yes", "--retry-rejected", exits=69)


def test_to_me_for_nobody_blames_the_choice_and_not_the_letter(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """It has no error, and nothing in it is to be corrected."""
    shown = mairemail.quick("send", "--to-me", "--yes", "--only", "xyz", exits=1)
    assert "letter itself" not in one_line(shown.err)
    assert server.connections == 0


def test_to_me_counts_a_refusal_as_one(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """Trying it out must show what the real run would meet."""
    server.refuse("camille@association.example", "550 5.1.1 No such mailbox")
    shown = mairemail.quick("send", "--to-me", "--yes", exits=1)
    assert "No such mailbox" in shown.out


def test_row_with_an_error_is_left_out_and_named_before_the_others_go(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """One bad cell must not stop a list, nor be sent as it is."""
    ready.contacts([ROWS[0], "not-an-address,,,,Mayor,Nowhere\n", ROWS[2]])
    sent = mairemail.quick("send", "--yes", "--json", exits=1)
    assert "row 3" in sent.err
    assert "not-an-address" in sent.err
    assert sent.objects[-1]["skipped"] == 1
    assert server.letters == {MAYOR: 1, OLDQUAY: 1}


def test_contact_without_an_address_is_a_warning_only(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """Half of the towns have a form and no address: that is no mistake."""
    ready.contacts([ROWS[0], ",,,,Mayor,Nowhere\n"])
    sent = mairemail.quick("send", "--yes")
    assert "row 3" in sent.err
    assert server.letters == {MAYOR: 1}


def test_mistake_in_the_letter_stops_everything_before_anything_leaves(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """It would be in every message."""
    ready.letter("Subject: x\n\n{% if %}\n")
    mairemail.quick("send", "--yes", exits=65)
    assert server.connections == 0


def test_letter_still_to_be_filled_in_goes_to_nobody(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """Nor to those alone whose version of it happens to be finished."""
    ready.letter(LETTER + '{% if commune == "Oldquay" %}\n[Your words]\n{% endif %}\n')
    failed = mairemail.quick("send", "--yes", exits=65)
    assert "[Your words]" in failed.err
    mairemail.quick("send", "--to-me", "--yes", "--only", "Oldquay", exits=65)
    assert server.connections == 0


def test_what_check_says_of_letter_and_list_is_said_before_the_question(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """Whoever never ran check learns it while nothing has left."""
    ready.letter(LETTER.replace("{{ salutation }}", "Dear Sir or Madam"))
    checked = [code for _row, code in mairemail.quick("check", "--json").codes]
    assert "bare-salutation" in checked
    ready.contacts(ROWS, header=HEADER.replace("commune", "comune"))
    ready.letter(LETTER.replace("{{ commune }}", "your town"))
    for options in ([], ["--to-me"]):
        sent = mairemail.quick("send", "--yes", *options)
        assert "did you mean “commune”?" in one_line(sent.err)
    assert server.letters[MAYOR] == 1


def test_list_of_nobody_is_told_as_such(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """It is not the letter's fault."""
    ready.contacts([])
    assert "No row" in mairemail.quick("send", "--yes", exits=1).err
    assert server.connections == 0


def test_folder_without_settings_cannot_be_sent(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """Without an id nobody could tell who has the letter."""
    (ready.folder / "campaign.toml").unlink()
    options = ("--letter", "letter.md", "--contacts", "contacts.csv")
    mairemail.quick("send", "--yes", *options, exits=78)
    mairemail.quick("send", "--dry-run", *options)
    assert server.connections == 0


def test_send_without_an_account_says_how_to_add_one(
    mairemail: Program, campaign: CampaignFolder
) -> None:
    """The first real send meets this."""
    assert "account add" in mairemail.quick("send", "--yes", exits=78).err


def test_unreachable_server_ends_with_69_and_loses_nothing(
    mairemail: Program, ready: CampaignFolder, mail_server: Callable[..., MailServer]
) -> None:
    """A train without a network is no reason to start over."""
    with ScriptedServer() as gone:
        write_account(mairemail, gone)
    failed = mairemail.quick("send", "--yes", exits=69)
    assert "→" in failed.err
    server = mail_server()
    write_account(mairemail, server)
    mairemail.quick("send", "--yes")
    assert server.letters == EVERYBODY


def test_untrusted_server_never_gets_the_password(
    mairemail: Program,
    campaign: CampaignFolder,
    mail_server: Callable[..., MailServer],
    certificates: Certificates,
) -> None:
    """Whoever sits in between must not get it (peers, fault 3)."""
    server = mail_server(password="secret", starttls=certificates.good)
    write_account(mairemail, server, security="starttls", auth="password")
    mairemail.quick(
        "send", "--yes", exits=69, environment={"MAIREMAIL_PASSWORD": "canary-7f3a"}
    )
    assert server.logins == []


def test_whole_run_over_verified_tls_logs_in_once(
    mairemail: Program,
    campaign: CampaignFolder,
    mail_server: Callable[..., MailServer],
    certificates: Certificates,
) -> None:
    """What a provider sees of a hundred letters is one quiet session."""
    server = mail_server(password="pâté", tls=certificates.good)
    ca_file = f'ca_file = "{certificates.ca_file}"'
    write_account(
        mairemail, server, security="tls", auth="password",
        more=f"{ca_file}\n[accounts.perso.pace]\ngap_s = 0",
    )  # fmt: skip
    mairemail.quick("send", "--yes", environment={"MAIREMAIL_PASSWORD": "pâté"})
    assert server.letters == EVERYBODY
    assert (server.connections, len(server.logins)) == (1, 1)


def test_wrong_password_ends_with_77_after_one_attempt(
    mairemail: Program, campaign: CampaignFolder, mail_server: Callable[..., MailServer]
) -> None:
    """Providers count failed attempts and lock the account."""
    server = mail_server(password="right")
    write_account(mairemail, server, auth="password")
    failed = mairemail.quick(
        "send", "--yes", exits=77, environment={"MAIREMAIL_PASSWORD": "canary-7f3a"}
    )
    assert "canary-7f3a" not in failed.out + failed.err
    assert len(server.logins) == 1


def test_dry_run_writes_the_bytes_that_a_real_run_sends(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """What was looked at must be what leaves, to the last octet."""
    (ready.folder / "plan d'été.txt").write_text("é\n", encoding="utf-8")
    ready.letter(
        LETTER.replace("\n\n", "\nCc: c@oldquay.example\nAttach: plan d'été.txt\n\n", 1)
    )
    mairemail.quick("send", "--dry-run")
    files = sorted((ready.folder / "outbox").iterdir())
    assert [file.name for file in files] == [
        f"0001_{MAYOR}.eml", f"0002_{DIGITAL}.eml", f"0003_{OLDQUAY}.eml",
    ]  # fmt: skip
    mairemail.quick("send", "--yes")
    assert [_fixed(file.read_bytes()) for file in files] == [
        _fixed(message.data) for message in server.received
    ]


def _attach(folder: Path, count: int) -> list[Path]:
    """Write a letter with so many files attached."""
    files = [folder / f"plan{number}.txt" for number in range(count)]
    for file in files:
        file.write_text("agreed to\n", encoding="utf-8")
    lines = "\n".join(f"Attach: {file.name}" for file in files)
    letter = LETTER.replace("\n\n", f"\n{lines}\n\n", 1)
    (folder / "letter.md").write_text(letter, encoding="utf-8")
    return files


def test_attachment_replaced_after_the_yes_leaves_as_it_was(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """Nobody has looked at what is there now."""
    (file,) = _attach(ready.folder, 1)
    with terminal(mairemail, "send") as screen:
        screen.expect("Type 3 to send")
        file.write_text("replaced\n", encoding="utf-8")
        screen.type("3")
        screen.wait(exits=0)
    for received in server.received:
        message = message_from_bytes(received.data, policy=policy.SMTP)
        (part,) = message.iter_attachments()
        assert part.get_content().splitlines() == ["agreed to"]
    assert server.letters == EVERYBODY


def test_of_many_attachments_one_replaced_after_the_yes_stops_the_run(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """More than are kept: what was agreed to cannot leave, so nothing does."""
    file, *_others = _attach(ready.folder, 40)
    with terminal(mairemail, "send") as screen:
        screen.expect("Type 3 to send")
        file.write_text("replaced\n", encoding="utf-8")
        screen.type("3")
        screen.expect("plan0.txt")
        screen.wait(exits=65)
    assert not server.letters


def _fixed(data: bytes) -> bytes:
    """Take Message-ID, Date and boundaries out of a message."""
    message = message_from_bytes(data, policy=policy.SMTP)
    for part in message.walk():
        boundary = part.get_boundary()
        if boundary:
            data = data.replace(boundary.encode(), b"BOUNDARY")
    for name in ("Message-ID", "Date"):
        value = message[name]
        assert data.count(str(value).encode()) == 1
        data = data.replace(str(value).encode(), b"")
    return data


def test_dry_run_of_a_long_list_keeps_its_order(
    mairemail: Program, campaign: CampaignFolder
) -> None:
    """Files are numbered without a gap, as the rows stand, however many at a time."""
    addresses = [f"mayor{number}@riverbridge.example" for number in range(2, 202)]
    bad = {2, 64, 65, 130, 201}
    campaign.contacts(
        f"{'nobody' if row in bad else address},Ms,Zoë,Ashworth,Mayor,Oldquay\n"
        for row, address in enumerate(addresses, start=2)
    )
    ran = mairemail.quick("send", "--dry-run", "--json", exits=1)
    written = [Path(str(event["path"])) for event in ran.objects]
    kept = [one for row, one in enumerate(addresses, start=2) if row not in bad]
    assert [path.name for path in written] == [
        f"{number:04d}_{address}.eml" for number, address in enumerate(kept, start=1)
    ]
    assert [_recipient(campaign.folder / path) for path in written] == kept
    assert "rows 2, 64, 65, 130, 201:" in ran.err


def _recipient(path: Path) -> str:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    return str(message["To"].addresses[0].addr_spec)


def test_dry_run_touches_neither_ledger_nor_network(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """A rehearsal that leaves traces is none."""
    mairemail("send", "--dry-run")
    assert mairemail.connections() == []
    assert not mairemail.state.exists()
    # The watch itself works: a real run is seen.
    mairemail("send", "--yes", "--limit", "1")
    assert mairemail.connections() == [f"('127.0.0.1', {server.port})"]


def test_dry_run_clears_its_own_old_files_and_no_others(
    mairemail: Program, campaign: CampaignFolder, tmp_path: Path
) -> None:
    """What lies in the folder must be what would leave now."""
    place = tmp_path / "looked at"
    mairemail.quick("send", "--dry-run", "--outbox", place)
    (place / "notes.txt").write_text("mine", encoding="utf-8")
    mairemail.quick("send", "--dry-run", "--outbox", place, "--only", "oldquay")
    assert sorted(file.name for file in place.iterdir()) == [
        f"0001_{OLDQUAY}.eml", "notes.txt",
    ]  # fmt: skip


def test_dry_run_leaves_out_who_has_the_letter(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """What lies in the folder must be what would leave now."""
    server.refuse(DIGITAL, "550 5.1.1 No such mailbox here")
    mairemail.quick("send", "--yes", "--limit", "2", exits=1)
    shown = mairemail.quick("send", "--dry-run")
    assert "2 messages were left out" in one_line(shown.out)
    assert _outbox(ready) == [f"0001_{OLDQUAY}.eml"]
    mairemail.quick("send", "--dry-run", "--retry-rejected")
    assert _outbox(ready) == [f"0001_{DIGITAL}.eml", f"0002_{OLDQUAY}.eml"]
    mairemail.quick("send", "--yes")
    shown = mairemail.quick("send", "--dry-run")
    assert "Any mail program" not in shown.out, "there is no file to open"
    assert _outbox(ready) == []


def _outbox(campaign: CampaignFolder) -> list[str]:
    return sorted(file.name for file in (campaign.folder / "outbox").iterdir())


def test_dry_run_without_an_account_says_what_is_still_missing(
    mairemail: Program, campaign: CampaignFolder
) -> None:
    """The files show a sender who does not exist."""
    shown = mairemail.quick("send", "--dry-run")
    assert "but for sender and signature" in one_line(shown.out)


def test_dry_run_to_me_writes_what_to_me_sends(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """The two options together mean both."""
    ready.contacts(["nobody,,,,,\n", *ROWS])
    mairemail.quick("send", "--dry-run", "--to-me", exits=1)
    (file,) = (ready.folder / "outbox").iterdir()
    assert file.name == "0001_camille@association.example.eml"
    mairemail.quick("send", "--to-me", "--yes", exits=1)
    (sent,) = server.received
    assert _fixed(file.read_bytes()) == _fixed(sent.data)


def test_time_zone_that_is_none_is_taken_for_utc(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """The letter leaves all the same, its date right wherever it is read."""
    mairemail("send", "--yes", environment={"TZ": "XYZ99"})
    assert all(b" +0000\r\n" in message.data for message in server.received)


def test_dry_run_into_a_file_s_place_cannot_write(
    mairemail: Program, campaign: CampaignFolder
) -> None:
    """A folder that cannot be made has an exit status of its own."""
    mairemail.quick("send", "--dry-run", "--outbox", "letter.md", exits=73)


@pytest.mark.parametrize("name", ["letter", "contacts"])
@pytest.mark.parametrize("place", ["/dev/zero", "/proc/self/environ", "a" * 300])
def test_what_is_no_file_is_not_copied(
    mairemail: Program, ready: CampaignFolder, name: str, place: str
) -> None:
    """A shared campaign would fill the disk, or show what this computer knows."""
    ready.settings(f'{SETTINGS}{name} = "{place}"\n')
    shown = mairemail("send", "--yes", exits=66)
    assert "ordinary file" in shown.err or "name is too long" in shown.err
    assert "TESTS_KEYRING_FILE" not in shown.err


def test_no_temporary_folder_ends_with_73(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """The run works on copies, which lie there."""
    nowhere = mairemail.home / "file"
    nowhere.write_text("", encoding="utf-8")
    script = (
        f"import runpy, tempfile; tempfile.tempdir = {str(nowhere)!r};"
        "runpy.run_module('mairemail', run_name='__main__', alter_sys=True)"
    )
    for arguments in (("send", "--yes"), ("contacts", "check", "-")):
        command = [sys.executable, "-c", script, *arguments]
        assert "temporary folder" in mairemail.shell(command, exits=73).err
    assert server.received == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda file: file.write_bytes(b"this is no database, it is a text" * 100),
        lambda file: file.mkdir(),
    ],
    ids=["damaged", "a folder"],
)
def test_unusable_ledger_ends_with_74_before_anything_leaves(
    mairemail: Program,
    ready: CampaignFolder,
    server: MailServer,
    spoil: Callable[[Path], object],
) -> None:
    """Without its memory the program must not send."""
    mairemail.state.mkdir()
    spoil(mairemail.state / "ledger.sqlite3")
    mairemail.quick("send", "--yes", exits=74)
    mairemail.quick("status", exits=74)
    assert server.connections == 0


def test_ledger_of_a_newer_program_is_left_alone(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """An old program would misread what a newer one wrote."""
    mairemail.state.mkdir()
    with sqlite3.connect(mairemail.state / "ledger.sqlite3") as ledger:
        ledger.execute("PRAGMA user_version = 999")
    ledger.close()
    assert "newer" in mairemail.quick("send", "--yes", exits=74).err
    assert server.connections == 0


def test_state_folder_that_cannot_be_made_ends_with_74(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """The ledger comes before the letter."""
    mairemail.state.write_text("in the way", encoding="utf-8")
    mairemail.quick("send", "--yes", exits=74)
    assert server.connections == 0


def test_ledger_and_its_folder_are_for_the_user_alone(
    mairemail: Program, ready: CampaignFolder
) -> None:
    """Whom one writes to is nobody else's business."""
    mairemail.quick("send", "--yes", "--limit", "1")
    file = mairemail.state / "ledger.sqlite3"
    assert file.stat().st_mode & 0o777 == 0o600
    assert mairemail.state.stat().st_mode & 0o777 == 0o700


def test_reader_that_goes_away_does_not_lose_letters_or_double_them(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """`send | head -1` ends the pipe in the middle of a run."""
    rows = [f"mairie{number}@oldquay.example,,,,Mayor,Oldquay\n" for number in range(9)]
    ready.contacts(rows)
    read, write = os.pipe()
    os.close(read)
    script = f'exec "$0" -m mairemail send --yes --json >&{write}'
    done = subprocess.run(
        ["sh", "-c", script, sys.executable],
        cwd=mairemail.folder,
        env=mairemail.environment(None),
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        pass_fds=(write,),
        timeout=30,
        check=False,
    )
    os.close(write)
    check_manners(done.stderr.decode(), 0)
    is_all_sent = server.letters.total() == 9
    assert (done.returncode == 0) <= is_all_sent
    mairemail.quick("send", "--yes")
    assert set(server.letters.values()) == {1}
    assert server.letters.total() == 9


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_terminal_that_cannot_show_every_character_does_not_stop_a_run(
    mairemail: Program, ready: CampaignFolder, server: MailServer, encoding: str
) -> None:
    """On Windows a log file is written in cp1252, which has no check mark."""
    mairemail("send", "--yes", environment={"PYTHONIOENCODING": encoding})
    assert server.letters == EVERYBODY


def _statuses(program: Program) -> dict[object, object]:
    return {
        one["email"]: one["status"] for one in program.quick("status", "--json").objects
    }
