"""Tables as they come: columns told, rows repaired, nobody lost."""

import datetime
from collections.abc import Sequence

import pytest

from mairemail.contacts.contact import RowProblem, Severity
from mairemail.contacts.table import Row
from mairemail.contacts.tidying.notes import Note
from mairemail.contacts.tidying.survey import Survey, surveyed
from mairemail.contacts.tidying.tidy_table import TidyRow, TidyTable, in_order
from mairemail.errors import ContactsError, UsageError

_TODAY = datetime.date(2026, 11, 22)
_HERE, _THERE = "mairie@lilas.example", "mairie@roses.example"


def _table(*lines: Sequence[str], **given: str) -> TidyTable:
    rows = [Row(number, list(line)) for number, line in enumerate(lines, start=1)]
    return TidyTable(rows, given=given, shown_as="liste.csv")


def _told(*lines: Sequence[str], **given: str) -> list[Note | RowProblem]:
    return list(surveyed(_table(*lines, **given), Survey(), today=_TODAY))


def _codes(*lines: Sequence[str], **given: str) -> list[tuple[int | None, str]]:
    return [(one.row, one.code) for one in _told(*lines, **given)]


def _clean(*lines: Sequence[str], **given: str) -> list[list[str]]:
    """Give the clean list, its header first."""
    survey = Survey()
    table = _table(*lines, **given)
    list(surveyed(table, survey, today=_TODAY))
    places = in_order(table.columns, survey.filled)
    rows = [row for row in _table(*lines, **given).rows() if isinstance(row, TidyRow)]
    return [
        [table.columns[place].name for place in places],
        *([row.cells[place] for place in places] for row in rows),
    ]


def test_known_columns_come_first_under_their_own_titles() -> None:
    """The list is its owner's still: they find their columns again."""
    assert _clean(
        ["Parti", "Commune", "Nom", "Remarque", "Courriel"],
        ["", "Les Lilas", "Besson", "à voir", _HERE],
    ) == [
        ["Courriel", "Nom", "Commune", "Parti", "Remarque"],
        [_HERE, "Besson", "Les Lilas", "", "à voir"],
    ]


def test_a_mistyped_title_is_asked_about_until_it_is_mapped() -> None:
    """It is kept as it is: only its owner knows what it is."""
    lines = (["email", "Comune", "parti"], [_HERE, "Les Lilas", "PS"])
    (told,) = _told(*lines)
    assert (told.row, told.code) == (1, "mistyped-column")
    assert told.message == "The column “Comune” is not known: did you mean “commune”?"
    assert told.hint.endswith("--map Comune=commune")
    (told,) = _told(["email", "Prénom de lelu"], [_HERE, "Zoé"])
    assert told.hint.endswith("--map 'Prénom de lelu=prenom_de_l_elu'")
    assert _clean(*lines)[0] == ["email", "Comune", "parti"]
    assert _told(*lines, comune="commune") == []
    assert _told(["email", "ville", "comune"], [_HERE, "Les Lilas", "x"]) == []


def test_a_title_that_two_columns_could_claim_gives_way_to_the_fields() -> None:
    """Read again, the list must say the same, in whatever order its columns stand."""
    lines = (
        ["Nom de l'élu", "Nom usuel", "mail", "email"],
        ["Besson", "x", "y", _HERE],
    )
    assert _clean(*lines)[0] == ["email", "last_name", "Nom usuel", "mail"]


def test_a_plain_title_goes_before_one_that_may_mean_the_same() -> None:
    """It stays as its owner wrote it, and the list is read the same again."""
    lines = (
        ["Titre", "Nom de l'élu", "Nom", "Civilité", "Fonction", "Mél"],
        ["Dr", "x", "Besson", "Mme", "Maire", _HERE],
    )
    assert _clean(*lines)[0] == [
        "Mél", "Civilité", "Nom", "Fonction", "Titre", "Nom de l'élu",
    ]  # fmt: skip


