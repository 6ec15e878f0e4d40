"""accounts.toml changed with care: nothing lost, nothing doubled."""

import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mairemail.accounts.account import Auth
from mairemail.accounts.editing import add_account, remove_account
from mairemail.accounts.pace import Pace
from mairemail.accounts.settings import Accounts, accounts_file, read_accounts
from mairemail.errors import ConfigurationError, UsageError
from mairemail.letters.forms_of_address import Sender
from tests.unit.material import account_of

_PERSO = """\
[accounts.perso]
email = "camille@courrier.example"
[accounts.perso.smtp]
host = "smtp.courrier.example"
"""
_SMTP = 'smtp = { host = "smtp.courrier.example" }'
_VALID = {
    "comments": f"""\
# à moi
default = "perso" # le mien
# celui de tous les jours
{_PERSO}
# celui de l'association
[accounts.asso]
email = "asso@courrier.example"
[accounts.asso.smtp]
host = "smtp.courrier.example"
# fin""",
    "interleaved": """\
[accounts.perso]
email = "camille@courrier.example"
# entre deux
[accounts.asso]
email = "asso@courrier.example"
[accounts.perso.smtp]
host = "smtp.courrier.example"
# encore
[accounts.asso.smtp]
host = "smtp.courrier.example\"""",
    "quoted": f"""\
[ "accounts" . 'perso' ]
email = "camille@courrier.example"
{_SMTP}
["accounts"."a.b"]
email = "asso@courrier.example"
{_SMTP}
""",
    "heading in a text": f"""\
[accounts.perso]
email = "camille@courrier.example"
name = '''
[accounts.asso]
'''
{_SMTP}
[accounts.asso]
email = "asso@courrier.example"
{_SMTP}
""",
    "inline": f"""\
accounts = {{ perso = {{ email = "camille@courrier.example", {_SMTP} }} }}
""",
    "inline below a heading": f"""\
[accounts]
perso = {{ email = "camille@courrier.example", {_SMTP} }}
""",
    "dotted": """\
default = "perso"
accounts.perso.email = "camille@courrier.example"
accounts.perso.smtp.host = "smtp.courrier.example"
accounts.asso.email = "asso@courrier.example"
accounts.asso.smtp.host = "smtp.courrier.example"
""",
    "no end": _PERSO.rstrip(),
    "no account": "# rien encore\n",
}
_READY = sorted(set(_VALID) - {"inline"})
_BY_HEADING = ["comments", "interleaved", "quoted", "no end"]
_FORMS = {
    "unix": "{text}",
    "windows": "{text}",
    "mark": "\N{ZERO WIDTH NO-BREAK SPACE}{text}",
}


def _write(folder: Path, text: str, form: str = "unix") -> bytes:
    text = _FORMS[form].format(text=text)
    data = text.replace("\n", "\r\n" if form == "windows" else "\n").encode()
    accounts_file(folder).write_bytes(data)
    return data


def _said(folder: Path) -> dict[str, object]:
    return tomllib.loads(accounts_file(folder).read_text(encoding="utf-8-sig"))


@pytest.mark.parametrize("form", _FORMS)
@pytest.mark.parametrize("way", _READY)
def test_an_account_is_added_to_what_stands_there(
    tmp_path: Path, way: str, form: str
) -> None:
    """The file is edited by hand, in any way TOML allows, and its words stay."""
    before = _write(tmp_path, _VALID[way], form).decode("utf-8-sig")
    add_account(tmp_path, account_of("neuf"))
    after = accounts_file(tmp_path).read_bytes().decode()
    assert before.rstrip("\r\n") in after
    assert after.count("[accounts.neuf]") == 1
    assert ("\r\n" in after) == (form == "windows")
    names = tomllib.loads(before).get("accounts", {}).keys() | {"neuf"}
    assert read_accounts(tmp_path).by_name.keys() == names


