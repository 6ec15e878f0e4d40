"""How old a list is, from its column `as_of`."""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

# Half a year: enough for elections and resignations to show.
OLD_AFTER_DAYS = 180
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)(?:-(?P<day>\d\d))?")
_FRENCH = re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})")


@dataclass(frozen=True, slots=True, kw_only=True)
class OldRows:
    """The rows of a list that are old: how many, and the day of the oldest."""

    count: int
    oldest: datetime.date


def old_rows(cells: Iterable[str], *, today: datetime.date) -> OldRows | None:
    """
    Find the rows that are over 180 days old, None if there are none.

    Args:
        cells: What stands in `as_of`, row by row; what is no date says nothing.
        today: The day from which they are counted.
    """
    limit = today - datetime.timedelta(days=OLD_AFTER_DAYS)
    days = [day for cell in cells if (day := date_of(cell)) and day < limit]
    return OldRows(count=len(days), oldest=min(days)) if days else None


@lru_cache(maxsize=256)
def date_of(cell: str) -> datetime.date | None:
    """Give the day of `2026-03-15`, `15/3/2026`, `2026-03` (its first), else None."""
    found = _ISO.fullmatch(cell.strip()) or _FRENCH.fullmatch(cell.strip())
    if not found:
        return None
    try:
        return datetime.date(
            int(found["year"]), int(found["month"]), int(found["day"] or 1)
        )
    except ValueError:
        return None
