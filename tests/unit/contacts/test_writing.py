"""A list written, and the one that was there."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from mairemail.contacts.writing import write_list
from mairemail.errors import CannotWriteError, ContactsError
from tests.unit.material import read_table


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    """Accents, delimiters, quotation marks, line breaks and formulas."""
    cells = ["=1+1", 'dit "Le Grand"; Œdipe', "ligne 1\nligne 2"]
    path = tmp_path / "contacts.csv"
    assert write_list(path, ["email", "nom", "note"], [cells]) is None
    header, row = read_table(path)
    assert header.cells == ["email", "nom", "note"]
    assert row.cells == cells
    assert b"'=1+1" in path.read_bytes()


def test_an_earlier_list_is_kept_each_time(tmp_path: Path) -> None:
    """It may hold a week of corrections."""
    path = tmp_path / "contacts.csv"
    path.write_bytes(b"first")
    assert write_list(path, ["email"], []) == tmp_path / "contacts.old.csv"
    second = path.read_bytes()
    assert write_list(path, ["email", "nom"], []) == tmp_path / "contacts.old-2.csv"
    assert (tmp_path / "contacts.old.csv").read_bytes() == b"first"
    assert (tmp_path / "contacts.old-2.csv").read_bytes() == second


def test_rows_that_end_in_an_error_change_nothing(tmp_path: Path) -> None:
    """A table may break off in the middle, at a quotation mark."""

    def rows() -> Iterator[list[str]]:
        yield ["mairie@lilas.example"]
        raise ContactsError("broken")

    path = tmp_path / "contacts.csv"
    path.write_bytes(b"first")
    with pytest.raises(ContactsError):
        write_list(path, ["email"], rows())
    assert [file.name for file in tmp_path.iterdir() if file.name != "home"] == [
        "contacts.csv"
    ]
    assert path.read_bytes() == b"first"


def test_a_place_that_takes_no_file_is_told(tmp_path: Path) -> None:
    """A folder of that name, or none at all."""
    (tmp_path / "folder").mkdir()
    for path in (
        tmp_path / "folder",
        tmp_path / "nowhere" / "contacts.csv",
        tmp_path / f"{'a' * 255}.csv",
        Path(),
        Path("/"),
    ):
        with pytest.raises(CannotWriteError):
            write_list(path, ["email"], [])
    assert [file.name for file in tmp_path.iterdir() if file.name != "home"] == [
        "folder"
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_stays_where_it_is(tmp_path: Path) -> None:
    """Whoever may write to /dev would have /dev/full renamed to /dev/full.old."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(CannotWriteError):
        write_list(pipe, ["email"], [])
    assert pipe.is_fifo()


def test_half_a_character_is_written_as_its_number(tmp_path: Path) -> None:
    """JSON may hold one; so does the name of a file that is not in UTF-8."""
    path = tmp_path / "contacts.csv"
    write_list(path, ["email", "note"], [["mairie@lilas.example", "a\ud83d"]])
    _header, row = read_table(path)
    assert row.cells[1] == "a\\ud83d"
