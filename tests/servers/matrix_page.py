"""The fault matrix as a page for users: `make docs` writes docs/fault-matrix.md."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.servers.matrix import (
    MATRIX,
    STEPS,
    TROUBLES,
    Outcome,
    Same,
    Trouble,
    cells,
    outcome,
)

PAGE = Path(__file__).parents[2] / "docs" / "fault-matrix.md"
_INTRODUCTION = """\
# When the server fails

Your provider's server may hang up, fall silent, refuse or talk nonsense at any step.
This page says what then becomes of the message, of the run, and what is asked of you.
Each combination is played in the tests by a server that fails in this way, before a
whole `mairemail send` to three people. (`make docs` makes this page of
`tests/servers/matrix.py`: change that.)

Whatever happens, three things hold, and each of those tests looks for them:

- accepted are the messages to which the server said yes, and no others;
- what the server may have without having said yes is *uncertain*, by name, and is never
  sent again by itself;
- the same command later finishes the campaign, and nobody gets the letter twice.
"""
_NOTES = """\
## To the letter

- **The same fault again and again.** The tables are about a server that fails once. If
  it fails in the way of *again* three times in a row, the run ends (exit code 69):
  nothing is lost, the same command goes on later. Two messages in a row that fail, but
  not because of their recipients, or that are in doubt, end the run as well (exit code
  1), unless you say at the terminal to go on.
- **An answer that gives its reason** is judged by that reason, not by its step and code
  alone. Said of a message, a daily limit is *later* and a login that is wanted is
  *login*, whatever the code; a letter taken for spam, or too big, ends the run and
  strikes nobody off the list.
- **Before the first message** a 4yz concerns you, and not one recipient: hence *later*
  where a message would be put off.
- **Out of turn.** What the server says while the message is on its way is not taken for
  the answer to it: the message is cut off before its end, so that no server keeps it.
- **A short message** may have left your computer, end and all, before a server's
  silence can be noticed. It is then as after the dot: a doubt, although the server may
  have nothing. A reset after the reply may overtake the yes, with the same effect.
- **1 MB.** An answer may be 2 MB long, all its lines together, and counts as any other;
  what is longer, in one line or in many, is no answer. It has to be whole within the
  time limit: a server that answers octet by octet, or in lines without end, gains no
  time by it.
- **A long message on a slow line** has the time limit for every 64 KB of it, not for
  the whole.
- **Several commands at once.** Where the server offers PIPELINING, MAIL, RCPT and DATA
  travel together; what follows from a fault is the same.
- **With `--wait`** a *later* does not end the run: it waits and comes back by itself,
  three times at most in a row.
"""


def page() -> str:
    """Give the whole page."""
    parts = (
        _INTRODUCTION,
        "## What follows\n",
        _table(("word", "this message", "the run", "you", "exit code"), _outcomes()),
        *(f"- **{one.name}**: {one.words}" for one in _named()),
        "\n## At each step\n",
        _table(("", *TROUBLES), _rows()),
        *(f"- *{words}*: {why}." for words, why in _reasons().items()),
        "\n## The steps\n",
        _table(("step", "what happens there"), STEPS.items()),
        "## What the server does\n",
        _table(("", "the server"), TROUBLES.items()),
        _NOTES.rstrip("\n"),
    )
    return "\n".join(parts) + "\n"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Give a table in Markdown, with an empty line behind it."""
    heads = list(head)
    lines = [heads, ["---"] * len(heads), *map(list, rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _named() -> list[Outcome]:
    """Give every outcome in the order in which a reader meets them."""
    return list(dict.fromkeys(outcome(*cell) for cell in cells()))


def _outcomes() -> Iterator[tuple[str, ...]]:
    for one in _named():
        yield f"**{one.name}**", one.status, one.run, one.ask, str(one.code)


def _rows() -> Iterator[tuple[str, ...]]:
    for step, row in MATRIX.items():
        yield f"**{step}**", *(_shown(found) for found in row.values())


def _shown(found: Outcome | Same) -> str:
    if isinstance(found, Outcome):
        return found.name
    return f"*{_reference(found)}*"


def _reference(same: Same) -> str:
    if same.trouble is Trouble.CLOSE:
        return "as where it closes"
    return f"as {same.trouble or f'at {same.step}'}"


def _reasons() -> dict[str, str]:
    """Give why cells are others, each reason once."""
    return {
        _reference(found): found.because
        for row in MATRIX.values()
        for found in row.values()
        if isinstance(found, Same)
    }


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
