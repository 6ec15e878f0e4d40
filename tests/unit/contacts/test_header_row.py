"""What a header says, and what it was meant to say."""

import pytest

from mairemail.contacts.fields import near_name
from mairemail.contacts.header_row import mistyped_columns
from mairemail.contacts.table import Row
from mairemail.errors import ContactsError
from tests.unit.material import contacts_in

_HERE = "mairie@lilas.example"


@pytest.mark.parametrize(
    ("header", "meant"),
    [
        ("comune", "commune"),
        ("civilte", "civilité"),
        ("Civlité", "civilité"),
        ("prenon", "prénom"),
        ("Prénom de lelu", "prenom_de_l_elu"),
        ("foncton", "fonction"),
        ("fonctoin", "fonction"),
        ("emial", "email"),
        ("couriel", "courriel"),
        ("departemnet", "département"),
        ("habitant", ""),
    ],
)
def test_one_slip_is_told_from_a_name_of_its_own(header: str, meant: str) -> None:
    """A letter dropped, added, changed, or two neighbours swapped."""
    assert near_name(header) == meant


@pytest.mark.parametrize(
    "header",
    [
        "communes_voisines", "date", "parti", "nom_epci", "maire", "Maires", "notes",
        "sources", "sites", "country", "count", "rappel", "appelé", "appels", "région",
        "groupe", "commune_2", "email2", "prenom2", "titres", "Code postal", "pays",
        "liste", "Courrier", "canton", "contact", "quartier", "cite", "vote",
        "maire_de", "tncc", "departementNom", "nom_collectivite", "dateMaj", "circo",
        "Code de la catégorie socio-professionnelle", "job", "commune",
        "téléphone", "", "夏",
    ],
)  # fmt: skip
def test_an_ordinary_column_is_no_slip(header: str) -> None:
    """Whoever is asked about each of their columns stops reading."""
    assert near_name(header) == ""


def _mistyped(
    *header: str, used: frozenset[str] = frozenset()
) -> list[tuple[str, str]]:
    return list(mistyped_columns(Row(1, list(header)), used=used))


def test_a_mistyped_column_is_told_with_what_was_meant() -> None:
    """Its letters fell back to neutral words, and nothing said why."""
    assert _mistyped("email", "Comune", "civilte", "parti") == [
        ("Comune", "commune"),
        ("civilte", "civilité"),
    ]


def test_a_column_that_another_one_stands_in_for_is_none() -> None:
    """Whoever has a commune means something else by `comune`."""
    assert _mistyped("email", "ville", "comune") == []


def test_a_column_that_the_letter_names_is_none() -> None:
    """It is the writer's own word, and works."""
    assert _mistyped("email", "comune", used=frozenset({"comune"})) == []


def test_the_column_of_addresses_is_guessed_at() -> None:
    """`couriel` is read by everybody but a program."""
    with pytest.raises(ContactsError) as caught:
        contacts_in(["couriel", "nom"], ["", "Besson"])
    assert "“couriel”: did you mean “courriel”?" in (caught.value.hint or "")


@pytest.mark.parametrize(
    "first",
    [
        [_HERE, "Besson", "M."],
        ["M.", "Besson", f"mailto:{_HERE}"],
        ["Mende", "Mende", _HERE],
    ],
)
def test_a_list_without_titles_is_told_how_to_add_them(first: list[str]) -> None:
    """The first person is no header, and nothing of them needs to be shown."""
    with pytest.raises(ContactsError) as caught:
        contacts_in(first, ["Mme", "Ly", "b@lilas.example"])
    assert "row 1: the row of titles is missing" in caught.value.message
    hint = caught.value.hint or ""
    assert "email, first_name, last_name, office, commune" in hint
    assert not set(first) & set(hint.replace(",", " ").split())


def test_columns_are_named_in_brief_and_without_two_full_stops() -> None:
    """A title may be a sentence, and a table have a hundred of them."""
    with pytest.raises(ContactsError) as caught:
        contacts_in(["A" * 100, "M.", *["x"] * 40, "Nom."])
    hint = caught.value.hint or ""
    assert ".." not in hint
    assert len(hint) < 400
