"""What is wrong with a campaign: its letter, its list, and each of its messages."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from mairemail.campaigns.campaign import Campaign
from mairemail.campaigns.merge import (
    EVERYBODY,
    Draft,
    Merger,
    Selection,
    read_contacts,
)
from mairemail.checks.finding import Finding, from_row
from mairemail.checks.letter import letter_wording
from mairemail.checks.message import sendable
from mairemail.checks.old_list import old_list
from mairemail.checks.sample_list import sample_list_findings
from mairemail.checks.titles import alike_for_all
from mairemail.checks.told import Told
from mairemail.checks.unused_versions import unused_versions
from mairemail.checks.whole_list import WholeList
from mairemail.contacts.age import old_rows
from mairemail.contacts.contact import Contact, RowProblem, Severity
from mairemail.errors import LetterError
from mairemail.language import _
from mairemail.letters.forms_of_address import Sender
from mairemail.letters.notes import Notes


@dataclass(slots=True, kw_only=True)
class Report:
    """
    Everything found, and how many messages are ready to be sent.

    Attributes:
        rows: How many rows of the list were looked at.
        messages: How many drafts there are.
        samples: A draft of each letter, by what messages call the letter; one without
            words for its contact alone, if there is any.
        as_of: How many drafts have the same words in the column of that name.
        notes: How many messages have the same personal words, by the hash of these.
        ready_by_version: How many messages are ready by the name of the letter's
            version, in the order of campaign.toml; empty where there is one letter.
    """

    findings: list[Finding] = field(default_factory=list)
    ready: int = 0
    rows: int = 0
    messages: int = 0
    samples: dict[str, Draft] = field(default_factory=dict)
    as_of: Counter[str] = field(default_factory=Counter)
    notes: Counter[int] = field(default_factory=Counter)
    ready_by_version: dict[str, int] = field(default_factory=dict)

    @property
    def has_errors(self) -> bool:
        """Whether anything keeps a message from being sent."""
        return any(one.severity is Severity.ERROR for one in self.findings)

    def count_ready(self, draft: Draft) -> None:
        """Count a message that can be sent."""
        self.ready += 1
        if draft.version:
            self.ready_by_version[draft.version] += 1


class CampaignCheck:
    """
    The check of a campaign whose drafts go by, each looked at once.

    Whoever takes all the `drafts` can `finish` it.
    """

    def __init__(
        self,
        campaign: Campaign,
        selection: Selection = EVERYBODY,
        *,
        sender: Sender,
        now: datetime,
        new_uuid: Callable[[], UUID],
        is_opted_out: Callable[[str], bool],
    ) -> None:
        """
        Read the letters; the list is read while the drafts go by.

        Who is on the do-not-write list, asked by the contact's key, is not ready.

        Raises:
            LetterError: They cannot be used.
        """
        self._campaign = campaign
        self._selection = selection
        self._sender = sender
        self._now = now
        self._new_uuid = new_uuid
        self._is_opted_out = is_opted_out
        self._merger = Merger(
            campaign, sender=sender, today=now.date(), is_opted_out=is_opted_out
        )
        self._whole = WholeList(campaign.contacts_name)
        self._told = Told()
        self._report = Report(ready_by_version=dict.fromkeys(self._merger.versions, 0))

    def drafts(self) -> Iterator[Draft | None]:
        """
        Give each draft that can be sent, None for each row left out.

        Raises:
            MissingFileError, ContactsError: The list cannot be read at all.
        """
        for draft in sendable(
            self._seen(),
            sender=self._sender,
            now=self._now,
            new_uuid=self._new_uuid,
            is_opted_out=self._is_opted_out,
            report=self._told.tell,
        ):
            if draft is not None and not self._is_opted_out(draft.contact.key):
                self._report.count_ready(draft)
            yield draft

    def finish(self) -> Report:
        """Give the report, now that all drafts went by."""
        report = self._report
        report.findings += note_findings(self._campaign, self._merger.notes)
        report.findings += self._whole.findings(used=self._merger.names)
        report.findings += self._told.findings(report.messages)
        if len(self._merger.versions) < 2:
            # A letter that speaks to all whom it is for alike, and is for all.
            for sample in report.samples.values():
                report.findings += alike_for_all(sample, report.messages)
        if old := old_rows(report.as_of.elements(), today=self._now.date()):
            name = self._campaign.contacts_name
            report.findings.append(old_list(old, contacts_name=name))
        report.findings += sample_list_findings(self._campaign)
        if self._selection == EVERYBODY and report.rows:
            report.findings += unused_versions(self._merger.unused_versions)
        return report

    def _seen(self) -> Iterator[Draft | RowProblem]:
        """Give the draft of each row, or its problem, once it is noted."""
        for item in read_contacts(
            self._campaign, self._selection, on_header=self._whole.take_header
        ):
            self._report.rows += 1
            if isinstance(item, RowProblem):
                yield item
                continue
            self._whole.see(item)
            draft = self._merger.draft(item)
            if isinstance(draft, Draft):
                self._see(draft)
            yield draft

    def _see(self, draft: Draft) -> None:
        """Note a draft; the words of each letter are checked when it is first met."""
        report = self._report
        report.messages += 1
        if "as_of" in draft.contact.cells:
            report.as_of[draft.contact.cells["as_of"]] += 1
        letter = draft.letter
        if letter and letter.shown_as not in report.samples:
            report.samples[letter.shown_as] = draft
            for finding in letter_wording(letter, language=self._campaign.language):
                self._told.tell(finding)
        elif letter and report.samples[letter.shown_as].note and not draft.note:
            report.samples[letter.shown_as] = draft
        if draft.note:
            report.notes[hash(draft.note)] += 1


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
    Find everything that would go wrong, a letter that cannot be used as well.

    Raises:
        MissingFileError, ContactsError: The list cannot be read at all.
    """
    try:
        check = CampaignCheck(
            campaign,
            selection,
            sender=sender,
            now=now,
            new_uuid=new_uuid,
            is_opted_out=is_opted_out,
        )
    except LetterError as err:
        of_list = _list_alone(campaign, selection)
        return Report(findings=[*letter_findings(err), *of_list])
    for _draft in check.drafts():
        pass
    report = check.finish()
    if not report.rows:
        report.findings.append(nobody_selected(campaign.contacts_name))
    return report


