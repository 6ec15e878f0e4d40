"""What is wrong with the marks of a letter, said to somebody who is no programmer."""

import re
from pathlib import Path

import pytest

from mairemail.errors import LetterError
from mairemail.letters.environment import make_environment
from mairemail.letters.filters import FOR_LETTERS
from tests.unit.material import REPOSITORY, compiled


def _told(folder: Path, body: str) -> tuple[str, str]:
    """Give problem and hint of a letter with one mistake; the body begins in line 3."""
    with pytest.raises(LetterError) as caught:
        compiled(folder, f"Subject: A\n\n{body}\n")
    (problem,) = caught.value.problems
    return problem, caught.value.hint or ""


@pytest.mark.parametrize(
    ("body", "line", "words", "help_"),
    [
        ("{{ commune", 3, "this “{{”", "{{ commune }}"),
        ("Un.\n{{ commune\n\nDeux trois.", 4, "this “{{”", "}}"),
        ("{% if nom\n\nDeux trois.", 3, "this “{%”", "%}"),
        ("{{ a {{ b }}", 3, "this “{{”", "}}"),
        ("{{ prénom nom }}", 3, "“nom”", "last_name"),
        ("{{ nom 5 }}", 3, "a number", "last_name"),
        ("{{ nom 'x' }}", 3, "quotation marks", "last_name"),
        ("{% if a = 'b' %}c{% endif %}", 3, "“=”", "=="),
        ("{% if a %}b{% else if c %}d{% endif %}", 3, "“if”", "{% elif … %}"),
        ("Un.\n{{ nom },\n", 4, "this “{{” is closed by one “}”", "{{ commune }}"),
        ("{% if nom }a{% endif %}", 3, "this “{%” is closed by one “}”", "%}"),
        ("{{ a | default('b' }}", 3, "“)” is missing", ")"),
        ("{{ a | default('b')) }}", 3, "“)”", "("),
        ("{{ }}", 3, "nothing", "{{ commune }}"),
        ("{% %}", 3, "nothing", "{% if"),
        ("{% if %}a{% endif %}", 3, "before “%}”", ""),
        ("{{ nom | }}", 3, "before “}}”", ""),
        ("{{ | de }}", 3, "“|”", ""),
        ("{{ commune, de }}", 3, "comma", "{{ commune | de }}"),
        ("Un.\n{{ (commune, de, upper) }}", 4, "comma", "{{ commune | de | upper }}"),
        ("{{ nom, prenom }}", 3, "comma", "{{ nom }}, {{ prenom }}"),
        ("{{ nom. }}", 3, "dot", ""),
        ("{{ a | default(‘b’) }}", 3, "“‘”", "straight"),
        ("{{ l'élu }}", 3, "quotation mark '", "nom_de_l_elu"),
        ("{{ €5 }}", 3, "“€”", ""),
        ("{{ nom\u200b }}", 3, "invisible character stands here (U+200B)", "type"),
        ("{{ nom\\ }}", 3, "“\\”", ""),
        ("{{ ²a }}", 3, "name", ""),
        ("{{ '\\x' }}", 3, "\\", ""),
        ("{% set 'a' = 1 %}", 3, "name", "{% set"),
        ("{% for a dans b %}c{% endfor %}", 3, "“in” is expected where “dans”", ""),
        ("{% for 1 in b %}c{% endfor %}", 3, "a name is expected", ""),
        ("{{ nom | 'de' }}", 3, "a name is expected where a text", "last_name"),
        ("{{ first name }}", 3, "“name”", "last_name"),
        ("{% if {{ nom }} %}a{% endif %}", 3, "inside", "{% if commune %}"),
        ("{% raw %}a", 3, "{% raw %}", "{% endraw %}"),
    ],
)
def test_a_mistake_in_the_marks_is_told_in_plain_words(
    tmp_path: Path, body: str, line: int, words: str, help_: str
) -> None:
    """Who never wrote a program cannot guess what a “print statement” is."""
    problem, hint = _told(tmp_path, body)
    assert problem.startswith(f"letter.md, line {line}: ")
    assert words in problem
    assert help_ in hint
    assert "token" not in problem
    assert "statement" not in problem


