"""
Makes the list of communes that mairemail carries from two public data sets.

    python tools/make_communes.py v_commune_2026.csv communes.json OUTPUT

The first is the list of communes of INSEE's Code officiel géographique, plain or
gzipped; the second `data/communes.json` of @etalab/decoupage-administratif, for the
populations and the overseas communes that are in no department. OUTPUT is what
src/mairemail/places/communes.py reads: its docstring tells the format.
"""

import csv
import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path

# Communes, and the arrondissements of Paris, Lyon and Marseille.
_KINDS_OF_INSEE = {"COM", "ARM"}
_KINDS_OF_ETALAB = {"commune-actuelle", "arrondissement-municipal"}
_OVERSEAS = ("975", "977", "978", "984", "986", "987", "988", "989")


def main(insee: Path, etalab: Path, output: Path) -> None:
    """Write the list, in the order of the codes."""
    known = _of_etalab(etalab)
    names = {code: (name, "") for code, (name, _) in known.items() if _overseas(code)}
    names |= {code: (name, tncc) for code, name, tncc in _of_insee(insee)}
    lines = [
        "\t".join((code, name, tncc, known.get(code, ("", ""))[1])) + "\n"
        for code, (name, tncc) in sorted(names.items())
    ]
    # No date inside: the same data make the same file.
    output.write_bytes(gzip.compress("".join(lines).encode(), 9, mtime=0))


def _of_insee(path: Path) -> Iterator[tuple[str, str, str]]:
    """Give code, name with its article, and TNCC."""
    content = path.read_bytes()
    if path.suffix == ".gz":
        content = gzip.decompress(content)
    for row in csv.DictReader(content.decode("utf-8-sig").splitlines()):
        if row["TYPECOM"] in _KINDS_OF_INSEE:
            yield row["COM"], row["LIBELLE"], row["TNCC"]


def _of_etalab(path: Path) -> dict[str, tuple[str, str]]:
    """Give name and population, empty where it is not known, of each code."""
    return {
        row["code"]: (row["nom"], str(row.get("population", "")))
        for row in json.loads(path.read_text(encoding="utf-8"))
        if row["type"] in _KINDS_OF_ETALAB
    }


def _overseas(code: str) -> bool:
    return code.startswith(_OVERSEAS)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
