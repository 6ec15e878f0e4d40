"""The titles under which a report on a table tells what it found."""

from mairemail.language import _, ngettext


def titles(count: int) -> dict[str, str]:
    """Give the title for so many things of each kind, by code."""
    return {
        **_of_columns(),
        **_of_addresses(count),
        **_of_cells(count),
        **_of_people(count),
        **_of_rows(count),
    }


def _of_columns() -> dict[str, str]:
    return {
        "guessed-column": _("Columns known by what they hold"),
        "index-column": _("A column that only counts"),
        "renamed-column": _("Columns that need a name of their own"),
        "mistyped-column": _("Titles of columns that look mistyped"),
    }


def _of_addresses(count: int) -> dict[str, str]:
    return {
        "tidied-address": ngettext(
            "{count} address had something around it",
            "{count} addresses had something around them",
            count,
        ),
        "several-addresses": ngettext(
            "{count} cell holds several addresses",
            "{count} cells hold several addresses",
            count,
        ),
        "contact-form": ngettext(
            "{count} web page stands in place of an address",
            "{count} web pages stand in place of an address",
            count,
        ),
        "no-address": ngettext(
            "{count} row has no address", "{count} rows have no address", count
        ),
        "bad-address": ngettext(
            "{count} address is none", "{count} addresses are none", count
        ),
        "mistyped-domain": ngettext(
            "{count} address looks mistyped",
            "{count} addresses look mistyped",
            count,
        ),
        "duplicate-address": ngettext(
            "{count} row has the address of an earlier one",
            "{count} rows have the address of an earlier one",
            count,
        ),
        "shared-address": ngettext(
            "{count} row has the address of somebody else",
            "{count} rows have the address of somebody else",
            count,
        ),
    }


def _of_cells(count: int) -> dict[str, str]:
    return {
        "hidden-mark": ngettext(
            "{count} cell holds a mark that nobody sees",
            "{count} cells hold a mark that nobody sees",
            count,
        ),
        "says-nothing": ngettext(
            "{count} cell says nothing",
            "{count} cells say nothing",
            count,
        ),
        "lost-zero": ngettext(
            "{count} code has lost its first zero",
            "{count} codes have lost their first zero",
            count,
        ),
        "date-number": ngettext(
            "{count} date has become a number",
            "{count} dates have become numbers",
            count,
        ),
        "control-character": ngettext(
            "{count} row holds an invisible character",
            "{count} rows hold an invisible character",
            count,
        ),
        "mojibake": ngettext(
            "Accents are broken in {count} place",
            "Accents are broken in {count} places",
            count,
        ),
    }


def _of_people(count: int) -> dict[str, str]:
    return {
        "upper-case-name": ngettext(
            "{count} name is in capitals", "{count} names are in capitals", count
        ),
        "lower-case-name": ngettext(
            "{count} name is in small letters",
            "{count} names are in small letters",
            count,
        ),
        "two-names": ngettext(
            "{count} person is listed under two last names",
            "{count} people are listed under two last names",
            count,
        ),
        "other-name": ngettext(
            "{count} last name holds the name at birth too",
            "{count} last names hold the name at birth too",
            count,
        ),
        "commune-name": ngettext(
            "{count} commune is in capitals or in small letters",
            "{count} communes are in capitals or in small letters",
            count,
        ),
        "duplicate-person": ngettext(
            "{count} person stands there twice",
            "{count} persons stand there twice",
            count,
        ),
    }


def _of_rows(count: int) -> dict[str, str]:
    return {
        "short-row": ngettext(
            "{count} row has too few cells", "{count} rows have too few cells", count
        ),
        "long-row": ngettext(
            "{count} row has too many cells", "{count} rows have too many cells", count
        ),
    }
