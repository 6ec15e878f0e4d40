"""Invented files in the shape of the official ones."""

import gzip

_MAYORS = (
    "Code du département;Libellé du département;"
    "Code de la collectivité à statut particulier;"
    "Libellé de la collectivité à statut particulier;Code de la commune;"
    "Libellé de la commune;Nom de l'élu;Prénom de l'élu;Code sexe;Date de naissance;"
    "Code de la catégorie socio-professionnelle;"
    "Libellé de la catégorie socio-professionnelle;Date de début du mandat;"
    "Date de début de la fonction\r\n"
)
_TOWN_HALLS = (
    "type;siret;siren;libelle;population;code_insee;code_postal;epci_libelle;"
    "epci_siren;epci_siret;epci_population;departement_code_insee;departement_siret;"
    "region_code_insee;region_siret;adresse_messagerie;site_internet;telephone;rpnt;"
    "service_public_url\r\n"
)
REGIONAL_COUNCILLORS = (
    "Code de la région;Libellé de la région;Code de la section départementale;"
    "Libellé de la section départementale;Nom de l'élu;Prénom de l'élu;Code sexe\r\n"
    "99;Lilas;99;Lilas-du-Nord;QUAI;Alix;F\r\n"
).encode()


def mayors(count: int) -> bytes:
    """Give a table of so many mayors, some 90 octets each."""
    rows = (
        f"99;Lilas;;;99{n:05};Quai-sur-Lilas {n};QUAI;Alix;F;1970-01-01;;;2026-03-15;"
        "2026-03-21\r\n"
        for n in range(count)
    )
    return (_MAYORS + "".join(rows)).encode()


def town_halls(count: int) -> bytes:
    """Give a packed table of so many town halls."""
    rows = (
        f"commune;;;Quai {n};{n};99{n:05};99000;;;;;99;;99;;"
        f"mairie{n}@quai.example;;;;\r\n"
        for n in range(count)
    )
    return gzip.compress((_TOWN_HALLS + "".join(rows)).encode(), mtime=0)
