"""contacts update: the whole command against a server in the place of the State's."""

import json
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from mairemail.cli.screen import local_time
from mairemail.open_data.source import MAYORS, SOURCES, TOWN_HALLS
from tests.cli.program import Program, Result, one_line
from tests.cli.terminal import terminal
from tests.servers.certificates import Certificates
from tests.servers.official import REGIONAL_COUNCILLORS, mayors, town_halls
from tests.servers.web import Hold, Refusal, WebFile, WebServer

_KEYS = {
    "name", "status", "path", "url", "published_at", "fetched_at", "sha256", "reply",
}  # fmt: skip
_MAYORS = urlsplit(MAYORS.url).path
_TOWN_HALLS = urlsplit(TOWN_HALLS.url).path
_DATED = "/resources/20261115-081200/"
_LIMIT_S = 10.0
_PUBLISHED = datetime(2026, 11, 15, 8, 12, tzinfo=UTC)
_FETCHED = datetime(2020, 1, 1, 8, 0, tzinfo=UTC)
_LONG = mayors(20_000)


class State:
    """The producers' servers, and the program that believes in them."""

    def __init__(self, web: WebServer, program: Program, ca_file: str) -> None:
        self.web = web
        self.program = program
        self.variables = {
            "MAIREMAIL_DATA_URL": web.base,
            "SSL_CERT_FILE": ca_file,
        }
        self.publish(mayors(5), path=_MAYORS)
        self.publish(town_halls(50), path=_TOWN_HALLS)

    def publish(
        self, data: bytes, *, path: str = _MAYORS, etag: str = '"v1"'
    ) -> WebFile:
        """Put the newest file of a data set on the server."""
        file = WebFile(data=data, etag=etag)
        self.web.publish(path, dated=_DATED + path[-8:], file=file)
        return file

    def update(
        self,
        *arguments: str,
        exits: int = 0,
        more: Mapping[str, str] | None = None,
    ) -> Result:
        """Run `contacts update`."""
        variables = {**self.variables, **(more or {})}
        return self.program.quick(
            "contacts", "update", *arguments, exits=exits, environment=variables
        )

    @property
    def cache(self) -> Path:
        """Give where the files lie."""
        return self.program.home / "cache"

    @property
    def mayors(self) -> bytes:
        """Give the mayors as they lie in the cache."""
        return (self.cache / MAYORS.file_name).read_bytes()

    def wait_for_part(self, octets: int) -> None:
        """Wait until so much of the mayors has come."""
        part = self.cache / f"{MAYORS.file_name}.part"
        end = time.monotonic() + _LIMIT_S
        while not part.exists() or part.stat().st_size < octets:
            assert time.monotonic() < end, "it never came"
            time.sleep(0.01)


@pytest.fixture
def state(web: WebServer, mairemail: Program, certificates: Certificates) -> State:
    """Give servers with five mayors and fifty town halls."""
    return State(web, mairemail, certificates.ca_file)


def test_both_lists_come_and_are_named(state: State) -> None:
    """The licence asks for the producer and the date; people ask how old it is."""
    shown = state.update().out
    assert state.mayors == mayors(5)
    assert (state.cache / TOWN_HALLS.file_name).read_bytes() == town_halls(50)
    lines = shown.splitlines()
    assert lines[0].split() == ["data", "set", "published", "size", "fetched"]
    assert lines[1].startswith(f"mayors      {local_time(_PUBLISHED)}  1 kB")
    assert lines[1].endswith("updated")
    for source in (MAYORS, TOWN_HALLS):
        for told in (source.name, source.title, source.producer, source.licence):
            assert told in shown
    assert max(map(len, lines)) < 80


def test_french_is_french(state: State) -> None:
    """Where a list comes from is said in the reader's words."""
    shown = state.update(more={"MAIREMAIL_LANG": "fr"})
    assert " ko " in shown.out
    assert "updated" not in shown.out
    state.web.refusals[_MAYORS] = Refusal(status=404)
    failed = state.update("mayors", exits=69, more={"MAIREMAIL_LANG": "fr"})
    assert "Erreur" in failed.err
    assert "reste tel quel" in one_line(failed.err)


def test_program_gets_an_object_for_each(state: State) -> None:
    """The contract of docs/scripting.md."""
    first, second = state.update("--json").objects
    assert set(first) == set(second) == _KEYS
    assert first["name"] == "mayors"
    assert first["status"] == "updated"
    assert first["path"] == str(state.cache / MAYORS.file_name)
    assert first["url"] == state.web.base + _DATED + _MAYORS[-8:]
    assert first["published_at"] == "2026-11-15T08:12:00+00:00"
    assert first["reply"] == "200 OK"
    assert [one["status"] for one in state.update("--json").objects] == [
        "unchanged"
    ] * 2


def test_only_what_is_named_is_fetched(state: State) -> None:
    """Twice named is once asked for."""
    state.update("mayors", "mayors")
    assert state.web.paths == [_MAYORS, _DATED + _MAYORS[-8:]]


def test_unknown_data_set_is_told_with_the_known_ones(state: State) -> None:
    """Nobody knows the names by heart."""
    refused = state.update("mayors", "kings", exits=2)
    assert "kings" in refused.err
    assert all(source.name in refused.err for source in SOURCES)
    assert state.web.requests == []


