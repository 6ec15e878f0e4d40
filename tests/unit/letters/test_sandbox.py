"""The sandbox: a letter from a stranger takes neither memory nor the program down."""

from pathlib import Path

import pytest
from jinja2.exceptions import SecurityError

from mairemail.letters.environment import make_environment
from mairemail.letters.in_words.refusals import LetterSyntaxError
from tests.unit.material import compiled

_DOUBLED = (
    "{{% set n = namespace(x='aaaa') %}}"
    "{{% for i in range(64) %}}{{% set n.x = {operation} %}}{{% endfor %}}{{{{ n.x }}}}"
)


def _rendered(source: str, **scope: object) -> str:
    environment = make_environment("fr", finalize=str)
    return environment.from_string(source).render(scope)


@pytest.mark.parametrize(
    "operation",
    [
        "n.x ~ n.x",
        "n.x + n.x",
        "n.x * 2",
        "n.x | replace('a', 'aa')",
        "n.x | replace('', 'a')",
        "n.x.replace('a', 'aa')",
        "n.x.replace('', 'a')",
        "[n.x, n.x] | join",
        "n.x | join(n.x)",
    ],
)
def test_a_text_that_doubles_is_stopped(operation: str) -> None:
    """Sixty-four doublings would be more than all the memory there is."""
    with pytest.raises(SecurityError, match="too large"):
        _rendered(_DOUBLED.format(operation=operation))


@pytest.mark.parametrize(
    "source",
    [
        "{{ x.center(1000000) }}",
        "{{ x.encode('utf-16') }}",
        "{{ x.expandtabs(1000000) }}",
        "{{ x.format() }}",
        "{{ x.format_map({}) }}",
        "{{ x.join(['a', 'b']) }}",
        "{{ x['ljust'](1000000) }}",
        "{{ x | attr('zfill')(1000000) }}",
        "{{ x.translate({97: 'aaaaaaaa'}) }}",
        "{{ (1).to_bytes(1000000, 'big') }}",
        "{{ [1].index([x]) }}",
    ],
)
def test_methods_that_letters_do_not_want_are_refused(source: str) -> None:
    """Most of them make a text of any length in one step."""
    with pytest.raises(SecurityError):
        _rendered(source, x="a")


@pytest.mark.parametrize(
    "source",
    [
        "{% for i in range(1000) %}{{ x }}{% endfor %}",
        "{% filter upper %}{% for i in range(1000) %}{{ x }}{% endfor %}"
        "{% endfilter %}",
        "{% macro m() %}{% for i in range(1000) %}{{ x }}{% endfor %}{% endmacro %}"
        "{{ m() }}",
        "{{ [x] * 1000 }}",
        "{{ [[x] * 1000] }}",
        "{{ ([x] * 1000) | join }}",
        "{{ ([x] * 1000) | number }}",
        "{{ ([x] * 1000) | date }}",
        "{{ ([x] * 1000) | base_office }}",
        "{{ ([x] * 1000) | de }}",
        "{{ ([[x] * 1000] * 1000) | sum(start=[]) }}",
        "{% set n = namespace(x=[x] * 1000) %}{{ n }}",
        "{{ 2 ** 64 * 2 ** 64 * 2 ** 64 * 2 ** 64 ** 2 }}",
        "{{ x | map([x] * 1000) | list }}",
        "{{ ([x] * 1000) | upper }}",
    ],
)
def test_much_that_is_put_together_is_stopped(source: str) -> None:
    """No single text is too long here, all together are."""
    with pytest.raises(SecurityError):
        _rendered(source, x="a" * 2000)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ x ~ ' !' }}", "Le Havre !"),
        ("{{ x + ' !' }}", "Le Havre !"),
        ("{{ 2 + 3 * 2000000 }}", "6000002"),
        ("{{ x.upper() }}", "LE HAVRE"),
        ("{{ x.replace('Le ', '') }}", "Havre"),
        ("{{ x.split(' ') | join('-') }}", "Le-Havre"),
        ("{{ x | replace(' ', '-', 1) }}", "Le-Havre"),
        ("{{ ['b', 'a'] | sort | join(' et ') }}", "a et b"),
        ("{{ [1, 2] | sum }}", "3"),
        ("{{ 1.25 | round(1) }}", "1.2"),
    ],
)
def test_what_letters_do_with_texts_is_done(source: str, text: str) -> None:
    """The limits are far above what any letter needs."""
    assert _rendered(source, x="Le Havre") == text


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("a\n{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}", 2),
        ("a\n{{ " + " + ".join("1" * 5000) + " }}", 2),
        ("a\n{{ x" + " | upper" * 5000 + " }}", 2),
        ("a\n{{ x" + ".a" * 5000 + " }}", 2),
        ("a\n{{ " + "not " * 5000 + "1 }}", 2),
        ("{% if x %}" * 5000 + "{% endif %}" * 5000, 1),
    ],
)
def test_what_is_too_deep_is_refused_with_its_line(source: str, line: int) -> None:
    """Python has only so many calls for whatever goes through a template."""
    with pytest.raises(LetterSyntaxError, match="too deep") as found:
        make_environment("fr").parse(source)
    assert found.value.lineno == line


def test_a_long_question_is_not_too_deep() -> None:
    """A letter for a hundred communes may name them one by one."""
    question = " or ".join(f"x == 'c{number}'" for number in range(100))
    assert _rendered("{% if " + question + " %}a{% endif %}", x="c7") == "a"


def test_nothing_is_worked_out_before_a_letter_is_written(tmp_path: Path) -> None:
    """Looking for names in it, Jinja2 took a second for each of these lines."""
    chain = "{{ commune" + " | upper" * 140 + " }}\n"
    letter = compiled(tmp_path, f"Subject: A\n\n{chain * 60}")
    assert letter.names == {"commune"}
