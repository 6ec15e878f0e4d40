"""mairemail check: everything that would go wrong, each with its exit status."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.campaign import HEADER, LETTER, MAYOR, ROWS, SETTINGS, CampaignFolder
from tests.cli.program import Program, cut_lines, one_line
from tests.servers.recording import MailServer

FINDING_KEYS = {"code", "severity", "row", "message", "hint"}


def test_clean_campaign_exits_with_0(mairemail: Program, ready: CampaignFolder) -> None:
    """A script goes on to send only then."""
    shown = mairemail.quick("check")
    assert "3 messages are ready" in shown.out
    assert mairemail.quick("check", "--json").objects == []


def test_findings_have_the_contract_s_keys_and_the_spreadsheet_s_rows(
    mairemail: Program, ready: CampaignFolder
) -> None:
    """A row number that is not the spreadsheet's sends people to the wrong line."""
    ready.contacts(
        [ROWS[0], "\n", "nobody,,,,Mayor,Oldquay\n", '"x@y.example","a\nb",,,,Q\n']
    )
    found = mairemail.quick("check", "--json", exits=1)
    assert all(one.keys() == FINDING_KEYS for one in found.objects)
    assert (4, "bad-address") in found.codes
    assert {row for row, _code in found.codes} <= {4, 5}


def test_warnings_alone_exit_with_0(
    mairemail: Program, campaign: CampaignFolder
) -> None:
    """A warning is for reading, not for stopping a script."""
    found = mairemail.quick("check", "--json")
    assert [one["severity"] for one in found.objects] == ["warning"]


def test_every_problem_is_told_at_once(
    mairemail: Program, ready: CampaignFolder
) -> None:
    """One problem a run costs a person an evening."""
    ready.letter(LETTER.replace("{{ closing }}", "{{ closing }} {{ nickname }}"))
    ready.contacts([*ROWS, "bad,,,,Mayor,Oldquay\n", "short@oldquay.example,\n"])
    found = mairemail.quick("check", "--json", exits=1)
    assert {code for _row, code in found.codes} == {
        "missing-variable", "bad-address", "short-row",
    }  # fmt: skip
    assert [row for row, code in found.codes if code == "missing-variable"] == [2, 3, 4]


@pytest.mark.parametrize("command", [("check",), ("send", "--yes"), ("preview",)])
def test_two_mayors_who_share_a_mailbox_are_both_named(
    mairemail: Program, ready: CampaignFolder, command: tuple[str, ...]
) -> None:
    """One of them gets no letter: nobody should have to find out by counting lines."""
    ready.contacts([*ROWS, f"{MAYOR},Mr,Luc,Petit,Mayor,Hilltop\n"])
    done = mairemail.quick(*command, exits=1)
    told = one_line(done.out + done.err)
    assert f"row 5: {MAYOR} stands in row 2 already, for Eleanor Hartley" in told
    assert "(Riverbridge): no letter for Luc Petit (Hilltop)" in told


def test_a_mistyped_column_is_asked_about(
    mairemail: Program, ready: CampaignFolder
) -> None:
    """Every letter fell back to neutral words, and nothing said why."""
    ready.contacts(ROWS, header=HEADER.replace("civility", "civilty"))
    found = mairemail.quick("check", "--json")
    assert found.codes[0] == (1, "mistyped-column")
    message = str(found.objects[0]["message"])
    assert message == "The column “civilty” is not known: did you mean “civility”?"
    assert found.objects[0]["severity"] == "warning"
    ready.letter(LETTER.replace("{{ closing }}", "{{ civilty }} {{ closing }}"))
    codes = [code for _row, code in mairemail.quick("check", "--json").codes]
    assert "mistyped-column" not in codes


