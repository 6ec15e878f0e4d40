"""The template language: strict about what is missing, closed to what is hostile."""

import datetime

import pytest
from jinja2.exceptions import SecurityError, UndefinedError

from mairemail.contacts.scope import EmptyCell, EmptyValueError
from mairemail.letters.dates import format_date
from mairemail.letters.environment import (
    MissingVariableError,
    format_number,
    given,
    make_environment,
    raise_first,
)


def _rendered(source: str, **scope: object) -> str:
    return make_environment("fr").from_string(source).render(scope)


@pytest.mark.parametrize(
    ("day", "language", "text"),
    [
        (datetime.date(2026, 11, 22), "fr", "22 novembre 2026"),
        (datetime.date(2026, 12, 1), "fr", "1er décembre 2026"),
        (datetime.date(2026, 12, 11), "fr", "11 décembre 2026"),
        ("2026-08-01", "fr", "1er août 2026"),
        (datetime.date(2026, 12, 1), "en", "December 1, 2026"),
    ],
)
def test_a_date_is_written_out(day: object, language: str, text: str) -> None:
    """A letter to a town hall is not dated 2026-12-01."""
    assert format_date(day, language=language) == text


@pytest.mark.parametrize("source", ["{{ x }}", "Dear {{ x | upper }}", "{{ x ~ 'a' }}"])
def test_printing_what_no_column_gives_is_an_error(source: str) -> None:
    """A letter with a gap where the name should be must not leave."""
    with pytest.raises(MissingVariableError):
        _rendered(source)


@pytest.mark.parametrize("source", ["{{ x }}", "{{ x | upper }}", "{{ 'a' ~ x }}"])
def test_printing_an_empty_cell_is_an_error_that_names_it(source: str) -> None:
    """So that no letter says "Dear ,"."""
    with pytest.raises(EmptyValueError, match="x"):
        _rendered(source, x=EmptyCell(name="x"))


def test_none_is_never_printed() -> None:
    """The words "Dear None" are the mark of a careless mail merge."""
    with pytest.raises(UndefinedError):
        _rendered("{{ none }}")


@pytest.mark.parametrize(
    "source",
    [
        "{% if x %}a{% else %}b{% endif %}",
        "{{ x | default('b') }}",
        "{{ 'a' if x else 'b' }}",
        "{% if x == '' %}b{% endif %}",
        "{% if not x > 5 and not x < 5 %}b{% endif %}",
        "{{ x or 'b' }}",
    ],
)
def test_a_letter_can_say_what_to_do_without_a_value(source: str) -> None:
    """Half of all lists have gaps, and a letter must be able to live with them."""
    assert _rendered(source, x=EmptyCell(name="x")) == "b"


def test_a_missing_column_is_false_in_a_test() -> None:
    """One letter serves lists with and without a column."""
    assert _rendered("{% if x %}a{% endif %}b{{ x | default('c') }}") == "bc"


@pytest.mark.parametrize(
    "source",
    [
        "{{ cycler.__init__.__globals__ }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ x.__class__ }}",
        "{{ x | attr('__class__') }}",
        "{{ x.__init__.__globals__ }}",
        "{{ self.__init__.__globals__ }}",
        "{{ joiner.__init__.__globals__ }}",
        "{{ '{0.__class__.__mro__}'.format(x) }}",
        "{{ '{x.__class__}'.format_map({'x': x}) }}",
    ],
)
def test_a_letter_cannot_leave_its_sandbox(source: str) -> None:
    """Letters come from strangers; in mailmerge the first two run any program."""
    with pytest.raises((SecurityError, MissingVariableError)):
        _rendered(source, x="Besson")


@pytest.mark.parametrize(
    "source",
    [
        "{{ 'a' * 100001 }}",
        "{{ [0] * 100001 }}",
        "{{ 9 ** 999999 }}",
        "{{ '%999999d' % 1 }}",
        "{{ 'a'.ljust(1000000) }}",
        "{{ 'a'.center(1000000) }}",
        "{{ '1'.zfill(1000000) }}",
        "{{ '{:1000000}'.format(1) }}",
    ],
)
def test_one_operation_cannot_fill_the_memory(source: str) -> None:
    """A hostile letter must not take the machine down with one line."""
    with pytest.raises(SecurityError):
        _rendered(source)


@pytest.mark.parametrize("name", ["format", "center", "indent", "pprint", "tojson"])
def test_filters_that_are_not_for_letters_are_taken_out(name: str) -> None:
    """They could make texts of any size, or show a value as Python writes it."""
    assert name not in make_environment("fr").filters


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ 'Le Havre' | de }}", "du Havre"),
        ("{{ 'Le Havre' | a }}", "au Havre"),
        ("{{ '2026-12-01' | date }}", "1er décembre 2026"),
        ("{{ '2e adjointe' | base_office }}", "adjoint"),
    ],
)
def test_the_filters_of_the_manual_are_there(source: str, text: str) -> None:
    """They are what makes a merged letter read like a written one."""
    assert _rendered(source) == text


def test_the_office_behind_an_empty_cell_is_none() -> None:
    """`{% if office | base_office == "maire" %}` must work in every row."""
    source = "[{% if x | base_office == 'maire' %}a{% endif %}]"
    assert _rendered(source, x=EmptyCell(name="x")) == "[]"


def test_a_cell_is_never_read_as_a_template() -> None:
    """A list from a stranger must not be able to write the letter."""
    assert _rendered("{{ x }}", x="{{ 7 * 7 }}") == "{{ 7 * 7 }}"


def test_an_empty_value_of_a_group_is_an_empty_cell() -> None:
    """`{{ sender.phone }}` without a phone is told, not printed as a gap."""
    with pytest.raises(EmptyValueError, match="phone"):
        _rendered("{{ sender.phone }}", sender=given({"phone": ""}))


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (12345, "12\u00a0345", "12,345"),
        (999, "999", "999"),
        ("12345", "12\u00a0345", "12,345"),
        ("12 345", "12\u00a0345", "12,345"),
        ("1\u202f234\u202f567", "1\u00a0234\u00a0567", "1,234,567"),
        (12.5, "12,5", "12.5"),
        ("3.14159", "3,14159", "3.14159"),
        ("-30000", "-30\u00a0000", "-30,000"),
        ("12,345", "12,345", "12,345"),
        ("12,5", "12,5", "12,5"),
        ("01004", "01004", "01004"),
        ("environ 500", "environ 500", "environ 500"),
    ],
)
def test_a_number_is_written_as_its_language_does(
    value: object, french: str, english: str
) -> None:
    """What is no number, an INSEE code above all, stays as the cell has it."""
    assert format_number(value, language="fr") == french
    assert format_number(value, language="en") == english


def test_a_missing_number_is_told() -> None:
    """A filter must not make words of what is not there."""
    with pytest.raises(EmptyValueError):
        _rendered("{{ x | number }}", x=EmptyCell(name="x"))
    with pytest.raises(UndefinedError):
        _rendered("{{ none | number }}")


def test_a_sentence_can_begin_with_a_place() -> None:
    """Jinja2's own `capitalize` makes "Du havre" of it."""
    assert _rendered("{{ x | de | capitalize }}", x="Le Havre") == "Du Havre"


@pytest.mark.parametrize(
    ("text", "raised"),
    [("du Havre", "Du Havre"), ("d'Angers", "D'Angers"), ("à", "À"), ("", "")],
)
def test_a_name_keeps_its_capitals_at_the_start_of_a_sentence(
    text: str, raised: str
) -> None:
    """Jinja2's own `capitalize` makes "Du havre" of it."""
    assert raise_first(text) == raised
