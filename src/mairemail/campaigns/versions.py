"""The versions of a campaign's letter: who gets which, and who gets none."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from mairemail.configuration import Section
from mairemail.contacts.contact import Contact
from mairemail.errors import ConfigurationError, LetterError
from mairemail.language import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """
    What some of the contacts get.

    Attributes:
        name: What the writer calls it; empty where there is but one letter.
        letter: The file to read, None where they get none.
        letter_name: What messages call it.
        skip: Why they get none.
        where: For whom, as campaign.toml says it; empty for everybody.
        is_for: The test a contact passes, or None for everybody.
    """

    name: str = ""
    letter: Path | None = None
    letter_name: str = ""
    skip: str = ""
    where: str = ""
    is_for: Callable[[Contact], bool] | None = None


def version_for(versions: Iterable[Version], contact: Contact) -> Version | None:
    """Give the first version that is for a contact, None where none is."""
    for version in versions:
        if version.is_for is None or version.is_for(contact):
            return version
    return None


def gets_letter(versions: Iterable[Version], contact: Contact) -> bool:
    """Tell whether any letter is for a contact."""
    version = version_for(versions, contact)
    return version is not None and version.letter is not None


def read_versions(
    sections: Iterable[Section],
    folder: Path,
    *,
    letter: Path | None,
    otherwise: Version | None,
) -> tuple[Version, ...]:
    """
    Read the rules `[[version]]`; what is wrong with them is added to their problems.

    Args:
        sections: The rules, in their order.
        folder: What their letters are relative to.
        letter: One to take in place of each of theirs, or None.
        otherwise: The letter for whom no rule is, or None.
    """
    versions: list[Version] = []
    last = 0
    for number, section in enumerate(sections, start=1):
        if last:
            section.complain(
                "where",
                _(
                    "never asked: version {number} has no where, so it is for all"
                ).format(number=last),
            )
        versions.append(_read(section, number, folder, letter))
        if versions[-1].is_for is None:
            last = last or number
        section.refuse_others()
    if otherwise is None or last:
        return tuple(versions)
    name = otherwise.letter_name if versions else ""
    return (*versions, replace(otherwise, name=name))


def _read(section: Section, number: int, folder: Path, letter: Path | None) -> Version:
    own, skip = section.text("letter"), section.text("skip")
    name = section.text("name") if own else ""
    where = section.text("where", is_required="where" in section.names())
    if bool(own) == bool(skip):
        section.complain("letter", _("must be there, or else skip, and not both"))
    return Version(
        name=name or own,
        letter=(letter or folder / own) if own else None,
        letter_name=str(letter or own),
        skip=skip,
        where=where,
        is_for=_test_of(section, number, where) if where else None,
    )


def _test_of(
    section: Section, number: int, where: str
) -> Callable[[Contact], bool] | None:
    from mairemail.contacts.where.condition import condition

    named = _("version {number}: where").format(number=number)
    try:
        return condition(where, named=named, error=ConfigurationError)
    except ConfigurationError as err:
        reason = err.message.removeprefix(named).lstrip(", ")
        section.complain("where", "\n".join((reason, *err.problems)))
        # Not for everybody: the rules after it would be told to be in vain.
        return lambda _contact: False


def one_error_of(wrong: list[LetterError]) -> LetterError:
    """Give what is wrong with one letter, or with several at once."""
    if len(wrong) == 1:
        return wrong[0]
    return LetterError(
        _("Several versions of the letter cannot be used"),
        problems=[text for err in wrong for text in err.problems or (err.message,)],
        hints=[hint for err in wrong for hint in err.hints or (err.hint or "",)],
    )
