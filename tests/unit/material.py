"""Invented officials, campaigns and letters that the unit tests share."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from mairemail.accounts.account import (
    Account,
    Auth,
    Security,
    SmtpServer,
)
from mairemail.accounts.pace import Pace
from mairemail.campaigns.campaign import Campaign, read_campaign
from mairemail.campaigns.merge import EVERYBODY, Draft, Merger, Selection
from mairemail.contacts.columns import map_columns
from mairemail.contacts.contact import Contact, RowProblem
from mairemail.contacts.table import Row, read_rows
from mairemail.letters.forms_of_address import Sender
from mairemail.letters.letter import read_letter
from mairemail.letters.rendering import (
    CompiledLetter,
    LetterProblem,
    Occasion,
    Rendered,
)

REPOSITORY = Path(__file__).parents[2]
SHARED = REPOSITORY / "../shared"
TODAY = datetime.date(2026, 11, 22)
NOW = datetime.datetime(2026, 11, 22, 9, 30, tzinfo=datetime.UTC)
CAMILLE = Sender(
    name="Camille Martin",
    email="camille@courrier.example",
    postal_address="3 rue des Lilas, 35000 Rennes",
)


# To each person their own, and nothing is missed where the list has no such column.
GREETING = "Bonjour {{ first_name | default('à vous') }}"
# As long as a letter is, so that nothing is to be said of its length.
LONG_ENOUGH = "Le quai est sans lumière depuis le mois d'octobre. " * 5


def nobody(_key: str) -> bool:
    """Stand for a do-not-write list with nobody on it."""
    return False


def contact_of(email: str = "maire@lilas.example", **cells: str) -> Contact:
    """Give a contact with these cells; an empty one is a column left empty."""
    filled = {name: cell for name, cell in cells.items() if cell}
    return Contact(
        row=2,
        email=email,
        cells={"email": email, **filled},
        columns=frozenset({"email", *cells}),
    )


def read_table(path: Path) -> list[Row]:
    """Read a table whole."""
    return list(read_rows(path, shown_as=path.name))


def contacts_in(
    *lines: Sequence[str], defaults: Mapping[str, str] | None = None
) -> list[Contact | RowProblem]:
    """Map a table given as lists of cells, the header first."""
    rows = [Row(number, list(line)) for number, line in enumerate(lines, start=1)]
    return list(
        map_columns(
            rows,
            defaults=defaults or {},
            shown_as="contacts.csv",
            again=lambda: rows,
        )
    )


def only_contact(*lines: Sequence[str], **defaults: str) -> Contact:
    """Map a table that has exactly one contact and no problem."""
    (found,) = contacts_in(*lines, defaults=defaults)
    assert isinstance(found, Contact), found
    return found


def only_problem(*lines: Sequence[str]) -> RowProblem:
    """Map a table whose one row cannot be a contact."""
    (found,) = contacts_in(*lines)
    assert isinstance(found, RowProblem), found
    return found


def compiled(
    folder: Path,
    text: str,
    *,
    name: str = "letter.md",
    language: str = "fr",
    sender: Sender = CAMILLE,
    values: Mapping[str, str] | None = None,
    is_typeset: bool = False,
    arguments: Mapping[str, str] | None = None,
) -> CompiledLetter:
    """Write a letter and its arguments to disk, read and compile it."""
    for file, argument in (arguments or {}).items():
        (folder / "arguments").mkdir(exist_ok=True)
        (folder / "arguments" / file).write_text(argument, encoding="utf-8")
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return CompiledLetter(
        read_letter(path, shown_as=name),
        language=language,
        occasion=Occasion(
            sender=sender,
            today=TODAY,
            campaign={"id": "lilas-1", "name": "Les lilas", "language": language},
            values=values or {},
        ),
        is_typeset=is_typeset,
    )


def written(letter: CompiledLetter, contact: Contact) -> Rendered:
    """Write the letter to a contact that it can be written to."""
    found = letter.render(contact)
    assert isinstance(found, Rendered), found
    return found


def unwritten(letter: CompiledLetter, contact: Contact) -> LetterProblem:
    """Fail to write the letter to a contact, and give why."""
    found = letter.render(contact)
    assert isinstance(found, LetterProblem), found
    return found


def campaign_in(
    folder: Path,
    *,
    contacts: str = "email\nmaire@lilas.example\n",
    letter: str = f"Subject: Un mot\n\n{GREETING},\n\n{LONG_ENOUGH}\n",
    settings: str = 'id = "lilas-1"\n',
) -> Campaign:
    """Write a campaign's folder and read it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "campaign.toml").write_text(settings, encoding="utf-8")
    (folder / "letter.md").write_text(letter, encoding="utf-8")
    (folder / "contacts.csv").write_text(contacts, encoding="utf-8")
    return read_campaign(folder)


def drafts_of(
    campaign: Campaign,
    selection: Selection = EVERYBODY,
    *,
    is_opted_out: Callable[[str], bool] = nobody,
) -> list[Draft | RowProblem]:
    """Merge a campaign whole, or those of its list who are selected."""
    merger = Merger(campaign, sender=CAMILLE, today=TODAY, is_opted_out=is_opted_out)
    return list(merger.drafts(selection))


def only_draft(campaign: Campaign) -> Draft:
    """Merge a campaign of one good row."""
    (found,) = drafts_of(campaign)
    assert isinstance(found, Draft), found
    return found


def only_refusal(campaign: Campaign) -> RowProblem:
    """Merge a campaign of one row that cannot become a draft."""
    (found,) = drafts_of(campaign)
    assert isinstance(found, RowProblem), found
    return found


def account_of(
    name: str = "perso",
    *,
    host: str = "smtp.courrier.example",
    password_command: tuple[str, ...] = (),
    pace: Pace | None = None,
) -> Account:
    """Give an account."""
    return Account(
        name=name,
        identity=CAMILLE,
        smtp=SmtpServer(
            host=host,
            port=465,
            security=Security.TLS,
            username=CAMILLE.email,
            auth=Auth.PASSWORD,
            password_command=password_command,
        ),
        pace=pace or Pace(per_day=80, gap_s=30.0),
    )
