"""What was found in a table, for a person: by kind, counted, the first of each."""

import re
from collections.abc import Iterable, Iterator, Sequence

from mairemail.cli.screen import pad, paint, printable, width, width_of, wrap
from mairemail.cli.words.list_titles import titles
from mairemail.contacts.contact import RowProblem, shortened
from mairemail.contacts.tidying.notes import REPAIRS, TOLD, Note
from mairemail.contacts.tidying.survey import Survey
from mairemail.contacts.tidying.tidy_table import TidyTable
from mairemail.language import _, ngettext

_WHITE_SPACE = re.compile(r"[^\S\u00a0\u202f]+")
_LEFT_OUT = ("short-row", "long-row")
_CHANGED = {
    "tidied-address", "several-addresses", "contact-form", "no-address", "says-nothing",
    "upper-case-name", "lower-case-name", "two-names", "other-name", "commune-name",
    "lost-zero", "date-number",
}  # fmt: skip
_TO_CORRECT = ("no-address", "bad-address", "control-character", *TOLD)
_REPAIRED = tuple(code for code in REPAIRS if code not in _TO_CORRECT)


def column_lines(table: TidyTable, places: Sequence[int]) -> Iterator[str]:
    """Say which column became which, and which stay, in the order of the clean list."""
    own = [(place, table.columns[place]) for place in places if place < table.width]
    known = [
        (one.header or f"column_{place + 1} ({one.example})", one.field)
        for place, one in own
        if one.field
    ]
    known = [(printable(shortened(name)), field) for name, field in known]
    yield paint(_("Columns"), "bold")
    room = min(max([width_of(name) for name, _field in known], default=0), width() // 2)
    for name, field in known:
        yield f"  {pad(name, room)} → {field}"
    others = ", ".join(
        shortened(one.name if one.header else one.shown_as)
        for _place, one in own
        if not one.field
    )
    if others:
        text = _("kept as they are: {columns}").format(columns=others)
        yield from wrap(text, first="  ", indent="    ")
    added = ", ".join(
        table.columns[place].name for place in places if place >= table.width
    )
    if added:
        text = _("new: {columns}").format(columns=added)
        yield from wrap(text, first="  ", indent="    ")


def survey_lines(survey: Survey, *, is_done: bool) -> Iterator[str]:
    """Give all kinds, with the counts of rows at the end."""
    repaired = _("Repaired") if is_done else _("To be repaired by import")
    left_out = _("Left out") if is_done else _("Would be left out")
    yield from _section(survey, repaired, _REPAIRED)
    yield from _section(survey, _("For you to look at"), _TO_CORRECT)
    yield from _section(survey, left_out, _LEFT_OUT)
    parts = [
        ngettext("{count} row", "{count} rows", survey.rows).format(count=survey.rows),
        ngettext(
            "{count} can be written to", "{count} can be written to", survey.ready
        ).format(count=survey.ready),
    ]
    if survey.left_out:
        parts.append(
            ngettext(
                "{count} left out", "{count} left out", survey.left_out
            ).format(count=survey.left_out)
        )  # fmt: skip
    yield " · ".join(parts)


def _section(survey: Survey, title: str, codes: Iterable[str]) -> Iterator[str]:
    found = [code for code in codes if survey.counts[code]]
    if found:
        yield paint(title, "bold")
        for code in found:
            yield from _kind(code, survey.counts[code], survey.examples[code])
        yield ""


def _kind(
    code: str, count: int, examples: Sequence[Note | RowProblem]
) -> Iterator[str]:
    first = examples[0]
    if isinstance(first, Note) and first.is_of_table:
        yield from wrap(first.message, first="  ", indent="    ")
    else:
        yield from wrap(_title(code, count), first="  ", indent="    ")
        for one in examples:
            yield from wrap(_line(one), first="    ", indent="      ")
        rest = count - len(examples)
        if rest:
            text = ngettext("… and {count} more", "… and {count} more", rest)
            yield "    " + text.format(count=rest)
    for hint in dict.fromkeys(one.hint for one in examples if one.hint):
        yield from wrap(hint, first="    → ", indent="      ")


def _line(told: Note | RowProblem) -> str:
    text = told.message
    if isinstance(told, Note) and told.code in _CHANGED:
        text = _change(told)
    # A cell may hold line breaks; a no-break space stays beside its « or ».
    text = _WHITE_SPACE.sub(" ", text).strip()
    if told.row is None:
        return text
    return _("row {row}: {text}").format(row=told.row, text=text)


def _change(told: Note) -> str:
    """Give what stood there and stands there now; of an empty cell, whose it is."""
    is_moved = told.new in {"", told.old}
    old, new = shortened(told.old), shortened(told.new)
    text = old if is_moved else f"{old} → {new}"
    if told.who and text:
        return _("{who}: {text}").format(who=told.who, text=text)
    return text or told.who or _("(empty)")


def _title(code: str, count: int) -> str:
    return titles(count)[code].format(count=count)
