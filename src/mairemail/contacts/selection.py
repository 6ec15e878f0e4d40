"""Which contacts a command is about: --only and --where."""

from collections.abc import Callable, Sequence

from jinja2 import StrictUndefined, TemplateError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from mairemail.contacts.contact import Contact
from mairemail.contacts.fields import FIELDS, fold
from mairemail.contacts.scope import value_of
from mairemail.errors import MairemailError, UsageError
from mairemail.language import _

Selector = Callable[[Contact], bool]


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox without the operations that make huge values."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def call_binop(self, *_arguments: object) -> object:
        """Refuse: a comparison needs none of them."""
        raise SecurityError(_("only comparisons are understood here"))


def select(*, only: Sequence[str], where: str | None) -> Selector:
    """
    Make the test that a contact passes to be selected.

    Args:
        only: Texts of which one must stand in the address, the commune or the name;
            case and accents do not matter. Empty: everybody.
        where: An expression over the contact's fields and columns, or None.

    Raises:
        UsageError: The expression does not parse; or, when the test runs, it names a
            column that the list does not have or compares a text with a number.
    """
    wanted = [fold(text) for text in only]
    matches_where = condition(where) if where else None

    def is_selected(contact: Contact) -> bool:
        if wanted and not _names_one_of(contact, wanted):
            return False
        return matches_where is None or matches_where(contact)

    return is_selected


def _names_one_of(contact: Contact, wanted: list[str]) -> bool:
    texts = (contact.email, contact.cells.get("commune", ""), contact.name)
    folded = fold("\n".join(texts))
    return any(text in folded for text in wanted)


def condition(
    where: str, *, named: str = "--where", error: type[MairemailError] = UsageError
) -> Selector:
    """
    Make the test that an expression over the contact's fields and columns stands for.

    Args:
        where: The expression.
        named: What messages call it.
        error: What is raised where it does not parse; or, when the test runs, where it
            names a column that the list does not have or compares text with a number.
    """
    environment = _Sandbox(undefined=StrictUndefined)
    names: set[str] = set()
    try:
        evaluate = environment.compile_expression(where, undefined_to_none=False)
        names = _names_in(environment, where)
    except Exception as err:
        known = isinstance(err, TemplateError)
        raise error(
            _("{named} '{where}' cannot be understood: {reason}").format(
                named=named,
                where=where[:200],
                reason=err if known else type(err).__name__,
            ),
            hint=_('Write it like: office == "maire" and population > 5000'),
        ) from err

    def matches(contact: Contact) -> bool:
        values = {name: value_of(contact, name) for name in names}
        unknown = sorted(name for name, value in values.items() if value is None)
        if unknown:
            raise error(
                _("{named} names {name}, and the list has no such column").format(
                    named=named, name=", ".join(unknown)
                ),
                hint=_("The columns are: {columns}").format(
                    columns=", ".join(sorted(contact.columns | set(FIELDS)))
                ),
            )
        try:
            return bool(evaluate(**values))
        except Exception as err:
            raise error(
                _("{named} '{where}' fails on row {row}: {reason}").format(
                    named=named, where=where, row=contact.row, reason=err
                ),
                hint=_("Texts stand in quotation marks, numbers do not"),
            ) from err

    return matches


def _names_in(environment: ImmutableSandboxedEnvironment, where: str) -> set[str]:
    from jinja2 import meta

    return meta.find_undeclared_variables(environment.parse("{{ (" + where + ") }}"))
