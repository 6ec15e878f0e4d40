"""One file asked of a web server: verified TLS to the end, no wait without an end."""

import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from http.client import HTTPException, HTTPResponse, HTTPSConnection
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit

from mairemail import __version__
from mairemail.errors import ServerError
from mairemail.language import _

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

Clock = Callable[[], float]

_TIME_LIMIT_S = 30.0
# Less than this in a minute is no download any more: 4 MB would take four hours.
_WINDOW_S = 60.0
_LEAST_OCTETS = 16 * 1024
_MOST_REDIRECTS = 5
_PIECE = 64 * 1024
_LONGEST_REASON = 80


class CutOffError(ServerError):
    """The connection broke in the middle: what is missing can be asked for again."""


class Answer:
    """
    What a server said, its body still to be read.

    Attributes:
        url: Who answered, redirects followed.
        reply: Status and reason in one line.
        length: Octets of the body to come, None where the server does not tell.
    """

    def __init__(self, url: str, response: HTTPResponse) -> None:
        self.url = url
        self.status = response.status
        self.reply = f"{response.status} {response.reason}".strip()[:_LONGEST_REASON]
        self.length = response.length
        self._response = response

    def header(self, name: str) -> str:
        """Give a header's value, an empty string where there is none."""
        return self._response.headers.get(name, "").strip()

    def close(self) -> None:
        """Let go of the body: where the server hangs up, it holds the socket alone."""
        self._response.close()

    def pieces(self) -> Iterator[bytes]:
        """
        Read the body to its end, piece by piece as they come.

        Raises:
            CutOffError: The connection ended before the body did, or trickles.
        """
        come = 0
        while piece := self._next():
            come += len(piece)
            yield piece
        if self.length is not None and come < self.length:
            raise _cut_off(self.url, _("the connection broke"))

    def _next(self) -> bytes:
        try:
            return self._response.read1(_PIECE)
        except (OSError, HTTPException) as err:
            raise _broken(self.url, err) from err


@contextmanager
def asked(
    url: str, *, headers_for: Callable[[str], Mapping[str, str]], clock: Clock
) -> Iterator[Answer]:
    """
    Ask for a file, follow where the server leads, and close when the block ends.

    What leaves: the address of the file, our name and version, and `headers_for`. With
    http.client's `Accept-Encoding: identity` the octets come as they lie there.

    Args:
        url: Where to begin.
        headers_for: Gives the headers for an address that is about to be asked.
        clock: Seconds that never go back.

    Raises:
        ServerError: It cannot be reached, verified or understood, or leads nowhere.
        CutOffError: The connection broke before the answer.
    """
    known: list[str] = []
    while True:
        known.append(url)
        connection = _connect(url, clock)
        try:
            with closing(_ask(connection, url, headers_for(url))) as answer:
                target = _redirect(answer)
                if target is None:
                    yield answer
                    return
            url = _held_to_rules(target, known)
        finally:
            connection.close()


class _WatchedSocket(ssl.SSLSocket):
    """A socket that tells of each octet read, so that a trickle can be left."""

    count: Callable[[int], None]
    suppress_ragged_eofs: bool

    def recv_into(
        self, buffer: "WriteableBuffer", nbytes: int | None = None, flags: int = 0
    ) -> int:
        """Read as the base class does, then count."""
        octets = super().recv_into(buffer, nbytes, flags)
        self.count(octets)
        return octets


class _Flow:
    """How much came in the present minute."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._since = clock()
        self._octets = 0

    def count(self, octets: int) -> None:
        """
        Add octets.

        Raises:
            TimeoutError: A whole minute brought next to nothing.
        """
        self._octets += octets
        now = self._clock()
        if now - self._since < _WINDOW_S:
            return
        if self._octets < _LEAST_OCTETS:
            raise TimeoutError
        self._since, self._octets = now, 0


def _connect(url: str, clock: Clock) -> HTTPSConnection:
    """Connect to the server of an https address; its certificate is verified."""
    context = ssl.create_default_context()
    context.sslsocket_class = _WatchedSocket
    try:
        parts = urlsplit(url)
        connection = HTTPSConnection(
            parts.hostname or "", parts.port, timeout=_TIME_LIMIT_S, context=context
        )
        connection.connect()
    # A name that cannot be in the DNS is a UnicodeError, a strange port a ValueError.
    except (OSError, HTTPException, ValueError) as err:
        raise _unreachable(url, err) from err
    if isinstance(connection.sock, _WatchedSocket):
        connection.sock.count = _Flow(clock).count
        # An end that the server has not signed (RFC 8446, 6.1) is no end of a file.
        connection.sock.suppress_ragged_eofs = False
    return connection


def _ask(connection: HTTPSConnection, url: str, headers: Mapping[str, str]) -> Answer:
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request(
            "GET",
            quote(target, safe="/?%:@!$&'()*+,;=~-._"),
            headers={"User-Agent": f"mairemail/{__version__}", **headers},
        )
        return Answer(url, connection.getresponse())
    except (OSError, HTTPException) as err:
        raise _broken(url, err) from err


def _redirect(answer: Answer) -> str | None:
    """Give where the answer leads, None where it is the answer itself."""
    location = answer.header("Location")
    if answer.status not in {301, 302, 303, 307, 308} or not location:
        return None
    try:
        return urljoin(answer.url, location)
    except ValueError as err:
        raise _unreachable(location, err) from err


def _held_to_rules(target: str, known: list[str]) -> str:
    """
    Give the target where it may be followed.

    Raises:
        ServerError: It is not encrypted, it was there before, or there are too many.
    """
    host = urlsplit(known[0]).hostname
    if not target.lower().startswith("https://"):
        raise ServerError(
            _("{host} leads to an address that is not encrypted: {url}").format(
                host=host, url=target
            ),
            hint=_(
                "Nothing was taken from there. Try again later, or from another network"
            ),
        )
    if target in known or len(known) > _MOST_REDIRECTS:
        raise ServerError(
            _("{host} leads from one address to the next, without end").format(
                host=host
            ),
            hint=_("It is not your fault: try again tomorrow"),
        )
    return target


def _broken(url: str, err: Exception) -> ServerError:
    """Give the error for a connection that ended after it was made."""
    if isinstance(err, TimeoutError):
        return _cut_off(url, _("it did not answer in time"))
    if isinstance(err, (OSError, HTTPException)):
        return _cut_off(url, _("the connection broke"))
    raise err


def _cut_off(url: str, reason: str) -> CutOffError:
    return CutOffError(
        _("{where} cannot be used: {reason}").format(
            where=urlsplit(url).netloc, reason=reason
        ),
        hint=_("Try again: what has come already is not asked for twice"),
    )


def _unreachable(url: str, err: Exception) -> ServerError:
    where = url.removeprefix("https://").partition("/")[0]
    if isinstance(err, ssl.SSLCertVerificationError):
        return ServerError(
            _("The certificate of {where} cannot be trusted: {reason}").format(
                where=where, reason=err.verify_message
            ),
            hint=_("Nothing was downloaded. Somebody may be listening on this network"),
        )
    if isinstance(err, ssl.SSLError):
        reason = _("it does not speak TLS as expected")
    elif isinstance(err, (socket.gaierror, ValueError)):
        reason = _("there is no such server, or no network")
    elif isinstance(err, TimeoutError):
        reason = _("it did not answer in time")
    elif isinstance(err, ConnectionRefusedError):
        reason = _("it refuses the connection")
    else:
        reason = _("the connection broke")
    return ServerError(
        _("{where} cannot be used: {reason}").format(where=where, reason=reason),
        hint=_("Check your connection, then try again"),
    )
