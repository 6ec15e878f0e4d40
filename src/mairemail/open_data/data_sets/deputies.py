"""
The deputies of the Assemblée nationale, as Datan publishes them every day.

577 lines with an address each; columns have come and gone, they are found by name.
"""

from collections.abc import Iterator

from mairemail.open_data.files import DataFile
from mairemail.open_data.mailboxes import address_in, url_of_handle
from mairemail.open_data.person import Note, Person
from mairemail.open_data.tabular import Aliases, Table

_COLUMNS: Aliases = {
    "civility": ("civ",),
    "last_name": ("nom",),
    "first_name": ("prenom",),
    "department": ("departementcode",),
    "email": ("mail",),
}
_OPTIONAL: Aliases = {
    "x": ("twitter",),
    "website": ("website",),
    "changed": ("datemaj",),
}
# Datan's number of the French abroad, which are no department.
_ABROAD = "099"


def deputies(file: DataFile) -> Iterator[Person | Note]:
    """
    Give the deputies.

    Raises:
        ContactsError: A column is missing.
    """
    origin = file.origin()
    for number, cells in Table(file.path).rows(_COLUMNS, optional=_OPTIONAL):
        found = address_in([cells["email"]], website="assemblee-nationale.fr")
        where = origin(number)
        if found.note:
            yield Note(code="bad-address", origin=where, message=found.note)
        department = cells["department"].strip()
        is_woman = cells["civility"].strip() == "Mme"
        yield Person(
            civility=cells["civility"].strip(),
            first_name=cells["first_name"].strip(),
            last_name=cells["last_name"].strip(),
            office="Députée" if is_woman else "Député",
            institution="Assemblée nationale",
            department="" if department == _ABROAD else department.zfill(2),
            email=found.email,
            website=cells["website"].strip(),
            url_x=url_of_handle(cells["x"]),
            origin=where,
            as_of=file.as_of if file.is_dated else cells["changed"] or file.as_of,
        )
