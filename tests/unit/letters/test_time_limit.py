"""A letter from a stranger ends, and leaves memory for others."""

import os
import signal
import time
from pathlib import Path

import pytest

from mairemail.errors import LetterError
from mairemail.letters import time_limit
from mairemail.letters.time_limit import TakesTooMuchError
from tests.unit.material import campaign_in, drafts_of

_LOOPS = "{% for i in range(100000) %}" * 4 + "{% endfor %}" * 4


def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_limit, "_LIMIT_S", 0.1)
    monkeypatch.setattr(time_limit, "_TICK_S", 0.01)


@pytest.mark.parametrize(
    ("letter", "place"),
    [
        (f"Subject: A\n\nB\n\n{_LOOPS}C\n", "letter.md, line 5"),
        (f"Subject: {_LOOPS}A\n\nB\n", "letter.md, line 1"),
        (
            "Subject: A\n\n{% for i in range(100000) %}{% set l = range(100000) | list "
            "%}{% if i in l %}{% endif %}{% endfor %}B\n",
            "letter.md, line 3",
        ),
    ],
)
def test_a_letter_that_never_ends_is_stopped(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, letter: str, place: str
) -> None:
    """It ends the command: the next row would take as long."""
    _hurry(monkeypatch)
    with pytest.raises(LetterError) as stopped:
        drafts_of(campaign_in(tmp_path, letter=letter))
    assert place in stopped.value.message
    assert "takes too long" in stopped.value.message


def test_a_letter_that_collects_small_things_without_end_is_stopped(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """No single operation of it is large."""
    monkeypatch.setattr(time_limit, "_MEMORY_LIMIT_OCTETS", 1_000_000)
    monkeypatch.setattr(time_limit, "_TICK_S", 0.01)
    source = "{% set l = ([range(100000)] * 1000) | map('list') | list %}"
    letter = f"Subject: A\n\n{source}B\n"
    with pytest.raises(LetterError, match="grows too large"):
        drafts_of(campaign_in(tmp_path, letter=letter))


def test_the_clock_stands_between_letters() -> None:
    """Whatever else the program does may take its time."""
    with time_limit.time_limit():
        assert signal.getitimer(signal.ITIMER_VIRTUAL) != (0.0, 0.0)
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)


def test_a_clock_that_runs_on_counts_for_each_letter_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Ten thousand letters take more than one may, and so does what is between."""
    _hurry(monkeypatch)
    with time_limit.clock_running():
        for _letter in range(3):
            with time_limit.time_limit():
                _work(0.06)
            _work(0.2)
        with pytest.raises(TakesTooMuchError), time_limit.time_limit():
            _work(2.0)
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)


def _work(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def test_another_process_has_its_own_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The messages of a dry run are written by several at once."""
    _hurry(monkeypatch)
    with time_limit.time_limit():
        pass
    child = os.fork()
    if not child:
        try:
            with time_limit.time_limit():
                while True:
                    pass
        except TakesTooMuchError:
            os._exit(3)
        finally:
            os._exit(4)
    _pid, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 3
