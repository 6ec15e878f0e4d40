"""What the command line cannot be, in our words: Typer says it in English alone."""

import re

from typer._click.exceptions import (
    BadOptionUsage,
    ClickException,
    MissingParameter,
    NoArgsIsHelpError,
    NoSuchOption,
    UsageError,
)
from typer._click.types import IntRange

from mairemail import errors
from mairemail.cli.words.help import range_in_words
from mairemail.language import _

# Nobody is led to these by a slip: they answer a question that was to be read.
_UNASKED = {"--yes", "--retry-rejected", "--not-sent"}
_TOO_MUCH = re.compile(r"Got unexpected extra argument\(s\) \((.*)\)", re.DOTALL)
_DID_YOU_MEAN = re.compile(r"\. Did you mean (.*)\?$", re.DOTALL)


def usage_error_of(err: ClickException) -> errors.UsageError | None:
    """Give Typer's error as one of ours; None for what shows itself, as help does."""
    if not isinstance(err, UsageError) or isinstance(err, NoArgsIsHelpError):
        return None
    command = err.ctx.command_path if err.ctx else "mairemail"
    return errors.UsageError(
        _reason(err), hint=_("See {command} --help").format(command=command)
    )


def _reason(err: UsageError) -> str:
    """Say what is wrong, in Typer's own words where there are no others."""
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
    return (
        _bad_number(err)
        or _command_elsewhere(err)
        or _bad_word(err)
        or err.format_message().rstrip(".")
    )


def _no_such_option(err: NoSuchOption) -> str:
    text = _("There is no option {name}").format(name=err.option_name)
    return _or_near(text, ", ".join(sorted({*(err.possibilities or ())} - _UNASKED)))


def _bad_number(err: UsageError) -> str | None:
    param = getattr(err, "param", None)
    if param is None or not isinstance(param.type, IntRange):
        return None
    return _("{name} needs a whole number, {range}").format(
        name=param.opts[-1], range=range_in_words(param.type)
    )


def _command_elsewhere(err: UsageError) -> str | None:
    """Name the commands of that name which stand below another one."""
    # Typer has no error of its own for it.
    start, _name, end = _("No such command {name!r}.").partition("{name!r}")
    if not err.ctx or not (err.message.startswith(start) and err.message.endswith(end)):
        return None
    name = err.message.removeprefix(start).removesuffix(end).strip("'")
    groups = getattr(err.ctx.command, "commands", {})
    names = [
        f"{err.ctx.command_path} {group} {name}"
        for group, command in groups.items()
        if name in getattr(command, "commands", {})
    ]
    if not names:
        return None
    return _or_near(err.message.rstrip("."), ", ".join(names))


def _bad_word(err: UsageError) -> str | None:
    if found := _TOO_MUCH.match(err.message):
        return _(
            "Too much on the line: {words}. A name with spaces goes between quotation "
            "marks"
        ).format(words=found[1])
    if found := _DID_YOU_MEAN.search(err.message):
        return _or_near(err.message[: found.start()], found[1])
    return None


def _or_near(reason: str, names: str) -> str:
    if not names:
        return reason
    return _("{reason}; perhaps {names}").format(reason=reason, names=names)