@pytest.mark.parametrize(
    ("body", "line", "words", "help_"),
    [
        ("Un.\n{% if a %}\nb", 4, "this {% if … %}", "{% endif %}"),
        (
            "{% if a %}\n{% for b in a %}\n{% endfor %}\nc",
            3,
            "this {% if … %}",
            "{% endif %}",
        ),
        ("{% set a %}b", 3, "this {% set … %}", "{% endset %}"),
        ("a{% endif %}", 3, "{% endif %}", "{% if … %}"),
        ("a{% else %}", 3, "{% else %}", "{% if … %}"),
        (
            "{% if a %}\n{% for b in a %}\n{% endif %}",
            5,
            "{% for … %} of line 4",
            "{% endfor %}",
        ),
        ("{% if a %}{% else %}{% else %}{% endif %}", 3, "{% else %}", "{% endif %}"),
        ("{% if a %}b{% end if %}", 3, "did you mean endif?", "endif"),
        ("{% si a %}", 3, "did you mean if?", "endfor"),
        ("{% if a %}b{% sinon %}c{% endif %}", 3, "did you mean else?", ""),
        ("{% if a %}b{% elsif c %}d{% endif %}", 3, "did you mean elif?", ""),
        ("{% trans %}", 3, "there is no {% trans %}", "include"),
    ],
)
def test_a_block_that_has_no_end_is_told_with_the_line_of_its_beginning(
    tmp_path: Path, body: str, line: int, words: str, help_: str
) -> None:
    """The end of the text, where it is noticed, is not where it is corrected."""
    problem, hint = _told(tmp_path, body)
    assert problem.startswith(f"letter.md, line {line}: ")
    assert words in problem
    assert help_ in hint


@pytest.mark.parametrize(
    ("body", "near"),
    [
        ("{{ nom | defaut('x') }}", "default"),
        ("{{ nom | uper }}", "upper"),
        ("{{ nom | majuscules }}", "upper"),
        ("{{ commune | du }}", "de"),
        ("{{ commune | à }}", "a"),
        ("{% if nom | uper == 'A' %}b{% endif %}", "upper"),
    ],
)
def test_an_unknown_filter_is_told_with_a_near_one_and_all_that_exist(
    tmp_path: Path, body: str, near: str
) -> None:
    """An installed program has no folder `docs` to look them up in."""
    problem, hint = _told(tmp_path, body)
    assert f"(did you mean {near}?)" in problem
    for name in ("default", "de", "dans", "date", "base_office", "lower", "replace"):
        assert name in hint


def test_an_unknown_test_is_told_with_what_to_write(tmp_path: Path) -> None:
    """Also in a branch that no row may ever reach."""
    problem, hint = _told(tmp_path, "{% if nom is vide %}a{% endif %}")
    assert "“is vide”" in problem
    assert "{% if not commune %}" in hint


def test_an_unknown_file_is_told_without_advice_about_marks(tmp_path: Path) -> None:
    """The braces are right; the name is not."""
    problem, hint = _told(tmp_path, '{% include "arguments/a.md" %}')
    assert "arguments/a.md" in problem
    assert "{{" not in hint
    assert "arguments" in hint


@pytest.mark.parametrize(
    "body", ["{{ 1" + "0" * 5000 + " }}", "{{ " + "(" * 300 + "1" + ")" * 300 + " }}"]
)
def test_what_is_too_much_for_the_language_is_told_as_such(
    tmp_path: Path, body: str
) -> None:
    """A hostile letter ends in a sentence, not in a traceback."""
    problem, _hint = _told(tmp_path, body)
    assert "too long or too deep" in problem


def test_what_we_have_no_words_for_is_told_in_those_of_the_language(
    tmp_path: Path,
) -> None:
    """They can be looked up."""
    problem, hint = _told(tmp_path, "{% block a-b %}c{% endblock %}")
    assert "Block names in Jinja" in problem
    assert "https://jinja.palletsprojects.com" in hint


def test_each_mistake_has_its_own_advice_and_each_is_shown_once(tmp_path: Path) -> None:
    """Two unknown filters and a brace: two sentences help."""
    with pytest.raises(LetterError) as caught:
        compiled(
            tmp_path,
            "Subject: {{ a | x }}\nCc: {{ b | y }}\n\n{{ commune\n",
        )
    assert len(caught.value.hints) == len(caught.value.problems) == 3
    assert len((caught.value.hint or "").split("\n")) == 2


def test_every_filter_stands_in_the_manual() -> None:
    """“Only the filters of docs/letters.md exist” was not true of `lower`."""
    manual = (REPOSITORY / "docs" / "letters.md").read_text(encoding="utf-8")
    filters = make_environment("fr").filters
    assert set(FOR_LETTERS) <= filters.keys()
    assert [
        one for one in filters if not re.search(rf"`{one}`|[|] {one}\b", manual)
    ] == []
