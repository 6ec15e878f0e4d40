"""What is left of a campaign, as a list that can be corrected and sent to as it is."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import count, islice, takewhile
from pathlib import Path

from mairemail.campaigns.campaign import Campaign
from mairemail.campaigns.merge import read_contacts
from mairemail.cli.screen import printable
from mairemail.contacts.columns import email_column
from mairemail.contacts.fields import slug
from mairemail.contacts.formulas import defused
from mairemail.contacts.table import Row, delimiter_in, read_rows
from mairemail.errors import CannotWriteError, ContactsError, MissingFileError
from mairemail.files import cannot_write, is_there
from mairemail.language import _
from mairemail.ledger.delivery import Delivery, Status
from mairemail.ledger.ledger import Ledger
from mairemail.sending.standing import leftovers

_OURS = tuple(
    re.compile(rf"(mairemail_)?{name}(_\d+)?") for name in ("status", "code", "reply")
)


def left_table(campaign: Campaign, left: Iterable[Delivery]) -> bytes:
    """
    Give the rows of messages left, as the list has them, with status, code and reply.

    Columns, cells, order and delimiter are the list's; of three last columns that are
    ours already, new ones take the place. A message whose row the list has no more
    comes last, with nothing but its address. UTF-8 with a BOM, or Excel takes it for
    Windows-1252; formulas defused in the way the reader of lists undoes.
    """
    left = list(left)
    try:
        header, delimiter, email, rows = _read_list(campaign)
    except (ContactsError, MissingFileError):
        # Who is left is known without the list.
        header, delimiter, email, rows = ["email"], ",", 0, iter(())
        left = [replace(one, row=None) for one in left]
    width = len(header) - len(_OURS) * _ends_with_ours(header)
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)

    def write(cells: list[str]) -> None:
        writer.writerow([defused(cell) for cell in cells])

    write([*header[:width], *_names_beside(header[:width])])
    by_row = {one.row: one for one in left}
    for row in rows:
        if row.number in by_row:
            write([*row.cells[:width], *_state_of(by_row[row.number])])
    for one in left:
        if one.row is None:
            cells = [""] * width
            cells[email] = one.email
            write([*cells, *_state_of(one)])
    return text.getvalue().encode("utf-8-sig")


def _read_list(campaign: Campaign) -> tuple[list[str], str, int, Iterator[Row]]:
    """Give a list's header, delimiter, place of the addresses, and rows to come."""
    path, name = campaign.contacts, campaign.contacts_name
    rows = read_rows(path, shown_as=name)
    header = next(rows, Row(1, []))
    email = email_column(header, shown_as=name)
    return header.cells, delimiter_in(path, shown_as=name), email, rows


def _ends_with_ours(header: list[str]) -> bool:
    last = header[-len(_OURS) :]
    return len(header) > len(_OURS) and all(
        ours.fullmatch(slug(name)) for ours, name in zip(_OURS, last, strict=True)
    )


def _names_beside(header: list[str]) -> list[str]:
    """Name our columns otherwise where the list has columns called so."""
    taken = {slug(name) for name in header}
    names = []
    for plain in ("status", "code", "reply"):
        others = (f"mairemail_{plain}_{number}" for number in count(2))
        candidates = (plain, f"mairemail_{plain}")
        free = [name for name in candidates if name not in taken]
        names.append(
            free[0] if free else next(name for name in others if name not in taken)
        )
    return names


def _state_of(delivery: Delivery) -> list[str]:
    said = printable(" ".join((delivery.reply or "").split()))
    return [delivery.status.value, str(delivery.code or ""), said]


