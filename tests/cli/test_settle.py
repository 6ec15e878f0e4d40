"""mairemail settle: a person says what became of a message in doubt."""

import pytest

from tests.cli.campaign import DIGITAL, MAYOR, OLDQUAY, CampaignFolder
from tests.cli.program import Program, finish
from tests.cli.terminal import terminal
from tests.servers.recording import Gate, MailServer


def _statuses(program: Program) -> dict[object, object]:
    return {
        one["email"]: one["status"] for one in program.quick("status", "--json").objects
    }


def _message_ids(server: MailServer, email: str) -> list[bytes]:
    """Give the Message-ID of each message somebody got."""
    return [
        line
        for message in server.received
        if message.envelope_recipients == (email,)
        for line in message.data.split(b"\r\n")
        if line.startswith(b"Message-ID:")
    ]


@pytest.fixture
def two_doubts(
    mairemail: Program, doubtful: CampaignFolder, server: MailServer
) -> CampaignFolder:
    """Give the campaign with the last of three letters in doubt as well."""
    server.gate = Gate(at=3)
    process = mairemail.start("send", "--yes")
    server.gate.wait_until_reached()
    process.kill()
    finish(process)
    server.gate.open()
    server.gate = None
    return doubtful


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


def test_not_sent_to_who_opted_out_is_told_as_held(
    mairemail: Program, doubtful: CampaignFolder
) -> None:
    """It does not go with the next run, whatever was said."""
    mairemail.quick("optout", "add", DIGITAL)
    said = mairemail.quick("settle", DIGITAL, "--not-sent").out
    assert "do-not-write list" in said
    assert "next" not in said
    assert _statuses(mairemail)[DIGITAL] == "held"


