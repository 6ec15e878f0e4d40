"""
Two ledgers become one: what is safest for “never twice” wins.

What both know of a message is put together. The state is then

- that of the ledger here, where the other one tells nothing new;
- accepted, where either of them says so;
- that of the longer history, where it holds all of the shorter one;
- else, of two histories that went different ways, the one that says more: accepted,
  uncertain, held, rejected, deferred, pending.

Forgotten in one of them is forgotten.
"""

from collections import Counter
from dataclasses import replace

from mairemail.language import _
from mairemail.ledger.database import Database, written
from mairemail.ledger.forgetting import erase_quotes, fingerprint, is_fingerprint
from mairemail.ledger.history import Event, History, histories_of
from mairemail.ledger.optouts import OptOut

_SAYS_MORE = (
    "pending",
    "deferred",
    "rejected",
    "held",
    "submitting",
    "uncertain",
    "accepted",
)


class BadLineError(Exception):
    """The text says what is wrong with a line of an exported ledger."""


def merged(here: History, there: History) -> History:
    """Give one history of a message out of two; see above which state it has."""
    mine, theirs = Counter(here.events), Counter(there.events)
    longer = here if theirs <= mine else there if mine <= theirs else None
    is_accepted = "accepted" in {here.state, there.state}
    if longer and (longer.state == "accepted" or not is_accepted):
        return replace(longer, email=here.email, row=here.row)
    winner = max((here, there), key=_weight)
    last = winner.events[-1]
    events = sorted((mine | theirs).elements(), key=lambda event: event.at)
    events.remove(last)
    return replace(winner, email=here.email, row=here.row, events=(*events, last))


def _weight(history: History) -> tuple[int, str]:
    at = written(history.events[-1].at) if history.events else ""
    # A state of a newer mairemail may stand for a message that left.
    known = history.state in _SAYS_MORE
    return _SAYS_MORE.index(history.state) if known else len(_SAYS_MORE), at


class Merger:
    """
    Adds histories and opt-outs to a ledger, inside a transaction of the caller's.

    Attributes:
        has_forgotten: Whether something was erased, so that the file is to be scrubbed.
    """

    def __init__(self, database: Database) -> None:
        """Take note of the addresses the ledger has, by their fingerprints."""
        self.has_forgotten = False
        self._database = database
        known = database.rows(
            "SELECT address_key FROM messages UNION SELECT address_key FROM optouts"
        )
        self._plain: dict[str, str] = {}
        for (key,) in known:
            self._note(str(key))

    def _note(self, key: str) -> None:
        if not is_fingerprint(key):
            self._plain[fingerprint(key)] = key

    def add_history(self, there: History) -> bool | None:
        """
        Add a message; tell whether it changed one, None where there was none.

        Raises:
            BadLineError: Its Message-ID is another message's.
        """
        here = self._here(there)
        self._check_message_id(there, here)
        if here is None:
            self._insert(there)
            self._note(there.key)
            return None
        result = (
            merged(here.forgotten(), there.forgotten())
            if here.is_forgotten or there.is_forgotten
            else merged(here, there)
        )
        if result == here:
            return False
        if result.is_forgotten and not here.is_forgotten:
            self._erase(here.key)
        self._replace(here, result)
        return True

    def _here(self, there: History) -> History | None:
        key = self._plain.get(there.key, there.key)
        found = histories_of(self._database, key, campaign_id=there.campaign_id)
        return next((one for one in found if one.step == there.step), None)

    def _check_message_id(self, there: History, here: History | None) -> None:
        rows = self._database.rows(
            "SELECT campaign_id, step, address_key FROM messages WHERE message_id = ?",
            (there.message_id,),
        )
        own = [(here.campaign_id, here.step, here.key)] if here else []
        if rows and rows != own:
            raise BadLineError(
                _("the Message-ID {message_id} is another message's").format(
                    message_id=there.message_id
                )
            )

    def _insert(self, history: History) -> None:
        number = self._database.write(
            "INSERT INTO messages (campaign_id, step, address_key, email, row,"
            " message_id, date) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                history.campaign_id,
                history.step,
                history.key,
                history.email,
                history.row,
                history.message_id,
                written(history.date),
            ),
        )
        self._add_events(number, history.events)

    def _replace(self, before: History, after: History) -> None:
        ((number,),) = self._database.rows(
            "SELECT number FROM messages"
            " WHERE campaign_id = ? AND step = ? AND address_key = ?",
            (before.campaign_id, before.step, before.key),
        )
        self._database.write(
            "UPDATE messages SET address_key = ?, email = ?, row = ?, message_id = ?,"
            " date = ? WHERE number = ?",
            (
                after.key,
                after.email,
                after.row,
                after.message_id,
                written(after.date),
                number,
            ),
        )
        self._database.write("DELETE FROM events WHERE message = ?", (number,))
        self._add_events(int(str(number)), after.events)

    def _add_events(self, number: int, events: tuple[Event, ...]) -> None:
        for event in events:
            self._database.write(
                "INSERT INTO events (message, account, status, code, enhanced, reply,"
                " at) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    number,
                    event.account,
                    event.status,
                    event.code,
                    event.enhanced,
                    event.reply,
                    written(event.at),
                ),
            )

    def _erase(self, key: str) -> None:
        erase_quotes(self._database, key)
        self.has_forgotten = True

    def add_optout(self, there: OptOut) -> bool:
        """Add an opt-out; tell whether it was new."""
        plain = self._plain.get(there.key, there.key)
        mark = plain if is_fingerprint(plain) else fingerprint(plain)
        rows = self._database.rows(
            "SELECT address_key FROM optouts WHERE address_key IN (?, ?)", (plain, mark)
        )
        if not rows:
            self._database.write(
                "INSERT INTO optouts (address_key, email, note, at)"
                " VALUES (?, ?, ?, ?)",
                (there.key, there.email, there.note, written(there.at)),
            )
            self._note(there.key)
            return True
        ((key,),) = rows
        if is_fingerprint(there.key) and not is_fingerprint(str(key)):
            self._database.write(
                "UPDATE optouts SET address_key = ?, email = '', note = ''"
                " WHERE address_key = ?",
                (mark, key),
            )
            self._erase(str(key))
        return False
