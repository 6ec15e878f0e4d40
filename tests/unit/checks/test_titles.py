"""Whether everybody is called by their own title: what officials mind most."""

from pathlib import Path
from uuid import uuid4

import pytest

from mairemail.campaigns.merge import EVERYBODY
from mairemail.checks.campaign import check_campaign
from mairemail.checks.finding import Finding
from mairemail.contacts.contact import Severity
from tests.unit.material import CAMILLE, LONG_ENOUGH, NOW, campaign_in, nobody

_HEADER = "email,civilité,prénom,nom,fonction,commune,accueil\n"
_WOMAN = "a@lilas.example,Mme,Hélène,Dubreuil,Maire,Rennes,Chère Hélène\n"
_MAN = "b@lilas.example,M.,Yves,Le Goff,Maire,Dinan,Cher Yves\n"
_TEAM = "c@lilas.example,,,,Équipe municipale,Vitré,Bonjour à toutes\n"


def _found(
    folder: Path,
    text: str,
    rows: str = _WOMAN + _MAN,
    *,
    settings: str = 'id = "a"\n',
    more: dict[str, str] | None = None,
) -> list[Finding]:
    folder.mkdir(parents=True, exist_ok=True)
    for name, other in (more or {}).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(other, encoding="utf-8")
    report = check_campaign(
        campaign_in(
            folder,
            contacts=_HEADER + rows,
            letter=f"Subject: Un mot\n\n{text}\n\n{LONG_ENOUGH}\n",
            settings=settings,
        ),
        EVERYBODY,
        sender=CAMILLE,
        now=NOW,
        new_uuid=uuid4,
        is_opted_out=nobody,
    )
    return report.findings


def _codes(found: list[Finding]) -> list[tuple[str, int | None]]:
    return [(one.code, one.row) for one in found]


def test_a_letter_that_addresses_everybody_alike_is_warned_of_once(
    tmp_path: Path,
) -> None:
    """“Madame la Maire” to three hundred mayors is wrong for two hundred."""
    (found,) = _found(tmp_path, "Mesdames et Messieurs les maires,")
    assert (found.code, found.row) == ("same-salutation", None)
    assert found.severity is Severity.WARNING
    assert "{{ salutation }}" in found.message + found.hint
    assert "2" in found.message


@pytest.mark.parametrize(
    "text",
    [
        "{{ salutation }},",
        "{% if civilite == 'Mme' %}Madame la{% else %}Monsieur le{% endif %} Maire,",
        "Bonjour {{ prenom }},",
        "Cher {{ last_name }},",
        "À {{ office_title }},",
        "{{ accueil }},",
        "Rennes, le {{ today | date }}\n\n{{ accueil }},",
        '{% include "arguments/a.md" %}',
    ],
)
def test_a_letter_that_speaks_to_each_person_is_not(tmp_path: Path, text: str) -> None:
    """There are other ways than `{{ salutation }}`."""
    more = {"arguments/a.md": "{{ salutation }},\n"}
    assert _found(tmp_path, text, more=more) == []


@pytest.mark.parametrize(
    "text",
    [
        "{% set role = fonction | base_office %}\nChers élus,",
        "{{ closing }}.",
        "Rennes, le {{ today | date }}\n\nChers élus {{ commune | de }} et d'ailleurs.",
    ],
)
def test_what_does_not_depend_on_the_person_does_not_count(
    tmp_path: Path, text: str
) -> None:
    """The bundled letters ask for the office, whatever becomes of their salutation."""
    assert _codes(_found(tmp_path, text)) == [("same-salutation", None)]


def test_a_salutation_that_lacks_a_brace_is_told_as_such_alone(tmp_path: Path) -> None:
    """It is there, and is not to be written a second time."""
    found = _found(tmp_path, "{ salutation }},")
    assert _codes(found) == [("placeholder", None)]


def test_a_letter_to_one_person_is_not_alike_to_anybody(tmp_path: Path) -> None:
    """It can be written by hand from end to end."""
    assert _found(tmp_path, "Madame la Maire,", _WOMAN) == []


def test_a_greeting_that_fits_anybody_is_warned_of_once(tmp_path: Path) -> None:
    """`bare-salutation` says it better."""
    found = _found(tmp_path, "Madame, Monsieur,")
    assert _codes(found) == [("bare-salutation", None)]


@pytest.mark.parametrize("is_skip", [False, True])
def test_a_letter_for_some_is_alike_to_these_by_choice(
    tmp_path: Path, *, is_skip: bool
) -> None:
    """A version is how some are spoken to otherwise; leaving people out is not."""
    rule = 'skip = "x"' if is_skip else 'letter = "equipe.md"'
    settings = (
        f'id = "a"\nletter = "letter.md"\n[[version]]\n{rule}\n'
        "where = '\"quipe\" in fonction'\n"
    )
    team = {"equipe.md": f"Subject: A\n\nBonjour à l'équipe,\n\n{LONG_ENOUGH}\n"}
    found = _found(
        tmp_path,
        "Mesdames et Messieurs les maires,",
        _WOMAN + _MAN + _TEAM,
        settings=settings,
        more=team,
    )
    codes = [code for code, _row in _codes(found) if code != "skipped"]
    assert codes == (["same-salutation"] if is_skip else [])


