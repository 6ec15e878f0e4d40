"""What was found while drafts went by, each thing said of the letter once."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from mairemail.checks.finding import Finding
from mairemail.checks.wording import WORDING_CODES


class Told:
    """The findings of a run over the list."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._of_letter: dict[tuple[str, str], Finding] = {}
        self._of_rows: list[Finding] = []
        self._counts: Counter[tuple[str, str]] = Counter()

    def tell(self, finding: Finding) -> None:
        """Take a finding, unless it was said of the letter already."""
        key = finding.code, finding.message
        if key in self._of_letter:
            return
        if finding.row is None:
            self._of_letter[key] = finding
            return
        self._of_rows.append(finding)
        if finding.code in WORDING_CODES:
            self._counts[key] += 1

    def findings(self, messages: int) -> Iterator[Finding]:
        """Give them; what is true of the words of all messages is the letter's."""
        shared = {key for key, count in self._counts.items() if count == messages}
        for finding in self._of_rows:
            key = finding.code, finding.message
            if key in shared and key not in self._of_letter:
                self._of_letter[key] = replace(finding, row=None)
        yield from self._of_letter.values()
        for finding in self._of_rows:
            if (finding.code, finding.message) not in self._of_letter:
                yield finding
