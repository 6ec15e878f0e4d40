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


def _codes(letter: Letter) -> list[str]:
    return [one.code for one in letter_wording(letter)]


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
    (found,) = letter_wording(letter)
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
    (found,) = letter_wording(_letter(tmp_path, f"Chers voisins,\n\n{body}\n"))
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
