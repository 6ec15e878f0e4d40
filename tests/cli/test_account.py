"""mairemail account: mailboxes, and passwords that nobody sees."""

import json
import os
import re
import sys
import tomllib
from base64 import b64encode
from collections.abc import Callable

import pytest

from tests.cli.campaign import CampaignFolder, write_account
from tests.cli.program import Program, cut_lines, every_file, one_line
from tests.cli.terminal import terminal
from tests.servers.recording import MailServer

CANARY = "canary-7f3a-pâté"
NO_KEYRING = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
OPTIONS = (
    "--email", "camille@association.example", "--name", "Camille Martin",
    "--postal-address", "3 Lilac Street", "--host", "127.0.0.1", "--security", "none",
)  # fmt: skip


def add(program: Program, server: MailServer, *more: str, **options: object) -> str:
    """Add the account `perso` for a server and give everything that was printed."""
    arguments = ("account", "add", "perso", *OPTIONS, "--port", str(server.port), *more)
    done = program(*arguments, **{"stdin": CANARY + "\n"} | options)  # type: ignore[arg-type]  # passed on
    return done.out + done.err


@pytest.fixture
def guarded(mail_server: Callable[..., MailServer]) -> MailServer:
    """Give a server that wants the canary as its password."""
    return mail_server(password=CANARY)


def test_account_is_written_for_the_user_alone_and_without_its_password(
    mairemail: Program, guarded: MailServer
) -> None:
    """Configuration files are backed up, synchronised and shown to friends."""
    add(mairemail, guarded)
    file = mairemail.config / "accounts.toml"
    settings = tomllib.loads(file.read_text(encoding="utf-8"))
    assert file.stat().st_mode & 0o777 == 0o600
    assert settings["default"] == "perso"
    account = settings["accounts"]["perso"]
    assert account["email"] == "camille@association.example"
    assert account["smtp"] == {
        "host": "127.0.0.1", "port": guarded.port, "security": "none",
        "username": "camille@association.example", "auth": "password",
    }  # fmt: skip


def test_password_from_standard_input_goes_to_the_keyring(
    mairemail: Program, guarded: MailServer
) -> None:
    """Scripts have no other safe way to hand it over."""
    add(mairemail, guarded)
    keyring = json.loads((mairemail.home / "keyring.json").read_text(encoding="utf-8"))
    assert keyring == {"mairemail perso/smtp": CANARY}
    mairemail("account", "test")
    assert [login.password for login in guarded.logins] == [CANARY]


def test_password_is_nowhere_but_in_the_keyring(
    mairemail: Program, campaign: CampaignFolder, guarded: MailServer
) -> None:
    """Not in a file, a log, an error or on the screen, in success and in failure."""
    shown = add(mairemail, guarded)
    runs = (
        ("account", "show"), ("account", "list"), ("account", "test"), ("check",),
        ("preview",), ("send", "--yes"), ("status", "--csv", "s.csv"),
        ("send", "--dry-run"), ("account", "show", "nobody"),
    )  # fmt: skip
    for arguments in runs:
        done = mairemail(*arguments, exits=None)
        shown += done.out + done.err
    guarded.password = "another"
    failed = mairemail("account", "test", exits=77)
    shown += failed.out + failed.err
    assert CANARY not in shown
    start = CANARY[:8]
    forms = [start.encode(), start.encode("utf-16-le"), b64encode(start.encode())[:8]]
    holding = [
        file.name
        for file in every_file(mairemail.home)
        if any(form in file.read_bytes() for form in forms)
    ]
    assert holding == ["keyring.json"]
    assert len(guarded.received) == 3


def test_password_in_the_environment_comes_before_the_keyring(
    mairemail: Program, guarded: MailServer
) -> None:
    """Automation overrides what a person stored."""
    add(mairemail, guarded, stdin="stored\n")
    mairemail("account", "test", environment={"MAIREMAIL_PASSWORD": CANARY})
    assert "MAIREMAIL_PASSWORD" in mairemail(
        "account", "show", environment={"MAIREMAIL_PASSWORD": CANARY}
    ).out  # fmt: skip


