"""What keeps a letter from being filled in, said to its writer."""

import re
from pathlib import Path

import pytest

from mairemail.letters.environment import make_environment
from mairemail.letters.forms_of_address import Sender
from mairemail.letters.rendering import LetterProblem
from tests.unit.material import compiled, contact_of, unwritten, written

_VALUES = {"association": "Les Amis", "date": "2026-11-03", "vide": ""}


def _problem(
    folder: Path,
    body: str,
    *,
    language: str = "fr",
    values: dict[str, str] | None = None,
    **cells: str,
) -> LetterProblem:
    letter = compiled(
        folder,
        f"Subject: A\n\n{body}\n",
        language=language,
        sender=Sender(name="Camille Martin", email="c@lilas.example"),
        values=_VALUES | (values or {}),
    )
    found = unwritten(letter, contact_of(**cells))
    assert found.line == 3
    return found


@pytest.mark.parametrize(
    ("body", "words", "help_"),
    [
        ("{{ values.asociation }}", "did you mean values.association?", "[values]"),
        ("{{ values.x }}", "{{ values.x }}", 'x = "…"'),
        ("{{ association }}", "did you mean values.association?", "name"),
        ("{{ sender.fone }}", "did you mean sender.phone?", "sender.postal_address"),
        ("{{ campaign.nom }}", "{{ campaign.nom }}", "campaign.name"),
        ("{{ prenom }}", "did you mean first_name?", "[defaults] in campaign.toml"),
        ("{{ signatur }}", "did you mean signature?", "[defaults]"),
        ("{{ comune }}", "did you mean commune?", "[defaults]"),
        ("{{ valeurs.x }}", "{{ valeurs }}", ""),
        ("{{ x + 1 }}", "{{ x }}", ""),
        ("{{ commune.x }}", "“x”", "dot"),
    ],
)
def test_a_name_that_does_not_exist_is_told_with_where_it_would_come_from(
    tmp_path: Path, body: str, words: str, help_: str
) -> None:
    """A value below [defaults] is none of `values`, and the hint said so."""
    problem = _problem(tmp_path, body, commune="Rennes", first_name="")
    assert problem.code == "missing-variable"
    assert words in problem.message
    assert help_ in problem.hint


@pytest.mark.parametrize(
    ("body", "example", "place"),
    [
        ("{{ sender.phone }}", "{{ sender.phone | default('…') }}", 'phone = "…"'),
        ("{{ values.vide }}", "{{ values.vide | default('…') }}", "[values]"),
        ("{{ note }}", "{{ note | default('…') }}", "cell"),
        ("{{ note + 1 }}", "{{ note | default('…') }}", "cell"),
        ("{{ note.x }}", "{{ note | default('…') }}", "cell"),
    ],
)
def test_an_empty_value_is_told_with_the_whole_name(
    tmp_path: Path, body: str, example: str, place: str
) -> None:
    """`{{ phone | default('…') }}` names another thing, which no column gives."""
    problem = _problem(tmp_path, body, note="")
    assert problem.code == "empty-value"
    assert example in problem.hint
    assert place in problem.hint


@pytest.mark.parametrize("name", ["first_name", "prenom"])
@pytest.mark.parametrize(
    ("columns", "title"),
    [({"nom": "Roy", "last_name": "Roy"}, "prénom"), ({"last_name": "Roy"}, "first_n")],
)
def test_a_field_that_the_list_has_no_column_for_is_told_as_such(
    tmp_path: Path, name: str, columns: dict[str, str], title: str
) -> None:
    """“Fill in the cell” was said of a cell that no row has."""
    letter = compiled(tmp_path, f"Subject: A\n\n{{{{ {name} }}}}\n")
    problem = unwritten(letter, contact_of(**columns))
    assert problem.code in {"empty-value", "missing-variable"}
    assert f"no column “{title}" in problem.message
    assert f"{{{{ {name} }}}}" in problem.message
    assert "did you mean" not in problem.message
    assert "[defaults]" in problem.hint
    assert "cell" not in problem.hint


def test_no_name_is_suggested_that_nothing_gives(tmp_path: Path) -> None:
    """Written so, it would be the next error."""
    assert "mean" not in _problem(tmp_path, "{{ populaton }}").message
    assert "mean salutation?" in _problem(tmp_path, "{{ salutaton }}").message