@pytest.mark.parametrize("form", _FORMS)
@pytest.mark.parametrize("way", _BY_HEADING)
def test_an_account_is_taken_out_and_the_others_stay(
    tmp_path: Path, way: str, form: str
) -> None:
    """A comment before the next account is about that one."""
    before = _write(tmp_path, _VALID[way], form).decode("utf-8-sig")
    others = tomllib.loads(before)["accounts"].keys() - {"perso"}
    remove_account(tmp_path, "perso")
    after = accounts_file(tmp_path).read_bytes().decode()
    assert read_accounts(tmp_path).by_name.keys() == others
    for comment in (line for line in before.splitlines() if line.startswith("#")):
        assert comment in after


def test_what_a_new_account_came_with_goes_with_it(tmp_path: Path) -> None:
    """Its examples would hang below the next account."""
    _write(tmp_path, _PERSO)
    add_account(tmp_path, account_of("asso"))
    remove_account(tmp_path, "asso")
    assert accounts_file(tmp_path).read_text(encoding="utf-8") == f"{_PERSO}\n"


def test_the_default_keeps_its_comment(tmp_path: Path) -> None:
    """Only the name changes."""
    _write(tmp_path, _VALID["comments"])
    remove_account(tmp_path, "perso")
    text = accounts_file(tmp_path).read_text(encoding="utf-8")
    assert 'default = "asso" # le mien\n' in text


def test_a_default_among_spaces_is_the_account_it_names(tmp_path: Path) -> None:
    """It would name an account that is gone, and no command would run any more."""
    _write(tmp_path, f'default = " perso "\n{_PERSO}')
    remove_account(tmp_path, "perso")
    assert read_accounts(tmp_path) == Accounts(default=None, by_name={})


@pytest.mark.parametrize("form", _FORMS)
@pytest.mark.parametrize("way", ["inline", "dotted", "heading in a text"])
def test_what_cannot_be_changed_safely_is_left_as_it_was(
    tmp_path: Path, way: str, form: str
) -> None:
    """A spoilt file is a mailbox lost."""
    before = _write(tmp_path, _VALID[way], form)
    with pytest.raises(ConfigurationError, match="as it was") as caught:
        remove_account(tmp_path, "perso")
    assert "by hand" in (caught.value.hint or "")
    assert accounts_file(tmp_path).read_bytes() == before


def test_an_account_is_never_put_into_an_inline_table(tmp_path: Path) -> None:
    """It would have to be one line, which no person wants to read."""
    before = _write(tmp_path, _VALID["inline"])
    with pytest.raises(ConfigurationError, match="as it was"):
        add_account(tmp_path, account_of("neuf"))
    assert accounts_file(tmp_path).read_bytes() == before


def test_accounts_added_at_the_same_moment_are_all_there(tmp_path: Path) -> None:
    """A script that sets a computer up may start them side by side."""
    names = [f"compte{number}" for number in range(8)]
    with ThreadPoolExecutor(len(names)) as pool:
        added = [pool.submit(add_account, tmp_path, account_of(one)) for one in names]
    assert [one.exception() for one in added] == [None] * len(names)
    assert set(read_accounts(tmp_path).by_name) == set(names)


def test_a_link_to_the_file_stays_one(tmp_path: Path) -> None:
    """Some keep their settings in one place, under version control."""
    folder, elsewhere = tmp_path / "config", tmp_path / "mine.toml"
    folder.mkdir()
    elsewhere.write_text(_PERSO, encoding="utf-8")
    accounts_file(folder).symlink_to(elsewhere)
    add_account(folder, account_of("asso"))
    assert accounts_file(folder).is_symlink()
    assert "asso" in elsewhere.read_text(encoding="utf-8")


