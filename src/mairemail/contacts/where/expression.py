"""The words of a --where expression, each with its column."""

import re
from dataclasses import dataclass
from enum import StrEnum

from mairemail.errors import MairemailError
from mairemail.language import _

LENGTH_LIMIT = 2000
# So much of it is shown around a mistake: one line of a narrow terminal.
_SHOWN_BEFORE, _SHOWN_AFTER = 40, 30
_TOKEN = re.compile(
    r"""
    (?P<blank>\s+)
  | (?P<text>"[^"]*"|'[^']*'|“[^”]*”|«[^»]*»|‘[^’]*’)
  | (?P<number>[0-9]+(?:\.[0-9]+)?(?![\w.]))
  | (?P<operator>==|!=|<=|>=|<|>|~|\(|\)|\[|\]|,|\.|-)
  | (?P<name>[^\W\d]\w*)
    """,
    re.VERBOSE,
)
_WORDS = frozenset({"and", "or", "not", "in"})


class Kind(StrEnum):
    """What a word of an expression is."""

    TEXT = "text"
    NUMBER = "number"
    OPERATOR = "operator"
    NAME = "name"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """
    One word of an expression.

    Attributes:
        text: As written; of a text, what stands between the quotation marks.
        column: Where it begins, from 0.
    """

    kind: Kind
    text: str
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """
    What a person wrote, and how to speak of it.

    Attributes:
        text: As written.
        named: What messages call it: `--where`.
        error: What a mistake in it is to the command.
    """

    text: str
    named: str
    error: type[MairemailError]

    def tokens(self) -> list[Token]:
        """
        Cut it into words, the last of them of the kind END.

        Raises:
            MairemailError: A character belongs to no word, or a text has no end.
        """
        if len(self.text) > LENGTH_LIMIT:
            raise self.fault(LENGTH_LIMIT, _("it is too long"))
        tokens = []
        column = 0
        while column < len(self.text):
            found = _TOKEN.match(self.text, column)
            if found is None:
                raise self.fault(column, _reason(self.text, column))
            if found.lastgroup != "blank":
                tokens.append(_token(Kind(found.lastgroup or ""), found[0], column))
            column = found.end()
        tokens.append(Token(kind=Kind.END, text="", column=len(self.text)))
        return tokens

    def fault(
        self, column: int, reason: str, *, hint: str | None = None
    ) -> MairemailError:
        """Give the error that shows the expression with a caret below the column."""
        start = max(0, column - _SHOWN_BEFORE)
        line = re.sub(r"\s", " ", self.text[start : column + _SHOWN_AFTER])
        return self.error(
            _("{named}, column {column}: {reason}").format(
                named=self.named, column=column + 1, reason=reason
            ),
            problems=[f"{line}\n{' ' * (column - start)}^"],
            hint=hint or _('Write it like: office ~ "maire" and population > 5000'),
        )


def _token(kind: Kind, text: str, column: int) -> Token:
    if text in _WORDS:
        kind = Kind.OPERATOR
    elif kind is Kind.TEXT:
        # French quotation marks stand apart from what they quote.
        text = text[1:-1].strip("\xa0\u202f ") if text[0] == "«" else text[1:-1]
    return Token(kind=kind, text=text, column=column)


def _reason(where: str, column: int) -> str:
    char = where[column]
    if char in "\"'“«‘":
        return _("the quotation mark is not closed")
    if where.startswith("=>", column):
        return _("“at least” is written >=")
    if where.startswith("=<", column):
        return _("“at most” is written <=")
    if char == "=":
        return _("“equal” is written ==")
    if char.isdigit():
        return _("this is no number; texts stand in quotation marks")
    return _("“{text}” is not understood here").format(text=char)