def test_a_letter_without_a_signature_is_told_whose_it_is(tmp_path: Path) -> None:
    """No cell of the list is to be filled in."""
    letter = compiled(
        tmp_path, "Subject: A\n\n{{ signature }}\n", sender=Sender(name="", email="")
    )
    assert "account add" in unwritten(letter, contact_of()).hint


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("{% if population > 500 %}a{% endif %}", "a text and a number"),
        ("{{ commune + 1 }}", "“+”"),
        ("{{ 1 + commune }}", "“+”"),
        ("{{ 1 / 0 }}", "zero"),
        ("{{ commune() }}", "brackets"),
        ("{% for x in 5 %}{{ x }}{% endfor %}", "list"),
        ("{{ commune | replace }}", "brackets"),
        ("{{ range(10000000) }}", "too large"),
        ("{{ [commune] | map('foo') | join }}", "foo"),
        ("{{ commune | round }}", "“round”"),
        ("{{ commune | round | abs }}", "“abs” or “round”"),
        ("{% if commune is divisibleby(2) %}a{% endif %}", "“divisibleby”"),
        ("{% if commune is gt %}a{% endif %}", "brackets"),
        ("{% if today > commune %}a{% endif %}", "a date and a text"),
        ("{{ values[values] }}", "this cannot be done"),
    ],
)
def test_what_goes_wrong_while_filling_in_is_told_in_plain_words(
    tmp_path: Path, body: str, words: str
) -> None:
    """Python's own speak of instances and operands."""
    problem = _problem(tmp_path, body, population="environ 500", commune="Rennes")
    assert problem.code == "template-error"
    assert words in problem.message
    assert "instances" not in problem.message
    assert problem.hint


@pytest.mark.parametrize(
    ("body", "words", "help_"),
    [
        ("{{ [commune, 'b'] }}", "a list", "join"),
        ("{{ [(commune, 'b')] | join }}", "a list", "join"),
        ("{{ [commune] ~ '' }}", "a list", "join"),
        ("{{ [commune] | upper }}", "a list", "join"),
        ("{{ [commune] | de }}", "a list", "join"),
        ("{{ commune | list }}", "a list", "join"),
        ("{{ commune | reject }}", "a list", "join"),
        ("{{ {'a': commune} }}", "a group", "{{ sender.name }}"),
        ("{{ sender }}", "a group", "{{ sender.name }}"),
        ("{{ commune.upper }}", "the program", "{{ commune.upper() }}"),
        ("{{ range }}", "the program", "brackets"),
        ("{% for x in commune %}{{ loop }}{% endfor %}", "the program", "brackets"),
        ("{{ commune == 'b' }}", "“true” or “false”", "{% if"),
        ("{{ true | number }}", "“true” or “false”", "{% if"),
        ("{{ today - today }}", "no text", "line"),
        ("{{ (-8) ** 0.5 }}", "no text", "line"),
    ],
)
@pytest.mark.parametrize("is_markdown", [True, False])
def test_a_value_that_is_no_text_number_or_date_does_not_leave(
    tmp_path: Path, body: str, words: str, help_: str, *, is_markdown: bool
) -> None:
    """“Oui ('Rennes', Undefined).” is what the mayor read."""
    name = "letter.md" if is_markdown else "letter.txt"
    letter = compiled(tmp_path, f"Subject: A\n\n{body}\n", name=name)
    problem = unwritten(letter, contact_of(commune="Rennes"))
    assert problem.code == "template-error"
    assert words in problem.message
    assert help_ in problem.hint


def test_numbers_and_dates_are_printed(tmp_path: Path) -> None:
    """As they are where the letter does not say how."""
    body = "{{ population }} {{ 2.5 }} {{ today }} {{ [1, commune] | join('-') }}"
    letter = compiled(tmp_path, f"Subject: A\n\n{body}\n")
    contact = contact_of(commune="Rennes", population="500")
    assert written(letter, contact).text == "500 2.5 2026-11-22 1-Rennes\n"


_ENVIRONMENT = make_environment("fr")
_TO_A_PROGRAMMER = re.compile(r"__|\b(?:object|NoneType|expected|str|argument|int)\b")


