"""From open data to rows of a list: who holds an office where, and their address."""

import re
from collections.abc import (
    Callable,
    Collection,
    Container,
    Iterable,
    Iterator,
    Sequence,
)
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import NamedTuple

from mairemail.contacts.contact import Contact
from mairemail.contacts.fields import fold
from mairemail.contacts.where.comparing import number_in
from mairemail.contacts.where.selection import select
from mairemail.errors import MissingFileError, UsageError
from mairemail.language import _, ngettext
from mairemail.open_data.data_sets import deputies, dila, dpnt, meps, rne, senators
from mairemail.open_data.files import DataFile, Kind
from mairemail.open_data.join import COLUMNS, Row, Tally, row_of
from mairemail.open_data.main_town_hall import main_town_halls
from mairemail.open_data.offices import Office
from mairemail.open_data.person import Body, Note, Person
from mairemail.open_data.source import source_named
from mairemail.places.communes import commune_of

_ADDRESS_BOOKS = (Kind.TOWN_HALLS, Kind.ANNUAIRE)
_COMPARISON = re.compile(r"\s*(>=|<=|>|<|=)?\s*(\d[\d\s]*)\Z")
_COMPARED: dict[str, Callable[[float, float], bool]] = {
    ">=": lambda one, other: one >= other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    "<": lambda one, other: one < other,
    "=": lambda one, other: one == other,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """
    Who is looked for.

    Attributes:
        office: What they are.
        departments: Codes; empty for all.
        regions: Codes; empty for all. Matter to councillors of regions alone.
        insee: Codes of communes; empty for all.
        epci: SIREN numbers or parts of names; empty for all.
        population: As `>500`, or empty.
        lists_x: Only who has a page on X, as far as the data tell.
        where: An expression over the columns, or None.
        limit: So many at most, or None.
    """

    office: Office
    departments: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    insee: frozenset[str] = frozenset()
    epci: tuple[str, ...] = ()
    population: str = ""
    lists_x: bool = False
    where: str | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundList:
    """
    The rows, made one by one while they are read, and their tally.

    Attributes:
        columns: Those of COLUMNS that the files can fill.
        files: The files that were read.
        tally: Complete once the rows are all read.
    """

    rows: Iterator[Row]
    columns: tuple[str, ...]
    files: tuple[DataFile, ...]
    tally: Tally = field(default_factory=Tally)


def needed(wanted: Wanted) -> tuple[tuple[Kind, ...], tuple[Kind, ...]]:
    """
    Give the data sets that list the office, and those that have the addresses.

    One of each group is enough; none of the second where the list has them itself.
    """
    office = wanted.office
    if not office.body:
        return office.kinds, ()
    if wanted.lists_x:
        return office.kinds, (Kind.ANNUAIRE,)
    return office.kinds, _ADDRESS_BOOKS if office.body != "region" else (
        Kind.TOWN_HALLS,
    )


def find(wanted: Wanted, files: Sequence[DataFile]) -> FoundList:
    """
    Put the files together and give the rows of those who are wanted.

    Raises:
        MissingFileError: A data set that is needed is not among the files.
        ContactsError: A file cannot be read as what it is.
        UsageError: --population or --where cannot be understood, or a place is asked
            for that says nothing of the office.
    """
    _hold_to_office(wanted)
    has_population = _population_test(wanted.population)
    of_people = _check(wanted, files)
    used = [
        one
        for one in files
        if one in of_people or (wanted.office.body and one.kind in _ADDRESS_BOOKS)
    ]
    columns = _columns(wanted.office, {one.kind for one in used})
    is_wanted = _test(wanted, has_population, columns)
    tally = Tally()

    def rows() -> Iterator[Row]:
        found = tally.kept(_people(wanted.office, of_people))
        people = (one for one in found if _is_in_place(one, wanted))
        joined = filter(is_wanted, _joined(wanted, people, used, tally))
        for one in islice(joined, wanted.limit):
            tally.count(one.row)
            if one.unjoined:
                tally.unjoined.append(one.unjoined)
            yield one.row

    return FoundList(rows=rows(), columns=columns, files=tuple(used), tally=tally)


def _hold_to_office(wanted: Wanted) -> None:
    """Refuse a place that says nothing of the office: nobody would be found."""
    office = wanted.office
    is_of_commune = office.body == "commune"
    refused = [
        option
        for option, is_asked in (
            ("--commune", wanted.insee and not is_of_commune),
            ("--epci", wanted.epci and not is_of_commune),
            ("--population", wanted.population and not office.body),
            ("--departement", wanted.departments and Kind.MEPS in office.kinds),
        )
        if is_asked
    ]
    if refused:
        raise UsageError(
            _("{option} does not choose among those who are {office}").format(
                option=refused[0], office=office.name
            ),
            hint=_("Leave it out, or choose by --departement or --where")
            if Kind.MEPS not in office.kinds
            else _("Leave it out, or choose by --where 'country == \"France\"'"),
        )


def _check(wanted: Wanted, files: Sequence[DataFile]) -> list[DataFile]:
    """Give the files that list the office; stop where another one is missing."""
    lists, books = needed(wanted)
    if wanted.epci:
        # Only the DPNT says it.
        books = (Kind.TOWN_HALLS,)
    found = _first_of(lists, files)
    is_unaddressed = books and _first_of(books, files) is None
    if found is None or is_unaddressed:
        groups = ([] if found else [lists]) + ([books] if is_unaddressed else [])
        raise _missing([group[0] for group in groups])
    return [one for one in files if one.kind is found.kind]


class _Joined(NamedTuple):
    """A row, the body of the DPNT in it, and who it is where no body was found."""

    row: Row
    body: Body | None
    unjoined: str


def _test(
    wanted: Wanted, has_population: Callable[[str], bool], columns: Sequence[str]
) -> Callable[[_Joined], bool]:
    is_selected = select(only=(), where=wanted.where) if wanted.where else None

    def is_wanted(one: _Joined) -> bool:
        return (
            has_population(one.row["population"])
            and _has_epci(one.body, wanted)
            and (not wanted.lists_x or bool(one.row["url_x"]))
            and (is_selected is None or is_selected(_as_contact(one.row, columns)))
        )

    return is_wanted


def _missing(kinds: Sequence[Kind]) -> MissingFileError:
    """Give the error that says which data sets are not there and how to get them."""
    names = " ".join(kind.value for kind in kinds)
    problems = [
        f"{source.title} ({source.producer})" for source in map(source_named, kinds)
    ]
    return MissingFileError(
        ngettext(
            "A file of open data is not here yet",
            "{count} files of open data are not here yet",
            len(kinds),
        ).format(count=len(kinds)),
        problems=problems,
        hint=_(
            "Download: mairemail contacts update {names}. What you have on your disk "
            "already goes after --from"
        ).format(names=names),
    )


def _first_of(kinds: Iterable[Kind], files: Sequence[DataFile]) -> DataFile | None:
    return next((one for kind in kinds for one in files if one.kind is kind), None)


def _people(office: Office, files: Iterable[DataFile]) -> Iterator[Person | Note]:
    return chain.from_iterable(_people_in(file, office) for file in files)


def _people_in(file: DataFile, office: Office) -> Iterator[Person | Note]:
    def has_function(text: str) -> bool:
        return office.has_function(fold(text))

    if office.name == "maire":
        return rne.mayors(file)
    if file.kind is Kind.COUNCILLORS:
        return rne.municipal_councillors(file, has_function)
    if file.kind is Kind.DEPARTMENTAL:
        return rne.departmental_councillors(file, has_function)
    if file.kind is Kind.REGIONAL:
        return rne.regional_councillors(file, has_function)
    if file.kind is Kind.DEPUTIES:
        return deputies.deputies(file)
    return senators.senators(file) if file.kind is Kind.SENATORS else meps.meps(file)


def _is_in_place(person: Person, wanted: Wanted) -> bool:
    if wanted.insee and person.insee not in wanted.insee:
        return False
    if not wanted.departments and not wanted.regions:
        return True
    return person.department in wanted.departments or person.region in wanted.regions


class _AnyCode(Container[str]):
    """
    The codes of all of France.

    Half a million councillors are passed on one by one; those of a few places are
    gathered first, so that only the bodies of these are.
    """

    def __contains__(self, code: object) -> bool:
        """Tell whether there is a code at all."""
        return bool(code)


def _joined(
    wanted: Wanted, people: Iterable[Person], files: Sequence[DataFile], tally: Tally
) -> Iterator[_Joined]:
    kind = wanted.office.body
    codes: Container[str] = _AnyCode()
    spelled: dict[str, str] = {}
    if wanted.insee or wanted.departments or wanted.regions:
        people = list(people)
        codes = {_code_of(person, kind) for person in people}
        spelled = {person.insee: person.commune for person in people}

    def name_of(code: str) -> str:
        known = commune_of(code)
        return known.name if known else spelled.get(code, "")

    first: dict[str, Body] = {}
    second: dict[str, Body] = {}
    for file in files:
        if file.kind is Kind.TOWN_HALLS:
            first |= tally.bodies(dpnt.bodies(file, kind=kind, codes=codes))
        elif file.kind is Kind.ANNUAIRE:
            second |= tally.bodies(_annuaire(file, kind, codes, name_of))
    for person in people:
        code = _code_of(person, kind)
        body, other = first.get(code), second.get(code)
        row = row_of(person, first=body, second=other, commune=commune_of(person.insee))
        is_alone = kind and not body and not other
        yield _Joined(row, body, _named(person, row) if is_alone else "")


def _named(person: Person, row: Row) -> str:
    where = row["commune"] or person.department or person.region
    return f"{person.first_name} {person.last_name}, {where} ({person.origin})"


def _annuaire(
    file: DataFile, kind: str, codes: Container[str], name_of: Callable[[str], str]
) -> Iterator[Body | Note]:
    if kind == "commune":
        return main_town_halls(dila.town_halls(file, codes=codes), name_of)
    return main_town_halls(dila.department_councils(file, codes=codes), name_of)


def _code_of(person: Person, kind: str) -> str:
    if kind == "commune":
        return person.insee
    return person.department if kind == "departement" else person.region


def _population_test(text: str) -> Callable[[str], bool]:
    """Give the test that `>500` stands for; who has no figure does not pass one."""
    if not text:
        return lambda _population: True
    found = _COMPARISON.match(text)
    if found is None:
        raise UsageError(
            _("--population {text} is not understood").format(text=text),
            hint=_("Write it like: --population '>500'"),
        )
    compare = _COMPARED[found[1] or "="]
    limit = float("".join(found[2].split()))

    def test(population: str) -> bool:
        number = number_in(population)
        return number is not None and compare(number, limit)

    return test


def _has_epci(body: Body | None, wanted: Wanted) -> bool:
    if not wanted.epci:
        return True
    if body is None:
        return False
    name = fold(body.epci)
    return any(text == body.epci_siren or fold(text) in name for text in wanted.epci)


def _columns(office: Office, kinds: Collection[Kind]) -> tuple[str, ...]:
    left_out = set()
    if Kind.TOWN_HALLS not in kinds:
        left_out.add("epci")
    if not office.body:
        left_out.add("mandate_start")
    if Kind.ANNUAIRE not in kinds:
        left_out |= {"mastodon", "bluesky"}
        if Kind.DEPUTIES not in kinds and Kind.MEPS not in kinds:
            left_out.add("url_x")
    if Kind.MEPS not in kinds:
        left_out.add("country")
    return tuple(column for column in COLUMNS if column not in left_out)


def _as_contact(row: Row, columns: Sequence[str]) -> Contact:
    cells = {name: row[name] for name in columns if row[name]}
    return Contact(row=0, email=row["email"], cells=cells, columns=frozenset(columns))
