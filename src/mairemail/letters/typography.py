"""
French typography: no-break spaces, apostrophes and ellipses.

After the Lexique des règles typographiques en usage à l'Imprimerie nationale, with
U+00A0 wherever a space may not break: the narrow one (U+202F) is a box in the fonts of
some mail programs. Only what is certain is changed, and never a letter or a digit.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from functools import lru_cache

from mairemail.letters.notes import placed
from mairemail.letters.pieces import PiecedText
from mairemail.letters.sandbox import within_limit

# Private-use characters, refused in cells: with a number between, a value to come.
MARK_START, MARK_END = "\ue000", "\ue001"
_MARK = re.compile(f"{MARK_START}(~?[0-9]+){MARK_END}")

_NO_BREAK_SPACE = "\u00a0"
_APOSTROPHE = "\u2019"
_ELLIPSIS = "\u2026"

# Left as it is: code, addresses of all kinds, character references and times.
_UNTOUCHED = (
    r"```.*?```", r"`[^`\n]+`",
    r"(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]{0,30}://[^\s<>«»]+",
    r"(?<!\w)(?:mailto|tel|sms|xmpp):[^\s<>«»]+", r"(?<!\w)www\.[^\s<>«»]+",
    r"(?<![^\s<>«»(])[^\s<>«»(]*@[^\s<>«»]+",
    r"(?<![\w.-])(?:[\w-]+\.)+[A-Za-z]{2,}/[^\s<>«»]*",
    r"&(?:\w+|#\w+);",
    r"(?<!\d)\d{1,2} h(?: \d{2}(?: min)?)?(?!\w)",
)  # fmt: skip
_UNTOUCHED_TEXT = re.compile("|".join(_UNTOUCHED), re.DOTALL)
_UNTOUCHED_HTML = re.compile(
    "|".join((r"<(pre|code)\b.*?</\1>", r"<[^>]*>", *_UNTOUCHED)), re.DOTALL
)
# What all of these have; most values and subjects have none of it.
_SUSPECT = re.compile(r"[`@/&]|:\S|[0-9] h|www")

_LETTER = r"[^\W\d_]"
_CAPITAL = rf"(?=[^\W\d_a-zß-öø-ÿœ]|[{MARK_START}<])"
_NUMBER = rf"(?=[\d{MARK_START}])"
_TITLES = {
    "M.", "MM.", "Mme", "Mmes", "Mlle", "Mlles", "Dr", "Drs", "Dre", "Pr", "Mgr", "Me",
}  # fmt: skip
_MONTHS = (
    "(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|"
    r"décembre)(?!\w)"
)
_UNITS = (
    r"(?:[%‰€$£]|[kM]€|°C?|euros?|centimes?|[cdkm]?m[²³]?|ha|km/h|kg|g|t|[kMGT]?Wh?|"
    r"[kMGT]o|ans?|mois|jours?|semaines?|heures?|minutes?|secondes?|habitante?s?|"
    r"hab\.|personnes?|fois|voix|tonnes?|hectares?|kilomètres?|mètres?|degrés?|"
    r"millions?|milliards?)(?![\w'’])"
)
# What may follow ! and ?, so that "?x=" is left alone; and ; and :, so that ":)" is.
_ENDS = r"""(?=[\s<)\]»"”’'…,.&]|$)"""
_ENDS_WORD = r"(?=[\s<]|$)"


def _after(words: str) -> str:
    """Give the condition that one of the words stands before the space at hand."""
    each = [re.escape(word) for word in words.split()]
    return "(?:" + "|".join(rf"(?<=\b{word} )" for word in each) + ")"


# Each is a condition on a space, which is never the second of two.
_SPACES = (
    rf"(?<=\S )(?=[!?]+{_ENDS}|[;:]{_ENDS_WORD}|»)",
    r"(?<=« )(?=\S)",
    rf"(?<=[\d{MARK_END}] )(?={_UNITS}|{_MONTHS})",
    # Thousands: four digits before are a year.
    r"(?<=\d )(?<!\d{4} )(?=\d{3}(?!\d))",
    rf"{_after('1er')}(?={_MONTHS})",
    r"(?:(?<=[IVX]e )|(?<=Ier ))(?=siècles?(?!\w))",
    rf"{_after('M. MM.')}(?=[\w{MARK_START}<])",
    _after(" ".join(_TITLES - {"M.", "MM."})) + _CAPITAL,
    rf"(?:(?<=[nN][°º] )|(?<=§ )){_NUMBER}",
    _after("art. Art. chap. al. fig. vol. t. p. pp. L. R. D. A.") + _NUMBER,
)
_AFTER_TAG = "(?<=</em>.)|(?<=</strong>.)|(?<=</a>.)"
# A rule begins with one of these.
_FIRST_OF_RULES = frozenset(" '.!?«»")
_RULES = re.compile(
    f"[{''.join(sorted(_FIRST_OF_RULES))}](?:"
    rf"(?<= )(?:{'|'.join(_SPACES)})"
    # Where the space was forgotten; without it, "Re:" and "a:b" are what they are.
    rf"|(?<=[!?])(?:(?<=[^\W_].|[)»{MARK_END}].)|{_AFTER_TAG})(?=[!?]*{_ENDS})"
    rf"|(?<=»)(?:(?<=[^\s«>]»)|{_AFTER_TAG})"
    r"|(?<=«)(?=[^\s»])"
    rf"|(?<=')(?<=(?:{_LETTER}|{MARK_END})')(?={_LETTER}|[{MARK_START}«]|<[a-z])"
    r"|(?<=\.)\.\.(?:(?<!\.\.\.\.)(?![.\w])|(?<![.\w]\.\.\.)(?!\.))"
    ")"
)


