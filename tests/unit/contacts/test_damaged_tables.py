"""Tables damaged on their way: read, or refused in words, never a bug."""

import random
from datetime import date
from pathlib import Path

import pytest

from mairemail.contacts.table import read_rows
from mairemail.contacts.tidying.notes import REPAIRS
from mairemail.contacts.tidying.survey import Survey, surveyed
from mairemail.contacts.tidying.tidy_table import TidyRow, TidyTable, in_order
from mairemail.contacts.writing import write_list
from mairemail.errors import MairemailError
from tests.corruption.damage import damaged
from tests.unit.contacts.workbooks import write_xlsx

_TABLE = [
    line.replace("\\n", "\n").split("|")
    for line in (
        "|Civilité|Nom|Prénom|Commune|Code INSEE|Courriel|Date|Nom",
        "1|Mme|BESSON-LEFÈVRE|Zoé|Les Lilas|1004|mairie@lilas.example|46103|",
        "2|M.|DE LA TOUR NÉE LY|Jean|L'Haÿ|94038|a@roses.example; b@orange.fr||x",
        '3|Mme|Duval|dit "Le Grand"|Ville ; bourg|2A004|inconnu||l. 1\\nl. 2',
        "4|M.|N'DIAYE|Œdipe|Évry|91228|https://evry.example/contact||=1+1",
        "5||||Évry|91228|mairie evry@orange.fr|22/03/2026|",
    )
]
_HERE = Path(__file__).parent
_RUNS = 60


def _delimited(delimiter: str, encoding: str) -> bytes:
    lines = (
        delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row)
        for row in _TABLE
    )
    return "\r\n".join(lines).encode(encoding)


def _intact(layout: str, folder: Path) -> bytes:
    match layout:
        case "xlsx":
            return write_xlsx(folder / "table", {"Feuille": _TABLE}).read_bytes()
        case "ods":
            return (_HERE / "made_by_libreoffice.ods").read_bytes()
        case "tsv":
            return _delimited("\t", "utf-8")
        case "csv":
            return _delimited(",", "utf-8-sig")
        case encoding:
            return _delimited(";", encoding)


def _imported(path: Path) -> tuple[list[list[str]], set[str]]:
    """Give the rows of the clean list, its header first, and the codes told."""
    survey = Survey()
    table = TidyTable(read_rows(path, shown_as="t"), given={}, shown_as="t")
    told = [
        (one.code, one.message, one.hint)
        for one in surveyed(table, survey, today=date(2026, 3, 22))
    ]
    places = in_order(table.columns, survey.filled)
    again = TidyTable(read_rows(path, shown_as="t"), given={}, shown_as="t")
    rows = [row.cells for row in again.rows() if isinstance(row, TidyRow)]
    names = [column.name for column in table.columns]
    return (
        [[cells[place] for place in places] for cells in (names, *rows)],
        {code for code, _message, _hint in told},
    )


@pytest.mark.parametrize("layout", ["csv", "tsv", "cp1252", "utf-16", "xlsx", "ods"])
def test_a_damaged_table_is_imported_or_refused_in_words(
    layout: str, tmp_path: Path
) -> None:
    """What was imported is read again whole, and needs no further repair."""
    chance = random.Random(layout)  # noqa: S311 - the same damage each time
    data = _intact(layout, tmp_path)
    imported = 0
    for _run in range(_RUNS):
        path = tmp_path / "table"
        path.write_bytes(damaged(data, chance))
        try:
            (names, *rows), _codes = _imported(path)
        except MairemailError:
            continue
        imported += 1
        clean = tmp_path / "clean.csv"
        write_list(clean, names, rows)
        (_names, *again), codes = _imported(clean)
        assert len(again) == sum(any(row) for row in rows)
        assert codes.isdisjoint(set(REPAIRS) - {"no-address"}), path.read_bytes()
    assert layout in {"xlsx", "ods"} or imported > _RUNS // 6
