"""Addresses as open data has them: cleaned, or left out with the reason."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from mairemail.contacts.address import normalise_address
from mairemail.contacts.fields import fold
from mairemail.language import _

_UNKNOWN = {
    "inconnu",
    "inconnue",
    "non public",
    "neant",
    "aucun",
    "non communique",
    "-",
}
_BETWEEN = re.compile(r"[;,\s]+")
# Providers whose addresses say nothing of the town (after the DPNT's list).
_GENERIC = {
    "akeonet.com", "aol.com", "bbox.fr", "cegetel.net", "club-internet.fr", "free.fr",
    "gmail.com", "hotmail.com", "hotmail.fr", "laposte.net", "live.fr", "neuf.fr",
    "nordnet.fr", "numericable.fr", "orange.fr", "outlook.com", "outlook.fr", "sfr.fr",
    "wanadoo.fr", "yahoo.com", "yahoo.fr",
}  # fmt: skip
_X_HOSTS = {"x.com", "twitter.com", "mobile.x.com", "mobile.twitter.com"}
_HANDLE = re.compile(r"@?(\w{1,15})\Z", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """
    What a cell for an address gives.

    Attributes:
        email: The address, or empty.
        web_page: What stood in its place where it was a web page.
        note: What was changed or why there is none; empty where all is well.
    """

    email: str = ""
    web_page: str = ""
    note: str = ""


NOTHING = Found()


def address_in(texts: Sequence[str], *, website: str = "") -> Found:
    """
    Give the address among what a producer wrote; of several, the official one.

    A dot at the end, `mailto:` and a doubled @ are mended. Accents are not: whoever
    guesses the letter may write to somebody else.

    Args:
        texts: Cells; one may hold several addresses.
        website: Of the same body: an address of its domain comes first, then one of
            no public provider.
    """
    if len(texts) == 1 and normalise_address(texts[0]) == texts[0] and (
        texts[0].isascii()
    ):  # fmt: skip
        return Found(email=texts[0])
    pieces = [
        piece for text in texts for piece in _BETWEEN.split(text.strip()) if piece
    ]
    whole = " ".join(pieces)
    if not whole or fold(whole) in _UNKNOWN:
        return NOTHING
    read = [_read(piece) for piece in pieces]
    good = [one for one in read if one.email]
    if not good:
        page = next((one.web_page for one in read if one.web_page), "")
        return Found(web_page=page, note="" if page else read[0].note)
    best = min(good, key=lambda one: _rank(one.email, website))
    if len(good) > 1:
        others = ", ".join(one.email for one in good if one is not best)
        note = _("{email} taken, not {others}").format(email=best.email, others=others)
        return Found(email=best.email, note=note)
    return best


def _read(text: str) -> Found:
    if text.lower().startswith(("http://", "https://", "www.")):
        return Found(web_page=text)
    mended = re.sub("^mailto:", "", text, flags=re.IGNORECASE)
    mended = mended.strip("<>.").replace("@@", "@")
    if not mended.isascii():
        return Found(
            note=_("“{text}” has an accent or another letter no address has").format(
                text=text
            )
        )
    email = normalise_address(mended)
    if email is None:
        return Found(note=_("“{text}” is not an e-mail address").format(text=text))
    if mended != text:
        return Found(
            email=email,
            note=_("“{text}” mended to {email}").format(text=text, email=email),
        )
    return Found(email=email)


def _rank(email: str, website: str) -> int:
    domain = email.rpartition("@")[2].lower()
    host = host_of(website)
    if host and (host == domain or host.endswith("." + domain)):
        return 0
    return 2 if domain in _GENERIC else 1


def host_of(url: str) -> str:
    """Give the host of a web address without `www.`, in lower case, or nothing."""
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Networks:
    """The pages of a body on three networks, empty where none is told."""

    url_x: str = ""
    mastodon: str = ""
    bluesky: str = ""


def networks_in(urls: Iterable[str]) -> Networks:
    """Tell pages on X, Mastodon and Bluesky by their host, whatever they are called."""
    found = {"url_x": "", "mastodon": "", "bluesky": ""}
    for url in urls:
        network = _network_of(url.strip())
        if network and not found[network]:
            found[network] = url.strip()
    return Networks(**found)


def _network_of(url: str) -> str:
    host = host_of(url)
    if host in _X_HOSTS:
        return "url_x"
    if host == "bsky.app" or host.endswith(".bsky.social"):
        return "bluesky"
    if re.match(r"https://[^/]+/@[^/?#]+/?\Z", url) and host not in {
        "youtube.com", "tiktok.com", "threads.net", "threads.com", "medium.com",
    }:  # fmt: skip
        return "mastodon"
    return ""


def url_of_handle(text: str) -> str:
    """Give the page on X of `@name`, `name` or a web address; nothing for the rest."""
    text = text.strip()
    if found := _HANDLE.match(text):
        return f"https://x.com/{found[1]}"
    return text if _network_of(text) == "url_x" else ""