def test_nothing_else_is_connected_to(state: State) -> None:
    """The producers' servers, and no other, learn that somebody is there."""
    arguments = ("contacts", "update")
    state.program(*arguments, environment=state.variables)
    ports = {connection.split(", ")[1] for connection in state.program.connections()}
    assert ports == {f"{urlsplit(state.web.base).port})"}


def test_without_a_network_the_old_files_stay(state: State) -> None:
    """On a train, the list of last week still does."""
    state.update()
    note = state.cache / f"{MAYORS.file_name}.json"
    values = json.loads(note.read_text(encoding="utf-8"))
    values["fetched_at"] = _FETCHED.isoformat()
    note.write_text(json.dumps(values), encoding="utf-8")
    state.web.close()
    offline = state.update(exits=69)
    said = one_line(offline.err)
    assert f"mayors: the file fetched on {local_time(_FETCHED)} stays as it is" in said
    assert "days old" in said
    assert "town-halls: the file fetched on" in said
    assert "days old" not in said.partition("town-halls:")[2]
    assert local_time(_PUBLISHED) in offline.out
    assert state.mayors == mayors(5)


def test_without_a_network_nor_files_it_is_said(state: State) -> None:
    """The first run of all, on a train."""
    state.web.close()
    offline = state.update("--json", exits=69)
    assert "no earlier file of mayors" in offline.err
    for one in offline.objects:
        assert one["status"] == "failed"
        assert one["path"] is one["sha256"] is None
        assert "refuses the connection" in str(one["reply"])


def test_one_that_fails_keeps_nobody_from_the_other(state: State) -> None:
    """Two producers, two servers."""
    state.web.refusals[_MAYORS] = Refusal(status=500)
    shown = state.update("--json", exits=1)
    assert [one["status"] for one in shown.objects] == ["failed", "updated"]
    assert "500" in shown.err


def test_busy_server_is_left_alone_until_then(state: State) -> None:
    """75: the same command works later."""
    state.web.refusals[_MAYORS] = Refusal(status=429, headers={"Retry-After": "60"})
    shown = state.update("mayors", exits=75)
    assert "Try again after" in shown.err


def test_another_list_under_the_right_name_is_refused(state: State) -> None:
    """A letter to mayors must not go to whom the file of the day happens to hold."""
    state.update("mayors")
    state.publish(REGIONAL_COUNCILLORS, etag='"v2"').published = ""
    refused = state.update("mayors", exits=69)
    assert "the data set regional-councillors" in one_line(refused.err)
    assert state.mayors == mayors(5)


def test_server_nobody_vouches_for_is_refused(state: State) -> None:
    """There is no option to look away."""
    del state.variables["SSL_CERT_FILE"]
    assert "certificate" in state.update("mayors", exits=69).err
    assert state.web.requests == []


def test_mirror_without_encryption_is_refused(state: State) -> None:
    """MAIREMAIL_DATA_URL is for mirrors, not for shortcuts."""
    plain = state.web.base.replace("https", "http")
    refused = state.update(exits=78, more={"MAIREMAIL_DATA_URL": plain})
    assert "MAIREMAIL_DATA_URL" in refused.err
    assert state.web.requests == []


def test_mirror_may_lie_below_a_path(state: State) -> None:
    """A mirror is seldom a machine of its own."""
    state.web.files["/copy" + _MAYORS] = WebFile(data=mayors(7))
    mirror = state.web.base + "/copy/"
    state.update("mayors", more={"MAIREMAIL_DATA_URL": mirror})
    assert state.mayors == mayors(7)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such limit")
def test_full_disk_leaves_the_old_file(state: State) -> None:
    """A quota on files is met like a full disk."""
    state.update("mayors")
    state.publish(_LONG, etag='"v2"').published = ""
    script = 'ulimit -f 100; exec "$0" -m mairemail contacts update mayors'
    command = ["bash", "-c", script, sys.executable]
    full = state.program.shell(command, exits=73, environment=state.variables)
    assert "MAIREMAIL_CACHE_DIR" in one_line(full.err)
    assert state.mayors == mayors(5)
    state.update("mayors")
    assert state.mayors == _LONG


def test_ctrl_c_keeps_what_has_come(state: State) -> None:
    """Who has to leave the train goes on in the next one."""
    state.update("mayors")
    state.publish(_LONG, etag='"v2"').published = ""
    state.web.hold = Hold(after=500_000)
    arguments = ("contacts", "update", "mayors")
    with terminal(state.program, *arguments, environment=state.variables) as screen:
        state.wait_for_part(400_000)
        screen.press_ctrl_c()
        shown = one_line(screen.wait(exits=130))
    assert "have come and are kept" in shown
    assert state.mayors == mayors(5)
    state.web.hold.open()
    state.update("mayors")
    start = int(state.web.requests[-1].headers["Range"].strip("bytes=-"))
    assert start >= 400_000
    assert state.mayors == _LONG


def test_broken_connection_is_made_anew_in_the_same_run(state: State) -> None:
    """Nobody types the command twice for one tunnel."""
    state.publish(_LONG).cuts = [700_000]
    state.update("mayors")
    assert state.mayors == _LONG
    assert state.web.requests[-1].headers["Range"] == "bytes=700000-"
