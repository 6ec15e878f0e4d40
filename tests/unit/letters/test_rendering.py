"""The letter to one contact."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mairemail.contacts.contact import Contact
from mairemail.errors import LetterError
from mairemail.letters.forms_of_address import Lack, Sender
from mairemail.letters.html import text_of
from mairemail.letters.rendering import (
    Attach,
    LetterProblem,
    Rendered,
    letter_language,
)
from tests.unit.letters.test_html import CELL
from tests.unit.material import compiled, contact_of, unwritten, written

_HELENE = contact_of(
    first_name="Hélène",
    last_name="Dubreuil",
    civility="Mme",
    office="Maire",
    commune="Le Havre",
    note="",
)


def _written_or_refused(
    folder: Path, source: str, contact: Contact
) -> Rendered | LetterProblem | LetterError:
    try:
        letter = compiled(folder, source)
    except LetterError as err:
        return err
    return letter.render(contact)


def test_a_letter_has_headers_an_empty_line_and_a_body(tmp_path: Path) -> None:
    """The form people know from mail itself."""
    letter = compiled(tmp_path, "Subject: Un mot\nCc: c@lilas.example\n\nBonjour.\n")
    rendered = written(letter, _HELENE)
    assert (rendered.subject, rendered.cc, rendered.text) == (
        "Un mot",
        "c@lilas.example",
        "Bonjour.\n",
    )


def test_a_note_before_the_headers_is_not_sent(tmp_path: Path) -> None:
    """Bundled letters begin with advice for their user."""
    letter = compiled(tmp_path, "{# Une note.\n\n   Suite. #}\nSubject: A\n\nTexte.\n")
    assert written(letter, _HELENE).text == "Texte.\n"


def test_headers_are_known_whatever_their_case(tmp_path: Path) -> None:
    """`subject:` is what half the people type."""
    assert written(compiled(tmp_path, "subject: A\n\nB\n"), _HELENE).subject == "A"


def test_a_mistake_in_the_marks_names_its_line(tmp_path: Path) -> None:
    """Jinja counts from the part's start, the user from the file's."""
    with pytest.raises(LetterError) as caught:
        compiled(tmp_path, "Subject: {{ a\n\nUn.\n\n{% if x %}\nDeux.\n")
    assert [problem.split(":")[0] for problem in caught.value.problems] == [
        "letter.md, line 1",
        "letter.md, line 5",
    ]


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("Un.\n\n{# à relire\n\nDeux. {# note #}\n\nTrois.", 5),
        ("{# un #}\n{# deux\n{% if x %}\n{# trois #}", 4),
        ("Un.\n\n{# à relire\n\nDeux.", 5),
        ("{{ salutation }} {# l'un {# l'autre #}", 3),
    ],
)
@pytest.mark.parametrize("suffix", ["md", "txt"])
def test_a_note_that_is_not_closed_swallows_nothing(
    tmp_path: Path, body: str, line: int, suffix: str
) -> None:
    """Half of a letter left without the other, and `check` said that all was well."""
    with pytest.raises(LetterError) as caught:
        compiled(tmp_path, f"Subject: A\n\n{body}\n", name=f"letter.{suffix}")
    (problem,) = caught.value.problems
    assert problem.startswith(f"letter.{suffix}, line {line}: ")
    assert "{#" in problem
    assert "#}" in (caught.value.hint or "")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("{% raw %}{# {# #}{% endraw %}", "{# {# #}"),
        ("{{ '{# {#' }} #}", "{# {# #}"),
        ("{# a #}b{# c #}", "b"),
    ],
)
def test_signs_that_begin_no_note_are_left_alone(
    tmp_path: Path, body: str, text: str
) -> None:
    """In a text between quotation marks they are words."""
    letter = compiled(tmp_path, f"Subject: A\n\n{body}\n")
    assert written(letter, _HELENE).text == f"{text}\n"


def test_a_markdown_letter_has_html_and_the_same_text(tmp_path: Path) -> None:
    """Each reader sees the letter as their program shows it best."""
    rendered = written(
        compiled(tmp_path, "Subject: A\n\n**Bonjour** à tous.\n"), _HELENE
    )
    assert rendered.text == "Bonjour à tous.\n"
    assert rendered.html is not None
    assert "<strong>Bonjour</strong>" in rendered.html
    assert 'lang="fr"' in rendered.html


def test_a_text_letter_has_no_html(tmp_path: Path) -> None:
    """Who writes letter.txt wants it sent as it stands, stars and all."""
    letter = compiled(tmp_path, "Subject: A\n\n**{{ commune }}**\n", name="letter.txt")
    rendered = written(letter, contact_of(commune="*Lilas*"))
    assert (rendered.text, rendered.html) == ("***Lilas***\n", None)


def test_a_letter_speaks_to_its_reader(tmp_path: Path) -> None:
    """Salutation, closing and signature are what a letter is opened and closed by."""
    letter = compiled(
        tmp_path,
        "Subject: A\n\n{{ salutation }},\n\n{{ closing }}.\n\n{{ signature }}\n",
    )
    text = written(letter, _HELENE).text
    assert text.startswith(
        "Madame la Maire,\n\nJe vous prie d'agréer, Madame la Maire,"
    )
    assert text.endswith(
        "\n\nCamille Martin\n3 rue des Lilas, 35000 Rennes\ncamille@courrier.example\n"
    )


def test_a_salutation_cell_goes_before_the_computed_one(tmp_path: Path) -> None:
    """Who knows the mayor writes to her as a neighbour."""
    letter = compiled(tmp_path, "Subject: A\n\n{{ salutation }},\n\n{{ closing }}.\n")
    contact = contact_of(salutation="Chère Hélène", office="Maire", civility="Mme")
    text = written(letter, contact).text
    assert text.startswith("Chère Hélène,")
    assert "Madame la Maire" not in text


def test_a_closing_cell_goes_before_the_computed_one(tmp_path: Path) -> None:
    """Neither form is forced on the writer."""
    letter = compiled(tmp_path, "Subject: A\n\n{{ closing }}.\n")
    assert written(letter, contact_of(closing="Bien à vous")).text == "Bien à vous.\n"


def test_a_letter_can_name_its_surroundings(tmp_path: Path) -> None:
    """The writer's name, the day and the values of campaign.toml are in reach."""
    letter = compiled(
        tmp_path,
        "Subject: {{ campaign.name }}\n\n"
        "{{ sender.name }}, {{ today | date }}, {{ values.asso }}\n",
        values={"asso": "Les Amis"},
    )
    rendered = written(letter, _HELENE)
    assert rendered.subject == "Les lilas"
    assert rendered.text == "Camille Martin, 22 novembre 2026, Les Amis\n"


