"""What was downloaded before: each file, and beside it where it came from and when."""

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from mairemail.files import is_ordinary
from mairemail.open_data.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class CachedFile:
    """
    A downloaded file of a source.

    Attributes:
        url: The address it came from in the end, redirects followed.
        fetched_at: When the server last said that it is the newest, in UTC.
        published_at: When its producer last changed it, in UTC; None if not told.
        etag: What the server knows this version by, or an empty string.
        sha256: Of its octets, in hexadecimal.
    """

    path: Path
    url: str
    fetched_at: datetime
    published_at: datetime | None
    etag: str
    sha256: str


def cached_file(source: Source, folder: Path) -> CachedFile | None:
    """Give the file of a source in the cache, None where it is not or not whole."""
    path = folder / source.file_name
    try:
        noted = json.loads(_note_beside(path).read_text(encoding="utf-8"))
        published = noted["published_at"]
        found = CachedFile(
            path=path,
            url=noted["url"],
            fetched_at=datetime.fromisoformat(noted["fetched_at"]),
            published_at=datetime.fromisoformat(published) if published else None,
            etag=noted["etag"],
            sha256=noted["sha256"],
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found if is_ordinary(path) else None


def write_note(file: CachedFile) -> None:
    """
    Write the note beside a file, at once or not at all.

    Raises:
        OSError: It cannot be written.
    """
    published = file.published_at
    values = {
        "url": file.url,
        "fetched_at": file.fetched_at.isoformat(),
        "published_at": published.isoformat() if published else None,
        "etag": file.etag,
        "sha256": file.sha256,
    }
    note = _note_beside(file.path)
    part = note.with_name(f"{note.name}.part")
    with part.open("w", encoding="utf-8") as stream:
        json.dump(values, stream)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(note)


def _note_beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.json")
