"""People and the bodies they sit in, put together: the rows of a list to write to."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from mairemail.contacts.fields import fold
from mairemail.open_data.person import Body, Note, Person
from mairemail.places.communes import Commune, department_in

COLUMNS = (
    "civility", "first_name", "last_name", "office", "institution", "commune", "insee",
    "department", "population", "email", "website", "contact_form", "source", "as_of",
    "epci", "mandate_start", "url_x", "mastodon", "bluesky", "country",
)  # fmt: skip
# A row of the list: each of COLUMNS and its cell.
Row = Mapping[str, str]


@dataclass(slots=True, kw_only=True)
class Tally:
    """
    What became of everybody, counted while the rows are made.

    Attributes:
        with_address: Rows with an address.
        form_only: Rows with a contact form and no address.
        without: Rows with neither.
        twice: How often somebody was listed a second time, and left out.
        unjoined: Who sits in a body that no file has.
        addresses: How many rows each address has.
        notes: What was changed, left empty or passed over.
    """

    with_address: int = 0
    form_only: int = 0
    without: int = 0
    twice: int = 0
    unjoined: list[str] = field(default_factory=list)
    addresses: Counter[str] = field(default_factory=Counter)
    notes: list[Note] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return self.with_address + self.form_only + self.without

    def count(self, row: Row) -> None:
        """Count a row that goes into the list."""
        if row["email"]:
            self.with_address += 1
            self.addresses[row["email"]] += 1
        elif row["contact_form"]:
            self.form_only += 1
        else:
            self.without += 1

    def kept(self, found: Iterable[Person | Note]) -> Iterator[Person]:
        """Put the notes aside, and mayors who are listed a second time."""
        seen: dict[tuple[str, str], list[str]] = {}
        for one in found:
            if isinstance(one, Note):
                self.notes.append(one)
                continue
            if one.office == "Maire":
                # A new mayor of the same council has the mandate's date of the old one.
                alike = seen.setdefault((one.insee, one.mandate_start), [])
                if alike and fold(one.last_name) in map(fold, alike):
                    self.twice += 1
                    continue
                alike.append(one.last_name)
            yield one

    def bodies(self, found: Iterable[Body | Note]) -> dict[str, Body]:
        """Put the notes aside and give the bodies by their codes, the first of each."""
        by_code: dict[str, Body] = {}
        for one in found:
            if isinstance(one, Note):
                self.notes.append(one)
            else:
                by_code.setdefault(one.code, one)
        return by_code


def row_of(
    person: Person,
    *,
    first: Body | None,
    second: Body | None,
    commune: Commune | None,
) -> Row:
    """
    Give the row of somebody.

    Args:
        person: From any file.
        first: The body they sit in, of the DPNT; None where it has none.
        second: The same body of the annuaire: for the address that the first has not,
            the form and the social networks.
        commune: The person's, as INSEE knows it; None where it does not, or they have
            none.
    """
    bodies = [one for one in (first, second) if one]
    addressed = next((one for one in bodies if one.email), None)
    name = person.insee and (
        commune.name if commune else first.name if first else person.commune
    )
    return {
        "civility": person.civility,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "office": person.office,
        "institution": person.institution or _institution(name, bodies),
        "commune": name or person.commune,
        "insee": person.insee,
        "department": person.department or department_in(person.insee),
        "population": _population(first, commune),
        "email": person.email or (addressed.email if addressed else ""),
        "website": person.website or _first(one.website for one in bodies),
        "contact_form": _first(one.contact_form for one in bodies),
        "source": " ; ".join([person.origin, *_origins(bodies, addressed)]),
        "as_of": min(
            [person.as_of, *(one.as_of for one in bodies if one is addressed)]
        ),
        "epci": first.epci if first else "",
        "mandate_start": person.mandate_start,
        "url_x": person.url_x or _first(one.url_x for one in bodies),
        "mastodon": _first(one.mastodon for one in bodies),
        "bluesky": _first(one.bluesky for one in bodies),
        "country": person.country,
    }


def _institution(commune: str, bodies: list[Body]) -> str:
    # As the annuaire calls them: no rule tells “de” from “d'” before every name.
    if commune:
        return f"Mairie - {commune}"
    return bodies[0].name if bodies else ""


def _population(body: Body | None, commune: Commune | None) -> str:
    """Give the figure of the file, else the one that mairemail carries."""
    if body and body.population:
        return body.population
    return str(commune.population) if commune and commune.population else ""


def _origins(bodies: list[Body], addressed: Body | None) -> list[str]:
    """Give where the address is from first, then whatever else gave a cell."""
    others = [one.origin for one in bodies if one is not addressed and _gives_more(one)]
    return ([addressed.origin] if addressed else []) + others


def _gives_more(body: Body) -> bool:
    return bool(
        body.population
        or body.contact_form
        or body.url_x
        or body.mastodon
        or body.bluesky
    )


def _first(texts: Iterable[str]) -> str:
    return next(filter(None, texts), "")
