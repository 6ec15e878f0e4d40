"""The whole way through a real mail server: Postfix, with Dovecot for its logins."""

import json
import re
from pathlib import Path

import pytest

from tests.cli.campaign import (
    DIGITAL,
    LETTER,
    MAYOR,
    OLDQUAY,
    ROWS,
    CampaignFolder,
    write_account,
)
from tests.cli.program import Program, one_line
from tests.servers.postfix import PASSWORD, RATE_LIMIT, USERNAME, Door, Postfix

KNOWS_IT = {"MAIREMAIL_PASSWORD": PASSWORD}
GOOD = "mayor@elmfield.example"


def use(program: Program, door: Door, *, ca_file: str) -> None:
    """Write an account for one door of the server."""
    write_account(
        program,
        door,
        security=door.security,
        auth="password",
        more=f'ca_file = "{ca_file}"',
    )


def row_of(email: str) -> str:
    """Give a row of the list."""
    return f"{email},Ms,Ann,Lee,Mayor,Elmfield\n"


def delivered_to(postfix: Postfix) -> list[str]:
    """Give the address of each delivered letter, in alphabetical order."""
    return sorted(letter["Delivered-To"] for letter in postfix.letters)


def send(program: Program, *more: str, exits: int = 0) -> list[tuple[object, object]]:
    """Send and give status and code of each delivery."""
    arguments = ("send", "--yes", "--json", *more)
    sent = program.quick(*arguments, exits=exits, environment=KNOWS_IT).objects
    return [(one["status"], one["code"]) for one in sent[:-1]]


@pytest.mark.parametrize("name", ["starttls", "tls"])
def test_first_account_and_first_letters_go_the_whole_way(
    mairemail: Program, campaign: CampaignFolder, postfix: Postfix, name: str
) -> None:
    """From an empty home to letters in a mailbox, once each, and never again."""
    door: Door = getattr(postfix, name)
    mairemail(
        "account", "add", "perso", "--name", "Zoé Martín", "--email", USERNAME,
        "--host", door.host, "--port", str(door.port), "--security", door.security,
        stdin=PASSWORD + "\n",
    )  # fmt: skip
    refused = mairemail("account", "test", exits=69)
    assert "cannot be trusted" in refused.err
    trust(mairemail.config / "accounts.toml", postfix.ca_file)
    mairemail("account", "test")
    mairemail("check")
    shown = {one["email"]: one for one in mairemail("preview", "--json").objects}
    sent = mairemail("send", "--yes", "--json").objects[:-1]
    assert [one["status"] for one in sent] == ["accepted"] * 3
    assert delivered_to(postfix) == sorted([MAYOR, DIGITAL, OLDQUAY])
    assert postfix.logged("sasl_method=PLAIN", at_least=3) == 3
    assert postfix.logged("authentication failed") == 0
    ids = {one["email"]: one["message_id"] for one in sent}
    for letter in postfix.letters:
        email = letter["Delivered-To"]
        body = letter.get_body(("plain",))
        assert body is not None
        assert letter["Return-Path"] == f"<{USERNAME}>"
        assert letter["From"].addresses[0].display_name == "Zoé Martín"
        assert letter["To"].addresses[0].addr_spec == email
        assert letter["Message-ID"] == ids[email]
        assert letter["Subject"] == shown[email]["subject"]
        assert body.get_content() == shown[email]["text"]
        # Neither the computer's name nor the network's, and encrypted.
        assert letter["Received"].startswith("from [127.0.0.1] (localhost")
        assert "with ESMTPSA" in letter["Received"]
    replies = [str(one["reply"]) for one in mairemail("status", "--json").objects]
    queue_ids = [reply.rsplit(maxsplit=1)[-1] for reply in replies]
    assert all(
        postfix.logged(f"{queue_id}: removed", at_least=1) for queue_id in queue_ids
    )
    connections = postfix.logged(": connect from")
    again = mairemail("send", "--yes")
    assert "Nothing to send" in again.out
    assert len(postfix.letters) == 3
    assert postfix.logged(": connect from") == connections


def trust(file: Path, ca_file: str) -> None:
    """Name the private CA in accounts.toml, as its owner does in an editor."""
    text = file.read_text(encoding="utf-8")
    line = f"[accounts.perso.smtp]\nca_file = {json.dumps(ca_file)}\n"
    file.write_text(text.replace("[accounts.perso.smtp]\n", line), encoding="utf-8")


def test_octets_arrive_as_the_dry_run_showed_them(
    mairemail: Program, campaign: CampaignFolder, postfix: Postfix
) -> None:
    """Dots, long lines, accents and attachments are where mail programs lose octets."""
    use(mairemail, postfix.tls, ca_file=postfix.ca_file)
    (campaign.folder / "plan.pdf").write_bytes(bytes(range(256)) * 40)
    body = f".\n\n..\n\n.dot\n\nFrom here on\n\n{'À la mairie… ' * 200}\n\nend  \n"
    head, _blank, rest = LETTER.partition("\n\n")
    campaign.letter(f"{head}\nAttach: plan.pdf\n\n{rest}\n{body}")
    campaign.contacts(ROWS[:1])
    mairemail.quick("send", "--dry-run")
    send(mairemail)
    (file,) = (campaign.folder / "outbox").glob("*.eml")
    (delivered,) = postfix.delivered_octets
    ours = delivered[delivered.index(b"\nFrom:") + 1 :].replace(b"\n", b"\r\n")
    assert timeless(ours) == timeless(file.read_bytes())


