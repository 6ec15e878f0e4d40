"""What is wrong with who writes."""

from collections.abc import Iterator

from mairemail.checks.finding import Finding
from mairemail.checks.letter import placeholder_in_sender
from mairemail.checks.placeholders import placeholders_in
from mairemail.contacts.contact import Severity
from mairemail.language import _
from mairemail.letters.forms_of_address import LANGUAGES, Sender


def sender_findings(sender: Sender | None) -> Iterator[Finding]:
    """Tell what the signature lacks, and what in it is still to be filled in."""
    if sender is None:
        yield Finding(
            code="no-sender",
            severity=Severity.WARNING,
            row=None,
            message=_("Nobody is named as the sender yet"),
            hint=_("Add your mailbox: mairemail account add"),
        )
    elif not sender.name:
        yield Finding(
            code="no-sender-name",
            severity=Severity.WARNING,
            row=None,
            message=_("The sender has no name: the letter would be signed by nobody"),
            hint=_('Add name = "…" to the account, or to [sender] in campaign.toml'),
        )
    if sender and not sender.postal_address:
        yield Finding(
            code="no-postal-address",
            severity=Severity.WARNING,
            row=None,
            message=_("The sender has no postal address"),
            hint=_(
                'Add postal_address = "…" to the account, or to [sender] in '
                "campaign.toml. A French town hall must treat an e-mail as it would a "
                "letter if it gives the sender's name, postal address and e-mail "
                "address, and an association's number: Code des relations entre le "
                "public et l'administration, articles L112-8 and R112-9-1"
            ),
        )
    if sender:
        for text in placeholders_in(sender.signature(LANGUAGES[0])):
            yield placeholder_in_sender(text)
