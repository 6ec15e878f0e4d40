"""The sandbox of letters: closed to the program, and to what grows without end."""

import datetime
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial, wraps
from itertools import islice
from typing import Any

from jinja2 import Template, Undefined, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import SecurityError
from jinja2.filters import do_join, do_replace, do_round, do_sum
from jinja2.nodes import EvalContext
from jinja2.parser import Parser
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace, pass_environment, pass_eval_context

from mairemail.contacts.scope import EmptyValueError
from mairemail.language import _
from mairemail.letters.in_words.refusals import LetterSyntaxError

# No letter needs a longer text out of one operation; a hostile one could fill memory.
_TEXT_LIMIT = 100_000
# Of a whole part of a letter, in characters and in pieces; few pieces are no danger.
_PART_LIMIT, _FEW = 1_000_000, 200
# Of a whole number, and of the two sides of a power.
_BITS, _POWER = 1_000, 64
# Able to make texts of any size, or another letter at each look.
_NOT_FOR_LETTERS = (
    "batch", "center", "format", "indent", "pprint", "random", "slice", "tojson",
    "wordwrap", "xmlattr",
)  # fmt: skip
# What a letter may ask of a text. Python's other methods pad it or make it grow.
_OF_TEXTS = {
    "capitalize", "casefold", "count", "endswith", "find", "isalnum", "isalpha",
    "isdecimal", "isdigit", "islower", "isnumeric", "isspace", "istitle", "isupper",
    "lower", "lstrip", "partition", "removeprefix", "removesuffix", "replace", "rfind",
    "rpartition", "rsplit", "rstrip", "split", "splitlines", "startswith", "strip",
    "swapcase", "title", "upper",
}  # fmt: skip
_GROWING = {"+", "*", "**"}
# What may be printed besides texts; to print an undefined name raises what it is.
_PRINTABLE = (int, float, datetime.date, Undefined)
# Filters that make a text of whatever they are given.
_OF_ANYTHING = ("lower", "string", "striptags", "title", "trim", "truncate", "upper")
# Jinja2 and Python go down into a template call by call, and have 1,000 calls.
_MOST_DEEP = 150


class _Compiler(CodeGenerator):
    """Lets `~` put together what is not too large."""

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802 - Jinja2's name
        self.write(
            "(markup_join if context.eval_ctx.autoescape else str_join)"
            "(environment.held(("
        )
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write(")))")


class _Template(Template):
    """A template that bears an error at no line, as one that the clock raises."""

    def get_corresponding_lineno(self, lineno: int | None) -> int:
        return super().get_corresponding_lineno(lineno or 0)


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox, which leaves the size of a result open."""

    intercepted_binops = frozenset({"%", *_GROWING})
    code_generator_class = _Compiler
    template_class = _Template

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - as Jinja2 takes them
        """Take Jinja2's options; nothing is worked out before a letter is written."""
        super().__init__(**options, optimized=False)
        for name in _NOT_FOR_LETTERS:
            del self.filters[name]
        del self.globals["lipsum"]
        self.filters |= {
            "join": _join, "replace": _replace, "round": _round, "sum": _sum,
        }  # fmt: skip
        for name in _OF_ANYTHING:
            self.filters[name] = _of_text(self.filters[name])
        for name, function in self.filters.items():
            self.filters[name] = holding(function)

    @staticmethod
    def concat(pieces: Iterable[str]) -> str:
        """Put together what a block holds."""
        return "".join(within_limit(pieces))

    @staticmethod
    def held(parts: Iterable[object]) -> Iterable[object]:
        """Give what is to be put together, where it is not too large."""
        _left_after_all(parts, _TEXT_LIMIT)
        for part in parts:
            hold(part)
        return parts

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ANN401 - Jinja2 hands over whatever the template has
        """Keep out the methods that make a text of any length."""
        if isinstance(obj, str):
            return attr in _OF_TEXTS
        if isinstance(obj, (int, float)) or (isinstance(obj, list) and attr == "index"):
            return False
        return super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> Any:  # noqa: ANN401 - Jinja2 hands over whatever the template has
        """Refuse `str.format`, which Jinja2 would let pad; let `replace` be held."""
        if super().wrap_str_format(value) is not None:
            raise SecurityError(_("it wants to use “{name}”").format(name="str.format"))
        text = getattr(value, "__self__", None)
        if isinstance(text, str) and getattr(value, "__name__", "") == "replace":
            return partial(_replaced, text)
        return None

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401 - Jinja2 hands over whatever the template has
        """Refuse what would make a huge text or number, do the rest."""
        if operator == "%" and isinstance(left, str):
            raise SecurityError(_("it wants to use “{name}”").format(name="%"))
        if operator in _GROWING and _grows(operator, left, right):
            raise _too_large()
        return super().call_binop(context, operator, left, right)

    def _parse(
        self, source: str, name: str | None, filename: str | None
    ) -> nodes.Template:
        """
        Read a template, but none that is too deep for what goes through it later.

        Raises:
            LetterSyntaxError: It is; it names the line.
        """
        parser = Parser(self, source, name, filename)
        try:
            syntax = parser.parse()
        except RecursionError:
            raise _too_deep(parser.stream.current.lineno) from None
        level: list[nodes.Node] = [syntax]
        for _level in range(_MOST_DEEP):
            level = [child for node in level for child in node.iter_child_nodes()]
            if not level:
                return syntax
        raise _too_deep(level[0].lineno)


