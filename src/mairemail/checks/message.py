"""What is wrong with one message."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from uuid import UUID

from mairemail.campaigns.merge import Draft
from mairemail.campaigns.refused import Refused
from mairemail.checks.finding import Finding, from_row
from mairemail.checks.titles import wrong_titles
from mairemail.checks.wording import wording_findings
from mairemail.contacts.address import needs_smtputf8
from mairemail.contacts.contact import Contact, RowProblem, Severity
from mairemail.contacts.mistyped_domains import meant_by
from mairemail.language import _
from mairemail.letters.forms_of_address import Sender
from mairemail.messages.message import (
    Message,
    MessageFaultError,
    compose,
    new_message_id,
)

# Of the finding about somebody whose message is held, whatever else is right with it.
OPTED_OUT = "opted-out"


def row_findings(
    item: Draft | RowProblem,
    *,
    sender: Sender,
    now: datetime,
    unique: str,
    is_opted_out: Callable[[str], bool],
) -> tuple[Message | None, list[Finding]]:
    """
    Compose the message of one row as it would leave, and give it with what is wrong.

    The message is None where an error leaves the row out. That somebody is on the
    do-not-write list, asked by the contact's key, is a warning.
    """
    if isinstance(item, RowProblem):
        others = item.others if isinstance(item, Refused) else ()
        return None, [from_row(one) for one in (item, *others)]
    findings = [from_row(warning) for warning in item.warnings]
    if is_opted_out(item.contact.key):
        findings.append(_opted_out(item.contact))
    findings += _address_findings(item)
    wording = wording_findings(item, sender) + wrong_titles(item)
    if wording:
        findings += wording
        if any(one.severity is Severity.ERROR for one in wording):
            return None, findings
    me = sender.mailbox
    try:
        message = compose(
            item.content,
            sender=me,
            message_id=new_message_id(unique, me),
            date=now,
        )
    except MessageFaultError as err:
        fault = Finding(
            code="message-fault",
            severity=Severity.ERROR,
            row=item.contact.row,
            message=_("The message cannot be put into valid form: {reason}").format(
                reason=err
            ),
            hint=_("Look for unusual characters in this row and in the letter"),
        )
        return None, [*findings, fault]
    return message, findings


def _address_findings(draft: Draft) -> Iterator[Finding]:
    """Warn of an address that may be none, though it has the form of one."""
    contact, content = draft.contact, draft.content
    boxes = (content.to, *content.cc, *content.reply_to)
    for email in [box.email for box in boxes if needs_smtputf8(box.email)]:
        yield Finding(
            code="non-ascii-address",
            severity=Severity.WARNING,
            row=contact.row,
            message=_("{email} has an accent before the @").format(email=email),
            hint=_("Few servers can reach it: check that it is really spelt so"),
        )
    if meant := meant_by(contact.email):
        yield Finding(
            code="mistyped-domain",
            severity=Severity.WARNING,
            row=contact.row,
            message=_("{email}: did you mean {meant}?").format(
                email=contact.email, meant=meant
            ),
            hint=_(
                "A letter there comes back, or goes to a stranger: correct the address"
            ),
        )


def _opted_out(contact: Contact) -> Finding:
    return Finding(
        code=OPTED_OUT,
        severity=Severity.WARNING,
        row=contact.row,
        message=_("{email} is on your do-not-write list: not written to").format(
            email=contact.email
        ),
        hint=_("To write to them again: mairemail optout remove {email}").format(
            email=contact.email
        ),
    )


def sendable(
    items: Iterable[Draft | RowProblem],
    *,
    sender: Sender,
    now: datetime,
    new_uuid: Callable[[], UUID],
    is_opted_out: Callable[[str], bool],
    report: Callable[[Finding], None],
) -> Iterator[Draft | None]:
    """
    Give each draft that can be sent and None for each row left out; report why.

    Who is on the do-not-write list is reported and given: their message is held.
    """
    for item in items:
        message, findings = row_findings(
            item,
            sender=sender,
            now=now,
            unique=new_uuid().hex,
            is_opted_out=is_opted_out,
        )
        for finding in findings:
            report(finding)
        yield item if message and isinstance(item, Draft) else None
