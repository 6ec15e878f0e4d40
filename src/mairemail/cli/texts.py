"""Words of the command line that are no text: octets that are not UTF-8 (PEP 383)."""

from collections.abc import Iterable

from typer._click.core import Command, Context, Parameter
from typer._click.types import StringParamType
from typer.core import TyperGroup

from mairemail.errors import UsageError
from mairemail.language import _


class _Text(StringParamType):
    """A text, refused where a ledger, a letter or a server could not take it."""

    def convert(
        self, value: object, param: Parameter | None, ctx: Context | None
    ) -> object:
        """Give the text as it is."""
        text = super().convert(value, param, ctx)
        if is_text(text):
            return text
        name = param.get_error_hint(ctx).strip("'[].") if param and ctx else ""
        raise UsageError(
            _("{name} has characters that are not in UTF-8: {text}").format(
                name=name, text=text
            ),
            hint=_("Type it anew in this terminal"),
        )


def hold_to_text(command: Command, words: Iterable[str]) -> None:
    """
    Let a command, and those below it, refuse what is no text where they want one.

    The names of files may be any octets, and are left alone. Without odd words there is
    nothing to do.
    """
    if all(map(is_text, words)):
        return
    for one in command.params:
        if isinstance(one.type, StringParamType):
            one.type = _Text()
    if isinstance(command, TyperGroup):
        for below in command.commands.values():
            hold_to_text(below, words)


def is_text(word: str) -> bool:
    """Tell whether these are characters, and not what stands for odd octets."""
    try:
        word.encode()
    except UnicodeEncodeError:
        return False
    return True
