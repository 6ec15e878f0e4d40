"""A downloaded file: which data set it is, told by its content, and of which day."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from mairemail.errors import ContactsError
from mairemail.language import _
from mairemail.open_data.cache import CachedFile
from mairemail.open_data.source import Source, source_named
from mairemail.open_data.tabular import Table, open_octets, read_start

_DATED = re.compile(
    r"(?<!\d)(20\d\d)-?(0[1-9]|1[0-2])(?:-?(0[1-9]|[12]\d|3[01]))?(?!\d)"
)


class Kind(StrEnum):
    """The data sets we read, by the names of their sources."""

    MAYORS = "mayors"
    COUNCILLORS = "councillors"
    DEPARTMENTAL = "departmental-councillors"
    REGIONAL = "regional-councillors"
    TOWN_HALLS = "town-halls"
    ANNUAIRE = "annuaire"
    DEPUTIES = "deputies"
    SENATORS = "senators"
    MEPS = "meps"


# Columns that only a table of that kind has, as slugs: one of each group. First fit.
_MARKS: tuple[tuple[Kind, tuple[tuple[str, ...], ...]], ...] = (
    (Kind.TOWN_HALLS, (("adresse_messagerie",), ("code_insee",), ("epci_siren",))),
    (Kind.DEPUTIES, (("dateprisefonction",), ("groupeabrev",), ("mail",))),
    (Kind.SENATORS, (("matricule",), ("courrier_electronique",), ("nom_usuel",))),
    (Kind.MEPS, (("epid",), ("eugroup",), ("email",))),
    (
        Kind.DEPARTMENTAL,
        (("nom_de_l_elu", "nom_elu"), ("libelle_du_canton", "libelle_canton")),
    ),
    (
        Kind.REGIONAL,
        (
            ("nom_de_l_elu", "nom_elu"),
            ("libelle_de_la_region", "libelle_region"),
            ("code_sexe", "sexe_elu"),
        ),
    ),
    (
        Kind.COUNCILLORS,
        (
            ("nom_de_l_elu", "nom_elu"),
            ("libelle_de_la_commune", "libelle_commune"),
            ("libelle_de_la_fonction", "libelle_fonction", "libelle_de_fonction"),
        ),
    ),
    (
        Kind.MAYORS,
        (("nom_de_l_elu", "nom_elu"), ("libelle_de_la_commune", "libelle_commune")),
    ),
)
# What each record of the annuaire has, in all its forms.
_MARK_OF_ANNUAIRE = re.compile(rb'"(?:pivot|codeinsee|code_insee_commune)"')
_ARCHIVE = b"BZh"
# The RNE's files of groups of communes and of districts of cities look like these.
_OTHER_RNE = ("n_siren", "siren", "libelle_de_l_epci", "libelle_du_secteur")


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFile:
    """
    A file of a data set, on disk.

    Attributes:
        kind: Which data set.
        as_of: YYYY-MM-DD or YYYY-MM: its cache's or its name's date, else when the
            file was last written.
        is_dated: Whether that date is the producer's, not the file system's.
        fetched_at: When its server last said that it is the newest; None if it came
            without the cache.
        url: Where it came from; its source's where it came without the cache.
    """

    path: Path
    kind: Kind
    as_of: str
    is_dated: bool
    fetched_at: datetime | None = None
    url: str

    @property
    def source(self) -> Source:
        """The data set's description."""
        return source_named(self.kind)

    def origin(self, mark: str = "line") -> Callable[[object], str]:
        """
        Give what names a place in the file with its producer.

        Args:
            mark: `line`, or `record` in a file of JSON.
        """
        if mark == "line":
            text = _("{file} line {number} ({producer})")
        else:
            text = _("{file} record {number} ({producer})")
        before, _number, after = text.format(
            file=self.path.name, producer=self.source.producer, number="\0"
        ).partition("\0")
        return lambda number: f"{before}{number}{after}"


def recognised(path: Path) -> DataFile:
    """
    Give a file with what it is, told by its content, never by its name.

    Raises:
        MissingFileError: It cannot be read.
        ContactsError: It is none of the data sets we read.
    """
    kind = kind_of(path)
    if kind is None:
        raise _unknown(path)
    as_of, is_dated = _date_of(path)
    url = source_named(kind).url
    return DataFile(path=path, kind=kind, as_of=as_of, is_dated=is_dated, url=url)


def from_cache(cached: CachedFile, source: Source) -> DataFile:
    """Give a file of the cache with the dates that were noted beside it."""
    published = cached.published_at
    if published:
        as_of, is_dated = published.date().isoformat(), True
    else:
        as_of, is_dated = _date_of(cached.path)
    return DataFile(
        path=cached.path,
        kind=Kind(source.name),
        as_of=as_of,
        is_dated=is_dated,
        fetched_at=cached.fetched_at,
        url=cached.url,
    )


def kind_of(path: Path) -> Kind | None:
    """
    Tell a data set by its content, None where it is none that we read.

    Raises:
        MissingFileError: The file cannot be read.
    """
    start = _start_of(path)
    if start.startswith((b"{", b"[")):
        return Kind.ANNUAIRE if _MARK_OF_ANNUAIRE.search(start) else None
    if start.startswith(_ARCHIVE):
        return Kind.ANNUAIRE
    if start.startswith(b"<"):
        return None
    table = Table(path)
    kind = next((kind for kind, groups in _MARKS if all(map(table.has, groups))), None)
    is_rne = kind in {Kind.MAYORS, Kind.COUNCILLORS, Kind.DEPARTMENTAL, Kind.REGIONAL}
    return None if is_rne and table.has(_OTHER_RNE) else kind


def _unknown(path: Path) -> ContactsError:
    start = _start_of(path)
    if start.startswith(b"<"):
        return ContactsError(
            _("{file} is a web page or XML, which is not read").format(file=path.name),
            hint=_(
                "Of the annuaire, take the JSON: the API's export, or the file "
                "data.gouv_local.json; XML was its form until 2022"
            ),
        )
    if start.startswith((b"{", b"[")):
        return ContactsError(
            _("{file}: its records are not those of the annuaire").format(
                file=path.name
            ),
            hint=_(
                "JSON is read of the annuaire alone; all other data sets are tables: "
                "mairemail contacts update --help names them"
            ),
        )
    table = Table(path)
    if b"\0" in start or not table.titles:
        return ContactsError(
            _("{file} is no data set: it is empty, a spreadsheet or no table").format(
                file=path.name
            ),
            hint=_(
                "Give --from the file as its producer publishes it; a table of your "
                "own is for mairemail contacts import"
            ),
        )
    known = ("Nom de l'élu + Libellé de la commune", "adresse_messagerie + code_insee")
    return table.unknown_layout(known)


def _start_of(path: Path) -> bytes:
    with open_octets(path) as file:
        return read_start(file, path).removeprefix(b"\xef\xbb\xbf").lstrip()


def _date_of(path: Path) -> tuple[str, bool]:
    if found := _DATED.search(path.name):
        return "-".join(part for part in found.groups() if part), True
    written = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
    return written.date().isoformat(), False
