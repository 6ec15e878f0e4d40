"""Dates in letters: read as people write them, written out as letters do."""

import datetime
import re
from functools import lru_cache

from mairemail.contacts.fields import fold
from mairemail.language import _
from mairemail.letters.in_words.refusals import LetterFillingError

# What is read besides ISO 8601, by the letter's language. In English 03/11/2026 is the
# third of November to some and the eleventh of March to others.
FORMS = {"fr": ("2026-11-03", "03/11/2026", "3 novembre 2026"), "en": ("2026-11-03",)}
_FIGURES = re.compile(r"(\d{1,2})\s*[/.]\s*(\d{1,2})\s*[/.]\s*(\d{4})")
_WORDS = re.compile(r"(?:[a-z]+\.?,?\s+)?(\d{1,2})(?:er)?\s+([a-z]{3,9})\.?\s+(\d{4})")
_MONTHS = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout",
    "septembre", "octobre", "novembre", "decembre",
)  # fmt: skip


class UnreadableDateError(LetterFillingError):
    """
    What was to be written out as a date is none.

    Attributes:
        value: What stands there.
        language: The letter's.
    """

    def __init__(self, value: str, *, language: str) -> None:
        super().__init__(
            _("“{value}” cannot be read as a date").format(value=value), hint=""
        )
        self.value = value
        self.language = language


def format_date(day: object, *, language: str) -> str:
    """
    Give a date, or a text that is one, as `22 novembre 2026`, `1er décembre 2026`.

    Raises:
        UnreadableDateError: The text is none.
    """
    if not isinstance(day, datetime.date):
        day = _read(str(day), language)
    return _format(day, language)


@lru_cache(maxsize=256)
def _format(day: datetime.date, language: str) -> str:
    from babel.dates import format_date as babel_format_date

    text = babel_format_date(day, format="long", locale=language)
    if language == "fr" and text.startswith("1 "):
        # Lexique des règles typographiques: the first of a month, alone, is an ordinal.
        return "1er" + text[1:]
    return text


@lru_cache(maxsize=256)
def _read(text: str, language: str) -> datetime.date:
    """Read ISO 8601 and, in a French letter, what French people write."""
    try:
        return datetime.date.fromisoformat(text.strip())
    except ValueError:
        found = _read_french(fold(text.strip())) if language == "fr" else None
    if found is None:
        raise UnreadableDateError(text.strip(), language=language)
    return found


def _read_french(text: str) -> datetime.date | None:
    """Read `03/11/2026` and `mardi 3 novembre 2026`, given without accents and case."""
    figures = _FIGURES.fullmatch(text)
    words = _WORDS.fullmatch(text)
    if figures:
        day, month, year = map(int, figures.groups())
    elif words:
        day, year = int(words[1]), int(words[3])
        months = [number for number, name in enumerate(_MONTHS, start=1)
                  if name.startswith(words[2])]  # fmt: skip
        # "jui" may be two.
        month = months[0] if len(months) == 1 else 0
    else:
        return None
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None
