"""Messages in doubt, gone through with a person."""

from collections import Counter
from enum import StrEnum

from mairemail.cli import opening, prompts
from mairemail.cli.screen import aligned, local_time, talk, talk_wrapped
from mairemail.cli.words.counting import messages
from mairemail.contacts.address import comparison_key
from mairemail.contacts.fields import fold
from mairemail.language import _, ngettext
from mairemail.ledger.delivery import Delivery, Key, Status
from mairemail.ledger.history import histories_of
from mairemail.ledger.ledger import Ledger
from mairemail.sending.plan import FIRST_STEP


class Answer(StrEnum):
    """What a person can say of a message in doubt."""

    SENT = "sent"
    NOT_SENT = "not sent"
    LATER = "later"
    QUIT = "quit"


def ask_about_all(ledger: Ledger, campaign_id: str) -> int:
    """
    Ask about each message in doubt, note each answer at once, give the exit code.

    The end of the input leaves the rest, as Ctrl-C does, whose KeyboardInterrupt the
    caller gets.
    """
    doubts = ledger.doubts(campaign_id)
    if not doubts:
        talk(_("No message of this campaign is in doubt."))
        return 0
    _talk_introduction(len(doubts))
    answers: Counter[Answer] = Counter()
    try:
        for number, doubt in enumerate(doubts, start=1):
            talk()
            _talk_doubt(ledger, campaign_id, doubt, f"{number}/{len(doubts)}")
            answer = _ask()
            answers[answer] += 1
            if answer is Answer.QUIT:
                break
            _note(ledger, campaign_id, doubt, answer)
    finally:
        settled_count = answers[Answer.SENT] + answers[Answer.NOT_SENT]
        left = len(doubts) - settled_count
        _talk_end(left, has_unsent=bool(answers[Answer.NOT_SENT]))
    return 1 if left else 0


def _talk_introduction(number: int) -> None:
    lines = [
        ngettext(
            "{count} message is in doubt: it was cut off in the one moment where "
            "nobody can know whether it left.",
            "{count} messages are in doubt: they were cut off in the one moment where "
            "nobody can know whether they left.",
            number,
        ).format(count=number),
        _(
            "Search your mailbox for the address or the Message-ID. Found in the Sent "
            "folder, or in an answer or a bounce: it was sent. Not found: that proves "
            "nothing; ask the town hall, or decide later. One letter fewer is better "
            "than two."
        ),
    ]
    for text in lines:
        talk_wrapped(text)


def _talk_doubt(ledger: Ledger, campaign_id: str, doubt: Delivery, number: str) -> None:
    moment, account = doubt.at, "-"
    key = comparison_key(doubt.email)
    for history in histories_of(ledger, key, campaign_id=campaign_id):
        moment = history.handed_over_at or moment
        account = history.events[-1].account if history.events else account
    rows = [
        (number, doubt.email),
        (_("when"), local_time(moment) if moment else "-"),
        (_("account"), account),
        ("Message-ID", doubt.message_id or "-"),
        (_("why"), " ".join((doubt.reply or "-").split())),
    ]
    for line in aligned(rows, indent="  "):
        talk(line)


def _ask() -> Answer:
    """Ask until an answer is understood; the end of the input is quit."""
    choices = ", ".join(f"{word} ({word[0]})" for word in _words())
    question = "  " + _("{question}: ").format(question=choices)
    while (line := prompts.ask_line(question)) is not None:
        answer = _understood(line)
        if answer is not None:
            return answer
        talk("  " + _("Type one of these words, or its letter."))
    talk()
    return Answer.QUIT


def _words() -> list[str]:
    """Give what is typed for each answer, in the interface's language."""
    # Translators: no two of the four begin with the same letter, nor with that of
    # another one in English.
    return _("sent, not sent, later, quit").split(", ")


def _understood(line: str) -> Answer | None:
    meanings = {"skip": Answer.LATER}
    for answer, translated in zip(Answer, _words(), strict=True):
        for word in (fold(translated), answer.value):
            meanings |= {word: answer, word[0]: answer}
    return meanings.get(fold(" ".join(line.replace("-", " ").split())))


def _note(ledger: Ledger, campaign_id: str, doubt: Delivery, answer: Answer) -> None:
    if answer is Answer.LATER:
        return
    key = Key(
        campaign_id=campaign_id, step=FIRST_STEP, address=comparison_key(doubt.email)
    )
    is_sent = answer is Answer.SENT
    said = settle(ledger, key, email=doubt.email, is_sent=is_sent)
    talk_wrapped(said, indent="  ")


def settle(ledger: Ledger, key: Key, *, email: str, is_sent: bool) -> str:
    """Note what a person found out of the message to an address; say what follows."""
    ledger.settle(
        key,
        Status.ACCEPTED if is_sent else Status.PENDING,
        at=opening.now(),
        reply=_("said by you: sent") if is_sent else _("said by you: not sent"),
    )
    if is_sent:
        text = _("{email}: counted as sent, and never sent again")
    elif ledger.is_opted_out(key.address):
        text = _(
            "{email}: counted as not sent, and held: it is on your do-not-write list"
        )
    else:
        text = _(
            "{email}: to be sent by the next mairemail send. A slip? mairemail settle "
            "{email} --sent"
        )
    return text.format(email=email)


def _talk_end(left: int, *, has_unsent: bool) -> None:
    talk()
    if left:
        talk(
            _("Still in doubt: {messages}. Go on with: mairemail settle").format(
                messages=messages(left)
            )
        )
    else:
        talk(_("No message of this campaign is in doubt any more."))
    if has_unsent:
        talk(_("Those not sent go with the next: mairemail send"))
