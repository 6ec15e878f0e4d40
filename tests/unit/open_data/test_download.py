"""Downloading from a server that is well behaved, then from those that are not."""

import gzip
import hashlib
import itertools
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mairemail import __version__
from mairemail.errors import (
    CannotWriteError,
    MairemailError,
    ServerError,
    TryLaterError,
)
from mairemail.open_data.cache import cached_file
from mairemail.open_data.fetching.download import octets_kept
from mairemail.open_data.fetching.https import CutOffError
from tests.servers.certificates import Certificates
from tests.servers.official import REGIONAL_COUNCILLORS, mayors, town_halls
from tests.servers.web import Hold, Refusal, WebServer
from tests.unit.open_data.conftest import DATED, NOW, STABLE, Desk

LONG = mayors(2000)
NEWER = "/resources/20261120-060000/mayors.csv"


def test_file_comes_with_a_note_of_where_from_and_when(desk: Desk) -> None:
    """The licence asks to name the source and the date of its last change."""
    found = desk.fetch()
    assert desk.path.read_bytes() == mayors(5)
    assert found.is_new
    assert found.reply == "200 OK"
    assert found.file == cached_file(desk.source, desk.folder)
    assert found.file.url == desk.server.base + DATED
    assert found.file.published_at == datetime(2026, 11, 15, 8, 12, tzinfo=UTC)
    assert found.file.fetched_at == NOW
    assert found.file.etag == '"v1"'
    assert found.file.sha256 == hashlib.sha256(mayors(5)).hexdigest()
    assert desk.left == {"rne-maires.csv", "rne-maires.csv.json"}


def test_request_tells_the_program_and_nothing_of_the_person(desk: Desk) -> None:
    """What a server is not told, nobody can ask it for."""
    desk.fetch()
    assert desk.server.paths == [STABLE, DATED]
    for request in desk.server.requests:
        assert request.headers == {
            "Host": desk.server.base.removeprefix("https://"),
            "Accept-Encoding": "identity",
            "User-Agent": f"mairemail/{__version__}",
        }


def test_progress_is_told_octet_by_octet(desk: Desk) -> None:
    """Whoever waits wants to see that something comes."""
    desk.publish(LONG)
    desk.fetch()
    come = [octets for octets, _total in desk.seen]
    assert come == sorted(set(come))
    assert come[-1] == len(LONG)
    assert {total for _come, total in desk.seen} == {len(LONG)}


def test_newest_file_is_not_downloaded_twice(owner: Desk) -> None:
    """A server of the State is not there to be worn out."""
    found = owner.fetch()
    assert not found.is_new
    assert found.reply == "304 Not Modified"
    assert owner.server.requests[-1].headers["If-None-Match"] == '"v1"'
    assert owner.seen == []
    noted = cached_file(owner.source, owner.folder)
    assert noted == found.file
    assert noted.fetched_at == NOW + timedelta(days=1)


def test_server_without_etags_is_asked_by_date(desk: Desk) -> None:
    """Older servers know nothing but dates."""
    desk.publish(mayors(5), etag="")
    desk.fetch()
    assert desk.fetch().reply == "304 Not Modified"


def test_newer_file_under_the_same_address_is_taken(owner: Desk) -> None:
    """Some data sets change in place."""
    owner.publish(mayors(6), etag='"v2"', published="")
    assert owner.fetch().is_new
    assert owner.path.read_bytes() == mayors(6)


def test_file_at_a_new_address_is_asked_for_without_conditions(owner: Desk) -> None:
    """An ETag says nothing about another resource, as each dated file is one."""
    owner.publish(mayors(6), dated=NEWER)
    found = owner.fetch()
    assert found.is_new
    assert found.file.url == owner.server.base + NEWER
    assert "If-None-Match" not in owner.server.requests[-1].headers


