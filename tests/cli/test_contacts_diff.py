"""mairemail contacts diff: who came, who left, whose address changed."""

from pathlib import Path

import pytest

from tests.cli.program import Program

_HEADER = "email,first_name,last_name,office,commune,department\n"
_OLD = [
    "mairie@mende.example,Anne,Roy,Maire,Mende,48\n",
    "maire@dole.example,Max,Jay,Maire,Dole,39\n",
    "mairie@ornans.example,Zoé,Hay,Maire,Ornans,25\n",
    "mairie@salins.example,Ali,Bey,Maire,Salins-les-Bains,39\n",
]
_NEW = [
    "mairie@mende.example,Luc,Petit,Maire,Mende,48\n",
    "jay@dole.example,Max,JAY,Maire,Dole,39\n",
    "mairie@salins.example,Ali,Bey,Maire,Salins-les-Bains,39\n",
    "maire@arbois.example,Eve,Lac,Maire,Arbois,39\n",
    "maire@long.example,Eve,Lac\n",
    ",Noé,Bon,Maire,Poligny,39\n",
]


def _write(program: Program, name: str, rows: list[str]) -> Path:
    path = program.home / name
    path.write_text(_HEADER + "".join(rows), encoding="utf-8")
    return path


@pytest.fixture
def lists(mairemail: Program) -> tuple[Path, Path]:
    """Give an older and a newer list."""
    return _write(mairemail, "old.csv", _OLD), _write(mairemail, "new.csv", _NEW)


def test_changes_are_told_kind_by_kind(
    mairemail: Program, lists: tuple[Path, Path]
) -> None:
    """The new mayor first: their letter would greet the old one."""
    shown = mairemail.quick("contacts", "diff", *lists)
    assert shown.out == (
        "1 replaced\n"
        "  Mende (48)  Maire  Anne Roy → Luc Petit  mairie@mende.example\n"
        "\n"
        "2 came\n"
        "  Arbois (39)   Maire  Eve Lac  maire@arbois.example\n"
        "  Poligny (39)  Maire  Noé Bon\n"
        "\n"
        "1 left\n"
        "  Ornans (25)  Maire  Zoé Hay  mairie@ornans.example\n"
        "\n"
        "1 new address\n"
        "  Dole (39)  Maire  Max Jay  maire@dole.example → jay@dole.example\n"
        "\n"
        "1 as before\n"
    )
    assert "new.csv: 1 row with too few or too many cells is left out" in " ".join(
        shown.err.split()
    )


def test_columns_stand_below_each_other(mairemail: Program) -> None:
    """Also with accents and names of different lengths."""
    old = _write(mairemail, "old.csv", _OLD)
    new = _write(mairemail, "new.csv", [])
    lines = mairemail.quick("contacts", "diff", old, new).out.splitlines()
    assert lines[0] == "4 left"
    assert {line.index("Maire") for line in lines[1:5]} == {25}
    assert {line.index(line.split()[-1]) for line in lines[1:5]} == {42}


def test_a_program_gets_an_object_a_change(
    mairemail: Program, lists: tuple[Path, Path]
) -> None:
    """With what is not there as null."""
    replaced, came, _also_came, left, moved = mairemail.quick(
        "contacts", "diff", *lists, "--json"
    ).objects
    assert replaced == {
        "change": "replaced",
        "email": "mairie@mende.example",
        "old_email": "mairie@mende.example",
        "name": "Luc Petit",
        "old_name": "Anne Roy",
        "commune": "Mende",
        "office": "Maire",
        "row": 2,
        "old_row": 2,
    }
    assert (came["change"], came["old_email"], came["old_row"]) == ("came", None, None)
    assert (left["change"], left["email"], left["row"]) == ("left", None, None)
    assert left["commune"] == "Ornans"
    assert (moved["change"], moved["old_email"], moved["email"]) == (
        "address-changed", "maire@dole.example", "jay@dole.example",
    )  # fmt: skip


def test_lists_alike_have_no_changes(mairemail: Program) -> None:
    """And end with 0, as lists that differ do: neither is a fault."""
    path = _write(mairemail, "old.csv", _OLD)
    assert mairemail.quick("contacts", "diff", path, path).out == "4 as before\n"
    assert mairemail.quick("contacts", "diff", path, path, "--json").objects == []


def test_changes_are_told_in_french(
    mairemail: Program, lists: tuple[Path, Path]
) -> None:
    """As everything is."""
    shown = mairemail.quick(
        "contacts", "diff", *lists, environment={"MAIREMAIL_LANG": "fr"}
    )
    for heading in ("1 remplacement", "2 arrivées", "1 départ", "1 nouvelle adresse"):
        assert heading in shown.out.splitlines()


@pytest.mark.parametrize(("name", "code"), [("none.csv", 66), ("letter.txt", 65)])
def test_a_list_that_cannot_be_read_is_named(
    mairemail: Program, lists: tuple[Path, Path], name: str, code: int
) -> None:
    """Which of the two it is, and what to do."""
    (mairemail.home / "letter.txt").write_text("Dear mayor,\n", encoding="utf-8")
    for order in ((lists[0], name), (name, lists[0])):
        failed = mairemail.quick("contacts", "diff", *order, exits=code)
        assert name in failed.err
        assert failed.out == ""


def test_a_list_is_like_itself_whatever_stands_in_it_twice(mairemail: Program) -> None:
    """Nobody came and nobody left between two copies of one file."""
    again = "Mairie@Mende.example,Anne,Roy,Maire,Mende,48\n"
    path = _write(mairemail, "a.csv", [*_OLD, again])
    shown = mairemail.quick("contacts", "diff", path, path)
    assert shown.out == "5 as before\n"
