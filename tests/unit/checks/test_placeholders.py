"""Words that were to be replaced, and were not."""

import pytest

from mairemail.checks.placeholders import (
    may_have_placeholders,
    placeholder,
    placeholders_in,
    placeholders_in_name,
    placeholders_in_subject,
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Je suis [Votre nom], de [votre ville].", ["[Votre nom]", "[votre ville]"]),
        ("[Nom]", ["[Nom]"]),
        ("Le XXX mai, XXXX euros.", ["XXX", "XXXX"]),
        ("TODO : la date. FIXME", ["TODO", "FIXME"]),
        ("Lorem ipsum dolor", ["Lorem ipsum"]),
        ("Bonjour { closing }.", ["{ closing }"]),
        ("{{ nom }} et {% if x %}", ["{{ nom }}", "{% if x %}"]),
        ("{ commune | de }}", ["{ commune | de }}"]),
        ("une {{ accolade", ["{{"]),
        ("fin }} et %}", ["}}", "%}"]),
        ("Un argument. #}", ["#}"]),
        ("une note {# sans fin", ["{#"]),
        ("{# à relire #}", ["{# à relire #}"]),
    ],
)
def test_what_is_still_to_be_filled_in_is_found(text: str, found: list[str]) -> None:
    """Letters to "Bonjour [Votre nom]" were sent by many an association."""
    assert may_have_placeholders(text)
    assert placeholders_in(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Il a dit « la mairie […] répondra » [sic], voir [1] et [ 2 ].",
        "L'arrêté de l[a] mairie, [...] et [ ] oui [x] non.",
        "Le XXe siècle et le XXXe, sur X, en MMXXVI.",
        "https://www.lilas.example/XXX/page et todo",
        "f(x) = {1, 2}",
        "Le n° #1, #quai et {1}#.",
    ],
)
def test_what_brackets_and_capitals_are_for_is_left_alone(text: str) -> None:
    """A check that always complains is soon ignored."""
    assert placeholders_in(text) == []


@pytest.mark.parametrize(
    ("subject", "found"),
    [
        ("[Rappel] La présence de Rennes sur X", []),
        ("[Collectif-quai] La présence sur X", []),
        ("[Objet] de la lettre", ["[Objet]"]),
        ("[Rappel]", ["[Rappel]"]),
        ("[Objet de la lettre]", ["[Objet de la lettre]"]),
        ("La présence de [Nom]", ["[Nom]"]),
    ],
)
def test_a_subject_may_begin_with_a_word_in_brackets(
    subject: str, found: list[str]
) -> None:
    """Lists and services mark their subjects so."""
    assert placeholders_in_subject(subject) == found


def test_brackets_mean_nothing_in_the_name_of_a_file() -> None:
    """It is there, so it is what was meant."""
    assert placeholders_in_name("dossier [final].pdf") == []
    assert placeholders_in_name("XXX.pdf") == ["XXX"]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("{ salutation }}", "{{ salutation }}"),
        ("{ closing }", "{{ closing }}"),
        ("{closing}}", "{{ closing }}"),
        ("{ commune | de }}", "{{ commune | de }}"),
    ],
)
def test_a_missing_brace_is_told_with_what_to_write(text: str, right: str) -> None:
    """“Put your own words in its place” would have one type the salutation by hand."""
    found = placeholder(text)
    assert "brace" in found.problem
    assert right in found.hint


@pytest.mark.parametrize(("text", "other"), [("{{", "}}"), ("%}", "{%")])
def test_half_a_pair_of_signs_is_told_with_the_other_half(
    text: str, other: str
) -> None:
    """One was taken away or forgotten."""
    found = placeholder(text)
    assert other in found.problem
    assert other in found.hint


@pytest.mark.parametrize("text", ["[Nom]", "{Votre nom}", "XXX", "{{nom}}"])
def test_the_rest_is_to_be_filled_in(text: str) -> None:
    """A gap of a form, whatever stands around it."""
    assert "filled in" in placeholder(text).problem