def test_same_octets_at_a_new_address_are_no_news(owner: Desk) -> None:
    """Published again without a change: lists need not be made anew."""
    owner.publish(mayors(5), dated=NEWER)
    found = owner.fetch()
    assert not found.is_new
    assert found.file.url == owner.server.base + NEWER


def test_file_that_was_changed_here_is_fetched_again(owner: Desk) -> None:
    """A spreadsheet program that saved it, or a crash before the note was written."""
    owner.path.write_bytes(mayors(4))
    assert owner.fetch().is_new
    assert owner.path.read_bytes() == mayors(5)


def test_not_modified_without_a_condition_is_refused(desk: Desk) -> None:
    """There is no file that this could be about."""
    desk.server.refusals[DATED] = Refusal(status=304)
    assert "304" in desk.fail(ServerError).message


def test_download_that_breaks_goes_on_where_it_was(desk: Desk) -> None:
    """On a train, the connection breaks in every tunnel."""
    desk.publish(LONG, cuts=[50_000, 1, 60_000])
    assert desk.fetch().is_new
    assert desk.path.read_bytes() == LONG
    ranges = [
        (request.headers.get("Range"), request.headers.get("If-Range"))
        for request in desk.server.requests
        if request.path == DATED
    ]
    assert ranges == [
        (None, None),
        ("bytes=50000-", '"v1"'),
        ("bytes=50001-", '"v1"'),
        ("bytes=110001-", '"v1"'),
    ]
    assert desk.pauses == [1.0, 3.0, 10.0]
    assert desk.seen[-1] == (len(LONG), len(LONG))
    assert desk.left == {"rne-maires.csv", "rne-maires.csv.json"}


def test_next_run_goes_on_where_the_last_one_gave_up(owner: Desk) -> None:
    """What has come is paid for; until all has, the old file is the file."""
    owner.publish(LONG, etag='"v2"', cuts=[10_000] * 4)
    assert "connection broke" in owner.fail(CutOffError).message
    assert owner.path.read_bytes() == mayors(5)
    assert cached_file(owner.source, owner.folder) is not None
    assert octets_kept(owner.source, owner.folder) == 40_000
    owner.server.requests.clear()
    assert owner.fetch().is_new
    assert owner.server.requests[-1].headers["Range"] == "bytes=40000-"
    assert owner.path.read_bytes() == LONG


def test_server_that_ignores_ranges_gives_it_all_again(desk: Desk) -> None:
    """RFC 9110, 14.2: a server may ignore Range."""
    desk.publish(LONG, cuts=[50_000], takes_ranges=False)
    desk.fetch()
    assert desk.path.read_bytes() == LONG


def test_file_that_changed_in_between_is_not_sewn_together(desk: Desk) -> None:
    """Half of one file and half of another is a file that never was."""
    desk.publish(LONG, cuts=[10_000] * 4)
    desk.fail(CutOffError)
    changed = mayors(1999)
    desk.publish(changed, etag='"v2"')
    desk.fetch()
    assert desk.path.read_bytes() == changed


def test_part_of_one_address_is_not_gone_on_with_at_another(desk: Desk) -> None:
    """Two dated files may have the same ETag."""
    desk.publish(LONG, cuts=[10_000] * 4)
    desk.fail(CutOffError)
    desk.publish(mayors(1999), dated=NEWER)
    desk.fetch()
    assert "Range" not in desk.server.requests[-1].headers
    assert desk.path.read_bytes() == mayors(1999)


def test_part_of_a_file_that_was_withdrawn_is_taken_away(owner: Desk) -> None:
    """The producer went back to the file that is here already."""
    owner.publish(LONG, dated=NEWER, cuts=[10_000] * 4)
    owner.fail(CutOffError)
    owner.publish(mayors(5))
    assert owner.fetch().reply == "304 Not Modified"
    assert owner.left == {"rne-maires.csv", "rne-maires.csv.json"}