def test_password_command_is_run_without_a_shell_and_never_shown(
    mairemail: Program, guarded: MailServer
) -> None:
    """Password managers are asked by a command; its arguments may be secrets too."""
    write_account(
        mairemail, guarded, auth="password",
        more=f"password_command = ['printf', '%s\\n', '{CANARY}']",
    )  # fmt: skip
    mairemail("account", "test")
    shown = mairemail("account", "show").out
    assert "printf" in shown
    assert CANARY not in shown
    write_account(
        mairemail, guarded, auth="password",
        more=f"password_command = ['false', '{CANARY}']",
    )  # fmt: skip
    failed = mairemail("account", "test", exits=77)
    assert CANARY not in failed.err


def test_no_keyring_is_said_clearly_and_the_account_is_kept(
    mairemail: Program, guarded: MailServer
) -> None:
    """Servers and containers have none; the way around is named."""
    shown = add(mairemail, guarded, environment=NO_KEYRING)
    assert "keyring" in shown
    assert "MAIREMAIL_PASSWORD" in shown
    assert "perso" in mairemail("account", "list").out
    assert CANARY not in shown


def test_sending_without_keyring_or_password_exits_with_77(
    mairemail: Program, campaign: CampaignFolder, guarded: MailServer
) -> None:
    """Nothing is sent, and the next step is named."""
    write_account(mairemail, guarded, auth="password")
    failed = mairemail("send", "--yes", exits=77, environment=NO_KEYRING)
    assert "MAIREMAIL_PASSWORD" in failed.err
    assert guarded.logins == []
    mairemail("account", "test", exits=77)


def test_person_is_asked_for_a_missing_password_without_seeing_it(
    mairemail: Program, campaign: CampaignFolder, guarded: MailServer
) -> None:
    """Where nothing is stored, the person at the terminal still knows it."""
    write_account(mairemail, guarded, auth="password")
    with terminal(mairemail, "send", "--yes") as screen:
        screen.expect("it is not shown")
        screen.type(CANARY)
        shown = screen.wait(exits=0)
    assert CANARY not in shown
    assert len(guarded.received) == 3


def test_person_is_asked_for_what_no_option_gave(
    mairemail: Program, guarded: MailServer
) -> None:
    """The first account is added by somebody who knows no options."""
    with terminal(
        mairemail, "account", "add", "--port", str(guarded.port), "--security", "none"
    ) as screen:
        for question, answer in (
            ("account", "asso"), ("e-mail", "camille@association.example"),
            ("name", "Camille"), ("postal", "Rennes"), ("server", "127.0.0.1"),
            ("Login", ""), ("not shown", CANARY),
        ):  # fmt: skip
            screen.expect(question)
            screen.expect(": ")
            screen.type(answer)
        assert CANARY not in screen.wait(exits=0)
    mairemail("account", "test", "asso")


def test_questions_help_where_a_newcomer_stops(
    mairemail: Program, guarded: MailServer
) -> None:
    """The server's name and “starttls” are what most people have never typed."""
    with terminal(mairemail, "account", "add", "--port", str(guarded.port)) as screen:
        screen.expect("Ctrl-C")
        for question, answer in (
            ("one word [perso]: ", ""), ("e-mail address: ", "c@association.example"),
            ("signature: ", "Camille"), ("signature: ", ""),
        ):  # fmt: skip
            screen.expect(question)
            screen.type(answer)
        screen.expect("town hall")
        screen.expect("docs/accounts.md")
        screen.expect("(SMTP): ")
        screen.type("")
        screen.expect("Error: The name of a server is wanted")
        screen.expect("docs/accounts.md")
        screen.expect("(SMTP): ")
        screen.type("smtp.example")
        screen.expect("587")
        screen.expect("Encryption [tls]: ")
        screen.type("none")
        screen.expect("never travel unencrypted")
        screen.expect("starttls")
        screen.expect("Encryption [tls]: ")
        screen.type("SSL/TLS")
        screen.expect("Login [c@association.example]: ")
        screen.type("")
        screen.expect("keyring")
        screen.expect("not shown): ")
        screen.type(CANARY)
        shown = screen.wait(exits=0)
    assert "--security" not in shown
    assert cut_lines(shown) == []
    settings = (mairemail.config / "accounts.toml").read_text(encoding="utf-8")
    assert 'security = "tls"' in settings


