"""What changed between two lists, shown to a person or a program."""

from collections.abc import Iterable, Iterator

from mairemail.cli.screen import pad, paint, printable, width_of
from mairemail.contacts.comparison import Change, ChangeKind
from mairemail.language import ngettext

# A cell wider than this stands out of its column, rather than push all others away.
_WIDEST = 32


def as_json(change: Change) -> dict[str, object]:
    """Give the contract's keys."""
    old, new = change.old, change.new
    return {
        "change": change.kind.value,
        "email": new.email or None if new else None,
        "old_email": old.email or None if old else None,
        "name": new.name if new else None,
        "old_name": old.name if old else None,
        "commune": _cell(change, "commune") or None,
        "office": _cell(change, "office") or None,
        "row": new.row if new else None,
        "old_row": old.row if old else None,
    }


def lines_of(changes: Iterable[Change]) -> Iterator[str]:
    """Give the changes kind by kind, each under its count, in columns."""
    groups: dict[ChangeKind, list[Change]] = {}
    for change in changes:
        groups.setdefault(change.kind, []).append(change)
    for kind, group in groups.items():
        yield paint(_heading(kind, len(group)), "bold")
        yield from _table([_cells(change) for change in group])
        yield ""


def _heading(kind: ChangeKind, count: int) -> str:
    match kind:
        case ChangeKind.REPLACED:
            text = ngettext("{count} replaced", "{count} replaced", count)
        case ChangeKind.CAME:
            text = ngettext("{count} came", "{count} came", count)
        case ChangeKind.LEFT:
            text = ngettext("{count} left", "{count} left", count)
        case ChangeKind.ADDRESS_CHANGED:
            text = ngettext("{count} new address", "{count} new addresses", count)
    return text.format(count=count)


def _cells(change: Change) -> tuple[str, ...]:
    department = _cell(change, "department")
    commune = _cell(change, "commune")
    place = f"{commune} ({department})" if commune and department else commune
    both = [contact for contact in (change.old, change.new) if contact]
    # One who is told a new address is the same person, however the lists spell it.
    named = both[-1:] if change.kind is ChangeKind.ADDRESS_CHANGED else both
    return (
        place,
        _cell(change, "office"),
        _from_to(contact.name for contact in named),
        _from_to(contact.email for contact in both),
    )


def _from_to(texts: Iterable[str]) -> str:
    return " → ".join(dict.fromkeys(text for text in texts if text))


def _table(rows: list[tuple[str, ...]]) -> Iterator[str]:
    """Give the rows in columns as wide as they need; one that is empty is left out."""
    columns = [column for column in zip(*rows, strict=True) if any(column)]
    widths = [min(max(map(width_of, column)), _WIDEST) for column in columns]
    for cells in zip(*columns, strict=True):
        padded = (pad(cell, width) for cell, width in zip(cells, widths, strict=True))
        yield printable("  " + "  ".join(padded).rstrip())


def _cell(change: Change, field: str) -> str:
    """Give a cell of the newer contact that has it, on one line."""
    for contact in (change.new, change.old):
        if contact and field in contact.cells:
            return " ".join(contact.cells[field].split())
    return ""