def within_limit(pieces: Iterable[str]) -> list[str]:
    """
    Give the pieces of a text.

    Raises:
        SecurityError: They are too many, or too long together.
    """
    found = list(islice(pieces, _PART_LIMIT))
    count = len(found)
    if count > _FEW and (count == _PART_LIMIT or sum(map(len, found)) > _PART_LIMIT):
        raise _too_large()
    return found


def hold(value: object) -> None:
    """
    Hold what is to become a text to what letters need.

    Raises:
        SecurityError: Its text would be too large.
        EmptyValueError: It is nothing.
        LetterFillingError: It is no text, number or date: a list, a function.
    """
    if isinstance(value, str):
        return
    _left_after(value, _TEXT_LIMIT)
    if value is None:
        raise EmptyValueError("none")
    if isinstance(value, bool) or not isinstance(value, _PRINTABLE):
        from mairemail.letters.in_words.unprintable import unprintable

        raise unprintable(value)


def _of_text(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a filter that makes a text of nothing that is none."""
    place = int(hasattr(function, "jinja_pass_arg"))

    @wraps(function)
    def held(*values: object, **named: object) -> object:
        hold(values[place])
        return function(*values, **named)

    return held


def holding(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a filter that takes nothing whose text would be too large."""

    @wraps(function)
    def held(*values: object, **named: object) -> object:
        for value in (*values, *named.values()):
            if not isinstance(value, str):
                _left_after(value, _TEXT_LIMIT)
        return function(*values, **named)

    return held


def _left_after(value: object, left: int) -> int:
    """Give how much there may be beside a value, itself or all that is in it."""
    if isinstance(value, Namespace):
        raise _too_large()
    if isinstance(value, int):
        return left - 1 - value.bit_length() // 64
    if isinstance(value, Mapping):
        return _left_after_all(value.items(), left)
    if isinstance(value, Collection) and not isinstance(value, range):
        return _left_after_all(value, left)
    return left - 1


def _left_after_all(parts: Iterable[object], left: int) -> int:
    for part in parts:
        left = left - len(part) if isinstance(part, str) else _left_after(part, left)
        if left < 0:
            raise _too_large()
    return left


def _grows(operator: str, left: object, right: object) -> bool:
    """Tell whether two values together would be too large."""
    if isinstance(left, int) and isinstance(right, int):
        if operator == "**":
            return max(abs(left), abs(right)) > _POWER
        return left.bit_length() + right.bit_length() > _BITS
    if operator == "+":
        return _length(left) + _length(right) > _TEXT_LIMIT
    times = [side for side in (left, right) if isinstance(side, int)]
    longest = max(_length(left), _length(right))
    return longest * max(times, default=0) > _TEXT_LIMIT


def _length(value: object) -> int:
    return len(value) if isinstance(value, (str, list, tuple)) else 0


@pass_eval_context
def _join(
    context: EvalContext,
    value: Iterable[object],
    d: str = "",
    attribute: str | int | None = None,
) -> Any:  # noqa: ANN401 - Jinja2 says no more
    parts = list(value)
    _left_after_all(parts, _TEXT_LIMIT - _length(d) * len(parts))
    for part in (d, *parts) if attribute is None else (d,):
        hold(part)
    return do_join(context, parts, d, attribute)


@pass_eval_context
def _replace(
    context: EvalContext, s: object, old: str, new: str, count: int | None = None
) -> str:
    hold(s)
    text = s if isinstance(s, str) else str(s)
    _hold_replaced(text, old, new)
    return do_replace(context, text, old, new, count)


def _replaced(text: str, old: str, new: str, count: int = -1) -> str:
    _hold_replaced(text, old, new)
    return text.replace(old, new, count)


def _hold_replaced(text: str, old: str, new: str) -> None:
    if len(text) + text.count(str(old)) * _length(new) > _TEXT_LIMIT:
        raise _too_large()


def _round(value: float, precision: int = 0, method: Any = "common") -> float:  # noqa: ANN401 - Jinja2 checks it
    return do_round(value, min(precision, _POWER), method)


@pass_environment
def _sum(
    environment: Sandbox,
    iterable: Iterable[Any],
    attribute: str | int | None = None,
    start: float = 0,
) -> Any:  # noqa: ANN401 - what the numbers are
    if not isinstance(start, (int, float)):
        # Lists would become one, and that one ever longer.
        raise _too_large()
    return do_sum(environment, iterable, attribute, start)


def _too_large() -> SecurityError:
    return SecurityError(_("it wants to make something too large"))


def _too_deep(line: int) -> LetterSyntaxError:
    return LetterSyntaxError(
        _("this is too long or too deep for the template language"),
        line,
        hint=_("Write it in a simpler way"),
    )
