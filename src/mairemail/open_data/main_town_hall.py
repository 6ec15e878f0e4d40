"""Which of several town halls of a commune is the one to write to."""

import re
from collections.abc import Callable, Iterable, Iterator

from mairemail.contacts.fields import slug
from mairemail.language import _
from mairemail.open_data.data_sets.dila import TownHall
from mairemail.open_data.person import Body, Note

_SECONDARY = re.compile("deleguee|annexe")
# “Mairie du Havre” is of Le Havre, “Mairie des Abymes” of Les Abymes.
_CONTRACTED = (("le_", "du_"), ("les_", "des_"))


def main_town_halls(
    found: Iterable[TownHall | Note], name_of: Callable[[str], str]
) -> Iterator[Body | Note]:
    """
    Give one town hall a commune, or a note with the candidates where none is sure.

    Delegated ones and annexes are dropped; then it is the only one left, the one called
    after its commune, or the one whose former code ended in 01.

    Args:
        found: In any order.
        name_of: Gives a commune's name by its code, or nothing.
    """
    of_commune: dict[str, list[TownHall]] = {}
    for one in found:
        if isinstance(one, Note):
            yield one
        else:
            of_commune.setdefault(one.body.code, []).append(one)
    for code, candidates in of_commune.items():
        main = _main(candidates, name_of(code))
        yield main.body if main else _ambiguous(candidates, name_of(code) or code)


def _main(candidates: list[TownHall], commune: str) -> TownHall | None:
    left = [one for one in candidates if not _SECONDARY.search(slug(one.body.name))]
    names = _slugs_of(commune)
    for choice in (
        left,
        [one for one in left if _place_in(one.body.name) in names],
        [one for one in left if one.old_code.endswith("-01")],
    ):
        if len(choice) == 1:
            return choice[0]
    return None


def _place_in(name: str) -> str:
    return slug(name).removeprefix("mairie_")


def _slugs_of(commune: str) -> set[str]:
    name = slug(commune)
    if not name:
        return set()
    names = {name, f"de_{name}", f"d_{name}"}
    for article, contracted in _CONTRACTED:
        if name.startswith(article):
            names.add(contracted + name.removeprefix(article))
    return names


def _ambiguous(candidates: list[TownHall], commune: str) -> Note:
    listed = " ; ".join(f"{one.body.name}: {one.body.origin}" for one in candidates)
    return Note(
        code="ambiguous",
        origin=commune,
        message=_("which town hall is the main one is not sure: {candidates}").format(
            candidates=listed
        ),
    )