def test_a_mistyped_column_is_told_with_what_comes_of_it(
    mairemail: Program, ready: CampaignFolder
) -> None:
    """Where no letter can be written for it, and where the letter is no template."""
    ready.contacts(ROWS, header=HEADER.replace("commune", "comune"))
    codes = [code for _row, code in mairemail.quick("check", "--json", exits=1).codes]
    assert codes == ["mistyped-column", *["empty-value"] * 3]
    ready.letter("Subject: {{ x\n\nbody\n")
    codes = [code for _row, code in mairemail.quick("check", "--json", exits=1).codes]
    assert codes == ["syntax-error", "mistyped-column"]


def test_names_in_capitals_are_told_once_for_the_list(
    mairemail: Program, ready: CampaignFolder
) -> None:
    """Each of hundreds of letters would shout; one command writes all of them."""
    ready.contacts(
        [
            *ROWS,
            "hendaye@lilas.example,Mr,Luc,PETIT,Mayor,HENDAYE\n",
            "abymes@lilas.example,Mr,luc,Roy,Mayor,Les Abymes\n",
            "hilltop@lilas.example,Mr,J.-P.,McDonald,Mayor,HILLTOP\n",
        ]
    )
    (found,) = mairemail.quick("check", "--json").objects
    assert (found["code"], found["row"]) == ("letter-case", None)
    assert "3 names" in str(found["message"])
    assert "PETIT" in str(found["message"])
    assert "mairemail contacts import contacts.csv" in str(found["hint"])


def test_a_mistyped_provider_is_asked_about(
    mairemail: Program, ready: CampaignFolder
) -> None:
    """The letter would come back, or go to a stranger."""
    ready.contacts([*ROWS, "hilltop@gmial.com,Mr,Luc,Petit,Mayor,Hilltop\n"])
    found = mairemail.quick("check", "--json")
    assert found.codes == [(5, "mistyped-domain")]
    assert "hilltop@gmail.com" in str(found.objects[0]["message"])


def test_how_personal_the_campaign_is_is_told_beside_the_findings(
    mairemail: Program, ready: CampaignFolder
) -> None:
    """Information for a person; a program gets findings alone."""
    notes = ready.folder / "notes"
    notes.mkdir()
    (notes / "mayor@riverbridge.example.md").write_text("We met.", encoding="utf-8")
    told = one_line(mairemail.quick("check").err)
    assert "letter.md: 31 words a message, all of them yours" in told
    assert "1 message of 3 has words of its own; 2 are alike" in told
    as_json = mairemail.quick("check", "--json")
    assert (as_json.objects, as_json.err) == ([], "")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "The 3 messages say the same: only names and places differ."),
        ("fr", "Les 3 messages disent la même chose"),
    ],
)
def test_how_to_say_something_to_one_person_is_told_in_whole_sentences(
    mairemail: Program, ready: CampaignFolder, language: str, words: str
) -> None:
    """“Words for one person: a column note” was understood by nobody."""
    shown = mairemail.quick("check", environment={"MAIREMAIL_LANG": language})
    told = one_line(shown.err)
    assert words in told
    assert "notes/" in told


@pytest.mark.parametrize("letter", ["fr/quitter-x", "en/leave-x"])
def test_a_note_whose_end_was_taken_away_is_one_error(
    mairemail: Program, letter: str
) -> None:
    """It was seven, about lines that are right."""
    mairemail.quick("init", "x", "--letter", letter)
    path = mairemail.home / "x" / "letter.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("#}", "", 1), encoding="utf-8")
    found = mairemail.quick("check", "-C", "x", "--json", exits=1)
    codes = [code for _row, code in found.codes]
    assert codes == ["syntax-error", "sample-list", "no-sender"]
    assert "letter.md, line 1: " in str(found.objects[0]["message"])
    mairemail.quick("preview", "-C", "x", exits=65)


@pytest.mark.parametrize("letter", ["fr/vide", "en/blank"])
def test_an_empty_letter_says_what_to_fill_in(mairemail: Program, letter: str) -> None:
    """It must not be sent as it is, to anybody."""
    mairemail.quick("init", "empty", "--letter", letter)
    found = mairemail.quick("check", "-C", "empty", "--json", exits=1)
    codes = [code for _row, code in found.codes]
    assert codes == ["placeholder"] * (len(codes) - 2) + ["sample-list", "no-sender"]
    assert "letter.md, line 11: “[" in str(found.objects[0]["message"])
    mairemail.quick("send", "--dry-run", "-C", "empty", exits=1)
    assert list((mairemail.home / "empty" / "outbox").iterdir()) == []


