"""mairemail contacts check and import: any table made a clean list."""

from pathlib import Path

import pytest

from mairemail.contacts.fields import FIELDS
from tests.cli.program import Program, one_line
from tests.cli.terminal import terminal
from tests.unit.contacts.workbooks import worksheet, write_raw_xlsx, write_xlsx

_MESSY = """Nom de l'élu;Prénom de l'élu;Code de la commune;Courriel
DE LA TOUR;Zoé;1004;mairie@lilas.example
Duval;Anne;94038;a@roses.example, b@orange.fr
Besson;Jean;2A004;inconnu
"""


def _write(program: Program, text: str, name: str = "liste.csv") -> Path:
    path = program.folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_check_lists_every_repair_before_it_is_made(mairemail: Program) -> None:
    """Nothing is changed that was not shown, old and new."""
    path = _write(mairemail, f"{_MESSY}Petit;Luc;48095;\n")
    before = path.read_bytes()
    shown = one_line(mairemail.quick("contacts", "check", "liste.csv").out)
    for text in (
        "row 5: Luc Petit",
        "row 2: DE LA TOUR → de La Tour",
        "row 2: 1004 → 01004",
        "row 3: a@roses.example, b@orange.fr → a@roses.example",
        "row 4: Jean Besson: inconnu",
        "Nom de l'élu → last_name",
        "4 rows · 2 can be written to",
        "mairemail contacts import liste.csv -o contacts.csv",
    ):
        assert text in shown
    assert path.read_bytes() == before


def test_check_as_json_has_the_keys_of_findings(mairemail: Program) -> None:
    """A script counts by code."""
    _write(mairemail, _MESSY)
    found = mairemail.quick("contacts", "check", "liste.csv", "--json")
    assert found.codes == [
        (2, "upper-case-name"),
        (2, "lost-zero"),
        (3, "several-addresses"),
        (4, "no-address"),
    ]
    keys = {"code", "severity", "row", "message", "hint"}
    assert all(set(one) == keys for one in found.objects)
    assert {one["severity"] for one in found.objects} == {"warning"}


@pytest.mark.parametrize("row", ["Duval;Anne;94038", "Duval;Anne;94038;a@;b", ";;;a@"])
def test_what_only_a_person_can_repair_ends_check_with_1(
    mairemail: Program, row: str
) -> None:
    """A script stops before it sends."""
    _write(mairemail, f"{_MESSY}{row}\n")
    mairemail.quick("contacts", "check", "liste.csv", exits=1)


def test_an_imported_list_can_be_sent_to(mairemail: Program) -> None:
    """`check` of a campaign has nothing more to say of its rows."""
    _write(mairemail, _MESSY)
    shown = mairemail.quick("contacts", "import", "liste.csv", "-o", "propre.csv")
    assert "Written: propre.csv, 3 rows" in one_line(shown.out)
    header = (mairemail.folder / "propre.csv").read_text("utf-8-sig").splitlines()[0]
    assert header == (
        "Courriel,Prénom de l'élu,Nom de l'élu,Code de la commune,other_addresses"
    )
    letter = mairemail.folder / "letter.md"
    letter.write_text("Subject: {{ insee }}\n\n{{ last_name }}\n", encoding="utf-8")
    found = mairemail.quick(
        "preview", "--contacts", "propre.csv", "--letter", "letter.md", "--json",
        exits=None,
    )  # fmt: skip
    # The third has no address, and is a warning as before.
    assert [one["subject"] for one in found.objects] == ["01004", "94038", None]


def test_import_keeps_the_list_that_was_there(mairemail: Program) -> None:
    """Also where it reads that very list."""
    before = _write(mairemail, _MESSY, "contacts.csv").read_bytes()
    shown = mairemail.quick("contacts", "import", "contacts.csv")
    assert "contacts.old.csv" in shown.out
    assert (mairemail.folder / "contacts.old.csv").read_bytes() == before
    again = mairemail.quick("contacts", "check", "contacts.csv", "--json")
    assert again.codes == [(4, "no-address")]


def test_import_into_a_campaign_says_what_comes_next(mairemail: Program) -> None:
    """A newcomer stood there with a list and no idea; elsewhere nothing is known."""
    _write(mairemail, _MESSY)
    mairemail.quick("init", "ma lettre")
    for output, commands in (
        ("ma lettre/contacts.csv", ["mairemail check -C 'ma lettre'"]),
        ("ma lettre/autres.csv", []),
        ("contacts.csv", []),
    ):
        shown = mairemail.quick("contacts", "import", "liste.csv", "-o", output).out
        found = [line for line in shown.splitlines() if "mairemail" in line]
        assert [line.strip() for line in found] == commands
    mairemail.folder /= "ma lettre"
    shown = mairemail.quick("contacts", "import", "../liste.csv").out
    assert shown.endswith("Next:\n  mairemail check\n")