def typeset(text: str) -> str:
    """
    Give a plain text as a French typographer sets it; twice gives the same.

    A mark in what is left as it is (code, an address) gets a `~` before its number:
    its value is to be left as it is too.
    """
    if not _SUSPECT.search(text):
        return _RULES.sub(lambda found: _set(found[0]), text)
    return _typeset_around(_UNTOUCHED_TEXT, text)


def typeset_html(html: str) -> str:
    """Give the body of an HTML text likewise; tags and code are left as they are."""
    return _typeset_around(_UNTOUCHED_HTML, html)


@lru_cache(maxsize=4096)
def typeset_value(value: str) -> str:
    """Give a value likewise; the cells of a list repeat themselves."""
    return value if _FIRST_OF_RULES.isdisjoint(value) else typeset(value)


def cut_at_marks(text: str) -> tuple[str, ...]:
    """Give the text cut at its marks: words, the number of a value, words and so on."""
    return tuple(_MARK.split(text))


def filled(
    pieces: tuple[str, ...], values: list[str], untouched: list[str]
) -> PiecedText:
    """Give the text with its values; `untouched` ones where a `~` asks for them."""
    texts = list(pieces)
    for place in range(1, len(pieces), 2):
        number = pieces[place]
        if number[0] == "~":
            texts[place] = untouched[int(number[1:])]
            continue
        value = texts[place] = values[int(number)]
        # {{ civility }} {{ last_name }}
        if value in _TITLES and pieces[place + 1] == " " and values is not untouched:
            texts[place + 1] = _NO_BREAK_SPACE
    return PiecedText(within_limit(texts))


class TypesetText:
    """
    Writes plain text as French is typeset, the values a letter prints kept apart.

    So a thousand letters that differ in their values alone are typeset once.
    """

    def __init__(self) -> None:
        """Print nothing yet."""
        self._values: list[str] = []

    def printed(self, value: str) -> str:
        """Give what stands in the letter for a value that the template prints."""
        self._values.append(value)
        return f"{MARK_START}{len(self._values) - 1}{MARK_END}"

    def write(self, render: Callable[[], Iterable[str]], note: str) -> PiecedText:
        """
        Give a text, typeset, a note put in its place and typeset too.

        Args:
            render: Renders a template that prints its values by `printed`, and gives
                the pieces that it holds and those that it prints.
            note: Personal words, or empty.
        """
        self._values.clear()
        pieces = tuple(render())
        if note:
            pieces = (placed("".join(pieces), self.printed(note)),)
        values = [typeset_value(value) for value in self._values]
        return filled(_typeset_and_cut(pieces), values, self._values)


@lru_cache(maxsize=64)
def _typeset_and_cut(pieces: tuple[str, ...]) -> tuple[str, ...]:
    """Typeset a text told by its pieces: those of a template Python has hashed once."""
    return cut_at_marks(typeset("".join(pieces)))


def _typeset_around(untouched: re.Pattern[str], text: str) -> str:
    if MARK_START in text:
        text = untouched.sub(
            lambda found: found[0].replace(MARK_START, f"{MARK_START}~"), text
        )
    spans = [found.span() for found in untouched.finditer(text)]
    starts = [start for start, _end in spans]

    def set_outside(found: re.Match[str]) -> str:
        span = bisect_right(starts, found.start()) - 1
        is_inside = span >= 0 and found.start() < spans[span][1]
        return found[0] if is_inside else _set(found[0])

    return _RULES.sub(set_outside, text)


def _set(found: str) -> str:
    if found == " ":
        return _NO_BREAK_SPACE
    if found == "'":
        return _APOSTROPHE
    if found == "...":
        return _ELLIPSIS
    return found + _NO_BREAK_SPACE if found == "«" else _NO_BREAK_SPACE + found
