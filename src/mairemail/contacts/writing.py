"""A list of contacts on its way to a file; one that is there already is kept."""

import csv
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path

from mairemail.contacts.formulas import defused
from mairemail.contacts.table import usual_delimiter
from mairemail.errors import CannotWriteError
from mairemail.language import _


def write_list(
    path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]
) -> Path | None:
    """
    Write a list as CSV, whole or not at all, and give the backup of an earlier one.

    Args:
        path: Where to; what is there is first named contacts.old.csv,
            contacts.old-2.csv and so on.
        columns: The names of the columns.
        rows: As many cells as columns; may be read while they come.

    Raises:
        CannotWriteError: The file or its backup cannot be written.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, delimiter=usual_delimiter())
            writer.writerow(columns)
            writer.writerows(map(defused, cells) for cells in rows)
        backup = _set_aside(path)
        part.replace(path)
    except OSError as err:
        raise CannotWriteError(
            _("{path} cannot be written: {reason}").format(
                path=path, reason=err.strerror
            ),
            hint=_("Make room, or name a file in a folder you may write to"),
        ) from err
    finally:
        with suppress(OSError):
            part.unlink()
    return backup


def _set_aside(path: Path) -> Path | None:
    if not path.exists():
        return None
    for number in count(1):
        old = "old" if number == 1 else f"old-{number}"
        backup = path.with_name(f"{path.stem}.{old}{path.suffix}")
        if not backup.exists():
            path.rename(backup)
            return backup
    return None
