"""What a check found."""

from dataclasses import dataclass

from mairemail.campaigns.refused import Refused
from mairemail.contacts.contact import RowProblem, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """
    One thing that is wrong, or may be.

    Attributes:
        code: English and stable, for scripts: `missing-variable`.
        row: Line number as a spreadsheet shows it; None for the letter or the campaign.
        message: What is wrong, for a person.
        hint: What to do about it.
    """

    code: str
    severity: Severity
    row: int | None
    message: str
    hint: str


def from_row(problem: RowProblem) -> Finding:
    """Give a row's problem as a finding, without a row where it is the letter's."""
    is_letter_s = isinstance(problem, Refused) and problem.of_letter
    return Finding(
        code=problem.code,
        severity=problem.severity,
        row=None if is_letter_s else problem.row,
        message=problem.message,
        hint=problem.hint,
    )
