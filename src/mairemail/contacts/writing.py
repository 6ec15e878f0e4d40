"""A list of contacts on its way to a file; one that is there already is kept."""

import csv
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path

from mairemail.contacts.formulas import defused
from mairemail.contacts.table import usual_delimiter
from mairemail.errors import CannotWriteError, UsageError
from mairemail.files import cannot_write
from mairemail.language import _

# Letters, settings, and what no other program would open if a list had its name.
_NO_LIST = {
    ".xlsx", ".xls", ".ods", ".md", ".toml", ".docx", ".pdf", ".json", ".html",
}  # fmt: skip


def write_list(
    path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]
) -> Path | None:
    """
    Write a list as CSV, whole or not at all, and give the backup of an earlier one.

    UTF-8 with a BOM, or Excel takes it for Windows-1252; the delimiter that spreadsheet
    programs in our language expect; formulas defused in the way `read_rows` undoes.

    Args:
        path: Where to; what is there is named contacts.old.csv before, or
            contacts.old-2.csv and so on.
        columns: The names of the columns.
        rows: As many cells as columns; may be read while they come.

    Raises:
        CannotWriteError: The file or its backup cannot be written.
    """
    _hold_to_file(path)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        _write(part, columns, rows)
        backup = _set_aside(path)
        part.replace(path)
    except BaseException as err:
        with suppress(OSError):
            part.unlink()
        if isinstance(err, OSError):
            raise cannot_write(
                path,
                err,
                hint=_("Make room, or name a file in a folder you may write to"),
            ) from err
        raise
    return backup


def hold_to_list_name(path: Path) -> None:
    """
    Refuse a name that says that the file is no CSV.

    Raises:
        UsageError: It is the name of a letter, a spreadsheet, a setting or the like.
    """
    ending = path.suffix.lower()
    if ending in _NO_LIST:
        raise UsageError(
            _("{file}: a list is written as CSV, not as {ending}").format(
                file=path, ending=ending
            ),
            hint=_("Give it a name that ends in .csv, such as contacts.csv"),
        )


def _hold_to_file(path: Path) -> None:
    """Refuse a folder, a pipe or a device: it would be renamed like an old list."""
    # exists() raises for a name that is too long; writing tells that.
    with suppress(OSError):
        if not path.name or (path.exists() and not path.is_file()):
            raise CannotWriteError(
                _("{file} is no ordinary file").format(file=path),
                hint=_("Name a file to write, such as contacts.csv"),
            )


def _write(part: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    # Half a character (RFC 8259, 8.2) is written as \ud83d, as is a strange file name.
    with part.open(
        "w", encoding="utf-8-sig", errors="backslashreplace", newline=""
    ) as file:
        writer = csv.writer(file, delimiter=usual_delimiter())
        writer.writerow(map(defused, columns))
        writer.writerows(map(defused, cells) for cells in rows)
        file.flush()
        os.fsync(file.fileno())


def _set_aside(path: Path) -> Path | None:
    """Give what is there a second name, so that it is never without one."""
    if not path.is_symlink() and not path.exists():
        return None
    for backup in _backups(path):
        try:
            backup.hardlink_to(path)
        except FileExistsError:
            continue
        except OSError:
            # A file system without links, as that of most USB sticks, or a folder.
            if path.is_dir() or backup.exists():
                raise
            path.rename(backup)
        return backup
    return None


def _backups(path: Path) -> Iterator[Path]:
    yield path.with_name(f"{path.stem}.old{path.suffix}")
    for number in count(2):
        yield path.with_name(f"{path.stem}.old-{number}{path.suffix}")
