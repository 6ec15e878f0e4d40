"""The test a contact passes: what an expression such as --where says, as a function."""

from collections.abc import Callable

from mairemail.contacts.contact import Contact, Selector
from mairemail.contacts.fields import FIELDS, field_of, slug
from mairemail.contacts.where.comparing import Value, compare, contains, is_member
from mairemail.contacts.where.expression import Expression, Kind, Token
from mairemail.errors import MairemailError, UsageError
from mairemail.language import _

_Evaluate = Callable[[Contact], Value]
_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">=", "~", "in", "not"})
# Python's own limit on nested calls is near 1000, and each parenthesis takes six.
_DEPTH_LIMIT = 50


def condition(
    where: str, *, named: str = "--where", error: type[MairemailError] = UsageError
) -> Selector:
    """
    Make the test that an expression over the contact's fields and columns stands for.

    The language: names of fields and columns, texts in quotation marks, numbers, lists
    in parentheses; `== != < <= > >=`, `in`, `~` (contains, whatever case and accents),
    `.startswith(text)`, `.endswith(text)`; `not`, `and`, `or`, parentheses. An empty
    cell is false, equal to "" and neither more nor less than anything.

    Args:
        where: The expression.
        named: What messages call it.
        error: What is raised where it does not parse; or, when the test runs, where it
            names a column that the list does not have or compares text with a number.
    """
    expression = Expression(text=where, named=named, error=error)
    evaluate = _Parser(expression).whole()
    return lambda contact: bool(evaluate(contact))


class _Parser:
    """Makes a function of an expression, by recursive descent."""

    def __init__(self, expression: Expression) -> None:
        self._expression = expression
        self._tokens = expression.tokens()
        self._place = 0
        self._depth = 0

    @property
    def _token(self) -> Token:
        return self._tokens[self._place]

    def _next(self) -> Token:
        token = self._token
        self._place += token.kind is not Kind.END
        return token

    def _is_operator(self, *texts: str) -> bool:
        return self._token.kind is Kind.OPERATOR and self._token.text in texts

    def _expect(self, text: str) -> None:
        if not self._is_operator(text):
            raise self._unexpected(_("{text} is missing here").format(text=text))
        self._next()

    def _unexpected(self, reason: str | None = None) -> MairemailError:
        token = self._token
        if reason is None and token.kind is Kind.END:
            reason = _("something is missing at the end")
        return self._expression.fault(
            token.column,
            reason or _("“{text}” is not understood here").format(text=token.text),
        )

    def whole(self) -> _Evaluate:
        evaluate = self._either()
        if self._token.kind is not Kind.END:
            raise self._unexpected()
        return evaluate

    def _either(self) -> _Evaluate:
        """Read tests joined by `or`."""
        tests = [self._both()]
        while self._is_operator("or"):
            self._next()
            tests.append(self._both())
        if len(tests) == 1:
            return tests[0]
        return lambda contact: any(test(contact) for test in tests)

    def _both(self) -> _Evaluate:
        """Read tests joined by `and`."""
        tests = [self._test()]
        while self._is_operator("and"):
            self._next()
            tests.append(self._test())
        if len(tests) == 1:
            return tests[0]
        return lambda contact: all(test(contact) for test in tests)

    def _test(self) -> _Evaluate:
        """Read a comparison, or several `not` before it."""
        is_negated = False
        while self._is_operator("not"):
            self._next()
            is_negated = not is_negated
        test = self._comparison()
        return (lambda contact: not test(contact)) if is_negated else test

    def _comparison(self) -> _Evaluate:
        left = self._operand()
        if not self._is_operator(*_COMPARISONS):
            return left
        operator = self._next()
        is_negated = operator.text == "not"
        if is_negated:
            self._expect("in")
        if is_negated or operator.text == "in":
            test = self._membership(left)
        else:
            test = self._compared(left, operator)
        if self._is_operator(*_COMPARISONS):
            raise self._unexpected(_("join two comparisons with and"))
        return (lambda contact: not test(contact)) if is_negated else test

    def _compared(self, left: _Evaluate, operator: Token) -> _Evaluate:
        right = self._operand()
        expression = self._expression

        def test(contact: Contact) -> bool:
            values = left(contact), right(contact)
            if operator.text == "~":
                return contains(*values)
            found = compare(*values, operator.text)
            if found is None:
                raise expression.fault(
                    operator.column,
                    _("in row {row}, a text is compared with a number").format(
                        row=contact.row
                    ),
                    hint=_("Texts stand in quotation marks, numbers do not"),
                )
            return found

        return test

    def _membership(self, left: _Evaluate) -> _Evaluate:
        """Read what follows `in`: a list, or a text or column that may contain it."""
        if not self._is_operator("(", "["):
            right = self._operand()
            return lambda contact: is_member(left(contact), right(contact))
        end = ")" if self._next().text == "(" else "]"
        values = [self._operand()]
        while self._is_operator(","):
            self._next()
            if not self._is_operator(end):
                values.append(self._operand())
        self._expect(end)
        return lambda contact: any(
            compare(left(contact), value(contact), "==") for value in values
        )

    def _operand(self) -> _Evaluate:
        token = self._token
        if token.kind is Kind.OPERATOR and token.text == "(":
            return self._parenthesised()
        if self._is_operator("-"):
            self._next()
            if self._token.kind is not Kind.NUMBER:
                raise self._unexpected()
            number = -float(self._next().text)
            return lambda _contact: number
        if token.kind in {Kind.OPERATOR, Kind.END}:
            raise self._unexpected()
        self._next()
        if token.kind is Kind.NUMBER:
            value = float(token.text)
            return lambda _contact: value
        if token.kind is Kind.TEXT:
            return lambda _contact: token.text
        return self._method(_named(token, self._expression))

    def _parenthesised(self) -> _Evaluate:
        self._depth += 1
        if self._depth > _DEPTH_LIMIT:
            raise self._unexpected(_("there are too many parentheses"))
        self._next()
        inner = self._either()
        self._expect(")")
        self._depth -= 1
        return inner

    def _method(self, value: _Evaluate) -> _Evaluate:
        """Read `.startswith("text")` or `.endswith("text")`, or nothing."""
        if not self._is_operator("."):
            return value
        self._next()
        name = self._token.text
        if name not in {"startswith", "endswith"}:
            raise self._unexpected()
        self._next()
        self._expect("(")
        if self._token.kind is not Kind.TEXT:
            raise self._unexpected(_("a text in quotation marks is missing here"))
        text = self._next().text
        self._expect(")")
        if name == "startswith":
            return lambda contact: str(value(contact)).startswith(text)
        return lambda contact: str(value(contact)).endswith(text)


def _named(token: Token, expression: Expression) -> _Evaluate:
    """Give the cell of a field or column, however its name is accented."""
    candidates = tuple(
        dict.fromkeys((token.text, slug(token.text), field_of(token.text)))
    )

    def value(contact: Contact) -> str:
        for name in candidates:
            if name and (name in contact.columns or name in contact.cells):
                return contact.cells.get(name, "")
        if any(name in FIELDS for name in candidates):
            return ""
        raise expression.fault(
            token.column,
            _("the list has no column {name}").format(name=token.text),
            hint=_(
                'If it is a text, put it in quotation marks: "{name}". The columns '
                "are: {columns}"
            ).format(
                name=token.text,
                columns=", ".join(sorted(contact.columns | set(FIELDS))),
            ),
        )

    return value
