"""What is to be said of a letter's own words, whoever it is written to."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from mairemail.checks.finding import Finding
from mairemail.checks.placeholders import (
    placeholder,
    placeholders_in,
    placeholders_in_subject,
)
from mairemail.checks.prepositions import bare_prepositions
from mairemail.contacts.contact import Severity
from mairemail.contacts.fields import fold
from mairemail.language import _
from mairemail.letters.letter import Letter, read_letter
from mairemail.letters.own_words import ANY_VALUE, own_words

_HREF = re.compile(r'href="([^"]*)"')
_BARE_LINK = re.compile(r"http://[^\s<>()«»\"]+")
_GOOD_LINKS = ("https:", "mailto:", "tel:", "#")
# Greetings that fit anybody, as `fold` gives them, without punctuation.
_BARE_SALUTATIONS = {
    "a qui de droit", "bonjour", "chere madame cher monsieur", "madame",
    "madame monsieur", "mesdames messieurs", "monsieur", "monsieur madame", "salut",
    "dear all", "dear madam", "dear madam or sir", "dear sir", "dear sir madam",
    "dear sir or madam", "dear sirs", "good morning", "hello", "hi",
    "to whom it may concern",
}  # fmt: skip
# Somebody else's words: between quotation marks, or in a Markdown quotation.
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"\n]*\"|^[ ]*>[^\n]*", re.MULTILINE)
# Words that can be nothing else: "ton" is a tone too, "te" and "ta" stand in names.
# "tu" after a form of "avoir" or "être" is that of "taire".
_FAMILIAR = re.compile(
    r"(?:\b(\w+)[\s\u00a0]+)?(?:(?<!\w)([Tt]u|[Tt]oi|[Tt]es)\b"
    r"|(?<![\w-])([Tt]['’](?:a[si]|es|y|en|é|in|av|au|ad|ac|ê|h)))"
)
_AUXILIARIES = {
    "ai", "as", "a", "avons", "avez", "ont", "est", "es", "suis", "sommes", "êtes",
    "sont", "avait", "avaient", "était", "étaient", "été", "eu", "fut", "sera", "soit",
}  # fmt: skip
_POLITE = re.compile(r"\b(?:[Vv]ous|[Vv]otre|[Vv]os|[Vv]ôtres?)\b")
_CLOSING = re.compile(r"\{\{-?\s*closing\b")
# “I attach” may be followed by “great importance”.
_ATTACHED = re.compile(
    r"\bci[-\u2011\s]jointe?s?\b|\ben\s+pièces?\s+jointes?\b"
    r"|\bplease\s+find\s+(?:attached|enclosed)\b"
    r"|\bI\s+(?:enclose|am\s+(?:attach|enclos)ing|have\s+(?:attach|enclos)ed)\b",
    re.IGNORECASE,
)


def letter_wording(letter: Letter, *, language: str) -> Iterator[Finding]:
    """Give what needs no contact to be seen; `language` is the letter's."""
    yield from _of_links(letter)
    yield from _of_salutation(letter)
    yield from _of_persons(letter)
    yield from _of_attachments(letter)
    if language == "fr":
        yield from bare_prepositions(letter)
    name = unchanged_from(letter)
    if name:
        yield Finding(
            code="unchanged-letter",
            severity=Severity.WARNING,
            row=None,
            message=_("{file} says word for word what {name} says").format(
                file=letter.shown_as, name=name
            ),
            hint=_("Officials know copied letters: shorten it, put in your own words"),
        )


def letter_placeholders(letter: Letter) -> Iterator[Finding]:
    """Give all that is to be filled in, also where no contact would see it."""
    texts = [
        text
        for name, part in letter.headers
        if name.lower() == "subject"
        for text in placeholders_in_subject(own_words(part.source))
    ]
    texts += placeholders_in(_shown(letter)[1])
    for text in dict.fromkeys(texts):
        if ANY_VALUE not in text:
            line = line_of(letter, text) or letter.body.line
            yield placeholder_in_letter(letter, line, text)


@lru_cache(maxsize=256)
def line_of(letter: Letter, text: str) -> int | None:
    """Give the letter's line on which a text begins, None if it is not the letter's."""
    pattern = re.compile(r"\s*".join(map(re.escape, "".join(_plain(text).split()))))
    for _name, part in (*letter.headers, ("", letter.body)):
        source = _plain(own_words(part.source))
        found = pattern.search(source)
        if found:
            return part.line_at(source, found.start())
    return None


def unchanged_from(letter: Letter) -> str | None:
    """Give the name of the bundled letter whose words these are, None if of none."""
    words = _words(letter)
    return next((name for name, other in _bundled_words() if other == words), None)


def placeholder_in_letter(letter: Letter, line: int, text: str) -> Finding:
    """Say where a letter has something to be filled in."""
    found = placeholder(text)
    return Finding(
        code="placeholder",
        severity=Severity.ERROR,
        row=None,
        message=_("{file}, line {line}: {reason}").format(
            file=letter.shown_as, line=line, reason=found.problem
        ),
        hint=found.hint,
    )