@pytest.mark.parametrize("suffix", ["md", "txt"])
def test_a_place_is_what_its_column_says(tmp_path: Path, suffix: str) -> None:
    """Vienne is a commune of Isère, and a department elsewhere."""
    letter = compiled(
        tmp_path,
        "Subject: {{ commune | de }}\n\n{{ commune | de }}, {{ departement | de }}, "
        "{% set lieu = region %}{{ lieu | dans }}, {{ dep | default(commune) | de }}\n",
        name=f"letter.{suffix}",
    )
    rendered = written(
        letter,
        contact_of(commune="Vienne", departement="Vienne", region="Bretagne", dep=""),
    )
    assert rendered.subject == "de Vienne"
    assert rendered.text == "de Vienne, de la Vienne, en Bretagne, de Vienne\n"


def test_the_code_of_a_commune_tells_homonyms_apart(tmp_path: Path) -> None:
    """INSEE has Hauteville five times, with an apostrophe in three departments."""
    letter = compiled(tmp_path, "Subject: A\n\n{{ commune | de }}\n")
    texts = [
        written(letter, contact_of(commune="Hauteville", insee=insee)).text
        for insee in ("08219", "73133", "")
    ]
    assert texts == ["de Hauteville\n", "d'Hauteville\n", "de Hauteville\n"]


