"""
The members of the European Parliament, as Tech to the People lists them.

All countries; a gender is often missing, surnames are in capitals.
"""

from collections.abc import Iterator

from mairemail.contacts.names import recased
from mairemail.open_data.files import DataFile
from mairemail.open_data.mailboxes import address_in, url_of_handle
from mairemail.open_data.person import Note, Person
from mairemail.open_data.tabular import Aliases, Table

_COLUMNS: Aliases = {
    "country": ("country",),
    "first_name": ("first_name",),
    "last_name": ("last_name",),
    "email": ("email",),
    "gender": ("gender",),
}
_OPTIONAL: Aliases = {"x": ("twitter",)}
_CIVILITIES = {"M": "M.", "F": "Mme"}


def meps(file: DataFile) -> Iterator[Person | Note]:
    """
    Give the members of all countries.

    Raises:
        ContactsError: A column is missing.
    """
    origin = file.origin()
    for number, cells in Table(file.path).rows(_COLUMNS, optional=_OPTIONAL):
        found = address_in([cells["email"]], website="europarl.europa.eu")
        where = origin(number)
        if found.note:
            yield Note(code="bad-address", origin=where, message=found.note)
        civility = _CIVILITIES.get(cells["gender"].strip(), "")
        yield Person(
            civility=civility,
            first_name=cells["first_name"].strip(),
            last_name=recased(cells["last_name"].strip()),
            office="Députée européenne" if civility == "Mme" else "Député européen",
            institution="Parlement européen",
            country=cells["country"].strip(),
            email=found.email,
            url_x=url_of_handle(cells["x"]),
            origin=where,
            as_of=file.as_of,
        )
