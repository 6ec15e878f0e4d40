"""Whether the list is still the one that `init` wrote."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from mairemail.campaigns.campaign import Campaign
from mairemail.campaigns.merge import read_contacts
from mairemail.checks.finding import Finding
from mairemail.contacts.contact import Severity
from mairemail.language import _
from mairemail.letters.library import shipped

# A list with more rows has others in it than the invented people.
_ROWS = 8


def sample_list_findings(campaign: Campaign) -> Iterator[Finding]:
    """
    Warn where the list is of the people that `init` invents, and of no others.

    They are known by their addresses: saving the list changes the rest of the file.

    Raises:
        MissingFileError, ContactsError: The list cannot be read.
    """
    people = _addresses(campaign)
    for sample in sorted(shipped("examples").glob("contacts*.csv")):
        if people == _addresses(replace(campaign, contacts=sample)):
            yield Finding(
                code="sample-list",
                severity=Severity.WARNING,
                row=None,
                message=_("{file} has nobody yet but the invented people").format(
                    file=campaign.contacts_name
                ),
                hint=_(
                    "Put in the people you write to; a list from open data: mairemail "
                    "contacts find"
                ),
            )


def _addresses(campaign: Campaign) -> set[str | None]:
    return {item.email for item in islice(read_contacts(campaign), _ROWS)}
