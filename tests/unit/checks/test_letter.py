"""What is to be said of a letter's own words."""

from pathlib import Path

import pytest

from mairemail.checks.letter import letter_placeholders, letter_wording, line_of
from mairemail.letters.letter import Letter, read_letter
from mairemail.letters.library import bundled_letters


def _letter(folder: Path, body: str, *, name: str = "letter.md") -> Letter:
    path = folder / name
    path.write_text(f"Subject: Un mot\n\n{body}", encoding="utf-8")
    return read_letter(path, shown_as=name)


def _codes(letter: Letter, *, language: str = "fr") -> list[str]:
    return [one.code for one in letter_wording(letter, language=language)]


@pytest.mark.parametrize("bundled", bundled_letters(), ids=lambda one: one.name)
def test_a_bundled_letter_is_found_unchanged_or_to_be_filled_in(
    bundled: object,
) -> None:
    """And nothing else is to be said of any of them."""
    assert hasattr(bundled, "path")
    letter = read_letter(bundled.path, shown_as="letter.md")
    if bundled.path.parent.name in {"vide", "blank"}:
        assert _codes(letter) == []
        assert len(list(letter_placeholders(letter))) == 6
    else:
        assert _codes(letter) == ["unchanged-letter"]
        assert list(letter_placeholders(letter)) == []


def test_notes_and_white_space_do_not_make_a_letter_one_s_own(tmp_path: Path) -> None:
    """The advice is deleted first, the words last."""
    bundled = next(one for one in bundled_letters() if one.name == "fr/relance")
    source = read_letter(bundled.path, shown_as="x").body.source
    assert _codes(_letter(tmp_path, f"{{# à relire #}}\n\n{source}\n\n\n")) == [
        "unchanged-letter"
    ]
    assert (
        _codes(_letter(tmp_path, source.replace("deux", "trois", 1) + "Merci.")) == []
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[Nom]", 5),
        ("[l’élu, ou l’élue ?]", 7),
        ("[deux lignes]", 9),
        ("[nulle part]", None),
    ],
)
def test_the_line_of_a_placeholder_is_found_whatever_typography_made_of_it(
    tmp_path: Path, text: str, line: int | None
) -> None:
    """The message has no-break spaces and other apostrophes than the file."""
    body = "{# [nulle part]\n #}\nÀ [Nom]\n\n[l'élu, ou l'élue ?]\n\n[deux\nlignes]\n"
    assert line_of(_letter(tmp_path, body), text) == line


def test_a_link_of_markdown_is_no_placeholder(tmp_path: Path) -> None:
    """Its words stand in brackets in the file alone."""
    body = "[Libération](https://a.example) et [un][1].\n\n[1]: https://b.example\n"
    assert list(letter_placeholders(_letter(tmp_path, body))) == []


@pytest.mark.parametrize(
    ("body", "links"),
    [
        ("[a](http://a.example), <http://b.example>.", 2),
        ("www.a.example", 1),
        ("[a](page.html)", 1),
        ("[a](https://a.example) b@a.example [t](tel:+33102030405)", 0),
        ("[a]({{ website }})", 0),
    ],
)
def test_links_other_than_https_are_warned_of(
    tmp_path: Path, body: str, links: int
) -> None:
    """Town halls' filters and browsers warn of them."""
    assert _codes(_letter(tmp_path, body)) == ["insecure-link"] * links


def test_links_of_a_text_letter_are_looked_at_too(tmp_path: Path) -> None:
    """Mail programs make links of them."""
    letter = _letter(tmp_path, "Voir http://a.example.\n", name="letter.txt")
    (found,) = letter_wording(letter, language="fr")
    assert "http://a.example " in found.message


@pytest.mark.parametrize(
    ("body", "is_bare"),
    [
        ("Madame, Monsieur,\n\nTexte", True),
        ("{# avis #}\n\nBonjour !\n", True),
        ("Dear Sir or Madam,\n", True),
        ("{{ salutation }},\n", False),
        ("Bonjour {{ salutation }},\n", False),
        ("Madame la Maire,\n", False),
        ("Bonjour à l'équipe,\n", False),
    ],
)
def test_a_salutation_that_fits_anybody_is_warned_of(
    tmp_path: Path, body: str, *, is_bare: bool
) -> None:
    """The offices are known, and the letter does not use them."""
    assert _codes(_letter(tmp_path, body)) == ["bare-salutation"] * is_bare


@pytest.mark.parametrize(
    "body",
    [
        "Je vous écris. Que feras-tu ?",
        "Votre ville, et toi.",
        "Vous et tes adjoints.",
        "Je t'écris.\n\n{{ closing }}.",
        "J'ai lu votre lettre, t'en souviens-tu ?",
    ],
)
def test_tu_beside_vous_is_warned_of(tmp_path: Path, body: str) -> None:
    """Half of a letter was copied from one to a friend."""
    letter = _letter(tmp_path, f"Chers voisins,\n\n{body}\n")
    (found,) = letter_wording(letter, language="fr")
    assert found.code == "mixed-person"
    assert "letter.md, line 5" in found.message


