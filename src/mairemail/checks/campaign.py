"""What is wrong with a letter or a campaign as a whole."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from mairemail.campaigns.campaign import Campaign
from mairemail.campaigns.merge import Draft, Merger, Selection, read_contacts
from mairemail.checks.finding import Finding, from_row
from mairemail.checks.letter import letter_wording
from mairemail.checks.message import sendable
from mairemail.checks.old_list import old_list
from mairemail.checks.titles import alike_for_all
from mairemail.checks.whole_list import WholeList
from mairemail.checks.wording import WORDING_CODES
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
        messages: How many drafts there are.
        samples: A draft of each letter, by what messages call the letter; one without
            words for its contact alone, if there is any.
        as_of: How many drafts have the same words in the column of that name.
        notes: How many messages have the same personal words, by the hash of these.
        ready_by_version: The same by the name of the letter's version, in the order of
            campaign.toml; empty where there is but one letter.
    """

    findings: list[Finding] = field(default_factory=list)
    ready: int = 0
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
    whole = WholeList(campaign.contacts_name)
    try:
        merger = Merger(campaign, sender=sender, today=now.date())
    except LetterError as err:
        report.findings += letter_findings(err)
        report.findings += _list_alone(campaign, selection, whole)
        return report
    report.findings += note_findings(campaign, merger.notes)
    report.ready_by_version = dict.fromkeys(merger.versions, 0)
    rows = 0
    told = _Told()
    items = read_contacts(campaign, selection, on_header=whole.take_header)
    for draft in sendable(
        _watched(_drafts(items, merger, whole), report, told),
        sender=sender,
        now=now,
        new_uuid=new_uuid,
        is_opted_out=is_opted_out,
        report=told.tell,
    ):
        rows += 1
        if draft is not None and not is_opted_out(draft.contact.key):
            report.count_ready(draft)
    report.findings += whole.findings(used=merger.names)
    report.findings += told.findings(report.messages)
    if len(merger.versions) < 2:
        report.findings += _of_salutation(report)
    if old := old_rows(report.as_of.elements(), today=now.date()):
        report.findings.append(old_list(old, contacts_name=campaign.contacts_name))
    if not rows:
        report.findings.append(nobody_selected(campaign.contacts_name))
    return report


def _of_salutation(report: Report) -> Iterator[Finding]:
    """Warn of a letter that speaks to all whom it is for alike, and is for all."""
    for sample in report.samples.values():
        yield from alike_for_all(sample, report.messages)


def _list_alone(
    campaign: Campaign, selection: Selection, whole: WholeList
) -> Iterator[Finding]:
    """Give what is wrong with the list, whatever the letter says."""
    problems = []
    for item in read_contacts(campaign, selection, on_header=whole.take_header):
        if isinstance(item, RowProblem):
            problems.append(from_row(item))
        else:
            whole.see(item)
    yield from whole.findings(used=frozenset())
    yield from problems


def _drafts(
    items: Iterable[Contact | RowProblem], merger: Merger, whole: WholeList
) -> Iterator[Draft | RowProblem]:
    """Give the draft for each contact, all of whom the list as a whole is told."""
    for item in items:
        if isinstance(item, Contact):
            whole.see(item)
            yield merger.draft(item)
        else:
            yield item


class _Told:
    """The findings of a run over the list, each thing said of the letter once."""

    def __init__(self) -> None:
        self._of_letter: dict[tuple[str, str], Finding] = {}
        self._of_rows: list[Finding] = []
        self._counts: Counter[tuple[str, str]] = Counter()

    def tell(self, finding: Finding) -> None:
        """Take a finding, unless it was said of the letter already."""
        key = finding.code, finding.message
        if key in self._of_letter:
            return
        if finding.row is None:
            self._of_letter[key] = finding
            return
        self._of_rows.append(finding)
        if finding.code in WORDING_CODES:
            self._counts[key] += 1

    def findings(self, messages: int) -> Iterator[Finding]:
        """Give them; what is true of the words of all messages is the letter's."""
        shared = {key for key, count in self._counts.items() if count == messages}
        for finding in self._of_rows:
            key = finding.code, finding.message
            if key in shared and key not in self._of_letter:
                self._of_letter[key] = replace(finding, row=None)
        yield from self._of_letter.values()
        for finding in self._of_rows:
            if (finding.code, finding.message) not in self._of_letter:
                yield finding


def _watched(
    items: Iterable[Draft | RowProblem], report: Report, told: _Told
) -> Iterator[Draft | RowProblem]:
    """Give the items on, the words of each letter checked when it is first met."""
    for item in items:
        if isinstance(item, Draft):
            report.messages += 1
            if "as_of" in item.contact.cells:
                report.as_of[item.contact.cells["as_of"]] += 1
            letter = item.letter
            if letter and letter.shown_as not in report.samples:
                report.samples[letter.shown_as] = item
                for finding in letter_wording(letter):
                    told.tell(finding)
            elif letter and report.samples[letter.shown_as].note and not item.note:
                report.samples[letter.shown_as] = item
            if item.note:
                report.notes[hash(item.note)] += 1
        yield item


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
