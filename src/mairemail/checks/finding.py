"""What a check found."""

from dataclasses import dataclass

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
    """Give a row's problem as a finding."""
    return Finding(
        code=problem.code,
        severity=problem.severity,
        row=problem.row,
        message=problem.message,
        hint=problem.hint,
    )