def test_missing_attachment_is_found_before_anything_leaves(
    mairemail: Program, ready: CampaignFolder
) -> None:
    """A letter that says "attached" with nothing attached is worse than none."""
    ready.letter(LETTER.replace("\n\n", "\nAttach: plan.pdf\n\n", 1))
    found = mairemail.quick("check", "--json", exits=1)
    assert {code for _row, code in found.codes} == {"missing-attachment"}


def test_attachment_outside_the_folder_named_by_a_cell_is_refused(
    mairemail: Program, ready: CampaignFolder
) -> None:
    """Lists come from strangers: a cell must not pick files from one's disk."""
    (mairemail.home / "private.txt").write_text("private", encoding="utf-8")
    ready.letter(LETTER.replace("\n\n", "\nAttach: {{ plan }}\n\n", 1))
    outside = ("../private.txt", str(mairemail.home / "private.txt"))
    rows = [f"a{number}@oldquay.example,,,,Mayor,Q,{path}\n" for number, path in
            enumerate(outside)]  # fmt: skip
    ready.contacts(rows, header=HEADER.replace("\n", ",plan\n"))
    found = mairemail.quick("check", "--json", exits=1)
    refused = [row for row, code in found.codes if code == "attachment-outside"]
    assert refused == [2, 3]
    mairemail.quick("send", "--dry-run", exits=1)
    assert list((ready.folder / "outbox").iterdir()) == []


def test_link_out_of_the_folder_named_by_a_cell_is_refused_too(
    mairemail: Program, ready: CampaignFolder
) -> None:
    """A link in a shared folder would be a way around."""
    (mairemail.home / "private.txt").write_text("private", encoding="utf-8")
    (ready.folder / "plan.txt").symlink_to(mairemail.home / "private.txt")
    ready.letter(LETTER.replace("\n\n", "\nAttach: {{ plan }}\n\n", 1))
    ready.contacts(
        ["a@oldquay.example,,,,Mayor,Q,plan.txt\n"],
        header=HEADER.replace("\n", ",plan\n"),
    )
    found = mairemail.quick("check", "--json", exits=1)
    assert (2, "attachment-outside") in found.codes


def test_attachment_outside_the_folder_named_by_the_letter_is_a_warning(
    mairemail: Program, ready: CampaignFolder
) -> None:
    """The letter's writer may attach from anywhere, and is told so."""
    (mairemail.home / "plan.txt").write_text("plan", encoding="utf-8")
    ready.letter(LETTER.replace("\n\n", "\nAttach: ../plan.txt\n\n", 1))
    found = mairemail.quick("check", "--json")
    assert {code for _row, code in found.codes} == {"attachment-outside"}


def test_no_campaign_here_exits_with_66(mairemail: Program) -> None:
    """The commonest first mistake: the wrong folder."""
    assert "init" in mairemail.quick("check", exits=66).err


@pytest.mark.parametrize("name", ["letter.md", "contacts.csv"])
def test_missing_file_exits_with_66(
    mairemail: Program, campaign: CampaignFolder, name: str
) -> None:
    """It is named, so that it can be put there."""
    (campaign.folder / name).unlink()
    assert name in mairemail.quick("check", exits=66).err


def _write(name: str, data: bytes) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(data)


