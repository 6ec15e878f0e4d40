"""The program with little patience: `python -m tests.cli.hurried SECONDS send ...`."""

import sys

import pytest

from mairemail.__main__ import main
from mairemail.sending.connecting import open_connection
from mairemail.sending.smtp import TimeLimits


def hurry(seconds: float, *, patch: pytest.MonkeyPatch) -> None:
    """Give the same limit to every step; a default, for nobody but a test wants it."""
    limits = TimeLimits(connect_s=seconds, command_s=seconds, after_dot_s=seconds)
    defaults = open_connection.__kwdefaults__ or {}
    patch.setitem(defaults, "limits", limits)


if __name__ == "__main__":
    hurry(float(sys.argv.pop(1)), patch=pytest.MonkeyPatch())
    main()
