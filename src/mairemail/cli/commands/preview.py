"""mairemail preview: each message as its reader will see it."""

from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

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
    pad,
    pager,
    paint,
    printable,
    show_json,
    width,
    width_of,
    wrap,
)
from mairemail.language import _

if TYPE_CHECKING:
    from mairemail.campaigns.merge import Draft
    from mairemail.checks.finding import Finding
    from mairemail.contacts.address import Mailbox
    from mairemail.contacts.contact import RowProblem


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
    from mairemail.checks.message import row_findings
    from mairemail.checks.sender import sender_findings
    from mairemail.cli import opening
    from mairemail.cli.words import findings
    from mairemail.contacts.address import Mailbox
    from mairemail.contacts.contact import Severity

    opened = opening.open_campaign(
        campaign, letter=letter, contacts=contacts, account=account
    )
    now = opening.now()
    merger = Merger(opened.campaign, sender=opened.sender, today=now.date())
    sender = Mailbox(name=opened.sender.name, email=opened.sender.email)
    is_opted_out = opening.optouts()
    has_errors = False
    rows = 0
    with pager() as stream:
        for item in merger.drafts(opening.selection(only, where, limit)):
            _message, found = row_findings(
                item,
                sender=opened.sender,
                now=now,
                unique=opening.new_uuid(),
                is_opted_out=is_opted_out,
            )
            rows += 1
            has_errors |= any(one.severity is Severity.ERROR for one in found)
            if as_json:
                show_json(_as_json(item, sender, found))
            else:
                _write(stream, _lines(item, sender, found))
    general = list(sender_findings(opened.sender if opened.is_sender_known else None))
    if not rows:
        general.append(nobody_selected(opened.campaign.contacts_name))
        has_errors = True
    findings.talk_findings(general)
    raise typer.Exit(1 if has_errors else 0)


def _write(stream: IO[str], lines: Iterator[str]) -> None:
    stream.writelines(line + "\n" for line in lines)


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
        titles = [_("{name}:").format(name=name) for name, _value in fields]
        columns = max(map(width_of, titles)) + 1
        for title, (_name, value) in zip(titles, fields, strict=True):
            if value:
                first = pad(title, columns)
                lines = wrap(value, first=first, indent=" " * columns)
                yield next(lines).replace(first, paint(first, "bold"), 1)
                yield from lines
        yield ""
        yield from wrap(content.text.rstrip("\n"), first="", indent="")
    else:
        whom = printable(item.email or item.who or "-")
        yield _("No message for {email}").format(email=whom)
    yield ""
    if found:
        yield from findings.lines_of(found)
        yield ""


def _shown(box: "Mailbox") -> str:
    return f"{box.name} <{box.email}>" if box.name else box.email
