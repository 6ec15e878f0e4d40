"""What --help shows, in our words: Typer has English, and the types of Python."""

import re

from typer._click.core import Command, Context, Parameter
from typer._click.formatting import HelpFormatter
from typer._click.types import IntRange, ParamType
from typer.core import TyperGroup, TyperOption
from typer.models import TyperPath

from mairemail.cli.screen import show
from mairemail.language import _

_NAMES = ["-h", "--help"]


class _Formatter(HelpFormatter):
    """Writes the line of usage in the interface's language, without braces."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write it; Typer puts braces around an argument that must be there."""
        prefix = prefix or _("Usage:") + " "
        super().write_usage(prog, re.sub(r"[{}]", "", args), prefix)


class _Numbers(IntRange):
    """Whole numbers between two ends, described as a person would."""

    def _describe_range(self) -> str:
        return range_in_words(self)


def describe_help(command: Command) -> None:
    """Say the help of a command, and of those below it, in words for a person."""
    Context.formatter_class = _Formatter
    option = command.get_help_option(Context(command, help_option_names=_NAMES))
    if option is not None:
        option.help = _("Show this help and exit.")
        option.callback = _show_help
    # The whole sentence in the list of commands; Typer cuts a long one off.
    command.short_help = command.help
    for one in command.params:
        if isinstance(one.type, TyperPath):
            # What cannot be read is told, in our words, by who reads it.
            one.type.readable = False
        if isinstance(one, TyperOption) and not one.is_flag:
            one.metavar = one.metavar or _kind(one.type)
            if isinstance(one.type, IntRange):
                one.type = _Numbers(min=one.type.min, max=one.type.max)
    if isinstance(command, TyperGroup):
        for below in command.commands.values():
            describe_help(below)


def _show_help(context: Context, _option: Parameter, is_asked: bool) -> None:  # noqa: FBT001 - Typer calls it so
    """Show it as any result: where it cannot be written, that is told."""
    if is_asked:
        show(context.get_help())
        context.exit()


def range_in_words(numbers: IntRange) -> str:
    """Give the ends of a range of numbers: `1 or more`, `from 1 to 65535`."""
    if numbers.max is None:
        return _("{least} or more").format(least=numbers.min)
    return _("from {least} to {most}").format(least=numbers.min, most=numbers.max)


def _kind(kind: ParamType) -> str:
    """Give what an option wants after it, in a word."""
    words = {"path": _("PATH"), "str": _("TEXT")}
    return words.get(kind.name, _("NUMBER"))
