"""What follows from an outcome for the rest of the run: go on, wait, ask, stop."""

from collections.abc import Callable
from datetime import datetime

from mairemail.errors import (
    CredentialError,
    MairemailError,
    ServerError,
    TryLaterError,
)
from mairemail.language import _
from mairemail.ledger.delivery import Status
from mairemail.sending.brakes import Brakes
from mairemail.sending.outcome import judgement_of
from mairemail.sending.pace import Traffic, Wait
from mairemail.sending.reply import (
    Advice,
    Judgement,
    SmtpReply,
    Verdict,
    hint_of,
    in_words,
)
from mairemail.sending.retry import back_off
from mairemail.sending.smtp import Attempt


class Reaction:
    """How one run reacts to what the server says, and remembers what it said before."""

    def __init__(
        self,
        *,
        host: str,
        traffic: Traffic,
        now: Callable[[], datetime],
        goes_on: Callable[[str], bool],
    ) -> None:
        """Begin a run; see `World` for `now` and `goes_on`."""
        self._host = host
        self._traffic = traffic
        self._now = now
        self._goes_on = goes_on
        self._brakes = Brakes()
        self._throttles = 0

    def to(self, attempt: Attempt, status: Status) -> Wait | None:
        """
        Give what to wait for before anything else may go, None to go on.

        Raises:
            ServerError, CredentialError: The next message would meet the same.
            TryLaterError: The server throttles us again and again.
            MairemailError: A brake, and nobody said to go on.
        """
        judgement = judgement_of(attempt)
        if attempt.reply and judgement:
            if judgement.verdict is Verdict.ACCEPT:
                self._throttles = 0
            self._stop_if_refused(judgement, attempt.reply)
            wait = self._wait_of(judgement, attempt.reply)
            if wait:
                return wait
        advice = judgement.advice if judgement else Advice.NOTHING
        question = self._brakes.question(status, advice)
        if question and not self._goes_on(question):
            raise MairemailError(
                question,
                hint=_(
                    "Providers close the accounts of those who insist. Look at the "
                    "answers (mairemail status), then go on with the same command"
                ),
            )
        return None

    def back_off(self, reason: str, hint: str = "") -> Wait:
        """
        Give when to come back to a server that throttles us or is not there.

        Raises:
            TryLaterError: It did so too often in a row.
        """
        self._throttles += 1
        until = back_off(self._throttles, self._now())
        if until is None:
            raise TryLaterError(
                reason,
                hint=_("Nothing is lost: go on tomorrow with the same command"),
            )
        return Wait(until=until, reason=reason, hint=hint)

    def _stop_if_refused(self, judgement: Judgement, reply: SmtpReply) -> None:
        said = in_words(reply)
        hint = hint_of(judgement.advice)
        if judgement.verdict is Verdict.REFUSE_LOGIN:
            raise CredentialError(
                _("{host} wants another login: {reply}").format(
                    host=self._host, reply=said
                ),
                hint=hint,
            )
        if judgement.verdict is Verdict.STOP:
            raise ServerError(
                _("{host} refuses what we send: {reply}").format(
                    host=self._host, reply=said
                ),
                hint=hint,
            )

    def _wait_of(self, judgement: Judgement, reply: SmtpReply) -> Wait | None:
        reason = _("{host} takes no more messages for now: {reply}").format(
            host=self._host, reply=in_words(reply)
        )
        hint = hint_of(judgement.advice)
        if judgement.verdict is Verdict.THROTTLE:
            return self.back_off(reason, hint)
        if judgement.verdict is Verdict.QUOTA:
            reopens = self._traffic.day_reopens(self._now())
            return Wait(until=reopens, reason=reason, hint=hint)
        return None
