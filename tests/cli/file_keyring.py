"""A keyring that keeps its passwords in one file of the temporary home."""

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError


class FileKeyring(KeyringBackend):
    """Stands for the system's keyring in the programs that the tests start."""

    priority = 1.0

    def get_password(self, service: str, username: str) -> str | None:
        """Give a password, None where there is none."""
        return _read().get(f"{service} {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a password."""
        _write(_read() | {f"{service} {username}": password})

    def delete_password(self, service: str, username: str) -> None:
        """Forget a password, which must be there."""
        entries = _read()
        if entries.pop(f"{service} {username}", None) is None:
            raise PasswordDeleteError("not found")
        _write(entries)


def _file() -> Path:
    return Path(os.environ["TESTS_KEYRING_FILE"])


def _read() -> dict[str, str]:
    if not _file().exists():
        return {}
    entries: dict[str, str] = json.loads(_file().read_text(encoding="utf-8"))
    return entries


def _write(entries: dict[str, str]) -> None:
    _file().write_text(json.dumps(entries), encoding="utf-8")
