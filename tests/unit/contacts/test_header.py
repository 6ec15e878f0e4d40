"""Where the header of a table is."""

from pathlib import Path

import pytest

from mairemail.contacts.header import header_place
from mairemail.errors import ContactsError
from tests.unit.material import read_table

_SENATE = """% Requête :select sennomuse as "Nom usuel",
% \tcase when senautema='OUI' then senema
% \tend as "Courrier électronique",
%   s.SENDESPRO as "Description, de la profession"
Nom usuel,Prénom usuel,Courrier électronique
BESSON,Anne,Non public
"""


@pytest.mark.parametrize(
    ("text", "header", "number"),
    [
        ("email;nom\na@lilas.example;B\n", ["email", "nom"], 1),
        ("\ufeffsep=;\nemail;nom\na@lilas.example;B\n", ["email", "nom"], 1),
        ("sep=|\nnom, p|email\nB, Z|a@lilas.example\n", ["nom, p", "email"], 1),
        ("Courriels\n\nNom;Courriel\nB;a@lilas.example\n", ["Nom", "Courriel"], 3),
        ("Maires, 2026\nNom;Courriel\nB;a@lilas.example\n", ["Nom", "Courriel"], 2),
        (_SENATE, ["Nom usuel", "Prénom usuel", "Courrier électronique"], 5),
        ("% du vote;email\n12;a@lilas.example\n", ["% du vote", "email"], 1),
        ("Titre\nNom\tPrénom\nB\tZ\n", ["Nom", "Prénom"], 2),
        ("courriel\na@lilas.example\nb@lilas.example\n", ["courriel"], 1),
    ],
)  # fmt: skip
def test_header_is_found_below_what_stands_above_it(
    tmp_path: Path, text: str, header: list[str], number: int
) -> None:
    """Official exports begin with directives, queries and titles."""
    path = tmp_path / "contacts.csv"
    path.write_text(text, "utf-8")
    found = read_table(path)[0]
    assert (found.cells, found.number) == (header, number)


@pytest.mark.parametrize(
    "rows",
    [
        [["B", "a@lilas.example"], ["mail", "x"]],
        [["B", "mailto:a@lilas.example"], ["nom", "courriel"]],
        [["a@lilas.example"]],
        [[]],
        [],
    ],
)
def test_no_header_comes_after_an_address(rows: list[list[str]]) -> None:
    """Somebody called Mail must not make those above them titles, and unwritten to."""
    assert header_place(rows) is None


def test_table_without_header_comes_whole(tmp_path: Path) -> None:
    """No row is lost where there is nothing to recognise."""
    path = tmp_path / "contacts.csv"
    path.write_text("B;a@lilas.example\nC;c@lilas.example\n", "utf-8")
    assert [row.number for row in read_table(path)] == [1, 2]


@pytest.mark.parametrize(
    "text",
    ['{"email": "a@lilas.example"}', '[{"email": 1}]', "<!DOCTYPE html>\n<table>"],
)
def test_what_is_no_table_is_refused(tmp_path: Path, text: str) -> None:
    """A download often gives the page and not the file."""
    path = tmp_path / "contacts.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(ContactsError, match="not a table"):
        read_table(path)


def test_macintosh_file_is_refused_with_its_name(tmp_path: Path) -> None:
    """Read as Windows text it would say “Madame la dŽputŽe”."""
    path = tmp_path / "contacts.csv"
    path.write_bytes(
        "Civilité;Prénom;Courriel\rMme;Irène;a@b.example".encode("mac_roman")
    )
    with pytest.raises(ContactsError, match="MacRoman"):
        read_table(path)
