"""campaign.toml: what a campaign's folder says about itself."""

import errno
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from mairemail.accounts.account import Account
from mairemail.accounts.pace import Pace, read_pace
from mairemail.accounts.settings import read_identity
from mairemail.campaigns.versions import Version, read_versions
from mairemail.configuration import Section, read_toml
from mairemail.contacts.columns import plain
from mairemail.contacts.invisible import has_control_character
from mairemail.errors import ConfigurationError, MissingFileError
from mairemail.files import (
    cannot_read,
    cannot_write,
    full_path,
    is_ordinary,
    is_there,
    may_be_there,
    no_ordinary_file,
    temporary_folder,
)
from mairemail.language import _
from mairemail.letters.forms_of_address import LANGUAGES, Feminine, Sender
from mairemail.letters.letter import hold_to_size
from mairemail.letters.notes import NOTES_FOLDER, key_of_note, note_files

CAMPAIGN_FILE = "campaign.toml"
_LETTER_FILE = "letter.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """
    One or several letters, a list, and what belongs to them.

    Attributes:
        folder: What the paths of campaign.toml and of the letter are relative to.
        id: The ledger's key, empty where there is no campaign.toml.
        language: Of the letter, `fr` or `en`.
        is_typeset: Whether a letter in French gets French typography.
        feminine: How a letter in French calls a woman who holds an office.
        letter: The letter for whom no rule is; it may not be there if there are rules.
        contacts: The list to read.
        letter_name, contacts_name: What messages call them.
        notes: The folder with a file for each contact who gets words of their own.
        versions: What a contact gets, by the first that is for them; in a campaign
            without rules, the letter alone.
        arguments: The folder of what letters may take in.
        account: The account's name, or None for the default one.
        sender: What overrides the account's identity; empty texts override nothing.
        defaults: Cells for missing columns and empty cells, by name.
        values: What the letter calls `values`.
        pace: Only ever slower than the account's; None where it says nothing.
    """

    folder: Path
    id: str
    name: str
    language: str
    is_typeset: bool
    feminine: Feminine
    letter: Path
    contacts: Path
    letter_name: str
    contacts_name: str
    notes: Path
    versions: tuple[Version, ...]
    arguments: Path
    account: str | None
    sender: Sender
    defaults: Mapping[str, str]
    values: Mapping[str, str]
    pace: Pace | None


def read_campaign(
    folder: Path, *, letter: Path | None = None, contacts: Path | None = None
) -> Campaign:
    """
    Read the campaign of a folder.

    Args:
        folder: Where campaign.toml lies.
        letter: A letter to take in place of the campaign's, or None.
        contacts: A list to take in place of the campaign's, or None. With both, the
            folder needs no campaign.toml.

    Raises:
        MissingFileError: There is no campaign.toml and it is needed.
        ConfigurationError: It says something that cannot be; all of it at once.
    """
    path = folder / CAMPAIGN_FILE
    has_settings = may_be_there(path)
    if not has_settings and not (letter and contacts):
        raise MissingFileError(
            _("There is no {file} in {folder}").format(
                file=CAMPAIGN_FILE, folder=full_path(folder)
            ),
            hint=_without_campaign(letter, contacts),
        )
    data = read_toml(path, shown_as=CAMPAIGN_FILE) if has_settings else {"id": "-"}
    problems: list[str] = []
    top = Section(data, "", problems)
    campaign = _read(top, folder, letter=letter, contacts=contacts)
    if letter and not has_settings:
        campaign = replace(campaign, arguments=letter.parent / "arguments")
    top.refuse_others()
    if problems:
        raise ConfigurationError(
            _("{file} cannot be used").format(file=CAMPAIGN_FILE),
            problems=problems,
            hint=_("Correct these lines of {file}").format(file=path),
        )
    return campaign if has_settings else replace(campaign, id="")


def _without_campaign(letter: Path | None, contacts: Path | None) -> str:
    """Give the next step where there is no campaign.toml and it is needed."""
    if letter or contacts:
        return _(
            "Without a campaign, name both the list and the letter: add {option} FILE"
        ).format(option="--contacts" if letter else "--letter")
    return _(
        "Go into the folder of your campaign, or make one: mairemail init my-letter"
    )


def _read(
    top: Section, folder: Path, *, letter: Path | None, contacts: Path | None
) -> Campaign:
    named_letter = top.text("letter")
    own_letter = named_letter or _LETTER_FILE
    rules = top.sections("version")
    has_letter = not rules or letter or named_letter or is_there(folder / own_letter)
    otherwise = Version(
        letter=letter or folder / own_letter, letter_name=str(letter or own_letter)
    )
    own_contacts = top.text("contacts") or "contacts.csv"
    language = top.text("language") or LANGUAGES[0]
    if language not in LANGUAGES:
        top.complain(
            "language",
            _("“{text}” is not one of {choices}").format(
                text=language, choices=", ".join(LANGUAGES)
            ),
        )
    sender = top.section("sender")
    identity = read_identity(sender)
    sender.refuse_others()
    return Campaign(
        folder=folder,
        id=top.text("id", is_required=True),
        name=top.text("name") or full_path(folder).name,
        language=language,
        is_typeset=top.flag("typography", default=True),
        feminine=top.choice("feminine", Feminine, default=Feminine.LA_MAIRE),
        letter=letter or folder / own_letter,
        contacts=contacts or folder / own_contacts,
        letter_name=str(letter or own_letter),
        contacts_name=str(contacts or own_contacts),
        notes=folder / NOTES_FOLDER,
        versions=read_versions(
            rules,
            folder,
            letter=letter,
            otherwise=otherwise if has_letter else None,
        ),
        arguments=folder / "arguments",
        account=top.text("account") or None,
        sender=identity,
        defaults=_non_empty(_cells(top.section("defaults"))),
        values=_cells(top.section("values")),
        pace=_read_pace(top),
    )


def _cells(section: Section) -> dict[str, str]:
    """Give the values of a table as a list's cells are given: a letter prints both."""
    values = section.plain_values()
    for name, value in values.items():
        if has_control_character(value):
            section.complain(name, _("holds an invisible control character"))
    return {name: plain(value) for name, value in values.items()}


