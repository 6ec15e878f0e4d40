"""Names of columns, as lists spell them and as letters use them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mairemail.contacts.fields import FIELDS, field_of, fold, slug, title_of


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Nom de l'élu", "nom_de_l_elu"),
        ("  Prénom ", "prenom"),
        ("Adresse e-mail", "adresse_e_mail"),
        ("Code INSEE (2026)", "code_insee_2026"),
        ("Œuvre", "oeuvre"),
        ("\ufeffEmail", "email"),
        ("***", ""),
    ],
)
def test_a_header_becomes_a_name_that_a_letter_can_use(header: str, name: str) -> None:
    """A letter says `{{ nom_de_l_elu }}`, whatever the list's spelling."""
    assert slug(header) == name


@given(st.text(max_size=30))
def test_a_slug_is_its_own_slug(header: str) -> None:
    """The name a user copies from a message must work when typed as a header."""
    assert slug(slug(header)) == slug(header)


def test_people_may_type_without_accents_and_capitals() -> None:
    """`--only helene` must find Hélène."""
    assert fold("HÉLÈNE Œuvré") == fold("helene oeuvre")


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_stands_for_itself(field: str) -> None:
    """The names of the manual need no alias."""
    assert field_of(field) == field_of(field.upper().replace("_", " ")) == field


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_title_in_any_language_is_read_as_its_field(
    field: str, language: str
) -> None:
    """The list that import writes is read by the next command."""
    assert field_of(title_of(field, language=language)) == field


@pytest.mark.parametrize("header", ["", "Parti", "x", "nom du chien"])
def test_a_header_of_ones_own_is_no_field(header: str) -> None:
    """It must not be taken for an address or a name by likeness."""
    assert field_of(header) == ""
