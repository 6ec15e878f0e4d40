"""When a run does more harm than good, whatever each single reply says."""

from dataclasses import dataclass

from mairemail.language import _
from mairemail.ledger.delivery import Status
from mairemail.sending.reply import Advice

_ABOUT_THE_RECIPIENT = {Advice.NOTHING, Advice.CORRECT_ADDRESS, Advice.OTHER_ADDRESS}
# Providers suspend accounts that write to many dead addresses, or go on and on after a
# refusal: three among the first ten, a tenth of all, two failures of ours in a row.
_DEAD_AT_LEAST = 3
_DEAD_SHARE = 10
_FAILURES_IN_A_ROW = 2


@dataclass(slots=True)
class Brakes:
    """
    Counts what a run meets; once a person says to go on, a brake stays released.

    Attributes:
        tried: Messages that had an answer, or are in doubt.
        dead: Those refused for good.
        failures: Failures in a row that are not about the recipient.
    """

    tried: int = 0
    dead: int = 0
    failures: int = 0
    is_list_trusted: bool = False

    def question(self, status: Status, advice: Advice) -> str:
        """Take note of an outcome; give what to ask a person, empty to go on."""
        self.tried += 1
        is_ours = status is Status.UNCERTAIN or advice not in _ABOUT_THE_RECIPIENT
        self.failures = self.failures + 1 if is_ours else 0
        if self.failures >= _FAILURES_IN_A_ROW:
            self.failures = 0
            return _("Two failures in a row that are not about the recipient")
        if status is Status.REJECTED:
            self.dead += 1
            too_many = self.dead * _DEAD_SHARE >= self.tried
            if self.dead >= _DEAD_AT_LEAST and too_many and not self.is_list_trusted:
                self.is_list_trusted = True
                return _("{dead} of the first {tried} addresses were refused").format(
                    dead=self.dead, tried=self.tried
                )
        return ""
