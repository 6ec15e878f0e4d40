"""Names in capitals, and what must stay as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mairemail.contacts.names import recased, without_birth_name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("DUPONT-MARTIN", "Dupont-Martin"),
        ("DE LA TOUR", "de La Tour"),
        ("DE LA TOUR D'AUVERGNE", "de La Tour d'Auvergne"),
        ("LE GOFF", "Le Goff"),
        ("DU PONT", "Du Pont"),
        ("VAN DEN BERG", "Van den Berg"),
        ("DI MARIA", "Di Maria"),
        ("DA SILVA", "Da Silva"),
        ("D'AMICO", "D'Amico"),
        ("D’AMICO", "D’Amico"),
        ("N'DIAYE", "N'Diaye"),
        ("GUYOMARC'H", "Guyomarc'h"),
        ("MAC DONALD", "Mac Donald"),
        ("MCDONALD", "McDonald"),
        ("K/BIDY", "K/Bidy"),
        ("GABRIEL (GABY)", "Gabriel (Gaby)"),
        ("ŒUVRARD", "Œuvrard"),
        ("LEFE\u0300VRE", "Lefe\u0300vre"),
        ("NÉE", "Née"),
        ("DE", "De"),
        ("LY", "Ly"),
        ("DURAND ÉPOUSE LE GOFF", "Durand épouse Le Goff"),
    ],
)
def test_a_name_in_capitals_is_written_as_in_a_letter(name: str, expected: str) -> None:
    """“Madame DE LA TOUR,” looks like what it is: a mail merge."""
    assert recased(name) == expected


@pytest.mark.parametrize("name", ["McDonald", "de La Tour", "d'Amico", "JB", "J.-P."])
def test_what_somebody_wrote_with_care_is_left_alone(name: str) -> None:
    """Initials are no words, and a small letter shows that a person typed it."""
    assert recased(name) == name


@given(st.text(max_size=40))
def test_recasing_twice_changes_nothing_more(name: str) -> None:
    """A list that was imported once comes out of the next import the same."""
    assert recased(recased(name)) == recased(name)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("petit", "Petit"),
        ("éric", "Éric"),
        ("jean-pierre", "Jean-Pierre"),
        ("de la tour", "de La Tour"),
        ("d'ormesson", "d'Ormesson"),
        ("giscard d’estaing", "Giscard d’Estaing"),
        ("le goff", "Le Goff"),
        ("van den berg", "Van den Berg"),
        ("o'brien", "O'Brien"),
        ("guyomarc'h", "Guyomarc'h"),
        ("mcdonald", "McDonald"),
        ("ng", "Ng"),
        ("j.-p.", "J.-P."),
        ("de", "De"),
    ],
)
def test_a_name_in_small_letters_is_written_as_in_a_letter(
    name: str, expected: str
) -> None:
    """“Madame petit,” looks like what it is, too."""
    assert recased(name) == expected


@given(st.text(max_size=30).filter(lambda text: not text.isupper() | text.islower()))
def test_a_name_in_both_kinds_of_letters_is_never_touched(name: str) -> None:
    """Whatever its script, its spaces or its marks."""
    assert recased(name) == name


@given(st.text("ABCDÉÈÇŒ '’-/()", max_size=30))
def test_no_letter_is_lost_or_invented(name: str) -> None:
    """Nobody can tell LEFEVRE from LEFÈVRE."""
    assert recased(name).upper() == name
    assert recased(name.lower()).lower() == name.lower()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("GIRAUD NÉE ROUVIER", ("GIRAUD", "ROUVIER")),
        ("GIRAUD NE\u0301E ROUVIER", ("GIRAUD", "ROUVIER")),
        ("QUENTIN EP BERNARD", ("QUENTIN ÉPOUSE BERNARD", "")),
        ("CHOL-RAT ÉPSE BEAULIEU", ("CHOL-RAT ÉPOUSE BEAULIEU", "")),
        ("DURAND (EPOUSE MARTIN)", ("DURAND ÉPOUSE MARTIN", "")),
        ("DURAND EPOUX MARTIN", ("DURAND ÉPOUX MARTIN", "")),
        ("NÉE", ("NÉE", "")),
        ("NÉE DURAND", ("NÉE DURAND", "")),
        ("MARTIN NÉE", ("MARTIN NÉE", "")),
        ("MARTIN EPINAT", ("MARTIN EPINAT", "")),
        ("Giraud née Rouvier", ("Giraud née Rouvier", "")),
    ],
)
def test_a_birth_name_is_parted_and_a_mayor_called_nee_keeps_hers(
    name: str, expected: tuple[str, str]
) -> None:
    """The national list of mayors has both; “épouse” does not say which is in use."""
    assert without_birth_name(name) == expected
