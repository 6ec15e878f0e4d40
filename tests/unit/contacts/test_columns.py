"""Headers mapped to fields, cells checked, one bad row never stopping the others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mairemail.contacts.contact import Contact, RowProblem, Severity
from mairemail.contacts.fields import FIELDS
from mairemail.errors import ContactsError
from tests.unit.material import contacts_in, only_contact, only_problem

_HERE = "mairie@lilas.example"


@pytest.mark.parametrize(
    "header",
    [
        "email", "E-mail", "Courriel", "Mél", "Adresse e-mail", "ADRESSE COURRIEL",
        "Adresse électronique", "Email address", "adresse mail", "Mail", "E-mails",
        "Emails", "Adresses mail", "Adresse(s) e-mail", "Courriel(s)", "E-MAIL(S)",
    ],
)  # fmt: skip
def test_the_address_column_is_found_under_its_usual_names(header: str) -> None:
    """Official tables agree on nothing, least of all on the name of this column."""
    assert only_contact([header], [_HERE]).email == _HERE


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Civilité", "civility"),
        ("Code sexe", "civility"),
        ("Prénom de l'élu", "first_name"),
        ("Nom de l'élu", "last_name"),
        ("Libellé de la fonction", "office"),
        ("Libellé de la commune", "commune"),
        ("Mairie", "commune"),
        ("Code INSEE", "insee"),
        ("Code du département", "department"),
        ("Surname", "last_name"),
        ("Nom de l'élu(e)", "last_name"),
        ("Prénom(s)", "first_name"),
        ("M./Mme", "civility"),
        ("Fonction de l'élu", "office"),
        ("N° INSEE", "insee"),
        ("Dept", "department"),
        ("Nb d'habitants", "population"),
        ("Site internet", "website"),
        ("Formulaire de contact", "contact_form"),
    ],
)
def test_a_usual_header_maps_to_its_field(header: str, field: str) -> None:
    """A list works as downloaded, without renaming its columns first."""
    assert only_contact(["email", header], [_HERE, "X"]).cells[field] == "X"


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_goes_by_its_own_name(field: str) -> None:
    """The names of the manual work whatever else is mapped."""
    contact = only_contact(["email", field][-1 if field == "email" else 0 :],
                           [_HERE, _HERE][-1 if field == "email" else 0 :])  # fmt: skip
    assert contact.cells[field] == _HERE


def test_a_mapped_column_keeps_its_own_name_too() -> None:
    """A letter may speak of `nom_de_l_elu` as well as of `last_name`."""
    contact = only_contact(["email", "Nom de l'élu"], [_HERE, "Besson"])
    assert contact.cells["nom_de_l_elu"] == contact.cells["last_name"] == "Besson"


def test_an_exact_name_goes_before_an_alias() -> None:
    """A column called `email` is the address, whatever `mail` beside it holds."""
    contact = only_contact(["mail", "email"], ["x@autre.example", _HERE])
    assert contact.email == _HERE


def test_a_plain_name_goes_before_another() -> None:
    """Everybody was greeted “Madame, Monsieur”: Civilité stood behind Titre."""
    contact = only_contact(
        ["Titre", "Civilité", "Mail", "Courriel"], ["Dr", "Mme", "x", _HERE]
    )
    assert contact.cells["civility"] == "Mme"
    assert contact.cells["titre"] == "Dr"


def test_a_title_of_offices_is_no_civility() -> None:
    """“Maire” says neither Madame nor Monsieur."""
    lines = (["Titre", "email"], ["Maire", _HERE], ["", "b@lilas.example"])
    first, second = contacts_in(*lines)
    assert isinstance(first, Contact)
    assert isinstance(second, Contact)
    assert "civility" not in first.columns
    assert only_contact(["Titre", "email"], ["M.", _HERE]).cells["civility"] == "M."


def test_two_columns_of_one_name_are_refused_and_named() -> None:
    """Mailmerge let the last win in silence: the mail went to the second `email`."""
    with pytest.raises(ContactsError, match="email"):
        contacts_in(["email", "nom", "Email"], [_HERE, "B", "x@autre.example"])


def test_columns_without_a_header_are_no_trouble() -> None:
    """Spreadsheets leave empty columns at the end of a table."""
    assert only_contact(["email", "", ""], [_HERE, "", "x"]).email == _HERE


def test_a_list_without_addresses_is_refused_with_its_columns() -> None:
    """The user sees which columns were found, and so what to rename."""
    with pytest.raises(ContactsError) as caught:
        contacts_in(["nom", "commune"], ["Besson", "Lilas"])
    assert "nom, commune" in (caught.value.hint or "")


def test_a_header_alone_has_no_contacts() -> None:
    """An empty list is not an error of the file."""
    assert contacts_in(["email", "nom"]) == []


def test_a_short_row_is_a_problem_and_never_a_none() -> None:
    """Mailmerge sent "Dear None" to the official whose row had lost a cell."""
    problem = only_problem(["email", "nom"], [_HERE])
    assert (problem.code, problem.row, problem.email) == ("short-row", 2, _HERE)


def test_a_short_row_that_lost_its_address_is_a_problem_too() -> None:
    """The address column may be the last one."""
    assert only_problem(["nom", "ville", "email"], ["Besson"]).email is None


def test_a_long_row_is_a_problem() -> None:
    """An unquoted comma shifts every cell after it; mailmerge ended in a traceback."""
    problem = only_problem(["email", "nom", "ville"], [_HERE, "Besson", "Zoé", "Lilas"])
    assert (problem.code, problem.severity) == ("long-row", Severity.ERROR)


def test_empty_cells_beyond_the_header_are_no_problem() -> None:
    """Spreadsheets write them; nothing is lost by dropping them."""
    assert only_contact(["email", "nom"], [_HERE, "B", "", ""]).cells["nom"] == "B"


def test_a_row_without_an_address_is_left_out_with_a_warning() -> None:
    """Many towns publish none: the run must not fail for them, nor write to `<>`."""
    problem = only_problem(["email", "nom"], ["", "Besson"])
    assert (problem.code, problem.severity) == ("no-address", Severity.WARNING)


@pytest.mark.parametrize(
    "cell",
    [
        "voir la mairie",
        "a@@lilas.example",
        "mailto:a@lilas.example",
        "a@lilas.example; b@lilas.example",
        "https://lilas.example/contact",
        "a@lilas.example\nBcc: b@lilas.example",
        "a@lilas.example\u200b",
        "a\xa0b@lilas.example",
    ],
)
def test_a_cell_that_is_no_address_names_its_row(cell: str) -> None:
    """Mailmerge sent all of them as they were, or crashed after two messages."""
    problem = only_problem(["email", "nom"], [cell, "Besson"])
    assert (problem.code, problem.row, problem.email) == ("bad-address", 2, cell)


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        ("a@lilas.example; b@lilas.example", "rows of their own"),
        ("www.lilas.example", "web page"),
        ("mairie", "mairie@commune.example"),
        ("lilas@orange,fr", "Did you mean lilas@orange.fr?"),
        (f"mailto:{_HERE}", f"Did you mean {_HERE}?"),
        (f"mailto:{_HERE}", "To mend such cells in the whole list: mairemail contacts"),
        ("lilas@orange", "Did you mean lilas@orange.fr?"),
        ("lilas@laposte.n", "Did you mean lilas@laposte.net?"),
    ],
)
def test_the_hint_for_a_bad_address_fits_the_mistake(cell: str, word: str) -> None:
    """Two addresses in a cell and a link to a form want different corrections."""
    assert word in only_problem(["email", "nom"], [cell, "B"]).hint


def test_the_same_address_again_is_a_problem_whatever_its_case() -> None:
    """One address gets one letter; the finding names the row that keeps it."""
    first, second = contacts_in(
        ["email", "nom"],
        ["Mairie@Lilas.example", "Besson"],
        ["mairie@lilas.EXAMPLE", "Dubreuil"],
    )
    assert isinstance(first, Contact)
    assert isinstance(second, RowProblem)
    assert (second.code, second.row) == ("duplicate-address", 3)
    assert "row 2" in second.message


def test_two_people_at_one_address_are_both_named() -> None:
    """Two towns share a mailbox: one sees at once whose mayor gets no letter."""
    lines = (
        ["email", "prénom", "nom", "commune"],
        [_HERE, "Anne", "Roy", "Mende"],
        ["b@lilas.example", "Zoé", "Hay", "Dole"],
        [_HERE.upper(), "Luc", "Petit", "Langogne"],
    )
    *_others, problem = contacts_in(*lines)
    assert isinstance(problem, RowProblem)
    assert problem.message == (
        "MAIRIE@lilas.example stands in row 2 already, for Anne Roy (Mende): no letter "
        "for Luc Petit (Langogne)"
    )
    assert "address of their own" in problem.hint


def test_one_person_in_two_rows_is_named_once() -> None:
    """There is nobody who would get no letter."""
    line = [_HERE, "Anne Roy", "Mende"]
    *_others, problem = contacts_in(["email", "nom", "commune"], line, line)
    assert isinstance(problem, RowProblem)
    assert problem.message.endswith("stands in row 2 already, for Anne Roy (Mende)")


@given(
    st.lists(
        st.tuples(st.sampled_from(["", "x", _HERE, "b@l.example"]), st.text("ab")),
        max_size=9,
    )
)
def test_the_first_row_is_named_wherever_it_stands(rows: list[tuple[str, str]]) -> None:
    """It is read again: between it and the other a million rows may stand."""
    found = contacts_in(["email", "nom"], *map(list, rows))
    kept = [one for one in found if isinstance(one, Contact)]
    for one in found:
        if isinstance(one, RowProblem) and one.code == "duplicate-address":
            (first,) = (other for other in kept if other.email == one.email)
            assert f"row {first.row} already" in one.message
            assert not first.name or f", for {first.name}" in one.message


def test_a_row_that_cannot_be_read_says_whose_it_is() -> None:
    """Nobody has to count lines to find the person."""
    header = ["email", "prénom", "nom", "commune"]
    anne = ["Anne", "Roy", "Mende"]
    problems = [
        only_problem(header, ["", *anne]),
        only_problem(header, ["mairie@", *anne]),
        only_problem(header, [f"{_HERE}", "An\x07ne", *anne[1:]]),
        only_problem(header, [_HERE, "", "", "Men\x07de"]),
    ]
    assert [one.message for one in problems] == [
        "Anne Roy (Mende) has no e-mail address: nobody is written to",
        "“mairie@”, for Anne Roy (Mende), is not an e-mail address",
        "The cell first_name/prenom of An\x07ne Roy (Mende) holds an invisible control "
        "character",
        "The cell commune of Men\x07de holds an invisible control character",
    ]
    assert problems[0].who == "Anne Roy (Mende)"


@pytest.mark.parametrize(
    ("cells", "start"),
    [
        ([_HERE, "Roy"], f"“{_HERE}, Roy”"),
        (["", "Roy"], "“Roy”"),
        ([_HERE, "R" * 60], f"“{_HERE}, {'R' * 18}…”"),
        ([_HERE, "a", "b", "c", "d"], f"“{_HERE}, a, b, …”"),
    ],
)
def test_a_row_whose_cells_are_not_in_place_is_told_by_its_start(
    cells: list[str], start: str
) -> None:
    """Which of them is the name, only a person can see."""
    problem = only_problem(["email", "nom", "prénom", "commune"], cells)
    assert start in problem.message


@pytest.mark.parametrize(
    "char", ["\0", "\x07", "\x1b", "\x7f", "\x85", "\x9b", "\ue000"]
)
def test_a_control_character_keeps_a_row_out(char: str) -> None:
    """It could recolour a terminal, or break a header, and no name holds one."""
    problem = only_problem(["email", "nom"], [_HERE, f"Bes{char}son"])
    assert problem.code == "control-character"
    assert "nom" in problem.message


def test_line_breaks_inside_a_cell_become_one_kind() -> None:
    """A postal address on three lines reads the same from any program."""
    contact = only_contact(["email", "note"], [_HERE, "un\r\ndeux\rtrois\u2028qu\n"])
    assert contact.cells["note"] == "un\ndeux\ntrois\nqu"


def test_a_mark_that_nobody_sees_reaches_no_letter() -> None:
    """What is shown is what leaves: a name turned around is another name."""
    contact = only_contact(
        ["email", "nom", "commune", "note"],
        [_HERE, "\u202enosseB\u202c", "Les\u200b Lilas", "\u200b"],
    )
    assert contact.cells["nom"] == "nosseB"
    assert contact.cells["commune"] == "Les Lilas"
    assert "note" not in contact.cells


def test_a_default_fills_a_missing_column_and_an_empty_cell() -> None:
    """`[defaults] office = "maire"` spares a column that says the same in every row."""
    missing = only_contact(["email"], [_HERE], office="maire")
    empty = only_contact(["email", "office"], [_HERE, ""], office="maire")
    assert missing.cells["office"] == empty.cells["office"] == "maire"


def test_a_cell_goes_before_the_default() -> None:
    """What the list says of a person is never overwritten."""
    contact = only_contact(["email", "fonction"], [_HERE, "adjoint"], office="maire")
    assert contact.cells["office"] == "adjoint"


def test_a_default_address_writes_to_nobody() -> None:
    """An address in [defaults] must not turn every empty cell into a letter."""
    (found,) = contacts_in(["email", "nom"], ["", "B"], defaults={"email": _HERE})
    assert isinstance(found, RowProblem)


def test_an_empty_cell_is_no_cell() -> None:
    """So that no code further up can print an empty name."""
    assert "nom" not in only_contact(["email", "nom"], [_HERE, ""]).cells


def test_a_cell_that_says_nothing_is_no_cell() -> None:
    """“Madame Non public,” would be printed in the letter."""
    contact = only_contact(
        ["email", "nom", "commune", "parti"], [_HERE, "Non public", "Aucun", "-"]
    )
    assert not {"nom", "last_name", "parti"} & contact.cells.keys()
    assert contact.cells["commune"] == "Aucun"
    default = only_contact(["email", "office"], [_HERE, "n/a"], office="maire")
    assert default.cells["office"] == "maire"


@pytest.mark.parametrize("cell", ["-", "Non public", "inconnu", "NC", "néant", "Aucun"])
def test_a_word_for_no_address_is_a_warning_as_an_empty_cell_is(cell: str) -> None:
    """A town that publishes none is no mistake of the list's owner."""
    problem = only_problem(["email", "nom"], [cell, "Besson"])
    assert (problem.code, problem.severity) == ("no-address", Severity.WARNING)


