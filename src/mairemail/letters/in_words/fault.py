"""What keeps a letter from being filled in, as a value."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """
    What keeps a letter from being filled in, without its place.

    Attributes:
        code: English and stable, for scripts: `missing-variable`.
        message: What is wrong, for a person.
        hint: What to do about it.
    """

    code: str
    message: str
    hint: str