def test_who_had_the_letter_by_other_means_is_taken_out(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """Handed over in person, say, before the campaign began."""
    mairemail.quick("settle", DIGITAL, "--sent")
    assert _statuses(mairemail)[DIGITAL] == "accepted"
    mairemail.quick("send", "--yes")
    assert server.letters == {MAYOR: 1, OLDQUAY: 1}
    # And back again, if that was the wrong name.
    mairemail.quick("settle", DIGITAL, "--not-sent")
    mairemail.quick("send", "--yes")
    assert server.letters == {MAYOR: 1, OLDQUAY: 1, DIGITAL: 1}
    domains = {one.partition(b"@")[2] for one in _message_ids(server, DIGITAL)}
    assert domains == {b"association.example>"}
    assert "None" not in mairemail.quick("ledger", "show", DIGITAL).out


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


def test_a_slip_of_settle_can_be_taken_back(
    mairemail: Program, doubtful: CampaignFolder, server: MailServer
) -> None:
    """One wrong word must not queue a second letter for good."""
    mairemail.quick("settle", DIGITAL, "--not-sent")
    mairemail.quick("settle", DIGITAL, "--sent")
    mairemail.quick("send", "--yes")
    assert server.letters[DIGITAL] == 1


def test_not_sent_goes_again_as_the_same_message(
    mairemail: Program, doubtful: CampaignFolder, server: MailServer
) -> None:
    """If both copies arrive after all, mail programs show one."""
    mairemail.quick("settle", DIGITAL, "--not-sent")
    mairemail.quick("send", "--yes")
    first, second = _message_ids(server, DIGITAL)
    assert first == second


def test_doubts_are_asked_about_one_by_one(
    mairemail: Program, two_doubts: CampaignFolder, server: MailServer
) -> None:
    """Each with what is needed to look for it, and each answer counts."""
    found = mairemail.quick("status", "--json").objects
    message_ids = {one["email"]: str(one["message_id"]) for one in found}
    with terminal(mairemail, "settle") as screen:
        screen.expect("2 messages are in doubt")
        screen.expect("Sent folder")
        screen.expect(DIGITAL)
        screen.expect(message_ids[DIGITAL])
        screen.expect("quit")
        screen.type("sent")
        screen.expect("never sent again")
        screen.expect(OLDQUAY)
        screen.expect(message_ids[OLDQUAY])
        screen.type("N")
        screen.expect("to be sent by the next")
        screen.wait(exits=0)
    assert _statuses(mairemail) == {
        MAYOR: "accepted", DIGITAL: "accepted", OLDQUAY: "pending",
    }  # fmt: skip
    mairemail.quick("send", "--yes")
    assert server.letters == {MAYOR: 1, DIGITAL: 1, OLDQUAY: 2}


def test_time_of_a_doubt_is_that_of_this_place(
    mairemail: Program, doubtful: CampaignFolder
) -> None:
    """The Sent folder shows it so."""
    shown = {}
    for zone in ("UTC0", "XXX-5:30"):
        with terminal(mairemail, "settle", environment={"TZ": zone}) as screen:
            screen.expect("when")
            screen.expect("quit")
            screen.type("q")
            lines = screen.wait(exits=1).splitlines()
        (shown[zone],) = [line for line in lines if line.strip().startswith("when")]
    minutes = [int(line[-2:]) for line in shown.values()]
    assert (minutes[1] - minutes[0]) % 60 == 30


@pytest.mark.parametrize(
    ("language", "answer", "state"),
    [
        ("en", "s", "accepted"),
        ("en", "not-sent", "pending"),
        ("en", "l", "uncertain"),
        ("en", "skip", "uncertain"),
        ("fr", "e", "accepted"),
        ("fr", "Non Envoye", "pending"),
        ("fr", "p", "uncertain"),
        ("fr", "sent", "accepted"),
        ("fr", "n", "pending"),
        ("fr", "skip", "uncertain"),
    ],
)
def test_answers_are_words_or_letters_of_the_language_or_of_english(
    mairemail: Program,
    doubtful: CampaignFolder,
    language: str,
    answer: str,
    state: str,
) -> None:
    """One types what one reads; accents and capitals do not matter."""
    environment = {"MAIREMAIL_LANG": language}
    with terminal(mairemail, "settle", environment=environment) as screen:
        screen.expect("(q)")
        screen.type(answer)
        screen.wait(exits=1 if state == "uncertain" else 0)
    assert _statuses(mairemail)[DIGITAL] == state


def test_what_is_not_understood_is_asked_again(
    mairemail: Program, doubtful: CampaignFolder
) -> None:
    """A habit of pressing Enter must settle nothing."""
    with terminal(mairemail, "settle") as screen:
        for answer in ("", "yes", "sen"):
            screen.expect("(q)")
            screen.type(answer)
            screen.expect("one of these words")
        screen.expect("(q)")
        screen.type("quit")
        assert "Still in doubt: 1 message" in screen.wait(exits=1)
    assert _statuses(mairemail)[DIGITAL] == "uncertain"


@pytest.mark.parametrize(
    ("ending", "code"), [(b"\x03", 130), (b"\x04", 1)], ids=["Ctrl-C", "Ctrl-D"]
)
def test_broken_off_keeps_the_answers_given_and_leaves_the_rest(
    mairemail: Program, two_doubts: CampaignFolder, ending: bytes, code: int
) -> None:
    """Each answer is written at once."""
    with terminal(mairemail, "settle") as screen:
        screen.expect("(q)")
        screen.type("sent")
        screen.expect("2/2")
        screen.expect("(q)")
        screen.press(ending)
        shown = screen.wait(exits=code)
    assert "Still in doubt: 1 message" in shown
    assert _statuses(mairemail)[DIGITAL] == "accepted"
    assert _statuses(mairemail)[OLDQUAY] == "uncertain"


@pytest.mark.parametrize(
    "arguments", [(), ("--sent",)], ids=["no terminal", "all at once"]
)
def test_doubts_are_not_settled_in_heaps(
    mairemail: Program, doubtful: CampaignFolder, arguments: tuple[str, ...]
) -> None:
    """A script names each address; the way to say it is told."""
    refused = mairemail("settle", *arguments, exits=2, stdin="sent\n")
    assert "mairemail settle ADDRESS" in refused.err
    assert _statuses(mairemail)[DIGITAL] == "uncertain"


def test_without_doubts_there_is_nothing_to_ask(
    mairemail: Program, ready: CampaignFolder
) -> None:
    """Most people never meet one."""
    with terminal(mairemail, "settle") as screen:
        assert "No message" in screen.wait(exits=0)