@pytest.mark.parametrize(
    "spoil",
    [
        _write("contacts.csv", b""),
        _write("contacts.csv", b"  \n\n"),
        _write("contacts.csv", bytes(range(256)) * 40),
        _write("contacts.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\x81\x8d\x8f"),
        _write("contacts.csv", b"PK\x03\x04 a spreadsheet"),
        _write("contacts.csv", b"name,town\nA,B\n"),
        _write("contacts.csv", b"email,email\na@x.example,b@x.example\n"),
        _write("contacts.csv", b'email,town\na@x.example,"never closed\n'),
        _write("contacts.csv", b"email,town\na@x.example," + b"x" * 1_000_000 + b"\n"),
        _write("contacts.csv", b"email,town\na@x.example,\0\n"),
    ],
    ids=[
        "empty", "blank", "binary", "picture", "xlsx", "no-email-column",
        "two-email-columns", "open-quotation", "a-cell-of-1-MB", "NUL",
    ],
)  # fmt: skip
def test_unusable_list_exits_with_65_or_names_the_row(
    mairemail: Program, campaign: CampaignFolder, spoil: Callable[[Path], object]
) -> None:
    """A peer met all of these with a traceback, or sent to nobody."""
    spoil(campaign.folder)
    failed = mairemail.quick("check", exits=None)
    assert failed.code in {1, 65}
    assert "contacts.csv" in failed.err or "row" in failed.out


def test_letter_in_latin_1_is_told_as_such(
    mairemail: Program, campaign: CampaignFolder
) -> None:
    """Old editors write it; accents must not arrive as question marks."""
    (campaign.folder / "letter.md").write_bytes(
        "Subject: L'été\n\nMadame la Maire,\n".encode("latin-1")
    )
    found = mairemail.quick("check", "--json", exits=1)
    assert "UTF-8" in str(found.objects[0]["message"])
    assert "UTF-8" in mairemail.quick("preview", exits=65).err


def test_every_mistake_of_the_settings_is_told_at_once(
    mairemail: Program, campaign: CampaignFolder
) -> None:
    """A setting spelt wrong is a setting that silently does nothing."""
    campaign.settings(
        SETTINGS
        + 'conctacts = "x.csv"\n[sender]\nemial = "x"\n'
        + "[pace]\nper_day = -1\nspeed = 2\n"
    )
    failed = mairemail.quick("check", exits=78)
    for word in ("conctacts", "contacts", "sender.emial", "pace.per_day", "pace.speed"):
        assert word in failed.err


@pytest.mark.parametrize(
    "settings",
    [
        "id = test\n",
        'id = "a"\nid = "b"\n',
        "[[[",
        'id = "x"\nname = "\xe9\n',
        "",
        "id = 3",
    ],
)
def test_broken_settings_exit_with_78(
    mairemail: Program, campaign: CampaignFolder, settings: str
) -> None:
    """A quotation mark forgotten is not a bug of the program."""
    (campaign.folder / "campaign.toml").write_bytes(settings.encode("latin-1"))
    assert "campaign.toml" in mairemail.quick("check", exits=78).err


def test_broken_accounts_exit_with_78_and_all_their_problems(
    mairemail: Program, campaign: CampaignFolder
) -> None:
    """The file is edited by hand too."""
    mairemail.config.mkdir()
    (mairemail.config / "accounts.toml").write_text(
        '[accounts.perso]\nemail = "nobody"\n[accounts.perso.smtp]\nprot = 25\n'
        'security = "ssl"\nhost = "smtp.example"\n',
        encoding="utf-8",
    )
    failed = mairemail.quick("check", exits=78)
    for word in ("nobody", "prot", "must be one of tls, starttls, none"):
        assert word in failed.err


def test_plain_text_towards_another_machine_is_refused_in_the_settings(
    mairemail: Program, campaign: CampaignFolder
) -> None:
    """No setting may make a password travel in the clear."""
    mairemail.config.mkdir()
    (mairemail.config / "accounts.toml").write_text(
        '[accounts.perso]\nemail = "c@association.example"\n[accounts.perso.smtp]\n'
        'host = "smtp.example.org"\nsecurity = "none"\n',
        encoding="utf-8",
    )
    assert "security" in mairemail.quick("check", exits=78).err


