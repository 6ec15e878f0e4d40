"""
The communes of France, by code and by name.

data/communes.txt.gz, which tools/make_communes.py makes, has a line for each commune,
in the order of the codes: code, name with its article, TNCC and population, with tabs
in between; the last two may be empty. It is read when the first commune is asked for.
"""

import zlib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from mairemail.places.departments import department_of
from mairemail.places.names import folded_lines, key_of, without_articles

_FILE = Path(__file__).parent / "data" / "communes.txt.gz"
_GZIP = 31  # zlib's window for a file of gzip; the module gzip costs 4 ms to import
_ALIKE = 0.75


@dataclass(frozen=True, slots=True, kw_only=True)
class Commune:
    """
    A commune, or an arrondissement of Paris, Lyon or Marseille.

    Attributes:
        code: INSEE's, five characters: `01002`, `2A004`.
        name: With its article, as INSEE spells it: `L'Abergement-de-Varey`.
        population: Its inhabitants, None where they are not known.
    """

    code: str
    name: str
    population: int | None

    @property
    def department(self) -> str:
        """The code of its department, or of its collectivity overseas: `987`."""
        return department_in(self.code)


def department_in(code: str) -> str:
    """Give the department in a commune's code: `48` of 48095, `974` of 97411."""
    return code[:3] if code.startswith(("97", "98")) else code[:2]


def commune_of(code: str) -> Commune | None:
    """Give the commune of a code, also of one that lost its zero in a spreadsheet."""
    line = _lines().get(code.strip().upper().zfill(5))
    return _commune(line) if line else None


def communes_named(text: str) -> list[Commune]:
    """
    Give all communes of that name, in the order of their codes.

    Case, accents, hyphens and apostrophes do not matter, nor "St" and "Ste" for Saint
    and Sainte; nor does a missing article, or a wrong one where no commune has that
    name with it: "Port" is Port and Le Port, "Le Port" is not Port, "La Port" is both.
    """
    key = key_of(text)
    bare = without_articles(key)
    communes = [_commune(_lines()[code]) for code in _codes_of_names().get(bare, ())]
    if bare == key:
        return communes
    exact = [commune for commune in communes if key_of(commune.name) == key]
    return exact or communes


@lru_cache(maxsize=1024)
def as_spelt(name: str, *, code: str = "", department: str = "") -> str:
    """
    Give a name that is all in capitals or all in small letters as INSEE spells it.

    Any other is given back as it is, and so is one that several communes spell in
    different ways, where neither code nor department tells which is meant, and one that
    is not that of the commune or department given.

    Args:
        name: What stands in a list.
        code: INSEE's, if the list has it.
        department: The department's code or name, if the list has it.
    """
    if len(name) < 2 or not (name.isupper() or name.islower()):
        return name
    coded = commune_of(code) if code else None
    area = department_of(department) if department else None
    found = [coded] if coded else communes_named(name)
    spellings = {
        one.name
        for one in found
        if _is_called(one, key_of(name)) and (not area or one.department == area.code)
    }
    return spellings.pop() if len(spellings) == 1 else name


def _is_called(commune: Commune, key: str) -> bool:
    """Tell whether a name is the commune's, but for an article that is missing."""
    full = key_of(commune.name)
    return key in {full, without_articles(full)}


def similar_names(text: str) -> list[str]:
    """Give up to three names that somebody may have meant, the closest first."""
    import difflib

    names = _codes_of_names()
    close = difflib.get_close_matches(
        without_articles(key_of(text)), names, n=3, cutoff=_ALIKE
    )
    found = [_commune(_lines()[code]).name for key in close for code in names[key]]
    return list(dict.fromkeys(found))[:3]


def _commune(line: str) -> Commune:
    code, name, _tncc, population = line.split("\t")
    return Commune(
        code=code,
        name=name,
        population=int(population) if population else None,
    )


@cache
def _lines() -> dict[str, str]:
    """Give the file's lines by code."""
    text = zlib.decompress(_FILE.read_bytes(), _GZIP).decode("utf-8")
    return {line[:5]: line for line in text.splitlines()}


@cache
def _codes_of_names() -> dict[str, list[str]]:
    """Give the codes of each name, folded and without its article."""
    lines = _lines()
    names = "\n".join([line.split("\t", 2)[1] for line in lines.values()])
    keys = without_articles(folded_lines(names)).split("\n")
    codes: dict[str, list[str]] = {}
    for key, code in zip(keys, lines, strict=True):
        codes.setdefault(key.rstrip(), []).append(code)
    return codes