def test_another_piece_than_the_one_asked_for_is_not_sewn_on(desk: Desk) -> None:
    """A broken cache on the way must not mix up a list of people."""
    file = desk.publish(LONG, cuts=[50_000], shift=7)
    desk.fetch()
    assert desk.path.read_bytes() == LONG
    assert not file.cuts
    assert desk.pauses == [1.0, 3.0]


def test_part_longer_than_the_file_is_begun_anew(desk: Desk) -> None:
    """416: the server has nothing from there on."""
    desk.publish(LONG, cuts=[10_000] * 4)
    desk.fail(CutOffError)
    desk.publish(mayors(5))
    desk.fetch()
    assert desk.path.read_bytes() == mayors(5)


@pytest.mark.parametrize("etag", ['W/"v1"', ""])
def test_part_without_a_strong_etag_is_not_kept(desk: Desk, etag: str) -> None:
    """RFC 9110, 13.1.5: a weak ETag does not promise the same octets."""
    desk.publish(LONG, etag=etag, cuts=[10_000] * 4)
    desk.fail(CutOffError)
    assert desk.left == set()
    assert all("Range" not in request.headers for request in desk.server.requests)
    desk.publish(LONG, etag=etag, cuts=[50_000])
    desk.fetch()
    assert desk.path.read_bytes() == LONG


@pytest.mark.parametrize(
    ("status", "kind", "word"),
    [
        (403, ServerError, "does not give the file"),
        (404, ServerError, "no more"),
        (410, ServerError, "no more"),
        (429, TryLaterError, "come back later"),
        (500, ServerError, "does not give the file"),
        (503, TryLaterError, "come back later"),
    ],
)
def test_refusal_is_told_and_leaves_the_old_file(
    owner: Desk, status: int, kind: type[MairemailError], word: str
) -> None:
    """A list of last month is better than none."""
    owner.server.refusals[DATED] = Refusal(status=status)
    error = owner.fail(kind)
    assert word in error.message
    assert str(status) in error.message
    assert owner.path.read_bytes() == mayors(5)
    assert owner.pauses == []


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ("3600", "2026-11-22"),
        ("Mon, 23 Nov 2026 12:00:00 GMT", "2026-11-23"),
        ("soon", "in an hour"),
        ("9" * 5000, "in an hour"),
    ],
)
def test_time_to_come_back_is_told(desk: Desk, said: str, hint: str) -> None:
    """Retry-After is seconds or a date (RFC 9110, 10.2.3), or nonsense."""
    desk.server.refusals[DATED] = Refusal(status=429, headers={"Retry-After": said})
    assert hint in str(desk.fail(TryLaterError).hint)


def test_refusal_keeps_what_has_come(desk: Desk) -> None:
    """A server that is tired for an hour costs nobody what they have."""
    desk.publish(LONG, cuts=[10_000] * 4)
    desk.fail(CutOffError)
    desk.server.refusals[DATED] = Refusal(status=429)
    desk.fail(TryLaterError)
    assert octets_kept(desk.source, desk.folder) == 40_000


def test_redirects_in_a_circle_end(desk: Desk) -> None:
    """A server set up wrongly sends from A to B to A."""
    desk.server.redirects[DATED] = STABLE
    assert "without end" in desk.fail(ServerError).message
    assert desk.server.paths == [STABLE, DATED]


@pytest.mark.parametrize(("hops", "is_too_many"), [(5, False), (6, True)])
def test_redirects_are_followed_five_times(
    desk: Desk, hops: int, *, is_too_many: bool
) -> None:
    """More than five is no way to a file."""
    ways = [STABLE, *(f"/{n}" for n in range(1, hops)), DATED]
    desk.server.redirects |= dict(itertools.pairwise(ways))
    if is_too_many:
        desk.fail(ServerError)
    else:
        assert desk.fetch().is_new


