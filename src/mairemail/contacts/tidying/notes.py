"""What is told of a table: each repair, and what only its owner can put right."""

from dataclasses import dataclass
from functools import cache
from shlex import quote

from mairemail.contacts.contact import Severity, shortened
from mairemail.language import _, interface_language

# In the order in which they are shown.
REPAIRS = (
    "no-header", "guessed-column", "index-column", "renamed-column", "hidden-mark",
    "tidied-address", "several-addresses", "contact-form", "no-address", "says-nothing",
    "upper-case-name", "lower-case-name", "two-names", "other-name", "commune-name",
    "lost-zero", "date-number",
)  # fmt: skip
TOLD = (
    "mistyped-column", "mistyped-domain", "mojibake", "duplicate-address",
    "shared-address", "duplicate-person", "old-list",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """
    One thing told of a table, none of which keeps a row from being read.

    Attributes:
        row: Line number as a spreadsheet shows it; None for the table as a whole.
        code: English and stable, for scripts: `lost-zero`.
        old: What stands there; the address or the name that stands twice; the oldest
            day of rows that are old.
        new: What comes in its place.
        who: Whose row it is, as far as it says so.
        count: How many rows are old, 0 where it is not told of their age.
        first_row: The other row, 0 where there is none.
        first_who: Whose row the other is, empty where it is not remembered.
        is_own_domain: Whether an address was chosen of several for its domain.
    """

    row: int | None
    code: str
    old: str = ""
    new: str = ""
    who: str = ""
    count: int = 0
    first_row: int = 0
    first_who: str = ""
    is_own_domain: bool = False

    @property
    def severity(self) -> Severity:
        """A warning: nothing is left out."""
        return Severity.WARNING

    @property
    def is_of_table(self) -> bool:
        """Whether it tells of the whole table, and of no column or row of it."""
        return self.row is None and self.code != "guessed-column"

    @property
    def message(self) -> str:
        """What is found and what becomes of it, for a person."""
        return self._filled(_messages(interface_language())[self._words])

    @property
    def hint(self) -> str:
        """What to look at, for a person."""
        return self._filled(_hints(interface_language())[self._words])

    @property
    def _words(self) -> str:
        """The name of the words for it: its code, where all of a code are alike."""
        if self.code == "no-address" and self.row is None:
            return "no-address-column"
        if self.code == "no-address" and not self.old:
            return "empty-address" if self.who else "no-address-here"
        if self.code == "duplicate-address" and not self.first_who:
            return "known-address"
        if self.code == "several-addresses" and self.is_own_domain:
            return "own-domain"
        return self.code

    def _filled(self, words: str) -> str:
        old, new = shortened(self.old), shortened(self.new)
        return words.format(
            old=old,
            new=new,
            mapping=quote(f"{old}={new}"),
            row=self.row,
            who=self.who or "?",
            count=self.count,
            first_row=self.first_row,
            first_who=self.first_who or "?",
        )


@cache
def _messages(_language: str) -> dict[str, str]:
    becomes = _("“{old}” becomes “{new}”")
    several = _(
        "“{old}”: {new} is written to, the others go to the column other_addresses"
    )
    known = _("{old} stands in row {first_row} already")
    return {
        "no-header": _("The table has no row with the names of its columns"),
        "guessed-column": _("{old} is taken for {new}"),
        "index-column": _("{old} only counts the rows: it is left out"),
        "renamed-column": _("{old} is called {new} from now on"),
        "hidden-mark": _("“{new}”: a mark that nobody sees is taken out"),
        "tidied-address": becomes,
        "several-addresses": several,
        "own-domain": several,
        "contact-form": _("“{old}” is a web page: it goes to the column contact_form"),
        "no-address": _("“{old}” is no address: the cell is emptied"),
        "no-address-column": _(
            "No column holds e-mail addresses: an empty one is made"
        ),
        "empty-address": _("{who} has no e-mail address"),
        "no-address-here": _("The row has no e-mail address"),
        "says-nothing": _("“{old}” says nothing: the cell is emptied"),
        "upper-case-name": becomes,
        "lower-case-name": becomes,
        "commune-name": becomes,
        "two-names": becomes,
        "other-name": _("“{old}” becomes “{new}”, the rest goes to other_name"),
        "lost-zero": becomes,
        "date-number": becomes,
        "mistyped-column": _("The column “{old}” is not known: did you mean “{new}”?"),
        "mistyped-domain": _("{old}: did you mean {new}?"),
        "mojibake": _("“{old}”: the accents are broken"),
        "duplicate-address": _(
            "{old} stands in row {first_row} already, for {first_who}"
        ),
        "shared-address": _(
            "{old} serves {first_who} in row {first_row} and {who} in row {row}"
        ),
        "known-address": known,
        "duplicate-person": known,
        "old-list": _(
            "Rows that are over 180 days old: {count}, the oldest as of {old}"
        ),
    }


@cache
def _hints(_language: str) -> dict[str, str]:
    kept = _("Kept in the list, without an address")
    return {
        "no-header": _("Name the columns yourself: --map column_2=last_name"),
        "guessed-column": _("If it is another one: --map 'NAME OF THE COLUMN=email'"),
        "index-column": "",
        "renamed-column": "",
        "hidden-mark": _(
            "Such marks come with what is copied from a web page; some turn words "
            "around"
        ),
        "tidied-address": _("Compare the two"),
        "several-addresses": _(
            "The first address in the cell is written to; the others go to the column "
            "other_addresses"
        ),
        "own-domain": _(
            "A town's own domain comes before a mailbox anybody can have; the other "
            "addresses go to the column other_addresses"
        ),
        "contact-form": _(
            "Kept in the column contact_form: no letter can be sent there"
        ),
        "no-address": kept,
        "empty-address": kept,
        "no-address-here": kept,
        "no-address-column": _(
            "Fill in the addresses, or say which column holds them: --map 'NAME OF THE "
            "COLUMN=email'"
        ),
        "says-nothing": _("In a letter it would be printed as if it were a name"),
        "upper-case-name": _(
            "Accents that capitals have lost do not come back, and a name may be "
            "written otherwise: read the names once"
        ),
        "lower-case-name": _("A name may be written otherwise: read the names once"),
        "commune-name": _("As INSEE spells it"),
        "two-names": _(
            "Both names stay; if you know which one the person goes by, leave that one"
        ),
        "other-name": _("If the other name is the one in use, change it in the list"),
        "lost-zero": _("A spreadsheet program took the code for a number"),
        "date-number": _("A spreadsheet program counts days since 1900"),
        **_hints_of_told(),
    }


def _hints_of_told() -> dict[str, str]:
    first = _("Only the first of these rows gets the letter: keep the right one")
    return {
        "mistyped-column": _("If so, correct the title, or say so: --map {mapping}"),
        "mistyped-domain": _(
            "A letter there comes back, or goes to a stranger: correct the address"
        ),
        "mojibake": _(
            "Save the table anew where it comes from, as “CSV UTF-8”; it is not "
            "changed here"
        ),
        "duplicate-address": first,
        "known-address": first,
        "shared-address": _(
            "One address gets one letter, for the first of them: keep the right one, "
            "or write to both in one row"
        ),
        "old-list": _(
            "Offices change hands: take a newer list, and see what changed with "
            "mairemail contacts diff OLD NEW"
        ),
        "duplicate-person": _("Would the same person get two letters? Keep one row"),
    }