@pytest.mark.parametrize("name", ["letter.md", "campaign.toml", "out.XLSX", "a.pdf"])
def test_import_writes_no_list_under_the_name_of_something_else(
    mairemail: Program, name: str
) -> None:
    """The letter would be gone; a spreadsheet of CSV text cannot be opened."""
    _write(mairemail, _MESSY)
    _write(mairemail, "mine", name)
    shown = mairemail.quick("contacts", "import", "liste.csv", "-o", name, exits=2)
    assert "contacts.csv" in one_line(shown.err)
    assert (mairemail.folder / name).read_text(encoding="utf-8") == "mine"
    assert len(list(mairemail.folder.glob("*.*"))) == 2


def test_import_over_the_table_itself_says_that_it_is_kept(
    mairemail: Program,
) -> None:
    """Whoever reads “written: contacts.csv” fears for their table."""
    _write(mairemail, _MESSY, "contacts.csv")
    shown = one_line(mairemail.quick("contacts", "import", "./contacts.csv").out)
    assert "Your table is kept as it was: contacts.old.csv" in shown
    _write(mairemail, _MESSY)
    shown = one_line(mairemail.quick("contacts", "import", "liste.csv").out)
    assert "The list that was there is kept: contacts.old-2.csv" in shown


def test_columns_that_had_no_title_get_one_in_the_reader_s_language(
    mairemail: Program,
) -> None:
    """`init` gave a French list; what import writes beside it is in French, too."""
    _write(mairemail, "M.;DUVAL;a@lilas.example\nMme;LY;b@lilas.example\n")
    french = {"MAIREMAIL_LANG": "fr"}
    mairemail.quick(
        "contacts", "import", "liste.csv", "--map", "column_2=nom", environment=french
    )
    text = (mairemail.folder / "contacts.csv").read_text("utf-8-sig")
    assert text.splitlines()[:2] == [
        "courriel;civilité;nom",
        "a@lilas.example;M.;Duval",
    ]
    assert mairemail.quick("contacts", "check", "contacts.csv", "--json").objects == []


def test_import_names_the_rows_it_leaves_out(mairemail: Program) -> None:
    """One cannot miss whom the list has lost."""
    _write(mairemail, f"{_MESSY}Duval;Anne;94038\n")
    shown = one_line(
        mairemail.quick("contacts", "import", "liste.csv", "-o", "c.csv", exits=1).out
    )
    assert "Left out" in shown
    assert "row 5: The row “Duval, Anne, 94038” is 1 cell short" in shown
    assert "4 rows · 2 can be written to · 1 left out" in shown
    assert "Written: c.csv, 3 rows" in shown


def test_a_table_can_be_pasted(mairemail: Program) -> None:
    """Cells copied in a spreadsheet program come with tabs between them."""
    pasted = "Nom\tCourriel\nDUVAL\tanne@lilas.example\n"
    found = mairemail("contacts", "check", "-", "--json", stdin=pasted)
    assert found.codes == [(2, "upper-case-name")]
    mairemail("contacts", "import", "-", stdin=pasted)
    assert "Duval" in (mairemail.folder / "contacts.csv").read_text("utf-8")


def test_at_a_terminal_it_is_said_how_to_paste(mairemail: Program) -> None:
    """A program that waits in silence looks dead."""
    with terminal(mairemail, "contacts", "check", "-") as screen:
        screen.expect("Ctrl-D")
        screen.type("email,nom")
        screen.type("anne@lilas.example,DUVAL")
        screen.press(b"\x04")
        assert "DUVAL → Duval" in screen.wait(exits=0)


def test_a_sheet_and_its_columns_can_be_named(mairemail: Program) -> None:
    """The next command that is shown names them too, ready to be copied."""
    people = [["Qui", "Courriel"], ["DUVAL", "anne@lilas.example"]]
    write_xlsx(mairemail.folder / "l.xlsx", {"A": [["email"]], "B b": people})
    options = ("--sheet", "B b", "--map", "Qui=last_name")
    shown = mairemail.quick("contacts", "check", "l.xlsx", *options).out
    assert "DUVAL → Duval" in shown
    assert "mairemail contacts import l.xlsx --sheet 'B b' --map Qui=last_name" in shown
    mairemail.quick("contacts", "import", "l.xlsx", *options)
    text = (mairemail.folder / "contacts.csv").read_text("utf-8-sig")
    assert text.splitlines()[0] == "Courriel,last_name"


@pytest.mark.parametrize("mapping", ["Nom", "=email", "Nom=name", "Autre=email"])
def test_a_mapping_that_means_nothing_is_refused(
    mairemail: Program, mapping: str
) -> None:
    """Before anything is written."""
    _write(mairemail, "Nom;Courriel\nDuval;anne@lilas.example\n")
    result = mairemail.quick(
        "contacts", "import", "liste.csv", "--map", mapping, exits=2
    )
    assert "--map" in result.err
    assert not (mairemail.folder / "contacts.csv").exists()


