"""
The Répertoire national des élus of the Ministry of the Interior.

Mayors and councillors of communes, departments and regions, in every form that
the files have had since 2019; docs/open-data.md lists them. They have no address.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from mairemail.contacts.fields import fold
from mairemail.contacts.names import recased, without_birth_name
from mairemail.language import _
from mairemail.open_data.files import DataFile
from mairemail.open_data.person import Note, Person
from mairemail.open_data.tabular import Aliases, Table
from mairemail.places.communes import department_in

_PERSON: Aliases = {
    "last_name": ("nom_de_l_elu", "nom_elu"),
    "first_name": ("prenom_de_l_elu", "prenom_elu"),
    "sex": ("code_sexe", "sexe_elu"),
    "mandate_start": ("date_de_debut_du_mandat", "date_debut_mandat"),
}
# The part of a region in which a councillor stood: a department.
_SECTION: Aliases = {
    "section": ("code_de_la_section_departementale", "code_section_departementale")
}
_PLACE: Aliases = {
    "department": (
        "code_du_departement",
        "code_departement",
        "code_du_departement_maire",
    ),
    "insee": ("code_de_la_commune", "code_commune", "code_insee_de_la_commune"),
    "commune": ("libelle_de_la_commune", "libelle_commune"),
    "region": ("code_de_la_region", "code_region"),
    "function": ("libelle_de_la_fonction", "libelle_fonction", "libelle_de_fonction"),
}
# Until 2020 the files numbered the departments overseas like this; INSEE does not.
_OVERSEAS = {
    "ZA": "971", "ZB": "972", "ZC": "973", "ZD": "974", "ZM": "976", "ZN": "988",
    "ZP": "987", "ZS": "975", "ZW": "986",
}  # fmt: skip
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?: 00:00:00\+00)?")
_FRENCH = re.compile(r"(\d\d?)/(\d\d?)/(\d{4})")
_CIVILITIES = {"M": "M.", "F": "Mme"}


def mayors(file: DataFile) -> Iterator[Person | Note]:
    """
    Give the mayors of the file of mayors, or of the one of municipal councillors.

    Raises:
        ContactsError: The file is not laid out in any of the known ways.
    """
    places: Aliases = {
        name: _PLACE[name] for name in ("department", "insee", "commune")
    }
    table = Table(file.path)
    if not table.has(_PLACE["function"]):
        yield from _read(file, table, places, office=("Maire", "Maire"))
        return
    with_function = {**places, "function": _PLACE["function"]}
    yield from _read(
        file,
        table,
        with_function,
        office=("Maire", "Maire"),
        wants=lambda function: fold(function) == "maire",
    )


def municipal_councillors(
    file: DataFile, wants: Callable[[str], bool]
) -> Iterator[Person | Note]:
    """
    Give the municipal councillors whose function, as the file words it, is wanted.

    Raises:
        ContactsError: The file is not laid out in any of the known ways.
    """
    yield from _read(
        file,
        Table(file.path),
        {name: _PLACE[name] for name in ("department", "insee", "commune", "function")},
        office=("Conseiller municipal", "Conseillère municipale"),
        wants=wants,
    )


def departmental_councillors(
    file: DataFile, wants: Callable[[str], bool]
) -> Iterator[Person | Note]:
    """
    Give the councillors of departments whose function is wanted.

    Raises:
        ContactsError: The file is not laid out in any of the known ways.
    """
    yield from _read(
        file,
        Table(file.path),
        {name: _PLACE[name] for name in ("department", "function")},
        office=("Conseiller départemental", "Conseillère départementale"),
        wants=wants,
    )


def regional_councillors(
    file: DataFile, wants: Callable[[str], bool]
) -> Iterator[Person | Note]:
    """
    Give the councillors of regions whose function is wanted.

    Raises:
        ContactsError: The file is not laid out in any of the known ways.
    """
    yield from _read(
        file,
        Table(file.path),
        {name: _PLACE[name] for name in ("region", "function")},
        office=("Conseiller régional", "Conseillère régionale"),
        wants=wants,
    )


def _read(
    file: DataFile,
    table: Table,
    places: Aliases,
    *,
    office: tuple[str, str],
    wants: Callable[[str], bool] | None = None,
) -> Iterator[Person | Note]:
    origin = file.origin()
    for line in table.rows({**_PERSON, **places}, optional=_SECTION):
        function = line.cells.get("function", "").strip()
        if wants is not None and not wants(function):
            continue
        started = _date(line.cells["mandate_start"])
        if started is None:
            yield Note(
                code="bad-date",
                origin=origin(line.number),
                message=_("“{text}” is not read as a date").format(
                    text=line.cells["mandate_start"]
                ),
            )
        yield _person(
            line.cells,
            office=office,
            mandate_start=started or "",
            origin=origin(line.number),
            as_of=file.as_of,
        )


def _person(
    cells: Mapping[str, str],
    *,
    office: tuple[str, str],
    mandate_start: str,
    origin: str,
    as_of: str,
) -> Person:
    civility = _CIVILITIES.get(cells["sex"].strip().upper(), "")
    insee = _insee(cells.get("insee", "").strip(), cells.get("department", "").strip())
    return Person(
        civility=civility,
        first_name=_first_name(cells["first_name"]),
        last_name=_last_name(cells["last_name"]),
        office=cells.get("function", "").strip() or office[civility == "Mme"],
        commune=cells.get("commune", "").strip(),
        insee=insee,
        department=department_in(insee)
        or _department(cells.get("department", "") or cells["section"]),
        region=cells.get("region", "").strip().zfill(2) if "region" in cells else "",
        mandate_start=mandate_start,
        origin=origin,
        as_of=as_of,
    )


def _insee(code: str, department: str) -> str:
    """
    Give a commune's code in five characters.

    Until 2020 it was three digits in its department; the first of them repeats the
    department overseas, where Mayotte has a 5: 976 and 501 are 97601. A spreadsheet
    program makes 1004 of 01004.
    """
    if len(code) == 3:
        overseas = _OVERSEAS.get(department)
        if overseas:
            return overseas + code[1:]
        return f"97{code}" if department == "ZX" else department.zfill(2) + code
    return code.zfill(5) if code else ""


def _department(code: str) -> str:
    code = code.strip()
    return _OVERSEAS.get(code, code.zfill(2) if code else "")


def _date(text: str) -> str | None:
    """Give a date as YYYY-MM-DD, empty of nothing; None of what cannot be sure."""
    text = text.strip()
    if not text:
        return ""
    if found := _ISO.fullmatch(text):
        year, month, day = found.groups()
    elif found := _FRENCH.fullmatch(text):
        day, month, year = found.groups()
    else:
        return None
    is_real = 1 <= int(month) <= 12 and 1 <= int(day) <= 31
    return f"{year}-{int(month):02}-{int(day):02}" if is_real else None


def _last_name(name: str) -> str:
    return recased(without_birth_name(" ".join(name.split()))[0])


def _first_name(name: str) -> str:
    """Give the first of `Loïc, Claude`, and `Gabriel` of `Gabriel (Gaby)`."""
    if "," in name or "(" in name:
        name = re.split(r"[,(]", name)[0]
    return recased(" ".join(name.split()))
