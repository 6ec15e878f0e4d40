"""accounts.toml: read whole, checked whole, changed with care."""

from pathlib import Path

import pytest

from mairemail.accounts.account import Auth, Security, is_loopback
from mairemail.accounts.pace import Pace
from mairemail.accounts.settings import (
    Accounts,
    accounts_file,
    check_account_name,
    choose_account,
    read_accounts,
)
from mairemail.errors import ConfigurationError, UsageError
from mairemail.letters.forms_of_address import Sender
from tests.unit.material import account_of

_PERSO = """\
[accounts.perso]
email = "camille@courrier.example"
[accounts.perso.smtp]
host = "smtp.courrier.example"
"""


def _read(folder: Path, text: str) -> Accounts:
    accounts_file(folder).write_text(text, encoding="utf-8")
    return read_accounts(folder)


def _problems(folder: Path, text: str) -> tuple[str, ...]:
    with pytest.raises(ConfigurationError) as caught:
        _read(folder, text)
    return caught.value.problems


def test_without_a_file_there_are_no_accounts(tmp_path: Path) -> None:
    """Looking at a campaign needs no mailbox."""
    assert read_accounts(tmp_path) == Accounts(default=None, by_name={})


def test_an_account_says_what_it_is(tmp_path: Path) -> None:
    """Every key of the manual is read."""
    text = """
default = "asso"
[accounts.perso]
name = "Camille Martin"
email = "camille@courrier.example"
postal_address = "3 rue des Lilas"
phone = "0102030405"
[accounts.perso.smtp]
host = "smtp.courrier.example"
port = 2465
security = "starttls"
username = "camille"
auth = "xoauth2"
password_command = ["pass", "show", "mail/camille"]
ca_file = "/etc/ssl/ca.pem"
[accounts.perso.pace]
per_day = 0
gap_s = 1.5
[accounts.asso]
email = "asso@courrier.example"
[accounts.asso.smtp]
host = "smtp.courrier.example"
"""
    accounts = _read(tmp_path, text)
    perso = accounts.by_name["perso"]
    assert accounts.default == "asso"
    assert perso.identity == Sender(
        name="Camille Martin",
        email="camille@courrier.example",
        postal_address="3 rue des Lilas",
        phone="0102030405",
    )
    assert perso.pace == Pace(per_day=0, gap_s=1.5, per_domain_hour=20)
    assert (perso.smtp.port, perso.smtp.security) == (2465, Security.STARTTLS)
    assert (perso.smtp.username, perso.smtp.auth) == ("camille", Auth.XOAUTH2)
    assert perso.smtp.password_command == ("pass", "show", "mail/camille")
    assert perso.smtp.ca_file == "/etc/ssl/ca.pem"


def test_what_is_not_said_is_safe_and_polite(tmp_path: Path) -> None:
    """Encrypted, logged in, and slow enough for a provider to accept."""
    account = _read(tmp_path, _PERSO).by_name["perso"]
    assert (account.smtp.port, account.smtp.security) == (465, Security.TLS)
    assert account.smtp.username == "camille@courrier.example"
    assert account.smtp.auth is Auth.PASSWORD
    assert account.pace == Pace(per_day=80, gap_s=30.0, per_domain_hour=20)


@pytest.mark.parametrize(("security", "port"), [("tls", 465), ("starttls", 587)])
def test_the_port_follows_from_the_encryption(
    tmp_path: Path, security: str, port: int
) -> None:
    """The registered ports (RFC 8314) need not be typed."""
    accounts = _read(tmp_path, f'{_PERSO}security = "{security}"\n')
    assert accounts.by_name["perso"].smtp.port == port


def test_the_first_account_is_the_default_where_none_is_named(tmp_path: Path) -> None:
    """One mailbox needs no choosing."""
    assert _read(tmp_path, _PERSO).default == "perso"


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "::1", "[::1]", "127.8.9.1"]
)
def test_a_server_on_this_machine_may_do_without_encryption(
    tmp_path: Path, host: str
) -> None:
    """Nobody listens in between, and nobody needs to be spared."""
    text = _PERSO.replace("smtp.courrier.example", host) + 'security = "none"\n'
    account = _read(tmp_path, text).by_name["perso"]
    assert account.smtp.is_loopback
    assert account.pace.gap_s == 0.0


