"""What is left as a list: status --csv, and left.csv after a run."""

import csv
import shutil
from pathlib import Path

import pytest

from tests.cli.campaign import (
    DIGITAL,
    HEADER,
    MAYOR,
    OLDQUAY,
    ROWS,
    CampaignFolder,
)
from tests.cli.program import Program
from tests.cli.terminal import terminal
from tests.servers.recording import MailServer

NO_SUCH = "550 5.1.1 No such mailbox here"
GREY = "451 4.7.1 Greylisted"
FRENCH = "Courriel;Prénom;Fonction;Ville;Téléphone;Remarque"
PHONE = "+33 2 99 00 00 00"
NOTE = 'Vu le 3 mai ; -10 %\n=1+1 ; "oui"'


def _table(path: Path, *, delimiter: str = ",") -> list[list[str]]:
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf"), "Excel wants the BOM"
    text = data.decode("utf-8-sig")
    return list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter))


@pytest.fixture
def refused(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> CampaignFolder:
    """Give a French list of which one was rejected and one deferred."""
    row = f'"{NOTE}"'.replace('"oui"', '""oui""')
    ready.contacts(
        [
            f"{MAYOR};Éléonore;Maire;Pont;;\n",
            f"{OLDQUAY};Zoé;Maire;Vieux-Quai;{PHONE};{row}\n",
            ";Sans adresse;Maire;Ailleurs;;\n",
            f"{DIGITAL};Samir;Adjoint;Pont;-;@vu\n",
        ],
        header=FRENCH + "\n",
    )
    server.refuse(OLDQUAY, NO_SUCH)
    server.refuse(DIGITAL, GREY)
    mairemail.quick("send", "--yes", exits=1)
    return ready


def test_left_is_the_list_s_own_rows_with_status_code_and_reply(
    mairemail: Program, refused: CampaignFolder
) -> None:
    """Headers, cells, order and delimiter are those one knows."""
    mairemail.quick("status", "--csv", "out.csv")
    rows = _table(refused.folder / "out.csv", delimiter=";")
    assert rows[0] == [*FRENCH.split(";"), "status", "code", "reply"]
    assert [(row[0], row[1], *row[-3:]) for row in rows[1:]] == [
        (OLDQUAY, "Zoé", "rejected", "550", "No such mailbox here"),
        (DIGITAL, "Samir", "deferred", "451", "Greylisted"),
    ]
    assert (refused.folder / "left.csv").read_bytes() == (
        refused.folder / "out.csv"
    ).read_bytes()


def test_left_s_cells_are_harmless_and_come_back_as_they_were(
    mairemail: Program, refused: CampaignFolder
) -> None:
    """A spreadsheet runs what begins with =, and a letter prints a phone number."""
    (row,) = [
        row
        for row in _table(refused.folder / "left.csv", delimiter=";")
        if row[0] == OLDQUAY
    ]
    assert row[4] == f"'{PHONE}"
    assert "\n'=1+1" in row[5]
    refused.letter("Subject: x\n\n{{ telephone }}|{{ remarque }}\n")
    found = mairemail.quick(
        "preview", "--json", "--contacts", "left.csv", "--only", OLDQUAY
    ).objects
    assert str(found[0]["text"]).startswith(PHONE)
    assert "-10 %" in str(found[0]["text"])
    assert "'" not in str(found[0]["text"])


def test_left_corrected_is_a_list_to_send_to(
    mairemail: Program, refused: CampaignFolder, server: MailServer
) -> None:
    """That is what it is for; what was corrected is not overwritten."""
    left = refused.folder / "left.csv"
    corrected = left.read_text(encoding="utf-8-sig").replace(OLDQUAY, "new@q.example")
    left.write_text(corrected, encoding="utf-8")
    assert mairemail.quick("check", "--json", "--contacts", "left.csv").codes == []
    mairemail.quick("send", "--yes", "--contacts", "left.csv", exits=1)
    assert server.letters == {MAYOR: 1, "new@q.example": 1}
    assert left.read_text(encoding="utf-8") == corrected
    again = _table(refused.folder / "left-2.csv", delimiter=";")
    assert again[0] == [*FRENCH.split(";"), "status", "code", "reply"]
    assert [(row[0], row[-3]) for row in again[1:]] == [(DIGITAL, "deferred")]


def test_left_is_renewed_and_goes_when_nothing_is_left(
    mairemail: Program, refused: CampaignFolder, server: MailServer
) -> None:
    """A file of yesterday would be corrected for nothing."""
    left = refused.folder / "left.csv"
    server.refuse(DIGITAL, "unused", times=0)
    assert "left.csv" in mairemail.quick("send", "--yes", exits=None).err
    assert [row[0] for row in _table(left, delimiter=";")[1:]] == [OLDQUAY]
    server.refuse(OLDQUAY, "unused", times=0)
    sent = mairemail.quick("send", "--yes", "--retry-rejected")
    assert "left.csv" not in sent.err
    assert not left.exists()


def test_left_goes_when_the_list_was_corrected(
    mairemail: Program, refused: CampaignFolder, server: MailServer
) -> None:
    """The old address is history then; status still names it."""
    server.refuse(DIGITAL, "unused", times=0)
    refused.contacts(
        [f"{MAYOR}\n", f"{DIGITAL}\n", "new@q.example\n"], header="email\n"
    )
    refused.letter("Subject: x\n\nGood morning.\n")
    mairemail.quick("send", "--yes")
    assert not (refused.folder / "left.csv").exists()
    mairemail.quick("status", "--csv", "out.csv")
    assert _table(refused.folder / "out.csv") == [
        ["email", "status", "code", "reply"],
        [OLDQUAY, "rejected", "550", "No such mailbox here"],
    ]


def test_row_that_is_gone_stands_in_the_email_column(
    mairemail: Program, refused: CampaignFolder
) -> None:
    """Under the list's own name for it, wherever the column is."""
    refused.contacts([f"x,{DIGITAL}\n"], header="ville,mél\n")
    mairemail.quick("status", "--csv", "out.csv")
    assert _table(refused.folder / "out.csv")[1:] == [
        ["x", DIGITAL, "deferred", "451", "Greylisted"],
        ["", OLDQUAY, "rejected", "550", "No such mailbox here"],
    ]


def test_left_is_known_without_the_list(
    mairemail: Program, refused: CampaignFolder
) -> None:
    """Who is left is in the ledger."""
    (refused.folder / "contacts.csv").unlink()
    mairemail.quick("status", "--csv", "out.csv")
    rows = _table(refused.folder / "out.csv")
    assert [row[0] for row in rows] == ["email", OLDQUAY, DIGITAL]


@pytest.mark.parametrize("name", ["left.csv", "left-2.csv"])
def test_somebody_s_own_left_csv_is_left_alone(
    mairemail: Program, ready: CampaignFolder, server: MailServer, name: str
) -> None:
    """Whatever it is called, and even if it looks like ours."""
    own = ready.folder / name
    own.write_text("email,status,code,reply\nmine@q.example,,,\n", encoding="utf-8")
    before = own.read_bytes()
    server.refuse(OLDQUAY, GREY)
    for _run in range(2):
        mairemail.quick("send", "--yes", exits=1)
    assert own.read_bytes() == before
    assert len(list(ready.folder.glob("left*.csv"))) == 2
    server.refuse(OLDQUAY, "unused", times=0)
    mairemail.quick("send", "--yes")
    assert list(ready.folder.glob("left*.csv")) == [own]


def test_left_csv_as_the_list_itself_is_never_overwritten(
    mairemail: Program, refused: CampaignFolder, server: MailServer
) -> None:
    """Sent to as it is, without a correction, it is still the list one works with."""
    left = refused.folder / "left.csv"
    before = left.read_bytes()
    mairemail.quick("send", "--yes", "--contacts", "left.csv", exits=1)
    assert left.read_bytes() == before
    server.refuse(DIGITAL, "unused", times=0)
    server.refuse(OLDQUAY, "unused", times=0)
    options = ("--yes", "--retry-rejected", "--contacts", "left.csv")
    mairemail.quick("send", *options)
    assert left.read_bytes() == before


def test_left_moves_with_the_campaign_s_folder(
    mairemail: Program, refused: CampaignFolder, server: MailServer
) -> None:
    """We know our file by what is in it, not by where it lies."""
    moved = mairemail.home / "elsewhere"
    shutil.copytree(refused.folder, moved)
    mairemail.folder = moved
    server.refuse(DIGITAL, "unused", times=0)
    mairemail.quick("send", "--yes", exits=None)
    assert [path.name for path in moved.glob("left*.csv")] == ["left.csv"]


@pytest.mark.parametrize("option", ["--to-me", "--dry-run"])
def test_rehearsals_write_no_left_csv(
    mairemail: Program, refused: CampaignFolder, option: str
) -> None:
    """They know nothing of what became of messages."""
    (refused.folder / "left.csv").unlink()
    mairemail.quick("send", "--yes", option)
    assert not (refused.folder / "left.csv").exists()


def test_columns_of_these_names_in_the_list_do_not_break_it(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """Two columns of one name would make the file useless as a list."""
    ready.contacts([f"{OLDQUAY},75,on,Zoe\n"], header="email,Code,status,first_name\n")
    server.refuse(OLDQUAY, NO_SUCH)
    ready.letter("Subject: x\n\n{{ code }} {{ status }}\n")
    mairemail.quick("send", "--yes", exits=1)
    rows = _table(ready.folder / "left.csv")
    assert rows[0] == [
        "email", "Code", "status", "first_name",
        "mairemail_status", "mairemail_code", "reply",
    ]  # fmt: skip
    found = mairemail.quick("preview", "--json", "--contacts", "left.csv").objects
    assert found[0]["text"] == "75 on\n"
    mairemail.quick("send", "--yes", "--contacts", "left.csv", exits=1)
    # Its last three columns are ours: not a third set beside them.
    assert _table(ready.folder / "left-2.csv") == rows


def test_folders_in_the_way_of_left_csv_are_stepped_over(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """The run has ended well: it must not end with an error for that."""
    for name in ("left.csv", *(f"left-{number}.csv" for number in range(2, 5))):
        (ready.folder / name).mkdir()
    server.refuse(OLDQUAY, NO_SUCH)
    mairemail.quick("send", "--yes", exits=1)
    assert (ready.folder / "left-5.csv").is_file()


@pytest.mark.parametrize("name", ["contacts.csv", "letter.md", "notes.csv"])
def test_csv_overwrites_no_file_of_the_user_s(
    mairemail: Program, refused: CampaignFolder, name: str
) -> None:
    """One slip of the hand, and the list would be gone."""
    own = refused.folder / name
    if not own.exists():
        own.write_text("email,phone\na@q.example,1\n", encoding="utf-8")
    before = own.read_bytes()
    mairemail.quick("status", "--csv", name, exits=None)
    assert mairemail.quick("status", "--csv", name, exits=None).code in {2, 73}
    assert own.read_bytes() == before


@pytest.mark.parametrize("name", ["left.xlsx", "notes.md", "left.pdf"])
def test_csv_is_written_under_no_other_name(
    mairemail: Program, refused: CampaignFolder, name: str
) -> None:
    """A spreadsheet program says that such a file is broken."""
    told = mairemail.quick("status", "--csv", name, exits=2).err
    assert "written as CSV" in told
    assert not (refused.folder / name).exists()


def test_csv_renews_what_it_wrote(mairemail: Program, refused: CampaignFolder) -> None:
    """The same command every evening."""
    for _day in range(2):
        mairemail.quick("status", "--csv", "out.csv")
    assert len(_table(refused.folder / "out.csv", delimiter=";")) == 3


@pytest.mark.parametrize("name", ["left.csv", "out.csv"])
def test_csv_overwrites_no_correction(
    mairemail: Program, refused: CampaignFolder, name: str
) -> None:
    """An evening of telephone calls, gone with one command."""
    mairemail.quick("status", "--csv", name)
    own = refused.folder / name
    corrected = own.read_bytes().replace(OLDQUAY.encode(), b"new@q.example")
    own.write_bytes(corrected)
    assert (
        "not as mairemail wrote it"
        in mairemail.quick("status", "--csv", name, exits=73).err
    )
    assert own.read_bytes() == corrected


def test_csv_says_that_nothing_is_left(
    mairemail: Program, ready: CampaignFolder
) -> None:
    """Before the first run as after the last one, and again and again."""
    for _day in range(2):
        shown = mairemail.quick("status", "--csv", "out.csv")
        assert "Nothing is left" in shown.err
        assert len(_table(ready.folder / "out.csv")) == 1
    mairemail.quick("send", "--yes")
    for _day in range(2):
        assert "Nothing is left" in mairemail.quick("status", "--csv", "out.csv").err


def test_csv_goes_into_a_pipe(mairemail: Program, refused: CampaignFolder) -> None:
    """For who feeds it to another program."""
    assert OLDQUAY in mairemail("status", "--csv", "/dev/stdout").out


def test_csv_that_cannot_be_written_exits_with_73(
    mairemail: Program, ready: CampaignFolder
) -> None:
    """On Windows a file open in the spreadsheet cannot be replaced."""
    mairemail.quick("status", "--csv", ready.folder, exits=73)


def test_formulas_in_the_csv_are_defused(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """A server's words or an address could run a command in somebody's spreadsheet."""
    address = "=cmd+calc@oldquay.example"
    ready.contacts([f"{address},,,,Mayor,Oldquay\n", f"{MAYOR},,,,Mayor,Q\n"])
    server.refuse(address, NO_SUCH)
    server.refuse(MAYOR, '550 5.1.1 =HYPERLINK("http://evil.example")')
    mairemail.quick("send", "--yes", exits=1)
    cells = [cell for row in _table(ready.folder / "left.csv") for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert f"'{address}" in cells
    assert not [cell for cell in cells if cell[:1] in {"=", "+", "-", "@", "\t", "\r"}]
    # Read back, it is the address that the ledger knows.
    mairemail.quick("send", "--yes", "--contacts", "left.csv", exits=1)
    assert server.letters == {}
    assert len(mairemail.quick("status", "--json").objects) == 2


def test_cut_off_run_leaves_a_list_with_its_doubt(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """Also where the end was no summary but an error."""
    ready.contacts([ROWS[0], ROWS[2]], header=HEADER)
    server.refuse(MAYOR, GREY)
    server.refuse(OLDQUAY, "550 5.4.5 Daily user sending limit exceeded")
    shown = mairemail.quick("send", "--yes", exits=75)
    assert "left.csv" in shown.err
    assert [row[0] for row in _table(ready.folder / "left.csv")[1:]] == [MAYOR]


def test_declined_run_writes_nothing(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """No is no."""
    with terminal(mairemail, "send") as screen:
        screen.expect("to send")
        screen.type("no")
        screen.wait(exits=1)
    assert not list(ready.folder.glob("left*"))


def test_who_opted_out_is_not_left(
    mairemail: Program, refused: CampaignFolder, server: MailServer
) -> None:
    """There is nothing to correct: they are not written to."""
    mairemail.quick("optout", "add", OLDQUAY, DIGITAL)
    mairemail.quick("send", "--yes")
    assert not (refused.folder / "left.csv").exists()
