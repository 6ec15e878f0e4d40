"""How the messages of a run stand."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from mairemail.ledger.delivery import Delivery, Status

# What a summary counts, in its order; the others are still to be sent.
TRIED = (Status.ACCEPTED, Status.DEFERRED, Status.REJECTED, Status.UNCERTAIN)


@dataclass(slots=True)
class Tally:
    """
    Counts by status; a message that was put off counts as it stood last.

    Attributes:
        retry_at: When the first message put off may be tried again, if one was.
        in_doubt: Whose messages are uncertain.
        held: Messages that the do-not-write list kept back during the run.
    """

    counts: Counter[Status] = field(default_factory=Counter)
    retry_at: datetime | None = None
    held: int = 0
    in_doubt: set[str] = field(default_factory=set)
    _put_off: set[str] = field(default_factory=set)

    def add(self, delivery: Delivery) -> bool:
        """Count a delivery; tell whether its message has not come before."""
        is_again = delivery.email in self._put_off
        if is_again:
            self._put_off.remove(delivery.email)
            self.counts[Status.DEFERRED] -= 1
        if delivery.status is Status.DEFERRED:
            self._put_off.add(delivery.email)
        if delivery.status is Status.HELD:
            self.held += 1
        if delivery.status is Status.UNCERTAIN:
            self.in_doubt.add(delivery.email)
        if delivery.status in TRIED:
            self.counts[delivery.status] += 1
        return delivery.status in TRIED and not is_again

    @property
    def tried(self) -> int:
        """Messages that had an answer, or are in doubt."""
        return sum(self.counts.values())

    @property
    def has_left(self) -> bool:
        """Whether something needs the user, or another run."""
        return self.tried > self.counts[Status.ACCEPTED]
