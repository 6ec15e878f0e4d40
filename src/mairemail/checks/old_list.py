"""What is said of a list that is no longer new."""

from mairemail.checks.finding import Finding
from mairemail.contacts.age import OLD_AFTER_DAYS, OldRows
from mairemail.contacts.contact import Severity
from mairemail.language import _, ngettext


def old_list(found: OldRows, *, contacts_name: str) -> Finding:
    """Warn of old rows, once for the list."""
    return Finding(
        code="old-list",
        severity=Severity.WARNING,
        row=None,
        message=ngettext(
            "{count} row of {file} is over {days} days old, as of {date}",
            "{count} rows of {file} are over {days} days old, the oldest as of {date}",
            found.count,
        ).format(
            count=found.count,
            file=contacts_name,
            days=OLD_AFTER_DAYS,
            date=found.oldest.isoformat(),
        ),
        hint=_(
            "Offices change hands: take a newer list, and see what changed with "
            "mairemail contacts diff OLD NEW"
        ),
    )
