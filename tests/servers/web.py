"""A web server on 127.0.0.1 that serves invented files over TLS, and fails on cue."""

import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import socket
from typing import Any

PUBLISHED = "Sun, 15 Nov 2026 08:12:00 GMT"
_LIMIT_S = 10.0


@dataclass(kw_only=True)
class WebFile:
    """
    A file and the manners it is served with.

    Attributes:
        etag, published: Headers of every answer; empty: none.
        takes_ranges: Whether a Range is heeded, as RFC 9110 lets a server choose.
        tells: `length`, `chunks`, or `nothing`: the connection's end is the file's.
        shift: Octets by which the answer to a Range is wrong.
        cuts: After how many octets each answer breaks off, the first one first.
        says_goodbye: Whether even then TLS is ended as it should be.
        piece: Octets in one TLS record.
    """

    data: bytes
    etag: str = '"v1"'
    published: str = PUBLISHED
    takes_ranges: bool = True
    tells: str = "length"
    shift: int = 0
    cuts: list[int] = field(default_factory=list)
    says_goodbye: bool = False
    piece: int = 16384


@dataclass(kw_only=True)
class Refusal:
    """An answer without a file."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Request:
    """What the server was asked."""

    path: str
    headers: dict[str, str]


class Hold:
    """Stops the server after so many octets of a body, until `open`."""

    def __init__(self, *, after: int) -> None:
        self.after = after
        self._reached = threading.Event()
        self._opened = threading.Event()

    def wait_until_reached(self) -> None:
        """Wait until so many octets are on their way."""
        assert self._reached.wait(_LIMIT_S), "the body never came so far"

    def open(self) -> None:
        """Let the rest out."""
        self._opened.set()

    def stop(self) -> None:
        """Wait on the server's side."""
        self._reached.set()
        self._opened.wait(_LIMIT_S)


class WebServer:
    """
    Serves `files` by path; another path is 404.

    Attributes:
        base: https://127.0.0.1:PORT
        redirects: Path to Location.
        refusals: Path to an answer that wins over the file.
        requests: Everything that was asked.
        hold: Where to stop in the next body, or None.
    """

    def __init__(self, tls: ssl.SSLContext) -> None:
        self.files: dict[str, WebFile] = {}
        self.redirects: dict[str, str] = {}
        self.refusals: dict[str, Refusal] = {}
        self.requests: list[Request] = []
        self.hold: Hold | None = None
        self.tls = tls
        self._listener = _Listener(self)
        self.base = f"https://127.0.0.1:{self._listener.server_port}"

    def publish(self, path: str, *, dated: str, file: WebFile) -> str:
        """Put a file at a dated path, to which the stable one leads; give its URL."""
        self.redirects[path] = dated
        self.files[dated] = file
        return self.base + dated

    @property
    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [request.path for request in self.requests]

    @contextmanager
    def serving(self) -> Iterator["WebServer"]:
        """Serve while the block runs."""
        thread = threading.Thread(
            target=self._listener.serve_forever, kwargs={"poll_interval": 0.01}
        )
        thread.start()
        try:
            yield self
        finally:
            self.close()
            thread.join(_LIMIT_S)

    def close(self) -> None:
        """End; from now on nobody answers at the address."""
        if self.hold:
            self.hold.open()
        self._listener.shutdown()
        self._listener.server_close()


class _Listener(ThreadingHTTPServer):
    def __init__(self, web: WebServer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.web = web

    def handle_error(
        self,
        request: socket | tuple[bytes, socket],
        client_address: Any,  # noqa: ANN401 - as its base has it
    ) -> None:
        """Say nothing: clients that go away are what the tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Listener

    def setup(self) -> None:
        """Begin TLS in the connection's own thread."""
        self.web = self.server.web
        self.is_broken = False
        self.request.settimeout(_LIMIT_S)
        self.request = self.web.tls.wrap_socket(self.request, server_side=True)
        super().setup()

    def finish(self) -> None:
        """End with TLS's own goodbye, unless the connection is to break."""
        with suppress(OSError):
            super().finish()
            if not self.is_broken:
                self.request.unwrap().close()
        self.request.close()

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Answer one request, then hang up."""
        self.close_connection = True
        self.web.requests.append(Request(path=self.path, headers=dict(self.headers)))
        if refusal := self.web.refusals.get(self.path):
            self._say(refusal.status, refusal.headers)
        elif target := self.web.redirects.get(self.path):
            self._say(302, {"Location": target})
        elif file := self.web.files.get(self.path):
            self._serve(file)
        else:
            self._say(404, {})

    def _say(self, status: int, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            if value:
                self.send_header(name, value)
        if "Content-Length" not in headers and status not in {200, 206, 304}:
            self.send_header("Content-Length", "0")
        self.end_headers()

    def _serve(self, file: WebFile) -> None:
        told = {"ETag": file.etag, "Last-Modified": file.published}
        if self._has_it(file):
            self._say(304, told)
            return
        start = self._start(file)
        if start >= len(file.data) > 0:
            self._say(416, {"Content-Range": f"bytes */{len(file.data)}"})
            return
        body = file.data[start:]
        if file.tells == "length":
            told["Content-Length"] = str(len(body))
        if file.tells == "chunks":
            told["Transfer-Encoding"] = "chunked"
        if start:
            last = len(file.data)
            told["Content-Range"] = f"bytes {start + file.shift}-{last - 1}/{last}"
        self._say(HTTPStatus.PARTIAL_CONTENT if start else HTTPStatus.OK, told)
        self._write(body, file)

    def _has_it(self, file: WebFile) -> bool:
        """Judge the conditions as RFC 9110, 13.2.2, wants it."""
        if known := self.headers.get("If-None-Match"):
            return known == file.etag
        since = self.headers.get("If-Modified-Since")
        return bool(
            since
            and file.published
            and parsedate_to_datetime(file.published) <= parsedate_to_datetime(since)
        )

    def _start(self, file: WebFile) -> int:
        wanted = self.headers.get("Range", "")
        if not wanted or not file.takes_ranges:
            return 0
        if self.headers.get("If-Range") != file.etag:
            return 0
        return int(wanted.removeprefix("bytes=").removesuffix("-"))

    def _write(self, body: bytes, file: WebFile) -> None:
        cut = file.cuts.pop(0) if file.cuts else None
        hold = self.web.hold
        sent = 0
        while sent < len(body):
            if cut is not None and sent >= cut:
                self.is_broken = not file.says_goodbye
                return
            if hold and sent >= hold.after:
                hold.stop()
            size = min([file.piece, len(body) - sent, *([cut - sent] if cut else [])])
            self._write_piece(body[sent : sent + size], file)
            sent += size
        if file.tells == "chunks":
            self.wfile.write(b"0\r\n\r\n")

    def _write_piece(self, piece: bytes, file: WebFile) -> None:
        if file.tells == "chunks":
            piece = b"%x\r\n%s\r\n" % (len(piece), piece)
        self.wfile.write(piece)
        self.wfile.flush()