def placeholder_in_sender(text: str) -> Finding:
    """Say that the signature has something to be filled in."""
    return Finding(
        code="placeholder",
        severity=Severity.ERROR,
        row=None,
        message=_("The signature still says “{text}”").format(text=text),
        hint=_("Correct accounts.toml, or [sender] in campaign.toml"),
    )


def insecure_link(link: str, *, row: int | None) -> Finding:
    """Say that a link is none of the web's safe ones."""
    return Finding(
        code="insecure-link",
        severity=Severity.WARNING,
        row=row,
        message=_("The link {link} does not begin with https://").format(link=link),
        hint=_("Write the whole address, with https://, and try it"),
    )


def _of_links(letter: Letter) -> Iterator[Finding]:
    html, text = _shown(letter)
    links = _HREF.findall(html) if letter.is_markdown else _BARE_LINK.findall(text)
    for link in dict.fromkeys(link.rstrip(".,;:!?…") for link in links):
        is_value = link.startswith(("%EF%BF%BC", ANY_VALUE))
        if not is_value and not link.lower().startswith(_GOOD_LINKS):
            yield insecure_link(link, row=None)


def bare_salutation(letter: Letter) -> str:
    """Give the greeting of a letter if it fits anybody, else nothing."""
    lines = own_words(letter.body.source).split("\n")
    line = next((line.strip() for line in lines if line.strip()), "")
    said = " ".join(re.findall(r"\w+", fold(line)))
    is_bare = said in _BARE_SALUTATIONS and ANY_VALUE not in line
    return line.rstrip(" ,") if is_bare else ""


def _of_salutation(letter: Letter) -> Iterator[Finding]:
    salutation = bare_salutation(letter)
    if salutation:
        yield Finding(
            code="bare-salutation",
            severity=Severity.WARNING,
            row=None,
            message=_("The letter greets everybody with “{salutation}”").format(
                salutation=salutation
            ),
            hint=_("Write {example}, and each gets their own: Madame la Maire").format(
                example="{{ salutation }}"
            ),
        )


def _of_persons(letter: Letter) -> Iterator[Finding]:
    """Warn of French that says both "tu" and "vous"; the closing says "vous"."""
    words = _unquoted(letter)
    is_polite = _POLITE.search(words) or _CLOSING.search(letter.body.source)
    familiar = next(
        (
            found
            for found in _FAMILIAR.finditer(words)
            if (found[1] or "").lower() not in _AUXILIARIES
        ),
        None,
    )
    if is_polite and familiar:
        word = familiar[2] or familiar[3]
        start = familiar.start(2 if familiar[2] else 3)
        yield Finding(
            code="mixed-person",
            severity=Severity.WARNING,
            row=None,
            message=_(
                "{file}, line {line}: “{word}” in a letter that also says “vous”"
            ).format(
                file=letter.shown_as,
                line=letter.body.line_at(words, start),
                word=word,
            ),
            hint=_("Say “vous” throughout, as one does to an official"),
        )


def _of_attachments(letter: Letter) -> Iterator[Finding]:
    """Warn of words that speak of a file where none is attached."""
    words = _unquoted(letter)
    found = _ATTACHED.search(words)
    if found and not any(name.lower() == "attach" for name, _part in letter.headers):
        yield Finding(
            code="no-attachment",
            severity=Severity.WARNING,
            row=None,
            message=_(
                "{file}, line {line}: “{words}” is said, and no file is attached"
            ).format(
                file=letter.shown_as,
                line=letter.body.line_at(words, found.start()),
                words=" ".join(found[0].split()),
            ),
            hint=_(
                "Write a line {example} below the subject, or take these words away"
            ).format(example="Attach: plan.pdf"),
        )


def _unquoted(letter: Letter) -> str:
    """Give the letter's own words without those of others, line breaks kept."""
    return _QUOTED.sub(
        lambda found: "\n" * found[0].count("\n"), own_words(letter.body.source)
    )


@lru_cache(maxsize=64)
def _shown(letter: Letter) -> tuple[str, str]:
    """Give HTML and text of the letter's own words, every branch of it."""
    words = own_words(letter.body.source)
    if not letter.is_markdown:
        return "", words
    from mairemail.letters.html import render_markdown, text_of

    html = render_markdown(words)
    return html, text_of(html)


def _words(letter: Letter) -> list[str]:
    return re.sub(r"\{#.*?#\}", "", letter.body.source, flags=re.DOTALL).split()


@cache
def _bundled_words() -> tuple[tuple[str, list[str]], ...]:
    from mairemail.letters.library import bundled_letters

    letters = (
        (one, read_letter(one.path, shown_as=one.name)) for one in bundled_letters()
    )
    # One with brackets left is told to be filled in, which says it better.
    return tuple(
        (one.name, _words(letter))
        for one, letter in letters
        if not any(letter_placeholders(letter))
    )


def _plain(text: str) -> str:
    """Give the text as one types it: typography puts other marks in their place."""
    return text.translate(_AS_TYPED)


_AS_TYPED = {0x2019: "'", 0x2026: "...", 0xA0: " ", 0x202F: " "}
