"""Where the user's accounts and the ledger lie."""

import os
from pathlib import Path


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
