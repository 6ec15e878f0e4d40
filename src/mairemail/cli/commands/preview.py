"""mairemail preview: each message as its reader will see it."""

import re
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import TYPE_CHECKING

import typer

from mairemail.cli.options import (
    HERE,
    AccountOption,
    CampaignOption,
    ContactsOption,
    JsonOption,
    LetterOption,
    LimitOption,
    OnlyOption,
    WhereOption,
)
from mairemail.cli.screen import (
    aligned,
    pager,
    paint,
    printable,
    show_json,
    width,
    wrap,
)
from mairemail.language import _

if TYPE_CHECKING:
    from mairemail.campaigns.merge import Draft, Merger
    from mairemail.checks.finding import Finding
    from mairemail.cli.opening import Opened
    from mairemail.contacts.address import Mailbox
    from mairemail.contacts.contact import RowProblem

# What a line of a list begins with in the plain text of a letter.
_POINT = re.compile(r"\s*(?:[-*•–—]|\d+[.)])\s+")


def preview(
    *,
    campaign: CampaignOption = HERE,
    contacts: ContactsOption = None,
    letter: LetterOption = None,
    account: AccountOption = None,
    only: OnlyOption = None,
    where: WhereOption = None,
    limit: LimitOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show each message as its reader will see it. Sends nothing."""
    from mairemail.campaigns.merge import Merger
    from mairemail.checks.campaign import nobody_selected
    from mairemail.checks.sender import sender_findings
    from mairemail.cli import opening
    from mairemail.cli.words import findings
    from mairemail.contacts.contact import Severity

    opened = opening.open_campaign(
        campaign,
        letter=letter,
        contacts=contacts,
        account=account,
        only=only,
        where=where,
        limit=limit,
    )
    is_opted_out = opening.optouts()
    merger = Merger(
        opened.campaign,
        sender=opened.sender,
        today=opening.now().date(),
        is_opted_out=is_opted_out,
    )
    sender = opened.sender.mailbox
    has_errors = False
    rows = 0
    with nullcontext() if as_json else pager() as write:
        for item, found in _checked(merger, opened, is_opted_out):
            rows += 1
            has_errors |= any(one.severity is Severity.ERROR for one in found)
            if write is None:
                show_json(_as_json(item, sender, found))
                continue
            for line in _lines(item, sender, found):
                write(line)
    general = list(sender_findings(opened.known_sender))
    if not rows:
        general.append(nobody_selected(opened.campaign.contacts_name))
        has_errors = True
    findings.talk_findings(general)
    raise typer.Exit(1 if has_errors else 0)


def _checked(
    merger: "Merger", opened: "Opened", is_opted_out: Callable[[str], bool]
) -> "Iterator[tuple[Draft | RowProblem, list[Finding]]]":
    """Give each row as a draft or its problem, with what is wrong with it."""
    from mairemail.checks.message import row_findings
    from mairemail.cli import opening

    now = opening.now()
    for item in merger.drafts(opened.selection):
        _message, found = row_findings(
            item,
            sender=opened.sender,
            now=now,
            unique=opening.new_uuid().hex,
            is_opted_out=is_opted_out,
        )
        yield item, found


def _as_json(
    item: "Draft | RowProblem", sender: "Mailbox", found: "list[Finding]"
) -> dict[str, object]:
    from mairemail.campaigns.merge import Draft
    from mairemail.cli.words import findings

    content = item.content if isinstance(item, Draft) else None
    return {
        "row": item.contact.row if isinstance(item, Draft) else item.row,
        "email": item.contact.email if isinstance(item, Draft) else item.email,
        "to": _shown(content.to) if content else None,
        "from": _shown(sender),
        "subject": content.subject if content else None,
        "text": content.text if content else None,
        "html": content.html if content else None,
        "attachments": [one.name for one in content.attachments] if content else [],
        "findings": [findings.as_json(one) for one in found],
    }


def _lines(
    item: "Draft | RowProblem", sender: "Mailbox", found: "list[Finding]"
) -> Iterator[str]:
    from mairemail.campaigns.merge import Draft
    from mairemail.cli.words import findings

    row = item.contact.row if isinstance(item, Draft) else item.row
    title = _("row {row}").format(row=row)
    yield paint(f"── {title} ".ljust(width(), "─"), "dim")
    if isinstance(item, Draft):
        content = item.content
        fields = [
            (_("Version"), item.version),
            (_("From"), _shown(sender)),
            (_("To"), _shown(content.to)),
            (_("Cc"), ", ".join(_shown(box) for box in content.cc)),
            (_("Reply-To"), ", ".join(_shown(box) for box in content.reply_to)),
            (_("Subject"), content.subject),
            (_("Attached"), ", ".join(one.name for one in content.attachments)),
        ]
        rows = [(_("{name}:").format(name=name), text) for name, text in fields if text]
        yield from aligned(rows, style="bold")
        yield ""
        yield from _body(content.text)
    else:
        whom = printable(item.email or item.who or "-")
        yield _("No message for {email}").format(email=whom)
    yield ""
    if found:
        yield from findings.lines_of(found)
        yield ""


def _body(text: str) -> Iterator[str]:
    """Give the letter's lines; a point of a list hangs below its first word."""
    for line in text.rstrip("\n").split("\n"):
        mark = _POINT.match(line)
        yield from wrap(line, first="", indent=" " * len(mark[0]) if mark else "")


def _shown(box: "Mailbox") -> str:
    return f"{box.name} <{box.email}>" if box.name else box.email
