"""
Characters of a cell that nobody sees.

A control character is there by accident or on purpose: its row is refused. Marks that
turn text around, or at which a web page breaks lines, come with what is copied from
there; they would make a name, a subject and an address look like others: taken out.
"""

import re

# Control characters (C0, DEL, C1) other than the line breaks and tabs a cell may hold,
# and the two private ones that stand for a cell's place in a Markdown letter.
_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ue000\ue001"
# Marks and changes of direction (Unicode TR 36, 3.2); zero-width space and
# no-break space, word joiner; invisible operators; annotations; tags.
_MARKS = (
    "\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f"
)
# Persian and Indian words, and pictures made of several, are spelt with joiners; Latin,
# Greek and Cyrillic words are not, and neither begins nor ends with one.
_NEEDS_NONE = "\\0-\u058f\u2000-\u206f"
_A_CONTROL = re.compile(f"[{_CONTROL}]")
# A soft hyphen behind Ã is half of an í that was read in the wrong encoding.
_A_MARK = re.compile(f"[{_MARKS}]|(?<![ÃÂ])\u00ad")
_A_JOINER = re.compile(
    rf"(?<![^{_NEEDS_NONE}])[\u200c\u200d]|[\u200c\u200d](?![^{_NEEDS_NONE}])"
)
_UNUSUAL = re.compile(f"[{_CONTROL}{_MARKS}\u00ad\u200c\u200d\u2028\u2029\r]")


def is_unusual(text: str) -> bool:
    """Tell whether a text may hold what the other functions here look for."""
    return _UNUSUAL.search(text) is not None


def has_control_character(text: str) -> bool:
    """Tell whether a text holds what no cell should."""
    return _A_CONTROL.search(text) is not None


def without_hidden_marks(text: str) -> str:
    """Give the text without marks that nobody sees; joiners stay where they spell."""
    return _A_JOINER.sub("", _A_MARK.sub("", text))