@pytest.mark.parametrize("stop", ["ctrl-c", "ctrl-d"])
@pytest.mark.parametrize("at", ["e-mail address: ", "not shown): "])
def test_questions_left_in_the_middle_save_nothing(
    mairemail: Program, guarded: MailServer, stop: str, at: str
) -> None:
    """Half an account would be found as a surprise, a week later."""
    arguments = ["account", "add", "perso"]
    if at != "e-mail address: ":
        arguments += [*OPTIONS, "--username", "c", "--port", str(guarded.port)]
    with terminal(mairemail, *arguments) as screen:
        screen.expect(at)
        screen.press(b"\x03" if stop == "ctrl-c" else b"\x04")
        screen.expect("Nothing was saved.")
        screen.wait(exits=130)
    assert not (mairemail.config / "accounts.toml").exists()


def test_name_that_is_proposed_is_free(mairemail: Program, guarded: MailServer) -> None:
    """A proposal that is refused at Enter is a joke at the person's cost."""
    add(mairemail, guarded)
    with terminal(mairemail, "account", "add") as screen:
        screen.expect("one word [perso2]: ")
        screen.press_ctrl_c()
        screen.wait(exits=130)


def test_password_that_cannot_be_kept_is_not_asked_for(
    mairemail: Program, guarded: MailServer
) -> None:
    """To type it for nothing looks as if it were kept."""
    arguments = ["account", "add", "perso", *OPTIONS, "--port", str(guarded.port)]
    with terminal(
        mairemail, *arguments, "--username", "c", environment=NO_KEYRING
    ) as screen:
        shown = one_line(screen.wait(exits=0))
    assert "no system keyring" in shown
    assert "asks for it each time" in shown
    assert "docs/accounts.md" in shown
    assert "not shown" not in shown


def test_password_that_worked_can_be_kept(
    mairemail: Program, campaign: CampaignFolder, guarded: MailServer
) -> None:
    """An account that is there already gets its password into the keyring so."""
    write_account(mairemail, guarded, auth="password")
    for answer, is_kept in (("", False), ("y", True)):
        with terminal(mairemail, "account", "test") as screen:
            screen.expect("not shown): ")
            screen.type(CANARY)
            screen.expect("It works")
            screen.expect("Keep the password in the system keyring? [y/N] ")
            screen.type(answer)
            screen.wait(exits=0)
        assert (mairemail.home / "keyring.json").exists() is is_kept
    with terminal(mairemail, "account", "test") as screen:
        assert "Keep" not in screen.wait(exits=0)


@pytest.mark.parametrize("password", [CANARY, "wrong"])
def test_password_is_not_offered_to_be_kept_where_it_cannot_or_does_not_work(
    mairemail: Program, campaign: CampaignFolder, guarded: MailServer, password: str
) -> None:
    """A wrong password kept is tried again and again, until the account is locked."""
    write_account(mairemail, guarded, auth="password")
    environment = NO_KEYRING if password == CANARY else {}
    with terminal(mairemail, "account", "test", environment=environment) as screen:
        screen.expect("not shown): ")
        screen.type(password)
        shown = screen.wait(exits=0 if password == CANARY else 77)
    assert "Keep" not in shown


def test_password_that_is_kept_and_refused_can_be_replaced(
    mairemail: Program, campaign: CampaignFolder, guarded: MailServer
) -> None:
    """The provider wants an app password, and the usual one is in the keyring."""
    write_account(mairemail, guarded, auth="password")
    keyring = mairemail.home / "keyring.json"
    keyring.write_text('{"mairemail perso/smtp": "usual"}', encoding="utf-8")
    mairemail("account", "test", exits=77)
    with terminal(mairemail, "account", "test") as screen:
        screen.expect("refused the login")
        screen.expect("Another one?")
        screen.expect("not shown): ")
        screen.type(CANARY)
        screen.expect("It works")
        screen.expect("[y/N] ")
        screen.type("y")
        screen.wait(exits=0)
    mairemail("account", "test")


def test_password_typed_in_another_encoding_is_asked_again(
    mairemail: Program, campaign: CampaignFolder, guarded: MailServer
) -> None:
    """A terminal set to Latin-1 sends an é as one octet."""
    write_account(mairemail, guarded, auth="password")
    with terminal(mairemail, "account", "test") as screen:
        screen.expect("not shown): ")
        screen.press(b"p\xe2t\xe9\n")
        screen.expect("not in UTF-8")
        screen.expect("not shown): ")
        screen.press(b"\x04")
        screen.wait(exits=130)


