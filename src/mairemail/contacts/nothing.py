"""What stands in a cell where there is nothing to say: a dash, “Non public”, “#N/A”."""

import unicodedata

from mairemail.contacts.fields import fold

# No name of a person or a place is among them: Aucun is a commune, Sans a last name,
# Nil a first name. Spreadsheet programs write what begins with #, in French too.
_WORDS = (
    "inconnu", "inconnue", "n/a", "n/c", "non communiqué", "non communiquée",
    "non connu", "non connue", "non disponible", "non précisé", "non précisée",
    "non public", "non publique", "non publié", "non publiée", "non renseigné",
    "non renseignée", "not available", "not known", "not public", "not published",
    "unknown", "#n/a", "#n/d", "#ref!", "#value!", "#valeur!", "#name?", "#nom?",
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
