"""
The Annuaire de l'administration of the DILA: town halls, forms, social networks.

Read in the forms that it has and had: the API's export and records, where lists are
JSON in a text; `data.gouv_local.json` (v4), alone or in its .tar.bz2; and lines of JSON
of 2016. Each is read record by record: the whole of France is 259 MB.
"""

import bz2
import json
import re
import tarfile
import zlib
from collections.abc import Container, Iterator, Mapping
from io import TextIOWrapper
from typing import IO, Any, NamedTuple

from mairemail.errors import ContactsError
from mairemail.language import _
from mairemail.open_data.files import DataFile
from mairemail.open_data.mailboxes import address_in, networks_in
from mairemail.open_data.person import Body, Note
from mairemail.open_data.tabular import open_octets
from mairemail.places.communes import department_in

_CHUNK_CHARS = 1 << 20
# The longest record has 12,000 characters; one without an end is not read to the end.
_LONGEST_RECORD = 1 << 24
# What stands before the first record; a file of lines of JSON has nothing there.
_LIST_BEGINS = re.compile(
    r'\s*(?:\{\s*(?:"total_count"\s*:\s*\d+\s*,\s*)?"(?:service|results)"\s*:\s*)?\['
)
_BETWEEN = re.compile(r"[\s,]*")
_TOWN_HALLS = {"mairie", "mairie_com", "paris_mairie"}
_DATE = re.compile(r"(\d\d)/(\d\d)/(\d{4})")


class TownHall(NamedTuple):
    """A body with what tells it from others of the same commune."""

    body: Body
    old_code: str


class _Record(NamedTuple):
    number: int
    values: Mapping[str, Any]


def town_halls(file: DataFile, *, codes: Container[str]) -> Iterator[TownHall | Note]:
    """
    Give the town halls of the communes with one of the codes, several of some.

    Raises:
        ContactsError: It is no annuaire, or one of the kinds that are not read.
    """
    yield from _bodies(file, kind="commune", codes=codes)


def department_councils(
    file: DataFile, *, codes: Container[str]
) -> Iterator[TownHall | Note]:
    """
    Give the councils of the departments with one of the codes.

    Raises:
        ContactsError: As `town_halls`.
    """
    yield from _bodies(file, kind="departement", codes=codes)


def _bodies(
    file: DataFile, *, kind: str, codes: Container[str]
) -> Iterator[TownHall | Note]:
    origin = file.origin("record")
    for number, values in _records(file):
        code = _code(values, kind)
        if code not in codes:
            continue
        known_as = values.get("id") or ""
        where = origin(f"{number}, {known_as}" if known_as else number)
        yield from _body(file, values, kind=kind, code=code, origin=where)


def _body(
    file: DataFile, values: Mapping[str, Any], *, kind: str, code: str, origin: str
) -> Iterator[TownHall | Note]:
    website = _first(values.get("site_internet") or values.get("website"))
    written = values.get("adresse_courriel") or values.get("contact_email")
    found = address_in(_texts(written), website=website)
    if found.note:
        yield Note(code="bad-address", origin=origin, message=found.note)
    networks = networks_in(_texts(values.get("reseau_social")))
    body = Body(
        kind=kind,
        code=code,
        name=" ".join(str(values.get("nom") or "").split()),
        email=found.email,
        website=website,
        contact_form=_first(values.get("formulaire_contact")) or found.web_page,
        url_x=networks.url_x,
        mastodon=networks.mastodon,
        bluesky=networks.bluesky,
        origin=origin,
        as_of=file.as_of if file.is_dated else _changed(values) or file.as_of,
    )
    old_code = values.get("ancien_code_pivot") or values.get("id") or ""
    yield TownHall(body, str(old_code))


def _code(values: Mapping[str, Any], kind: str) -> str:
    """Give the code of the commune or department it is the seat of, or nothing."""
    if values.get("type") == "mairie" and kind == "commune":
        return str(values.get("codeinsee") or "")
    for pivot in _list(values.get("pivot")):
        if not isinstance(pivot, dict):
            continue
        service = pivot.get("type_service_local")
        codes = _texts(pivot.get("code_insee_commune"))
        insee = codes[0] if codes else str(values.get("code_insee_commune") or "")
        if kind == "commune" and service in _TOWN_HALLS:
            return insee
        if kind == "departement" and service == "cg":
            return department_in(insee)
    return ""


