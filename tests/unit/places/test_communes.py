"""The communes of France, by code and by name."""

import re

import pytest

from mairemail.places.communes import (
    Commune,
    as_spelt,
    commune_of,
    communes_named,
    similar_names,
)
from tests.unit.places.shipped import shipped_communes

_OVERSEAS = ("975", "977", "978", "984", "986", "987", "988", "989")


def test_the_list_is_what_its_format_says() -> None:
    """Every command that looks a commune up trusts its lines."""
    communes = shipped_communes()
    codes = [code for code, _name, _tncc, _population in communes]
    assert codes == sorted(set(codes))
    for code, name, tncc, population in communes:
        assert re.fullmatch("[0-9][0-9AB][0-9]{3}", code)
        assert re.fullmatch(r"[A-ZÉÈÎÔŒ][\w '()-]*", name), name
        assert re.fullmatch("[0-8]?", tncc)
        assert re.fullmatch("[0-9]*", population)


def test_the_list_is_that_of_2026() -> None:
    """INSEE counts 34,875 communes on 1 January 2026."""
    communes = shipped_communes()
    outside = [code for code, *_ in communes if code.startswith(_OVERSEAS)]
    arrondissements = [
        name for _code, name, *_ in communes
        if re.fullmatch("(Paris|Lyon|Marseille) .* Arrondissement", name)
    ]  # fmt: skip
    assert (len(outside), len(arrondissements)) == (94, 45)
    assert len(communes) - 94 - 45 == 34_875
    # INSEE tells the TNCC of its own alone.
    assert {code for code, _, tncc, _ in communes if not tncc} == set(outside)
    people = sum(int(population or 0) for *_, population in communes)
    in_arrondissements = sum(
        commune.population or 0
        for name in arrondissements
        for commune in communes_named(name)
    )
    assert 68e6 < people - in_arrondissements < 70e6


@pytest.mark.parametrize(
    ("code", "name", "department"),
    [
        ("01002", "L'Abergement-de-Varey", "01"),
        ("48095", "Mende", "48"),
        ("75056", "Paris", "75"),
        ("75118", "Paris 18e Arrondissement", "75"),
        ("2A004", "Ajaccio", "2A"),
        ("97411", "Saint-Denis", "974"),
        ("98735", "Papeete", "987"),
        ("76351", "Le Havre", "76"),
        ("67180", "Haguenau", "67"),
        ("83069", "Hyères", "83"),
    ],
)
def test_a_code_gives_its_commune(code: str, name: str, department: str) -> None:
    """With the article and the accents that INSEE gives it."""
    commune = commune_of(code)
    assert commune is not None
    assert (commune.code, commune.name) == (code, name)
    assert commune.department == department
    assert commune.population


@pytest.mark.parametrize("code", ["1002", " 01002 ", "2a004"])
def test_a_code_is_known_as_spreadsheets_leave_it(code: str) -> None:
    """They take 01002 for a number."""
    assert commune_of(code) is not None


@pytest.mark.parametrize("code", ["", "99999", "Mende", "01002000"])
def test_what_is_no_code_gives_nothing(code: str) -> None:
    """Not the next commune, and no traceback."""
    assert commune_of(code) is None


def _codes(communes: list[Commune]) -> list[str]:
    return [commune.code for commune in communes]


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("Mende", ["48095"]),
        ("MENDE", ["48095"]),
        ("l'abergement de varey", ["01002"]),
        ("L\u2019Abergement-De-Varey", ["01002"]),
        ("Abergement-de-Varey", ["01002"]),
        ("Le Havre", ["76351"]),
        ("havre", ["76351"]),
        ("Havre (Le)", ["76351"]),
        ("La Havre", ["76351"]),
        ("L'Hay les roses", ["94038"]),
        ("OETING", ["57521"]),
        ("Œting", ["57521"]),
        ("Mont St Michel", ["50353"]),
        ("St. Etienne du Valdonnez", ["48147"]),
        ("Château-Chinon (Ville)", ["58062"]),
        ("Pont de Montvert - Sud Mont Lozère", ["48116"]),
        ("Nulle-Part", []),
        ("", []),
    ],
)
def test_a_name_is_found_as_people_type_it(typed: str, codes: list[str]) -> None:
    """Case, accents, hyphens, articles and "St" differ from list to list."""
    assert _codes(communes_named(typed)) == codes