def timeless(message: bytes) -> bytes:
    """Take out what differs between two makings of one message."""
    found = re.search(rb"^Message-ID: <([^@]+)@", message, re.MULTILINE)
    assert found
    return re.sub(rb"(?m)^Date: .*$", b"Date:", message.replace(found[1], b"uuid"))


def test_accent_before_the_at_sign_is_delivered_where_smtputf8_is_offered(
    mairemail: Program, campaign: CampaignFolder, postfix: Postfix
) -> None:
    """RFC 6531 is rare; a server that offers it must be able to rely on it."""
    use(mairemail, postfix.starttls, ca_file=postfix.ca_file)
    campaign.contacts([row_of("zoé@elmfield.example")])
    assert send(mairemail) == [("accepted", 250)]
    assert len(postfix.letters) == 1
    assert "UTF8SMTPSA" in postfix.letters[0]["Received"]


def test_refused_recipients_cost_nobody_else_a_letter(
    mairemail: Program, campaign: CampaignFolder, postfix: Postfix
) -> None:
    """No such mailbox, come back later, mailbox full: each is about one official."""
    use(mairemail, postfix.tls, ca_file=postfix.ca_file)
    refused = ["unknown@a.example", "greylisted@a.example", "full@a.example"]
    campaign.contacts(map(row_of, [*refused, GOOD]))
    assert send(mairemail, exits=1) == [
        ("rejected", 550), ("deferred", 450), ("deferred", 452), ("accepted", 250),
    ]  # fmt: skip
    assert send(mairemail, exits=1) == [("deferred", 450), ("deferred", 452)]
    assert delivered_to(postfix) == [GOOD]


@pytest.mark.parametrize(
    ("local", "ending"),
    [
        ("daily", (550, 75)),
        ("hangup", (421, 75)),
        ("spam", (554, 69)),
        ("filtered", (554, 69)),
    ],
)
def test_refusal_of_the_sender_keeps_every_other_letter_for_later(
    mairemail: Program,
    campaign: CampaignFolder,
    postfix: Postfix,
    local: str,
    ending: tuple[int, int],
) -> None:
    """A limit, a server that hangs up, a spam filter: the next would meet the same."""
    code, exits = ending
    use(mairemail, postfix.tls, ca_file=postfix.ca_file)
    campaign.contacts(map(row_of, [f"{local}@a.example", GOOD]))
    assert send(mairemail, exits=exits) == [("pending", code)]
    assert delivered_to(postfix) == []
    assert send(mairemail, "--only", GOOD) == [("accepted", 250)]
    assert delivered_to(postfix) == [GOOD]


@pytest.mark.parametrize("name", ["starttls", "tls"])
@pytest.mark.parametrize("command", [("account", "test"), ("send", "--yes")])
def test_wrong_password_is_tried_once(
    mairemail: Program,
    campaign: CampaignFolder,
    postfix: Postfix,
    name: str,
    command: tuple[str, ...],
) -> None:
    """Providers count failed attempts and lock the account."""
    use(mairemail, getattr(postfix, name), ca_file=postfix.ca_file)
    wrong = {"MAIREMAIL_PASSWORD": "wrong-canary"}
    refused = mairemail.quick(*command, exits=77, environment=wrong)
    assert "535 5.7.8 Error: authentication failed" in one_line(refused.err)
    assert "wrong-canary" not in refused.out + refused.err
    assert postfix.logged("authentication failed", at_least=1) == 1
    assert postfix.logged("Password mismatch", at_least=1) == 1
    assert postfix.letters == []


@pytest.mark.parametrize("name", ["starttls", "tls"])
def test_server_of_an_unknown_ca_is_sent_nothing(
    mairemail: Program, campaign: CampaignFolder, postfix: Postfix, name: str
) -> None:
    """Whoever sits in between gets neither password nor letter."""
    door: Door = getattr(postfix, name)
    write_account(mairemail, door, security=door.security, auth="password")
    refused = mairemail.quick("send", "--yes", exits=69, environment=KNOWS_IT)
    assert "cannot be trusted" in refused.err
    assert postfix.logged(": connect from", at_least=1) == 1
    assert postfix.logged("sasl_") == 0
    assert postfix.letters == []


def test_rate_limit_stops_the_run_and_loses_nothing(
    mairemail: Program, campaign: CampaignFolder, postfix: Postfix
) -> None:
    """Who goes on knocking is locked out for longer."""
    use(mairemail, postfix.hurried, ca_file=postfix.ca_file)
    assert send(mairemail, exits=75) == [
        *[("accepted", 250)] * RATE_LIMIT, ("pending", 450),
    ]  # fmt: skip
    assert len(postfix.letters) == RATE_LIMIT
    # The same campaign goes on at another door, as it would in an hour at this one.
    use(mairemail, postfix.tls, ca_file=postfix.ca_file)
    assert send(mairemail) == [("accepted", 250)]
    assert delivered_to(postfix) == sorted([MAYOR, DIGITAL, OLDQUAY])


def test_letter_too_big_for_the_server_is_tried_with_one_official_alone(
    mairemail: Program, campaign: CampaignFolder, postfix: Postfix
) -> None:
    """The next message is as big."""
    use(mairemail, postfix.small, ca_file=postfix.ca_file)
    campaign.letter(LETTER + "Lamps. " * 300 + "\n")
    arguments = ("send", "--yes", "--json")
    sent = mairemail.quick(*arguments, exits=69, environment=KNOWS_IT)
    assert "552 5.3.4 Message size exceeds fixed limit" in one_line(sent.err)
    assert [one.get("code") for one in sent.objects] == [552, None]
    assert postfix.letters == []
