"""What a server's reply means for the message, for the run, and for the person."""

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
    """
    What follows from a reply.

    `throttle`: too fast or too often, the server talks to us again within the hour;
    `quota`: the limit of a day is reached. Both leave the message pending, as do `stop`
    and `refuse login`, which no waiting mends.
    """

    ACCEPT = "accept"
    REJECT = "reject"
    DEFER = "defer"
    THROTTLE = "throttle"
    QUOTA = "quota"
    STOP = "stop"
    REFUSE_LOGIN = "refuse login"


class Advice(StrEnum):
    """The next step a reply calls for; `hint_of` says it in words."""

    NOTHING = "nothing"
    CORRECT_ADDRESS = "correct address"
    OTHER_ADDRESS = "other address"
    SLOWER = "slower"
    TOMORROW = "tomorrow"
    CHECK_LOGIN = "check login"
    APP_PASSWORD = "app password"  # noqa: S105 - the name of an advice
    OAUTH = "oauth"
    OWN_ADDRESS = "own address"
    LOOKS_LIKE_SPAM = "looks like spam"
    SMALLER = "smaller"
    ASK_PROVIDER = "ask provider"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a reply means, and what the person can do about it."""

    verdict: Verdict
    advice: Advice = Advice.NOTHING


class _Rule(NamedTuple):
    """One row of the table: the first that fits a reply decides."""

    phases: frozenset[Phase]
    codes: str
    enhanced: str
    words: str
    verdict: Verdict
    advice: Advice
    source: str


_ENHANCED = re.compile(r"([245]\.\d{1,3}\.\d{1,3})(?:\s+|$)")
_LOGIN = frozenset({Phase.CONNECT, Phase.HELLO, Phase.STARTTLS, Phase.AUTH})
_SUBMISSION = frozenset({Phase.MAIL, Phase.RCPT, Phase.DATA, Phase.DOT})
_ALL = _LOGIN | _SUBMISSION
_ABOUT_US = frozenset({Phase.MAIL, Phase.DATA, Phase.DOT})
_ABOUT_THEM = frozenset({Phase.RCPT})
_AUTH = frozenset({Phase.AUTH})
_SENDER = frozenset({Phase.MAIL})
_AT_THE_DOT = frozenset({Phase.DOT})
_ANY = ""

# Words are looked at last, and only those that a provider is known to use.
_QUOTA_WORDS = (
    r"(daily|sending|mail|message) (\w+ )?(limit|quota)"
    r"|tenant .*exceeded|temporarily banned"
)
_HOUR_WORDS = r"too much mail|send limit|hourly|per hour"
_SPAM_WORDS = r"spam|blocked|content rejected|ofr_\d+|lpn\w*_\d+|sfr_in_\d+"
_NOT_OURS_WORDS = r"sender|not owned|not allowed to send|send as"

# fmt: off
_RULES = (
    # phases, code, enhanced code, words, verdict, advice, source

    # Who we are.
    _Rule(_ALL, r"5..", r"5\.7\.139|5\.7\.30", _ANY, Verdict.REFUSE_LOGIN, Advice.OAUTH,
          "Microsoft: passwords are off for this mailbox, or for all (2026)"),
    _Rule(_ALL, r"5..", r"5\.7\.9", _ANY, Verdict.REFUSE_LOGIN, Advice.APP_PASSWORD,
          "Gmail: 534-5.7.9 Application-specific password required"),
    _Rule(_LOGIN, r"4..", _ANY, _ANY, Verdict.THROTTLE, Advice.SLOWER,
          "RFC 5321 4.2.1; RFC 4954 4.7.0; Exchange 432 4.3.2 (connections)"),
    _Rule(_AUTH, r"5..", _ANY, _ANY, Verdict.REFUSE_LOGIN, Advice.CHECK_LOGIN,
          "RFC 4954 6"),
    _Rule(_SUBMISSION, r"53[0458]", _ANY, _ANY, Verdict.REFUSE_LOGIN,
          Advice.CHECK_LOGIN, "RFC 4954 6"),

    # Not now.
    _Rule(_SUBMISSION, r"421", _ANY, _ANY, Verdict.THROTTLE, Advice.SLOWER,
          "RFC 5321 3.8; Gmail 421 4.7.0 and 4.7.28"),
    _Rule(_SUBMISSION, r"4..", _ANY, r"gr[ae]y-?list", Verdict.DEFER, Advice.NOTHING,
          "RFC 6647: the server wants to see us again"),
    _Rule(_ABOUT_THEM, r"4..", r"4\.[12]\..*", _ANY, Verdict.DEFER, Advice.NOTHING,
          "RFC 3463 3.2, 3.3; Gmail 450 4.2.1 receiving too quickly"),

    # The recipient, said without doubt; 5.1.90, 5.2.0 and 5.2.3 may be about us.
    _Rule(_ABOUT_THEM, r"5..", r"5\.1\.(?!90).*", _ANY, Verdict.REJECT,
          Advice.CORRECT_ADDRESS, "RFC 3463 3.2"),
    _Rule(_ABOUT_THEM, r"5..", r"5\.2\.[1245]", _ANY, Verdict.REJECT,
          Advice.OTHER_ADDRESS, "RFC 3463 3.3: mailbox disabled or full"),

    # Too big: every other message of the letter will be.
    _Rule(_SUBMISSION, r"5..", r"5\.3\.4|5\.2\.3", _ANY, Verdict.STOP, Advice.SMALLER,
          "RFC 3463 3.3, 3.4"),
    _Rule(_ABOUT_US, r"5..", _ANY, r"\bsize\b", Verdict.STOP, Advice.SMALLER,
          "RFC 1870 6"),

    # A limit of ours: never the fault of the recipient, whatever the code says.
    _Rule(_SUBMISSION, r"[45]..", r"[45]\.4\.5|5\.7\.705|5\.1\.90", _ANY,
          Verdict.QUOTA, Advice.TOMORROW, "Gmail 5.4.5; Exchange 5.7.705 and 5.1.90"),
    _Rule(_SUBMISSION, r"[45]..", _ANY, _HOUR_WORDS, Verdict.THROTTLE, Advice.SLOWER,
          "Postfix anvil(8); IONOS 450; OVH and postfwd: so many an hour"),
    _Rule(_SUBMISSION, r"[45]..", _ANY, _QUOTA_WORDS, Verdict.QUOTA, Advice.TOMORROW,
          "iCloud and StartMail 550 5.7.1, Exchange 5.2.0, Proton 554 5.7.x"),
    _Rule(_ABOUT_US, r"4..", r"4\.7\..*|4\.5\.3", _ANY, Verdict.THROTTLE,
          Advice.SLOWER, "RFC 3463 3.8; SFR 450 4.7.1"),

    # A command not understood is not about one recipient.
    _Rule(_SUBMISSION, r"50[0-4]|555", _ANY, _ANY, Verdict.STOP, Advice.ASK_PROVIDER,
          "RFC 5321 4.2.4"),

    # An address one may not write from; spam, or what is taken for it.
    _Rule(_SUBMISSION, r"5..", r"5\.7\.60", _ANY, Verdict.STOP, Advice.OWN_ADDRESS,
          "Exchange: no permission to send as this sender"),
    _Rule(_ABOUT_US, r"5..", _ANY, _SPAM_WORDS, Verdict.STOP, Advice.LOOKS_LIKE_SPAM,
          "Orange OFR, La Poste LPN, Free, SFR, OVH"),
    _Rule(_SENDER, r"55[03]", _ANY, _NOT_OURS_WORDS, Verdict.STOP, Advice.OWN_ADDRESS,
          "Postfix reject_sender_login_mismatch: 553 5.7.1"),
    _Rule(_AT_THE_DOT, r"5..", r"5\.7\..*", _ANY, Verdict.STOP, Advice.LOOKS_LIKE_SPAM,
          "RFC 3463 3.8"),
    _Rule(_ABOUT_US, r"5..", r"5\.7\..*", _ANY, Verdict.STOP, Advice.ASK_PROVIDER,
          "RFC 3463 3.8"),
    _Rule(_ABOUT_THEM, r"5..", _ANY, r"relay", Verdict.STOP, Advice.CHECK_LOGIN,
          "Postfix, Exim: where one is not logged in"),
    _Rule(_ABOUT_THEM, r"5..", _ANY, r"spam|sender|ofr_\d+|lpn\w*_\d+", Verdict.STOP,
          Advice.LOOKS_LIKE_SPAM, "RFC 3463 3.8; Orange, La Poste"),

    # The recipient.
    _Rule(_ABOUT_THEM, r"5..", _ANY, _ANY, Verdict.REJECT, Advice.CORRECT_ADDRESS,
          "RFC 5321 4.2.1"),
    _Rule(_AT_THE_DOT, r"5..", r"5\.1\..*", _ANY, Verdict.REJECT,
          Advice.CORRECT_ADDRESS, "RFC 3463 3.2"),
    _Rule(_AT_THE_DOT, r"5..", r"5\.2\..*", _ANY, Verdict.REJECT, Advice.OTHER_ADDRESS,
          "RFC 3463 3.3"),
    _Rule(_ABOUT_US, r"552", _ANY, _ANY, Verdict.STOP, Advice.SMALLER, "RFC 1870 6"),
    _Rule(_AT_THE_DOT, r"55[0-3]", _ANY, _ANY, Verdict.REJECT, Advice.ASK_PROVIDER,
          "RFC 5321 4.2.3"),

    # What nobody foresaw.
    _Rule(_ABOUT_THEM, r"4..", _ANY, _ANY, Verdict.DEFER, Advice.NOTHING,
          "RFC 5321 4.2.1"),
    _Rule(_ABOUT_US, r"4..", _ANY, _ANY, Verdict.DEFER, Advice.ASK_PROVIDER,
          "RFC 5321 4.2.1"),
    _Rule(_ALL, r"5..", _ANY, _ANY, Verdict.STOP, Advice.ASK_PROVIDER,
          "RFC 5321 4.2.1"),
)
# fmt: on


def read_reply(code: int, text: bytes) -> SmtpReply:
    """Read what the server said, its enhanced codes (RFC 2034) taken out."""
    lines = text.decode("utf-8", "replace").split("\n")
    found = _ENHANCED.match(lines[0])
    return SmtpReply(
        code=code,
        enhanced=found[1] if found else None,
        text="\n".join(_ENHANCED.sub("", line, count=1) for line in lines)[:2000],
    )


def judge(phase: Phase, reply: SmtpReply) -> Judgement:
    """Tell what a reply means: by phase and code, enhanced code, and words last."""
    if 200 <= reply.code < 300:
        return Judgement(verdict=Verdict.ACCEPT)
    # The address that is quoted may hold any word.
    words = re.sub(r"\S+@\S+", "", reply.text)
    for rule in _RULES:
        if (
            phase in rule.phases
            and re.fullmatch(rule.codes, str(reply.code))
            and (not rule.enhanced or re.fullmatch(rule.enhanced, reply.enhanced or ""))
            and (not rule.words or re.search(rule.words, words, re.IGNORECASE))
        ):
            return Judgement(verdict=rule.verdict, advice=rule.advice)
    return Judgement(verdict=Verdict.STOP, advice=Advice.ASK_PROVIDER)


def in_words(reply: SmtpReply) -> str:
    """Give the reply on one line, as a postmaster wants it quoted."""
    parts = (str(reply.code), reply.enhanced or "", " ".join(reply.text.split()))
    return " ".join(part for part in parts if part)


def hint_of(advice: Advice) -> str:
    """Give the next step in words, empty where there is none to take."""
    return {
        Advice.NOTHING: "",
        Advice.CORRECT_ADDRESS: _("Correct the address in the list"),
        Advice.OTHER_ADDRESS: _(
            "This mailbox takes nothing: look for another address of the official"
        ),
        Advice.SLOWER: _(
            "If it happens again, go slower: a greater gap_s and a smaller per_day "
            "under pace in accounts.toml"
        ),
        Advice.TOMORROW: _(
            "This is your provider's limit, mail written by hand included: a smaller "
            "per_day under pace in accounts.toml keeps clear of it"
        ),
        Advice.CHECK_LOGIN: _(
            "Check user name and password. Gmail, Yahoo, iCloud and Fastmail want an "
            "app password, made in the account's security settings, not the usual one"
        ),
        Advice.APP_PASSWORD: _(
            "This provider wants an app password: make one in the account's security "
            "settings, then give it with mairemail account test"
        ),
        Advice.OAUTH: _(
            "This provider takes no passwords from mail programs any more, only OAuth: "
            'set auth = "xoauth2" and a password_command that prints a token'
        ),
        Advice.OWN_ADDRESS: _(
            "You may not write from this address with this login: put the login's own "
            "address as email in accounts.toml, or allow the other at your provider"
        ),
        Advice.LOOKS_LIKE_SPAM: _(
            "Your provider takes the letter for unwanted mail. Do not insist: send it "
            "to yourself (mairemail send --to-me), take out links and attachments, "
            "make it more personal, and ask your provider if it stays so"
        ),
        Advice.SMALLER: _(
            "The letter is too big for your provider: make its attachments smaller, or "
            "put them on a web page and give the link"
        ),
        Advice.ASK_PROVIDER: _("Show this answer to your provider"),
    }[advice]