@pytest.mark.parametrize("target", ["http", "ftp", "file"])
def test_redirect_to_anything_but_https_is_refused(desk: Desk, target: str) -> None:
    """Without encryption, anybody on the way can write the list."""
    url = desk.server.base.replace("https", target) + DATED
    desk.server.redirects[STABLE] = url
    assert url in desk.fail(ServerError).message
    assert desk.server.paths == [STABLE]


@pytest.mark.parametrize(
    "target", ["https://[::1", "https://127.0.0.1:port/", "https://é..example/"]
)
def test_redirect_to_what_is_no_address_is_refused(desk: Desk, target: str) -> None:
    """What a server says is not to be trusted to make sense."""
    desk.server.redirects[STABLE] = target.encode().decode("latin-1")
    desk.fail(ServerError)


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"<!DOCTYPE html><title>Maintenance</title>", "a web page"),
        (b"\xef\xbb\xbf\n <html>", "a web page"),
        (b'[{"nom": "QUAI"}]', "no table"),
        (REGIONAL_COUNCILLORS, "the data set regional-councillors"),
        (b"a;b;c;d;e\n1;2;3;4;5\n", "its columns are: a, b, c, d, e"),
        (b"", "empty"),
        (b"\r\n\r\n", "empty"),
        (gzip.compress(mayors(5)), "no text"),
    ],
)
def test_another_file_under_the_right_name_is_refused(
    owner: Desk, data: bytes, fault: str
) -> None:
    """In July 2024 one resource of the register held another one's file for a day."""
    owner.publish(data, etag='"v2"', published="")
    assert fault in owner.fail(ServerError).message
    assert owner.path.read_bytes() == mayors(5)
    assert owner.left == {"rne-maires.csv", "rne-maires.csv.json"}


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (town_halls(500)[:-9], "its end is missing"),
        (town_halls(500)[:-4] + b"\0\0\0\1", "damaged"),
        (b"PK\3\4" + bytes(500), "damaged"),
        (b"<html>", "a web page"),
        (gzip.compress(mayors(5)), "the data set mayors"),
        (gzip.compress(bytes(1 << 20)), "far too large"),
    ],
)
def test_packed_file_is_unpacked_to_its_end(
    packed: Desk, data: bytes, fault: str
) -> None:
    """A gzip file that lost its tail looks whole to a server."""
    packed.source = replace(packed.source, limit_octets=100_000)
    packed.publish(data)
    assert fault in packed.fail(ServerError).message
    assert packed.left == set()


def test_packed_file_is_kept_as_it_came(packed: Desk) -> None:
    """Its readers unpack it."""
    packed.publish(town_halls(50))
    packed.fetch()
    assert packed.path.read_bytes() == town_halls(50)


def test_table_of_older_days_is_recognised(desk: Desk) -> None:
    """Until 2020 the register came as Windows wrote it, under a title."""
    old = b"Titre du rapport\r\n" + mayors(5).decode().encode("cp1252")
    desk.publish(old.replace(b";", b"\t"))
    assert desk.fetch().is_new


@pytest.mark.parametrize("tells", ["length", "nothing"])
def test_file_larger_than_it_can_be_is_left(desk: Desk, tells: str) -> None:
    """A disk is not to be filled by somebody else's mistake."""
    desk.source = replace(desk.source, limit_octets=100_000)
    desk.publish(LONG, tells=tells)
    assert "too large" in desk.fail(ServerError).message
    assert desk.left == set()
    assert all(come <= 100_000 for come, _total in desk.seen)
    assert bool(desk.seen) == (tells == "nothing")


@pytest.mark.parametrize("tells", ["chunks", "nothing"])
def test_length_may_be_unknown(desk: Desk, tells: str) -> None:
    """A server that packs on the fly does not know it."""
    desk.publish(LONG, tells=tells)
    desk.fetch()
    assert desk.path.read_bytes() == LONG
    assert desk.seen[-1] == (len(LONG), None)