def test_homonyms_are_all_given() -> None:
    """Who asks must choose: the first would be the wrong one eleven times of twelve."""
    assert len(communes_named("Sainte-Colombe")) == 12
    assert _codes(communes_named("Ste Colombe")) == _codes(
        communes_named("Sainte-Colombe")
    )


def test_an_article_tells_apart_what_a_missing_one_does_not() -> None:
    """Port is in Ain, Le Port in Ariège and La Réunion."""
    with_article = {"09231", "97407"}
    assert set(_codes(communes_named("Le Port"))) == with_article
    assert set(_codes(communes_named("Port"))) == with_article | {"01307"}


def test_every_commune_is_found_by_its_own_name() -> None:
    """Whatever signs are in it."""
    missed = [
        name
        for code, name, *_ in shipped_communes()
        if code not in _codes(communes_named(name))
    ]
    assert not missed


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Sainte-Colmbe", "Sainte-Colombe"),
        ("Saint-Etiene-du-Valdonez", "Saint-Étienne-du-Valdonnez"),
        ("le havr", "Le Havre"),
    ],
)
def test_a_slip_of_the_pen_gives_what_was_meant(typed: str, meant: str) -> None:
    """A message that only says "unknown" sends people away."""
    assert meant in similar_names(typed)


def test_nothing_is_like_nothing_known() -> None:
    """Three far-fetched names would be worse than none."""
    assert similar_names("xqzw") == []


@pytest.mark.parametrize(
    ("name", "code", "department", "expected"),
    [
        ("HENDAYE", "", "", "Hendaye"),
        ("les abymes", "", "", "Les Abymes"),
        ("ST ETIENNE DU VALDONNEZ", "", "", "Saint-Étienne-du-Valdonnez"),
        ("VILLEY (LE)", "", "", "Le Villey"),
        ("HAVRE", "", "", "Le Havre"),
        ("SAINTE COLOMBE", "", "", "Sainte-Colombe"),
        ("SAINT REMY", "", "", "SAINT REMY"),
        ("SAINT REMY", "88435", "", "Saint-Remy"),
        ("SAINT REMY", "1385", "", "Saint-Rémy"),
        ("SAINT REMY", "", "01", "Saint-Rémy"),
        ("SAINT REMY", "", "Vosges", "Saint-Remy"),
        ("HENDAYE", "01385", "", "HENDAYE"),
        ("LA BAULE", "44055", "44", "LA BAULE"),
        ("LA BAULE", "", "44", "LA BAULE"),
        ("LA SEYNE", "", "83", "LA SEYNE"),
        ("LE PERREUX", "", "", "LE PERREUX"),
        ("LES CLAYES", "", "78", "LES CLAYES"),
        ("la rochelle", "", "17", "La Rochelle"),
        ("BRUXELLES", "", "", "BRUXELLES"),
        ("MAIRIE DE HENDAYE", "", "", "MAIRIE DE HENDAYE"),
        ("Y", "", "", "Y"),
        ("Les abymes", "", "", "Les abymes"),
        ("L'Abergement-De-Varey", "01002", "", "L'Abergement-De-Varey"),
        ("", "", "", ""),
        ("48", "", "", "48"),
    ],
)
def test_a_name_all_in_capitals_or_small_letters_is_spelt_as_insee_does(
    name: str, code: str, department: str, expected: str
) -> None:
    """“La présence d'HENDAYE” shouts; what somebody spelt with care is left alone."""
    assert as_spelt(name, code=code, department=department) == expected
