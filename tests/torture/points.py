"""Every boundary between two steps of `send`, and the strokes that fall on them."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from tests.torture.server import COMMANDS, DOT_POINTS

_WHEN = ("before", "within", "after")


def _points(*places: str, when: tuple[str, ...] = _WHEN) -> tuple[str, ...]:
    return tuple(f"{place}.{one}" for place in places for one in when)


_AROUND = ("before", "after")
# Passed once, by the very first run: the ledger is made.
FIRST = (
    *_points("open", when=_AROUND),
    *_points("begin", "create", when=("after",)),
    *_points("commit", "link", when=_AROUND),
)
# In the program itself: each commit of the ledger, each write of the message.
INSIDE = _points("reserve", "submitting", "record", "body", "dot")
# In the server.
SESSION = _points("greeting", "EHLO", "AUTH", when=_AROUND)
MESSAGE = (*_points("MAIL", "RCPT", "DATA", when=_AROUND), *DOT_POINTS)
# Passed by a run that comes to its end.
LAST = _points("QUIT", "close", when=_AROUND)
# Passed by the run after one that died while submitting.
SETTLING = _points("settling")
EVERY = (*FIRST, *INSIDE, *SESSION, *MESSAGE, *LAST, *SETTLING)
_OF_SERVER = {"greeting", *COMMANDS, "dot.read", "dot.dropped", "dot.noted",
              "dot.answered"}  # fmt: skip
# Seconds that a message takes here, and that a start takes, each at most.
_MESSAGE_S = 0.015


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """
    One death to come.

    Attributes:
        point: Where; "" for a moment counted from the start of the program.
        nth: At which passing of the point, from 1.
        delay_s: How long after it; 0.0 for at once.
        is_power_cut: Whether the disk loses what was not synchronised.
    """

    point: str
    nth: int = 1
    delay_s: float = 0.0
    is_power_cut: bool = False

    @property
    def is_at_random(self) -> bool:
        """Whether chance chose the instant."""
        return self.delay_s > 0.0

    @property
    def is_of_server(self) -> bool:
        """Whether the server strikes; the program does at its own points."""
        return self.point in _OF_SERVER or self.point.split(".")[0] in _OF_SERVER

    @property
    def takes_one(self) -> bool:
        """Whether the run is given one message alone, so that it comes to its end."""
        return self.point in FIRST or self.point in LAST


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """
    Chooses the strokes: every boundary, again and again, and random moments.

    Attributes:
        chance: Where the randomness comes from.
        kills: How many strokes at least.
        most: At the how-manieth message of a run, at most, one falls.
        start_s: Seconds from a program's start to its end when it has nothing to send.
        can_cut: Whether half of the strokes can be power cuts.
    """

    chance: random.Random
    kills: int
    most: int
    start_s: float
    can_cut: bool

    def strokes(self) -> Iterator[Stroke]:
        """Give them in the order in which they fall."""
        for point in FIRST:
            yield self._stroke(point)
        given = len(FIRST)
        while given < self.kills:
            for stroke in self._round():
                given += 1
                yield stroke

    def _round(self) -> Iterator[Stroke]:
        points = [*INSIDE, *SESSION, *MESSAGE, *LAST, *SETTLING]
        self.chance.shuffle(points)
        for point in points:
            if point in SETTLING:
                yield self._stroke("submitting.after", self._nth())
            is_repeated = point in INSIDE or point in MESSAGE
            yield self._stroke(point, self._nth() if is_repeated else 1)
            if self.chance.random() < 0.5:
                yield self._at_random()

    def _at_random(self) -> Stroke:
        if self.chance.random() < 0.25:
            delay_s = self.chance.uniform(0.001, 1.2 * self.start_s)
            return self._stroke("", delay_s=delay_s)
        delay_s = self.chance.uniform(0.0001, _MESSAGE_S)
        return self._stroke("MAIL.before", self._nth(), delay_s)

    def _nth(self) -> int:
        return self.chance.randint(1, self.most)

    def _stroke(self, point: str, nth: int = 1, delay_s: float = 0.0) -> Stroke:
        is_power_cut = self.can_cut and self.chance.random() < 0.5
        return Stroke(point=point, nth=nth, delay_s=delay_s, is_power_cut=is_power_cut)
