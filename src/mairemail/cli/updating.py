"""The official data sets fetched for the lists, and what is said of it."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from mairemail.cli.opening import now
from mairemail.cli.places import cache_folder, data_server
from mairemail.cli.progress import downloading, size_in_words
from mairemail.cli.screen import (
    local_time,
    pad,
    paint,
    show,
    show_error,
    show_json,
    talk,
    talk_wrapped,
    width_of,
    wrap,
)
from mairemail.errors import MairemailError
from mairemail.language import _, ngettext
from mairemail.open_data.cache import CachedFile, cached_file
from mairemail.open_data.fetching.download import (
    Downloaded,
    Surroundings,
    download,
    octets_kept,
)
from mairemail.open_data.source import (
    MAYORS,
    SOURCES,
    TOWN_HALLS,
    Source,
    source_named,
)


class Status(StrEnum):
    """What became of a data set."""

    UPDATED = "updated"
    UNCHANGED = "unchanged"
    FAILED = "failed"


_STYLES = {
    Status.UPDATED: "green",
    Status.UNCHANGED: "dim",
    Status.FAILED: "red",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Updated:
    """
    A data set after the update.

    Attributes:
        file: What is in the cache now, None where there is nothing.
        reply: The server's status line, or why it failed.
        error: Why it failed, or None.
    """

    source: Source
    status: Status
    file: CachedFile | None
    reply: str
    error: MairemailError | None = None


def update_data_sets(names: Sequence[str], *, as_json: bool) -> int:
    """
    Fetch what is newer, keep what is there otherwise, show what there is now.

    Gives the exit code.

    Raises:
        UsageError, ConfigurationError: As `_asked` says.
    """
    folder = cache_folder()
    found = []
    for source in _asked(names, folder):
        one = _update(source, folder)
        found.append(one)
        if one.error:
            show_error(one.error)
            _talk_what_stays(one)
        if as_json:
            show_json(_as_json(one))
    if not as_json:
        _show(found)
    return _exit_code(found)


def _asked(names: Sequence[str], folder: Path) -> list[Source]:
    """
    Give the sources of those names, each once; without names the usual ones.

    Raises:
        UsageError: There is none of that name.
        ConfigurationError: MAIREMAIL_DATA_URL is no https address.
    """
    if names:
        sources = [source_named(name) for name in dict.fromkeys(names)]
    else:
        sources = [
            source
            for source in SOURCES
            if source in {MAYORS, TOWN_HALLS} or cached_file(source, folder)
        ]
    return [_at_mirror(source) for source in sources]


def _at_mirror(source: Source) -> Source:
    mirror = data_server()
    if not mirror:
        return source
    return replace(source, url=mirror + urlsplit(source.url).path)


def _update(source: Source, folder: Path) -> Updated:
    """Download one data set; a failure is a value, for the others may be had."""
    try:
        downloaded = _download(source, folder)
    except MairemailError as err:
        return Updated(
            source=source,
            status=Status.FAILED,
            file=cached_file(source, folder),
            reply=err.message,
            error=err,
        )
    except KeyboardInterrupt:
        _talk_what_is_kept(source, folder)
        raise
    return Updated(
        source=source,
        status=Status.UPDATED if downloaded.is_new else Status.UNCHANGED,
        file=downloaded.file,
        reply=downloaded.reply,
    )


def _download(source: Source, folder: Path) -> Downloaded:
    with downloading(source.name) as bar:

        def sleep(pause_s: float) -> None:
            bar.count_down(pause_s)
            time.sleep(pause_s)

        surroundings = Surroundings(
            now=now, clock=time.monotonic, sleep=sleep, on_progress=bar.advance
        )
        return download(
            source,
            folder,
            surroundings=surroundings,
        )


def _talk_what_is_kept(source: Source, folder: Path) -> None:
    """Say after Ctrl-C what the next run goes on from."""
    octets = octets_kept(source, folder)
    text = (
        _(
            "{name}: {size} have come and are kept; mairemail contacts update goes on "
            "from there."
        ).format(name=source.name, size=size_in_words(octets))
        if octets
        else _("{name}: nothing was changed.").format(name=source.name)
    )
    talk()
    talk_wrapped(text)


def _talk_what_stays(one: Updated) -> None:
    """Say after a failure what there is, and how old it is."""
    name = one.source.name
    if one.file is None:
        text = _("There is no earlier file of {name}.").format(name=name)
    else:
        text = _("{name}: the file fetched on {time} stays as it is.").format(
            name=name, time=local_time(one.file.fetched_at)
        )
        if days := max((now() - one.file.fetched_at).days, 0):
            age = ngettext(
                "It is {count} day old.", "It is {count} days old.", days
            ).format(count=days)
            text = f"{text} {age}"
    talk_wrapped(text, indent="  ")


def _show(found: Sequence[Updated]) -> None:
    """Show a line for each data set, and below it who answers for it."""
    header = (
        _("data set"),
        _("published"),
        _("size"),
        # Translators: when the file was downloaded, or last found to be the newest.
        _("fetched"),
    )
    rows = [header, *map(_cells, found)]
    columns = [max(map(width_of, cells)) for cells in zip(*rows, strict=True)]
    lines = [
        "  ".join(pad(cell, size) for cell, size in zip(row, columns, strict=True))
        for row in rows
    ]
    show(paint(lines[0].rstrip(), "bold"))
    for one, line in zip(found, lines[1:], strict=True):
        show(f"{line}  {paint(_word(one.status), _STYLES[one.status])}")
        indent = " " * (columns[0] + 2)
        for text in (one.source.title, one.source.producer, one.source.licence):
            for part in wrap(text, indent=indent):
                show(paint(part, "dim"))


def _cells(one: Updated) -> tuple[str, ...]:
    if one.file is None:
        return (one.source.name, "-", "-", "-")
    published = one.file.published_at
    return (
        one.source.name,
        local_time(published) if published else "-",
        size_in_words(one.file.path.stat().st_size),
        local_time(one.file.fetched_at),
    )


def _word(status: Status) -> str:
    return {
        Status.UPDATED: _("updated"),
        Status.UNCHANGED: _("unchanged"),
        Status.FAILED: _("failed"),
    }[status]


def _as_json(one: Updated) -> dict[str, object]:
    """Give the contract's keys."""
    file = one.file
    published = file.published_at if file else None
    return {
        "name": one.source.name,
        "status": one.status.value,
        "path": str(file.path) if file else None,
        "url": file.url if file else None,
        "published_at": published.isoformat() if published else None,
        "fetched_at": file.fetched_at.isoformat() if file else None,
        "sha256": file.sha256 if file else None,
        "reply": one.reply,
    }


def _exit_code(found: Sequence[Updated]) -> int:
    """Give 0 where all is well, 1 where something is, else what the first met."""
    errors = [one.error for one in found if one.error]
    if not errors:
        return 0
    return errors[0].exit_code if len(errors) == len(found) else 1
