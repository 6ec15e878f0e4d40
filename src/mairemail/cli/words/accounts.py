"""An account, shown to a person."""

from collections.abc import Iterator

from mairemail.accounts.account import Account, Auth, Security, SmtpServer
from mairemail.accounts.pace import Pace
from mairemail.cli.progress import duration
from mairemail.language import _, ngettext


def rows_of(account: Account, *, password: str, file: str) -> Iterator[tuple[str, str]]:
    """
    Give what is known of an account, a title and a text each.

    Args:
        account: The account.
        password: Where its password comes from.
        file: Where all of it stands.
    """
    me = account.identity
    yield _("account"), account.name
    yield _("name"), me.name or _("not given")
    yield _("address"), me.email
    yield _("postal address"), me.postal_address or _("not given")
    if me.phone:
        yield _("telephone"), me.phone
    if me.association_number:
        yield _("association number"), me.association_number
    yield _("server"), server_in_words(account.smtp)
    if account.smtp.ca_file:
        yield _("certificate"), account.smtp.ca_file
    yield _("login"), _login(account.smtp)
    yield _("password"), password
    yield from _pace(account.pace, is_loopback=account.smtp.is_loopback)
    yield _("file"), file


def server_in_words(smtp: SmtpServer) -> str:
    """Give where messages are handed over, and how the way there is secured."""
    secured = {
        Security.TLS: "TLS",
        Security.STARTTLS: "STARTTLS",
        Security.NONE: _("unencrypted, on this computer"),
    }
    return f"{smtp.host}:{smtp.port}, {secured[smtp.security]}"


def _login(smtp: SmtpServer) -> str:
    if smtp.auth is Auth.NONE:
        return _("none is used")
    if smtp.auth is Auth.XOAUTH2:
        return _("{user}, with a token in place of a password (OAuth2)").format(
            user=smtp.username
        )
    return smtp.username


def _pace(pace: Pace, *, is_loopback: bool) -> Iterator[tuple[str, str]]:
    if pace.gap_s:
        gap = _("{gap} between two messages").format(gap=duration(pace.gap_s))
    elif is_loopback:
        gap = _("none: the server is on this computer")
    else:
        gap = _("no pause")
    yield _("pause"), gap
    yield (
        _("a day"),
        ngettext(
            "{count} message at most, in any 24 hours",
            "{count} messages at most, in any 24 hours",
            pace.per_day,
        ).format(count=pace.per_day)
        if pace.per_day
        else _("no limit"),
    )
    yield (
        _("a domain"),
        ngettext(
            "{count} message an hour", "{count} messages an hour", pace.per_domain_hour
        ).format(count=pace.per_domain_hour)
        if pace.per_domain_hour
        else _("no limit"),
    )
    if pace.hours:
        yield _("hours"), _("only those that the file sets")