@pytest.mark.parametrize("office", ["Maire", "Députée", "MAIRE", "Mme la Maire"])
def test_a_title_with_offices_below_is_the_office(office: str) -> None:
    """Nobody is called “MAIRE” as one is called “Madame”."""
    lines = (["Titre", "Nom", "Mél"], [office, "Besson", _HERE])
    assert _codes(*lines) == [(None, "guessed-column")]
    assert _clean(*lines) == [["Mél", "Nom", "office"], [_HERE, "Besson", office]]
    lines = (["Titre", "Fonction", "Mél"], [office, "Conseillère", _HERE])
    assert _codes(*lines) == []
    assert _clean(*lines)[0] == ["Mél", "Fonction", "Titre"]


@pytest.mark.parametrize("cell", ["Mme", "Monsieur", "F", "", "2"])
def test_a_title_with_civilities_below_is_the_civility(cell: str) -> None:
    """Lists that call it so work as they come."""
    table = _table(["Titre", "Nom", "Mél"], [cell, "Besson", _HERE])
    assert table.place_of("civility") == 0


def test_a_good_list_has_nothing_to_tell() -> None:
    """Who did it right is not made to read."""
    assert _told(["email", "nom"], [_HERE, "Besson"], [_THERE, "de La Tour"]) == []


def test_a_table_without_header_is_told_by_its_cells() -> None:
    """The first person is not taken for a header, and lost."""
    lines = (["0", "M.", "DUVAL", _HERE], ["1", "Mme", "BESSON", _THERE])
    assert _codes(*lines) == [
        (None, "no-header"),
        (None, "guessed-column"),
        (None, "guessed-column"),
        (None, "index-column"),
    ]
    assert _clean(*lines) == [
        ["email", "civility", "column_3"],
        [_HERE, "M.", "DUVAL"],
        [_THERE, "Mme", "BESSON"],
    ]


def test_a_first_row_without_an_address_is_no_header_for_that() -> None:
    """The first of a list may be a town that publishes none."""
    lines = (["Les Lilas", "inconnu"], ["Les Roses", _THERE])
    assert _clean(*lines)[1:] == [["", "Les Lilas"], [_THERE, "Les Roses"]]


def test_a_header_in_unknown_words_is_one_all_the_same() -> None:
    """Only the column of addresses is told by what it holds."""
    lines = (["Lieu-dit", "Joindre"], ["Les Lilas", _HERE])
    assert _codes(*lines) == [(None, "guessed-column")]
    assert _clean(*lines)[0] == ["email", "Lieu-dit"]


@pytest.mark.parametrize("header", ["", "index", "Unnamed: 0", "N°"])
@pytest.mark.parametrize("first", [0, 1])
def test_a_column_that_counts_is_dropped(header: str, first: int) -> None:
    """Programs of data analysis write one with each table."""
    lines = (
        [header, "email"], [str(first), _HERE], [str(first + 1), _THERE]
    )  # fmt: skip
    assert _codes(*lines) == [(1, "index-column")]
    assert _clean(*lines) == [["email"], [_HERE], [_THERE]]


def test_numbers_that_do_not_only_count_are_kept() -> None:
    """A column without a name may say something."""
    lines = (["", "email"], ["1", _HERE], ["3", _THERE])
    assert _clean(*lines)[0] == ["email", "column_1"]
    assert _codes(*lines) == [(1, "renamed-column")]


def test_a_column_without_name_or_content_is_dropped() -> None:
    """Spreadsheets leave some at the end of each table."""
    assert _clean(["email", "", ""], [_HERE, "", "x"])[0] == ["email", "column_3"]


def test_a_second_column_of_one_name_gets_another() -> None:
    """Which of the two a letter means, its writer can say then."""
    lines = (["Nom", "email", "NOM"], ["Besson", _HERE, "Les Lilas"])
    assert _codes(*lines) == [(1, "renamed-column")]
    assert _clean(*lines)[0] == ["email", "Nom", "NOM_2"]


def test_thousands_of_columns_of_one_name_are_told_apart() -> None:
    """A key held down: compared each with all, they took longer than anyone waits."""
    header = ["Courriel", *["a"] * 20_000]
    names = [column.name for column in _table(header, [_HERE]).columns]
    assert names[1:4] == ["a", "a_2", "a_3"]
    assert "a_20000" in names


def test_what_the_user_says_of_a_column_wins() -> None:
    """Also over a column that is called like the field."""
    lines = (["Qui", "last_name", "email"], ["DUVAL", "x", _HERE])
    assert _clean(*lines, qui="last_name") == [
        ["email", "last_name", "last_name_2"],
        [_HERE, "Duval", "x"],
    ]


