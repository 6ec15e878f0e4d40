"""What a message has beside its text: copies, where answers go, files."""

import re
from collections.abc import Callable
from pathlib import Path

from mairemail.campaigns.refused import Refused, all_of, refused
from mairemail.contacts.address import Mailbox, comparison_key, normalise_address
from mairemail.contacts.contact import Contact, Severity
from mairemail.files import is_ordinary, reason_of
from mairemail.language import _
from mairemail.letters.letter import Letter
from mairemail.letters.own_words import own_words
from mairemail.letters.rendering import Attach, Rendered
from mairemail.messages.message import Content
from mairemail.messages.mime import Attachment, read_attachment

# Of one message: each copy reaches somebody whom no pace and no ledger counts.
_MOST_COPIES = 50


def content_of(
    contact: Contact,
    rendered: Rendered,
    letter: Letter,
    *,
    folder: Path,
    is_opted_out: Callable[[str], bool],
    warnings: list[Refused],
) -> Content | Refused:
    """
    Give the content of the message to a contact, or all that keeps it from being one.

    Args:
        contact: Whom the message is for.
        rendered: What the letter says to them.
        letter: As it stands in its file.
        folder: The campaign's, which files lie in.
        is_opted_out: Tells by its key whether an address gets no copies.
        warnings: What there is to be warned of joins them.
    """
    to = Mailbox(name=contact.name, email=contact.email)
    if rendered.cc or rendered.reply_to or rendered.attach or contact.cells.get("cc"):
        enclosing = _Enclosing(contact, letter, folder, is_opted_out, warnings)
        return enclosing.content(to, rendered)
    return Content(
        to=to, subject=rendered.subject, text=rendered.text, html=rendered.html
    )


class _Enclosing:
    """Puts the message to one contact together, and collects what is wrong with it."""

    def __init__(
        self,
        contact: Contact,
        letter: Letter,
        folder: Path,
        is_opted_out: Callable[[str], bool],
        warnings: list[Refused],
    ) -> None:
        self._contact = contact
        self._letter = letter
        self._folder = folder
        self._is_opted_out = is_opted_out
        self._warnings = warnings
        self._errors: list[Refused] = []

    def content(self, to: Mailbox, rendered: Rendered) -> Content | Refused:
        row = self._contact.cells.get("cc", "")
        cc = self._mailboxes(("cc", rendered.cc), ("", row), are_copies=True)
        reply_to = self._mailboxes(("reply-to", rendered.reply_to))
        if len(cc) > _MOST_COPIES:
            self._refuse_copies()
        attachments = [
            found for attach in rendered.attach if (found := self._attachment(attach))
        ]
        if self._errors:
            return all_of(self._errors, self._warnings)
        return Content(
            to=to,
            cc=tuple(cc),
            reply_to=tuple(reply_to),
            subject=rendered.subject,
            text=rendered.text,
            html=rendered.html,
            attachments=tuple(attachments),
        )

    def _mailboxes(
        self, *texts: tuple[str, str], are_copies: bool = False
    ) -> list[Mailbox]:
        """Give the mailboxes of headers and their texts, each address once."""
        taken = {self._contact.key}
        boxes = []
        for header, text in texts:
            for name, address in _addresses_in(text):
                email = normalise_address(address)
                if email is None:
                    self._refuse_address(header, address or text)
                    continue
                key = comparison_key(email)
                if key in taken:
                    continue
                taken.add(key)
                if are_copies and self._is_opted_out(key):
                    self._warn_of_opted_out(header, email)
                else:
                    boxes.append(Mailbox(name=" ".join(name.split()), email=email))
        return boxes

    def _warn_of_opted_out(self, header: str, email: str) -> None:
        self._warnings.append(
            self._refused(
                "opted-out-copy",
                _("{email} is on your do-not-write list: gets no copy").format(
                    email=email
                ),
                _("To write to them again: mairemail optout remove {email}").format(
                    email=email
                ),
                place=self._place(header, email),
                severity=Severity.WARNING,
            )
        )

    def _refuse_copies(self) -> None:
        self._errors.append(
            self._refused(
                "too-many-copies",
                _("More than {count} people would get a copy of this message").format(
                    count=_MOST_COPIES
                ),
                _("Put them on the list: each gets a letter of their own"),
                place="",
            )
        )

    def _refuse_address(self, header: str, text: str) -> None:
        place = self._place(header, text)
        message = _("“{text}” is not an e-mail address").format(text=text)
        hint = _("Correct Cc or Reply-To in the letter, or the cell it takes")
        if place:
            hint = _("Correct this line of the letter")
        self._errors.append(self._refused("bad-address", message, hint, place=place))

    def _attachment(self, attach: Attach) -> Attachment | None:
        """Read a file to attach; outside the folder only if the letter says so."""
        place = self._place("attach", attach.path) if attach.is_literal else ""
        try:
            path = self._path(attach, place)
            return read_attachment(path) if path else None
        except OSError as err:
            reason = reason_of(err)
        except RuntimeError:
            reason = _("its links lead nowhere")
        except ValueError:
            # A NUL, or half a character.
            reason = _("no file can have such a name")
        self._errors.append(
            self._refused(
                "missing-attachment",
                _("{path} cannot be attached: {reason}").format(
                    path=attach.path, reason=reason
                ),
                how_to_attach(attach.path, self._folder),
                place=place,
            )
        )
        return None

    def _path(self, attach: Attach, place: str) -> Path | None:
        """
        Give the path of a file to attach, None where it may not be attached.

        Raises:
            OSError, RuntimeError, ValueError: It cannot be.
        """
        folder = self._folder.resolve()
        path = Path(folder, attach.path)
        if not path.resolve().is_relative_to(folder):
            problem = self._refused(
                "attachment-outside",
                _("{path} lies outside the campaign's folder").format(path=attach.path),
                _("Put the files you attach into the campaign's folder"),
                severity=Severity.WARNING if attach.is_literal else Severity.ERROR,
                place=place,
            )
            if not attach.is_literal:
                self._errors.append(problem)
                return None
            self._warnings.append(problem)
        return path

    def _place(self, header: str, text: str) -> str:
        """Give where the letter itself says a text in a header, empty if nowhere."""
        for name, part in self._letter.headers:
            if name.lower() != header:
                continue
            # A file is all that stands in its line, an address one of several.
            said = (part.source,) if header == "attach" else own_words(part.source)
            if text in said:
                return _("{file}, line {line}").format(
                    file=self._letter.shown_as, line=part.line
                )
        return ""

    def _refused(
        self,
        code: str,
        message: str,
        hint: str,
        *,
        place: str,
        severity: Severity = Severity.ERROR,
    ) -> Refused:
        if place:
            message = _("{where}: {problem}").format(where=place, problem=message)
        return refused(
            self._contact,
            code,
            message,
            hint,
            severity=severity,
            of_letter=bool(place),
        )


def how_to_attach(said: str, folder: Path) -> str:
    """Say what to do about what an Attach line says and the folder does not hold."""
    names = re.split("[,;]", said)
    if len(names) > 1 and all(is_ordinary(folder / name.strip()) for name in names):
        return _("Write one line {example} for each file").format(example="Attach:")
    return _("Put the file there, or correct the Attach line of the letter")


def _addresses_in(text: str) -> list[tuple[str, str]]:
    """Give the names and addresses that a header's text holds."""
    if not text:
        return []
    from email.utils import getaddresses

    try:
        return getaddresses([text.replace(";", ",")])
    except RecursionError:
        return [("", "(")]
