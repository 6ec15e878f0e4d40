"""What a secretary would say of a message before it is put into the envelope."""

import re
from collections.abc import Iterator

from mairemail.campaigns.campaign import placeholder_sender
from mairemail.campaigns.merge import Draft
from mairemail.checks.finding import Finding
from mairemail.checks.letter import (
    insecure_link,
    line_of,
    placeholder_in_letter,
    placeholder_in_sender,
)
from mairemail.checks.placeholders import (
    may_have_placeholders,
    placeholder,
    placeholders_in,
    placeholders_in_name,
    placeholders_in_subject,
)
from mairemail.contacts.contact import Severity
from mairemail.language import _
from mairemail.letters.forms_of_address import LANGUAGES, Sender
from mairemail.messages.mime import TOO_LARGE, Attachment

# RFC 5322 2.1.1 recommends lines of at most 78; lists of messages show fewer still.
SUBJECT_LIMIT = 78
# Characters, signature included. Below, there is a question and no reason for it; above
# are more than two pages, links left out, and an official reads one.
SHORT_BODY = 200
LONG_BODY = 6_000
# Octets. Town halls' mailboxes fill up.
LARGE_ATTACHMENT = 5_000_000
# Of findings that, where every message has one, are about the letter itself.
WORDING_CODES = {
    "capital-subject", "insecure-link", "large-attachment", "long-body", "long-subject",
    "short-body", "wordless-subject",
}  # fmt: skip
_LINK = re.compile(r"http://[^\s<>()«»\"]+")
_ADDRESS_OF_LINK = re.compile(r"\s?\(https?://[^\s()]*\)")
_STAND_INS = tuple(placeholder_sender(language) for language in LANGUAGES)


def wording_findings(draft: Draft, sender: Sender) -> list[Finding]:
    """
    Give what is to be said of one message's words; it takes some microseconds.

    What stands in the letter itself is a finding without a row.
    """
    content = draft.content
    subject, text = content.subject, content.text
    found: list[Finding] = []
    if may_have_placeholders(text) or may_have_placeholders(subject):
        found += _of_placeholders(draft, sender)
    if len(subject) > SUBJECT_LIMIT or subject.isupper() or not _has_word(subject):
        found += _of_subject(draft)
    if not SHORT_BODY <= len(text) <= LONG_BODY:
        found += _of_length(draft)
    if "http://" in text:
        links = (link.rstrip(".,;:!?…") for link in _LINK.findall(text))
        row = draft.contact.row
        found += [insecure_link(link, row=row) for link in dict.fromkeys(links)]
    for attachment in content.attachments:
        found += _of_attachment(draft, attachment)
    return found


def _has_word(subject: str) -> bool:
    return any(map(str.isalpha, subject))


def _of_placeholders(draft: Draft, sender: Sender) -> Iterator[Finding]:
    texts = placeholders_in_subject(draft.content.subject)
    texts += placeholders_in(draft.content.text)
    signature = sender.signature(LANGUAGES[0])
    if sender in _STAND_INS:
        # What we put there ourselves while nobody is named, which has its own warning.
        texts = [text for text in texts if text not in signature]
    for text in dict.fromkeys(texts):
        line = line_of(draft.letter, text) if draft.letter else None
        if draft.letter and line:
            yield placeholder_in_letter(draft.letter, line, text)
        elif text in signature:
            yield placeholder_in_sender(text)
        else:
            yield _finding(
                "placeholder",
                draft,
                placeholder(text).problem,
                _("Look at the cells of this row, its note and the letter"),
                severity=Severity.ERROR,
            )


def _of_subject(draft: Draft) -> Iterator[Finding]:
    subject = draft.content.subject
    if len(subject) > SUBJECT_LIMIT:
        yield _finding(
            "long-subject",
            draft,
            _("The subject has more than {count} characters").format(
                count=SUBJECT_LIMIT
            ),
            _("Lists of messages cut it off: put what matters first, or shorten it"),
        )
    if not _has_word(subject):
        yield _finding(
            "wordless-subject",
            draft,
            _("The subject has no words"),
            _("Say in a few words what the letter is about"),
        )
    elif subject.isupper() and sum(map(str.isalpha, subject)) > 1:
        yield _finding(
            "capital-subject",
            draft,
            _("The subject is all in capitals"),
            _("Filters take it for an advertisement: write it as a sentence"),
        )


def _of_length(draft: Draft) -> Iterator[Finding]:
    text = draft.content.text
    if len(text) < SHORT_BODY:
        yield _finding(
            "short-body",
            draft,
            _("The text has less than {count} characters").format(count=SHORT_BODY),
            _("Say what you ask, and why"),
        )
    elif len(_ADDRESS_OF_LINK.sub("", text)) > LONG_BODY:
        yield _finding(
            "long-body",
            draft,
            _("The text has more than {count} characters").format(count=LONG_BODY),
            _("Officials read one page: shorten it, and attach or link the rest"),
        )


def _of_attachment(draft: Draft, attachment: Attachment) -> Iterator[Finding]:
    for text in placeholders_in_name(attachment.name):
        yield _finding(
            "placeholder",
            draft,
            _("The name of {file} still says “{text}”").format(
                file=attachment.name, text=text
            ),
            _("Give the file its name, and name it so in the Attach line"),
            severity=Severity.ERROR,
        )
    size = attachment.size_octets
    if size > TOO_LARGE:
        yield _finding(
            "large-attachment",
            draft,
            _("{file} has more than 20 MB: servers refuse it").format(
                file=attachment.name
            ),
            _("Put it on a website, and a link to it into the letter"),
            severity=Severity.ERROR,
        )
    elif size > LARGE_ATTACHMENT:
        yield _finding(
            "large-attachment",
            draft,
            _("{file} has more than 5 MB").format(file=attachment.name),
            _("Make it smaller, or put it on a website and a link into the letter"),
        )


def _finding(
    code: str,
    draft: Draft,
    message: str,
    hint: str,
    *,
    severity: Severity = Severity.WARNING,
) -> Finding:
    return Finding(
        code=code,
        severity=severity,
        row=draft.contact.row,
        message=message,
        hint=hint,
    )