@pytest.mark.parametrize("source", ["printf 'a\\0b\\n' |", "yes | tr -d '\\n' |"])
def test_what_is_no_password_is_refused_before_anything_is_saved(
    mairemail: Program, source: str
) -> None:
    """A wrong file before the pipe must not fill the memory, nor the keyring."""
    script = f'{source} "$0" -m mairemail account add perso "$@"'
    mairemail.shell(["sh", "-c", script, sys.executable, *OPTIONS], exits=77)
    assert not (mairemail.config / "accounts.toml").exists()


def test_password_of_another_encoding_is_no_bug(
    mairemail: Program, guarded: MailServer
) -> None:
    """The file it comes from may be an old one."""
    script = r"""printf 'p\342t\351\n' | "$0" -m mairemail account add asso "$@" """
    mairemail.shell(
        ["sh", "-c", script, sys.executable, *OPTIONS, "--port", str(guarded.port)]
    )
    assert "asso" in mairemail("account", "list").out


def test_mark_of_the_default_account_is_explained(
    mairemail: Program, guarded: MailServer
) -> None:
    """A star beside one of two names is a riddle."""
    add(mairemail, guarded)
    assert "*" not in mairemail("account", "list").err
    mairemail("account", "add", "asso", *OPTIONS, "--username", "c")
    done = mairemail("account", "list")
    assert done.out.startswith("* perso")
    assert done.err.startswith("*: ")


def test_remove_says_that_the_password_is_gone_too(
    mairemail: Program, guarded: MailServer
) -> None:
    """Who gives a computer away wants to read it."""
    add(mairemail, guarded)
    assert "password" in mairemail("account", "remove", "perso").out
    add(mairemail, guarded, stdin="")
    assert "password" not in mairemail("account", "remove", "perso").out


def test_show_says_all_of_it_in_words_and_where_it_stands(
    mairemail: Program, campaign: CampaignFolder, guarded: MailServer
) -> None:
    """“127.0.0.1:2526 (none)” and “pause 0 s” are settings, no description."""
    write_account(mairemail, guarded, auth="password")
    shown = mairemail("account", "show", environment=NO_KEYRING).out
    lines = dict(re.findall(r"^(\S.*?)  +(.+)$", shown, re.MULTILINE))
    assert lines["file"] == str(mairemail.config / "accounts.toml")
    assert lines["server"] == f"127.0.0.1:{guarded.port}, unencrypted, on this computer"
    assert lines["login"] == "camille@association.example"
    assert lines["pause"] == "none: the server is on this computer"
    assert lines["a day"] == "80 messages at most, in any 24 hours"
    assert cut_lines(shown.replace(lines["file"], "")) == []
    french = mairemail("account", "show", environment={"MAIREMAIL_LANG": "fr"}).out
    for word in ("none", "password", "(", "0 s"):
        assert word not in french
    columns = {len(start) for start in re.findall(r"^\S.*?  +", shown, re.MULTILINE)}
    assert len(columns) == 1


def test_every_problem_of_the_file_is_told_with_a_way_out(
    mairemail: Program, campaign: CampaignFolder
) -> None:
    """“Take the account away” is no way out: remove refuses the same file."""
    mairemail.config.mkdir()
    file = mairemail.config / "accounts.toml"
    file.write_text(
        'default = "nope"\n[accounts.perso]\nemail = "nobody"\n[accounts.perso.smtp]\n'
        'port = "x"\nhost = "smtp.example"\n',
        encoding="utf-8",
    )
    failed = mairemail("account", "list", exits=78)
    for word in ("nope", "nobody", "accounts.perso.smtp.port"):
        assert word in failed.err
    assert f"Correct {file}, or set it aside" in one_line(failed.err)
    file.write_text("accounts perso\n", encoding="utf-8")
    failed = mairemail("account", "list", exits=78)
    assert f"Correct {file}, or set it aside" in one_line(failed.err)


