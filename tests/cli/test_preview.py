"""mairemail preview: each message as its reader will see it."""

import pytest

from tests.cli.campaign import (
    DIGITAL,
    HEADER,
    LETTER,
    MAYOR,
    OLDQUAY,
    ROWS,
    SETTINGS,
    CampaignFolder,
)
from tests.cli.program import COMMAND, Program
from tests.cli.terminal import terminal

PREVIEW_KEYS = {
    "row", "email", "to", "from", "subject", "text", "html", "attachments", "findings",
}  # fmt: skip


def test_json_has_the_contract_s_keys_and_the_whole_message(
    mairemail: Program, ready: CampaignFolder
) -> None:
    """Programs that show or review letters read these."""
    (ready.folder / "plan.txt").write_text("plan", encoding="utf-8")
    ready.letter(LETTER.replace("\n\n", "\nAttach: plan.txt\n\n", 1))
    first = mairemail.quick("preview", "--json", "--limit", "1").objects[0]
    assert first.keys() == PREVIEW_KEYS
    assert first["row"] == 2
    assert first["email"] == MAYOR
    assert first["to"] == f"Eleanor Hartley <{MAYOR}>"
    assert first["from"] == "Camille Martin <camille@association.example>"
    assert first["subject"] == "Lights in Riverbridge"
    assert str(first["text"]).startswith("Dear Mayor Hartley,\n")
    assert "<p>Dear Mayor Hartley,</p>" in str(first["html"])
    assert first["attachments"] == ["plan.txt"]
    assert first["findings"] == []


def test_row_with_an_error_is_shown_with_null_texts(
    mairemail: Program, ready: CampaignFolder
) -> None:
    """A program must see the row it has to mend, among the others."""
    ready.contacts([ROWS[0], "nobody,,,,Mayor,Oldquay\n", ROWS[2]])
    found = mairemail.quick("preview", "--json", exits=1).objects
    assert [one["row"] for one in found] == [2, 3, 4]
    bad = found[1]
    assert bad.keys() == PREVIEW_KEYS
    assert bad["email"] == "nobody"
    assert [bad[key] for key in ("to", "subject", "text", "html")] == [None] * 4
    findings = bad["findings"]
    assert isinstance(findings, list)
    assert [one["code"] for one in findings] == ["bad-address"]


def test_what_is_shown_of_a_name_is_what_leaves(
    mairemail: Program, ready: CampaignFolder
) -> None:
    """A line break in a cell looked like another header; marks turned words around."""
    row = f'{MAYOR},,"A\nBcc: x@y.example",\u2066Z\u2069\u200b,Mayor,\u202eyauQ\n'
    ready.contacts([row])
    found = mairemail.quick("preview", "--json").objects[0]
    assert found["to"] == f"A Bcc: x@y.example Z <{MAYOR}>"
    assert found["subject"] == "Lights in yauQ"
    shown = mairemail.quick("preview").out.splitlines()
    assert f"To:       A Bcc: x@y.example Z <{MAYOR}>" in shown


def test_somebody_without_an_address_is_told_by_name(
    mairemail: Program, ready: CampaignFolder
) -> None:
    """“No message for -” says nothing of whom."""
    ready.contacts([*ROWS, ",Mr,Luc,Petit,Mayor,Hilltop\n", ",Mr,,,Mayor,\n"])
    shown = mairemail.quick("preview").out
    assert "No message for Luc Petit (Hilltop)" in shown
    assert "No message for -" in shown


def test_text_letter_has_no_html(mairemail: Program, ready: CampaignFolder) -> None:
    """Who writes letter.txt wants plain text alone."""
    (ready.folder / "letter.txt").write_text(LETTER, encoding="utf-8")
    ready.settings(SETTINGS + 'letter = "letter.txt"\n')
    assert (
        mairemail.quick("preview", "--json", "--limit", "1").objects[0]["html"] is None
    )


@pytest.mark.parametrize(
    ("options", "emails"),
    [
        (("--only", "OLDQUAY"), [OLDQUAY]),
        (("--only", "zoe"), [OLDQUAY]),
        (("--only", "digital@", "--only", "Hartley"), [MAYOR, DIGITAL]),
        (("--where", 'office == "Mayor"'), [MAYOR, OLDQUAY]),
        (("--where", 'office == "Mayor"', "--limit", "1"), [MAYOR]),
        (("--where", 'office == "Mayor"', "--only", "river"), [MAYOR]),
        (("--limit", "2"), [MAYOR, DIGITAL]),
        (("--limit", "99"), [MAYOR, DIGITAL, OLDQUAY]),
    ],
)
def test_selection_means_exactly_these(
    mairemail: Program,
    ready: CampaignFolder,
    options: tuple[str, ...],
    emails: list[str],
) -> None:
    """What is previewed with an option is what is sent with it."""
    found = mairemail.quick("preview", "--json", *options).objects
    assert [one["email"] for one in found] == emails