@pytest.mark.parametrize(
    "given",
    [{"Quoi": "note"}, {"Nom": "surname"}, {"Nom": "note", "Ville": "note"}],
)
def test_a_wrong_word_about_a_column_is_refused(given: dict[str, str]) -> None:
    """A column that is not there, no field, one field twice."""
    with pytest.raises(UsageError, match="--map"):
        _table(["Nom", "Ville", "email"], ["A", "B", _HERE], **given)


def test_a_list_without_any_address_is_a_list_still() -> None:
    """The national list of mayors has none: they are found elsewhere."""
    lines = (["Nom de l'élu", "Code de la commune"], ["BESSON", "1004"])
    assert _codes(*lines) == [
        (None, "no-address"), (2, "upper-case-name"), (2, "lost-zero"),
    ]  # fmt: skip
    assert _clean(*lines) == [["email", *lines[0]], ["", "Besson", "01004"]]


def test_what_is_no_list_of_people_is_refused() -> None:
    """Names of columns that say nothing, and no address below them."""
    with pytest.raises(ContactsError):
        _table(["a", "b"], ["1", "2"])


def test_addresses_go_where_they_belong() -> None:
    """Nobody is lost, and what stood in the cell neither."""
    assert _clean(
        ["email"],
        [f"{_HERE}; lilas@orange.fr"],
        ["https://roses.example/contact"],
        ["inconnu"],
        ["mairie roses@orange.fr"],
    ) == [
        ["email", "contact_form", "other_addresses"],
        [_HERE, "", "lilas@orange.fr"],
        ["", "https://roses.example/contact", ""],
        ["", "", ""],
        ["mairie roses@orange.fr", "", ""],
    ]


def test_a_web_page_never_replaces_another() -> None:
    """Which of the two is the form, only a person can see."""
    lines = (["email", "contact_form"], ["www.a.example/x", "www.b.example/y"])
    assert _codes(*lines) == [(2, "bad-address")]
    assert _clean(*lines) == list(map(list, lines))


def test_a_cell_that_says_nothing_is_emptied() -> None:
    """In every column: `Non public` is no last name."""
    lines = (["email", "nom", "Parti"], [_HERE, "Non public", "-"], ["-", "Ly", "PS"])
    assert _codes(*lines) == [
        (2, "says-nothing"), (2, "says-nothing"), (3, "no-address"),
    ]  # fmt: skip
    assert _clean(*lines)[1:] == [[_HERE, "", ""], ["", "Ly", "PS"]]


def test_the_second_name_is_kept_beside_the_first() -> None:
    """Who is known under it can still be called so."""
    assert _clean(["email", "nom"], [_HERE, "GIRAUD NÉE ROUVIER"]) == [
        ["email", "nom", "other_name"],
        [_HERE, "Giraud", "Rouvier"],
    ]


def test_of_two_names_of_a_wife_none_is_chosen_for_her() -> None:
    """Some go by the first, as many by the second: both stay, and one is told."""
    lines = (
        ["email", "nom", "other_name"],
        [_HERE, "ANDRE EPOUSE VEDRIN", ""],
        [_THERE, "BLANC ÉP VENTRE", "x"],
    )
    told = _told(*lines)
    assert [(one.row, one.code) for one in told] == [(2, "two-names"), (3, "two-names")]
    assert told[0].message == "“ANDRE EPOUSE VEDRIN” becomes “Andre épouse Vedrin”"
    assert "goes by" in told[0].hint
    assert _clean(*lines)[1:] == [
        [_HERE, "Andre épouse Vedrin", ""],
        [_THERE, "Blanc épouse Ventre", "x"],
    ]


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        (f"lilas@orange.fr, {_HERE}", "own domain"),
        (f"{_HERE}, lilas@orange.fr", "own domain"),
        (f"{_HERE}, {_THERE}", "first address in the cell"),
        ("a@orange.fr, b@gmail.com", "first address in the cell"),
    ],
)
def test_why_one_of_several_addresses_is_written_to_is_told(
    cell: str, reason: str
) -> None:
    """A reason that is not the reason makes nobody trust the rest."""
    (told,) = _told(["email"], [cell])
    assert reason in told.hint
    assert "other_addresses" in told.hint