@pytest.mark.parametrize("tells", ["chunks", "nothing"])
def test_break_is_seen_where_the_length_is_unknown(desk: Desk, tells: str) -> None:
    """Only the server's signed goodbye tells an end from a cable that was pulled."""
    desk.publish(LONG, tells=tells, cuts=[50_000])
    desk.fetch()
    assert desk.path.read_bytes() == LONG
    assert desk.pauses == [1.0]


def test_end_before_the_length_told_is_no_end(desk: Desk) -> None:
    """A server that is shut down says goodbye in the middle of a file."""
    desk.publish(LONG, cuts=[50_000], says_goodbye=True)
    desk.fetch()
    assert desk.path.read_bytes() == LONG
    assert desk.server.requests[-1].headers["Range"] == "bytes=50000-"


def test_trickle_is_left(desk: Desk) -> None:
    """An octet a second keeps every single time limit, and a person waiting."""
    seconds = itertools.count()
    desk.clock = lambda: float(next(seconds))
    desk.publish(mayors(5), piece=1)
    assert "in time" in desk.fail(CutOffError).message
    assert desk.pauses == [1.0, 3.0, 10.0]


def test_slow_line_is_no_trickle(desk: Desk) -> None:
    """16 kB a second for minutes is a download."""
    seconds = itertools.count()
    desk.clock = lambda: float(next(seconds))
    desk.publish(mayors(20_000))
    assert desk.fetch().is_new
    assert next(seconds) > 100


def test_server_nobody_vouches_for_is_refused(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list from whoever sits in between would carry their addresses."""
    monkeypatch.delenv("SSL_CERT_FILE")
    assert "certificate" in desk.fail(ServerError).message
    assert desk.server.requests == []
    assert desk.pauses == []


def test_certificate_of_another_is_refused(
    desk: Desk, certificates: Certificates
) -> None:
    """A valid certificate for another name is nobody's here."""
    with WebServer(certificates.wrong_name).serving() as other:
        desk.server.redirects[STABLE] = other.base + DATED
        assert "certificate" in desk.fail(ServerError).message
        assert other.requests == []


def test_server_that_is_away_is_told_at_once(owner: Desk) -> None:
    """Without a network nothing is gained by waiting."""
    owner.server.close()
    error = owner.fail(ServerError)
    assert "refuses the connection" in error.message
    assert owner.pauses == []
    assert owner.path.read_bytes() == mayors(5)


def test_cache_that_cannot_be_is_told(desk: Desk) -> None:
    """A file where the folder should be."""
    desk.folder.write_text("in the way", encoding="utf-8")
    assert str(desk.folder) in desk.fail(CannotWriteError).message
    assert desk.server.requests == []


def test_second_download_at_once_is_sent_away(desk: Desk) -> None:
    """Two that write the same part would make a file that never was."""
    desk.publish(LONG)
    desk.server.hold = hold = Hold(after=1)
    first = threading.Thread(target=desk.fetch)
    first.start()
    hold.wait_until_reached()
    second = replace(desk, pauses=[])
    assert "Another mairemail" in second.fail(TryLaterError).message
    hold.open()
    first.join(10)
    assert desk.path.read_bytes() == LONG


@pytest.mark.parametrize("note", ["", "{}", "[1]", "null", '{"url": 1}', "\0"])
def test_note_that_says_nothing_begins_anew(desk: Desk, note: str) -> None:
    """A power cut leaves anything."""
    desk.folder.mkdir()
    for name in ("rne-maires.csv.json", "rne-maires.csv.part.json"):
        (desk.folder / name).write_text(note, encoding="utf-8")
    for name in ("rne-maires.csv", "rne-maires.csv.part"):
        (desk.folder / name).write_bytes(b"half")
    assert desk.fetch().is_new
    assert desk.path.read_bytes() == mayors(5)
    assert desk.left == {"rne-maires.csv", "rne-maires.csv.json"}