def _non_empty(values: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


def _read_pace(top: Section) -> Pace | None:
    section = top.section("pace")
    if not section.names():
        return None
    return read_pace(section, Pace(per_day=0, gap_s=0.0))


def sender_of(campaign: Campaign, account: Account | None) -> Sender | None:
    """Give who writes: the campaign's word before the account's, None if nobody."""
    own = campaign.sender
    base = account.identity if account else own
    sender = Sender(
        name=own.name or base.name,
        email=own.email or base.email,
        postal_address=own.postal_address or base.postal_address,
        phone=own.phone or base.phone,
        association_number=own.association_number or base.association_number,
    )
    return sender if sender.email else None


def placeholder_sender(language: str) -> Sender:
    """Give who a letter shows as its writer before anybody is named."""
    if language == "fr":
        return Sender(
            name="[Votre nom]",
            email="vous@adresse.example",
            postal_address="[Votre adresse postale]",
        )
    return Sender(
        name="[Your name]",
        email="you@address.example",
        postal_address="[Your postal address]",
    )


@contextmanager
def frozen(campaign: Campaign) -> Iterator[Campaign]:
    """
    Give the campaign as it is now, on copies: list, letters, arguments, notes.

    A run may last for days; what was checked and agreed to is what is sent, whatever
    is edited meanwhile.

    Raises:
        MissingFileError: One of them cannot be read.
        LetterError: A letter, an argument or a note is far too large.
        CannotWriteError: There is no room for the copies.
    """
    from mairemail.letters.arguments import argument_files

    letters = dict.fromkeys(one.letter for one in campaign.versions if one.letter)
    with temporary_folder() as folder:
        copies = {
            letter: _copy_text(letter, Path(folder, f"letter-{number}{letter.suffix}"))
            for number, letter in enumerate(letters, start=1)
        }
        for name, argument in argument_files(campaign.arguments).items():
            _copy_text(argument, Path(folder, name))
        notes = Path(folder, NOTES_FOLDER)
        notes.mkdir()
        for path in note_files(campaign.notes):
            if key_of_note(path):
                _copy_text(path, notes / path.name)
        yield replace(
            campaign,
            letter=copies.get(campaign.letter, campaign.letter),
            contacts=_copy(
                campaign.contacts, Path(folder, "contacts" + campaign.contacts.suffix)
            ),
            versions=tuple(
                replace(one, letter=copies[one.letter]) if one.letter else one
                for one in campaign.versions
            ),
            arguments=Path(folder, "arguments"),
            notes=notes,
        )


def _copy_text(source: Path, copy: Path) -> Path:
    """Copy a text of the letter's writer, and give the copy."""
    if is_ordinary(source):
        hold_to_size(source, shown_as=str(source))
    return _copy(source, copy)


def _copy(source: Path, copy: Path) -> Path:
    """Copy a file and give the copy."""
    if is_there(source) and not is_ordinary(source):
        raise no_ordinary_file(str(source), hint=_hint_for_file())
    try:
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, copy)
    except OSError as err:
        if err.errno in {errno.ENOSPC, errno.EDQUOT, errno.EROFS}:
            hint = _("Make room, or name another folder in TMPDIR")
            raise cannot_write(copy.parent, err, hint=hint) from err
        raise cannot_read(
            str(source),
            err,
            hint=_hint_for_file(),
        ) from err
    return copy


def _hint_for_file() -> str:
    return _("Put the file there, or correct its name in {file}").format(
        file=CAMPAIGN_FILE
    )
