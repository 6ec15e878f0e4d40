"""Which contacts a command is about: --only and --where."""

from collections.abc import Sequence

from mairemail.contacts.contact import Contact, Selector
from mairemail.contacts.fields import fold
from mairemail.contacts.where.condition import condition


def select(*, only: Sequence[str], where: str | None) -> Selector:
    """
    Make the test that a contact passes to be selected.

    Args:
        only: Texts of which one must stand in the address, the commune or the name;
            case and accents do not matter. Empty: everybody.
        where: An expression over the contact's fields and columns, or None.

    Raises:
        UsageError: The expression does not parse; or, when the test runs, it names a
            column that the list does not have or compares a text with a number.
    """
    wanted = [fold(text) for text in only]
    matches_where = condition(where) if where else None

    def is_selected(contact: Contact) -> bool:
        if wanted and not _names_one_of(contact, wanted):
            return False
        return matches_where is None or matches_where(contact)

    return is_selected


def _names_one_of(contact: Contact, wanted: list[str]) -> bool:
    texts = (contact.email, contact.cells.get("commune", ""), contact.name)
    folded = fold("\n".join(texts))
    return any(text in folded for text in wanted)
