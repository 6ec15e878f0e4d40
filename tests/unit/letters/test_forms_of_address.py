"""How a letter speaks to an official, and how its writer signs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mairemail.letters.forms_of_address import (
    Gender,
    Lack,
    Sender,
    base_office,
    form_of_address,
    gender_of,
)


def _said(office: str, civility: str, last_name: str = "", language: str = "fr") -> str:
    return form_of_address(office, civility, last_name, language=language).salutation


@pytest.mark.parametrize(
    "civility", ["Mme", "MME", "mme.", "Madame", "F", "Femme", "Ms", "Mrs", "2"]
)
def test_a_womans_civility_is_understood_in_every_spelling(civility: str) -> None:
    """Lists write it in a dozen ways."""
    assert gender_of(civility) is Gender.FEMININE


@pytest.mark.parametrize("civility", ["M.", "M", "Monsieur", "mr", "H", "homme", "1"])
def test_a_mans_civility_is_understood_in_every_spelling(civility: str) -> None:
    """Lists write it in a dozen ways."""
    assert gender_of(civility) is Gender.MASCULINE


@pytest.mark.parametrize("civility", ["", " ", "Dr", "Mx", "Camille", "M/Mme", "?"])
def test_an_unknown_civility_is_never_guessed(civility: str) -> None:
    """To call Madame la Maire "Monsieur" costs the letter its answer."""
    assert gender_of(civility) is None


@pytest.mark.parametrize(
    ("office", "base"),
    [
        ("Maire", "maire"),
        ("maire de Lilas", "maire"),
        ("Madame la Maire", "maire"),
        ("1er adjoint", "adjoint"),
        ("1ère adjointe au maire", "adjoint"),
        ("2e adjointe", "adjoint"),
        ("10ème adjoint au Maire", "adjoint"),
        ("Troisième adjointe", "adjoint"),
        ("Maire adjoint", "adjoint"),
        ("Maire-adjointe", "adjoint"),
        ("Deputy Mayor", "adjoint"),
        ("Conseiller municipal délégué au numérique", "conseiller municipal"),
        ("Conseillère municipale", "conseiller municipal"),
        ("Councillor", "conseiller municipal"),
        ("Équipe municipale", "équipe"),
        ("Cabinet du maire", "équipe"),
        ("Mairie", "mairie"),
        ("Town Hall", "mairie"),
        ("Lord Mayor", "maire"),
        ("Préfète", ""),
        ("", ""),
        ("le", ""),
    ],
)
def test_an_office_is_known_behind_its_words(office: str, base: str) -> None:
    """A deputy addressed as the mayor, or the reverse, is a faux pas."""
    assert base_office(office) == base


@pytest.mark.parametrize(
    ("office", "civility", "salutation"),
    [
        ("Maire", "Mme", "Madame la Maire"),
        ("Maire", "M.", "Monsieur le Maire"),
        ("2e adjointe", "Mme", "Madame l'Adjointe au Maire"),
        ("Adjoint au maire", "M.", "Monsieur l'Adjoint au Maire"),
        ("Conseiller municipal", "M.", "Monsieur le Conseiller municipal"),
        ("Équipe municipale", "", "Mesdames, Messieurs"),
        ("Mairie", "", "Madame, Monsieur"),
        ("Maire", "", "Madame, Monsieur"),
        ("", "Mme", "Madame"),
        ("Préfète", "Mme", "Madame"),
        ("", "", "Madame, Monsieur"),
    ],
)
def test_a_french_salutation_follows_office_and_civility(
    office: str, civility: str, salutation: str
) -> None:
    """Protocol wants the office in it; where one half is unknown it stays general."""
    assert _said(office, civility) == salutation


@pytest.mark.parametrize(
    ("office", "civility", "last_name", "salutation"),
    [
        ("Mayor", "", "Hartley", "Dear Mayor Hartley"),
        ("Mayor", "Ms", "", "Dear Mayor"),
        ("Councillor", "Mr", "Okoye", "Dear Councillor Okoye"),
        ("", "Ms", "Hartley", "Dear Ms Hartley"),
        ("", "Ms", "", "Dear Sir or Madam"),
        ("Town Hall", "", "", "Dear Sir or Madam"),
    ],
)
def test_an_english_salutation_names_the_person_where_it_can(
    office: str, civility: str, last_name: str, salutation: str
) -> None:
    """The words "Dear Ms ," and "Dear Mayor None" are what careless programs write."""
    assert _said(office, civility, last_name, "en") == salutation


def test_the_french_closing_repeats_the_salutation() -> None:
    """French letters close with the words they opened with."""
    form = form_of_address("Maire", "Mme", "", language="fr")
    assert "Madame la Maire, l'expression de ma haute considération" in form.closing


def test_the_closing_repeats_a_salutation_of_ones_own() -> None:
    """One who writes "Chère Hélène" must not close with "Madame la Maire"."""
    form = form_of_address("Maire", "Mme", "", language="fr", salutation="Chère Hélène")
    assert form.salutation == "Chère Hélène"
    assert ", Chère Hélène, " in form.closing


@pytest.mark.parametrize(
    ("last_name", "closing"),
    [("Hartley", "Yours sincerely"), ("", "Yours faithfully")],
)
def test_an_english_closing_depends_on_whether_a_name_was_said(
    last_name: str, closing: str
) -> None:
    """English "sincerely" goes with a name, "faithfully" with Sir or Madam."""
    form = form_of_address("Mayor", "", last_name, language="en")
    assert form.closing == closing


@pytest.mark.parametrize(
    ("office", "civility", "lacks"),
    [
        ("Maire", "Mme", None),
        ("Maire", "", Lack.CIVILITY),
        ("", "Mme", Lack.OFFICE),
        ("Mairie", "", None),
        ("Équipe municipale", "", None),
    ],
)
def test_what_was_not_known_is_told(
    office: str, civility: str, lacks: Lack | None
) -> None:
    """The check warns of a form more general than it could be."""
    assert form_of_address(office, civility, "", language="fr").lacks is lacks


def test_a_salutation_of_ones_own_lacks_nothing() -> None:
    """There is nothing to warn of where the user wrote the words."""
    form = form_of_address("", "", "", language="fr", salutation="Cher voisin")
    assert form.lacks is None


@given(
    office=st.text(max_size=40),
    civility=st.sampled_from(["", "Mme", "M.", "?"]),
    last_name=st.text(max_size=20),
    language=st.sampled_from(["fr", "en"]),
    salutation=st.text(max_size=20),
)
def test_no_cell_makes_a_form_of_address_impossible(
    office: str, civility: str, last_name: str, language: str, salutation: str
) -> None:
    """Braces and odd characters in a name must not end the run."""
    form = form_of_address(
        office, civility, last_name, language=language, salutation=salutation
    )
    assert form.salutation
    assert form.closing


def test_a_signature_has_a_line_for_each_thing_known() -> None:
    """A public body must answer one who gives name and postal address."""
    sender = Sender(
        name="Camille Martin", email="camille@courrier.example", phone="0102030405"
    )
    assert (
        sender.signature("fr") == "Camille Martin\ncamille@courrier.example\n0102030405"
    )


@pytest.mark.parametrize(
    ("language", "line"),
    [("fr", "Association n° W751000000"), ("en", "Association no. W751000000")],
)
def test_an_association_signs_with_its_number(language: str, line: str) -> None:
    """With it, a French public body is validly seized by e-mail (CRPA R112-9-1)."""
    sender = Sender(
        name="Les Amis", email="asso@lilas.example", association_number="W751000000"
    )
    assert sender.signature(language).split("\n")[1] == line
