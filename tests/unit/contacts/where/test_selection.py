"""Which contacts a command is about."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mairemail.contacts.where.comparing import number_in
from mairemail.contacts.where.selection import select
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
        ('commune ~ "SAINT-ETIENNE"', True),
        ('commune ~ "saint etienne des"', True),
        ('commune ~ "-"', True),
        ('commune ~ "--"', False),
        ('commune ~ "lyon"', False),
        ('commune ~ ""', False),
        ('not commune ~ "lilas" or population < 3', False),
        ('office in ("adjoint", "maire")', True),
        ('office not in ["adjoint", "maire",]', False),
        ("population == 12500", True),
        ("population in (1, 12500)", True),
        ('population > "5000"', True),
        ("5000 < population", True),
        ("population > -1 and (parti or population != 3.5)", True),
        ('commune.endswith("Lilas")', True),
        ('civilité == ""', True),
        ("prénom == 'Hélène'", True),
        ("prénom == « Hélène »", True),
        ('(office == "maire") == (commune ~ "lilas")', True),
        ('(office == "maire") == "maire"', True),
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


@pytest.mark.parametrize(
    ("where", "column"),
    [
        ('office = "maire"', 8),
        ('office == "maire', 11),
        ("office ==", 10),
        ("office == 12maires", 11),
        ("a b", 3),
        ('office == "maire" and', 22),
        ("fonctoin", 1),
        ('office == maire or office == "x"', 11),
        ("population > 3 and commune > 3", 28),
        ("1 < population < 3", 16),
        ("office == ('maire'", 19),
        ("office.upper()", 8),
        ("office & 1", 8),
    ],
)
def test_error_points_at_the_column(where: str, column: int) -> None:
    """In a line of several tests the mistake must not be searched for."""
    with pytest.raises(UsageError, match=f"column {column}:") as caught:
        select(only=[], where=where)(_HELENE)
    shown, caret = caught.value.problems[0].split("\n")
    assert (shown, caret) == (where, " " * (column - 1) + "^")


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("population => 500", "“at least” is written >="),
        ("population =< 500", "“at most” is written <="),
    ],
)
def test_sign_the_wrong_way_round_is_put_right(where: str, told: str) -> None:
    """To be told of == would lead to another question than the one asked."""
    with pytest.raises(UsageError, match=f"column 12: {told}"):
        select(only=[], where=where)(_HELENE)


def test_text_without_quotation_marks_is_told_of_them() -> None:
    """`commune == Mende` looks right to who has never written a test."""
    with pytest.raises(UsageError) as caught:
        select(only=[], where="commune == Mende")(_HELENE)
    assert '"Mende"' in (caught.value.hint or "")


def test_example_in_the_hint_fits_a_list_of_open_data() -> None:
    """Its offices have a capital: an example with == would find nobody."""
    with pytest.raises(UsageError) as caught:
        select(only=[], where="office = 3")(_HELENE)
    hint = caught.value.hint or ""
    example = hint.partition(": ")[2]
    assert select(only=[], where=example)(contact_of(office="Maire", population="6000"))


def test_error_far_in_a_long_expression_shows_its_surroundings() -> None:
    """A caret below a line that the terminal breaks points nowhere."""
    with pytest.raises(UsageError) as caught:
        select(only=[], where='office == "maire" or ' * 5 + "office = 3")
    shown, caret = caught.value.problems[0].split("\n")
    assert shown[caret.index("^")] == "="
    assert len(shown) < 75


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12 500", 12500), ("12\u202f500", 12500), ("0,5", 0.5), ("-3", -3),
        ("01004", 1004), ("0.956", 0.956), ("12,500", None), ("12 50", None),
        ("2A004", None), ("", None), ("1e5", None), ("٣", None),
    ],
)  # fmt: skip
def test_number_is_read_as_french_spreadsheets_write_it(
    text: str, number: float | None
) -> None:
    """What may be two numbers is none: nobody is chosen by a guess."""
    assert number_in(text) == number


@given(st.text(alphabet="ab\"' ()[]=<>~!.,-1é«»\n", max_size=30) | st.text(max_size=30))
def test_any_expression_is_understood_or_refused(where: str) -> None:
    """A slip of the keyboard never ends as a bug."""
    with contextlib.suppress(UsageError):
        select(only=[], where=where)(_HELENE)
