"""The list of communes in the package, read as its format says."""

import gzip
from importlib.resources import files


def shipped_communes() -> list[list[str]]:
    """Give code, name, TNCC and population of each, the last two maybe empty."""
    content = (files("mairemail.places") / "data/communes.txt.gz").read_bytes()
    lines = gzip.decompress(content).decode("utf-8").splitlines()
    return [line.split("\t") for line in lines]
