"""French typography: what is set, what is left alone."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mairemail.letters.html import render_markdown, text_of
from mairemail.letters.typography import typeset, typeset_html

# A no-break space is written ~ in what is expected.
_SET = [
    # Before the high signs of punctuation.
    ("Comment ?", "Comment~?"),
    ("Bravo !", "Bravo~!"),
    ("un ; deux", "un~; deux"),
    ("ainsi : oui", "ainsi~: oui"),
    ("ainsi :\nfin", "ainsi~:\nfin"),
    ("Quoi ?!", "Quoi~?!"),
    ("Non !!!", "Non~!!!"),
    ("(Vraiment ?)", "(Vraiment~?)"),
    ("« Quoi ? » dit-il", "«~Quoi~?~» dit-il"),
    ("Ah ?...", "Ah~?…"),
    ("Bonjour!", "Bonjour~!"),
    ("Pourquoi?\n", "Pourquoi~?\n"),
    ("en 2026?", "en 2026~?"),
    ("(si)?", "(si)~?"),
    ("oui!, non", "oui~!, non"),
    # Guillemets.
    ("« mot »", "«~mot~»"),
    ("«mot»", "«~mot~»"),
    ("« mot», dit-il", "«~mot~», dit-il"),
    ("« un » et « deux »", "«~un~» et «~deux~»"),
    ("« L'école »", "«~L’école~»"),
    # Apostrophes.
    ("l'école", "l’école"),
    ("L'État d'Israël", "L’État d’Israël"),
    ("aujourd'hui", "aujourd’hui"),
    ("jusqu'à", "jusqu’à"),
    ("Villeneuve-d'Ascq", "Villeneuve-d’Ascq"),
    ("L'Haÿ-les-Roses", "L’Haÿ-les-Roses"),
    ("d'« Ici »", "d’«~Ici~»"),
    ("qu'œuvre", "qu’œuvre"),
    # Ellipses.
    ("etc...", "etc…"),
    ("et puis... rien", "et puis… rien"),
    ("[...]", "[…]"),
    ("...et donc", "…et donc"),
    # Numbers.
    ("12 000 habitants", "12~000~habitants"),
    ("1 234 567 euros", "1~234~567~euros"),
    ("5 %", "5~%"),
    ("10 €", "10~€"),
    ("10 €/mois", "10~€/mois"),
    ("3,5 km", "3,5~km"),
    ("20 °C", "20~°C"),
    ("5 M€", "5~M€"),
    ("2 millions d'euros", "2~millions d’euros"),
    ("30 jours", "30~jours"),
    ("45 m²", "45~m²"),
    ("300 kWh", "300~kWh"),
    ("1 habitante", "1~habitante"),
    ("500 hab./km²", "500~hab./km²"),
    ("\u00a012\u00a0000 habitants", "~12~000~habitants"),
    # Dates and centuries.
    ("22 novembre 2026", "22~novembre 2026"),
    ("le 1er décembre", "le 1er~décembre"),
    ("1 août", "1~août"),
    ("XXIe siècle", "XXIe~siècle"),
    ("Ier siècle", "Ier~siècle"),
    ("aux XIXe et XXe siècles", "aux XIXe et XXe~siècles"),
    # Titles.
    ("M. Martin", "M.~Martin"),
    ("M. le Maire", "M.~le Maire"),
    ("MM. Martin et Noël", "MM.~Martin et Noël"),
    ("Mme Martin", "Mme~Martin"),
    ("Mmes Élie et Noël", "Mmes~Élie et Noël"),
    ("Mlle Martin", "Mlle~Martin"),
    ("Dr Martin", "Dr~Martin"),
    ("Pr Œster", "Pr~Œster"),
    ("Mgr Martin", "Mgr~Martin"),
    ("Me Martin", "Me~Martin"),
    # References.
    ("n° 5", "n°~5"),
    ("N° 5", "N°~5"),
    ("§ 3", "§~3"),
    ("art. 5", "art.~5"),
    ("Art. 5", "Art.~5"),
    ("p. 12", "p.~12"),
    ("pp. 12-14", "pp.~12-14"),
    ("art. L. 112-8", "art. L.~112-8"),
    ("chap. 2, vol. 3", "chap.~2, vol.~3"),
    # No unit.
    ("10 l'an", "10 l’an"),
    ("Le 3 m'a dit", "Le 3 m’a dit"),
]
_LEFT = [
    # Addresses.
    "https://lilas.example/l'avis?page=2",
    "Voir https://lilas.example/?q=a!b...",
    "http://lilas.example:8080/l'ete",
    "www.lilas.example/l'avis",
    "lilas.example/l'avis...",
    "o'brien@lilas.example",
    "mailto:o'brien",
    "<l'avis@lilas.example>",
    # Code.
    "`l'avis ? oui`",
    "```\nl'avis ?\n« oui »\n```",
    "&nbsp;",
    # Times and ratios.
    "08:30",
    "à 18 h 30",
    "18 h",
    "2 h 05 min",
    "16:9",
    # Not punctuation of a sentence.
    "a:b",
    "Merci :)",
    "Dommage :-( ou ;)",
    "std::map",
    "Re: suite",
    "un;deux",
    "f ?x=1",
    "a!b",
    # Quotes of other kinds.
    "'mot'",
    "les années '90",
    "5'10",
    '"mot"',
    "’",
    # Spaces that are somebody's layout.
    "nom  : Martin",
    " : Martin",
    "mot\n? autre",
    # Dots.
    "....",
    "a...b",
    # Not a unit, a title or a month.
    "12 abricots",
    "5 maires",
    "en 2026 300 autres",
    "01 23 45 67 89",
    "35000 Rennes",
    "la Mme du lieu",
    "MMarie",
    "22 novembres",
    "un « \nmot",
    # Set already.
    "oui\u00a0! « ",
    "oui\u202f!",
    "«\u00a0mot\u00a0»",
    "«\u202fmot\u202f»",
]


@pytest.mark.parametrize(("text", "expected"), _SET)
def test_french_is_set_as_a_good_secretary_sets_it(text: str, expected: str) -> None:
    """A line that begins with a question mark is what a town hall smiles at."""
    assert typeset(text) == expected.replace("~", "\u00a0")


@pytest.mark.parametrize("text", _LEFT)
def test_what_is_not_certain_is_left_as_it_is(text: str) -> None:
    """An address with a no-break space in it leads nowhere."""
    assert typeset(text) == text


_TEXT = st.lists(
    st.one_of(
        st.sampled_from(
            [text for text, _expected in _SET] + _LEFT + list(" '.!?;:«»\u00a0@`/<>&\n")
        ),
        st.text(max_size=4),
    ),
    max_size=8,
).map("".join)


@given(_TEXT)
def test_what_is_set_twice_is_set_once(text: str) -> None:
    """The text part is made of the HTML, and a cell may come out of another letter."""
    once = typeset(text)
    assert typeset(once) == once


@given(_TEXT)
def test_no_letter_and_no_digit_is_changed(text: str) -> None:
    """Spaces, apostrophes and dots are all that a typographer touches."""
    assert re.findall(r"[^\W_]", typeset(text)) == re.findall(r"[^\W_]", text)


@given(_TEXT)
def test_nothing_is_lost_but_the_form(text: str) -> None:
    """Undo what was set, leave spaces out, and the text is the one that was typed."""

    def bare(said: str) -> str:
        return "".join(said.replace("’", "'").replace("…", "...").split())

    assert bare(typeset(text)) == bare(text)


@given(
    before=_TEXT,
    address=st.sampled_from(
        ["https://lilas.example/l'avis?x=1", "o'brien@lilas.example", "`l'a ?`"]
    ),
    after=_TEXT,
)
def test_an_address_is_found_again_whatever_stands_around(
    before: str, address: str, after: str
) -> None:
    """It is what the reader clicks on."""
    before = before.replace("`", "")
    assert address in typeset(f"{before} {address} {after}")


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("l'*école* ?", "<p>l’<em>école</em>~?</p>\n"),
        ("**Non**!", "<p><strong>Non</strong>~!</p>\n"),
        ("« *oui* »", "<p>«~<em>oui</em>~»</p>\n"),
        ("«**oui**»", "<p>«~<strong>oui</strong>~»</p>\n"),
        ("# Où ?\n\n- l'un :", "<h1>Où~?</h1>\n<ul>\n<li>l’un~:</li>\n</ul>\n"),
        ("`l'a ?`", "<p><code>l'a ?</code></p>\n"),
        ("    l'a ?", "<pre><code>l'a ?\n</code></pre>\n"),
        (
            "[l'avis](https://a.example/?a;!)",
            '<p><a href="https://a.example/?a;!">l’avis</a></p>\n',
        ),
        ('l\'a & "b" !', "<p>l’a &amp; &quot;b&quot;~!</p>\n"),
        ("M. **Martin**", "<p>M.~<strong>Martin</strong></p>\n"),
        ("> l'un ?", "<blockquote>\n<p>l’un~?</p>\n</blockquote>\n"),
    ],
)
def test_html_is_set_between_its_tags(markdown: str, html: str) -> None:
    """No tag, link target or code is touched."""
    assert typeset_html(render_markdown(markdown)) == html.replace("~", "\u00a0")


@given(_TEXT)
def test_html_keeps_its_tags(markdown: str) -> None:
    """A letter's bold words, links and lists are where they were."""
    html = render_markdown(markdown)
    after = typeset_html(html)
    assert re.findall(r"<[^>]*>", after) == re.findall(r"<[^>]*>", html)
    assert typeset_html(after) == after
    assert re.findall(r"[^\W_]", text_of(after)) == re.findall(r"[^\W_]", text_of(html))
