"""Where the signs and blocks of a template begin that have no end."""

from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import Environment, TemplateSyntaxError

# Those that have an end of their own, `{% endif %}` of `{% if %}`.
_BLOCKS = {"autoescape", "block", "call", "filter", "for", "if", "macro", "set", "with"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """
    What begins, and ends nowhere.

    Attributes:
        name: `if` for a block, `{{` or `{%` for a sign.
        line: Where it begins, from 1.
    """

    name: str
    line: int


def open_blocks(environment: Environment, source: str) -> list[Opening]:
    """Give the blocks that are not closed, up to a wrong end; the innermost last."""
    found: list[Opening] = []
    words: list[str] = []
    begins = 1
    for line, kind, text in _tokens(environment, source):
        if kind == "block_begin":
            begins, words = line, []
        elif kind in {"name", "operator"}:
            words.append(text)
        elif kind == "block_end" and words:
            name = words[0]
            # `{% set x = 1 %}` is no block.
            if name in _BLOCKS and not (name == "set" and "=" in words):
                found.append(Opening(name=name, line=begins))
            elif name.startswith("end"):
                if not found or name != f"end{found[-1].name}":
                    return found
                found.pop()
    return found


def open_sign(environment: Environment, source: str, line: int) -> Opening | None:
    """Give the `{{` or `{%` that has no end up to a line, None where there is none."""
    found = None
    for number, kind, text in _tokens(environment, source):
        if number > line:
            break
        if kind in {"variable_begin", "block_begin"}:
            found = Opening(name=text[:2], line=number)
        elif kind in {"variable_end", "block_end"}:
            found = None
    return found


def _tokens(environment: Environment, source: str) -> Iterator[tuple[int, str, str]]:
    """Give the tokens of a template, up to one that is none."""
    try:
        yield from environment.lex(source)
    except TemplateSyntaxError:
        return
