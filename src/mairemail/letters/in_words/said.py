"""A mistake of a template, noticed by Jinja2 and said by us."""

from dataclasses import dataclass

from jinja2 import Environment


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """
    Where Jinja2 noticed a mistake.

    Attributes:
        line: Of the template, from 1.
        before: How many lines of the file stand before the template.
    """

    environment: Environment
    source: str
    line: int
    before: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """
    What is wrong, and what to do about it.

    Attributes:
        reason: What is wrong, without its place.
        line: Of the template, where it is not the one that Jinja2 gives: a block
            without an end is corrected where it begins.
    """

    reason: str
    hint: str
    line: int | None = None
