"""accounts.toml changed: an account more or less, and all else in it as it was."""

import json
import os
import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import dropwhile, takewhile
from pathlib import Path
from typing import Any

from mairemail.accounts.account import Account
from mairemail.accounts.settings import (
    Accounts,
    accounts_file,
    check_new_name,
    choose_account,
    read_accounts,
)
from mairemail.errors import ConfigurationError, TryLaterError
from mairemail.files import cannot_write
from mairemail.language import _

_PATIENCE_S = 10.0
_DEFAULT = re.compile(
    r"""^[ \t]*default[ \t]*=[ \t]*(?:"[^"\n]*"|'[^'\n]*')""", re.MULTILINE
)
# What stands in the table of a new account for its owner to take up.
_EXAMPLES = ('hours = "08:00-20:00"', 'days = "mon-fri"')


def add_account(config_folder: Path, account: Account) -> None:
    """
    Write a new account into accounts.toml, mode 0600; the first becomes the default.

    Raises:
        UsageError: There is one of that name already.
        ConfigurationError: The file cannot be read, or not be changed safely.
        TryLaterError: Another command is changing it.
        CannotWriteError: It cannot be written.
    """
    with _held(config_folder) as existing:
        path = accounts_file(config_folder)
        check_new_name(account.name, existing, path)
        before = _text_of(path)
        entry = _entry_of(account)
        parts = [before.rstrip("\n"), entry.strip("\n")]
        wanted = tomllib.loads(before)
        wanted.setdefault("accounts", {}).update(tomllib.loads(entry)["accounts"])
        if not existing.by_name:
            parts.insert(0, _default_line(account.name))
            wanted["default"] = account.name
        _write(path, "\n\n".join(filter(None, parts)) + "\n", wanted)


def remove_account(config_folder: Path, name: str) -> None:
    """
    Take an account out of accounts.toml; if it was the default, another one becomes it.

    Raises:
        ConfigurationError: There is no such account, or the file cannot be read, or not
            be changed safely.
        TryLaterError: Another command is changing it.
        CannotWriteError: The file cannot be written.
    """
    with _held(config_folder) as existing:
        choose_account(existing, name)
        path = accounts_file(config_folder)
        before = _text_of(path)
        after = _without(before, name)
        wanted = tomllib.loads(before)
        del wanted["accounts"][name]
        others = [other for other in existing.by_name if other != name]
        if wanted.get("default", "").strip() == name:
            line = _default_line(others[0]) if others else ""
            after = _DEFAULT.sub(lambda _found: line, after, count=1)
            wanted |= {"default": others[0] if others else None}
        _write(path, after, wanted)


@contextmanager
def _held(config_folder: Path) -> Iterator[Accounts]:
    """Give the accounts there are; until the block ends no other command adds one."""
    from filelock import FileLock, Timeout

    lock = FileLock(config_folder / "accounts.lock")
    try:
        config_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock.acquire(timeout=_PATIENCE_S, poll_interval=0.05)
    except Timeout as err:
        raise TryLaterError(
            _("Another mairemail is changing your accounts"),
            hint=_("Wait for it to end, then try again"),
        ) from err
    except OSError as err:
        raise _cannot_write(accounts_file(config_folder), err) from err
    try:
        yield read_accounts(config_folder)
    finally:
        lock.release()


def _text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8-sig") if path.exists() else ""


def _default_line(name: str) -> str:
    return f"default = {json.dumps(name, ensure_ascii=False)}"


