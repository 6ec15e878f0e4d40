"""The lines of a text, of which none is without end."""

from collections.abc import Iterator
from typing import IO

# A row of sixteen thousand cells has as much; more is held in memory at once.
_LONGEST_LINE = 1 << 20


class EndlessLineError(Exception):
    """A line goes on and on."""


def lines_of(text: IO[str]) -> Iterator[str]:
    """
    Give the lines from here on.

    Raises:
        EndlessLineError: One is longer than that of any table.
    """
    while line := text.readline(_LONGEST_LINE):
        if len(line) == _LONGEST_LINE:
            raise EndlessLineError
        yield line
