"""mairemail send --dry-run: what would leave, as files."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice, pairwise
from pathlib import Path

from mairemail.campaigns.merge import Merger, read_contacts
from mairemail.checks.finding import Finding
from mairemail.checks.message import OPTED_OUT, row_findings
from mairemail.checks.sender import sender_findings
from mairemail.cli import opening
from mairemail.cli.screen import show_json, show_wrapped
from mairemail.cli.sending.scribes import Item, Scribe, processes, scribes
from mairemail.cli.words import findings
from mairemail.cli.words.counting import messages
from mairemail.contacts.contact import RowProblem
from mairemail.language import _, ngettext
from mairemail.letters.forms_of_address import Sender
from mairemail.letters.time_limit import clock_running
from mairemail.messages.message import Message
from mairemail.messages.outbox import Outbox

# A system call drives the program out of the processor's caches: a file written after
# each letter costs 30 µs, among some dozens in a row 12. And with more rows in a turn,
# processes wait less often for each other.
_TOGETHER = 192
# This process has so many rows fewer for each other one, since it reads for all: a row
# is read in a fifth of the time that the rest takes.
_FEWER = 44
# A shorter list is done before other processes would be of use.
_LONG = 512


def dry_run(
    opened: opening.Opened,
    folder: Path,
    *,
    retries_rejected: bool,
    as_json: bool,
) -> int:
    """Write what would leave as files; give the exit code."""
    now = opening.now()
    is_opted_out = opening.optouts()
    merger = Merger(
        opened.campaign,
        sender=opened.sender,
        today=now.date(),
        is_opted_out=is_opted_out,
    )
    composer = _Composer(
        merger=merger, sender=opened.sender, now=now, is_opted_out=is_opted_out
    )
    found = list(sender_findings(opened.known_sender))
    outbox = Outbox(folder)
    is_due = opening.due_now(opened.campaign, retries_rejected=retries_rejected)
    due = _Due(read_contacts(opened.campaign, opened.selection), is_due)
    items = iter(due)
    first = list(islice(items, _LONG))
    count = processes() if len(first) == _LONG and not merger.attaches else 1
    # Files to attach may be large: such messages are held in memory one by one.
    together = 1 if merger.attaches else _TOGETHER
    turns = _turns(chain(first, items), count, together)
    if not first and not due.passed_over:
        from mairemail.checks.campaign import nobody_selected

        found.append(nobody_selected(opened.campaign.contacts_name))
    del first
    with scribes(count, composer.compose) as hands:
        found += _write(turns, hands, outbox, as_json=as_json)
    removed = outbox.finish()
    findings.talk_findings(found)
    if not as_json:
        show_outcome(
            outbox,
            removed=removed,
            passed_over=due.passed_over,
            is_sender_known=opened.is_sender_known,
        )
    errors, _warnings = findings.counts(found)
    return 1 if errors else 0


class _Due:
    """The rows to write to, those left out that a run would pass over."""

    def __init__(self, items: Iterator[Item], is_due: Callable[[str], bool]) -> None:
        """Begin with the first row."""
        self.passed_over = 0
        self._items = items
        self._is_due = is_due

    def __iter__(self) -> Iterator[Item]:
        for item in self._items:
            if isinstance(item, RowProblem) or self._is_due(item.key):
                yield item
            else:
                self.passed_over += 1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Composer:
    """What is the same for all messages."""

    merger: Merger
    sender: Sender
    now: datetime
    is_opted_out: Callable[[str], bool]

    def compose(self, items: Sequence[Item]) -> tuple[list[Message], list[Finding]]:
        """Give the messages that would leave, and what is wrong with any row."""
        passed = []
        found: list[Finding] = []
        with clock_running():
            for item, unique in zip(items, _random_hex(len(items)), strict=True):
                message, of_row = row_findings(
                    item if isinstance(item, RowProblem) else self.merger.draft(item),
                    sender=self.sender,
                    now=self.now,
                    unique=unique,
                    is_opted_out=self.is_opted_out,
                )
                if of_row:
                    found += of_row
                    if any(one.code == OPTED_OUT for one in of_row):
                        continue
                if message is not None:
                    passed.append(message)
        return passed, found


def _random_hex(count: int) -> Iterator[str]:
    """
    Give texts of 32 random hexadecimal digits.

    A system call for each would cost as much as a header field.
    """
    digits = os.urandom(16 * count).hex()
    for start in range(0, len(digits), 32):
        yield digits[start : start + 32]


def _turns(
    items: Iterator[Item], count: int, together: int
) -> Iterator[list[list[Item]]]:
    """
    Cut the list into turns: rows for this process, then for each of the others.

    The last turn, where few rows are left, gives each its part of them too.
    """
    own = together - (count - 1) * _FEWER
    whole = own + together * (count - 1)
    ends = [own + together * other for other in range(count)]
    while rows := list(islice(items, whole)):
        cuts = [0, *(end * len(rows) // whole for end in ends)]
        yield [rows[start:end] for start, end in pairwise(cuts)]


def _write(
    turns: Iterator[list[list[Item]]],
    hands: list[Scribe],
    outbox: Outbox,
    *,
    as_json: bool,
) -> list[Finding]:
    """Write the messages in the order of the list; give what is wrong with its rows."""
    found: list[Finding] = []
    turn = next(turns, None)
    _hand_out(turn, hands)
    ahead = next(turns, None)
    while turn:
        # Also where there is none: who works a turn ahead waits for it.
        _hand_out(ahead or [[]] * len(hands), hands)
        shares = [(scribe, scribe.composed()) for scribe in hands]
        for scribe, composed in shares:
            scribe.take_paths([outbox.next_path(email) for email in composed.emails])
            found += composed.findings
        turn, ahead = ahead, next(turns, None)
        for scribe, composed in shares:
            for email, path in zip(composed.emails, scribe.written(), strict=True):
                if as_json:
                    show_file(email, path)
    return found


def _hand_out(turn: list[list[Item]] | None, hands: list[Scribe]) -> None:
    if turn:
        for scribe, items in zip(hands, turn, strict=True):
            scribe.take(items)


def show_file(email: str, path: str) -> None:
    """Show one file as an object."""
    show_json({"event": "file", "email": email, "path": path})


def show_outcome(
    outbox: Outbox, *, removed: int, passed_over: int = 0, is_sender_known: bool
) -> None:
    """Show how many files there are, and what they are."""
    lines = [
        _("{messages} written to {folder}. Nothing was sent.").format(
            messages=messages(outbox.count), folder=outbox.folder
        )
    ]
    if passed_over:
        lines.append(_passed_over_in_words(passed_over))
    if removed:
        lines.append(
            ngettext(
                "{count} file of an earlier dry run was removed.",
                "{count} files of an earlier dry run were removed.",
                removed,
            ).format(count=removed)
        )
    if outbox.count:
        lines.append(
            _("Any mail program opens these files: they are what would leave.")
            if is_sender_known
            else _(
                "Any mail program opens these files: they are what would leave, but "
                "for sender and signature, which an account gives (mairemail account "
                "add)."
            )
        )
    for text in lines:
        show_wrapped(text)


def _passed_over_in_words(count: int) -> str:
    return ngettext(
        "{count} message was left out: the next send would not submit it (mairemail "
        "status).",
        "{count} messages were left out: the next send would not submit them "
        "(mairemail status).",
        count,
    ).format(count=count)