@pytest.mark.parametrize(
    "host",
    [
        "smtp.courrier.example",
        "localhost.courrier.example",
        "127.0.0.1.example",
        "10.0.0.1",
        "0.0.0.0",  # noqa: S104 - an address to refuse, nothing listens on it
        "128.0.0.1",
    ],
)
def test_a_server_elsewhere_is_never_spoken_to_without_encryption(
    tmp_path: Path, host: str
) -> None:
    """A password and a letter must not travel in the open."""
    text = _PERSO.replace("smtp.courrier.example", host) + 'security = "none"\n'
    assert not is_loopback(host)
    assert any("security" in one for one in _problems(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[accounts.a]\nemail = "a@b.example"\n', "accounts.a.smtp.host: is missing"),
        ('[accounts.a.smtp]\nhost = "b.example"\n', "accounts.a.email: is missing"),
        (_PERSO.replace("camille@", "camille"), "accounts.perso.email"),
        (_PERSO + "port = -1\n", "accounts.perso.smtp.port"),
        (_PERSO + "port = 0\n", "accounts.perso.smtp.port"),
        (_PERSO + "port = 70000\n", "accounts.perso.smtp.port"),
        (_PERSO + 'port = "465"\n', "accounts.perso.smtp.port"),
        (_PERSO + 'security = "ssl"\n', "accounts.perso.smtp.security"),
        (_PERSO + 'auth = "login"\n', "accounts.perso.smtp.auth"),
        (_PERSO + 'password = "secret"\n', "accounts.perso.smtp.password"),
        (_PERSO + 'password_command = "pass show x"\n', "password_command"),
        (_PERSO + "password_command = [1]\n", "password_command"),
        (_PERSO + "[accounts.perso.pace]\ngap = 1\n", "accounts.perso.pace.gap"),
        ('default = "asso"\n' + _PERSO, "there is no account called asso"),
        ("accounts = 3\n", "accounts: must be a table"),
        ("[account.perso]\n", "did you mean accounts?"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, text: str, problem: str) -> None:
    """A setting that does nothing, or cannot work, is told before anything is sent."""
    assert any(problem in one for one in _problems(tmp_path, text))


def test_a_password_in_the_file_is_never_repeated(tmp_path: Path) -> None:
    """It is refused, and the error is likely to be shown to somebody."""
    problems = _problems(tmp_path, _PERSO + 'password = "tres-secret"\n')
    assert "tres-secret" not in " ".join(problems)


@pytest.mark.parametrize("key", ["auth", "security", "password_command", "passwort"])
def test_a_password_under_another_key_is_never_repeated(
    tmp_path: Path, key: str
) -> None:
    """“auth” looks like the place for it."""
    problems = _problems(tmp_path, f'{_PERSO}{key} = "tres-secret"\n')
    assert "tres-secret" not in " ".join(problems)


_LONG = "a" * 300


@pytest.mark.parametrize(
    "host",
    [
        "smtp..courrier.example",
        ".courrier.example",
        "courrier.example.",
        _LONG,
        f"{_LONG}.example",
        ".".join(["a" * 60] * 5),
        "smtp courrier.example",
        "smtp\N{IDEOGRAPHIC FULL STOP}courrier.example",
        "é" * 60,
        "-smtp.example",
        "smtp-.example",
        "smtp.courrier.example:465",
        "smtp://courrier.example",
        "camille@courrier.example",
    ],
)
def test_what_is_no_server_is_refused_before_anything_is_asked(
    tmp_path: Path, host: str
) -> None:
    """The resolver has an error for some of them that nobody expects."""
    text = _PERSO.replace("smtp.courrier.example", host)
    assert any("accounts.perso.smtp.host" in one for one in _problems(tmp_path, text))


@pytest.mark.parametrize(
    "host",
    ["smtp.courrier.example", "localhost", "192.0.2.7", "2001:db8::1", "[::1]", "a_b.c",
     "été.example", "xn--t-9fab.example", "1.pool.example"],
)  # fmt: skip
def test_a_server_has_a_name_or_an_address(tmp_path: Path, host: str) -> None:
    """Names may have accents, and machines of one's own an underscore."""
    text = _PERSO.replace("smtp.courrier.example", host)
    assert _read(tmp_path, text).by_name["perso"].smtp.host == host


def test_a_name_that_would_recolour_the_terminal_is_refused(tmp_path: Path) -> None:
    """It is shown in every list of accounts."""
    text = _PERSO.replace("accounts.perso", r'accounts."\u001b[31m\u202ex"')
    assert len(_problems(tmp_path, text)) == 1


def test_all_wrong_settings_are_told_at_once(tmp_path: Path) -> None:
    """Two mistakes must not cost two attempts."""
    assert len(_problems(tmp_path, _PERSO + 'port = "x"\nauth = "y"\n')) == 2


def test_a_file_that_is_no_toml_is_told(tmp_path: Path) -> None:
    """With its line, for the file is edited by hand."""
    with pytest.raises(ConfigurationError, match="line 1"):
        _read(tmp_path, "accounts perso\n")


def test_a_chosen_account_is_given() -> None:
    """`--account asso` is about that one."""
    perso, asso = account_of(), account_of("asso")
    accounts = Accounts(default="perso", by_name={"perso": perso, "asso": asso})
    assert choose_account(accounts, "asso") is asso
    assert choose_account(accounts, None) is perso


def test_an_unknown_account_is_refused_with_those_there_are() -> None:
    """A letter must not leave from another mailbox than was meant."""
    accounts = Accounts(default="perso", by_name={"perso": account_of()})
    with pytest.raises(ConfigurationError) as caught:
        choose_account(accounts, "aso")
    assert "perso" in (caught.value.hint or "")


@pytest.mark.parametrize("name", ["", "a b", "é", "../x", "a.b", 'a"b', "a/b", "a\n"])
def test_a_name_that_cannot_stand_in_a_file_is_refused(name: str) -> None:
    """It becomes a key of TOML, a user of the keyring and the name of a lock."""
    with pytest.raises(UsageError):
        check_account_name(name)