_FRENCH = (
    "Subject: L'avis {{ commune | de }} ?\n\n"
    "{{ salutation }},\n\nL'avis de {{ titre }} {{ last_name }} : {{ note }} !\n\n"
    "Les {{ population }} habitants d'{{ commune }}, « {{ commune }} », "
    "le {{ today | date }} : https://lilas.example/l'avis?x=1\n\n{{ closing }}.\n"
)
_FRENCH_SET = (
    "Madame la Maire,\n\nL’avis de Mme~O’Dea~: «~l’eau~»~!\n\n"
    "Les 12000~habitants d’Isle-d’Espagnac, «~Isle-d’Espagnac~», "
    "le 22~novembre 2026~: https://lilas.example/l'avis?x=1\n\n"
    "Je vous prie d’agréer, Madame la Maire, "
)
_OFFICIAL = contact_of(
    commune="Isle-d'Espagnac",
    titre="Mme",
    last_name="O'Dea",
    note="« l'eau »",
    population="12000",
    office="Maire",
    civility="Mme",
)


@pytest.mark.parametrize(
    ("suffix", "prefix"),
    [
        ("md", ""),
        ("txt", ""),
        ("md", "{% macro m() %}{{ commune }}{% endmacro %}"),
        ("txt", "{% set x %}{{ commune }}{% endset %}"),
        ("md", "[x](https://lilas.example/{{ insee }})\n\n"),
    ],
)
def test_a_french_letter_is_typeset_cells_and_all(
    tmp_path: Path, suffix: str, prefix: str
) -> None:
    """Whichever way the letter is rendered, it reads the same."""
    head, _empty, body = _FRENCH.partition("\n\n")
    source = f"{head}\n\n{prefix}{body}"
    letter = compiled(tmp_path, source, name=f"letter.{suffix}", is_typeset=True)
    expected = _FRENCH_SET.replace("~", "\u00a0")
    for insee in ("16166", "16167"):
        contact = replace(_OFFICIAL, cells={**_OFFICIAL.cells, "insee": insee})
        rendered = written(letter, contact)
        assert rendered.subject == "L’avis d’Isle-d’Espagnac\u00a0?"
        assert expected in rendered.text
        body = "" if rendered.html is None else rendered.html.partition("<body>")[2]
        assert not body or expected in text_of(body)


@pytest.mark.parametrize("suffix", ["md", "txt"])
def test_a_letter_is_left_as_it_was_typed_where_it_is_to_be(
    tmp_path: Path, suffix: str
) -> None:
    """`typography = false`, and every letter in English."""
    source = "Subject: L'un ?\n\nL'un ? « {{ commune }} » l'autre...\n"
    for language, is_typeset in (("fr", False), ("en", True)):
        letter = compiled(
            tmp_path,
            source,
            name=f"letter.{suffix}",
            language=language,
            is_typeset=is_typeset,
        )
        rendered = written(letter, contact_of(commune="L'Aigle"))
        assert rendered.subject == "L'un ?"
        assert rendered.text == "L'un ? « L'Aigle » l'autre...\n"


@pytest.mark.parametrize("suffix", ["md", "txt"])
def test_a_cell_in_code_or_an_address_is_left_as_it_is(
    tmp_path: Path, suffix: str
) -> None:
    """Only there: the same cell is typeset in the sentence before."""
    source = "Subject: A\n\nL'un {{ nom }} `{{ nom }}` x@{{ nom }}.example\n"
    letter = compiled(tmp_path, source, name=f"letter.{suffix}", is_typeset=True)
    text = written(letter, contact_of(nom="l'eau")).text.replace("`", "")
    assert text == "L’un l’eau l'eau x@l'eau.example\n"


