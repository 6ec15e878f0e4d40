"""
The Données de la présence numérique des territoires of the ANCT.

One line for each commune, group of communes, department and region: address, site,
inhabitants. Made every day from the annuaire, delegated town halls removed.
"""

from collections.abc import Container, Iterator

from mairemail.contacts.fields import slug
from mairemail.open_data.files import DataFile
from mairemail.open_data.mailboxes import address_in
from mairemail.open_data.person import Body, Note
from mairemail.open_data.tabular import Aliases, Table

_COLUMNS: Aliases = {
    "type": ("type",),
    "name": ("libelle",),
    "population": ("population",),
    "insee": ("code_insee",),
    "epci": ("epci_libelle",),
    "epci_siren": ("epci_siren",),
    "department": ("departement_code_insee",),
    "region": ("region_code_insee",),
    "email": ("adresse_messagerie",),
    "website": ("site_internet",),
}
_CODE_OF = {"commune": "insee", "departement": "department", "region": "region"}


def bodies(
    file: DataFile, *, kind: str, codes: Container[str]
) -> Iterator[Body | Note]:
    """
    Give the bodies of one kind with one of the codes.

    Args:
        file: The CSV, or its gzip.
        kind: `commune`, `departement` or `region`.
        codes: Of INSEE.

    Raises:
        ContactsError: A column is missing.
    """
    origin = file.origin()
    code_of = _CODE_OF[kind]
    for number, cells in Table(file.path).rows(_COLUMNS, optional={}):
        code = cells[code_of] or cells["insee"]
        if code not in codes or slug(cells["type"]) != kind:
            continue
        website = cells["website"].strip()
        found = address_in([cells["email"]], website=website)
        where = origin(number)
        if found.note:
            yield Note(code="bad-address", origin=where, message=found.note)
        yield Body(
            kind=kind,
            code=code,
            name=cells["name"].strip(),
            email=found.email,
            website=website,
            contact_form=found.web_page,
            population=cells["population"].strip(),
            epci=cells["epci"].strip(),
            epci_siren=cells["epci_siren"].strip(),
            origin=where,
            as_of=file.as_of,
        )
