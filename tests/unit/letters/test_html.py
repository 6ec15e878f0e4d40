"""Markdown to HTML and to the same words in plain text."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mairemail.letters.html import (
    escape_markdown,
    html_document,
    render_markdown,
    text_of,
)

# What a cell may hold: its control characters are refused before (see test_columns).
CELL = st.text(
    st.one_of(
        st.sampled_from("*_`[]()<>&!#+-.\\|~=:/\"'{}$@ \n\t1aé"),
        st.characters(
            exclude_categories=["Cs", "Cc"], exclude_characters="\ue000\ue001"
        ),
    ),
    max_size=40,
)


class _Tags(HTMLParser):
    """Collects the tags of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """Note a tag."""
        self.names.add(tag)


@given(CELL)
@example("1. Lilas")
@example("# Lilas")
@example("    Lilas")
@example("a\n===\nb")
@example("| a |\n|---|\n| b |")
@example("www.lilas.example <b>gras</b>")
@example("a@lilas.example")
@example("&amp; &lt;b&gt;")
@example("a\\\nb")
@settings(max_examples=200)
def test_a_cell_comes_out_with_the_words_it_has(cell: str) -> None:
    """A name with a star or a hash in it is a name, not Markdown."""
    text = text_of(render_markdown(f"Avant {escape_markdown(cell)} après"))
    assert text.split() == ["Avant", *cell.split(), "après"]


@given(CELL)
@example("- a\n- b")
@example("<img src=x onerror=alert(1)>")
@example("![x](https://suivi.example/x.png)")
@settings(max_examples=200)
def test_a_cell_alone_on_its_line_comes_out_with_the_words_it_has(cell: str) -> None:
    """At the start of a line Markdown has more ways to misread a text."""
    assert text_of(render_markdown(escape_markdown(cell))).split() == cell.split()


@given(CELL)
@example("<script>alert(1)</script>")
@example("<!-- x -->")
@example("[Cliquez](https://piege.example)")
@example("<https://piege.example>")
@settings(max_examples=200)
def test_a_cell_puts_no_tag_into_the_html(cell: str) -> None:
    """A list from a stranger must not add pictures, links or forms to the letter."""
    tags = _Tags(render_markdown(f"Avant {escape_markdown(cell)} après")).names
    assert tags <= {"p", "br"} | ({"a"} if "@" in cell or "." in cell else set())


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("Un.\n\nDeux.", "Un.\n\nDeux.\n"),
        ("Un\ndeux", "Un deux\n"),
        ("Un\\\ndeux", "Un\ndeux\n"),
        ("**gras** et *penché*", "gras et penché\n"),
        ("- un\n- deux", "- un\n- deux\n"),
        ("3. un\n4. deux", "3. un\n4. deux\n"),
        ("- un\n  - deux\n- trois", "- un\n\n  - deux\n\n- trois\n"),
        ("> cité\n> encore", "> cité encore\n"),
        ("# Titre\n\nTexte", "Titre\n\nTexte\n"),
        ("a\n\n---\n\nb", "a\n\n* * *\n\nb\n"),
        (
            "[le rapport](https://lilas.example/r)",
            "le rapport (https://lilas.example/r)\n",
        ),
        ("https://lilas.example/r?a=1&b=2", "https://lilas.example/r?a=1&b=2\n"),
        ("<mairie@lilas.example>", "mairie@lilas.example\n"),
        ("    un\n      deux", "un\n  deux\n"),
        ("5 < 6 & 7 > 6", "5 < 6 & 7 > 6\n"),
        ("« Bonjour »", "« Bonjour »\n"),
    ],
)
def test_the_plain_text_says_what_the_html_says(markdown: str, text: str) -> None:
    """Many town halls read mail as text, and must lose nothing by it."""
    assert text_of(render_markdown(markdown)) == text


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert(1)</script>",
        "a <img src=x> b",
        "<div onclick=x>\n\na\n\n</div>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,x)",
        "![x](javascript:alert(1))",
    ],
)
def test_html_and_scripts_of_a_letter_are_left_out(markdown: str) -> None:
    """A letter copied from a stranger must not carry what runs in a mail program."""
    html = render_markdown(markdown)
    assert not re.search(r"<(script|div|img src=x)|javascript:|data:", html)


def test_a_bare_link_becomes_a_link() -> None:
    """People write addresses as they are, and readers want to click them."""
    html = render_markdown("Voir https://lilas.example/r.")
    assert '<a href="https://lilas.example/r">' in html


def test_a_line_break_in_a_cell_stays_one() -> None:
    """A postal address keeps its lines."""
    assert text_of(render_markdown(escape_markdown("3 rue X\n35000 R"))) == (
        "3 rue X\n35000 R\n"
    )


def test_an_empty_line_in_a_cell_parts_two_paragraphs() -> None:
    """A personal note of two paragraphs stays two paragraphs."""
    html = render_markdown(escape_markdown("Un.\n\n\nDeux."))
    assert html.count("<p>") == 2


def test_a_document_names_its_language() -> None:
    """Screen readers choose their voice by it."""
    assert '<html lang="fr">' in html_document("<p>a</p>\n", language="fr")


@given(st.text(max_size=200))
def test_no_markdown_stops_the_making_of_the_text(markdown: str) -> None:
    """A letter may hold anything: the worst is an ugly text, never a crash."""
    assert text_of(render_markdown(markdown)).endswith("\n")
