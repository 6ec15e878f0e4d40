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
    """

    name: str
    title: str
    producer: str
    licence: str = "Licence Ouverte 2.0"
    url: str
    page: str
    file_name: str
    limit_octets: int


MAYORS = Source(
    name="mayors",
    title="Répertoire national des élus, maires",
    producer="Ministère de l'Intérieur",
    # The resource's number stays, its dated address changes with each file.
    url=_DATA_GOUV + "2876a346-d50c-4911-934e-19ee07b0e503",
    page=_RNE,
    file_name="rne-maires.csv",
    limit_octets=40 * _MEBIOCTET,
)
TOWN_HALLS = Source(
    name="town-halls",
    title="Données de la présence numérique des territoires",
    producer="Agence nationale de la cohésion des territoires",
    url=_DATA_GOUV + "551a41a5-4ac7-40df-99cb-930aedb3c3ac",
    page="https://www.data.gouv.fr/datasets/donnees-de-la-presence-numerique-des-territoires/",
    file_name="dpnt.csv.gz",
    limit_octets=60 * _MEBIOCTET,
)
COUNCILLORS = Source(
    name="councillors",
    title="Répertoire national des élus, conseillers municipaux",
    producer="Ministère de l'Intérieur",
    url=_DATA_GOUV + "d5f400de-ae3f-4966-8cb6-a85c70c6c24a",
    page=_RNE,
    file_name="rne-conseillers-municipaux.csv",
    limit_octets=300 * _MEBIOCTET,
)
DEPARTMENTAL_COUNCILLORS = Source(
    name="departmental-councillors",
    title="Répertoire national des élus, conseillers départementaux",
    producer="Ministère de l'Intérieur",
    url=_DATA_GOUV + "601ef073-d986-4582-8e1a-ed14dc857fba",
    page=_RNE,
    file_name="rne-conseillers-departementaux.csv",
    limit_octets=10 * _MEBIOCTET,
)
REGIONAL_COUNCILLORS = Source(
    name="regional-councillors",
    title="Répertoire national des élus, conseillers régionaux",
    producer="Ministère de l'Intérieur",
    url=_DATA_GOUV + "430e13f9-834b-4411-a1a8-da0b4b6e715c",
    page=_RNE,
    file_name="rne-conseillers-regionaux.csv",
    limit_octets=10 * _MEBIOCTET,
)
ANNUAIRE = Source(
    name="annuaire",
    title="Annuaire de l'administration, base de données locales",
    producer="Service-Public.gouv.fr / DILA",
    # Opendatasoft Explore v2.1; the mairies alone, a third of all bodies.
    url="https://api-lannuaire.service-public.gouv.fr/api/explore/v2.1/catalog/datasets/"
    "api-lannuaire-administration/exports/json?where=pivot%20LIKE%20%22mairie%22",
    page="https://www.data.gouv.fr/datasets/service-public-fr-annuaire-de-l-administration-base-de-donnees-locales/",
    file_name="annuaire-mairies.json",
    limit_octets=400 * _MEBIOCTET,
)
DEPUTIES = Source(
    name="deputies",
    title="Députés actifs de l'Assemblée nationale",
    producer="Datan",
    licence="Licence Ouverte",
    url=_DATA_GOUV + "092bd7bb-1543-405b-b53c-932ebb49bb8e",
    page="https://www.data.gouv.fr/datasets/5fc8b732d30fbf1ed6648aab/",
    file_name="datan-deputes.csv",
    limit_octets=10 * _MEBIOCTET,
)
SENATORS = Source(
    name="senators",
    title="Informations générales sur les sénateurs (ODSEN_GENERAL)",
    producer="Sénat",
    licence="Licence Ouverte",
    url="https://data.senat.fr/data/senateurs/ODSEN_GENERAL.csv",
    page="https://www.data.gouv.fr/datasets/58c2c63f88ee387e365cfcf1/",
    file_name="senat-odsen-general.csv",
    limit_octets=10 * _MEBIOCTET,
)
MEPS = Source(
    name="meps",
    title="Members of the European Parliament",
    producer="Tech to the People",
    licence="voir la page",
    url="https://raw.githubusercontent.com/TechToThePeople/mep/production/data/meps.csv",
    page="https://github.com/TechToThePeople/mep",
    file_name="meps.csv",
    limit_octets=10 * _MEBIOCTET,
)
SOURCES = (
    MAYORS,
    TOWN_HALLS,
    ANNUAIRE,
    COUNCILLORS,
    DEPARTMENTAL_COUNCILLORS,
    REGIONAL_COUNCILLORS,
    DEPUTIES,
    SENATORS,
    MEPS,
)


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
