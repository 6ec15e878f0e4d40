"""A source whose server stands on loopback, and a cache to download into."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mairemail.errors import MairemailError
from mairemail.open_data.fetching.download import Downloaded, Surroundings, download
from mairemail.open_data.source import MAYORS, TOWN_HALLS, Source
from tests.servers.certificates import Certificates
from tests.servers.official import mayors
from tests.servers.web import WebFile, WebServer

STABLE = "/datasets/r/mayors"
DATED = "/resources/20261115-081200/mayors.csv"
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def _clock() -> Callable[[], float]:
    """Give a clock that hardly moves."""
    moments = itertools.count()
    return lambda: next(moments) / 1000


@dataclass
class Desk:
    """
    Somebody who downloads: their cache, their clock, what they see.

    Attributes:
        pauses: How long was slept between attempts.
        seen: What the progress told: octets that have come, and all.
    """

    server: WebServer
    source: Source
    folder: Path
    now: datetime = NOW
    clock: Callable[[], float] = field(default_factory=_clock)
    pauses: list[float] = field(default_factory=list)
    seen: list[tuple[int, int | None]] = field(default_factory=list)

    @property
    def path(self) -> Path:
        """Where the file lies once it is whole."""
        return self.folder / self.source.file_name

    @property
    def left(self) -> set[str]:
        """Give the names in the cache, locks aside."""
        return {one.name for one in self.folder.iterdir() if one.suffix != ".lock"}

    def publish(self, data: bytes, *, dated: str = DATED, **manners: object) -> WebFile:
        """Put the newest file on the server."""
        file = replace(WebFile(data=data), **manners)  # type: ignore[arg-type]  # passed on as they are
        self.server.publish(STABLE, dated=dated, file=file)
        return file

    def fetch(self) -> Downloaded:
        """Download."""
        return download(
            self.source,
            self.folder,
            surroundings=Surroundings(
                now=lambda: self.now,
                clock=self.clock,
                sleep=self.pauses.append,
                on_progress=lambda come, total: self.seen.append((come, total)),
            ),
        )

    def fail(self, kind: type[MairemailError]) -> MairemailError:
        """Download in vain; give the error, which must have a next step."""
        with pytest.raises(kind) as caught:
            self.fetch()
        assert type(caught.value).exit_code == kind.exit_code
        assert caught.value.hint
        return caught.value


@pytest.fixture
def desk(
    web: WebServer,
    certificates: Certificates,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Desk:
    """Give somebody who wants the mayors, of whom five are published."""
    monkeypatch.setenv("SSL_CERT_FILE", certificates.ca_file)
    source = replace(MAYORS, url=web.base + STABLE)
    desk = Desk(server=web, source=source, folder=tmp_path / "cache")
    desk.publish(mayors(5))
    return desk


@pytest.fixture
def packed(desk: Desk) -> Desk:
    """Give somebody who wants the town halls, which come as gzip."""
    desk.source = replace(TOWN_HALLS, url=desk.server.base + STABLE)
    return desk


@pytest.fixture
def owner(desk: Desk) -> Desk:
    """Give somebody who has the five mayors, and a day later wants what is newer."""
    desk.fetch()
    desk.server.requests.clear()
    desk.seen.clear()
    desk.now += timedelta(days=1)
    return desk