def test_names_and_communes_that_shout_or_whisper_are_spelt() -> None:
    """By INSEE's list, with the code or the department where a name needs them."""
    lines = (
        ["email", "prénom", "nom", "commune", "insee"],
        [_HERE, "éric", "de la tour", "SAINT REMY", "1385"],
        [_THERE, "Éric", "Petit", "les abymes", ""],
    )
    assert _codes(*lines) == [
        (2, "lower-case-name"),
        (2, "lower-case-name"),
        (2, "lost-zero"),
        (2, "commune-name"),
        (3, "commune-name"),
    ]
    assert _clean(*lines)[1:] == [
        [_HERE, "Éric", "de La Tour", "Saint-Rémy", "01385"],
        [_THERE, "Éric", "Petit", "Les Abymes", ""],
    ]


def test_numbers_are_dates_only_where_the_column_says_so() -> None:
    """A population of 32874 is no day in 1990."""
    lines = (
        ["email", "Date de début", "habitants", "à jour au"],
        [_HERE, "32874", "32874", "46103"],
    )
    assert _clean(*lines)[1] == [_HERE, "32874", "2026-03-22", "1990-01-01"]


@pytest.mark.parametrize(
    ("header", "codes", "expected"),
    [
        ("insee", ["69123", "1004"], ["1500", "69001"]),
        ("ville", ["Lyon", "Belley"], ["1500", "69001"]),
        ("ville", ["Bruxelles", "Lausanne"], ["1000", "1002"]),
    ],
)
def test_a_postal_code_of_four_digits_may_be_belgian(
    header: str, codes: list[str], expected: list[str]
) -> None:
    """Only where the list is French is 1500 a code that lost its zero."""
    found = _clean(
        ["email", header, "code postal"],
        [_HERE, codes[0], expected[0]],
        [_THERE, codes[1], expected[1]],
    )
    is_french = codes[0] != "Bruxelles"
    assert found[1][2] == ("01500" if is_french else "1000")


def test_rows_whose_cells_cannot_be_placed_are_left_out_and_named() -> None:
    """The cells after a lost one would stand in the wrong column."""
    lines = (["email", "nom"], [_HERE], [_THERE, "a", "b"], [_HERE, "Besson", ""])
    told = _told(*lines)
    assert [(one.row, one.code) for one in told] == [(2, "short-row"), (3, "long-row")]
    assert {one.severity for one in told} == {Severity.ERROR}
    assert _clean(*lines)[1:] == [[_HERE, "Besson"]]


def test_who_stands_there_twice_is_told_with_both_rows() -> None:
    """Nobody but the writer knows which row is the right one."""
    lines = (
        ["email", "prénom", "nom", "commune"],
        [_HERE, "Zoé", "Besson", "Les Lilas"],
        [_HERE.upper(), "Anne", "Duval", "Les Lilas"],
        [_HERE, "Zoé", "Besson", "Les Lilas"],
        [_THERE, "Zoe", "BESSON", "Les lilas"],
        [_THERE, "", "", "Les Roses"],
    )
    told = [one for one in _told(*lines) if isinstance(one, Note) and one.first_row]
    assert [(one.row, one.code, one.first_row) for one in told] == [
        (3, "shared-address", 2),
        (4, "duplicate-address", 2),
        (5, "duplicate-person", 2),
        (6, "duplicate-address", 5),
    ]
    assert told[0].message == (
        "MAIRIE@lilas.example serves Zoé Besson (Les Lilas) in row 2 and Anne Duval "
        "(Les Lilas) in row 3"
    )
    assert told[1].message.endswith(
        "stands in row 2 already, for Zoé Besson (Les Lilas)"
    )
    assert told[2].message.endswith("stands in row 2 already")
    assert [row[0] for row in _clean(*lines)[1:]] == [line[0] for line in lines[1:]]


def test_a_row_without_address_says_whose_it_is() -> None:
    """One looks the address up by name, and counts no lines."""
    (told,) = _told(["email", "nom", "commune"], ["", "Besson", "Les Lilas"])
    assert told.message == "Besson (Les Lilas) has no e-mail address"
    (told,) = _told(["email", "nom"], ["a@", "Besson"])
    assert told.message == "“a@”, for Besson, is not an e-mail address"


