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
        yield ngettext(
            "{own} message of {all} has words of its own; {alike} are alike: only "
            "names and places differ",
            "{own} messages of {all} have words of their own; {alike} are alike: "
            "only names and places differ",
            own,
        ).format(own=own, all=report.messages, alike=alike)
    elif alike > 1:
        yield _(
            "The {count} messages say the same: only names and places differ. To say "
            "something to one person alone, write it into the column “note” of their "
            "row, or into a file that bears their address: notes/{address}.md"
        ).format(count=alike, address=_("name@town.example"))
