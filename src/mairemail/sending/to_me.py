"""Messages to the writer's own address, to see them where they will be read."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from mairemail.campaigns.merge import Draft
from mairemail.ledger.delivery import Delivery
from mairemail.letters.forms_of_address import Sender
from mairemail.messages.message import Message, compose, new_message_id
from mairemail.sending.outcome import accent_of_ours, delivery_of, status_of
from mairemail.sending.send import World


def addressed_to(sender: Sender, draft: Draft) -> Draft:
    """Give the draft as it is shown to its own writer: to them alone, without Cc."""
    content = replace(draft.content, to=sender.mailbox, cc=())
    return replace(draft, content=content)


def message_to_me(
    sender: Sender, draft: Draft, *, unique: str, date: datetime
) -> Message:
    """Give the message that shows a draft to its own writer."""
    me = sender.mailbox
    return compose(
        addressed_to(sender, draft).content,
        sender=me,
        message_id=new_message_id(unique, me),
        date=date,
    )


def submit_to_me(
    drafts: Iterable[Draft], *, sender: Sender, host: str, world: World
) -> Iterator[Delivery]:
    """
    Submit drafts to the sender's own address, Cc left out; the ledger knows nothing.

    Raises:
        ServerError, CredentialError, TryLaterError: As `open_connection` says.
    """
    me = sender.mailbox
    connection = world.connect()
    try:
        for draft in drafts:
            message = message_to_me(
                sender, draft, unique=world.new_uuid().hex, date=world.now()
            )
            attempt = connection.submit(message, before_dot=lambda: None)
            if attempt.is_unaddressable and (
                error := accent_of_ours(me, addressed_to(sender, draft), host=host)
            ):
                raise error
            yield delivery_of(
                attempt,
                status_of(attempt),
                row=draft.contact.row,
                email=me.email,
                message_id=message.message_id,
                at=world.now(),
            )
    finally:
        connection.quit()