def test_a_domain_that_is_surely_mistyped_is_asked_about_and_left() -> None:
    """gmial.com belongs to somebody who collects such letters."""
    lines = (["email", "nom"], ["lilas@gmial.com", "Besson"], ["b@gmail.com", "Ly"])
    (told,) = _told(*lines)
    assert (told.row, told.code) == (2, "mistyped-domain")
    assert told.message == "lilas@gmial.com: did you mean lilas@gmail.com?"
    assert _clean(*lines) == list(map(list, lines))


def test_only_rows_that_would_get_a_letter_are_ready() -> None:
    """The count is that of the letters."""
    survey = Survey()
    lines = (["email"], [_HERE], [_HERE], ["inconnu"], ["a@"], [f"{_THERE}\x07"])
    list(surveyed(_table(*lines), survey, today=_TODAY))
    assert (survey.rows, survey.ready, survey.left_out) == (5, 1, 0)


def test_broken_accents_are_told_and_left_as_they_are() -> None:
    """Repairing them is guessing; the original has them whole."""
    lines = (["email", "Libellé"], [_HERE, "LiÃ©vin"], [_THERE, "Liévin"])
    assert _codes(*lines) == [(2, "mojibake")]
    assert _clean(*lines)[1:] == [[_HERE, "LiÃ©vin"], [_THERE, "Liévin"]]


def test_marks_that_nobody_sees_are_taken_out_and_told() -> None:
    """The two spellings look alike on a screen: the words say what is done."""
    lines = (["email", "nom"], [f"\u200b{_HERE}", "Bes\u202eson"], [_THERE, "Duval"])
    told = _told(*lines)
    assert [(one.row, one.code) for one in told] == [(2, "hidden-mark")] * 2
    assert "Besson" in told[1].message
    assert _clean(*lines)[1:] == [[_HERE, "Besson"], [_THERE, "Duval"]]


def test_a_clean_list_is_its_own_clean_list() -> None:
    """Whoever imports twice has lost nothing and repaired nothing twice."""
    clean = _clean(
        ["", "Nom", "Nom", "Courriel", "Date", "cp", "insee"],
        [
            "1",
            "DE LA TOUR EP LY",
            "Tours",
            f"{_HERE}/{_THERE}",
            "46103",
            "1500",
            "1004",
        ],
        ["2", "NÉE", "", "https://roses.example", "", "", "2A004"],
    )
    assert _clean(*clean) == clean
    assert {code for _row, code in _codes(*clean)} == {"no-address"}


def test_old_rows_are_told_once_with_the_oldest() -> None:
    """A list that was imported years ago greets people who left."""
    told = _told(
        ["email", "as_of"],
        [_HERE, "2025-01-02"],
        [_THERE, "3/4/2025"],
        ["x@roses.example", "2026-10-01"],
    )
    (old,) = (one for one in told if one.code == "old-list")
    assert old.row is None
    assert "2," in old.message
    assert "2025-01-02" in old.message


def test_a_title_of_a_hundred_thousand_characters_is_told_in_short() -> None:
    """What a stranger wrote must not fill the screen."""
    title = "n" * 100_000
    table = _table(["email", "x", title, title], [_HERE, "1", "b", "c"])
    notes = [*surveyed(table, Survey(), today=_TODAY)]
    assert notes
    assert all(len(one.message + one.hint) < 500 for one in notes)


def test_a_table_without_addresses_is_told_so_and_what_to_do() -> None:
    """“Kept in the list, without an address” is said of people."""
    (told,) = _told(["nom", "commune"], ["Besson", "Les Lilas"])
    assert isinstance(told, Note)
    assert (told.code, told.is_of_table) == ("no-address", True)
    assert told.message.startswith("No column holds e-mail addresses")
    assert "--map" in told.hint
    (told,) = _told(["email", "nom"], ["", "Besson"])
    assert told.hint == "Kept in the list, without an address"


def test_a_web_page_beside_two_addresses_has_its_own_hint() -> None:
    """Why one address was chosen says nothing of the page."""
    told = _told(["email"], [f"a@orange.fr {_HERE} www.lilas.example"])
    assert [one.code for one in told] == ["several-addresses", "contact-form"]
    assert "own domain" in told[0].hint
    assert "contact_form" in told[1].hint
