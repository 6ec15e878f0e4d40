"""A cell of addresses in which there is more, or less, than one plain address."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mairemail.contacts.address import comparison_key, normalise_address
from mairemail.contacts.nothing import says_no_address

# Mailboxes anybody can have; a town's own domain is the more official one.
_GENERIC = re.compile(
    r"(?:9business|9online|aliceadsl|aol|bbox|cegetel|club-internet|free|gmail|gmx|"
    r"googlemail|hotmail|icloud|laposte|live|mac|mailo|me|msn|neuf|nordnet|numericable|"
    r"online|orange|orange-business|outlook|proton|protonmail|sfr|tele2|voila|wanadoo|"
    r"yahoo|ymail|zaclys)\.(?:[a-z]{2,3}|co\.uk)"
)
_IN_ANGLES = re.compile(r"(?:\"[^\"]*\"\s*|[^<>;,@\"]*)<([^<>]*)>")
_REMARK = re.compile(r"\([^()@]*\)")
_LABEL = re.compile(
    r"(?:(?<=[\s;,])|^)"
    r"(?:adresse(?: e-?mail| mail)?|e-?mail|mail|courriel|m[éeè]l)\s*:",
    re.IGNORECASE,
)
# A longer cell is no address, and would take the expressions above for ever.
_CELL_LIMIT = 1_000
_JOINING = {"ou", "et", "or", "and", "puis"}
_WEB_PAGE = re.compile(
    r"(?:https?:/|www\.)\S+|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/\S*", re.IGNORECASE
)
_AROUND_AT = re.compile(r"\A([^\s@;,]+)\s*@\s*([^\s@;,]+)\Z")
# The semicolon is the full stop without Shift, on a French keyboard.
_MARK_FOR_DOT = re.compile(
    r"\A([^\s@;,]+@[^\s@;,.]+)[;,](bzh|com|corsica|eu|fr|info|net|org|re)\Z"
)
_AROUND = ".,;:<>()[]{}\"'«»“”‘’*\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00a0"


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressCell:
    """
    What a cell that is no plain address says.

    Attributes:
        email: The address to write to, empty where there is none.
        others: The further addresses.
        is_own_domain: Whether it goes before one of them for its domain.
        contact_form: A web page that stands in the cell.
        codes: What was done, at least one code.
    """

    email: str = ""
    others: tuple[str, ...] = ()
    is_own_domain: bool = False
    contact_form: str = ""
    codes: tuple[str, ...]


def read_address_cell(text: str) -> AddressCell | None:
    """
    Read a cell of addresses in which there is more, or less, than one plain address.

    The first address with a domain of its own comes before those at a provider that
    anybody can use. None where a part of the cell cannot be understood: an address
    with a space within or without its end is never guessed.
    """
    if len(text) > _CELL_LIMIT:
        return None
    if says_no_address(text):
        return AddressCell(codes=("no-address",))
    text = _REMARK.sub(" ", _IN_ANGLES.sub(r" \1 ", _without_slip(text)))
    found: dict[str, str] = {}
    pages: list[str] = []
    for token in re.split(r"[;,\s]+", _LABEL.sub(" ", text)):
        is_page = _WEB_PAGE.fullmatch(token) is not None and "@" not in token
        if is_page:
            pages.append(token)
            continue
        for part in _parts(token):
            address = normalise_address(part)
            if address is None:
                return None
            found.setdefault(comparison_key(address), address)
    if len(pages) > 1 or not (found or pages):
        return None
    first, *others = sorted(found.values(), key=_is_generic) or [""]
    codes = ["several-addresses" if others else "tidied-address"] if found else []
    return AddressCell(
        email=first,
        others=tuple(others),
        is_own_domain=not _is_generic(first) and any(map(_is_generic, others)),
        contact_form="".join(pages),
        codes=(*codes, *["contact-form" for _page in pages]),
    )


def _without_slip(text: str) -> str:
    """Mend a cell that is one address but for a slip, where it can be nothing else."""
    return _MARK_FOR_DOT.sub(r"\1.\2", _AROUND_AT.sub(r"\1@\2", text))


def _parts(token: str) -> Iterator[str]:
    """Give what may be an address in a word; joining words and marks are none."""
    whole = _clean(token)
    parts = [whole] if normalise_address(whole) else re.split(r"[/|&]", whole)
    for part in map(_clean, parts):
        if part and part.lower() not in _JOINING:
            yield part


def _clean(token: str) -> str:
    text = re.sub(
        r"\A(?:https?://|mailto:)+", "", token.strip(_AROUND), flags=re.IGNORECASE
    )
    return text.partition("?")[0].strip(_AROUND)


def _is_generic(address: str) -> bool:
    return _GENERIC.fullmatch(address.rpartition("@")[2]) is not None
