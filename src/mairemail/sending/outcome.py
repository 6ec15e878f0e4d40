"""From an attempt to a delivery: what the ledger and the person are told."""

from datetime import datetime

from mairemail.campaigns.merge import Draft
from mairemail.contacts.address import Mailbox, needs_smtputf8
from mairemail.errors import ServerError
from mairemail.language import _
from mairemail.ledger.delivery import Delivery, Status
from mairemail.sending.reply import Judgement, Phase, Verdict, judge
from mairemail.sending.smtp import Attempt

_STATUS = {
    Verdict.ACCEPT: Status.ACCEPTED,
    Verdict.REJECT: Status.REJECTED,
    Verdict.DEFER: Status.DEFERRED,
    Verdict.THROTTLE: Status.PENDING,
    Verdict.QUOTA: Status.PENDING,
    Verdict.STOP: Status.PENDING,
    Verdict.REFUSE_LOGIN: Status.PENDING,
}


def judgement_of(attempt: Attempt) -> Judgement | None:
    """Judge the server's answer; None where it gave none."""
    return judge(attempt.phase, attempt.reply) if attempt.reply else None


def status_of(attempt: Attempt) -> Status:
    """Give the status: without an answer only the dot leaves a doubt."""
    if attempt.is_unaddressable:
        return Status.REJECTED
    judgement = judgement_of(attempt)
    if judgement:
        return _STATUS[judgement.verdict]
    return Status.UNCERTAIN if attempt.phase is Phase.DOT else Status.PENDING


def accent_of_ours(sender: Mailbox, draft: Draft, *, host: str) -> ServerError | None:
    """
    Give the error where not an address of the row has an accent, but one of ours.

    The sender's, or one that the letter names: the next message would meet the same.
    """
    content = draft.content
    named = [box for box in (*content.cc, *content.reply_to) if not _is_in(draft, box)]
    ours = [sender, *named]
    accented = [box.email for box in ours if needs_smtputf8(box.email)]
    if not accented:
        return None
    return ServerError(
        _("{host} takes no addresses with accents, as {email} is one").format(
            host=host, email=accented[0]
        ),
        hint=_(
            "Write from an address without accents, and name none with accents in Cc "
            "or Reply-To"
        ),
    )


def _is_in(draft: Draft, box: Mailbox) -> bool:
    """Tell whether a cell of the row gives the address, in whatever case."""
    local_part = box.email.rpartition("@")[0].casefold()
    return any(local_part in cell.casefold() for cell in draft.contact.cells.values())


def delivery_of(
    attempt: Attempt,
    status: Status,
    *,
    row: int,
    email: str,
    message_id: str,
    at: datetime,
) -> Delivery:
    """Give the delivery of an attempt to write to `email`."""
    reply = attempt.reply
    return Delivery(
        row=row,
        email=email,
        status=status,
        code=reply.code if reply else None,
        enhanced=reply.enhanced if reply else None,
        reply=_words_of(attempt, email),
        message_id=message_id,
        at=at,
    )


def _words_of(attempt: Attempt, email: str) -> str:
    """Give the server's words, and whom they are about where it is not the official."""
    if attempt.reply is None:
        return attempt.reason
    if attempt.recipient in {"", email}:
        return attempt.reply.text
    return f"Cc {attempt.recipient}: {attempt.reply.text}"
