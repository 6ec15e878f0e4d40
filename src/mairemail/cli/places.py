"""Where the user's accounts, the ledger and the data sets lie."""

import os
from pathlib import Path

from mairemail.errors import ConfigurationError
from mairemail.language import _


def config_folder() -> Path:
    """Give the folder of accounts.toml; MAIREMAIL_CONFIG_DIR overrides it."""
    if own := os.environ.get("MAIREMAIL_CONFIG_DIR"):
        return Path(own)
    from platformdirs import user_config_path

    return user_config_path("mairemail", appauthor=False)


def state_folder() -> Path:
    """Give the folder of the ledger; MAIREMAIL_STATE_DIR overrides it."""
    if own := os.environ.get("MAIREMAIL_STATE_DIR"):
        return Path(own)
    from platformdirs import user_state_path

    return user_state_path("mairemail", appauthor=False)


def cache_folder() -> Path:
    """Give the folder of downloaded data sets; MAIREMAIL_CACHE_DIR overrides it."""
    if own := os.environ.get("MAIREMAIL_CACHE_DIR"):
        return Path(own)
    from platformdirs import user_cache_path

    return user_cache_path("mairemail", appauthor=False)


def data_server() -> str:
    """
    Give the mirror that MAIREMAIL_DATA_URL names, else an empty string.

    Raises:
        ConfigurationError: It is no https address.
    """
    own = os.environ.get("MAIREMAIL_DATA_URL", "").rstrip("/")
    if own and not own.startswith("https://"):
        raise ConfigurationError(
            _("MAIREMAIL_DATA_URL must begin with https://, and is {url}").format(
                url=own
            ),
            hint=_("Correct it, or unset it to ask the producers themselves"),
        )
    return own
