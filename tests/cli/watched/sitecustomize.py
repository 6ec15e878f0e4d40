"""
Refuses and notes connections in every program the tests start.

Python imports this module at start-up (PYTHONPATH). It imports nothing but sys and os,
so that what a command loads can still be measured.
"""

import os
import sys

_LOG = os.environ.get("TESTS_CONNECTION_LOG")


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event != "socket.connect":
        return
    address = arguments[1]
    if not isinstance(address, tuple):
        # A socket in a folder, as that of a keyring: it leads nowhere else.
        return
    host = str(address[0])
    if _LOG:
        log = os.open(_LOG, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.write(log, f"{address}\n".encode())
        os.close(log)
    if not (host.startswith("127.") or host == "::1"):
        raise RuntimeError(f"a test tried to connect to {address}")


sys.addaudithook(_watch)