def save_left(
    path: Path, campaign: Campaign, left: Iterable[Delivery], *, ledger: Ledger | None
) -> None:
    """
    Write the messages left to a file the user names.

    A file that is there is renewed only as we wrote it, as in `renew_left`.

    Args:
        path: The file.
        campaign: Whose list gives the columns.
        left: The messages.
        ledger: What knows which files we wrote; None where there is none yet.

    Raises:
        CannotWriteError: It cannot be written, or holds what we did not write.
    """
    is_ours = ledger is not None and _is_as_we_wrote(path, campaign, ledger)
    if _holds_rows(path) and not is_ours:
        raise CannotWriteError(
            _("{path} is there already, and not as mairemail wrote it").format(
                path=path
            ),
            hint=_("Name another file: nothing of yours is overwritten"),
        )
    data = left_table(campaign, left)
    if ledger is not None:
        ledger.note_leftover(campaign.id, _digest(data))
    _write(path, data)


def _holds_rows(path: Path) -> bool:
    """Tell whether a file is there that is more than a header of ours."""
    if not is_there(path) or not path.is_file() or not path.stat().st_size:
        return False
    try:
        header, *rows = islice(read_rows(path, shown_as=path.name), 2)
    except (ContactsError, MissingFileError):
        return True
    return bool(rows) or not _ends_with_ours(header.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftFile:
    """
    A file of messages left.

    Attributes:
        count: How many messages it holds.
        has_rejected: Whether one of them may have an address to correct.
    """

    path: Path
    count: int
    has_rejected: bool


def renew_left(
    campaign: Campaign, ledger: Ledger, *, contacts: Path
) -> LeftFile | None:
    """
    Write left.csv into the campaign's folder, or remove it where nothing is left.

    A file is renewed or removed only as we wrote it, which the ledger knows by its
    digest: one that was corrected since is the user's, and left-2.csv is written.
    Rejected or deferred messages whose rows are gone are not in it: the list was
    corrected.

    Args:
        campaign: On copies of its list and letter, as a run has it.
        ledger: What became of each message.
        contacts: The list itself, never overwritten.

    Returns:
        The file, None where nothing is left.

    Raises:
        CannotWriteError: The file cannot be written or removed.
    """
    left = [
        one
        for one in leftovers(ledger, campaign.id, read_contacts(campaign))
        if one.row or one.status is Status.UNCERTAIN
    ]
    taken = list(takewhile(_exists, _places(campaign.folder)))
    ours = [
        place
        for place in taken
        if not _is_same(place, contacts) and _is_as_we_wrote(place, campaign, ledger)
    ]
    target = None
    if left:
        free = next(place for place in _places(campaign.folder) if place not in taken)
        target = ours[0] if ours else free
        data = left_table(campaign, left)
        ledger.note_leftover(campaign.id, _digest(data))
        _write(target, data)
    for place in ours:
        if place != target:
            _remove(place)
    if target is None:
        return None
    has_rejected = any(one.status is Status.REJECTED for one in left)
    return LeftFile(path=target, count=len(left), has_rejected=has_rejected)


def _places(folder: Path) -> Iterator[Path]:
    yield folder / "left.csv"
    for number in count(2):
        yield folder / f"left-{number}.csv"


def _exists(path: Path) -> bool:
    return path.is_symlink() or path.exists()


def _is_same(path: Path, other: Path) -> bool:
    with suppress(OSError):
        return path.samefile(other)
    return False


def _is_as_we_wrote(path: Path, campaign: Campaign, ledger: Ledger) -> bool:
    if not is_there(path) or path.is_symlink() or not path.is_file():
        return False
    try:
        data = path.read_bytes()
    except OSError:
        return False
    return ledger.knows_leftover(campaign.id, _digest(data))


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def _write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; a pipe or a device is written to as it is."""
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)
            return
        part = path.with_name(f".{path.name}.part")
        part.write_bytes(data)
        part.replace(path)
    except OSError as err:
        raise _cannot_write(path, err) from err


def _remove(path: Path) -> None:
    try:
        path.unlink()
    except OSError as err:
        raise _cannot_write(path, err) from err


def _cannot_write(path: Path, err: OSError) -> CannotWriteError:
    hint = _("Close it in the spreadsheet program, or name another file")
    return cannot_write(path, err, hint=hint)
