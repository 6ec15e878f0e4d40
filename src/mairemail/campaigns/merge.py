"""A campaign's letters meet its list: a draft for each contact."""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from mairemail.campaigns.campaign import Campaign
from mairemail.campaigns.versions import Version, one_error_of, version_for
from mairemail.contacts.address import Mailbox, comparison_key, normalise_address
from mairemail.contacts.columns import map_columns
from mairemail.contacts.contact import Contact, RowProblem, Selector, Severity
from mairemail.contacts.table import Row, read_rows
from mairemail.errors import LetterError
from mairemail.files import reason_of
from mairemail.language import _
from mairemail.letters.forms_of_address import Lack, Sender
from mairemail.letters.letter import Letter, read_letter
from mairemail.letters.notes import read_notes
from mairemail.letters.rendering import (
    Attach,
    CompiledLetter,
    Occasion,
    Rendered,
    letter_language,
)
from mairemail.messages.message import Content
from mairemail.messages.mime import Attachment, read_attachment


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """
    A letter to one contact, complete but for sender, date and Message-ID.

    Attributes:
        letter: What it was written from, as it stands in its file.
        note: The words that are for this contact alone, empty where there are none.
        version: The name of the letter's version, empty where there is but one letter.
    """

    contact: Contact
    content: Content
    letter: Letter | None = None
    note: str = ""
    version: str = ""
    warnings: tuple[RowProblem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """
    Which contacts of the list are meant.

    Attributes:
        is_selected: The test a contact passes, or None for everybody.
        limit: How many at most, in the order of the list, or None.
    """

    is_selected: Selector | None = None
    limit: int | None = None


EVERYBODY = Selection()
# What looks like files there shows the inside of this computer, passwords included.
_NO_FILES = (("proc",), ("sys",), ("dev",))


def read_contacts(
    campaign: Campaign,
    selection: Selection = EVERYBODY,
    *,
    on_header: Callable[[Row], None] | None = None,
) -> Iterator[Contact | RowProblem]:
    """
    Read the campaign's list lazily.

    Rows that cannot be read are given too, unless only some contacts are meant.
    `on_header` is given the row of titles when it is read.

    Raises:
        MissingFileError, ContactsError, UsageError: As the list's reader and the
        selection say.
    """
    read = partial(read_rows, campaign.contacts, shown_as=campaign.contacts_name)
    is_selected = selection.is_selected
    found = map_columns(
        read(),
        defaults=campaign.defaults,
        shown_as=campaign.contacts_name,
        again=read if is_selected is None else None,
        on_header=on_header,
    )
    if is_selected is not None:
        found = (
            item for item in found if isinstance(item, Contact) and is_selected(item)
        )
    return _limited(found, selection.limit)


def _limited(
    items: Iterable[Contact | RowProblem], limit: int | None
) -> Iterator[Contact | RowProblem]:
    """Give items up to so many contacts; rows that are none do not count."""
    count = 0
    for item in items:
        if count == limit:
            return
        count += isinstance(item, Contact)
        yield item


class Merger:
    """Makes drafts: letters are read and compiled once, contacts come one by one."""

    def __init__(
        self, campaign: Campaign, *, sender: Sender, today: datetime.date
    ) -> None:
        """
        Read and compile every letter of the campaign; read its notes.

        Raises:
            MissingFileError: One of them cannot be read.
            LetterError: One of them cannot be used; the problems of all of them.
        """
        self._campaign = campaign
        self._occasion = Occasion(
            sender=sender,
            today=today,
            campaign={
                "id": campaign.id,
                "name": campaign.name,
                "language": campaign.language,
            },
            values=campaign.values,
        )
        self.notes = read_notes(campaign.notes)
        self._letters: dict[Path, Letter] = {}
        self._compiled: dict[tuple[Path, str], CompiledLetter] = {}
        wrong: list[LetterError] = []
        for version in campaign.versions:
            if version.letter and version.letter not in self._letters:
                try:
                    self._read(version.letter, shown_as=version.letter_name)
                except LetterError as err:
                    wrong.append(err)
        if wrong:
            raise one_error_of(wrong)

    def _read(self, path: Path, *, shown_as: str) -> None:
        self._letters[path] = read_letter(
            path, shown_as=shown_as, arguments=self._campaign.arguments
        )
        self._letter_in(path, self._campaign.language)

    @property
    def attaches(self) -> bool:
        """Whether a letter attaches files."""
        return any(
            name.lower() == "attach"
            for letter in self._letters.values()
            for name, _part in letter.headers
        )

    @property
    def versions(self) -> list[str]:
        """Give the names of the letter's versions, none where there is but one."""
        named = (one.name for one in self._campaign.versions if one.letter)
        return list(dict.fromkeys(name for name in named if name))

    def _letter_in(self, path: Path, language: str) -> CompiledLetter:
        found = self._compiled.get((path, language))
        if found is None:
            found = self._compiled[path, language] = CompiledLetter(
                self._letters[path],
                language=language,
                occasion=self._occasion,
                is_typeset=self._campaign.is_typeset,
                feminine=self._campaign.feminine,
            )
        return found

    @property
    def names(self) -> frozenset[str]:
        """The names that the letters read so far take from a row."""
        return frozenset[str]().union(*(one.names for one in self._compiled.values()))

    def drafts(self, selection: Selection = EVERYBODY) -> Iterator[Draft | RowProblem]:
        """Give a draft, or what keeps it from being one, for each selected row."""
        for item in read_contacts(self._campaign, selection):
            yield item if isinstance(item, RowProblem) else self.draft(item)

    def draft(self, contact: Contact) -> Draft | RowProblem:
        """Write the letter that is for a contact, or say why there is none."""
        version = version_for(self._campaign.versions, contact)
        if version is None or version.letter is None:
            return _no_letter(contact, version)
        language = letter_language(
            contact.cells.get("language", ""), otherwise=self._campaign.language
        )
        compiled = self._letter_in(version.letter, language)
        letter = compiled.letter
        addressed = self.notes.given_to(contact, is_markdown=letter.is_markdown)
        rendered = compiled.render(addressed)
        if not isinstance(rendered, Rendered):
            return _problem(contact, rendered.code, rendered.message, rendered.hint)
        if not rendered.subject:
            return _problem(
                contact,
                "empty-subject",
                _("The subject comes out empty"),
                _("Correct the Subject line of the letter"),
            )
        warnings = list(_warnings(contact, rendered))
        content = self._content(contact, rendered, warnings)
        if isinstance(content, RowProblem):
            return content
        return Draft(
            contact=contact,
            content=content,
            letter=letter,
            note=addressed.cells.get("note", ""),
            version=version.name,
            warnings=tuple(warnings),
        )

    def _content(
        self, contact: Contact, rendered: Rendered, warnings: list[RowProblem]
    ) -> Content | RowProblem:
        """Put the message together; what it is to be warned of joins `warnings`."""
        cc: list[Mailbox] = []
        reply_to: list[Mailbox] = []
        also = contact.cells.get("cc", "")
        for text, boxes in (rendered.cc, cc), (also, cc), (rendered.reply_to, reply_to):
            problem = _read_mailboxes(contact, text, boxes) if text else None
            if problem:
                return problem
        attachments: list[Attachment] = []
        for attach in rendered.attach:
            found = self._attachment(contact, attach, warnings)
            if isinstance(found, RowProblem):
                return found
            attachments.append(found)
        return Content(
            to=Mailbox(name=contact.name, email=contact.email),
            cc=tuple(cc),
            reply_to=tuple(reply_to),
            subject=rendered.subject,
            text=rendered.text,
            html=rendered.html,
            attachments=tuple(attachments),
        )

    def _attachment(
        self, contact: Contact, attach: Attach, warnings: list[RowProblem]
    ) -> Attachment | RowProblem:
        """Read a file to attach; outside the folder only if the letter says so."""
        folder = self._campaign.folder.resolve()
        try:
            path = Path(folder, attach.path).resolve()
        except (OSError, RuntimeError, ValueError) as err:
            # A NUL in the path, or links that lead in a circle.
            return _cannot_attach(contact, attach, err)
        if not path.is_relative_to(folder):
            problem = _problem(
                contact,
                "attachment-outside",
                _("{path} lies outside the campaign's folder").format(path=attach.path),
                _("Put the files you attach into the campaign's folder"),
                severity=Severity.WARNING if attach.is_literal else Severity.ERROR,
            )
            if not attach.is_literal:
                return problem
            warnings.append(problem)
        if path.exists() and (not path.is_file() or path.parts[1:2] in _NO_FILES):
            return _cannot_attach(
                contact, attach, ValueError(_("it is no ordinary file"))
            )
        try:
            return read_attachment(path)
        except OSError as err:
            return _cannot_attach(contact, attach, err)


def _no_letter(contact: Contact, version: Version | None) -> RowProblem:
    """Say why a contact gets no letter."""
    if version is None:
        return _problem(
            contact,
            "no-version",
            _("no version of the letter is for {email}: not written to").format(
                email=contact.email
            ),
            _("Add a last [[version]] without where, or letter = …, to campaign.toml"),
            severity=Severity.WARNING,
        )
    return _problem(
        contact,
        "skipped",
        _("not written to: {reason}").format(reason=version.skip),
        _("A [[version]] with skip in campaign.toml says so"),
        severity=Severity.WARNING,
    )


def _cannot_attach(contact: Contact, attach: Attach, err: Exception) -> RowProblem:
    reason = reason_of(err) if isinstance(err, OSError) else err
    return _problem(
        contact,
        "missing-attachment",
        _("{path} cannot be attached: {reason}").format(
            path=attach.path, reason=reason
        ),
        _("Put the file there, or correct the Attach line of the letter"),
    )


def _read_mailboxes(
    contact: Contact, text: str, boxes: list[Mailbox]
) -> RowProblem | None:
    """Add the mailboxes of a Cc or Reply-To text, each address once."""
    from email.utils import getaddresses

    try:
        found = getaddresses([text.replace(";", ",")])
    except RecursionError:
        found = [("", "(")]
    for name, address in found:
        email = normalise_address(address)
        if email is None:
            return _problem(
                contact,
                "bad-address",
                _("“{text}” is not an e-mail address").format(text=address or text),
                _("Correct Cc or Reply-To in the letter, or the cell it takes"),
            )
        taken = {comparison_key(box.email) for box in boxes} | {contact.key}
        if comparison_key(email) not in taken:
            boxes.append(Mailbox(name=" ".join(name.split()), email=email))
    return None


def _warnings(contact: Contact, rendered: Rendered) -> Iterator[RowProblem]:
    form = rendered.form
    if form and form.lacks is Lack.CIVILITY:
        yield _problem(
            contact,
            "unknown-civility",
            _("Without a civility, the letter says “{salutation}”").format(
                salutation=form.salutation
            ),
            _("Fill in the column civility (Mme, M.), or salutation"),
            severity=Severity.WARNING,
        )
    elif form and form.lacks is Lack.OFFICE:
        office = contact.cells.get("office")
        yield _problem(
            contact,
            "unknown-office",
            _(
                "The office “{office}” is not known: the letter says “{salutation}”"
            ).format(office=office, salutation=form.salutation)
            if office
            else _("Without an office, the letter says “{salutation}”").format(
                salutation=form.salutation
            ),
            _(
                "Fill in the column office (maire…) or salutation; if it is the same "
                "for all, set it below [defaults] in campaign.toml"
            ),
            severity=Severity.WARNING,
        )
    if rendered.html and "<!-- raw HTML omitted -->" in rendered.html:
        yield _problem(
            contact,
            "raw-html",
            _("HTML tags in the letter are left out"),
            _("Write Markdown: **bold**, [a link](https://…)"),
            severity=Severity.WARNING,
        )


def _problem(
    contact: Contact,
    code: str,
    message: str,
    hint: str,
    *,
    severity: Severity = Severity.ERROR,
) -> RowProblem:
    return RowProblem(
        row=contact.row,
        email=contact.email,
        code=code,
        severity=severity,
        message=message,
        hint=hint,
    )
