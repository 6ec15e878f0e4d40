"""What keeps a row from becoming a message, and whose mistake it is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mairemail.contacts.contact import Contact, RowProblem, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused(RowProblem):
    """
    A problem of a row that the list itself may have no part in.

    Attributes:
        of_letter: Whether the letter is at fault, whoever it is written to.
        others: What else is wrong with the row.
    """

    of_letter: bool = False
    others: tuple["Refused", ...] = ()


def refused(
    contact: Contact,
    code: str,
    message: str,
    hint: str,
    *,
    severity: Severity = Severity.ERROR,
    of_letter: bool = False,
) -> Refused:
    """Give a problem of the row of a contact."""
    return Refused(
        row=contact.row,
        email=contact.email,
        code=code,
        severity=severity,
        message=message,
        hint=hint,
        of_letter=of_letter,
    )


def all_of(errors: Sequence[Refused], warnings: Sequence[Refused]) -> Refused:
    """Give the first error of a row, with the others and what is the letter's."""
    of_letter = (one for one in warnings if one.of_letter)
    return replace(errors[0], others=(*errors[1:], *of_letter))
