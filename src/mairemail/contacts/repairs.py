"""
What a spreadsheet or its owner did to a cell, undone where there is no doubt.

Each repair takes a cell and gives it back with the code of what was done, or with an
empty code and unchanged. None is done without being told.
"""

import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from mairemail.contacts.address import comparison_key, normalise_address
from mairemail.contacts.fields import slug
from mairemail.contacts.names import recased

Repair = Callable[[str], tuple[str, str]]

# What people write where there is no address, as slugs; a mere dash has an empty one.
_NOTHING = {
    "", "absent", "aucun", "aucune", "inconnu", "inconnue", "n_a", "n_c", "na", "nan",
    "nc", "neant", "nil", "no_email", "non_communique", "non_communiquee", "non_connu",
    "non_connue", "non_publie", "non_public", "non_publique", "non_renseigne",
    "non_renseignee", "none", "not_public", "not_published", "null", "pas_d_adresse",
    "pas_d_e_mail", "pas_d_email", "pas_de_courriel", "pas_de_mail", "rien", "sans",
    "unknown", "vide",
}  # fmt: skip
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
_AROUND = ".,;:<>()[]{}\"'«»“”‘’*\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00a0"
_DATE_NUMBERS = range(10_000, 73_051)  # 1927-05-18 to 2099-12-31
_DAY_ZERO = datetime.date(1899, 12, 30)
# An octet of UTF-8 after its first, as Windows-1252 shows it.
_FOLLOWING = "\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_READ_TWICE = re.compile(f"[ÃÂÅ][{_FOLLOWING}]|â[€‚„†][{_FOLLOWING}]")
# é, à, ’, ô and É of MacRoman, as Windows-1252 shows them inside French words.
_READ_AS_WINDOWS = re.compile("[a-z][ŽˆÕ]|[a-zL]Õ[a-zA-Z]|[a-z]™[a-z]|ƒ[a-z]")


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressCell:
    """
    What a cell that is no plain address says.

    Attributes:
        email: The address to write to, empty where there is none.
        others: The further addresses.
        contact_form: A web page that stands in the cell.
        codes: What was done, at least one code.
    """

    email: str = ""
    others: tuple[str, ...] = ()
    contact_form: str = ""
    codes: tuple[str, ...]


def read_address_cell(text: str) -> AddressCell | None:
    """
    Read a cell of addresses in which there is more, or less, than one plain address.

    The first address with a domain of its own comes before those at a provider that
    anybody can use. None where a part of the cell cannot be understood: an address
    with a space or without its end is never guessed.
    """
    if len(text) > _CELL_LIMIT:
        return None
    if slug(text) in _NOTHING and "@" not in text:
        return AddressCell(codes=("no-address",))
    text = _REMARK.sub(" ", _IN_ANGLES.sub(r" \1 ", text))
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
        contact_form="".join(pages),
        codes=(*codes, *["contact-form" for _page in pages]),
    )


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


def cased(cell: str) -> tuple[str, str]:
    """Give a name in capitals as it is written elsewhere."""
    new = recased(cell)
    return new, "upper-case-name" if new != cell else ""


def five_digits(cell: str) -> tuple[str, str]:
    """Give an INSEE or postal code that was kept as a number, 1004, as 01004."""
    return _padded(cell, 5)


def two_digits(cell: str) -> tuple[str, str]:
    """Give a department that was kept as a number, 1, as 01."""
    return _padded(cell, 2)


def _padded(cell: str, digits: int) -> tuple[str, str]:
    is_short = len(cell) == digits - 1 and cell.isascii() and cell.isdecimal()
    if is_short and cell[0] != "0":
        return "0" + cell, "lost-zero"
    return cell, ""


def dated(cell: str) -> tuple[str, str]:
    """Give a date that was kept as its number of days, 32874, as 1990-01-01."""
    if len(cell) == 5 and cell.isascii() and cell.isdecimal():
        days = int(cell)
        if days in _DATE_NUMBERS:
            return str(_DAY_ZERO + datetime.timedelta(days)), "date-number"
    return cell, ""


def broken_accents(cell: str) -> bool:
    """
    Tell whether a text was read in another encoding than it was written in.

    UTF-8 read as Windows-1252 (`CivilitÃ©`), or MacRoman so read (`CivilitŽ`).
    """
    return bool(_READ_TWICE.search(cell) or _READ_AS_WINDOWS.search(cell))