@pytest.mark.parametrize(
    ("text", "row", "title", "civility"),
    [
        ("Madame la Maire,", 3, "Madame la Maire", "M."),
        ("Madame le Maire,", 3, "Madame le Maire", "M."),
        ("Madame la Mairesse,", 3, "Madame la Mairesse", "M."),
        ("Monsieur le Maire,", 2, "Monsieur le Maire", "Mme"),
        ("monsieur le maire,", 2, "monsieur le maire", "Mme"),
        ("M. le Maire !", 2, "M. le Maire", "Mme"),
        ("Bonjour Monsieur le Maire,", 2, "Monsieur le Maire", "Mme"),
        ("Cher Monsieur,", 2, "Monsieur", "Mme"),
        ("Monsieur le Maire de Rennes,", 2, "Monsieur le Maire", "Mme"),
        ("Monsieur Dubreuil,", 2, "Monsieur", "Mme"),
        ("À l'attention de Monsieur le Maire", 2, "Monsieur le Maire", "Mme"),
        ("Monsieur l'Adjoint au Maire,", 2, "Monsieur l’Adjoint au Maire", "Mme"),
        ("Monsieur le Conseiller,", 2, "Monsieur le Conseiller", "Mme"),
        (
            "Veuillez agréer, Monsieur le Maire, mes vœux.",
            2,
            "Monsieur le Maire",
            "Mme",
        ),
        ("Je vous prie de croire, Monsieur le Maire, à ma foi", 2, "Monsieur", "Mme"),
        ("Dear Mr Dubreuil,", 2, "Dear Mr", "Mme"),
        ("Dear Sir,", 2, "Dear Sir", "Mme"),
        ("Dear Madam,", 3, "Dear Madam", "M."),
        ("Dear Mrs Hartley,", 3, "Dear Mrs", "M."),
    ],
)
def test_a_title_of_the_other_gender_is_told_of_the_row(
    tmp_path: Path, text: str, row: int, title: str, civility: str
) -> None:
    """The list knows better, and the letter does not ask it."""
    found = [one for one in _found(tmp_path, text) if one.code == "wrong-title"]
    assert [(one.row, one.severity) for one in found] == [(row, Severity.WARNING)]
    assert title in found[0].message
    assert f"“{civility}”" in found[0].message
    assert "{{ salutation }}" in found[0].hint


@pytest.mark.parametrize(
    "text",
    [
        "Madame la Maire, Monsieur le Maire,",
        "Madame, Monsieur le Maire,",
        "Madame ou Monsieur le Maire,",
        "Monsieur/Madame,",
        "Mesdames, Messieurs,",
        "Dear Sir or Madam,",
        "Dear Madam or Sir,",
        "J'ai écrit à Monsieur le Préfet et à Madame la Députée.",
        "Le courrier de Monsieur le Maire, de 2024, est resté sans suite.",
        "Monsieur le Préfet a répondu.",
        "> Monsieur le Maire,",
        "Chers élus,",
        "Madame la Maire, cher Monsieur,",
        "J'ai écrit à\nMonsieur le Préfet, qui nous renvoie à vous.",
        "Votre prédécesseur, Monsieur le Maire, en 2019, et Madame sa Directrice",
        "On lit « Madame la Maire » et « Monsieur le Maire » dans la presse.",
        "Bonjour,\n\nCopie à : Monsieur le Préfet",
        "{{ civilite }} {{ nom }},\n\nIl nous a dit « Monsieur le Maire ! »",
        "Bonjour,\n\nMonsieur le Préfet\nMadame la Députée",
        "Veuillez agréer, Madame, Monsieur, mes salutations.",
        "Veuillez agréer, Madame ou Monsieur le Maire, mes salutations.",
    ],
)
def test_both_genders_and_other_people_are_no_wrong_title(
    tmp_path: Path, text: str
) -> None:
    """A check that complains of good French is soon ignored."""
    assert "wrong-title" not in {code for code, _row in _codes(_found(tmp_path, text))}


@pytest.mark.parametrize(
    "text",
    [
        "{{ salutation }},\n\nMonsieur le Maire, cela dure.",
        "{{ formule_d_appel | default(salutation) }},\n\nMadame la Maire, cela dure.",
    ],
)
def test_a_letter_that_says_the_salutation_is_not_looked_at(
    tmp_path: Path, text: str
) -> None:
    """It speaks of somebody else there, and thousands of messages are not searched."""
    assert _found(tmp_path, text) == []


def test_a_title_typed_into_the_closing_is_wrong_whatever_the_salutation_is(
    tmp_path: Path,
) -> None:
    """A woman would read “Madame la Maire” and, below, “Monsieur le Maire”."""
    text = "{{ salutation }},\n\nVeuillez agréer, Monsieur le Maire, mes salutations."
    assert _codes(_found(tmp_path, text)) == [("wrong-title", 2)]


def test_without_a_civility_no_title_is_wrong(tmp_path: Path) -> None:
    """Nothing is guessed from a first name."""
    found = _found(tmp_path, "Monsieur le Maire,", _WOMAN.replace("Mme", ""))
    assert found == []
