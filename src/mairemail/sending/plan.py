"""What a run would do, counted before anything leaves."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from mairemail.campaigns.merge import Draft
from mairemail.ledger.delivery import Delivery, Key, Status

# There is one letter a campaign so far; a follow-up would be another step.
FIRST_STEP = "letter"


@dataclass(slots=True, kw_only=True)
class Plan:
    """
    The counts of a run to come, filled by `make_plan`.

    Attributes:
        to_send: Messages that would be submitted.
        copies: How many addresses in Cc get one of these.
        known: How many of these go to who got a letter of another campaign before.
        known_at: When the last of those letters was accepted, UTC.
        had_before: Messages that would not, by what became of them before.
        left_out: Rows that problems keep from being sent.
        held: The keys of contacts whose messages are held.
        first: The first draft that would go, for its subject.
    """

    to_send: int = 0
    copies: int = 0
    known: int = 0
    known_at: datetime | None = None
    had_before: dict[Status, int] = field(default_factory=dict)
    left_out: int = 0
    held: set[str] = field(default_factory=set)
    first: Draft | None = None

    @property
    def skipped(self) -> int:
        """Rows that the run passes over."""
        return self.left_out + sum(self.had_before.values())


def is_due(status: Status, *, retries_rejected: bool) -> bool:
    """Tell whether a message in this state is to be submitted."""
    if status is Status.REJECTED:
        return retries_rejected
    return status in {Status.PENDING, Status.DEFERRED}


def key_of(draft: Draft, campaign_id: str) -> Key:
    """Give what the ledger knows the draft's message by."""
    return Key(campaign_id=campaign_id, step=FIRST_STEP, address=draft.contact.key)


def make_plan(
    drafts: Iterable[Draft | None],
    *,
    find: Callable[[Draft], Delivery | None],
    elsewhere: Mapping[str, datetime],
    retries_rejected: bool,
) -> Plan:
    """
    Count what would be sent.

    Args:
        drafts: The campaign's drafts, None for each row that cannot be one.
        find: Gives what became of a draft's message, or that it is held.
        elsewhere: When who has a letter of another campaign got it, by their keys.
        retries_rejected: Whether rejected messages are tried again.
    """
    plan = Plan()
    for draft in drafts:
        if draft is None:
            plan.left_out += 1
            continue
        before = find(draft)
        status = before.status if before else Status.PENDING
        if is_due(status, retries_rejected=retries_rejected):
            plan.to_send += 1
            plan.copies += len(draft.content.cc)
            if at := elsewhere.get(draft.contact.key):
                plan.known += 1
                plan.known_at = max(at, plan.known_at or at)
            plan.first = plan.first or draft
        else:
            plan.had_before[status] = plan.had_before.get(status, 0) + 1
            if status is Status.HELD:
                plan.held.add(draft.contact.key)
    return plan