@pytest.mark.parametrize("header", ["Cc", "Reply-To", "Attach"])
def test_headers_that_nobody_reads_are_not_typeset(tmp_path: Path, header: str) -> None:
    """They hold addresses and the names of files."""
    source = f"Subject: A\n{header}: l'un de '{{{{ nom }}}}'... ?\n\nB\n"
    rendered = written(compiled(tmp_path, source, is_typeset=True), contact_of(nom="x"))
    found = [rendered.cc, rendered.reply_to, *(one.path for one in rendered.attach)]
    assert "l'un de 'x'... ?" in found


def test_a_no_break_space_of_the_writers_own_stays_in_the_subject(
    tmp_path: Path,
) -> None:
    """It is white space to Python, and would become one that breaks."""
    letter = compiled(tmp_path, "Subject: {{ nom }}\u00a0: oui\n\nB\n")
    subject = written(letter, contact_of(nom=" L'un\n et  l'autre")).subject
    assert subject == "L'un et l'autre\u00a0: oui"


@pytest.mark.parametrize(
    ("body", "code", "line"),
    [
        ("Un.\n\n{{ prenon }}", "missing-variable", 5),
        ("{{ note }}", "empty-value", 3),
        ("{{ values.x }}", "missing-variable", 3),
        ("{{ sender.phone }}", "empty-value", 3),
        ("\n{{ cycler.__init__.__globals__ }}", "forbidden", 4),
        ("{{ 1 / 0 }}", "template-error", 3),
        ("{{ commune | date }}", "template-error", 3),
        ("{{ none }}", "empty-value", 3),
    ],
)
def test_a_letter_that_cannot_be_filled_in_names_its_line(
    tmp_path: Path, body: str, code: str, line: int
) -> None:
    """The user must know which place of the letter the row falls short of."""
    letter = compiled(tmp_path, f"Subject: A\n\n{body}\n")
    problem = unwritten(letter, _HELENE)
    assert (problem.code, problem.line) == (code, line)


def test_a_header_that_cannot_be_filled_in_names_its_line(tmp_path: Path) -> None:
    """An empty place in a subject is as bad as one in the letter."""
    letter = compiled(tmp_path, "Subject: A\nCc: {{ note }}\n\nTexte.\n")
    problem = unwritten(letter, _HELENE)
    assert (problem.code, problem.line) == ("empty-value", 2)


def test_a_default_says_that_a_value_may_be_missing(tmp_path: Path) -> None:
    """A list with gaps can still be written to."""
    letter = compiled(tmp_path, "Subject: A\n\nBonjour{{ note | default('') }}.\n")
    assert written(letter, _HELENE).text == "Bonjour.\n"


def test_an_empty_signature_is_told(tmp_path: Path) -> None:
    """An unsigned letter needs no answer (CRPA, article L112-8)."""
    letter = compiled(
        tmp_path, "Subject: A\n\n{{ signature }}\n", sender=Sender(name="", email="")
    )
    assert unwritten(letter, _HELENE).code == "empty-value"


@pytest.mark.parametrize("break_", ["\n", "\r\n", "\u2028", "\x0b", "\x85"])
def test_a_line_break_in_a_cell_never_reaches_a_header(
    tmp_path: Path, break_: str
) -> None:
    """In mailmerge such a cell added hidden recipients and attached local files."""
    letter = compiled(
        tmp_path, "Subject: À {{ nom }}\nReply-To: {{ nom }}\nAttach: {{ nom }}\n\nB\n"
    )
    evil = contact_of(nom=f"Zoé{break_}Bcc: b@autre.example")
    rendered = written(letter, evil)
    assert rendered.subject == "À Zoé Bcc: b@autre.example"
    assert rendered.reply_to == rendered.attach[0].path == "Zoé Bcc: b@autre.example"


