"""What was found in open data: the list written, and what is said about it."""

import csv
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from mairemail.cli.screen import reader_watched, talk_wrapped
from mairemail.contacts.formulas import defused
from mairemail.contacts.table import usual_delimiter
from mairemail.contacts.writing import write_list
from mairemail.errors import MairemailError
from mairemail.language import _, ngettext

if TYPE_CHECKING:
    from mairemail.open_data.files import DataFile
    from mairemail.open_data.find import FoundList, Wanted
    from mairemail.open_data.join import Row, Tally

_MOST_NAMED = 5


def write(found: "FoundList", output: Path | None) -> Path | None:
    """
    Write the rows to a file, else show them; give the backup of an earlier file.

    Raises:
        MairemailError: There is no row; what is there stays.
        CannotWriteError: The file cannot be written.
    """
    first = next(found.rows, None)
    if first is None:
        raise MairemailError(
            _("Nobody was found: no list is written"),
            hint=_(
                "Check the spelling of what you asked for, or leave one of the options "
                "out; a file given with --from may hold a part of France only"
            ),
        )
    rows = _cells(chain([first], found.rows), found.columns)
    if output is not None:
        return write_list(output, found.columns, rows)
    with reader_watched():
        writer = csv.writer(
            sys.stdout, delimiter=usual_delimiter(), lineterminator="\n"
        )
        writer.writerow(found.columns)
        writer.writerows(map(defused, cells) for cells in rows)
    return None


def _cells(rows: "Iterator[Row]", columns: tuple[str, ...]) -> Iterator[list[str]]:
    for row in rows:
        yield [row[column] for column in columns]


def talk_summary(
    found: "FoundList", wanted: "Wanted", *, output: Path | None, backup: Path | None
) -> None:
    """Say how many were found, what is missing, and where all of it comes from."""
    tally = found.tally
    if backup is not None:
        _say(_("The list that was there is now {backup}.").format(backup=backup.name))
    _talk_numbers(tally, output)
    _talk_shared(tally)
    if tally.twice:
        _say(_("Listed twice and kept once: {count}.").format(count=tally.twice))
    _talk_some(_("In no file of addresses: {count}"), tally.unjoined)
    for code, title in (
        ("ambiguous", _("Several town halls, none chosen: {count}")),
        ("bad-address", _("Addresses mended or left out: {count}")),
        ("bad-date", _("Dates that cannot be read, left empty: {count}")),
    ):
        notes = [
            f"{one.origin}: {one.message}" for one in tally.notes if one.code == code
        ]
        _talk_some(title, notes)
    if wanted.lists_x:
        _say(_("A page on X that is not listed may be there: absence proves nothing."))
    _say(_("From open data, to be named wherever the list goes:"))
    for file in found.files:
        _say(_source(file), indent="  ")
    if wanted.office.body == "commune":
        _say(_communes(), indent="  ")


def _talk_numbers(tally: "Tally", output: Path | None) -> None:
    """Say how many there are, and how many can be written to."""
    people = ngettext("{count} person", "{count} people", tally.rows).format(
        count=tally.rows
    )
    if output is None:
        _say(people)
    else:
        _say(_("{file}: {people}").format(file=output, people=people))
    for text, count in (
        (_("With an e-mail address: {count}"), tally.with_address),
        (_("With a contact form only: {count}"), tally.form_only),
        (_("With neither: {count}"), tally.without),
    ):
        _say(text.format(count=count), indent="  ")


def _talk_shared(tally: "Tally") -> None:
    shared = sum(count for count in tally.addresses.values() if count > 1)
    if shared:
        _say(
            _(
                "{count} of them share an address with somebody else: one address gets "
                "one letter, mairemail check names the rows."
            ).format(count=shared)
        )


def _talk_some(title: str, texts: list[str]) -> None:
    if not texts:
        return
    _say(title.format(count=len(texts)))
    for text in texts[:_MOST_NAMED]:
        _say(text, indent="  ")
    rest = len(texts) - _MOST_NAMED
    if rest > 0:
        _say(
            ngettext("and {count} more", "and {count} more", rest).format(count=rest),
            indent="  ",
        )


def _source(file: "DataFile") -> str:
    source = file.source
    text = (
        _("{title} ({producer}), {file} of {date}{age}, {licence}, {url}")
        if file.is_dated
        else _("{title} ({producer}), {file} saved on {date}{age}, {licence}, {url}")
    )
    return text.format(
        title=source.title,
        producer=source.producer,
        file=file.path.name,
        date=file.as_of,
        age=_age(file.fetched_at),
        licence=source.licence,
        url=file.url,
    )


def _communes() -> str:
    return _(
        "Names and populations of communes: Code officiel géographique 2026 (INSEE), "
        "Découpage administratif 6.0.0 (Etalab), Licence Ouverte 2.0"
    )


def _age(fetched_at: datetime | None) -> str:
    if fetched_at is None:
        return ""
    days = (datetime.now(UTC) - fetched_at).days
    if days < 1:
        return _(" (fetched today)")
    return ngettext(
        " (fetched {count} day ago)", " (fetched {count} days ago)", days
    ).format(count=days)


def _say(text: str, *, indent: str = "") -> None:
    talk_wrapped(text, indent=indent and indent + "  ", first=indent)