def test_a_file_that_is_not_there_is_named(mairemail: Program) -> None:
    """The most usual mistake of all."""
    result = mairemail.quick("contacts", "check", "liste.csv", exits=66)
    assert "liste.csv" in result.err


def test_old_macintosh_text_is_refused_with_its_line(mairemail: Program) -> None:
    """Its accents would come out wrong, without an error anywhere."""
    text = "email;Nom\rmairie@lilas.example;Zoé\ra@lilas.example;è\r"
    (mairemail.folder / "liste.csv").write_bytes(text.encode("mac_roman"))
    result = mairemail.quick("contacts", "check", "liste.csv", exits=65)
    assert "line 2: “Zoé”" in one_line(result.err)


def test_a_cell_cannot_move_the_cursor(mairemail: Program) -> None:
    """Lists come from strangers."""
    _write(mairemail, "N\x1bom;email;Nom\nA;mailto:\x1b[2Ja@lilas.example;\x1b[2JB\n")
    shown = mairemail.quick("contacts", "check", "liste.csv", exits=1)
    assert "\x1b" not in shown.out + shown.err


@pytest.mark.parametrize(
    ("table", "hint"),
    [
        ("email,nom\nmailto:a@lilas.example,B\n", "contacts import"),
        ("a@lilas.example,Duval\n", "contacts check"),
        ("email,nom,nom\na@lilas.example,B,C\n", "contacts import"),
    ],
)
def test_a_campaign_reads_as_strictly_as_before_and_says_what_helps(
    mairemail: Program, table: str, hint: str
) -> None:
    """A letter goes to what the list says, never to what was made of it unseen."""
    _write(mairemail, table)
    letter = mairemail.folder / "letter.md"
    letter.write_text("Subject: s\n\nbody\n", encoding="utf-8")
    result = mairemail.quick(
        "check", "--contacts", "liste.csv", "--letter", "letter.md", exits=None
    )
    assert result.code in {1, 65}
    assert f"mairemail {hint}" in one_line(result.out + result.err)


def test_the_fields_of_a_clean_list_are_those_of_the_manual(
    mairemail: Program,
) -> None:
    """Known columns stand in one order, whatever table they come from."""
    names = [name for name in reversed(FIELDS) if name != "email"]
    cells = ",".join("x" for _name in names)
    _write(mairemail, f"{','.join(names)},email\n{cells},a@lilas.example\n")
    mairemail.quick("contacts", "import", "liste.csv")
    text = (mairemail.folder / "contacts.csv").read_text("utf-8-sig")
    assert text.splitlines()[0] == ",".join(FIELDS)


def test_columns_without_a_name_are_shown_with_what_they_hold(
    mairemail: Program,
) -> None:
    """One sees which number is the last name, and maps it."""
    _write(mairemail, "M.,DUVAL,a@lilas.example\nMme,LY,b@lilas.example\n")
    shown = mairemail.quick("contacts", "check", "liste.csv").out
    assert "column_3 (a@lilas.example) → email" in shown
    assert "kept as they are: column_2 (DUVAL)" in shown
    options = ("--map", "column_2=last_name")
    assert "LY → Ly" in mairemail.quick("contacts", "check", "liste.csv", *options).out


def test_map_takes_the_french_name_of_a_field(mairemail: Program) -> None:
    """The list has French headers; whoever reads them writes them."""
    (mairemail.home / "liste.csv").write_text(
        "M.,Jean,LE GOFF,mairie@a.example\n", encoding="utf-8"
    )
    mairemail.quick("contacts", "import", "liste.csv", "--map", "column_3=nom")
    written = (mairemail.home / "contacts.csv").read_text(encoding="utf-8-sig")
    assert "last_name" in written.splitlines()[0]
    assert "Le Goff" in written


def test_a_spreadsheet_that_would_fill_the_memory_ends_in_words(
    mairemail: Program,
) -> None:
    """The system would end the program without any; in a process of its own."""
    rows = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    write_raw_xlsx(mairemail.folder / "liste.xlsx", {"A": worksheet(rows)})
    shown = mairemail("contacts", "check", "liste.xlsx", exits=65)
    assert "far more than a list" in one_line(shown.err)


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="has no /proc")
@pytest.mark.parametrize(
    "command",
    [
        ("contacts", "check", "/proc/self/environ"),
        ("contacts", "import", "/proc/self/environ"),
        ("contacts", "diff", "liste.csv", "/proc/self/environ"),
        ("contacts", "find", "--office", "maire", "--from", "/proc/self/environ"),
        ("check", "--contacts", "/proc/self/environ", "--letter", "letter.md"),
    ],
)
def test_nothing_of_the_environment_is_read_as_a_list(
    mairemail: Program, command: tuple[str, ...]
) -> None:
    """A password may stand in it."""
    _write(mairemail, _MESSY)
    _write(mairemail, "Subject: Un mot\n\nBonjour,\n", "letter.md")
    shown = mairemail.quick(*command, exits=66)
    assert "no ordinary file" in one_line(shown.err)
    assert "PATH" not in shown.out + shown.err
