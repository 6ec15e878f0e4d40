"""What Jinja2 says of `{% … %}`: what has no end, stands astray or does not exist."""

import re
from difflib import get_close_matches

from mairemail.language import _
from mairemail.letters.in_words.openings import open_blocks
from mairemail.letters.in_words.said import Place, Said

_TAGS = ("if", "elif", "else", "endif", "for", "endfor", "set", "include")
# What people write who think in French, or in another language of templates.
_MEANT = {
    "si": "if", "sinon": "else", "sinonsi": "elif", "finsi": "endif", "pour": "for",
    "finpour": "endfor", "inclure": "include", "elsif": "elif", "elseif": "elif",
}  # fmt: skip


def text_ends(found: re.Match[str], place: Place) -> Said:
    """Say which block has no end, where it begins."""
    name = found[1]
    return Said(
        reason=_("this {tag} has no {end}").format(
            tag=_begin(name), end=_tag(f"end{name}")
        ),
        hint=_("Write {end} where it is to end").format(end=_tag(f"end{name}")),
        line=_line_of(name, place),
    )


def unknown_tag(found: re.Match[str], place: Place) -> Said:
    """Say that there is no such tag, or not here."""
    name, inside = found[1], found[3]
    if inside and "nesting mistake" in found[2]:
        return _wrong_order(name, inside, place)
    is_part = name in {"else", "elif"}
    if is_part and inside:
        return Said(
            reason=_("{tag} is not expected here: {end} comes before it").format(
                tag=_tag(name), end=_tag(f"end{inside}")
            ),
            hint=_("Write {end} before it, or take it away").format(
                end=_tag(f"end{inside}")
            ),
        )
    opening = "if" if is_part else name.removeprefix("end")
    if is_part or (opening != name and opening in _TAGS):
        return Said(
            reason=_("{tag} has no {start} before it").format(
                tag=_tag(name), start=_begin(opening)
            ),
            hint=_("Write {start} where it begins, or take {tag} away").format(
                tag=_tag(name), start=_begin(opening)
            ),
        )
    return _no_such(name, inside)


def no_name(_found: re.Match[str], _place: Place) -> Said:
    """Say that nothing stands between the signs."""
    return Said(
        reason=_("nothing stands between “{start}” and “{end}”").format(
            start="{%", end="%}"
        ),
        hint=_("Write something between them, as in {example}, or delete both").format(
            example="{% if commune %}"
        ),
    )


def raw_without_end(_found: re.Match[str], _place: Place) -> Said:
    """Say that the text that is to be left as it is has no end."""
    return Said(
        reason=_("this {tag} has no {end}").format(tag=_tag("raw"), end=_tag("endraw")),
        hint=_("Write {end} where it is to end").format(end=_tag("endraw")),
    )


def _wrong_order(name: str, inside: str, place: Place) -> Said:
    end = _tag(f"end{inside}")
    return Said(
        reason=_(
            "{tag} stands before the {end} that the {start} of line {line} needs"
        ).format(
            tag=_tag(name),
            end=end,
            start=_begin(inside),
            line=place.before + _line_of(inside, place),
        ),
        hint=_("What begins last ends first: write {end} before it").format(end=end),
    )


def _no_such(name: str, inside: str | None) -> Said:
    meant = f"end{inside}" if inside and name in {"end", "fin"} else _MEANT.get(name)
    near = [meant] if meant else get_close_matches(name, _TAGS, n=1)
    guess = _(" (did you mean {near}?)").format(near=near[0]) if near else ""
    return Said(
        reason=_("there is no {tag}").format(tag=_tag(name)) + guess,
        hint=_("Between these signs stand {names}").format(names=", ".join(_TAGS)),
    )


def _line_of(name: str, place: Place) -> int:
    """Give the line in which the innermost block of a name begins."""
    blocks = reversed(open_blocks(place.environment, place.source))
    return next((one.line for one in blocks if one.name == name), place.line)


def _tag(name: str) -> str:
    return f"{{% {name} %}}"


def _begin(name: str) -> str:
    return _tag(f"{name} …")
