"""All that is known of an address, shown to a person or a program."""

from collections.abc import Iterable, Iterator

from mairemail.cli.screen import local_time, pad, paint, printable, width_of, wrap
from mairemail.cli.words.deliveries import word
from mairemail.language import _
from mairemail.ledger.delivery import Status
from mairemail.ledger.history import Event, History
from mairemail.ledger.ledger import SUBMITTING
from mairemail.ledger.optouts import OptOut


def as_json(
    histories: Iterable[History], optout: OptOut | None
) -> Iterator[dict[str, object]]:
    """Give an object an event, one for a message without any, and the opt-out."""
    for one in histories:
        message = {
            "event": "history",
            "campaign_id": one.campaign_id,
            "email": one.email or None,
            "message_id": one.message_id,
        }
        for event in one.events or (None,):
            yield message | {
                "status": event.status if event else Status.PENDING.value,
                "account": event.account if event else None,
                "code": event.code if event else None,
                "enhanced": event.enhanced if event else None,
                "reply": event.reply if event else None,
                "at": event.at.isoformat() if event else None,
            }
    if optout:
        yield {
            "event": "optout",
            "email": optout.email or None,
            "note": optout.note,
            "at": optout.at.isoformat(),
        }


def lines_of(
    address: str, histories: Iterable[History], optout: OptOut | None
) -> Iterator[str]:
    """Give each message with its events, then whether the address is opted out."""
    yield paint(printable(address), "bold")
    for one in histories:
        yield ""
        yield from wrap(_("campaign {id}").format(id=one.campaign_id))
        yield printable(f"Message-ID {one.message_id}")
        if one.is_forgotten:
            yield from wrap(_("forgotten: its address and the replies were erased"))
        for event in one.events:
            yield from _lines(event)
        if not one.events:
            yield "  " + word(Status.PENDING)
    if optout:
        yield ""
        since = _("on your do-not-write list since {time}").format(
            time=local_time(optout.at)
        )
        yield from wrap(_("{name}: {value}").format(name=since, value=optout.note)
                        if optout.note else since)  # fmt: skip


def _lines(event: Event) -> Iterator[str]:
    columns = max(width_of(_word(status)) for status in (*Status, SUBMITTING))
    state = pad(_word(event.status), columns)
    yield printable(f"  {local_time(event.at)}  {state}  {event.account}")
    said = " ".join((event.reply or "").split())
    parts = (str(event.code or ""), event.enhanced or "", said)
    text = " ".join(part for part in parts if part)
    if text:
        yield from wrap(text, first="    ", indent="    ")


def _word(status: str) -> str:
    if status == SUBMITTING:
        return _("handed over")
    return word(Status(status)) if status in list(Status) else status
