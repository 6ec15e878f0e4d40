"""A program of the system, run while a test needs it."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_LIMIT_S = 20.0
# Also a killed test run closes it, and leaves no server behind.
_WHILE_STDIN_IS_OPEN = '"$@" & read -r end; trap "" TERM; kill -TERM 0; wait'


@contextmanager
def process_running(command: tuple[str, ...], **environment: str) -> Iterator[None]:
    """Run a server in the foreground; it ends with the block, or with this process."""
    process = subprocess.Popen(
        ("sh", "-c", _WHILE_STDIN_IS_OPEN, "sh", *command),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env=os.environ | environment,
    )
    try:
        yield
    finally:
        try:
            process.communicate(timeout=_LIMIT_S)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