def _entry_of(account: Account) -> str:
    """Write an account's tables with a word on what may be changed."""
    import tomlkit

    entry = tomlkit.table()
    for key in (
        "name", "email", "postal_address", "phone", "association_number",
    ):  # fmt: skip
        if value := getattr(account.identity, key):
            entry[key] = value
    smtp = tomlkit.table()
    for key in ("host", "port", "username"):
        smtp[key] = getattr(account.smtp, key)
    smtp["security"] = account.smtp.security.value
    smtp["auth"] = account.smtp.auth.value
    if account.smtp.password_command:
        smtp["password_command"] = list(account.smtp.password_command)
    if account.smtp.ca_file:
        smtp["ca_file"] = account.smtp.ca_file
    pace = tomlkit.table()
    pace["per_day"] = account.pace.per_day
    pace["per_day"].comment(_("messages in 24 hours; 0: no limit"))
    gap_s = account.pace.gap_s
    pace["gap_s"] = int(gap_s) if gap_s.is_integer() else gap_s
    pace["gap_s"].comment(_("seconds between two messages; 0: no pause"))
    pace["per_domain_hour"] = account.pace.per_domain_hour
    pace["per_domain_hour"].comment(_("messages an hour to one domain; 0: no limit"))
    for example in _EXAMPLES:
        pace.add(tomlkit.comment(example))
    entry["smtp"] = smtp
    entry["pace"] = pace
    accounts = tomlkit.table(is_super_table=True)
    accounts[account.name] = entry
    return tomlkit.dumps({"accounts": accounts})


def _without(text: str, name: str) -> str:
    """Leave out the tables of an account, but no comment that stands after one."""
    kept: list[str] = []
    own: list[str] = []
    is_own = False
    for line in text.splitlines(keepends=True):
        heading = _heading(line)
        if heading is not None:
            kept += _remarks_after(own)
            own = []
            is_own = name in heading.get("accounts", ())
        (own if is_own else kept).append(line)
    return "".join(kept + _remarks_after(own))


def _heading(line: str) -> dict[str, Any] | None:
    """Give the empty tables that a line opens, one in the other; None for others."""
    if not line.lstrip().startswith("["):
        return None
    try:
        return tomllib.loads(line)
    except tomllib.TOMLDecodeError:
        return None


def _remarks_after(table: list[str]) -> list[str]:
    """Give the comments at the end of a table, but those that came with it."""
    examples = {f"# {one}" for one in _EXAMPLES}
    end = takewhile(
        lambda line: (
            not line.strip()
            or (line.lstrip().startswith("#") and line.strip() not in examples)
        ),
        reversed(table),
    )
    return list(dropwhile(lambda line: not line.strip(), [*end][::-1]))


def _write(path: Path, text: str, wanted: dict[str, Any]) -> None:
    """
    Put a text in the place of the file's, if it says what is wanted.

    Raises:
        ConfigurationError: A file written in some other valid way would be spoilt.
        CannotWriteError: It cannot be written.
    """
    try:
        is_right = _said(tomllib.loads(text)) == _said(wanted)
    except tomllib.TOMLDecodeError:
        is_right = False
    if not is_right:
        raise ConfigurationError(
            _("{file} cannot be changed without spoiling it; it is as it was").format(
                file=path
            ),
            hint=_(
                "Change it by hand: each account is best given headings of its own, as "
                "[accounts.perso] and [accounts.perso.smtp]; docs/accounts.md shows one"
            ),
        )
    # A link, as those who keep their settings in one place have, stays one.
    place = path.resolve()
    partial = place.with_suffix(".part")
    try:
        newline = "\r\n" if place.exists() and b"\r\n" in place.read_bytes() else "\n"
        partial.unlink(missing_ok=True)
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", newline=newline) as file:
            file.write(text)
            file.flush()
            os.fsync(handle)
        partial.replace(place)
    except OSError as err:
        raise _cannot_write(path, err) from err


def _said(data: dict[str, Any]) -> dict[str, Any]:
    """Give what a file says; an empty table or default says nothing."""
    return {key: value for key, value in data.items() if value}


def _cannot_write(path: Path, err: OSError) -> Exception:
    return cannot_write(
        path, err, hint=_("Make room, or name another folder in MAIREMAIL_CONFIG_DIR")
    )
