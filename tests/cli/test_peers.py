"""The faults of the peers, one by one, and what happens here instead."""

from collections.abc import Callable, Iterable
from email import message_from_bytes, policy
from email.message import EmailMessage

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
from tests.cli.program import Program, finish
from tests.servers.certificates import Certificates
from tests.servers.recording import Gate, MailServer
from tests.servers.scripted import Cue, Fault, ScriptedServer, Step


def messages(server: MailServer) -> list[EmailMessage]:
    """Give what the server took, parsed by somebody else's code."""
    return [parsed(one.data) for one in server.received]


def parsed(data: bytes) -> EmailMessage:
    """Give a message as Python's own parser reads it."""
    message = message_from_bytes(data, policy=policy.SMTP)
    assert isinstance(message, EmailMessage)
    return message


def sent_rows(
    program: Program, campaign: CampaignFolder, rows: Iterable[str], *, exits: int = 0
) -> list[tuple[object, object]]:
    """Write a list, send to it, and give row and status of each delivery."""
    campaign.contacts(rows)
    sent = program.quick("send", "--yes", "--json", exits=exits).objects
    return [(one["row"], one["status"]) for one in sent[:-1]]


def test_1_refused_official_is_not_sent_although_a_copy_was_taken(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """The peer printed "sent" and exited with 0."""
    ready.letter(LETTER.replace("\n\n", "\nCc: {{ sender.email }}\n\n", 1))
    server.refuse(MAYOR, "550 5.1.1 No such mailbox")
    server.refuse(DIGITAL, "450 4.2.0 Greylisted")
    sent = mairemail.quick("send", "--yes", "--json", exits=1).objects
    assert [one.get("status") for one in sent] == [
        "rejected", "deferred", "accepted", None,
    ]  # fmt: skip
    assert server.letters == {OLDQUAY: 1, "camille@association.example": 1}


def test_2_killed_run_remembers_every_letter(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """The peer wrote no file at all, and its log was empty."""
    server.gate = Gate(at=3)
    process = mairemail.start("send", "--yes")
    server.gate.wait_until_reached()
    process.kill()
    finish(process)
    server.gate.open()
    found = mairemail.quick("status", "--json").objects
    assert [one["status"] for one in found] == ["accepted", "accepted", "uncertain"]
    mairemail.quick("send", "--yes", exits=1)
    assert set(server.letters.values()) == {1}


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_3_password_is_not_given_to_an_untrusted_server(
    mairemail: Program,
    campaign: CampaignFolder,
    mail_server: Callable[..., MailServer],
    certificates: Certificates,
    security: str,
) -> None:
    """The peer gave it over STARTTLS to a server with any certificate."""
    server = mail_server(password="secret", **{security: certificates.good})
    write_account(mairemail, server, security=security, auth="password")
    mairemail.quick(
        "account", "test", exits=69, environment={"MAIREMAIL_PASSWORD": "secret"}
    )
    assert server.logins == []


def test_4_accented_sender_s_name_sends_over_tls(
    mairemail: Program,
    campaign: CampaignFolder,
    mail_server: Callable[..., MailServer],
    certificates: Certificates,
) -> None:
    """The peer asked for U T F 8 S M T P letter by letter, and was refused by all."""
    server = mail_server(tls=certificates.good)
    write_account(
        mairemail, server, security="tls", more=f'ca_file = "{certificates.ca_file}"'
    )
    campaign.settings(SETTINGS + '[sender]\nname = "Zoé Œillet-Martín"\n')
    mairemail.quick("send", "--yes", "--limit", "1")
    (message,) = messages(server)
    assert message["From"].addresses[0].display_name == "Zoé Œillet-Martín"
    assert server.received[0].mail_options == (f"SIZE={len(server.received[0].data)}",)


def test_5_short_row_and_a_row_of_a_lone_comma_get_no_letter(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """The peer wrote "Dear None", and to the address `<>`."""
    rows = [ROWS[0], f"{DIGITAL},Mr,Samir,Bishop,Councillor\n", ",\n", ",,,,,\n"]
    assert sent_rows(mairemail, ready, rows, exits=1) == [(2, "accepted")]
    assert server.letters == {MAYOR: 1}


def test_5_empty_cell_about_to_be_printed_keeps_the_letter_back(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """A letter to "Dear ," is worse than none."""
    ready.letter(LETTER.replace("{{ salutation }}", "Dear {{ last_name }}"))
    rows = [ROWS[0], f"{DIGITAL},,,,Councillor,Riverbridge\n"]
    assert sent_rows(mairemail, ready, rows, exits=1) == [(2, "accepted")]
    assert b"None" not in server.received[0].data


def test_6_cell_adds_no_recipient_no_header_and_no_file(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """In the peer a line break in a cell became a header, and attached a file."""
    evil = "Ann\r\nBcc: spy@evil.example\r\nX-Evil: 1\r\nAttach: /etc/hostname\r\n\r\nX"
    ready.letter(LETTER.replace("Lights in", "Lights {{ first_name }} in"))
    rows = [
        f'a@oldquay.example,Ms,"{evil}","{evil}",Mayor,"{evil}"\n',
        '"b@oldquay.example\nBcc: spy@evil.example",Ms,Ann,Lee,Mayor,Oldquay\n',
        '"c@oldquay.example\r\nRCPT TO:<spy@evil.example>",,,,Mayor,Oldquay\n',
        '"spy@evil.example>,<d@oldquay.example",,,,Mayor,Oldquay\n',
    ]
    sent_rows(mairemail, ready, rows, exits=1)
    for one, message in zip(server.received, messages(server), strict=True):
        assert one.envelope_recipients == ("a@oldquay.example",)
        assert not {"bcc", "x-evil", "cc"} & {name.lower() for name in message}
        assert list(message.iter_attachments()) == []
    assert "spy@evil.example" not in server.letters


@pytest.mark.parametrize(
    "name", ["José García", "García, José", 'Zoé "Zo" Œil', "Ann (Q) <x@y.example>"]
)
def test_7_name_never_swallows_the_address(
    mairemail: Program, ready: CampaignFolder, server: MailServer, name: str
) -> None:
    """The peer put name and address into one encoded word, or crashed on a comma."""
    quoted = name.replace('"', '""')
    ready.contacts([f'{MAYOR},Ms,,"{quoted}",Mayor,Riverbridge\n'])
    mairemail.quick("send", "--yes")
    (message,) = messages(server)
    (box,) = message["To"].addresses
    assert (box.addr_spec, box.display_name) == (MAYOR, name)
    assert f"<{MAYOR}>".encode() in server.received[0].data


def test_8_many_letters_take_one_session(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """The peer connected and logged in anew for each of 11,000 messages."""
    ready.contacts(f"m{n}@oldquay.example,,,,Mayor,Oldquay\n" for n in range(12))
    mairemail.quick("send", "--yes")
    assert (server.letters.total(), server.connections) == (12, 1)


def test_connection_lost_at_the_second_letter_is_opened_anew(
    mairemail: Program, campaign: CampaignFolder
) -> None:
    """The peer stopped there, and never tried the third."""
    with ScriptedServer(Cue(Step.RCPT, Fault.CLOSE, nth=2)) as server:
        write_account(mairemail, server)
        mairemail.quick("send", "--yes")
        assert server.recipients == [MAYOR, DIGITAL, OLDQUAY]


def test_answer_lost_after_the_letter_is_a_doubt_and_not_a_failure(
    mairemail: Program, campaign: CampaignFolder
) -> None:
    """The peer said "failed", and its hint sent the letter a second time."""
    with ScriptedServer(Cue(Step.DOT, Fault.CLOSE)) as server:
        write_account(mairemail, server)
        first = mairemail.quick("send", "--yes", exits=1)
        assert "settle" in first.out
        mairemail.quick("send", "--yes", exits=1)
        assert server.recipients == [MAYOR, DIGITAL, OLDQUAY]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_usual_table_is_read(
    mairemail: Program, ready: CampaignFolder, encoding: str, delimiter: str
) -> None:
    """The peer died of latin-1 and UTF-16, and misread bars."""
    table = (HEADER + "\n" + ROWS[2]).replace(",", delimiter)
    (ready.folder / "contacts.csv").write_bytes(table.encode(encoding))
    (only,) = mairemail.quick("preview", "--json").objects
    assert (only["row"], only["to"]) == (3, f"Zoë Ashworth <{OLDQUAY}>")


def test_variable_missing_in_one_branch_is_found_before_anything_leaves(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """The peer met it at row 300, after 299 letters."""
    ready.letter(
        LETTER.replace(
            "{{ closing }}",
            "{% if commune == 'Oldquay' %}{{ harbour }}{% endif %}\n\n{{ closing }}",
        )
    )
    sent = mairemail.quick("send", "--yes", "--json", exits=1)
    assert "harbour" in sent.err
    assert "letter.md" in sent.err
    assert server.letters == {MAYOR: 1, DIGITAL: 1}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (f"{MAYOR},,,,Mayor,Riverbridge,more,cells\n", "long-row"),
        ("not-an-address,,,,Mayor,Q\n", "bad-address"),
        ("a@@x.example,,,,Mayor,Q\n", "bad-address"),
        ("a b@x.example,,,,Mayor,Q\n", "bad-address"),
        ("mailto:z@x.example,,,,Mayor,Q\n", "bad-address"),
        ("a@x.example; b@x.example,,,,Mayor,Q\n", "bad-address"),
        ('"Smith, John, MP <a@x.example>",,,,Mayor,Q\n', "bad-address"),
        ("a\u200b@x.example,,,,Mayor,Q\n", "bad-address"),
        ("a@x\u00a0y.example,,,,Mayor,Q\n", "bad-address"),
        ("mayor@RIVERBRIDGE.example,,,,Mayor,Riverbridge\n", "duplicate-address"),
        ("Mayor@riverbridge.example,,,,Mayor,Riverbridge\n", "duplicate-address"),
    ],
)
def test_row_that_peers_sent_or_died_of_is_named(
    mairemail: Program, ready: CampaignFolder, row: str, code: str
) -> None:
    """Each went out as it was, or ended a run in its middle with a traceback."""
    ready.contacts([ROWS[0], row])
    found = mairemail.quick("check", "--json", exits=1)
    assert found.codes == [(3, code)]


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        (f"  {MAYOR} ", MAYOR),
        (f"\u00a0{MAYOR}\u00a0", MAYOR),
        ("mairie@été.example", "mairie@xn--t-9fab.example"),
    ],
)
def test_address_that_peers_died_of_is_written_to(
    mairemail: Program,
    ready: CampaignFolder,
    server: MailServer,
    address: str,
    wanted: str,
) -> None:
    """Spaces come with copying, and towns have accents."""
    ready.contacts([f"{address},,,,Mayor,Riverbridge\n"])
    mairemail.quick("send", "--yes")
    (received,) = server.received
    assert received.envelope_recipients == (wanted,)
    assert messages(server)[0]["To"].addresses[0].addr_spec == wanted


def test_accent_before_the_at_sign_costs_only_its_own_letter(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """The peer ended there with a traceback, even before a server that takes it."""
    rows = ["zoé@oldquay.example,,,,Mayor,Oldquay\n", ROWS[0]]
    assert sent_rows(mairemail, ready, rows, exits=1) == [
        (2, "rejected"), (3, "accepted"),
    ]  # fmt: skip
    assert server.letters == {MAYOR: 1}


def test_message_is_well_formed_where_the_peer_s_was_not(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """No Message-ID, no zone, base64 for one accent, 1,500 characters on a line."""
    subject = "Éclairage " * 30
    ready.letter(
        LETTER.replace("Lights", subject + "Lights").replace("lamps", "œil " * 400)
    )
    mairemail.quick("send", "--yes", "--limit", "1")
    (message,) = messages(server)
    data = server.received[0].data
    assert message["Message-ID"].endswith("@association.example>")
    assert message["Date"].datetime.tzinfo is not None
    assert "-0000" not in message["Date"]
    assert message["Subject"] == f"{subject}Lights in Riverbridge"
    assert max(map(len, data.split(b"\r\n"))) <= 78
    for part in message.walk():
        assert part.get("Content-Transfer-Encoding") in {None, "quoted-printable"}
    for name in ("X-Mailer", "User-Agent", "Bcc", "Received"):
        assert name not in message


@pytest.mark.parametrize(
    "attack",
    [
        "{{ cycler.__init__.__globals__.os.popen('touch MARKER').read() }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{% include '/etc/hostname' %}",
        "{% import 'os' as os %}{{ os.system('touch MARKER') }}",
        "{{ lipsum.__globals__['os'].system('touch MARKER') }}",
    ],
)
def test_letter_from_a_stranger_cannot_reach_the_machine(
    mairemail: Program, ready: CampaignFolder, server: MailServer, attack: str
) -> None:
    """The peer ran it."""
    marker = mairemail.home / "marker"
    ready.letter(LETTER + attack.replace("MARKER", str(marker)) + "\n")
    mairemail.quick("check", exits=1)
    mairemail.quick("send", "--yes", exits=None)
    assert not marker.exists()
    assert server.received == []


def test_cell_is_neither_a_template_nor_html(
    mairemail: Program, ready: CampaignFolder
) -> None:
    """Lists come from strangers too."""
    ready.letter(LETTER.replace("lamps", "lamps {{ note }}"))
    cell = "{{ 6 * 7 }} <script>alert(1)</script> **bold** [x](http://evil.example)"
    ready.contacts(
        [f'{MAYOR},,,,Mayor,Riverbridge,"{cell}"\n'],
        header=HEADER.replace("\n", ",note\n"),
    )
    # Shown as it is; and not sent, since marks left over are still to be filled in.
    (shown,) = mairemail.quick("preview", "--json", exits=1).objects
    assert cell in str(shown["text"])
    html = str(shown["html"])
    assert "{{ 6 * 7 }}" in html
    for never in ("<script", "<strong", 'href="http://evil'):
        assert never not in html


def test_list_edited_between_two_runs_resumes_at_the_right_person(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """The peer resumed by row number, which then pointed at somebody else."""
    mairemail.quick("send", "--yes", "--limit", "1")
    new = "new@elmfield.example,Ms,Ann,Lee,Mayor,Elmfield\n"
    assert sent_rows(mairemail, ready, [new, *reversed(ROWS)]) == [
        (2, "accepted"), (3, "accepted"), (4, "accepted"),
    ]  # fmt: skip
    assert set(server.letters.values()) == {1}
