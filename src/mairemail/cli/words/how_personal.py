"""How personal a campaign is, said beside what `check` found."""

from collections.abc import Iterator

from mairemail.checks.campaign import Report
from mairemail.checks.personal import OwnWords
from mairemail.language import _, ngettext


def personal_lines(report: Report, counted: dict[str, OwnWords]) -> Iterator[str]:
    """
    Give a line for each letter, and one for the list.

    Args:
        report: Of the whole list.
        counted: The words of a message of each letter, by what messages call it.
    """
    for name, words in counted.items():
        line = ngettext(
            "{name}: {words} word a message", "{name}: {words} words a message",
            words.words,
        ).format(name=name, words=words.words)  # fmt: skip
        if words.nearest is None:
            yield _("{line}, all of them yours").format(line=line)
        else:
            yield _(
                "{line}, {own} of them yours; the others are those of the letter "
                "{letter}, which comes with mairemail"
            ).format(line=line, own=words.own, letter=words.nearest)
    own = sum(count for count in report.notes.values() if count == 1)
    alike = report.messages - own
    if own:
        yield _with_own_words(own, report.messages, letters=len(counted))
    elif alike > len(counted):
        said = (
            _("The messages of one letter say the same: only names and places differ.")
            if len(counted) > 1
            else _(
                "The {count} messages say the same: only names and places differ."
            ).format(count=alike)
        )
        how = _(
            "To say something to one person alone, write it into the column “note” of "
            "their row, or into a file that bears their address: notes/{address}.md"
        ).format(address=_("name@town.example"))
        yield f"{said} {how}"


def _with_own_words(own: int, count: int, *, letters: int) -> str:
    """Say how many messages are for one person alone, and what the others are."""
    line = ngettext(
        "{own} message of {all} has words of its own",
        "{own} messages of {all} have words of their own",
        own,
    ).format(own=own, all=count)
    alike = count - own
    if alike < 2 or letters > 1:
        return line
    return _("{line}; {alike} are alike: only names and places differ").format(
        line=line, alike=alike
    )