@given(name=st.from_regex(r"[A-Za-z0-9_-]{1,20}", fullmatch=True))
def test_an_account_reads_back_under_any_name(
    name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Digits and dashes mean something in TOML, and not here."""
    folder = tmp_path_factory.getbasetemp()
    accounts_file(folder).unlink(missing_ok=True)
    account = account_of(name)
    add_account(folder, account)
    assert read_accounts(folder) == Accounts(default=name, by_name={name: account})


@pytest.mark.parametrize(
    "account",
    [
        account_of(),
        account_of(pace=Pace(per_day=0, gap_s=0.0)),
        account_of(pace=Pace(per_day=80, gap_s=0.5)),
        account_of(host="localhost"),
        replace(
            account_of(),
            identity=Sender(
                name='Camille "Cam" Martin', email="c@courrier.example", phone="01 # 02"
            ),
        ),
        replace(
            account_of(),
            identity=Sender(
                name="Les Amis", email="a@courrier.example", association_number="W75"
            ),
        ),
        replace(
            account_of(), smtp=replace(account_of().smtp, auth=Auth.NONE, username="c")
        ),
        account_of(password_command=("pass", "show", "mail/camille")),
        replace(account_of(), smtp=replace(account_of().smtp, ca_file="/etc/ca.pem")),
    ],
    ids=[
        "usual",
        "no-pace",
        "half-a-second",
        "loopback",
        "quotes",
        "association",
        "no-auth",
        "command",
        "ca",
    ],
)
def test_an_added_account_reads_back_the_same(tmp_path: Path, account: object) -> None:
    """What one was asked for is what the program works with."""
    add_account(tmp_path, account)  # type: ignore[arg-type]  # the table mixes makers
    assert read_accounts(tmp_path).by_name == {"perso": account}


def test_accounts_toml_is_for_its_owner_alone(tmp_path: Path) -> None:
    """It tells who writes from where."""
    folder = tmp_path / "config"
    add_account(folder, account_of())
    assert accounts_file(folder).stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700


def test_no_password_is_written(tmp_path: Path) -> None:
    """Never in a file."""
    add_account(tmp_path, account_of())
    assert "password =" not in accounts_file(tmp_path).read_text(encoding="utf-8")


def test_a_change_keeps_the_users_own_words(tmp_path: Path) -> None:
    """The file is edited by hand, and its comments are the user's."""
    _write(tmp_path, f"# à moi\n{_PERSO}# encore à moi\n")
    add_account(tmp_path, account_of("asso"))
    text = accounts_file(tmp_path).read_text(encoding="utf-8")
    assert text.startswith("# à moi\n")
    assert "# encore à moi\n" in text
    assert set(read_accounts(tmp_path).by_name) == {"perso", "asso"}


def test_a_second_account_does_not_become_the_default(tmp_path: Path) -> None:
    """Adding a mailbox must not change where letters leave from."""
    _write(tmp_path, _PERSO)
    add_account(tmp_path, account_of("asso"))
    assert read_accounts(tmp_path).default == "perso"


def test_an_account_is_never_overwritten(tmp_path: Path) -> None:
    """Two mailboxes of one name would share a password."""
    _write(tmp_path, _PERSO)
    with pytest.raises(UsageError):
        add_account(tmp_path, account_of())


def test_a_removed_account_is_gone_and_another_is_the_default(tmp_path: Path) -> None:
    """The file stays one that can be read."""
    add_account(tmp_path, account_of())
    add_account(tmp_path, account_of("asso"))
    remove_account(tmp_path, "perso")
    accounts = read_accounts(tmp_path)
    assert (accounts.default, set(accounts.by_name)) == ("asso", {"asso"})


def test_the_last_account_can_be_removed_and_added_again(tmp_path: Path) -> None:
    """Taking away and adding again is what errors advise."""
    add_account(tmp_path, account_of())
    remove_account(tmp_path, "perso")
    assert read_accounts(tmp_path) == Accounts(default=None, by_name={})
    add_account(tmp_path, account_of())
    assert read_accounts(tmp_path).default == "perso"


def test_removing_what_is_not_there_is_told(tmp_path: Path) -> None:
    """A mistyped name must not look like a success."""
    _write(tmp_path, _PERSO)
    with pytest.raises(ConfigurationError):
        remove_account(tmp_path, "asso")