def _list(value: object) -> list[Any]:
    """Give a list that may be written as one, as JSON in a text, or not at all."""
    if isinstance(value, str) and value.startswith(("[", "{")):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return []
    if isinstance(value, list):
        return value
    return [value] if value else []


def _texts(value: object) -> list[str]:
    """Give the texts of a list of texts or of objects with a `valeur`."""
    found = [
        one.get("valeur") if isinstance(one, dict) else one for one in _list(value)
    ]
    return [str(one).strip() for one in found if one]


def _first(value: object) -> str:
    return next(iter(_texts(value)), "")


def _changed(values: Mapping[str, Any]) -> str:
    text = str(values.get("date_modification") or values.get("update") or "")
    if found := _DATE.match(text):
        return "-".join(reversed(found.groups()))
    return text[:10] if re.match(r"\d{4}-\d\d-\d\d", text) else ""


def _records(file: DataFile) -> Iterator[_Record]:
    with open_octets(file.path) as octets:
        is_archive = octets.read(3) == b"BZh"
        octets.seek(0)
        read = _records_of_archive if is_archive else _records_of_text
        yield from read(octets, file.path.name)


def _records_of_archive(octets: IO[bytes], name: str) -> Iterator[_Record]:
    try:
        # Seekable, as a text stream wants it of Python 3.11; only forward is it quick.
        with bz2.open(octets) as tar, tarfile.open(fileobj=tar, mode="r:") as archive:
            for member in archive:
                stream = archive.extractfile(member)
                if member.name.endswith(".xml"):
                    raise _refused(name, _("it is XML, the form of until 2022"))
                if stream and "data.gouv_local" in member.name:
                    yield from _records_of_text(stream, member.name)
                    return
    except (tarfile.TarError, EOFError, OSError) as err:
        raise _refused(name, _("the archive is damaged")) from err
    raise _refused(name, _("it has only an index, no records"))


def _refused(name: str, reason: str) -> ContactsError:
    return ContactsError(
        _("{file} is not read: {reason}").format(file=name, reason=reason),
        hint=_("Take the API's export: mairemail contacts update annuaire"),
    )


def _records_of_text(octets: IO[bytes], name: str) -> Iterator[_Record]:
    """Decode one record after the other, never holding more than a few."""
    with TextIOWrapper(octets, encoding="utf-8-sig", errors="replace") as text:
        for number, values in enumerate(_values(text, name), start=1):
            if not isinstance(values, dict) or "nom" not in values:
                raise _refused(name, _("its records are not those of the annuaire"))
            yield _Record(number, values)


def _values(text: TextIOWrapper, name: str) -> Iterator[object]:
    """Give the values of a list of JSON, of one in an object, or of lines."""
    decode = json.JSONDecoder().raw_decode
    buffer = _read(text, name)
    begins = _LIST_BEGINS.match(buffer)
    place = begins.end() if begins else 0
    number = 0
    while True:
        between = _BETWEEN.match(buffer, place)
        place = between.end() if between else place
        if begins and buffer.startswith("]", place):
            return
        try:
            value, place = decode(buffer, place)
        except (ValueError, RecursionError) as err:
            is_too_long = len(buffer) - place > _LONGEST_RECORD
            more = "" if is_too_long else _read(text, name)
            if more:
                buffer, place = buffer[place:] + more, 0
                continue
            if place >= len(buffer) and not begins:
                return
            raise ContactsError(
                _("{file} ends or breaks after record {number}").format(
                    file=name, number=number
                ),
                hint=_("Download it again"),
            ) from err
        number += 1
        yield value


def _read(text: TextIOWrapper, name: str) -> str:
    try:
        return text.read(_CHUNK_CHARS)
    except (EOFError, OSError, zlib.error) as err:
        raise _refused(name, _("the archive is damaged")) from err
