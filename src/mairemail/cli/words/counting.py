"""How many there are of what, in words."""

from mairemail.language import ngettext


def messages(count: int) -> str:
    """Give `1 message`, `3 messages`."""
    return ngettext("{count} message", "{count} messages", count).format(count=count)
