"""What is wrong with a letter or a campaign as a whole."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from mairemail.campaigns.campaign import Campaign
from mairemail.campaigns.merge import Merger, Selection, read_contacts
from mairemail.checks.finding import Finding, from_row
from mairemail.checks.message import sendable
from mairemail.contacts.contact import RowProblem, Severity
from mairemail.errors import LetterError
from mairemail.language import _
from mairemail.letters.forms_of_address import Sender


@dataclass(slots=True, kw_only=True)
class Report:
    """
    Everything found, and how many messages are ready to be sent.

    Attributes:
        ready_by_version: The same by the name of the letter's version, in the order of
            campaign.toml; empty where there is but one letter.
    """

    findings: list[Finding] = field(default_factory=list)
    ready: int = 0
    ready_by_version: dict[str, int] = field(default_factory=dict)

    @property
    def has_errors(self) -> bool:
        """Whether anything keeps a message from being sent."""
        return any(one.severity is Severity.ERROR for one in self.findings)


def check_campaign(
    campaign: Campaign,
    selection: Selection,
    *,
    sender: Sender,
    now: datetime,
    new_uuid: Callable[[], UUID],
    is_opted_out: Callable[[str], bool],
) -> Report:
    """
    Find everything that would go wrong.

    Who is on the do-not-write list, asked by the contact's key, is not ready.

    Raises:
        MissingFileError, ContactsError: The list cannot be read at all.
    """
    report = Report()
    try:
        merger = Merger(campaign, sender=sender, today=now.date())
    except LetterError as err:
        report.findings += letter_findings(err)
        report.findings += [
            from_row(item)
            for item in read_contacts(campaign, selection)
            if isinstance(item, RowProblem)
        ]
        return report
    report.ready_by_version = dict.fromkeys(merger.versions, 0)
    rows = 0
    for draft in sendable(
        merger.drafts(selection),
        sender=sender,
        now=now,
        new_uuid=new_uuid,
        is_opted_out=is_opted_out,
        report=report.findings.append,
    ):
        rows += 1
        if draft is not None and not is_opted_out(draft.contact.key):
            report.ready += 1
            if draft.version:
                report.ready_by_version[draft.version] += 1
    if not rows:
        report.findings.append(nobody_selected(campaign.contacts_name))
    return report


def letter_findings(err: LetterError) -> Iterator[Finding]:
    """Give each problem of a letter that cannot be used."""
    for problem in err.problems or (err.message,):
        yield Finding(
            code="syntax-error",
            severity=Severity.ERROR,
            row=None,
            message=problem,
            hint=err.hint or "",
        )


def sender_findings(sender: Sender | None) -> Iterator[Finding]:
    """Tell when nobody is named who writes, or only an address."""
    if sender is None:
        yield Finding(
            code="no-sender",
            severity=Severity.WARNING,
            row=None,
            message=_("Nobody is named as the sender yet"),
            hint=_("Add your mailbox: mairemail account add"),
        )
    elif not sender.name:
        yield Finding(
            code="no-sender-name",
            severity=Severity.WARNING,
            row=None,
            message=_("The sender has no name: the letter would be signed by nobody"),
            hint=_('Add name = "…" to the account, or to [sender] in campaign.toml'),
        )


def nobody_selected(contacts_name: str) -> Finding:
    """Say that there is nobody to write to."""
    return Finding(
        code="no-contacts",
        severity=Severity.ERROR,
        row=None,
        message=_("No row of {file} is left to write to").format(file=contacts_name),
        hint=_("Add rows below the header, or loosen --only and --where"),
    )
