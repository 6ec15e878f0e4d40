"""The interface's language, and the demo that plays in it."""

import os
import sys
from pathlib import Path

import pytest

from tests.cli.campaign import LETTER, SETTINGS, CampaignFolder
from tests.cli.program import Program, cut_lines, one_line


@pytest.mark.parametrize(
    ("environment", "is_french"),
    [
        ({"MAIREMAIL_LANG": "fr"}, True),
        ({"MAIREMAIL_LANG": "en", "LANG": "fr_FR.UTF-8"}, False),
        ({"MAIREMAIL_LANG": "", "LANG": "fr_FR.UTF-8"}, True),
        ({"MAIREMAIL_LANG": "", "LANG": "fr_FR.UTF-8", "LC_ALL": "C"}, False),
        ({"MAIREMAIL_LANG": "", "LANG": "de_DE.UTF-8"}, False),
        ({"MAIREMAIL_LANG": "", "LANG": ""}, False),
        ({"MAIREMAIL_LANG": "xx", "LANG": "fr_FR.UTF-8"}, True),
        ({"MAIREMAIL_LANG": "xx", "LANG": "en_GB.UTF-8"}, False),
        ({"MAIREMAIL_LANG": "xx", "LANG": ""}, False),
    ],
)
def test_interface_speaks_the_language_asked_for(
    mairemail: Program, environment: dict[str, str], *, is_french: bool
) -> None:
    """Half of the users read no English, the other half no French."""
    failed = mairemail.quick("check", exits=66, environment=environment)
    assert failed.err.startswith("Erreur") is is_french
    assert failed.err.startswith("Error:") is not is_french


def test_help_is_french_too(mairemail: Program) -> None:
    """Help is where a newcomer begins; its texts are built before any command runs."""
    environment = {"MAIREMAIL_LANG": "fr"}
    french = mairemail("send", "--help", environment=environment).out
    english = mairemail("send", "--help").out
    assert "Do not ask; for scripts." in english
    assert "Do not ask; for scripts." not in french
    assert "--yes" in french


def test_letter_does_not_change_with_the_interface(
    mairemail: Program, ready: CampaignFolder
) -> None:
    """The letter's language belongs to the campaign."""
    texts = [
        mairemail.quick("preview", "--json", environment={"MAIREMAIL_LANG": language})
        for language in ("en", "fr")
    ]
    assert texts[0].out == texts[1].out
    ready.settings(SETTINGS.replace('"en"', '"fr"'))
    ready.letter(LETTER)
    assert "Madame" in str(mairemail.quick("preview", "--json").objects[0]["text"])


def test_words_for_scripts_are_never_translated(
    mairemail: Program, ready: CampaignFolder
) -> None:
    """A script must work on everybody's computer."""
    environment = {"MAIREMAIL_LANG": "fr"}
    ready.contacts(["bad,,,,Mayor,Oldquay\n"])
    found = mairemail.quick("check", "--json", exits=1, environment=environment)
    assert found.objects[0]["code"] == "bad-address"
    assert found.objects[0]["severity"] == "error"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_demo_plays_the_whole_way_and_leaves_nothing_behind(
    mairemail: Program, language: str
) -> None:
    """The first command somebody tries must work, and touch nothing of theirs."""
    shown = mairemail("demo", environment={"MAIREMAIL_LANG": language}).out
    for command in ("init", "account add", "check", "preview", "send --dry-run",
                    "send --yes", "status"):  # fmt: skip
        assert f"$ mairemail {command}" in shown
    assert ("Dear Mayor" in shown) is (language == "en")
    assert ("Madame la Maire" in shown) is (language == "fr")
    assert not mairemail.config.exists()
    assert not mairemail.state.exists()
    assert list((mairemail.home / "tmp").iterdir()) == []
    assert all("127.0.0.1" in place for place in mairemail.connections())


def test_demo_ends_with_commands_that_can_be_typed(mairemail: Program) -> None:
    """After `make demo` the program is not on the PATH: “command not found”."""
    tools = mairemail.home / "my tools" / "mairemail"
    tools.parent.mkdir()
    tools.symlink_to(Path(sys.executable).with_name("mairemail"))
    nowhere = {"PATH": os.defpath}
    command = [str(tools), "demo"]
    shown = mairemail.shell(command, environment=nowhere).out
    assert "'my tools/mairemail' init my-letter" in shown
    assert 'export PATH="$PWD/my tools:$PATH"' in shown
    # Another interpreter finds what was installed beside it.
    shown = mairemail("demo", environment=nowhere).out
    assert f"  {Path(sys.executable).with_name('mairemail')} account add" in shown
    there = {"PATH": f"{tools.parent}{os.pathsep}{os.defpath}"}
    shown = mairemail("demo", environment=there).out
    assert "\n  mairemail init my-letter\n" in shown
    assert "export PATH" not in shown


def test_demo_says_that_its_folder_is_gone(mairemail: Program) -> None:
    """The screens spoke of files that somebody may want to look at now."""
    shown = one_line(mairemail("demo").out)
    assert "thrown away" in shown
    assert "demo --dir DIR" in shown


@pytest.mark.parametrize("language", ["en", "fr"])
def test_demo_breaks_its_lines_at_words(mairemail: Program, language: str) -> None:
    """Also a command, which stays one that can be copied."""
    environment = {"MAIREMAIL_LANG": language}
    shown = mairemail("demo", "--dir", "d", environment=environment)
    assert cut_lines(shown.out + shown.err) == []
    assert " \\\n    --name 'Camille Martin' --postal-address" in shown.out


def test_demo_folder_is_kept_where_it_is_named(mairemail: Program) -> None:
    """Who wants to look around afterwards says where."""
    assert "thrown away" not in mairemail("demo", "--dir", "play").out
    assert (mairemail.home / "play" / "campaign" / "letter.md").exists()
    assert not mairemail.state.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["contacts", "find", "--form", "x"], "Il n'y a pas d'option --form"),
        (["contacts", "find", "--departement"], "--departement veut une valeur"),
        (["contacts", "find", "--limit", "0"], "--limit veut un nombre entier"),
        (["contacts", "find", "--lists-x=1"], "--lists-x ne prend pas de valeur"),
        (["contacts", "check"], "Il manque FICHIER"),
        (["contacts", "check", "ma", "liste.csv"], "entre guillemets"),
        (["contacts", "fnd"], "peut-être 'find'"),
    ],
)
def test_slip_on_the_command_line_is_told_in_french(
    mairemail: Program, arguments: list[str], said: str
) -> None:
    """The first mistake of a newcomer is a command mistyped."""
    done = mairemail(*arguments, exits=2, environment={"MAIREMAIL_LANG": "fr"})
    assert said in one_line(done.err)
    assert "--help" in done.err
    assert "Error" not in done.err


def test_help_describes_itself_in_french(mairemail: Program) -> None:
    """Typer has that one line in English alone."""
    for command in ((), ("contacts",), ("contacts", "find")):
        shown = mairemail(*command, "--help", environment={"MAIREMAIL_LANG": "fr"}).out
        assert "Afficher cette aide et quitter." in shown
