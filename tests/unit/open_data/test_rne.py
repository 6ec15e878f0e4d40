"""The files of the Répertoire national des élus, of every year."""

from pathlib import Path

import pytest

from mairemail.errors import ContactsError
from mairemail.open_data.data_sets import rne
from mairemail.open_data.files import Kind
from mairemail.open_data.person import Note, Person
from tests.unit.open_data import layouts

MENDE = ("48", "48095", "Mende", "DE LA TREILLE-MARTIN", "Loïc, Claude", "M")


def mayors(path: Path) -> list[Person]:
    found = list(rne.mayors(layouts.read(path)))
    assert all(isinstance(one, Person) for one in found)
    return [one for one in found if isinstance(one, Person)]


def test_mayors_of_2019_have_their_insee_code_rebuilt(tmp_path: Path) -> None:
    """Three digits in a department, departments of their own overseas."""
    path = layouts.mayors_2019(
        tmp_path,
        [
            ("48", "095", "Mende", "DUBREUIL", "Hélène", "F"),
            ("2A", "004", "Ajaccio", "LILAS", "Ange", "M"),
            ("ZA", "101", "Les Abymes", "BESSON", "Samir", "M"),
            ("ZM", "501", "Acoua", "MARTIN", "Dominique", "F"),
            ("ZP", "011", "Anaa", "MARTIN", "Calixte", "M"),
        ],
    )
    found = mayors(path)
    assert [(one.insee, one.department) for one in found] == [
        ("48095", "48"),
        ("2A004", "2A"),
        ("97101", "971"),
        ("97601", "976"),
        ("98711", "987"),
    ]
    assert [one.civility for one in found] == ["Mme", "M.", "M.", "Mme", "M."]
    assert found[0].mandate_start == "2014-04-03"
    assert found[0].origin.startswith("9-rne-maires.txt line 3 (")


@pytest.mark.parametrize(
    ("delimiter", "encoding", "quote", "titles"),
    [
        (";", "cp1252", "", layouts.TITLES_2022),
        (";", "utf-8", "", layouts.TITLES_2022),
        ("\t", "utf-8", "", layouts.TITLES_2022),
        (",", "utf-8", "", layouts.TITLES_2022),
        ("\t", "utf-8-sig", '"', layouts.TITLES_2022),
        ("\t", "utf-8", "", layouts.typographic_titles()),
        ("\t", "utf-8", "", layouts.doubled_quote_titles()),
    ],
)
def test_every_generation_says_the_same(
    tmp_path: Path,
    delimiter: str,
    encoding: str,
    quote: str,
    titles: tuple[str, ...],
) -> None:
    """The ministry has changed delimiter, encoding, quotes and apostrophes."""
    person = (*MENDE[:4], "Loïc", "M") if delimiter == "," else MENDE
    path = layouts.mayors_2022(
        tmp_path,
        [person],
        delimiter=delimiter,
        encoding=encoding,
        quote=quote,
        titles=titles,
    )
    assert layouts.read(path).kind is Kind.MAYORS
    (found,) = mayors(path)
    assert (found.civility, found.first_name, found.insee) == ("M.", "Loïc", "48095")
    assert found.last_name == "de La Treille-Martin"
    assert found.mandate_start == "2020-05-18"


def test_mayors_of_2023_in_snake_case(tmp_path: Path) -> None:
    """Dates come with a midnight and a zone."""
    (found,) = mayors(layouts.mayors_2023(tmp_path, [MENDE]))
    assert (found.first_name, found.mandate_start) == ("Loïc", "2020-05-18")


def test_dates_of_2026_are_not_turned_around(tmp_path: Path) -> None:
    """2026-03-12 read day first gave the third of December to thousands."""
    (found,) = mayors(layouts.mayors_2022(tmp_path, [MENDE], start="2026-03-12"))
    assert found.mandate_start == "2026-03-12"


@pytest.mark.parametrize("text", ["05/05/80", "2026-13-01", "mai 2020", "12-03-2026"])
def test_date_that_is_not_sure_is_left_empty_and_told(
    tmp_path: Path, text: str
) -> None:
    """A guessed century or order is worse than no date."""
    path = layouts.mayors_2022(tmp_path, [MENDE], start=text)
    note, person = rne.mayors(layouts.read(path))
    assert isinstance(note, Note)
    assert note.code == "bad-date"
    assert isinstance(person, Person)
    assert person.mandate_start == ""


def test_overseas_have_no_department_in_their_column(tmp_path: Path) -> None:
    """The collectivity's columns are filled in its stead; the code tells both."""
    path = layouts.mayors_2022(
        tmp_path,
        [
            ("", "98711", "Anaa", "RAUZY ÉPSE LILAS", "Joëlle", "F"),
            ("6AE", "68298", "Sainte-Marie-Aux-Mines", "NÉE", "Noëllie", "F"),
        ],
    )
    first, second = mayors(path)
    assert (first.department, first.last_name) == ("987", "Rauzy épouse Lilas")
    # Somebody is really called that.
    assert (second.department, second.last_name) == ("68", "Née")


def test_functions_of_councillors_choose_and_name_the_office(tmp_path: Path) -> None:
    """The file has councillors without a function by the hundred thousand."""
    path = layouts.councillors(
        tmp_path,
        [
            ("48095", "DUBREUIL", "Hélène", "F", "Maire"),
            ("48095", "BESSON", "Samir", "M", "2ème adjoint au Maire"),
            ("48095", "LILAS", "Zoé", "F", ""),
        ],
    )
    file = layouts.read(path)
    assert file.kind is Kind.COUNCILLORS
    assert [one.last_name for one in mayors(path)] == ["Dubreuil"]
    offices = [
        one.office
        for one in rne.municipal_councillors(file, lambda function: function != "Maire")
        if isinstance(one, Person)
    ]
    assert offices == ["2ème adjoint au Maire", "Conseillère municipale"]


def test_councillors_of_departments_and_regions(tmp_path: Path) -> None:
    """Their council is told by its code."""
    cd = layouts.read(
        layouts.departmental(tmp_path, [("48", "BESSON", "Samir", "M", "")])
    )
    cr = layouts.read(
        layouts.regional(
            tmp_path, [("76", "LILAS", "Zoé", "F", "Président du conseil régional")]
        )
    )
    assert (cd.kind, cr.kind) == (Kind.DEPARTMENTAL, Kind.REGIONAL)
    (one,) = rne.departmental_councillors(cd, lambda function: not function)
    (other,) = rne.regional_councillors(cr, bool)
    assert isinstance(one, Person)
    assert isinstance(other, Person)
    assert (one.department, one.office) == ("48", "Conseiller départemental")
    assert (other.region, other.office) == ("76", "Président du conseil régional")


def test_file_of_another_layout_is_refused_with_its_columns(tmp_path: Path) -> None:
    """Whoever reads it must see what has changed."""
    path = tmp_path / "maires.csv"
    path.write_text("a;b;c;d;Élu;f\n1;2;3;4;5;6\n", encoding="utf-8")
    with pytest.raises(ContactsError) as caught:
        layouts.read(path)
    assert "a, b, c, d, Élu, f" in str(caught.value.hint)
    assert "Nom de l'élu" in str(caught.value.hint)


def test_file_with_a_column_lost_names_it(tmp_path: Path) -> None:
    """A list without the mayors' sex would have no form of address."""
    path = layouts.mayors_2022(tmp_path, [MENDE])
    text = path.read_text(encoding="utf-8").replace("Code sexe", "Genre de l'élu")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContactsError) as caught:
        mayors(path)
    assert "code_sexe" in str(caught.value.hint)
