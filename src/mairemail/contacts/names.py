"""Names in capitals or in small letters, written as a letter wants them."""

import re
import unicodedata

from mairemail.contacts.fields import fold

# Letters with their marks, as Unicode writes É in one character or in two.
_LETTER = r"(?:[^\W\d_][\u0300-\u036f]*)"
_PIECE = re.compile(rf"{_LETTER}+(?:['’]{_LETTER}*)*")
_WORD = re.compile(r"\S+")
# “de” before a name is small in French, “La”, “Le”, “Du” and “Des” are not (Lexique des
# règles typographiques en usage à l'Imprimerie nationale, “Noms propres”).
_SMALL = {"de", "dit", "dite", "epouse", "epoux", "et", "von", "y", "zu"}
# Of a Dutch or Flemish name the first is great, in Belgium and in France.
_SMALL_INSIDE = _SMALL | {"den", "der", "het", "ten", "ter"}
_LONGEST = 200
_BORN_OR_MARRIED = re.compile(
    r"(?P<name>\S.*?)\s+\(?"
    r"(?:(?P<born>N[ÉE]E)|(?P<man>[ÉE]POUX)|[ÉE]POUSE|[ÉE]PSE|[ÉE]P\.?)"
    r"\s+(?P<other>\S.*?)\)?"
)


def recased(name: str) -> str:
    """
    Give a name in capitals as it is written elsewhere: LE GOFF as Le Goff.

    So is one in small letters: le goff. One that has both is given back as it is, and
    so are initials. An accent that is not there stays away: nobody can tell LEFEVRE
    from LEFÈVRE.
    """
    if not (name.isupper() or name.islower()):
        return name
    if name.isalpha():
        return _capitalised(name)
    words = list(_WORD.finditer(name))
    last = words[-1].start()

    def of_word(found: re.Match[str]) -> str:
        word, place = found[0], found.start()
        small = _SMALL_INSIDE if place else _SMALL
        if place != last and fold(word) in small:
            return word.lower()
        if (place or name.islower()) and re.match(r"[Dd]['’].", word):
            return word[:2].lower() + _PIECE.sub(_recased_piece, word[2:])
        return _PIECE.sub(_recased_piece, word)

    return _WORD.sub(of_word, name)


def _recased_piece(found: re.Match[str]) -> str:
    first, *rest = re.split("(['’])", found[0])
    text = _capitalised(first)
    for mark, part in zip(rest[::2], rest[1::2], strict=True):
        # D'Amico, N'Diaye, O'Brien; but Guyomarc'h.
        is_prefix = len(first) <= 2 < len(part) + 1
        text += mark + (_capitalised(part) if is_prefix else part.lower())
    return text


def _capitalised(letters: str) -> str:
    plain = fold(letters)
    if len(plain) < 2:
        return letters.upper()
    if len(plain) == 2 and letters.isupper() and not set(plain) & set("aeiouy"):
        return letters
    if plain.startswith("mc") and len(plain) > 4:
        return "Mc" + letters[2:].capitalize()
    return letters.capitalize()


def without_birth_name(name: str) -> tuple[str, str]:
    """
    Part `DUPONT NÉE MARTIN`, in capitals, into `DUPONT` and `MARTIN`.

    `MARTIN EP DUPONT` stays whole, as `MARTIN ÉPOUSE DUPONT`: which of the two somebody
    goes by, an official list does not say. The second is empty where there is no birth
    name, as of somebody called NÉE.
    """
    if not name.isupper() or len(name) > _LONGEST:
        return name, ""
    found = _BORN_OR_MARRIED.fullmatch(unicodedata.normalize("NFC", name))
    if found is None:
        return name, ""
    if found["born"]:
        return found["name"], found["other"]
    word = "ÉPOUX" if found["man"] else "ÉPOUSE"
    return f"{found['name']} {word} {found['other']}", ""