def test_bad_rows_do_not_stop_the_others() -> None:
    """One bad row in a thousand must not keep the others from being written to."""
    found = contacts_in(
        ["email", "nom"], ["x", "B"], [_HERE], [_HERE, "C"], ["b@lilas.example", "D"]
    )
    assert [isinstance(item, Contact) for item in found] == [False, False, True, True]


@given(
    st.lists(
        st.lists(st.text(max_size=8) | st.just(_HERE), min_size=1, max_size=4),
        max_size=6,
    )
)
def test_every_row_becomes_a_contact_or_a_problem(rows: list[list[str]]) -> None:
    """No row is lost in silence and none ends the program, whatever it holds."""
    found = contacts_in(["email", "nom", "ville"], *rows)
    assert [item.row for item in found] == list(range(2, len(rows) + 2))


@pytest.mark.parametrize("run", ["@", "a@", ",", " x", "a@b.fr/", "@,"])
@pytest.mark.parametrize("start", ["", "a@b.fr "])
def test_a_cell_of_a_hundred_thousand_characters_is_told_in_short(
    start: str, run: str
) -> None:
    """A stranger's cell must neither fill the screen nor keep the computer busy."""
    cell = f"{start}{run * (100_000 // len(run))}".strip()
    problem = only_problem(["email", "nom", "commune"], [cell, cell, cell])
    assert problem.code == "bad-address"
    assert len(problem.message + problem.hint + problem.who) < 1000