@pytest.mark.parametrize(
    "applied",
    [f"{{{{ VALUE | {name}ARGUMENTS }}}}" for name in _ENVIRONMENT.filters]
    + [
        f"{{% if VALUE is {name}ARGUMENTS %}}a{{% endif %}}"
        for name in _ENVIRONMENT.tests
        if name.isidentifier()
    ],
)
def test_no_filter_or_test_speaks_python(tmp_path: Path, applied: str) -> None:
    """“type str doesn't define __round__ method” helps nobody."""
    contact = contact_of(commune="Rennes", note="")
    for value in ("commune", "5", "note", "[commune]"):
        for arguments in ("", "(1, 2, 3, 4, 5, 6, 7)", "(commune)"):
            body = applied.replace("VALUE", value).replace("ARGUMENTS", arguments)
            found = compiled(tmp_path, f"Subject: A\n\n{body}\n").render(contact)
            if isinstance(found, LetterProblem):
                assert not _TO_A_PROGRAMMER.search(found.message + found.hint), body


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("{{ ''.__class__ }}", "“__class__”"),
        ("{{ commune.__class__.__mro__ }}", "“__class__”"),
        ("{{ '{}'.format(1) }}", "str.format"),
        ("{{ '%s' % 1 }}", "%"),
        ("{{ 'a' * 1000000 }}", "too large"),
        ("{{ 9 ** 99999 }}", "too large"),
        ("{{ 'a'.ljust(1000000) }}", "“ljust”"),
    ],
)
def test_what_a_letter_may_not_do_is_told_in_plain_words(
    tmp_path: Path, body: str, words: str
) -> None:
    """One who got the letter from a stranger must understand what it tries."""
    problem = _problem(tmp_path, body, commune="Rennes")
    assert problem.code == "forbidden"
    assert words in problem.message
    assert "unsafe" not in problem.message


@pytest.mark.parametrize(
    "date",
    [
        "2026-11-03", "03/11/2026", "3/11/2026", "3.11.2026", "3 novembre 2026",
        "mardi 3 Novembre 2026", " 03 nov. 2026",
    ],
)  # fmt: skip
def test_a_french_letter_reads_dates_as_they_are_written_in_french(
    tmp_path: Path, date: str
) -> None:
    """Nobody who writes a letter thinks of 2026-11-03."""
    letter = compiled(
        tmp_path, "Subject: A\n\n{{ values.d | date }}\n", values={"d": date}
    )
    assert written(letter, contact_of()).text == "3 novembre 2026\n"


def test_the_first_of_a_month_is_read_too(tmp_path: Path) -> None:
    """It is the only one that is no plain number."""
    letter = compiled(tmp_path, "Subject: A\n\n{{ jour | date }}\n")
    for cell in ("1er août 2026", "1 aout 2026"):
        assert written(letter, contact_of(jour=cell)).text == "1er août 2026\n"


@pytest.mark.parametrize(
    ("language", "date"),
    [("fr", "bientôt"), ("fr", "31/02/2026"), ("fr", "11/03"), ("en", "03/11/2026")],
)
def test_a_date_that_cannot_be_read_is_told_with_where_it_stands(
    tmp_path: Path, language: str, date: str
) -> None:
    """The line of the letter is right; campaign.toml is not."""
    problem = _problem(
        tmp_path,
        "Dans ma lettre du {{ values.date | date }}.",
        language=language,
        values={"date": date},
    )
    assert problem.code == "template-error"
    assert "{{ values.date }}" in problem.message
    assert f"“{date}”" in problem.message
    assert "[values] in campaign.toml" in problem.hint
    assert "2026-11-03" in problem.hint
    assert ("3 novembre 2026" in problem.hint) == (language == "fr")


@pytest.mark.parametrize(
    ("body", "name", "place"),
    [
        ("{{ jour | date }}", "{{ jour }}", "cell"),
        ("{{ jour | date }} {{ today | date }}", "", "where it comes from"),
        ("{{ (jour ~ '') | date }}", "", "where it comes from"),
    ],
)
def test_a_date_of_a_cell_is_told_as_one(
    tmp_path: Path, body: str, name: str, place: str
) -> None:
    """It is the list that is to be corrected."""
    problem = _problem(tmp_path, body, jour="bientôt")
    assert name in problem.message
    assert place in problem.hint
