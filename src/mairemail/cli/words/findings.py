"""Findings, shown to a person or a program."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """
    One thing to say, of all the rows it is true of.

    Attributes:
        rows: In ascending order; empty where it is the letter's or the campaign's.
    """

    finding: Finding
    rows: tuple[int, ...]

    @property
    def is_error(self) -> bool:
        """Whether it keeps anything from being sent."""
        return self.finding.severity is Severity.ERROR


def said_once(findings: Iterable[Finding]) -> list[Said]:
    """
    Give findings with the same one said once.

    Errors come first, then what is no row's, then the rows from the top of the list.
    """
    groups: dict[Finding, list[int]] = {}
    for one in findings:
        rows = groups.setdefault(replace(one, row=None), [])
        if one.row is not None:
            rows.append(one.row)
    said = [
        Said(finding=one, rows=tuple(sorted(set(rows)))) for one, rows in groups.items()
    ]
    return sorted(said, key=lambda one: (not one.is_error, one.rows[:1]))


def lines_of(findings: Iterable[Finding]) -> list[str]:
    """
    Give findings as lines for the screen, each said once.

    Of a code with many different messages the first dozen is shown.
    """
    lines: list[str] = []
    shown: Counter[str] = Counter()
    for one in said_once(findings):
        code = one.finding.code
        shown[code] += 1
        if shown[code] <= _SHOWN_OF_ONE_CODE:
            lines += _lines(one)
    for code, count in shown.items():
        rest = count - _SHOWN_OF_ONE_CODE
        if rest > 0:
            text = ngettext(
                "… and {count} more of the kind {code}; all of them: "
                "mairemail check --json",
                "… and {count} more of the kind {code}; all of them: "
                "mairemail check --json",
                rest,
            )
            lines += wrap(text.format(count=rest, code=code), indent="  ", first="")
    return lines


def _lines(one: Said) -> list[str]:
    label = _("error") if one.is_error else _("warning")
    where = ""
    if one.rows:
        where = ngettext("row {rows}: ", "rows {rows}: ", len(one.rows)).format(
            rows=listed(one.rows)
        )
    first, *rest = wrap(
        f"{where}{one.finding.message}", first=f"{label}  ", indent="    "
    )
    painted = paint(label, "red" if one.is_error else "yellow")
    lines = [first.replace(label, painted, 1), *rest]
    return lines + list(wrap(one.finding.hint, first="    → ", indent="      "))


def counted(findings: Iterable[Finding]) -> str:
    """Give how many errors and warnings are said: `0 errors · 2 warnings`."""
    said = said_once(findings)
    errors = [one for one in said if one.is_error]
    warnings = [one for one in said if not one.is_error]
    texts = (
        ngettext("{count} error", "{count} errors", len(errors)),
        ngettext("{count} warning", "{count} warnings", len(warnings)),
    )
    return " · ".join(
        _about_rows(text.format(count=len(group)), group)
        for text, group in zip(texts, (errors, warnings), strict=True)
    )


def _about_rows(text: str, said: list[Said]) -> str:
    """Say of how many rows they are, where one line stands for many."""
    rows = {row for one in said for row in one.rows}
    if len(rows) <= len(said):
        return text
    return _("{findings} about {count} rows").format(findings=text, count=len(rows))


def counts(findings: Iterable[Finding]) -> tuple[int, int]:
    """Give how many errors and how many warnings there are."""
    severities = [finding.severity for finding in findings]
    errors = severities.count(Severity.ERROR)
    return errors, len(severities) - errors


def talk_findings(findings: Iterable[Finding]) -> None:
    """Write findings beside the result."""
    for line in lines_of(findings):
        talk(line)
