"""Findings, shown to a person or a program."""

from collections.abc import Iterable

from mairemail.checks.finding import Finding
from mairemail.cli.screen import listed, paint, talk, wrap
from mairemail.contacts.contact import Severity
from mairemail.language import _, ngettext

_SHOWN_OF_ONE_CODE = 12


def as_json(finding: Finding) -> dict[str, object]:
    """Give the contract's keys."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "row": finding.row,
        "message": finding.message,
        "hint": finding.hint,
    }


def lines_of(findings: Iterable[Finding]) -> list[str]:
    """
    Give findings as lines for the screen, errors first, the same one said once.

    Of a code with many different messages the first dozen is shown.
    """
    groups: dict[tuple[str, str, str, str], list[int]] = {}
    for one in sorted(findings, key=lambda one: one.severity is not Severity.ERROR):
        key = (one.severity.value, one.code, one.message, one.hint)
        groups.setdefault(key, []).extend([] if one.row is None else [one.row])
    lines: list[str] = []
    shown: dict[str, int] = {}
    for (severity, code, message, hint), rows in groups.items():
        shown[code] = shown.get(code, 0) + 1
        if shown[code] <= _SHOWN_OF_ONE_CODE:
            lines += _lines(severity, message, hint, rows)
    for code, count in shown.items():
        rest = count - _SHOWN_OF_ONE_CODE
        if rest > 0:
            lines.append(
                ngettext(
                    "… and {count} more of the kind {code}; all of them: "
                    "mairemail check --json",
                    "… and {count} more of the kind {code}; all of them: "
                    "mairemail check --json",
                    rest,
                ).format(count=rest, code=code)
            )
    return lines


def _lines(severity: str, message: str, hint: str, rows: list[int]) -> list[str]:
    is_error = severity == Severity.ERROR
    label = _("error") if is_error else _("warning")
    where = ""
    if rows:
        where = ngettext("row {rows}: ", "rows {rows}: ", len(set(rows))).format(
            rows=listed(rows)
        )
    first, *rest = wrap(f"{where}{message}", first=f"{label}  ", indent="    ")
    painted = paint(label, "red" if is_error else "yellow")
    lines = [first.replace(label, painted, 1), *rest]
    return lines + list(wrap(hint, first="    → ", indent="      "))


def counts(findings: Iterable[Finding]) -> tuple[int, int]:
    """Give how many errors and how many warnings there are."""
    severities = [finding.severity for finding in findings]
    errors = severities.count(Severity.ERROR)
    return errors, len(severities) - errors


def talk_findings(findings: Iterable[Finding]) -> None:
    """Write findings beside the result."""
    for line in lines_of(findings):
        talk(line)
