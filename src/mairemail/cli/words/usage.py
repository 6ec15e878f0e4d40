"""What the command line cannot be, in our words: Typer says it in English alone."""

import re
from collections.abc import Callable

from typer._click import decorators
from typer._click.core import Command
from typer._click.exceptions import (
    BadOptionUsage,
    ClickException,
    MissingParameter,
    NoSuchOption,
    UsageError,
)
from typer._click.types import IntRange

from mairemail import errors
from mairemail.language import _

_TOO_MUCH = re.compile(r"Got unexpected extra argument\(s\) \((.*)\)", re.DOTALL)
_DID_YOU_MEAN = re.compile(r"\. Did you mean (.*)\?$", re.DOTALL)


def translate_help_option() -> None:
    """Have Typer describe --help in the interface's language, for every command."""
    described = decorators.help_option

    def help_option(param_decls: list[str]) -> Callable[[Command], Command]:
        def add(command: Command) -> Command:
            described(param_decls)(command)
            command.params[-1].help = _("Show this help and exit.")  # type: ignore[attr-defined]
            return command

        return add

    decorators.help_option = help_option


def usage_error_of(err: ClickException) -> errors.UsageError | None:
    """Give Typer's error as one of ours; None for what shows itself, as help does."""
    if not isinstance(err, UsageError):
        return None
    reason = _reason(err)
    if reason is None:
        return None
    command = err.ctx.command_path if err.ctx else "mairemail"
    return errors.UsageError(
        reason, hint=_("See {command} --help").format(command=command)
    )


def _reason(err: UsageError) -> str | None:
    """Say what is wrong; None where Typer's own words must do."""
    if isinstance(err, NoSuchOption):
        return _no_such_option(err)
    if isinstance(err, MissingParameter):
        name = err.param.get_error_hint(err.ctx) if err.param and err.ctx else ""
        return _("{name} is missing").format(name=name.strip("'"))
    if isinstance(err, BadOptionUsage):
        text = (
            _("{name} needs a value after it")
            if "requires" in err.message
            else _("{name} takes no value")
        )
        return text.format(name=err.option_name)
    return _bad_number(err) or _bad_word(err)


def _no_such_option(err: NoSuchOption) -> str:
    text = _("There is no option {name}").format(name=err.option_name)
    if err.possibilities:
        return f"{text}; {_near(sorted(err.possibilities))}"
    return text


def _bad_number(err: UsageError) -> str | None:
    param = getattr(err, "param", None)
    if param is None or not isinstance(param.type, IntRange) or param.type.min is None:
        return None
    return _("{name} needs a whole number, {least} or more").format(
        name=param.opts[-1], least=param.type.min
    )


def _bad_word(err: UsageError) -> str | None:
    if found := _TOO_MUCH.match(err.message):
        return _(
            "Too much on the line: {words}. A name with spaces goes between quotation "
            "marks"
        ).format(words=found[1])
    if found := _DID_YOU_MEAN.search(err.message):
        return f"{err.message[: found.start()]}; {_near([found[1]])}"
    return None


def _near(names: list[str]) -> str:
    return _("perhaps {names}").format(names=", ".join(names))
