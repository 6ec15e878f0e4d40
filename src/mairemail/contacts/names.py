"""Names in capitals, as official lists have them, written as a letter wants them."""

import re

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SMALL = {"DE", "VON", "ZU", "ET", "Y"}
_BORN_OR_MARRIED = re.compile(
    r"(?P<name>\S.*?)\s+\(?(?:N[ÉE]E|[ÉE]POUSE|[ÉE]PSE|[ÉE]P\.?)\s+(?P<other>\S.*?)\)?"
)


def recased(name: str) -> str:
    """
    Give a name in capitals as others write it: `LE GOFF-MARTIN` as `Le Goff-Martin`.

    One that has a small letter is given back as it is.
    """
    if not name.isupper():
        return name
    last = name.rfind(" ") + 1

    def of_word(found: re.Match[str]) -> str:
        word = found[0]
        if word in _SMALL and found.start() < last:
            return word.lower()
        if found.start() and re.match("D['’].", word):
            return "d" + word[1] + word[2:].capitalize()
        parts = re.split("(['’])", word)
        text = "".join(part.capitalize() for part in parts)
        is_scottish = text.startswith("Mc") and len(text) > 4
        return text[:2] + text[2:].capitalize() if is_scottish else text

    return _WORD.sub(of_word, name)


def without_other_name(name: str) -> tuple[str, str]:
    """
    Part `DUPONT NÉE MARTIN`, in capitals, into `DUPONT` and `MARTIN`.

    The second is empty where there is one name only, as of somebody called NÉE.
    """
    found = _BORN_OR_MARRIED.fullmatch(name)
    if found is None or not name.isupper():
        return name, ""
    return found["name"], found["other"]
