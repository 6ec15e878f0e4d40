"""
The senators, of the Senate's file ODSEN_GENERAL.

Below a preamble of lines of %, everybody who has sat since 1959: those in office are
`ACTIF`. Who wants no address to be public has `Non public` in its place.
"""

from collections.abc import Iterator

from mairemail.open_data.files import DataFile
from mairemail.open_data.mailboxes import address_in
from mairemail.open_data.person import Note, Person
from mairemail.open_data.tabular import Aliases, Table
from mairemail.places.departments import department_of

_COLUMNS: Aliases = {
    "civility": ("qualite",),
    "last_name": ("nom_usuel",),
    "first_name": ("prenom_usuel",),
    "state": ("etat",),
    "constituency": ("circonscription",),
    "email": ("courrier_electronique",),
}


def senators(file: DataFile) -> Iterator[Person | Note]:
    """
    Give the senators in office.

    Raises:
        ContactsError: A column is missing.
    """
    origin = file.origin()
    for number, cells in Table(file.path).rows(_COLUMNS, optional={}):
        if cells["state"].strip() != "ACTIF":
            continue
        found = address_in([cells["email"]], website="senat.fr")
        where = origin(number)
        if found.note:
            yield Note(code="bad-address", origin=where, message=found.note)
        department = department_of(cells["constituency"])
        is_woman = cells["civility"].strip() == "Mme"
        yield Person(
            civility=cells["civility"].strip(),
            first_name=cells["first_name"].strip(),
            last_name=cells["last_name"].strip(),
            office="Sénatrice" if is_woman else "Sénateur",
            institution="Sénat",
            department=department.code if department else "",
            email=found.email,
            origin=where,
            as_of=file.as_of,
        )
