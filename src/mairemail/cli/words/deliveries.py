"""Deliveries, shown to a person or a program."""

from collections import Counter
from collections.abc import Iterable

from mairemail.cli.screen import pad, paint, printable, show, width, width_of, wrap
from mairemail.language import _, ngettext
from mairemail.ledger.delivery import Delivery, Status

_STYLE = {
    Status.ACCEPTED: ("✓", "green"),
    Status.DEFERRED: ("…", "yellow"),
    Status.REJECTED: ("✗", "red"),
    Status.UNCERTAIN: ("?", "yellow"),
    Status.HELD: ("–", "dim"),
    Status.PENDING: ("·", "dim"),
}
# What a worried person wants to see first.
_ORDER = (
    Status.UNCERTAIN,
    Status.REJECTED,
    Status.DEFERRED,
    Status.HELD,
    Status.PENDING,
    Status.ACCEPTED,
)


def word(status: Status) -> str:
    """Give the status in the interface's language."""
    return {
        Status.ACCEPTED: _("accepted"),
        Status.DEFERRED: _("deferred"),
        Status.REJECTED: _("rejected"),
        Status.UNCERTAIN: _("uncertain"),
        Status.HELD: _("held"),
        Status.PENDING: _("pending"),
    }[status]


def as_json(delivery: Delivery) -> dict[str, object]:
    """Give the contract's keys."""
    return {
        "event": "delivery",
        "row": delivery.row,
        "email": delivery.email or None,
        "status": delivery.status.value,
        "code": delivery.code,
        "enhanced": delivery.enhanced,
        "reply": delivery.reply,
        "message_id": delivery.message_id,
        "at": delivery.at.isoformat() if delivery.at else None,
    }


def line_of(delivery: Delivery) -> str:
    """Give one delivery as a line: mark, status, address, and why if not accepted."""
    mark, style = _STYLE[delivery.status]
    columns = max(width_of(word(status)) for status in Status)
    status = pad(word(delivery.status), columns)
    email = printable(delivery.email) or _("(forgotten)")
    line = f"{paint(mark, style)} {status}  {email}"
    said = " ".join((delivery.reply or "").split())
    is_settled = delivery.status is Status.ACCEPTED
    if is_settled or (delivery.status is Status.PENDING and not said):
        return line
    parts = (str(delivery.code or ""), delivery.enhanced or "", said)
    why = " ".join(part for part in parts if part)
    return "\n".join([line, *wrap(why, first="    ", indent="    ")])


def show_deliveries(deliveries: Iterable[Delivery]) -> None:
    """Show a campaign's state, what needs the user first, and each next step."""
    by_status: dict[Status, list[Delivery]] = {status: [] for status in _ORDER}
    for delivery in deliveries:
        by_status[delivery.status].append(delivery)
    for status in _ORDER:
        for delivery in by_status[status]:
            show(line_of(delivery))
    show("─" * min(width(), 60))
    show(counted(Counter({status: len(found) for status, found in by_status.items()})))
    for line in advice(status for status in _ORDER if by_status[status]):
        show(line)


def counted(counts: Counter[Status]) -> str:
    """Give `12 accepted · 1 rejected`, in the order of importance."""
    parts = [
        _count_of(status, counts[status])
        for status in reversed(_ORDER)
        if counts[status]
    ]
    return " · ".join(parts) or _("no message")


def _count_of(status: Status, count: int) -> str:
    words = {
        Status.ACCEPTED: ngettext("{count} accepted", "{count} accepted", count),
        Status.DEFERRED: ngettext("{count} deferred", "{count} deferred", count),
        Status.REJECTED: ngettext("{count} rejected", "{count} rejected", count),
        Status.UNCERTAIN: ngettext("{count} uncertain", "{count} uncertain", count),
        Status.HELD: ngettext("{count} held", "{count} held", count),
        Status.PENDING: ngettext("{count} pending", "{count} pending", count),
    }
    return words[status].format(count=count)


def advice(statuses: Iterable[Status]) -> list[str]:
    """Give the next step for each state that wants one."""
    steps = {
        Status.ACCEPTED: _(
            "accepted: your provider took it; a bounce may still come to your mailbox"
        ),
        Status.UNCERTAIN: _(
            "uncertain: it may have left, and is not sent again. It left if it is in "
            "your Sent folder; that it is not there proves nothing: ask if you can. "
            "To say what you found: mairemail settle"
        ),
        Status.REJECTED: _(
            "rejected: correct the address in the list; to try the same one again: "
            "mairemail send --retry-rejected"
        ),
        Status.DEFERRED: _(
            "deferred: the server said “not now”; the next mairemail send tries again, "
            "and mairemail send --wait does so by itself"
        ),
        Status.HELD: _(
            "held: not sent, by your do-not-write list (mairemail optout list) or "
            "because the person was forgotten"
        ),
        Status.PENDING: _("pending: they go with the next mairemail send"),
    }
    lines: list[str] = []
    for status in statuses:
        lines += wrap(steps[status], first="→ ", indent="  ")
    return lines
