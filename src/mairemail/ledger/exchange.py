"""
A ledger as JSON Lines, to move it to another computer.

The first line names the format, the last one how many lines lie between them: a file
that was cut off is not taken for a whole one, since what it lacks would be sent again.
"""

import json
from collections.abc import Generator, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from mairemail.contacts.address import comparison_key
from mairemail.errors import LedgerError
from mairemail.language import _
from mairemail.ledger.database import Database, read_moment
from mairemail.ledger.delivery import Status, is_message_id
from mairemail.ledger.forgetting import is_fingerprint
from mairemail.ledger.history import Event, History, all_histories
from mairemail.ledger.merging import BadLineError, Merger
from mairemail.ledger.optouts import OptOut, optouts

FORMAT = "mairemail-ledger"
VERSION = 1
_STATUSES = {*(status.value for status in Status), "submitting"}
_EVENT = {
    "account": str,
    "status": str,
    "code": int | None,
    "enhanced": str | None,
    "reply": str | None,
    "at": datetime,
}
_MESSAGE = {
    "campaign_id": str,
    "step": str,
    "key": str,
    "email": str,
    "row": int,
    "message_id": str,
    "date": datetime,
    "events": list,
}
_OPTOUT = {"key": str, "email": str, "note": str, "at": datetime}


@dataclass(slots=True, kw_only=True)
class Imported:
    """How many messages were new, completed, known already; how many new opt-outs."""

    new: int = 0
    completed: int = 0
    known: int = 0
    optouts: int = 0


def export_lines(database: Database) -> Generator[str, None, None]:
    """Give everything the ledger knows as lines of JSON in ASCII."""
    with database.snapshot():
        count = 0
        yield _line({"kind": "ledger", "format": FORMAT, "version": VERSION})
        for history in all_histories(database):
            count += 1
            yield _line({"kind": "message", **asdict(history)})
        for optout in optouts(database):
            count += 1
            yield _line({"kind": "optout", **asdict(optout)})
        yield _line({"kind": "end", "lines": count})


def import_lines(
    database: Database, lines: Iterable[str], *, shown_as: str
) -> Imported:
    """
    Add what another ledger exported; all of it or nothing.

    Args:
        database: The ledger to add to.
        lines: As `export_lines` gives them.
        shown_as: What errors call the file.

    Raises:
        LedgerError: A line cannot be understood, or the file is cut off.
    """
    number = 0
    with database.transaction():
        reader = _Reader(Merger(database))
        for number, line in enumerate(lines, start=1):
            try:
                reader.read(line)
            except BadLineError as err:
                raise LedgerError(
                    _("{file}, line {line}: {reason}").format(
                        file=shown_as, line=number, reason=err
                    ),
                    hint=_("Nothing was imported: export the ledger again"),
                ) from err
        if not reader.is_at_end:
            raise LedgerError(
                _("{file} is cut off after line {line}").format(
                    file=shown_as, line=number
                ),
                hint=_("Nothing was imported: export the ledger again"),
            )
    if reader.merger.has_forgotten:
        database.scrub()
    return reader.imported


class _Reader:
    """Takes line after line, and knows when the end was reached."""

    def __init__(self, merger: Merger) -> None:
        self.merger = merger
        self.imported = Imported()
        self.is_at_end = False
        self._count = -1

    def read(self, line: str) -> None:
        if self.is_at_end:
            raise BadLineError(_("it stands after the end"))
        data = _parsed(line)
        if self._count < 0:
            _check_format(data)
        elif data.get("kind") == "end":
            _check_count(data, self._count)
            self.is_at_end = True
        else:
            self._take(data)
        self._count += 1

    def _take(self, data: dict[str, object]) -> None:
        kind = data.pop("kind", None)
        imported = self.imported
        if kind == "message":
            has_changed = self.merger.add_history(_history(data))
            imported.new += has_changed is None
            imported.completed += has_changed is True
            imported.known += has_changed is False
        elif kind == "optout":
            imported.optouts += self.merger.add_optout(_optout(data))
        else:
            raise BadLineError(_("it is no line of a ledger"))


def _line(value: dict[str, object]) -> str:
    return json.dumps(value, default=datetime.isoformat)


def _parsed(line: str) -> dict[str, object]:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as err:
        raise BadLineError(_("it is not valid JSON")) from err
    if not isinstance(data, dict):
        raise BadLineError(_("it is no line of a ledger"))
    return data


def _check_format(data: dict[str, object]) -> None:
    version = data.get("version")
    if data.get("format") != FORMAT or not isinstance(version, int):
        raise BadLineError(_("the file is no ledger exported by mairemail"))
    if version > VERSION:
        raise BadLineError(
            _(
                "a newer mairemail exported it (format {version}): update this one"
            ).format(version=version)
        )


def _check_count(data: dict[str, object], read: int) -> None:
    if data.get("lines") != read:
        raise BadLineError(
            _("{wanted} lines should stand before it, {count} do").format(
                wanted=data.get("lines"), count=read
            )
        )


def _history(data: dict[str, object]) -> History:
    fields = _fields(data, _MESSAGE)
    events = fields["events"]
    fields["events"] = tuple(map(_event, events if isinstance(events, list) else []))
    history = History(**fields)  # type: ignore[arg-type]  # held by _fields
    if not is_message_id(history.message_id):
        raise BadLineError(_("{name} cannot be used").format(name="message_id"))
    _check_key(history.key, history.email)
    return history


def _event(data: object) -> Event:
    event = Event(**_fields(data, _EVENT))  # type: ignore[arg-type]  # held by _fields
    if event.status not in _STATUSES:
        raise BadLineError(_("“{text}” is no known status").format(text=event.status))
    return event


def _optout(data: dict[str, object]) -> OptOut:
    optout = OptOut(**_fields(data, _OPTOUT))  # type: ignore[arg-type]  # held by _fields
    _check_key(optout.key, optout.email)
    return optout


def _check_key(key: str, email: str) -> None:
    """Hold that the key is the address's: by it alone nobody is written to twice."""
    if key != comparison_key(email) and not (is_fingerprint(key) and not email):
        raise BadLineError(_("its key is not that of its address"))
    if not key:
        raise BadLineError(_("it has no address"))


def _fields(data: object, kinds: Mapping[str, object]) -> dict[str, object]:
    """Give the values by name, each of its kind; neither fewer nor more."""
    if not isinstance(data, dict) or data.keys() != kinds.keys():
        raise BadLineError(
            _("it should have these names and no others: {names}").format(
                names=", ".join(kinds)
            )
        )
    return {name: _value(name, data[name], kind) for name, kind in kinds.items()}


def _value(name: str, value: object, kind: object) -> object:
    if kind is datetime:
        return _moment(name, value)
    is_right = isinstance(value, kind) and not isinstance(value, bool)  # type: ignore[arg-type]  # a type or a union of two
    if isinstance(value, str):
        # What is no text at all, half of a surrogate pair, no database takes.
        is_right = is_right and _is_unicode(value)
    if isinstance(value, int):
        is_right = is_right and 0 <= value < 2**53
    if not is_right:
        raise BadLineError(_("{name} cannot be used").format(name=name))
    return value


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _moment(name: str, value: object) -> datetime:
    try:
        return read_moment(value).astimezone(UTC)
    except LedgerError as err:
        raise BadLineError(
            _("{name} is no time with its zone").format(name=name)
        ) from err
