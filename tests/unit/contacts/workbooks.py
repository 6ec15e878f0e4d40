"""Small .xlsx and .ods files with the cells a test wants."""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

SHEET_TYPE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OPEN_DOCUMENT = "urn:oasis:names:tc:opendocument:xmlns"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"

Cells = Sequence[Sequence[str | int | float]]


def write_xlsx(path: Path, sheets: Mapping[str, Cells]) -> Path:
    """Write a spreadsheet; numbers are stored as numbers, "" as no cell at all."""
    return write_raw_xlsx(
        path, {name: worksheet(_rows(cells)) for name, cells in sheets.items()}
    )


def write_raw_xlsx(
    path: Path, sheets: Mapping[str, str], *, others: Mapping[str, str] | None = None
) -> Path:
    """Write a spreadsheet of sheets that are given as they stand in the file."""
    names = list(sheets)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("_rels/.rels", _relations(f"{_OFFICE}/officeDocument",
                                                ["xl/workbook.xml"]))  # fmt: skip
        file.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{SHEET_TYPE}" xmlns:r="{_OFFICE}"><sheets>'
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
            file.writestr(f"xl/{place}", sheets[name])
        for place, text in (others or {}).items():
            file.writestr(place, text)
    return path


def worksheet(rows: str) -> str:
    """Give a sheet of .xlsx with rows as they stand in the file."""
    return f'<worksheet xmlns="{SHEET_TYPE}"><sheetData>{rows}</sheetData></worksheet>'


def write_ods(path: Path, *tables: str) -> Path:
    """Write a spreadsheet of tables with rows as they stand in the file."""
    names = ("office", "table", "text")
    spaces = " ".join(f'xmlns:{name}="{_OPEN_DOCUMENT}:{name}:1.0"' for name in names)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{_OPEN_DOCUMENT}:manifest:1.0"/>',
        )
        file.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            + "".join(
                f'<table:table table:name="{number}">{rows}</table:table>'
                for number, rows in enumerate(tables, 1)
            )
            + "</office:spreadsheet></office:body></office:document-content>",
        )
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


def _rows(rows: Cells) -> str:
    return "".join(
        f'<row r="{number}">'
        + "".join(
            _cell(f"{chr(65 + place)}{number}", value)
            for place, value in enumerate(row)
            if value != ""
        )
        + "</row>"
        for number, row in enumerate(rows, 1)
    )


def _cell(place: str, value: str | float) -> str:
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f'<c r="{place}"><v>{value}</v></c>'


def write_docx(path: Path) -> Path:
    """Write what Word makes of a table, as far as it is looked at."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        file.writestr("word/document.xml", "<document><tbl/></document>")
        file.writestr("word/styles.xml", "<styles/>")
    return path


def write_odt(path: Path) -> Path:
    """Write what LibreOffice Writer makes of a table, as far as it is looked at."""
    write_ods(path, "<table:table-row/>")
    with zipfile.ZipFile(path) as file:
        content = file.read("content.xml")
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        file.writestr("content.xml", content)
    return path


def write_doc(path: Path) -> Path:
    """Write the beginning of what Word made until 2007."""
    name = "WordDocument".encode("utf-16-le")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000) + name)
    return path
