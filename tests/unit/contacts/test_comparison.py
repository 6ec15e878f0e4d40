"""Two lists of the same offices compared."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mairemail.contacts.comparison import ChangeKind, compare
from mairemail.contacts.contact import Contact
from tests.unit.material import contact_of

_MENDE = {"commune": "Mende", "insee": "48095", "office": "Maire"}


def _list(*contacts: Contact) -> list[Contact]:
    """Number the rows, and give each the columns of all, as in a table."""
    columns = frozenset().union(*(contact.columns for contact in contacts))
    return [
        replace(contact, row=row, columns=columns)
        for row, contact in enumerate(contacts, start=2)
    ]


def _person(name: str, email: str, **cells: str) -> Contact:
    first, _blank, last = name.rpartition(" ")
    return contact_of(email, first_name=first, last_name=last, **cells)


def _told(old: Iterable[Contact], new: Iterable[Contact]) -> list[tuple[str, str, str]]:
    """Give kind, old and new name of each change."""
    return [
        (
            change.kind.value,
            change.old.name if change.old else "",
            change.new.name if change.new else "",
        )
        for change in compare(old, new)
    ]


_ROY = _person("Anne Roy", "mairie@mende.example", **_MENDE)
_PETIT = _person("Luc Petit", "mairie@mende.example", **_MENDE)


def test_a_list_is_like_itself() -> None:
    """A newer copy of the same list has no news."""
    lists = _list(_ROY, _person("Zoé Hay", "z@hay.example", insee="01002"))
    assert compare(lists, lists) == []
    assert compare([], []) == []


def test_an_address_that_stands_twice_in_other_capitals_is_no_news() -> None:
    """Neither name nor address tells the two rows apart, in either list."""
    lists = _list(_ROY, replace(_ROY, email="Mairie@Mende.example"))
    assert compare(lists, lists) == []


def test_a_row_too_many_that_is_gone_is_nobody_who_left() -> None:
    """Whoever puts a list in order is not told that the mayor resigned."""
    assert compare(_list(_ROY, _ROY), _list(_ROY)) == []
    assert compare(_list(_ROY), _list(_ROY, _ROY)) == []


_CELLS = st.sampled_from(["", "Anne", "anne", "Mende", "48095", "mende"])
_FIELDS = ("first_name", "last_name", "office", "institution", "commune", "insee")


@given(
    st.lists(
        st.builds(
            contact_of,
            st.sampled_from(["", "a@mende.example", "A@mende.example", "b@b.example"]),
            **dict.fromkeys(_FIELDS, _CELLS),
        ),
        max_size=6,
    )
)
def test_any_list_is_like_itself(contacts: list[Contact]) -> None:
    """Whatever stands in it twice, or says nothing that tells two rows apart."""
    lists = _list(*contacts)
    assert compare(lists, lists) == []


def test_a_new_mayor_at_the_old_address_is_told() -> None:
    """The letter would greet the one who left."""
    (change,) = compare(_list(_ROY), _list(_PETIT))
    assert change.kind is ChangeKind.REPLACED
    assert (change.old, change.new) == (_ROY, _PETIT)


def test_a_new_mayor_at_a_new_address_is_one_change() -> None:
    """Not one who left and another who came: it is the same office."""
    new = replace(_PETIT, email="luc@mende.example")
    assert _told(_list(_ROY), _list(new)) == [("replaced", "Anne Roy", "Luc Petit")]


def test_an_office_that_changes_its_name_keeps_its_address() -> None:
    """Neither office nor name is found again, but the address is."""
    new = _person(
        "Luc Petit", "mairie@mende.example", **_MENDE | {"office": "La maire"}
    )
    assert _told(_list(_ROY), _list(new)) == [("replaced", "Anne Roy", "Luc Petit")]


@pytest.mark.parametrize(
    "name", ["Anne Roy", "ANNE ROY", "Anne Marie Roy", "Annè-Marie ROY"]
)
def test_a_new_address_of_the_same_person_is_told(name: str) -> None:
    """Lists spell names in capitals, without accents, with all first names."""
    new = _person(name, "anne@mende.example", **_MENDE)
    assert _told(_list(_ROY), _list(new)) == [("address-changed", "Anne Roy", name)]


def test_the_case_of_an_address_is_no_change() -> None:
    """Mail takes the same way."""
    new = replace(_ROY, email="Mairie@Mende.example")
    assert compare(_list(_ROY), _list(new)) == []


_TWICE = (
    _person("Anne Roy", "mairie@mende.example", commune="Mende", office="Conseillère"),
    _person("Anne Roy", "roy@mende.example", **_MENDE),
    _person("Anne Roy", "mairie@mende.example", commune="Mende", office="Maire"),
)


@pytest.mark.parametrize("again", _TWICE)
def test_whoever_stands_there_twice_and_then_once_is_there_still(
    again: Contact,
) -> None:
    """A departure that is none makes somebody write to nobody."""
    one, two = _list(_ROY, again), _list(_ROY)
    assert _told(one, two) == []
    assert _told(reversed(one), two) == []


def test_a_new_address_of_whoever_stood_there_twice_is_told() -> None:
    """As of anybody else, and as nothing more."""
    old = _list(_ROY, _ROY)
    new = _list(replace(_ROY, email="roy@mende.example"))
    assert _told(old, new) == [("address-changed", "Anne Roy", "Anne Roy")]
    old = _list(_ROY, replace(_ROY, email="anne@mende.example"))
    assert _told(old, new) == [("address-changed", "Anne Roy", "Anne Roy")]
    assert _told(new, old) == [("address-changed", "Anne Roy", "Anne Roy")] * 2


def test_who_came_and_who_left_is_told() -> None:
    """In the order of the list."""
    ajaccio = _person("Léa Ori", "l@ajaccio.example", **_MENDE | {"insee": "2A004"})
    dole = _person("Max Jay", "m@dole.example", **_MENDE | {"insee": "39198"})
    assert _told(_list(_ROY, dole), _list(_ROY, ajaccio)) == [
        ("came", "", "Léa Ori"),
        ("left", "Max Jay", ""),
    ]


def test_councillors_of_a_town_are_told_apart_by_name() -> None:
    """They share town and office; one who left was not replaced by one who came."""
    office = _MENDE | {"office": "Conseillère municipale"}
    old = [_person(f"{name} Roy", f"{name}@mende.example", **office) for name in "abc"]
    new = [_person(f"{name} Roy", f"{name}2@mende.example", **office) for name in "bcd"]
    assert _told(_list(*old), _list(*new)) == [
        ("came", "", "d Roy"),
        ("left", "a Roy", ""),
        ("address-changed", "b Roy", "b Roy"),
        ("address-changed", "c Roy", "c Roy"),
    ]


def test_a_namesake_elsewhere_is_somebody_else() -> None:
    """France has many Jean Martin."""
    here = _person("Jean Martin", "a@a.example", insee="01002", office="Maire")
    there = _person("Jean Martin", "b@b.example", insee="48095", office="Maire")
    assert _told(_list(here), _list(there)) == [
        ("came", "", "Jean Martin"),
        ("left", "Jean Martin", ""),
    ]


def test_a_list_without_places_is_compared_by_names() -> None:
    """Deputies have a constituency, and no commune."""
    old = [
        _person("Anne Roy", "a@roy.example"),
        _person("Luc Petit", "l@petit.example"),
    ]
    new = [
        _person("Luc Petit", "l@petit.example"),
        _person("Anne Roy", "anne@roy.example"),
    ]
    assert _told(_list(*old), _list(*new)) == [
        ("address-changed", "Anne Roy", "Anne Roy")
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"insee": "1002"}, {"insee": "01002"}),
        ({"insee": "2a004"}, {"insee": "2A004"}),
        ({"commune": "Le Puy"}, {"commune": "PUY (LE)"}),
        ({"commune": "St-Denis", "department": "974"},
         {"commune": "Saint-Denis", "department": "La Réunion"}),
        ({"commune": "Mende", "insee": "48095"}, {"commune": "MENDE"}),
        ({"institution": "Métropole d'Ici"}, {"institution": "METROPOLE D'ICI"}),
    ],
)  # fmt: skip
def test_a_place_is_known_however_it_is_written(
    before: dict[str, str], after: dict[str, str]
) -> None:
    """Lists come from different hands."""
    old = _person("Anne Roy", "a@roy.example", **before)
    new = _person("Luc Petit", "l@petit.example", **after)
    assert _told(_list(old), _list(new)) == [("replaced", "Anne Roy", "Luc Petit")]


def test_towns_that_share_a_name_are_two() -> None:
    """Sainte-Colombe is in twelve departments."""
    old = _person("Anne Roy", "a@a.example", commune="Sainte-Colombe", department="16")
    new = _person("Luc Petit", "b@b.example", commune="Sainte-Colombe", department="46")
    assert [kind for kind, *_ in _told(_list(old), _list(new))] == ["came", "left"]


def test_an_institution_without_a_person_is_not_replaced() -> None:
    """A list that names nobody says nothing of who left."""
    town_hall = contact_of("mairie@mende.example", **_MENDE, last_name="")
    assert compare(_list(_ROY), _list(town_hall)) == []
