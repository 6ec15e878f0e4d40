"""Small .xlsx files with the cells a test wants."""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

_SHEET_TYPE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"

Cells = Sequence[Sequence[str | int | float]]


def write_xlsx(path: Path, sheets: Mapping[str, Cells]) -> Path:
    """Write a spreadsheet; numbers are stored as numbers, "" as no cell at all."""
    names = list(sheets)
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("_rels/.rels", _relations(f"{_OFFICE}/officeDocument",
                                                ["xl/workbook.xml"]))  # fmt: skip
        file.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_SHEET_TYPE}" xmlns:r="{_OFFICE}"><sheets>'
            + "".join(
                f'<sheet name="{escape(name)}" sheetId="{n}" r:id="r{n}"/>'
                for n, name in enumerate(names, 1)
            )
            + "</sheets></workbook>",
        )
        places = [f"worksheets/sheet{n}.xml" for n in range(1, len(names) + 1)]
        file.writestr(
            "xl/_rels/workbook.xml.rels", _relations(f"{_OFFICE}/worksheet", places)
        )
        for place, name in zip(places, names, strict=True):
            file.writestr(f"xl/{place}", _sheet(sheets[name]))
    return path


def _relations(kind: str, targets: Sequence[str]) -> str:
    return (
        f'<Relationships xmlns="{_PACKAGE}">'
        + "".join(
            f'<Relationship Id="r{n}" Type="{kind}" Target="{target}"/>'
            for n, target in enumerate(targets, 1)
        )
        + "</Relationships>"
    )


def _sheet(rows: Cells) -> str:
    return (
        f'<worksheet xmlns="{_SHEET_TYPE}"><sheetData>'
        + "".join(
            f'<row r="{number}">'
            + "".join(
                _cell(f"{chr(65 + place)}{number}", value)
                for place, value in enumerate(row)
                if value != ""
            )
            + "</row>"
            for number, row in enumerate(rows, 1)
        )
        + "</sheetData></worksheet>"
    )


def _cell(place: str, value: str | float) -> str:
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f'<c r="{place}"><v>{value}</v></c>'
