"""--help, where a newcomer begins: every command, in both languages."""

import sys

import pytest

from tests.cli.program import Program, one_line

# Everything in one program: each start of its own would take a tenth of a second.
_ALL_HELP = """
import sys
from mairemail.language import use_language
use_language(sys.argv[1])
from typer.core import TyperGroup
from typer.main import get_command
from mairemail.cli.app import app
from mairemail.cli.words.help import describe_help

def show(command, words, flag):
    sys.argv = [*words, flag]
    top(args=[*words[1:], flag], prog_name="mairemail", standalone_mode=False)
    for name, one in getattr(command, "commands", {}).items():
        show(one, [*words, name], flag)

top = get_command(app)
describe_help(top)
show(top, ["mairemail"], sys.argv[2])
"""


def _all_help(program: Program, language: str, flag: str = "--help") -> str:
    """Give the help of every command, one after the other."""
    script = [sys.executable, "-c", _ALL_HELP, language, flag]
    return program.shell(script, environment={"LANGUAGE": language}).out


@pytest.mark.parametrize("language", ["en", "fr"])
def test_help_speaks_of_things_and_not_of_types(
    mairemail: Program, language: str
) -> None:
    """`<int range>` and `{FILE}` mean nothing to who writes to a mayor."""
    shown = _all_help(mairemail, language)
    assert shown.count("Usage") > 25
    for word in ("<str>", "<path>", "<int", "{", "}", "x>=", "<=x"):
        assert word not in shown
    assert ("DOSSIER" in shown) is (language == "fr")


def test_help_is_french_to_its_first_word(mairemail: Program) -> None:
    """Typer says “Usage:” in English typography alone."""
    shown = _all_help(mairemail, "fr")
    assert "Usage\N{NO-BREAK SPACE}: mairemail" in shown
    for word in ("Usage:", "Options:", "TEXT ", "NUMBER", "or more", "from 1 to"):
        assert word not in shown


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_line_of_help_is_cut_off(mairemail: Program, language: str) -> None:
    """A sentence that ends in the middle tells nothing."""
    cut = [
        line
        for line in _all_help(mairemail, language).splitlines()
        if line.endswith("...") and not line.startswith("Usage")
    ]
    assert cut == []


def test_short_form_of_help_works_with_every_command(mairemail: Program) -> None:
    """`-h` is what half of the programs understand."""
    assert _all_help(mairemail, "en", "-h") == _all_help(mairemail, "en")
    assert "-h, --help" in mairemail.quick("send", "-h").out


def test_help_tells_what_may_be_repeated(mairemail: Program) -> None:
    """Two communes at once need no expression."""
    assert "may be repeated" in one_line(mairemail.quick("send", "--help").out)


@pytest.mark.parametrize("option", ["--test", "--resend", "--yess"])
def test_no_slip_leads_to_the_option_that_asks_nothing(
    mairemail: Program, option: str
) -> None:
    """`--yes` for `--test` would be the worst of all advice."""
    assert "--yes" not in mairemail.quick("send", option, exits=2).err.replace(
        option, ""
    )


def test_command_of_a_group_is_named_whole(mairemail: Program) -> None:
    """`import` alone is what one remembers."""
    said = one_line(mairemail.quick("import", exits=2).err)
    assert "perhaps mairemail contacts import" in said
    assert "perhaps" not in mairemail.quick("help", exits=2).err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("account", "add", "--port", "99999"), "from 1 to 65535"),
        (("account", "add", "--port", "x"), "from 1 to 65535"),
        (("check", "--limit", "0"), "1 or more"),
    ],
)
def test_number_out_of_range_is_told_with_both_ends(
    mairemail: Program, arguments: tuple[str, ...], said: str
) -> None:
    """Who reads “1 or more” tries 99999 again."""
    assert said in one_line(mairemail.quick(*arguments, exits=2).err)
