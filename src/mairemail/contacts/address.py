"""E-mail addresses: read, put in one form, compared."""

import re
from dataclasses import dataclass

# What email-validator accepts unchanged, said as one expression (RFC 5321 4.5.3.1 for
# the lengths). Nearly every address of a list is of this form; asking the library for
# each costs ten times the rest of the row. A property test holds the two together.
_PLAIN = re.compile(
    r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*"
    r"@(?:[a-z0-9](?:[a-z0-9]|-(?!-)){0,61}(?<!-)\.)+(?!arpa\Z)[a-z]{2,63}\Z"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """
    A name and an address, as a From, To, Cc or Reply-To header shows them.

    Attributes:
        name: The display name on one line, or an empty string.
        email: The address, its domain in ASCII.
    """

    name: str = ""
    email: str


def normalise_address(text: str) -> str | None:
    """
    Give the address with its domain in lower case and ASCII, or None if it is not one.

    The part before the @ keeps its case (RFC 5321 2.4) and may be non-ASCII (RFC 6531).
    Quoted local parts and address literals are no addresses of officials: None. Names
    reserved for tests, as `.example` (RFC 2606), are fine.
    """
    if len(text) > 254 or text.find("@") > 64:
        return None
    if _PLAIN.match(text):
        return text
    local, at, domain = text.rpartition("@")
    if domain.isascii() and _PLAIN.match(lowered := local + at + domain.lower()):
        return lowered
    from email_validator import EmailNotValidError, validate_email

    try:
        found = validate_email(
            text, check_deliverability=False, globally_deliverable=False
        )
    except EmailNotValidError:
        return None
    if not re.search(r"\.[a-z][a-z0-9-]+\Z", found.ascii_domain):
        return None
    return f"{found.local_part}@{found.ascii_domain}"


def comparison_key(address: str) -> str:
    """
    Give the form in which two spellings of one address are equal.

    Providers of town halls do not tell upper from lower case before the @, although RFC
    5321 2.4 would let them: a second letter is worse than none to a stickler.
    """
    return address.casefold()


def needs_smtputf8(address: str) -> bool:
    """Tell whether only a server with SMTPUTF8 (RFC 6531) can take the address."""
    return not address.isascii()