@pytest.mark.parametrize(
    "body",
    [
        "Vous vous êtes tu. Vous avez tu ce fait.",
        "Vous dites « tu peux partir » ; on vous répond “t'as raison”.",
        "> Tu verras.\n\nVous écrivez cela.",
        "Votre ton est juste, Te Deum, TU, thé, y a-t-il, Ta Prohm.",
        "Tu peux partir, toi.",
        "Vous et {{ tu }}.",
    ],
)
def test_tu_that_is_none_is_left_alone(tmp_path: Path, body: str) -> None:
    """A check that complains of good French is soon ignored."""
    assert _codes(_letter(tmp_path, f"Chers voisins,\n\n{body}\n")) == []


@pytest.mark.parametrize(
    ("body", "words", "help_"),
    [
        ("à {{ commune }}", "“à Le Havre”", "{{ commune | a }}"),
        ("À {{commune}}", "“À Le Havre”", "{{ commune | a | capitalize }}"),
        ("près de\n{{ ville }}", "“de Le Havre”", "{{ ville | de }}"),
        (
            "De {{ nom_commune }}",
            "“De Le Havre”",
            "{{ nom_commune | de | capitalize }}",
        ),
        ("dans {{ departement }}", "“dans Ain”", "{{ departement | dans }}"),
        ("de {{ region }}", "“de Hauts-de-France”", "{{ region | de }}"),
        ("la mairie d'{{ commune }}", "“d'Le Havre”", "{{ commune | de }}"),
        ("la mairie d’{{ commune }}", "“d’Le Havre”", "{{ commune | de }}"),
        ("d'{{ commune | de }}", "twice", "Write {{ commune | de }} alone"),
        ("à {{ commune | a }}", "twice", "Write {{ commune | a }} alone"),
        ("de {{ commune | de | upper }}", "twice", "{{ commune | de }}"),
        ("du {{ commune | de }}", "twice", "{{ commune | de }}"),
    ],
)
def test_a_preposition_typed_before_a_place_is_warned_of(
    tmp_path: Path, body: str, words: str, help_: str
) -> None:
    """“À Le Havre” and “à au Havre” left, and nobody from Le Havre answers that."""
    letter = _letter(tmp_path, f"{{# à {{{{ commune }}}}\n#}}\nIci, {body}, ici.\n")
    (found,) = letter_wording(letter, language="fr")
    assert found.code == "bare-preposition"
    assert found.message.startswith("letter.md, line 5: ")
    assert words in found.message
    assert help_ in found.hint
    assert _codes(letter, language="en") == []


def test_each_place_of_a_letter_is_told(tmp_path: Path) -> None:
    """With its line, the subject's too."""
    path = tmp_path / "letter.md"
    text = "Subject: Le quai de {{ commune }}\n\nÀ {{ commune }}.\n\nÀ {{ commune }}."
    path.write_text(text, encoding="utf-8")
    found = letter_wording(read_letter(path, shown_as="letter.md"), language="fr")
    assert [one.message.partition(":")[0] for one in found] == [
        "letter.md, line 1", "letter.md, line 3", "letter.md, line 5",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        "{{ commune | a }} et {{ commune | de }}",
        "de {{ last_name }}",
        "de {{ commune | default('votre commune') }}",
        "de la commune {{ commune | de }}",
        "au nom {{ commune | de }}",
        "en {{ commune }}",
        "là-de {{ commune }}",
    ],
)
def test_a_preposition_that_is_right_or_unknown_is_left_alone(
    tmp_path: Path, body: str
) -> None:
    """A check that complains of good French is soon ignored."""
    assert _codes(_letter(tmp_path, f"Ici, {body}, ici.\n")) == []


@pytest.mark.parametrize(
    "body",
    [
        "Ci-joint le plan.",
        "Vous trouverez ci-jointes deux photographies.",
        "Le plan est en pièce\njointe.",
        "Please find attached a map.",
        "I enclose a map.",
        "I have attached a map.",
    ],
)
def test_words_about_a_file_that_is_not_attached_are_warned_of(
    tmp_path: Path, body: str
) -> None:
    """As every mail program does."""
    letter = _letter(tmp_path, f"Chers voisins,\n\n{body}\n")
    (found,) = letter_wording(letter, language="fr")
    assert found.code == "no-attachment"
    assert "letter.md, line 5" in found.message
    assert "Attach:" in found.hint


@pytest.mark.parametrize(
    "body",
    [
        "{# ci-joint #} Un mot.",
        "« Ci-joint le plan », dit-on.",
        "I attach value to it.",
    ],
)
def test_words_that_promise_no_file_are_left_alone(tmp_path: Path, body: str) -> None:
    """They are somebody else's, or mean something else."""
    assert _codes(_letter(tmp_path, f"{body}\n")) == []


def test_a_letter_that_attaches_a_file_may_say_so(tmp_path: Path) -> None:
    """Whichever of its files the words mean."""
    path = tmp_path / "letter.md"
    path.write_text("Subject: A\nAttach: a.pdf\n\nCi-joint a.\n", encoding="utf-8")
    assert _codes(read_letter(path, shown_as="letter.md")) == []
