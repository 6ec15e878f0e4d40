"""How a letter speaks to an official, and how its writer signs."""

import csv
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mairemail.letters import forms_of_address
from mairemail.letters.forms_of_address import (
    Feminine,
    Gender,
    Lack,
    Sender,
    base_office,
    form_of_address,
    gender_of,
)

_OFFICES = tomllib.loads(
    Path(forms_of_address.__file__, "../data/offices.toml").resolve().read_text("utf-8")
)
_TABLE = Path(__file__).with_name("forms_of_address.csv").read_text("utf-8")
_CASES = list(csv.DictReader(_TABLE.splitlines()))


@pytest.mark.parametrize(
    "case",
    _CASES,
    ids=lambda case: f"{case['language']}-{case['office']}-{case['civility']}",
)
def test_an_official_is_spoken_to_as_the_table_says(case: dict[str, str]) -> None:
    """A wrong title costs the letter its answer; the table is read by people."""
    form = form_of_address(
        case["office"], case["civility"], case["last_name"], language=case["language"]
    )
    assert form.salutation == case["salutation"]
    assert form.closing == case["closing"]
    assert form.office_title == case["office_title"]


@pytest.mark.parametrize(
    "office", _OFFICES["office"], ids=lambda office: str(office["name"])
)
def test_an_office_has_all_its_forms_and_a_place_in_the_table(
    office: dict[str, Any],
) -> None:
    """A new office is one entry in offices.toml and lines in forms_of_address.csv."""
    assert base_office(office["name"]) == office.get("base", office["name"])
    french = office["fr"]
    assert ("feminine" in french) == ("masculine" in french)
    assert french.get("feminine", "Madame ").startswith("Madame ")
    assert french.get("masculine", "Monsieur ").startswith("Monsieur ")
    assert french["sentence"].startswith(("la ", "l'", "votre "))
    assert office["en"]["sentence"]
    assert office.get("closing", "default") in _OFFICES["closing"]["fr"]
    asked = {
        (case["language"], case["civility"])
        for case in _CASES
        if case["office"].casefold() == office["name"].casefold()
    }
    assert {("fr", "Mme"), ("fr", "M."), ("fr", ""), ("en", "Ms")} <= asked


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
        ("Maire du 3e arrondissement", "maire"),
        ("Maire déléguée", "maire"),
        ("Mayor's team", "équipe"),
        ("Mayor’s office", "équipe"),
        ("Mayor's secretary", ""),
        ("Ministère", "administration"),
        ("Première ministre", "premier ministre"),
        ("Ministre déléguée", "ministre"),
        ("Députée européenne", "député européen"),
        ("Député-maire", "député"),
        ("Ancien maire", ""),
        ("Maire honoraire", ""),
        ("Trésorière", ""),
        ("", ""),
        ("le", ""),
    ],
)
def test_an_office_is_known_behind_its_words(office: str, base: str) -> None:
    """A deputy addressed as the mayor, or the reverse, is a faux pas."""
    assert base_office(office) == base


@pytest.mark.parametrize(
    ("office", "feminine", "salutation", "office_title"),
    [
        ("Maire", "la maire", "Madame la Maire", "madame la maire"),
        ("Maire", "le maire", "Madame le Maire", "madame le maire"),
        ("Maire", "la mairesse", "Madame la Mairesse", "madame la mairesse"),
        ("Adjointe", "le maire", "Madame l'Adjoint au Maire", None),
        ("Préfète", "le maire", "Madame le Préfet", "madame le préfet"),
        ("Préfète", "la mairesse", "Madame la Préfète", "madame la préfète"),
        ("Maire déléguée", "la mairesse", "Madame la Maire déléguée", None),
        ("Maire déléguée", "le maire", "Madame le Maire délégué", None),
        ("Mairie", "le maire", "Madame, Monsieur", "la mairie"),
        ("", "le maire", "Madame", "votre institution"),
    ],
)
def test_a_campaign_chooses_how_it_calls_a_woman_in_office(
    office: str, feminine: str, salutation: str, office_title: str | None
) -> None:
    """People disagree on it, and the mayor written to has an opinion."""
    form = form_of_address(
        office, "Mme", "Dubreuil", language="fr", feminine=Feminine(feminine)
    )
    assert form.salutation == salutation
    assert f", {salutation}, " in form.closing
    assert form.office_title == office_title or office_title is None


@pytest.mark.parametrize("feminine", Feminine)
def test_the_feminine_chosen_changes_nothing_else(feminine: Feminine) -> None:
    """Neither a man's title nor an English one has it."""
    for civility, language in (("M.", "fr"), ("", "fr"), ("Ms", "en")):
        assert form_of_address(
            "Maire", civility, "Dubreuil", language=language, feminine=feminine
        ) == form_of_address("Maire", civility, "Dubreuil", language=language)


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
        ("Préfète", "Mme", None),
        ("Préfète", "", Lack.CIVILITY),
        ("Ancienne maire", "Mme", Lack.OFFICE),
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