@pytest.mark.parametrize("suffix", ["md", "txt"])
def test_a_cell_is_never_read_as_a_template(tmp_path: Path, suffix: str) -> None:
    """Each part is a template of its own; what it prints is not parsed again."""
    letter = compiled(
        tmp_path, "Subject: {{ nom }}\n\n{{ nom }}\n", name=f"letter.{suffix}"
    )
    rendered = written(letter, contact_of(nom="{{ 7 * 7 }}{% if x %}"))
    assert rendered.subject == "{{ 7 * 7 }}{% if x %}"
    assert rendered.text == "{{ 7 * 7 }}{% if x %}\n"


def test_html_in_a_cell_is_escaped(tmp_path: Path) -> None:
    """Mailmerge passed it through: a list could put its own words in the letter."""
    letter = compiled(tmp_path, "Subject: A\n\nBonjour {{ nom }}.\n")
    rendered = written(letter, contact_of(nom='<img src="x"> & <b>'))
    assert rendered.html is not None
    assert "<img" not in rendered.html
    assert "<b>" not in rendered.html
    assert rendered.text == 'Bonjour <img src="x"> & <b>.\n'


@pytest.mark.parametrize(
    "place", ["{}", "- {}", "> {}", "# {}", "**{}**", "1. {}", "a {} b", "    {}"]
)
@given(cell=CELL.filter(str.strip))
@example(cell="](https://piege.example)")
@example(cell="`x` **y**")
@example(cell="0")
@settings(max_examples=60)
def test_a_cell_says_the_same_wherever_the_letter_prints_it(
    place: str, cell: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """In a list, a quotation or a heading, a name is a name."""
    source = "Subject: A\n\n" + place.format("{{ nom }}") + "\n"
    letter = compiled(tmp_path_factory.getbasetemp(), source)
    rendered = written(letter, contact_of(nom=" ".join(cell.split())))
    words = [word for word in rendered.text.split() if word != ">"]
    framing = place.replace("*", "").replace("#", "").replace(">", "").split("{}")
    expected = [*framing[0].split(), *cell.split(), *framing[1].split()]
    assert words == [word for word in expected if word != ">"]
    assert rendered.html is not None
    assert (
        text_of(rendered.html.partition("<body>")[2]).split() == rendered.text.split()
    )


@pytest.mark.parametrize(
    "address",
    [
        "https://lilas.example/{{ nom }}",
        "<https://lilas.example/{{ nom }}>",
        "[https://lilas.example/{{ nom }}](https://lilas.example/{{ nom }})",
    ],
)
def test_a_cell_inside_a_link_is_part_of_it(tmp_path: Path, address: str) -> None:
    """`https://…/{{ insee }}` is how a letter points to the town's own page."""
    letter = compiled(tmp_path, f"Subject: A\n\nVoir {address} ici.\n")
    rendered = written(letter, contact_of(nom="35238"))
    assert rendered.text == "Voir https://lilas.example/35238 ici.\n"
    assert rendered.html is not None
    assert 'href="https://lilas.example/35238"' in rendered.html


def test_a_cell_inside_the_brackets_of_a_link_is_part_of_its_address(
    tmp_path: Path,
) -> None:
    """The same with words of one's own over the link."""
    letter = compiled(
        tmp_path, "Subject: A\n\n[la page](https://lilas.example/{{ nom }})\n"
    )
    rendered = written(letter, contact_of(nom="35238"))
    assert rendered.text == "la page (https://lilas.example/35238)\n"


def test_letters_to_different_readers_are_different(tmp_path: Path) -> None:
    """What was kept from one letter must never show in the next."""
    letter = compiled(
        tmp_path, "Subject: A\n\n{% if nom %}{{ nom }} {% endif %}{{ commune }}\n"
    )
    contacts = [
        contact_of(nom="Besson", commune="Lilas"),
        contact_of(nom="", commune="Seille"),
        contact_of(nom="Dubreuil", commune="Lilas"),
    ]
    texts = [written(letter, contact).text for contact in contacts]
    assert texts == ["Besson Lilas\n", "Seille\n", "Dubreuil Lilas\n"]


def test_a_set_block_is_refused_in_markdown(tmp_path: Path) -> None:
    """A comparison with it would silently choose the wrong words."""
    with pytest.raises(LetterError) as caught:
        compiled(tmp_path, "Subject: A\n\nB\n{% set x %}{{ nom }}{% endset %}\n")
    assert "line 4" in caught.value.problems[0]


@pytest.mark.parametrize(
    "body",
    [
        "{% set lieu %}{{ commune }}{% endset %}À {{ lieu | upper }}.",
        "{% set lieu %}{{ commune }}{% endset %}"
        "À {% if lieu == 'Aix-en-Diois' %}AIX-EN-DIOIS{% else %}?{% endif %}.",
        "{% set lieu %}{{ commune }}{% endset %}{{ lieu | a | upper }}.",
    ],
    ids=["set-block", "set-block-compared", "set-block-preposition"],
)
def test_a_set_block_of_a_text_letter_is_what_it_says(
    tmp_path: Path, body: str
) -> None:
    """Text letters need no escapes, so all of the template language works."""
    letter = compiled(tmp_path, f"Subject: A\n\n{body}\n", name="letter.txt")
    text = written(letter, contact_of(commune="Aix-en-Diois")).text
    assert text == "À AIX-EN-DIOIS.\n"


@pytest.mark.parametrize("suffix", ["md", "txt"])
@pytest.mark.parametrize(
    "body",
    [
        "{% filter upper %}à {{ commune }}.{% endfilter %}",
        "{% macro lieu() %}{{ commune }}{% endmacro %}À {{ lieu() | upper }}.",
        "{% macro lieu(x) %}{{ x | upper }}{% endmacro %}À {{ lieu(commune) }}.",
        "{% set lieu = commune %}À {{ lieu | upper }}.",
        "{% for lieu in [commune] %}À {{ lieu | upper }}.{% endfor %}",
        "{{ ['À', commune | upper] | join(' ') }}.",
        "{{ 'À ' ~ commune | upper }}.",
    ],
    ids=[
        "filter-block", "macro", "macro-argument", "set", "for", "join", "sum",
    ],
)  # fmt: skip
def test_a_block_of_the_letter_can_be_filtered_and_compared(
    tmp_path: Path, suffix: str, body: str
) -> None:
    """A Markdown letter chooses its words by what it says, as a text letter does."""
    letter = compiled(tmp_path, f"Subject: A\n\n{body}\n", name=f"letter.{suffix}")
    text = written(letter, contact_of(commune="Aix-en-Diois")).text
    assert text == "À AIX-EN-DIOIS.\n"


@pytest.mark.parametrize(
    "printed",
    [
        "{{ nom | safe }}",
        "{{ nom | e }}",
        "{{ nom | forceescape }}",
        "{{ nom | urlize }}",
        "{{ nom | trim }}",
        "{{ nom | replace('x', 'y') }}",
        "{{ [nom] | join }}",
        "{{ nom ~ '' }}",
        "{{ nom | string }}",
    ],
)
def test_no_filter_makes_markdown_of_a_cell(tmp_path: Path, printed: str) -> None:
    """What stands in a cell is never read as Markdown, whatever the letter does."""
    cell = "**Zoé** [ici](https://piege.example) `a`"
    source = f"Subject: A\n\nBonjour {printed}.\n"
    found = _written_or_refused(tmp_path, source, contact_of(nom=cell))
    html = found.html if isinstance(found, Rendered) else ""
    assert "<strong>" not in str(html)
    assert ">ici</a>" not in str(html)


def test_what_the_letter_itself_prints_is_markdown(tmp_path: Path) -> None:
    """Only cells are kept from being read as Markdown, not the writer's own words."""
    body = (
        "{% macro x() %}**gras** {{ nom }}{% endmacro %}{{ x() }}"
        " {% if nom %}*oui*{% endif %}"
    )
    letter = compiled(tmp_path, f"Subject: A\n\n{body}\n")
    rendered = written(letter, contact_of(nom="*non*"))
    assert rendered.text == "gras *non* oui\n"
    assert "<strong>gras</strong> *non* <em>oui</em>" in (rendered.html or "")


def test_a_cell_after_a_preposition_is_elided(tmp_path: Path) -> None:
    """The filters of the manual see the cell and not what stands for it."""
    letter = compiled(tmp_path, "Subject: A\n\nla ville {{ commune | de }}\n")
    assert written(letter, contact_of(commune="Angers")).text == "la ville d'Angers\n"


@pytest.mark.parametrize(
    ("source", "cell", "attach"),
    [
        ("dossier.pdf", "", Attach(path="dossier.pdf", is_literal=True)),
        ("{{ nom }}.pdf", "a", Attach(path="a.pdf", is_literal=False)),
        (
            "../b/dossier final.pdf",
            "",
            Attach(path="../b/dossier final.pdf", is_literal=True),
        ),
        ("dossier  final.pdf", "", Attach(path="dossier  final.pdf", is_literal=True)),
    ],
)
def test_an_attachment_tells_whether_a_cell_chose_it(
    tmp_path: Path, source: str, cell: str, attach: Attach
) -> None:
    """Only the letter itself may name a file outside the campaign's folder."""
    letter = compiled(tmp_path, f"Subject: A\nAttach: {source}\n\nB\n")
    assert written(letter, contact_of(nom=cell)).attach == (attach,)


def test_an_attachment_that_comes_out_empty_is_left_out(tmp_path: Path) -> None:
    """`{% if %}` in an Attach line attaches for some and not for others."""
    letter = compiled(
        tmp_path, "Subject: A\nAttach: {% if nom %}a.pdf{% endif %}\n\nB\n"
    )
    assert written(letter, contact_of(nom="")).attach == ()


@pytest.mark.parametrize(
    "population", ["9" * 5000, "1" * 10_000, "-5", "1 000", "\u0663", "beaucoup"]
)
def test_no_population_stops_the_run(tmp_path: Path, population: str) -> None:
    """A broken figure is printed as it stands, or told, and the other rows go on."""
    letter = compiled(tmp_path, "Subject: A\n\n{{ population }}\n")
    found = letter.render(contact_of(population=population))
    assert isinstance(found, Rendered | LetterProblem)


@pytest.mark.parametrize(
    ("cell", "language"),
    [("fr", "fr"), ("FR-fr", "fr"), ("English", "en"), ("de", "fr"), ("", "fr")],
)
def test_a_language_cell_overrides_the_campaigns(cell: str, language: str) -> None:
    """One list may hold readers of two languages."""
    assert letter_language(cell, otherwise="fr") == language


_TEMPLATE = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "{{ nom }}", "{{", "}}", "{%", "%}", "{#", "#}", "{% if nom %}",
                "{% endif %}", "{% for i in nom %}", "{% endfor %}", "{{ x }}", "\n",
                "Subject: A\n\n", "Subject: ", "Attach: ", "Cc: ", "\n\n", " | de ",
                " | upper }}", "{% raw %}", "{% endraw %}", "{% set a = 1 %}",
                "{% set a %}", "{% endset %}", "{{ a }}", "{{ loop.index }}", "- ",
                "> ", "```", "[a](", ")", "<b>", "&amp;", "\ue000", "0\ue001", "**",
                "{% macro m() %}", "{% endmacro %}", "{{ m() }}", "{% break %}", "\\",
                "{% extends nom %}", "{% block b %}", "{% endblock %}", "{{ 1e999 }}",
                "{{ super() }}", "{% import 'x' as y %}",
                "{% include nom %}", '{% include "arguments/a.md" %}',
                "\x00", "\x1b", "\r", "\f",
            ]
        ),
        st.text(max_size=6),
    ),
    max_size=12,
).map("".join)  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        "{{ " + "9" * 5000 + " }}",
        "{{ " + "(" * 150 + "1" + ")" * 150 + " }}",
        "{{ " + "(" * 5000 + " }}",
        "{{ " + "not " * 5000 + "1 }}",
        "{{ commune" + " ~ commune" * 5000 + " }}",
        "{% if 1 %}" * 120 + "{% endif %}" * 120,
        "{{ m(a=1, a=2) }}",
        "{% set None = 1 %}",
        "{% for None in [1] %}{% endfor %}",
    ],
    ids=[
        "long-number", "brackets", "open-brackets", "nots", "sums", "ifs",
        "argument-twice", "set-none", "for-none",
    ],
)  # fmt: skip
def test_a_template_that_python_cannot_compile_is_refused(
    tmp_path: Path, body: str
) -> None:
    """A mistake in a letter is the letter's: it must never show as a bug (exit 70)."""
    found = _written_or_refused(tmp_path, f"Subject: A\n\n{body}\n", _HELENE)
    assert isinstance(found, Rendered | LetterProblem | LetterError)