def test_unknown_account_exits_with_78(
    mairemail: Program, ready: CampaignFolder
) -> None:
    """To write from another mailbox by mistake cannot be taken back."""
    mairemail.quick("check", "--account", "wrok", exits=78)


@pytest.mark.parametrize(
    "arguments",
    [("--where", "population >"), ("--where", "no_such_column == 1"), ("--limit", "0"),
     ("--where", "commune > 3"), ("--no-such-option",)],
)  # fmt: skip
def test_command_line_that_cannot_be_understood_exits_with_2(
    mairemail: Program, campaign: CampaignFolder, arguments: tuple[str, ...]
) -> None:
    """A selection misunderstood writes to the wrong people."""
    mairemail.quick("check", *arguments, exits=2)


def test_where_expression_cannot_reach_the_machine(
    mairemail: Program, campaign: CampaignFolder
) -> None:
    """Expressions are copied from forums."""
    marker = mairemail.home / "marker"
    mairemail.quick(
        "check", "--where",
        f"cycler.__init__.__globals__.os.system('touch {marker}') == 0", exits=2,
    )  # fmt: skip
    assert not marker.exists()


def test_letter_and_list_alone_can_be_checked(
    mairemail: Program, campaign: CampaignFolder
) -> None:
    """A folder without campaign.toml is not an error for looking."""
    options = ("--contacts", "campaign/contacts.csv", "--letter", "campaign/letter.md")
    mairemail.folder = mairemail.home
    assert "3 messages are ready" in mairemail.quick("check", *options).out
    shown = mairemail.quick("preview", *options, "--json").objects
    assert [(one["row"], one["subject"]) for one in shown] == [
        (2, "Lights in Riverbridge"),
        (3, "Lights in Riverbridge"),
        (4, "Lights in Oldquay"),
    ]


def test_list_with_a_header_only_is_an_error(
    mairemail: Program, campaign: CampaignFolder
) -> None:
    """To write to nobody is never what was meant."""
    campaign.contacts([])
    found = mairemail.quick("check", "--json", exits=1)
    assert (None, "no-contacts") in found.codes


def test_list_can_be_pasted_on_standard_input(
    mairemail: Program, ready: CampaignFolder
) -> None:
    """A table copied from a mail or a web page needs no file."""
    table = HEADER.replace(",", "\t") + ROWS[0].replace(",", "\t")
    shown = mairemail("check", "--contacts", "-", stdin=table)
    assert "1 message is ready" in shown.out


def test_mistaken_expression_is_shown_with_a_caret(
    mairemail: Program, campaign: CampaignFolder
) -> None:
    """The caret stands below the mistake on the terminal, too."""
    shown = mairemail.quick("check", "--where", 'office = "Mayor"', exits=2).err
    lines = shown.splitlines()
    place = next(n for n, line in enumerate(lines) if 'office = "Mayor"' in line)
    assert lines[place + 1].index("^") == lines[place].index("=")


def test_summary_counts_the_lines_that_are_printed(
    mairemail: Program, ready: CampaignFolder
) -> None:
    """“235 warnings” below six lines sends people looking for the others."""
    people = [f"m{number}@oldquay.example,Ms,A,B,Wizard,Q\n" for number in range(40)]
    ready.contacts([*ROWS, *people, ",Ms,A,B,Mayor,Q\n"])
    assert "0 errors · 2 warnings about 41 rows" in mairemail.quick("check").out
    ready.contacts([*ROWS, "bad,,,,Mayor,Q\n", people[0], "worse,,,,Mayor,Q\n"])
    shown = mairemail.quick("check", exits=1).out
    assert "2 errors · 1 warning\n" in shown


