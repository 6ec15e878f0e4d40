"""What a server's reply means for the message, and for the run."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from mairemail.language import _


class Phase(StrEnum):
    """The step of a session a reply belongs to (RFC 5321 3.1 to 3.3)."""

    CONNECT = "connect"
    HELLO = "EHLO"
    STARTTLS = "STARTTLS"
    AUTH = "AUTH"
    MAIL = "MAIL"
    RCPT = "RCPT"
    DATA = "DATA"
    BODY = "body"
    DOT = "dot"


class Verdict(StrEnum):
    """What follows from a reply; the last three end the run."""

    ACCEPT = "accept"
    REJECT = "reject"
    DEFER = "defer"
    PAUSE = "pause"
    STOP = "stop"
    REFUSE_LOGIN = "refuse login"


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpReply:
    """
    One complete reply to one SMTP command.

    Attributes:
        code: Three digits, 200 to 599.
        enhanced: The RFC 3463 code, or None where the server sends none.
        text: The server's words, lines joined with a newline, codes removed.
    """

    code: int
    enhanced: str | None
    text: str


class _Rule(NamedTuple):
    """One row of the table: the first that fits a reply decides."""

    phases: frozenset[Phase]
    codes: str
    enhanced: str
    text: str
    verdict: Verdict
    source: str


_ENHANCED = re.compile(r"([245]\.\d{1,3}\.\d{1,3})(?:\s+|$)")
_LOGIN = frozenset({Phase.CONNECT, Phase.HELLO, Phase.STARTTLS, Phase.AUTH})
_SUBMISSION = frozenset({Phase.MAIL, Phase.RCPT, Phase.DATA, Phase.DOT})
_ABOUT_US = frozenset({Phase.MAIL, Phase.DATA, Phase.DOT})
_ABOUT_THEM = frozenset({Phase.RCPT})
_AUTH = frozenset({Phase.AUTH})
_AT_THE_DOT = frozenset({Phase.DOT})
_ANY = ""


_RULES = (
    # phases, code, enhanced code, words, verdict, source
    _Rule(_LOGIN, r"4..", _ANY, _ANY, Verdict.PAUSE, "RFC 5321 4.2.1; RFC 4954 4.7.0"),
    _Rule(_AUTH, r"5..", _ANY, _ANY, Verdict.REFUSE_LOGIN, "RFC 4954 6"),
    _Rule(_SUBMISSION, r"53[0458]", _ANY, _ANY, Verdict.REFUSE_LOGIN, "RFC 4954 6"),
    _Rule(_SUBMISSION, r"421", _ANY, _ANY, Verdict.PAUSE, "RFC 5321 3.8"),
    _Rule(_SUBMISSION, r"4..", _ANY, r"gr[ae]y-?list", Verdict.DEFER,
          "RFC 6647: the server wants to see us again"),
    # The recipient, said without doubt; 5.1.90, 5.2.0 and 5.2.3 may be about us.
    _Rule(_ABOUT_THEM, r"5..", r"5\.1\.(?!90).*|5\.2\.[1245]", _ANY, Verdict.REJECT,
          "RFC 3463 3.2, 3.3"),
    _Rule(_ABOUT_THEM, r"4..", r"4\.[12]\..*", _ANY, Verdict.DEFER,
          "RFC 3463 3.2, 3.3"),
    # Too big: every other message of the letter will be.
    _Rule(_SUBMISSION, r"5..", r"5\.3\.4|5\.2\.3", _ANY, Verdict.STOP,
          "RFC 3463 3.3, 3.4"),
    _Rule(_ABOUT_US, r"5..", _ANY, r"\bsize\b", Verdict.STOP, "RFC 1870 6"),
    # A limit of ours: never the fault of the recipient.
    _Rule(_SUBMISSION, r"[45]..", r"[45]\.4\.5|5\.7\.705|5\.1\.90", _ANY, Verdict.PAUSE,
          "Gmail 5.4.5, Exchange Online 5.7.705 and 5.1.90"),
    _Rule(_SUBMISSION, r"[45]..", _ANY,
          r"(daily|sending|mail|message|hourly) (\w+ )?(limit|quota)|too much mail",
          Verdict.PAUSE, "iCloud, StartMail, IONOS; Postfix anvil(8)"),
    _Rule(_ABOUT_US, r"4..", r"4\.7\..*|4\.5\.3", _ANY, Verdict.PAUSE, "RFC 3463 3.8"),
    # A command not understood is not about one recipient.
    _Rule(_SUBMISSION, r"50[0-4]|555", _ANY, _ANY, Verdict.STOP, "RFC 5321 4.2.4"),
    # Policy, spam, a sender address one does not own.
    _Rule(_ABOUT_US, r"5..", r"5\.7\..*", _ANY, Verdict.STOP, "RFC 3463 3.8"),
    _Rule(_ABOUT_US, r"5..", _ANY, r"spam|blocked|content rejected|ofr_\d+|lpn\d+",
          Verdict.STOP, "Orange, La Poste, Free, SFR"),
    _Rule(_ABOUT_THEM, r"5..", _ANY, r"spam|relay|sender|ofr_\d+|lpn\d+",
          Verdict.STOP, "RFC 3463 3.8; Postfix and Exim where one is not logged in"),
    # The recipient.
    _Rule(_ABOUT_THEM, r"5..", _ANY, _ANY, Verdict.REJECT, "RFC 5321 4.2.1"),
    _Rule(_AT_THE_DOT, r"5..", r"5\.[12]\..*", _ANY, Verdict.REJECT,
          "RFC 3463 3.2, 3.3"),
    _Rule(_ABOUT_US, r"552", _ANY, _ANY, Verdict.STOP, "RFC 1870 6"),
    _Rule(_AT_THE_DOT, r"55[0-3]", _ANY, _ANY, Verdict.REJECT, "RFC 5321 4.2.3"),
    _Rule(_SUBMISSION, r"4..", _ANY, _ANY, Verdict.DEFER, "RFC 5321 4.2.1"),
    _Rule(_SUBMISSION | _LOGIN, r"5..", _ANY, _ANY, Verdict.STOP, "RFC 5321 4.2.1"),
)  # fmt: skip


def read_reply(code: int, text: bytes) -> SmtpReply:
    """Read what the server said, its enhanced codes (RFC 2034) taken out."""
    lines = text.decode("utf-8", "replace").split("\n")
    found = _ENHANCED.match(lines[0])
    return SmtpReply(
        code=code,
        enhanced=found[1] if found else None,
        text="\n".join(_ENHANCED.sub("", line, count=1) for line in lines)[:2000],
    )


def judge(phase: Phase, reply: SmtpReply) -> Verdict:
    """Tell what a reply means: by phase and code, enhanced code, and words last."""
    if 200 <= reply.code < 300:
        return Verdict.ACCEPT
    # The address that is quoted may hold any word.
    words = re.sub(r"\S+@\S+", "", reply.text)
    for rule in _RULES:
        if (
            phase in rule.phases
            and re.fullmatch(rule.codes, str(reply.code))
            and (not rule.enhanced or re.fullmatch(rule.enhanced, reply.enhanced or ""))
            and (not rule.text or re.search(rule.text, words, re.IGNORECASE))
        ):
            return rule.verdict
    return Verdict.STOP


def in_words(reply: SmtpReply) -> str:
    """Give the reply on one line, as a postmaster wants it quoted."""
    parts = (str(reply.code), reply.enhanced or "", " ".join(reply.text.split()))
    return " ".join(part for part in parts if part)


def login_hint(reply: SmtpReply) -> str:
    """Give the next step after a refused login."""
    if reply.enhanced in {"5.7.139", "5.7.30"}:
        return _(
            "This provider takes no passwords from mail programs any more, only OAuth: "
            'set auth = "xoauth2" and a password_command that prints a token'
        )
    return _(
        "Check user name and password. Gmail, Yahoo, iCloud and Fastmail want an app "
        "password, made in the account's security settings, not the usual one"
    )
