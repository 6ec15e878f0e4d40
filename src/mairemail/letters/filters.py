"""The filters and tests of letters by name, and those that do not exist."""

from difflib import get_close_matches

from jinja2 import Environment, nodes

from mairemail.language import _
from mairemail.letters.in_words.refusals import LetterSyntaxError

# In the order in which a letter wants them.
FOR_LETTERS = (
    "default", "de", "a", "dans", "date", "number", "base_office", "capitalize",
    "title", "lower", "upper", "trim", "replace",
)  # fmt: skip
# Other names for others, or without effect in letters.
_TWICE = {"count", "d", "e", "escape", "forceescape", "safe", "string", "urlize"}
# What people write who think in French.
_MEANT = {
    "à": "a", "au": "a", "aux": "a", "du": "de", "des": "de", "en": "dans",
    "chiffre": "number", "nombre": "number", "titre": "title", "majuscule": "upper",
    "majuscules": "upper", "minuscule": "lower", "minuscules": "lower",
    "capitale": "capitalize", "remplace": "replace", "remplacer": "replace",
}  # fmt: skip


def refuse_unknown(environment: Environment, syntax: nodes.Template) -> None:
    """
    Refuse filters and tests that do not exist, also where no row may ever meet them.

    Raises:
        LetterSyntaxError: There is one; it names the line.
    """
    for one in syntax.find_all(nodes.Filter):
        if one.name not in environment.filters:
            raise LetterSyntaxError(
                unknown_filter(one.name, environment),
                one.lineno,
                hint=names_of_filters(environment),
            )
    for test in syntax.find_all(nodes.Test):
        if test.name not in environment.tests:
            raise LetterSyntaxError(
                _("“is {name}” is not known").format(name=test.name),
                test.lineno,
                hint=_(
                    "A cell that is empty: {empty}; one with a certain word: {word}"
                ).format(
                    empty="{% if not commune %}", word='{% if civility == "Mme" %}'
                ),
            )


def refuse_commas(environment: Environment, syntax: nodes.Template) -> None:
    """
    Refuse `{{ commune, de }}`, which is a list to the template language.

    Raises:
        LetterSyntaxError: There is one; it names the line.
    """
    for output in syntax.find_all(nodes.Output):
        for one in output.nodes:
            if isinstance(one, nodes.Tuple) and one.items:
                raise LetterSyntaxError(
                    _("a comma is no filter, and joins no texts"),
                    one.lineno,
                    hint=_("Write {example}").format(
                        example=_without_commas(one, environment)
                    ),
                )


def _without_commas(names: nodes.Tuple, environment: Environment) -> str:
    """Give what to write for names with commas between them."""
    first, *others = (
        one.name if isinstance(one, nodes.Name) else "…" for one in names.items
    )
    if others and all(name in environment.filters for name in others):
        return f"{{{{ {' | '.join((first, *others))} }}}}"
    return ", ".join(f"{{{{ {name} }}}}" for name in (first, *others))


def unknown_filter(name: str, environment: Environment) -> str:
    """Say that a filter does not exist, and which may be meant."""
    known = sorted(environment.filters.keys() - _TWICE)
    near = [_MEANT[name]] if name in _MEANT else get_close_matches(name, known, n=1)
    guess = _(" (did you mean {near}?)").format(near=near[0]) if near else ""
    return _("there is no filter “{name}”").format(name=name) + guess


def names_of_filters(environment: Environment) -> str:
    """Name every filter, those that letters want first."""
    others = sorted(environment.filters.keys() - _TWICE - set(FOR_LETTERS))
    return _("The filters are {names}; and, more rarely, {others}").format(
        names=", ".join(FOR_LETTERS), others=", ".join(others)
    )
