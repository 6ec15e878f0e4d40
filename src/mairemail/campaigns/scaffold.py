"""A new campaign's folder: every file in it says what it is for."""

import secrets
import shutil
from pathlib import Path
from string import Template

from mairemail.campaigns.campaign import CAMPAIGN_FILE
from mairemail.contacts.fields import slug
from mairemail.errors import CannotWriteError
from mairemail.files import cannot_write, full_path, is_there
from mairemail.language import _
from mairemail.letters.library import BundledLetter, shipped

_DATA = Path(__file__).parent / "data"


def make_campaign(folder: Path, letter: BundledLetter) -> list[Path]:
    """
    Make a campaign's folder around a bundled letter and give its files.

    The letter's arguments, if it has any, go into the folder `arguments`.

    Raises:
        CannotWriteError: One of the files is there already, or none can be written;
        then nothing was changed.
    """
    contacts = shipped("examples") / (
        "contacts.csv" if letter.language == "fr" else f"contacts.{letter.language}.csv"
    )
    name = _shown(full_path(folder).name)
    settings = Template(
        (_DATA / f"campaign.{letter.language}.toml").read_text(encoding="utf-8")
    ).substitute(
        id=f"{_plain(name)}-{secrets.token_hex(3)}",
        name=name.replace("\\", "\\\\").replace('"', '\\"'),
        folder=name,
    )
    copies = {folder / "letter.md": letter.path, folder / "contacts.csv": contacts} | {
        folder / "arguments" / one.path.name: one.path for one in letter.arguments
    }
    made = [folder / CAMPAIGN_FILE, *copies]
    there = [path for path in made if is_there(path)]
    if there:
        raise CannotWriteError(
            _("{path} is there already").format(path=there[0]),
            hint=_("Nothing was changed. Name a folder that does not exist yet"),
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if letter.arguments:
            (folder / "arguments").mkdir(exist_ok=True)
        for path, source in copies.items():
            shutil.copyfile(source, path)
        made[0].write_text(settings, encoding="utf-8")
    except OSError as err:
        raise cannot_write(
            folder, err, hint=_("Choose a folder you may write to")
        ) from err
    return made


def _shown(name: str) -> str:
    """Give a folder's name without what no line of a text can hold."""
    return "".join(
        char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in name
    )


def _plain(name: str) -> str:
    return slug(name).replace("_", "-") or "campaign"
