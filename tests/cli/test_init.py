"""mairemail init: a campaign's folder."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.cli.program import Program, cut_lines, every_file, one_line


def test_init_makes_the_files_of_a_campaign_that_checks_clean(
    mairemail: Program,
) -> None:
    """The first folder must work as it stands."""
    mairemail.quick("init", "letter")
    folder = mairemail.home / "letter"
    assert sorted(file.name for file in folder.iterdir()) == [
        "arguments", "campaign.toml", "contacts.csv", "letter.md",
    ]  # fmt: skip
    found = mairemail.quick("check", "-C", "letter", "--json").objects
    codes = ["unchanged-letter", "sample-list", "no-sender"]
    assert [one["code"] for one in found] == codes


def test_init_never_overwrites(mairemail: Program) -> None:
    """A letter somebody worked on for an evening must not be lost."""
    mairemail.quick("init", "letter")
    folder = mairemail.home / "letter"
    (folder / "letter.md").write_text("an evening's work", encoding="utf-8")
    before = {file: file.read_bytes() for file in every_file(folder)}
    mairemail.quick("init", "letter", exits=73)
    assert {file: file.read_bytes() for file in every_file(folder)} == before


@pytest.mark.parametrize("name", ["campaign.toml", "letter.md", "contacts.csv"])
def test_init_leaves_a_folder_alone_that_has_one_of_the_files(
    mairemail: Program, name: str
) -> None:
    """Half a campaign beside somebody's own list helps nobody."""
    folder = mairemail.home / "mine"
    folder.mkdir()
    (folder / name).write_text("mine", encoding="utf-8")
    mairemail.quick("init", "mine", exits=73)
    assert [file.name for file in folder.iterdir()] == [name]


def test_init_gives_each_campaign_an_id_of_its_own(mairemail: Program) -> None:
    """Two campaigns with one id would share who has the letter."""
    ids = set()
    for place in ("one/letter", "two/letter"):
        mairemail.quick("init", place)
        settings = (mairemail.home / place / "campaign.toml").read_text("utf-8")
        ids.add(tomllib.loads(settings)["id"])
    assert len(ids) == 2


def test_init_list_names_every_letter_that_init_can_start_from(
    mairemail: Program,
) -> None:
    """A name that is shown must be one that works."""
    listed = _letters_listed(mairemail)
    assert {
        "fr/quitter-x", "fr/relance", "fr/remerciement", "fr/rendez-vous", "fr/vide",
        "en/leave-x", "en/blank",
    } <= listed.keys()  # fmt: skip
    for number, name in enumerate(listed):
        mairemail.quick("init", f"letter-{number}", "--letter", name)


def test_init_list_tells_language_readers_and_length(mairemail: Program) -> None:
    """One chooses by what a letter is, not by its name."""
    about = _letters_listed(mairemail)["fr/quitter-x"]
    assert "Demander à une mairie" in about
    assert "in French" in about
    assert "for: personne élue, équipe, institution" in about
    assert re.search(r"\d+ words", about)


def test_init_list_begins_with_the_language_of_the_interface(
    mairemail: Program,
) -> None:
    """Who reads French looks for a letter in French."""
    for language, first in (("fr", "fr/"), ("en", "en/")):
        shown = mairemail.quick(
            "init", "--list", environment={"MAIREMAIL_LANG": language}
        )
        assert shown.out.startswith(first)
        assert cut_lines(shown.out) == []


def test_init_says_which_letter_it_took(mairemail: Program) -> None:
    """Who named none must not find out in the mayor's answer which it was."""
    shown = mairemail.quick("init", "letter").out
    assert "en/leave-x: Ask a town hall why it still posts on X" in one_line(shown)
    assert "mairemail init --list" in shown
    shown = mairemail.quick("init", "lettre", "--letter", "relance").out
    assert "fr/relance: Relancer" in one_line(shown)
    assert "init --list" not in shown


@pytest.mark.parametrize(
    ("options", "near"),
    [
        (("--letter", "quiter-x"), "fr/quitter-x"),
        (("--letter", "fr/relanse"), "fr/relance"),
        (("--letter", "leavex", "--lang", "en"), "en/leave-x"),
    ],
)
def test_letter_mistyped_is_guessed(
    mairemail: Program, options: tuple[str, ...], near: str
) -> None:
    """One letter too few, and the list of all names says nothing."""
    failed = mairemail.quick("init", "letter", *options, exits=2)
    assert f"Did you mean {near}?" in one_line(failed.err)


def test_init_tells_what_each_argument_says(mairemail: Program) -> None:
    """A folder of texts that nobody knows of is of no use."""
    shown = mairemail.quick("init", "letter", "--letter", "leave-x").out
    assert re.search(r"arguments/leaving\.md +How to leave\n", shown)


def _letters_listed(mairemail: Program) -> dict[str, str]:
    """Give what `init --list` says of each letter, on one line, by its name."""
    shown = mairemail.quick("init", "--list").out
    return {
        found[1]: " ".join(found[2].split())
        for found in re.finditer(r"^(\S+)(.*\n(?: .*\n)*)", shown, re.MULTILINE)
    }


def test_settings_speak_of_things_in_the_words_of_the_program(
    mairemail: Program,
) -> None:
    """One word for one thing: who reads two looks for two."""
    mairemail.quick("init", "lettre", "--lang", "fr")
    settings = (mairemail.home / "lettre/campaign.toml").read_text("utf-8")
    assert "registre" in settings
    for word in ("journal", "boîte aux lettres"):
        assert word not in settings


@pytest.mark.parametrize("language", ["fr", "en"])
def test_init_lang_chooses_the_letter_s_language_and_not_the_interface_s(
    mairemail: Program, language: str
) -> None:
    """An English speaker in Rennes writes to the town hall in French."""
    mairemail.quick("init", "letter", "--lang", language)
    settings = (mairemail.home / "letter/campaign.toml").read_text("utf-8")
    assert tomllib.loads(settings)["language"] == language


@pytest.mark.parametrize(
    "arguments",
    [("letter", "--lang", "de"), ("letter", "--letter", "nothing-like-it"), ()],
)
def test_init_refuses_what_it_does_not_have(
    mairemail: Program, arguments: tuple[str, ...]
) -> None:
    """A typing mistake must not make a folder of something else."""
    mairemail.quick("init", *arguments, exits=2)
    assert not (mairemail.home / "letter").exists()


def test_init_into_a_file_s_place_cannot_write(mairemail: Program) -> None:
    """A folder that cannot be made has an exit status of its own."""
    Path(mairemail.home, "taken").write_text("a file", encoding="utf-8")
    mairemail.quick("init", "taken/letter", exits=73)


@pytest.mark.parametrize("name", ['with "quotes" \\ and é', "été", "-", "日本"])
def test_any_folder_name_makes_settings_that_can_be_read(
    mairemail: Program, name: str
) -> None:
    """People name folders as they please."""
    mairemail.quick("init", "--", name)
    mairemail.quick("check", "-C", mairemail.home / name)
