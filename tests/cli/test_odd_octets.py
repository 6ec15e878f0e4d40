"""Octets on the command line that are no UTF-8, and characters nobody should see."""

import os
import tomllib
from pathlib import Path

import pytest

from tests.cli.campaign import CampaignFolder
from tests.cli.program import Program, one_line

# What Python gives for the octets FF FE (PEP 383).
ODD = "\udcff\udcfe"


@pytest.mark.parametrize(
    "words",
    [
        ("settle", f"{ODD}@riverbridge.example", "--sent"),
        ("ledger", "show", ODD),
        ("ledger", "forget", ODD, "--yes"),
        ("optout", "add", f"{ODD}@riverbridge.example"),
        ("optout", "add", "mayor@riverbridge.example", "--note", ODD),
        ("optout", "remove", ODD),
        ("check", "--only", ODD),
        ("check", "--where", f'office == "{ODD}"'),
        ("check", "--account", ODD),
        ("init", "new", "--letter", ODD),
        ("account", "add", ODD),
        ("account", "add", "perso", "--host", ODD),
        ("contacts", "check", "contacts.csv", "--map", f"{ODD}=email"),
        (ODD,),
        ("check", f"--{ODD}"),
    ],
    ids=lambda words: " ".join(words[:2]).replace(ODD, "odd"),
)
def test_what_is_no_text_is_a_mistake_of_the_command_line(
    mairemail: Program, campaign: CampaignFolder, words: tuple[str, ...]
) -> None:
    """A terminal in Latin-1 sends such octets; a ledger could never take them."""
    mairemail.quick(*words, exits=2)
    assert not (mairemail.state / "ledger.sqlite3").exists()


def test_the_word_that_is_no_text_is_named(mairemail: Program) -> None:
    """Of ten options, one must be typed anew."""
    told = mairemail.quick("optout", "add", "a@b.example", "--note", ODD, exits=2).err
    assert "--note has characters that are not in UTF-8: ??" in one_line(told)
    # The names of what help shows are in the language in which the program started.
    told = mairemail("optout", "add", ODD, exits=2).err
    assert "ADDRESS has characters" in one_line(told)


@pytest.mark.skipif(os.name != "posix", reason="names are characters elsewhere")
def test_names_of_files_may_be_any_octets(
    mairemail: Program, doubtful: CampaignFolder
) -> None:
    """They come from an old disk, and nobody is to rename them first."""
    for words in (
        ("init", f"campaign{ODD}"),
        ("contacts", "check", "contacts.csv"),
        ("contacts", "import", "contacts.csv", "-o", f"list{ODD}"),
        ("contacts", "check", f"list{ODD}"),
        ("send", "-C", f"campaign{ODD}", "--dry-run", "--outbox", f"outbox{ODD}"),
        ("ledger", "export", f"ledger{ODD}"),
        ("ledger", "import", f"ledger{ODD}"),
        ("status", "--csv", f"status{ODD}"),
        ("preview", "-C", f"campaign{ODD}", "--contacts", f"list{ODD}"),
    ):
        mairemail.quick(*words)
    names = {file.name for file in doubtful.folder.iterdir()}
    assert {f"{one}{ODD}" for one in ("list", "outbox", "ledger", "status")} <= names


@pytest.mark.parametrize("name", [f"a{ODD}", "a\nb", "a\x1b[31mb", "a\u202eb", 'a"\\b'])
def test_a_campaign_can_have_a_folder_of_any_name(
    mairemail: Program, name: str
) -> None:
    """Its settings can be read, and what is shown of it leaves the terminal alone."""
    shown = mairemail.quick("init", name)
    assert not {"\x1b", "\u202e"} & set(shown.out + shown.err)
    settings = Path(mairemail.home, name, "campaign.toml").read_text(encoding="utf-8")
    assert tomllib.loads(settings)["name"].isprintable()
    mairemail.quick("check", "-C", name)


@pytest.mark.parametrize("name", ["\x1b[31mx", "a\nb", "a\u202eb"])
def test_the_name_of_an_account_leaves_the_terminal_alone(
    mairemail: Program, name: str
) -> None:
    """It is refused, and shown without its power."""
    for words in (("add", name), ("show", name), ("test", name), ("remove", name)):
        told = mairemail.quick("account", *words, exits=None)
        assert told.code in {2, 78}
        assert not {"\x1b", "\u202e"} & set(told.out + told.err)


@pytest.mark.skipif(os.name != "posix", reason="links are POSIX")
def test_a_name_that_leads_nowhere_is_no_bug(mairemail: Program) -> None:
    """It is too long, or a link to itself."""
    loop, long = mairemail.home / "loop", "a" * 300
    loop.symlink_to(loop)
    for name, code in ((loop, 66), (long, 78)):
        mairemail.quick("check", "-C", name, exits=code)
        mairemail.quick("init", name, exits=73)
    mairemail.quick("letters", "check", long, exits=66)


def test_a_ledger_that_cannot_be_looked_for_is_told(
    mairemail: Program, campaign: CampaignFolder
) -> None:
    """“Nobody has it yet” would be a guess."""
    environment = {"MAIREMAIL_STATE_DIR": f"/{'a' * 300}"}
    for words in (("status",), ("optout", "list"), ("ledger", "export")):
        mairemail.quick(*words, exits=74, environment=environment)
    mairemail.quick("status", "--csv", "a" * 300, exits=73)
