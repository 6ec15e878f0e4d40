"""Which contacts a command is about."""

import pytest

from mairemail.contacts.selection import select
from mairemail.errors import UsageError
from tests.unit.material import contact_of

_HELENE = contact_of(
    "h.dubreuil@lilas.example",
    first_name="Hélène",
    last_name="Dubreuil",
    office="maire",
    commune="Saint-Étienne-des-Lilas",
    population="12 500",
    parti="",
)


@pytest.mark.parametrize(
    "text", ["dubreuil@", "HELENE", "hélène dub", "saint-etienne", "Lilas"]
)
def test_only_finds_in_address_name_and_commune(text: str) -> None:
    """People type what they remember, without accents or capitals."""
    assert select(only=[text], where=None)(_HELENE)


@pytest.mark.parametrize("text", ["maire", "12 500", "lyon"])
def test_only_looks_nowhere_else(text: str) -> None:
    """`--only maire` must not choose the whole list by its office column."""
    assert not select(only=[text], where=None)(_HELENE)


def test_one_of_several_texts_is_enough() -> None:
    """The option is repeated to name several people."""
    assert select(only=["lyon", "dubreuil"], where=None)(_HELENE)


def test_nothing_said_selects_everybody() -> None:
    """Without options a command is about the whole list."""
    assert select(only=[], where=None)(_HELENE)


@pytest.mark.parametrize(
    ("where", "is_chosen"),
    [
        ('office == "maire"', True),
        ('office == "maire" and population > 5000', True),
        ("population > 20000", False),
        ('"Lilas" in commune', True),
        ("parti", False),
        ("not parti", True),
        ('parti == ""', True),
        ("website", False),
        ('commune.startswith("Saint")', True),
        ('note == "" or note == "x"', True),
    ],
)
def test_where_asks_about_fields_and_columns(*, where: str, is_chosen: bool) -> None:
    """An empty cell is false, and a population is a number."""
    assert select(only=[], where=where)(_HELENE) is is_chosen


def test_an_empty_population_is_neither_more_nor_less() -> None:
    """A row without the figure is not chosen by it, and does not end the command."""
    lost = contact_of(population="")
    assert not select(only=[], where="population > 5000")(lost)
    assert not select(only=[], where="population < 5000")(lost)


def test_only_and_where_must_both_hold() -> None:
    """Two options together narrow the choice."""
    assert not select(only=["dubreuil"], where="population > 20000")(_HELENE)


@pytest.mark.parametrize(
    "where", ["office ==", "office = 'maire'", "((", "{{ x }}", "}} x", "a b", "%}"]
)
def test_an_expression_that_does_not_parse_is_refused_at_once(where: str) -> None:
    """A mistyped choice must never mean "everybody"."""
    with pytest.raises(UsageError):
        select(only=[], where=where)


def test_a_column_that_is_not_there_is_named_with_those_that_are() -> None:
    """A typing error in a name must not choose nobody, or everybody, in silence."""
    with pytest.raises(UsageError, match="fonctoin") as caught:
        select(only=[], where='fonctoin == "maire"')(_HELENE)
    assert "office" in (caught.value.hint or "")


def test_comparing_a_text_with_a_number_names_the_row() -> None:
    """The user sees which cell is no number."""
    with pytest.raises(UsageError, match="row 2"):
        select(only=[], where="commune > 5000")(_HELENE)


def test_a_figure_too_long_to_be_one_does_not_end_the_command() -> None:
    """A cell of digits from a broken export is text, not a bug of mairemail."""
    broken = contact_of(population="9" * 5000)
    assert not select(only=[], where='population == "x"')(broken)


@pytest.mark.parametrize(
    "where",
    [
        "cycler.__init__.__globals__",
        "email.__class__.__mro__",
        "''.__class__.__base__.__subclasses__()",
    ],
)
def test_an_expression_cannot_leave_its_sandbox(where: str) -> None:
    """A command copied from a web page must not run a program."""
    with pytest.raises(UsageError):
        select(only=[], where=where)(_HELENE)


@pytest.mark.parametrize(
    "where", ["'a' * 9999999999 == 'b'", "9 ** 999999999 > 1", "(" * 5000]
)
def test_an_expression_that_asks_for_too_much_is_refused(where: str) -> None:
    """A slip on the command line must not fill the memory or end as a bug."""
    with pytest.raises(UsageError):
        select(only=(), where=where)(contact_of())