def _list_alone(campaign: Campaign, selection: Selection) -> Iterator[Finding]:
    """Give what is wrong with the list, whatever the letter says."""
    whole = WholeList(campaign.contacts_name)
    problems = []
    for item in read_contacts(campaign, selection, on_header=whole.take_header):
        if isinstance(item, RowProblem):
            problems.append(from_row(item))
        else:
            whole.see(item)
    yield from whole.findings(used=frozenset())
    yield from problems
    yield from sample_list_findings(campaign)


def letter_findings(err: LetterError) -> Iterator[Finding]:
    """Give each problem of a letter that cannot be used."""
    problems = err.problems or (err.message,)
    hints = err.hints or (err.hint or "",)
    for problem, hint in zip(problems, hints, strict=True):
        yield Finding(
            code="syntax-error",
            severity=Severity.ERROR,
            row=None,
            message=problem,
            hint=hint,
        )


def note_findings(campaign: Campaign, notes: Notes) -> Iterator[Finding]:
    """Name the files of the folder `notes` that nobody on the whole list gets."""
    names = dict(notes.names)
    if names:
        for item in read_contacts(campaign):
            if isinstance(item, Contact):
                names.pop(item.key, None)
    for name in sorted([*notes.strays, *names.values()]):
        yield Finding(
            code="note-without-contact",
            severity=Severity.WARNING,
            row=None,
            message=_("{file} is for nobody on the list").format(file=name),
            hint=_(
                "Name the file after the address, as in "
                "notes/mairie@commune.example.md, or take it away"
            ),
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
