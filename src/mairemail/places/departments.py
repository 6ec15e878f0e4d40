"""The departments and regions of France, by code and by name."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mairemail.places.names import key_of, without_articles

_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """
    A region.

    Attributes:
        code: INSEE's, two digits: `53`.
        name: Without its article: `Bretagne`.
        article: `le`, `la`, `les`, `l'`, or empty.
        preposition: `dans`, which goes before the article, or `en` or `à`, without it.
    """

    code: str
    name: str
    article: str
    preposition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Department(Region):
    """
    A department, or what stands in its column overseas.

    Attributes:
        region: The code of its region, empty for what is in none (`987`).
    """

    region: str


def department_of(text: str) -> Department | None:
    """Give the department of a code (`01`, `1`, `2a`, `ZA` of old) or of a name."""
    coded = _departments_by_code().get(text.strip().upper().zfill(2))
    # ZA is Guadeloupe: its namesake has the code of today.
    return department_named(coded.name if coded else text)


def department_named(text: str) -> Department | None:
    """Give the department of a name; case, accents, article do not matter."""
    return _departments_by_name().get(without_articles(key_of(text)))


def region_of(text: str) -> Region | None:
    """Give the region of a code (`53`, `1` for `01`) or of a name."""
    return _regions_by_code().get(text.strip().zfill(2)) or region_named(text)


def region_named(text: str) -> Region | None:
    """Give the region of a name; case, accents, article do not matter."""
    return _regions_by_name().get(without_articles(key_of(text)))


def departments_in(region_code: str) -> frozenset[str]:
    """Give the codes of a region's departments, 20 of old Corsica among them."""
    return frozenset(
        department.code
        for department in _departments_by_name().values()
        if department.region == region_code
    )


@cache
def _departments_by_code() -> dict[str, Department]:
    return {
        row["code"]: Department(
            code=row["code"],
            name=row["name"],
            article=row["article"],
            preposition=row["in"],
            region=row["region"],
        )
        for row in _rows("departments.csv")
    }


@cache
def _regions_by_code() -> dict[str, Region]:
    return {
        row["code"]: Region(
            code=row["code"],
            name=row["name"],
            article=row["article"],
            preposition=row["in"],
        )
        for row in _rows("regions.csv")
    }


@cache
def _departments_by_name() -> dict[str, Department]:
    # The first of a name has its code of today.
    departments = reversed(_departments_by_code().values())
    return {without_articles(key_of(area.name)): area for area in departments}


@cache
def _regions_by_name() -> dict[str, Region]:
    return {
        without_articles(key_of(area.name)): area
        for area in _regions_by_code().values()
    }


def _rows(file: str) -> list[dict[str, str]]:
    text = (_DATA / file).read_text(encoding="utf-8")
    return list(
        csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    )
