"""A campaign's letters meet its list: a draft for each contact."""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from mairemail.campaigns.campaign import Campaign
from mairemail.campaigns.enclosures import content_of
from mairemail.campaigns.refused import Refused, refused
from mairemail.campaigns.versions import Version, one_error_of, version_for
from mairemail.contacts.columns import map_columns
from mairemail.contacts.contact import Contact, RowProblem, Selector, Severity
from mairemail.contacts.table import Row, read_rows
from mairemail.errors import LetterError
from mairemail.language import _
from mairemail.letters.forms_of_address import FormOfAddress, Lack, Sender
from mairemail.letters.letter import Letter, read_letter
from mairemail.letters.notes import read_notes
from mairemail.letters.own_words import OMITTED_HTML
from mairemail.letters.rendering import (
    CompiledLetter,
    Occasion,
    Rendered,
    letter_language,
)
from mairemail.messages.message import Content


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """
    A letter to one contact, complete but for sender, date and Message-ID.

    Attributes:
        letter: What it was written from, as it stands in its file.
        names: What that takes from a row, arguments included.
        note: The words that are for this contact alone, empty where there are none.
        version: The name of the letter's version, empty where there is but one letter.
    """

    contact: Contact
    content: Content
    letter: Letter | None = None
    names: frozenset[str] = frozenset()
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
        self,
        campaign: Campaign,
        *,
        sender: Sender,
        today: datetime.date,
        is_opted_out: Callable[[str], bool],
    ) -> None:
        """
        Read and compile every letter of the campaign; read its notes.

        Whom `is_opted_out` tells by the key of an address gets no copies.

        Raises:
            MissingFileError: One of them cannot be read.
            LetterError: One of them cannot be used; the problems of all of them.
        """
        self._campaign = campaign
        self._is_opted_out = is_opted_out
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
        self._met: set[int] = set()
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

    @property
    def unused_versions(self) -> list[Version]:
        """Give the versions that were for none of the contacts so far."""
        return [one for one in self._campaign.versions if id(one) not in self._met]

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
        self._met.add(id(version))
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
            return refused(contact, rendered.code, rendered.message, rendered.hint)
        if not rendered.subject:
            return refused(
                contact,
                "empty-subject",
                _("The subject comes out empty"),
                _("Correct the Subject line of the letter"),
            )
        warnings = list(_warnings(contact, rendered, compiled))
        content = content_of(
            contact,
            rendered,
            letter,
            folder=self._campaign.folder,
            is_opted_out=self._is_opted_out,
            warnings=warnings,
        )
        if isinstance(content, Refused):
            return content
        return Draft(
            contact=contact,
            content=content,
            letter=letter,
            names=compiled.names,
            note=addressed.cells.get("note", ""),
            version=version.name,
            warnings=tuple(warnings),
        )


def _no_letter(contact: Contact, version: Version | None) -> Refused:
    """Say why a contact gets no letter."""
    if version is None:
        return refused(
            contact,
            "no-version",
            _("no version of the letter is for {email}: not written to").format(
                email=contact.email
            ),
            _("Add a last [[version]] without where, or letter = …, to campaign.toml"),
            severity=Severity.WARNING,
        )
    return refused(
        contact,
        "skipped",
        _("not written to: {reason}").format(reason=version.skip),
        _("A [[version]] with skip in campaign.toml says so"),
        severity=Severity.WARNING,
    )


def _warnings(
    contact: Contact, rendered: Rendered, compiled: CompiledLetter
) -> Iterator[Refused]:
    if rendered.form and rendered.form.lacks:
        yield _lacking(contact, rendered.form)
    if rendered.html and OMITTED_HTML in rendered.html:
        place = compiled.place_of_html
        message = _("HTML tags are left out")
        if place:
            message = _("{where}: {problem}").format(where=place, problem=message)
        yield refused(
            contact,
            "raw-html",
            message,
            _("Write Markdown: **bold**, [a link](https://…)"),
            severity=Severity.WARNING,
            of_letter=bool(place),
        )


def _lacking(contact: Contact, form: FormOfAddress) -> Refused:
    """Say which cell makes a letter speak to a contact in general terms."""
    if form.lacks is Lack.CIVILITY:
        civility = contact.cells.get("civility")
        return refused(
            contact,
            "unknown-civility",
            _(
                "The civility “{civility}” is not known: the letter says “{salutation}”"
            ).format(civility=civility, salutation=form.salutation)
            if civility
            else _("Without a civility, the letter says “{salutation}”").format(
                salutation=form.salutation
            ),
            _("Fill in the column civility (Mme, M.), or salutation"),
            severity=Severity.WARNING,
        )
    office = contact.cells.get("office")
    return refused(
        contact,
        "unknown-office",
        _("The office “{office}” is not known: the letter says “{salutation}”").format(
            office=office, salutation=form.salutation
        )
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
