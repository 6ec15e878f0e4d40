"""The data sets that lists are made of: their producers, addresses and terms."""

from dataclasses import dataclass

from mairemail.errors import UsageError
from mairemail.language import _

_DATA_GOUV = "https://www.data.gouv.fr/api/1/datasets/r/"
_RNE = "https://www.data.gouv.fr/datasets/repertoire-national-des-elus-1/"
_MEBIOCTET = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """
    One data set of a public producer.

    Attributes:
        name: What `contacts update` calls it.
        title: Its producer's title.
        producer: Who answers for what it says.
        licence: On what terms it may be used again.
        url: Where its newest file is downloaded.
        page: Where a person reads about it.
        file_name: What its file is called in the cache.
        limit_octets: A download larger than this is not this data set.
        fields: Of contacts.fields; a file without columns for them is another one.
    """

    name: str
    title: str
    producer: str
    licence: str = "Licence Ouverte 2.0"
    url: str
    page: str
    file_name: str
    limit_octets: int
    fields: tuple[str, ...] = ()


MAYORS = Source(
    name="mayors",
    title="Répertoire national des élus, maires",
    producer="Ministère de l'Intérieur",
    # The resource's number stays, its dated address changes with each file.
    url=_DATA_GOUV + "2876a346-d50c-4911-934e-19ee07b0e503",
    page=_RNE,
    file_name="rne-maires.csv",
    limit_octets=40 * _MEBIOCTET,
    fields=("insee", "civility", "last_name"),
)
TOWN_HALLS = Source(
    name="town-halls",
    title="Données de la présence numérique des territoires",
    producer="Agence nationale de la cohésion des territoires",
    url=_DATA_GOUV + "551a41a5-4ac7-40df-99cb-930aedb3c3ac",
    page="https://www.data.gouv.fr/datasets/donnees-de-la-presence-numerique-des-territoires/",
    file_name="dpnt.csv.gz",
    limit_octets=60 * _MEBIOCTET,
    fields=("insee", "email"),
)
SOURCES = (MAYORS, TOWN_HALLS)


def source_named(name: str) -> Source:
    """
    Give the source of that name.

    Raises:
        UsageError: There is none.
    """
    for source in SOURCES:
        if source.name == name:
            return source
    raise UsageError(
        _("There is no data set called {name}").format(name=name),
        hint=_("The data sets are: {names}").format(
            names=", ".join(source.name for source in SOURCES)
        ),
    )