def test_selection_of_nobody_says_so(mairemail: Program, ready: CampaignFolder) -> None:
    """An empty screen with success would look like a clean list."""
    assert mairemail.quick("preview", "--only", "nowhere", exits=1).err


def test_text_shows_envelope_and_body(
    mairemail: Program, ready: CampaignFolder
) -> None:
    """A person reads it before five hundred others do."""
    shown = mairemail.quick("preview", "--limit", "1").out
    for part in (MAYOR, "camille@association.example", "Lights in Riverbridge",
                 "Dear Mayor Hartley,", "3 Lilac Street, Riverbridge"):  # fmt: skip
        assert part in shown
    assert "\x1b" not in shown


def test_points_of_a_list_hang_below_their_first_word(
    mairemail: Program, ready: CampaignFolder
) -> None:
    """A point whose second line begins at the margin looks like the next paragraph."""
    points = "".join(f"{mark} {'lamps ' * 30}\n" for mark in ("1.", "2."))
    ready.letter(LETTER.replace("When", f"- {'quays ' * 30}\n\n{points}\n\nWhen"))
    lines = mairemail.quick("preview", "--limit", "1").out.splitlines()
    for mark, indent in (("- quays", 2), ("1. lamps", 3), ("2. lamps", 3)):
        place = next(n for n, line in enumerate(lines) if line.startswith(mark))
        word = mark.split()[1]
        assert lines[place + 1].startswith(" " * indent + word)


def test_reader_that_goes_away_is_no_error(
    mairemail: Program, ready: CampaignFolder
) -> None:
    """`preview | head -1` is how people look at long lists."""
    ready.contacts(
        f"m{number}@oldquay.example,,,,Mayor,Oldquay\n" for number in range(400)
    )
    script = '"$@" | head -1; exit ${PIPESTATUS[0]}'
    shown = mairemail.shell(["bash", "-c", script, "-", *COMMAND, "preview"])
    assert (len(shown.out.splitlines()), shown.err) == (1, "")


HOSTILE = [
    "\x1b[31mred\x1b[0m",
    "\x1b]0;title\x07",
    "\x9b31m",
    "a\u202ekcab",
    "bell\x07",
    "\x1b[2J\x1b[H",
]


@pytest.mark.parametrize("command", ["preview", "check", "send", "json"])
def test_terminal_escapes_in_a_cell_do_not_reach_the_screen(
    mairemail: Program, ready: CampaignFolder, command: str
) -> None:
    """A list from a stranger could otherwise rewrite what one reads before sending."""
    rows = [
        f'a{number}@oldquay.example,Ms,Zoë,"{text}",Mayor,"{text}"\n'
        for number, text in enumerate(HOSTILE)
    ]
    rows += [f'"{text}@x",,,,Mayor,Oldquay\n' for text in HOSTILE]
    ready.contacts([ROWS[0], *rows])
    arguments = {
        "preview": ["preview"],
        "check": ["check"],
        "send": ["send", "--yes"],
        "json": ["preview", "--json"],
    }[command]
    shown = mairemail.quick(*arguments, exits=1)
    bad = {char for text in HOSTILE for char in text if not char.isprintable()}
    assert not bad & set(shown.out + shown.err)


def test_terminal_escapes_in_a_header_do_not_reach_the_screen(
    mairemail: Program, ready: CampaignFolder
) -> None:
    """The names of columns are shown in messages too."""
    ready.contacts(ROWS, header=HEADER.replace("email", "\x1b[31mname\x1b]0;x\x07"))
    shown = mairemail.quick("preview", exits=65)
    assert "\x1b" not in shown.err
    assert "\x07" not in shown.err


def test_colours_are_for_terminals_that_want_them(
    mairemail: Program, ready: CampaignFolder
) -> None:
    """NO_COLOR is an agreement among programs (no-color.org)."""
    environment = {"TERM": "xterm-256color", "PAGER": "cat"}
    for more, is_coloured in (({}, True), ({"NO_COLOR": "1"}, False)):
        with terminal(
            mairemail, "preview", "--limit", "1", environment=environment | more
        ) as screen:
            assert ("\x1b[" in screen.wait(exits=0)) is is_coloured


def test_pager_that_is_left_early_is_no_error(
    mairemail: Program, ready: CampaignFolder
) -> None:
    """`q` in the middle of a long list is how everybody leaves a pager."""
    ready.contacts(
        f"m{number}@oldquay.example,,,,Mayor,Oldquay\n" for number in range(400)
    )
    with terminal(mairemail, "preview", environment={"PAGER": "head -1"}) as screen:
        screen.wait(exits=0)
