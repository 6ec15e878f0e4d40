"""Tables as spreadsheet programs save them."""

import csv
import io
import os
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from mairemail.contacts.fields import field_of
from mairemail.contacts.formulas import restored
from mairemail.contacts.header import DELIMITERS
from mairemail.contacts.table import read_rows
from mairemail.errors import ContactsError, MissingFileError
from tests.unit.material import NO_NAMES, SHARED, nowhere, read_table

_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252")
_CELL = st.text(
    st.one_of(
        st.sampled_from("aéœ€\u2019;,|\t\"' \n"),
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
    ),
    max_size=12,
)
# The header tells the delimiter, so no cell of it holds one.
_HEADER_CELL = st.text(
    st.characters(categories=["L", "N"], include_characters=" -'()"),
    min_size=1,
    max_size=10,
).filter(str.strip)
_TABLE = st.integers(2, 4).flatmap(
    lambda width: st.tuples(
        st.lists(_HEADER_CELL, min_size=width, max_size=width),
        st.lists(st.lists(_CELL, min_size=width, max_size=width), max_size=5),
    )
)


def _as_bytes(rows: list[list[str]], *, delimiter: str, encoding: str) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return file.getvalue().encode(encoding)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return not data.isascii()


@given(
    table=_TABLE,
    delimiter=st.sampled_from(DELIMITERS),
    encoding=st.sampled_from(_ENCODINGS),
)
@example(
    table=(["email", "nom"], [["a@lilas.example", "Zoé\nBcc: b@lilas.example"]]),
    delimiter=";",
    encoding="cp1252",
)
@example(
    table=(["0", "0"], [["@", ".00"], ["0", "@0.00"]]), delimiter="|", encoding="utf-8"
)
def test_a_table_reads_back_as_it_was_written(
    table: tuple[list[str], list[list[str]]],
    delimiter: str,
    encoding: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Whatever the spreadsheet program's habits, the cells are the user's."""
    rows = [table[0], *table[1]]
    # A later row that says “mail” is the header, and what is above it a title.
    assume(not any(field_of(cell) for row in table[1] for cell in row))
    try:
        data = _as_bytes(rows, delimiter=delimiter, encoding=encoding)
    except UnicodeEncodeError:
        assume(False)  # noqa: FBT003 - Hypothesis takes it no other way
    # A few sequences of Windows-1252 are UTF-8 as well: nobody can tell them apart.
    assume(encoding != "cp1252" or not _is_utf8(data))
    path = tmp_path_factory.getbasetemp() / "table.csv"
    path.write_bytes(data)
    stripped = [
        (n, [restored(cell.strip()) for cell in row]) for n, row in enumerate(rows, 1)
    ]
    expected = [(n, row) for n, row in stripped if any(row)]
    assert [(row.number, row.cells) for row in read_table(path)] == expected


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_is_recognised(tmp_path: Path, encoding: str) -> None:
    """Some exports leave the mark out; mailmerge ended in a traceback."""
    path = tmp_path / "contacts.csv"
    path.write_bytes("email;nom\na@lilas.example;Zoé\n".encode(encoding))
    assert read_table(path)[1].cells == ["a@lilas.example", "Zoé"]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_is_understood(tmp_path: Path, line_end: str) -> None:
    """Lists come from Windows, Linux and old Macintosh programs alike."""
    path = tmp_path / "contacts.csv"
    path.write_bytes(line_end.join(["email,nom", "a@lilas.example,Zoe"]).encode())
    assert [row.cells for row in read_table(path)] == [
        ["email", "nom"],
        ["a@lilas.example", "Zoe"],
    ]


def test_a_header_with_commas_in_a_semicolon_table_is_not_cut(tmp_path: Path) -> None:
    """French spreadsheets save with semicolons, and commas stay bare in their cells."""
    path = tmp_path / "contacts.csv"
    path.write_text("courriel;nom, prénom\na@lilas.example;Besson, Zoé\n", "utf-8")
    assert read_table(path)[0].cells == ["courriel", "nom, prénom"]


def test_a_line_break_inside_a_header_cell_does_not_hide_the_delimiter(
    tmp_path: Path,
) -> None:
    """Headers of official tables often stand on two lines in one cell."""
    path = tmp_path / "contacts.csv"
    path.write_text('"adresse\ncourriel";nom;prénom\na@lilas.example;B;Z\n', "utf-8")
    assert read_table(path)[1].cells == ["a@lilas.example", "B", "Z"]


def test_a_row_number_is_the_one_the_spreadsheet_shows(tmp_path: Path) -> None:
    """The user must find the row that a finding names."""
    path = tmp_path / "contacts.csv"
    path.write_text(
        'email,note\n\na@lilas.example,"deux\nlignes"\n,\nb@lilas.example,x\n', "utf-8"
    )
    assert [row.number for row in read_table(path)] == [1, 3, 5]


@pytest.mark.parametrize("blank", ["", ",", " , ", '"",""', "\xa0,\t"])
def test_a_row_that_says_nothing_is_skipped(tmp_path: Path, blank: str) -> None:
    """Mailmerge sent a letter to `<>` for the line of commas that Excel leaves."""
    path = tmp_path / "contacts.csv"
    path.write_text(f"email,nom\na@lilas.example,Zoe\n{blank}\n", "utf-8")
    assert len(read_table(path)) == 2


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b" \n", b"\xef\xbb\xbf", b"\xff\xfe"]
)
def test_an_empty_file_is_named_as_such(tmp_path: Path, content: bytes) -> None:
    """A traceback would not tell that the export went wrong."""
    path = tmp_path / "contacts.csv"
    path.write_bytes(content)
    with pytest.raises(ContactsError, match="empty"):
        read_table(path)


def test_a_quotation_mark_never_closed_names_its_row(tmp_path: Path) -> None:
    """Without the row the user would search a list of thousands."""
    path = tmp_path / "contacts.csv"
    path.write_text('email,nom\na@lilas.example,Z\nb@lilas.example,"B\nc,d\n', "utf-8")
    with pytest.raises(ContactsError, match="row 3"):
        read_table(path)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    """Octets that stand for nothing in any encoding are no list."""
    path = tmp_path / "contacts.csv"
    path.write_bytes(b"email\n\x81\x8d\x8f\n")
    with pytest.raises(ContactsError, match="not a text file"):
        read_table(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """The exit code and the words tell a wrong path from a wrong list."""
    with pytest.raises(MissingFileError, match=r"liste\.csv"):
        read_table(tmp_path / "liste.csv")


def test_a_folder_in_place_of_the_list_is_no_crash(tmp_path: Path) -> None:
    """A path typed one word short is the commonest of typing errors."""
    with pytest.raises(MissingFileError):
        read_table(tmp_path)


def test_rows_come_one_by_one(tmp_path: Path) -> None:
    """The first row is there although the last is broken: lists may be long."""
    path = tmp_path / "contacts.csv"
    path.write_text('email,nom\na@lilas.example,"B\n', "utf-8")
    assert next(read_rows(path, shown_as="contacts.csv")).cells == ["email", "nom"]


def test_a_real_list_of_town_halls_reads_whole() -> None:
    """Invented tables are kinder than those that prefectures publish."""
    path = SHARED / "data/messy/01-mairies-2021-bad-emails.utf8.comma.csv"
    if not path.exists():
        pytest.skip("the shared data are not here")
    rows = read_table(path)
    assert {len(row.cells) for row in rows} == {len(rows[0].cells)}


def test_a_pipe_in_place_of_a_list_is_refused(tmp_path: Path) -> None:
    """Nobody writes into it, so the program would wait for ever."""
    path = tmp_path / "contacts.csv"
    os.mkfifo(path)
    with pytest.raises(MissingFileError):
        list(read_rows(path, shown_as="contacts.csv"))


@pytest.mark.parametrize("name", NO_NAMES)
def test_a_list_whose_name_leads_nowhere_is_refused(tmp_path: Path, name: str) -> None:
    """It is told as any list that cannot be read."""
    with pytest.raises(MissingFileError):
        read_table(nowhere(tmp_path, name))


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="has no /proc")
@pytest.mark.parametrize("is_linked", [False, True])
def test_what_the_system_shows_of_itself_is_no_list(
    tmp_path: Path, *, is_linked: bool
) -> None:
    """A stranger's campaign.toml must not put the environment on the screen."""
    path = Path("/proc/self/environ")
    if is_linked:
        path = tmp_path / "contacts.csv"
        path.symlink_to("/proc/self/environ")
    with pytest.raises(MissingFileError, match="no ordinary file"):
        read_table(path)


def test_a_folder_is_called_one_with_the_list_to_give(tmp_path: Path) -> None:
    """Whoever gives the campaign means the list in it."""
    with pytest.raises(MissingFileError, match="is a folder") as caught:
        read_table(tmp_path)
    assert str(Path(tmp_path.name) / "contacts.csv") in (caught.value.hint or "")


def test_a_pdf_is_called_one(tmp_path: Path) -> None:
    """It decodes as Windows-1252, and has no column."""
    path = tmp_path / "liste.csv"
    path.write_bytes(b"%PDF-1.7\nemail;nom\n")
    with pytest.raises(ContactsError, match="is a PDF"):
        read_table(path)


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="has no /dev/fd")
def test_a_list_given_as_an_open_file_is_read(tmp_path: Path) -> None:
    """`mairemail check --contacts /dev/stdin < contacts.csv` names a file on a disk."""
    path = tmp_path / "contacts.csv"
    path.write_text("email\nmairie@lilas.example\n", encoding="utf-8")
    with path.open("rb") as file:
        assert len(read_table(Path(f"/dev/fd/{file.fileno()}"))) == 2


@pytest.mark.parametrize(
    "content",
    [
        b"a" * 1_100_000,
        b"\0" * 3_000_000,
        b"email," * 300_000,
        b",".join(b"c%d" % number for number in range(100_000)) + b"\n",
        b"email\nmairie@lilas.example" + b"," * 20_000,
        b'email,"' + b"n" * 1_000_000 + b'"\n',
        b"email\n" + b"\r\n" * 9 + b"a" * 1_100_000,
    ],
)
def test_a_row_that_has_no_end_is_refused_and_not_shown(
    tmp_path: Path, content: bytes
) -> None:
    """Memory has one."""
    path = tmp_path / "liste.csv"
    path.write_bytes(content)
    with pytest.raises(ContactsError, match=r"liste\.csv, row \d+:") as caught:
        read_table(path)
    assert len(f"{caught.value.message}{caught.value.hint}") < 300


def test_a_file_of_gigabytes_is_refused_unread(tmp_path: Path) -> None:
    """A million people take a fifth of one."""
    path = tmp_path / "liste.csv"
    with path.open("wb") as file:
        file.truncate(3 << 30)
    with pytest.raises(ContactsError, match="far more"):
        read_table(path)