def test_findings_come_in_the_order_of_the_rows(
    mairemail: Program, campaign: CampaignFolder
) -> None:
    """The list is open beside them, and is gone through from its top."""
    campaign.contacts(
        ["a@oldquay.example,Ms,,B,Wizard,Q\n", ",,,,,Q\n",
         "bad,Ms,A,B,Mayor,Q\n", "a@oldquay.example,Ms,A,B,Mayor,Q\n",
         "worse,,,,,Q\n", "c@oldquay.example,Ms,A,B,Witch,Q\n", ",,,,,Q\n"]
    )  # fmt: skip
    shown = mairemail.quick("check", exits=1).out
    told = [line for line in shown.splitlines() if re.match("error|warning", line)]
    starts = ("error  row 4", "error  row 5", "error  row 6", "warning  Nobody",
              "warning  row 2", "warning  rows 3, 8", "warning  row 7")  # fmt: skip
    assert len(told) == len(starts)
    for line, start in zip(told, starts, strict=True):
        assert line.startswith(start)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_line_is_cut_by_the_edge_of_the_terminal(
    mairemail: Program, ready: CampaignFolder, language: str
) -> None:
    """A word cut in its middle is read twice."""
    ready.contacts([*ROWS, "bad,,,,Mayor,Oldquay\n"])
    shown = mairemail.quick("check", exits=1, environment={"MAIREMAIL_LANG": language})
    assert "mairemail send" in one_line(shown.out)
    assert cut_lines(shown.out + shown.err) == []


@pytest.mark.parametrize(
    "option", [("--only", ""), ("--only", "Oldquay", "--only", " "), ("--where", "")]
)
@pytest.mark.parametrize("command", [("check",), ("preview",), ("send", "--yes")])
def test_empty_selection_is_refused(
    mairemail: Program,
    ready: CampaignFolder,
    server: MailServer,
    option: tuple[str, ...],
    command: tuple[str, ...],
) -> None:
    """A script whose variable is not set must not write to everybody."""
    failed = mairemail.quick(*command, *option, exits=2)
    assert option[-2] in failed.err
    assert server.received == []


@pytest.mark.parametrize(
    ("option", "missing"), [("--contacts", "--letter"), ("--letter", "--contacts")]
)
def test_half_of_what_stands_in_for_a_campaign_names_the_other_half(
    mairemail: Program, campaign: CampaignFolder, option: str, missing: str
) -> None:
    """Who gave a list hears that a letter is missing, not that the folder is wrong."""
    files = {"--contacts": "campaign/contacts.csv", "--letter": "campaign/letter.md"}
    mairemail.folder = mairemail.home
    failed = mairemail.quick("preview", option, files[option], exits=66)
    assert missing in failed.err


@pytest.mark.parametrize("language", ["en", "fr"])
def test_list_that_init_wrote_is_told_until_it_is_another(
    mairemail: Program, language: str
) -> None:
    """“3 messages are ready · 0 errors” to people who do not exist is not ready."""
    mairemail.quick("init", "letter", "--lang", language)
    contacts = mairemail.home / "letter" / "contacts.csv"

    def codes() -> list[tuple[object, object]]:
        return mairemail.quick("check", "-C", "letter", "--json").codes

    assert (None, "sample-list") in codes()
    text = contacts.read_text(encoding="utf-8")
    # As a spreadsheet program saves it, without the column that explains.
    table = [line.split(",")[:6] for line in text.splitlines()]
    contacts.write_text("\n".join(map(";".join, table)) + "\n", encoding="utf-8")
    assert (None, "sample-list") in codes()
    contacts.write_text(text + "mairie@oldquay.example,,,,,,\n", encoding="utf-8")
    assert (None, "sample-list") not in codes()


def test_other_lists_of_examples_are_no_sample(
    mairemail: Program, ready: CampaignFolder
) -> None:
    """Invented addresses are for trying things out."""
    assert mairemail.quick("check", "--json").codes == []


def test_folder_that_may_not_be_entered_is_named(
    mairemail: Program, campaign: CampaignFolder
) -> None:
    """What is in it is not known, not even whether campaign.toml is."""
    campaign.folder.chmod(0)
    try:
        mairemail.folder = mairemail.home
        told = mairemail.bound("check", "-C", str(campaign.folder), exits=78)
    finally:
        campaign.folder.chmod(0o700)
    assert "not allowed" in one_line(told.err)
