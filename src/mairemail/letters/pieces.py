"""A text that knows which of its words stand in every letter alike."""

from collections.abc import Iterable

# Characters. A shorter piece, as most values are, is worked on before it would be found
# among those that letters have in common.
LONG_PIECE = 40


class PiecedText(str):
    """
    A text and the pieces it was put together from, words and values in turn.

    A thousand letters that differ in their values alone have the pieces between in
    common, so what is worked out for one of these holds for all.

    Attributes:
        pieces: Together they are the text.
    """

    __slots__ = ("pieces",)
    pieces: tuple[str, ...]

    def __new__(cls, pieces: Iterable[str]) -> "PiecedText":
        """Put a text together."""
        found = tuple(pieces)
        text = super().__new__(cls, "".join(found))
        text.pieces = found
        return text
