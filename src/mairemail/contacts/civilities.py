"""The words that say whether somebody is addressed as a woman or as a man."""

from mairemail.contacts.fields import fold

FEMININE = frozenset(
    {
        "mme", "mme.", "madame", "mlle", "mlle.", "mademoiselle", "f", "femme",
        "feminin", "female", "mrs", "mrs.", "ms", "ms.", "miss", "2",
    }
)  # fmt: skip
MASCULINE = frozenset(
    {"m", "m.", "mr", "mr.", "monsieur", "h", "homme", "masculin", "male", "1"}
)


def is_civility(cell: str) -> bool:
    """Tell whether a cell holds a civility: `Mme`, `M.`, `F`, `Mr`."""
    return fold(cell).strip() in FEMININE | MASCULINE
