"""What stands in a cell where there is nothing to say: a dash, “Non public”, “#N/A”."""

import unicodedata

from mairemail.contacts.fields import fold, slug

# Said in any column. No name of a person or a place is among them: Aucun is a commune,
# Sans a last name, Nil a first name. Spreadsheet programs write what begins with #, in
# French too.
_WORDS = (
    "inconnu", "inconnue", "n/a", "n/c", "non communiqué", "non communiquée",
    "non connu", "non connue", "non disponible", "non précisé", "non précisée",
    "non public", "non publique", "non publié", "non publiée", "non renseigné",
    "non renseignée", "not available", "not known", "not public", "not published",
    "unknown", "#n/a", "#n/d", "#ref!", "#value!", "#valeur!", "#name?", "#nom?",
)  # fmt: skip
# Said where an address should stand.
_OF_ADDRESSES = (
    "absent", "absente", "aucun", "aucune", "na", "nan", "nc", "néant", "nil",
    "no email", "none", "null", "pas d'adresse", "pas d'e-mail", "pas d'email",
    "pas de courriel", "pas de mail", "rien", "sans", "sans adresse", "sans mail",
    "vide",
)  # fmt: skip
_MARKS = (
    "",
    "-",
    "--",
    "---",
    "\u2013",
    "\u2014",
    "?",
    "??",
    "/",
    ".",
    "...",
    "\u2026",
)


def _spellings(word: str) -> set[str]:
    """Give a word in small letters and in capitals, with its accents and without."""
    plain = {word, fold(word), unicodedata.normalize("NFD", word)}
    return {
        spelt
        for one in plain
        for spelt in (one, one.upper(), one.capitalize(), one.title())
    }


# Whole cells, compared as they are: nothing else costs a list so little.
NOTHING = frozenset(_MARKS).union(*map(_spellings, _WORDS))
SAID_FOR_NOTHING = NOTHING - {""}
_NO_ADDRESS = frozenset(map(slug, _OF_ADDRESSES)).union(
    slug(word) for word in _WORDS if not word.startswith("#")
)
_LONGEST = 40


def says_no_address(cell: str) -> bool:
    """Tell whether a cell of addresses says that there is none: `NC`, `néant`, `-`."""
    if cell in NOTHING:
        return True
    if len(cell) > _LONGEST or "@" in cell:
        return False
    return slug(cell) in _NO_ADDRESS or not any(map(str.isalnum, cell))
