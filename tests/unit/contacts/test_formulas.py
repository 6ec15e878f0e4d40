"""Cells that a spreadsheet program would run."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mairemail.contacts.formulas import defused, restored

_CELLS = st.text(alphabet="=+-@'ab ;,|\t\n\r1", max_size=12).map(str.strip)


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("+33 1 23 45 67 89", "'+33 1 23 45 67 89"),
        ("=1+1", "'=1+1"),
        ("-", "'-"),
        ("@maire", "'@maire"),
        ("a; =1+1", "a; '=1+1"),
        ("a\n=1+1", "a\n'=1+1"),
        ("L'Haÿ-les-Roses", "L'Haÿ-les-Roses"),
        ("maire@lilas.example", "maire@lilas.example"),
        ("1 - 2", "1 - 2"),
        ("", ""),
    ],
)
def test_a_cell_is_made_harmless_and_comes_back_as_it_was(
    cell: str, written: str
) -> None:
    """A list written for correction is a list to send to."""
    assert defused(cell) == written
    assert restored(written) == cell


@given(_CELLS)
def test_whatever_was_read_comes_back_as_it_was(text: str) -> None:
    """A phone number must not gain an apostrophe with each run."""
    cell = restored(text)
    assert restored(defused(cell)) == restored(cell)
    assert defused(restored(defused(cell))) == defused(restored(cell))


@given(_CELLS, st.sampled_from(",;|\t"))
def test_no_cell_begins_a_formula_at_whichever_delimiter_it_is_cut(
    cell: str, delimiter: str
) -> None:
    """A French Excel cuts a comma file at semicolons, quotation marks or not."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerow([defused(cell)])
    for piece in re.split(r"[,;|\t\r\n]", text.getvalue()):
        assert piece.strip(' "')[:1] not in {"=", "+", "-", "@"} or not piece.strip()


@pytest.mark.parametrize("run", ["\n", ", ", " \n", "\t \r"])
def test_a_long_run_of_delimiters_and_blanks_takes_no_longer_than_a_text(
    run: str,
) -> None:
    """A stranger's list must not keep a computer busy for hours."""
    cell = f"@,{run * (100_000 // len(run))}x'@"
    assert restored(defused(cell)) == cell
    assert defused(cell) == f"'{cell}"