def test_error_that_speaks_of_the_file_says_where_it_is(
    mairemail: Program, campaign: CampaignFolder, guarded: MailServer
) -> None:
    """A hidden folder is found by nobody who was only told the file's name."""
    write_account(mairemail, guarded)
    file = mairemail.config / "accounts.toml"
    text = file.read_text(encoding="utf-8").replace(str(guarded.port), "1")
    file.write_text(text, encoding="utf-8")
    failed = mairemail("account", "test", exits=69)
    assert str(file) in one_line(failed.err)


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_files_that_others_may_read_are_closed_to_them(
    mairemail: Program, ready: CampaignFolder
) -> None:
    """A backup that was put back may have any mode; docs say “by you alone”."""
    mairemail("send", "--yes")
    files = [mairemail.config / "accounts.toml", mairemail.state / "ledger.sqlite3"]
    for file in files:
        file.chmod(0o644)
    mairemail("status")
    mairemail("account", "show")
    assert [file.stat().st_mode & 0o777 for file in files] == [0o600, 0o600]


def test_list_show_and_remove_speak_of_the_same_accounts(
    mairemail: Program, guarded: MailServer
) -> None:
    """An account taken away takes its password with it."""
    add(mairemail, guarded)
    assert "perso" in mairemail("account", "list").out
    shown = mairemail("account", "show", "perso").out
    for part in ("camille@association.example", "127.0.0.1", str(guarded.port)):
        assert part in shown
    mairemail("account", "remove", "perso")
    assert "perso" not in mairemail("account", "list").out
    assert CANARY not in (mairemail.home / "keyring.json").read_text(encoding="utf-8")
    assert json.loads((mairemail.home / "keyring.json").read_text("utf-8")) == {}
    mairemail("account", "show", "perso", exits=78)


def test_account_of_a_name_taken_is_not_overwritten(
    mairemail: Program, guarded: MailServer
) -> None:
    """The settings of a working mailbox must not be lost to a typing mistake."""
    add(mairemail, guarded)
    before = (mairemail.config / "accounts.toml").read_bytes()
    mairemail("account", "add", "perso", *OPTIONS, exits=2, stdin="other\n")
    assert (mairemail.config / "accounts.toml").read_bytes() == before
    mairemail("account", "test")


@pytest.mark.parametrize(
    "options",
    [
        ("--email", "camille@association.example", "--host", "smtp.example.org",
         "--security", "none"),
        ("--email", "nobody", "--host", "smtp.example.org"),
        ("--email", "camille@association.example", "--host", "x", "--security", "tls1"),
        ("--email", "camille@association.example"),
        ("--email", "camille@association.example", "--host", "smtp..example.org"),
        ("--email", "camille@association.example", "--host", "a" * 300),
    ],
    ids=["plain text", "no address", "unknown security", "no host", "no name",
         "long name"],
)  # fmt: skip
def test_account_that_cannot_be_is_refused_and_nothing_is_written(
    mairemail: Program, options: tuple[str, ...]
) -> None:
    """Half an account fails later, at a worse moment."""
    mairemail("account", "add", "perso", *options, exits=2, stdin="secret\n")
    assert not (mairemail.config / "accounts.toml").exists()


def test_account_can_be_added_with_standard_input_closed(
    mairemail: Program, guarded: MailServer
) -> None:
    """Some schedulers start programs without any standard input."""
    script = 'exec "$0" -m mairemail "$@" <&-'
    mairemail.shell(
        ["sh", "-c", script, sys.executable, "account", "add", "perso", *OPTIONS]
    )
    assert (mairemail.config / "accounts.toml").exists()


def test_comments_of_a_hand_edited_file_survive(
    mairemail: Program, guarded: MailServer
) -> None:
    """A file people edit belongs to them."""
    mairemail.config.mkdir(mode=0o700)
    file = mairemail.config / "accounts.toml"
    file.write_text(
        '# mine\n[accounts.asso] # the other\nemail = "a@association.example"\n'
        '[accounts.asso.smtp]\nhost = "smtp.example.org" # since May\n',
        encoding="utf-8",
    )
    add(mairemail, guarded)
    mairemail("account", "remove", "perso")
    text = file.read_text(encoding="utf-8")
    for comment in ("# mine", "# the other", "# since May"):
        assert comment in text
    assert "asso" in mairemail("account", "list").out
