"""The world as a run sees it: this machine's clock, its network, the person there."""

import random

from mairemail.accounts.account import Account
from mairemail.accounts.secrets import Secret, find_secret
from mairemail.cli import opening, prompts
from mairemail.cli.progress import Progress
from mairemail.cli.screen import wrap
from mairemail.cli.sending.interruption import Stop, sleep_unless
from mairemail.language import _
from mairemail.sending.connecting import open_connection
from mairemail.sending.pace import Wait, time_of_day
from mairemail.sending.send import World

_COUNT_DOWN_S = 1.0


def make_world(
    account: Account,
    stop: Stop,
    progress: Progress,
    *,
    may_wait: bool = False,
    may_ask: bool = False,
) -> World:
    """
    Give the world of one run.

    Args:
        account: Whose server is connected to; its password is asked for once.
        stop: Told when somebody presses Ctrl-C.
        progress: Where waiting is shown.
        may_wait: Whether the run stays through limits and deferrals.
        may_ask: Whether a brake may be released by the person at the terminal.
    """
    sources = prompts.secret_sources()
    known: list[Secret] = []

    def secret() -> Secret:
        # Asked for once, also where the connection is opened anew.
        if not known:
            known.append(find_secret(account, sources))
        return known[0]

    def wait(what: Wait) -> None:
        _wait(what, stop, progress)

    def goes_on(problem: str) -> bool:
        if not may_ask or not prompts.is_terminal():
            return False
        with progress.hidden():
            return prompts.ask_yes(_("{problem}. Go on?").format(problem=problem))

    return World(
        connect=lambda: open_connection(account.smtp, secret=secret),
        now=opening.now,
        pause=lambda pause_s: sleep_unless(stop, pause_s),
        wait=wait if may_wait else None,
        is_stopping=lambda: stop.is_asked,
        goes_on=goes_on,
        random=random.SystemRandom().random,
        new_uuid=opening.new_uuid,
    )


def _wait(what: Wait, stop: Stop, progress: Progress) -> None:
    """Stay until the time has come, by the clock on the wall: a laptop may sleep."""
    now = opening.now()
    words = _("{reason}. Going on at {time}; Ctrl-C stops, nothing is lost.").format(
        reason=what.reason, time=time_of_day(what.until, now)
    )
    for line in wrap(words):
        progress.talk(line)
    while not stop.is_asked:
        left_s = (what.until - opening.now()).total_seconds()
        if left_s <= 0:
            return
        progress.count_down(left_s)
        sleep_unless(stop, min(left_s, _COUNT_DOWN_S))
