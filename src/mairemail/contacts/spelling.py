"""Names of people and communes that are all in capitals, or all in small letters."""

from collections.abc import Iterator, Mapping

from mairemail.contacts.names import recased

_OF_PERSONS = ("first_name", "last_name")


def misspelt(cells: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Give each such name of a row, by fields, and how it is written elsewhere."""
    for field in _OF_PERSONS:
        old = cells.get(field, "")
        if (old.isupper() or old.islower()) and (new := recased(old)) != old:
            yield old, new
    old = cells.get("commune", "")
    if (old.isupper() or old.islower()) and (new := commune_spelt(cells)) != old:
        yield old, new


def commune_spelt(cells: Mapping[str, str]) -> str:
    """Give the commune of a row, by fields, as INSEE spells it."""
    # The list of communes is read for the few lists that want it.
    from mairemail.places.communes import as_spelt

    return as_spelt(
        cells.get("commune", ""),
        code=cells.get("insee", ""),
        department=cells.get("department", ""),
    )