@given(source=_TEMPLATE, contact=st.builds(contact_of, nom=CELL))
@example(source="Subject: A\n\n" + ">" * 5000 + " a", contact=_HELENE)
@example(source="Subject: A\n\n\ue0009\ue001 {{ commune }}", contact=_HELENE)
@example(source="\x00Subject: A\n\na", contact=_HELENE)
@settings(max_examples=250)
def test_any_letter_is_written_or_refused(
    source: str, contact: Contact, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever a stranger's file holds, the user gets a letter or a reason."""
    found = _written_or_refused(tmp_path_factory.getbasetemp(), source, contact)
    assert isinstance(found, Rendered | LetterProblem | LetterError)


@pytest.mark.parametrize(
    "body",
    [
        "{% filter truncate(40, true) %}{{ note }}{% endfilter %}",
        "{% filter reverse %}{{ note }}{% endfilter %}",
        "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(note)[:30] }}",
        "{% block b %}{{ note }}{% endblock %}{{ self.b()[1:] }}",
    ],
    ids=["truncated", "reversed", "cut", "block"],
)
def test_a_value_cut_in_a_block_never_becomes_markdown(
    tmp_path: Path, body: str
) -> None:
    """A cell of a stranger's list must not put a link into the letter."""
    letter = compiled(tmp_path, f"Subject: A\n\n{body}\n")
    note = "**b** [c](http://evil.example) and more text than forty characters"
    rendered = letter.render(contact_of(note=note))
    html = rendered.html or "" if isinstance(rendered, Rendered) else ""
    assert "<strong>" not in html
    assert "<a " not in html
    assert not set("\ue000\ue001") & set(html)


def test_a_letter_names_the_office_in_a_sentence(tmp_path: Path) -> None:
    """“Je m'adresse à madame la maire” needs no capital, nor an `if`."""
    letter = compiled(
        tmp_path,
        "Subject: À {{ office_title }}\n\n{{ office_title | capitalize }} sait.\n",
    )
    rendered = written(letter, contact_of(office="Maire", civility="Mme"))
    assert rendered.subject == "À madame la maire"
    assert rendered.text == "Madame la maire sait.\n"
    rendered = written(letter, contact_of(office="Maire"))
    assert rendered.text == "La mairie sait.\n"
    assert rendered.form is not None
    assert rendered.form.lacks is Lack.CIVILITY


def test_an_office_title_cell_goes_before_the_computed_one(tmp_path: Path) -> None:
    """One mayor of the list may be called otherwise."""
    letter = compiled(tmp_path, "Subject: A\n\n{{ office_title }}\n")
    contact = contact_of(office_title="madame le maire", office="Maire", civility="Mme")
    assert written(letter, contact).text == "madame le maire\n"
