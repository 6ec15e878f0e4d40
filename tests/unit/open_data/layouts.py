"""Open data of invented people in the layouts that the real files have and had."""

import json
from collections.abc import Iterable
from pathlib import Path

from mairemail.open_data.files import DataFile, recognised

_TITLES_2019 = (
    "Code du département (Maire)",
    "Libellé de département (Maires)",
    "Code Insee de la commune",
    "Libellé de la commune",
    "Nom de l'élu",
    "Prénom de l'élu",
    "Code sexe",
    "Date de naissance",
    "Code profession",
    "Libellé de la profession",
    "Date de début du mandat",
    "Date de début de la fonction",
)
TITLES_2022 = (
    "Code du département",
    "Libellé du département",
    "Code de la collectivité à statut particulier",
    "Libellé de la collectivité à statut particulier",
    "Code de la commune",
    "Libellé de la commune",
    "Nom de l'élu",
    "Prénom de l'élu",
    "Code sexe",
    "Date de naissance",
    "Code de la catégorie socio-professionnelle",
    "Libellé de la catégorie socio-professionnelle",
    "Date de début du mandat",
    "Date de début de la fonction",
)
_TITLES_2023 = (
    "code_departement",
    "libelle_departement",
    "code_commune",
    "libelle_commune",
    "nom_elu",
    "prenom_elu",
    "sexe_elu",
    "date_naissance_elu",
    "code_categorie_socio_professionnelle",
    "libelle_categorie_socio_professionnelle",
    "date_debut_mandat",
    "date_debut_fonction",
    "lieu_naissance_elu",
    "code_nuance_mandat",
    "libelle_nuance_mandat",
)
_REST_OF_2019 = ("4/3/1951", "61", "Retraités", "3/4/2014", "30/3/2014")
_REST_OF_2023 = (
    "1951-03-04 00:00:00+00",
    "74",
    "Ancien cadre",
    "2020-05-18 00:00:00+00",
    "2020-05-26 00:00:00+00",
    "",
    "DVD",
    "Divers droite",
)
_DPNT = (
    "type;siret;siren;libelle;population;code_insee;code_postal;epci_libelle;epci_siren;"
    "epci_siret;epci_population;departement_code_insee;departement_siret;"
    "region_code_insee;region_siret;adresse_messagerie;site_internet;telephone;rpnt;"
    "service_public_url"
)


def mayors_2019(
    folder: Path, rows: Iterable[tuple[str, str, str, str, str, str]]
) -> Path:
    """Title, TAB, Windows-1252: department, three digits, commune, name, name, sex."""
    lines = ["Titre du rapport", "\t".join(_TITLES_2019)]
    lines += [
        "\t".join([department, "X", code, commune, last, first, sex, *_REST_OF_2019])
        for department, code, commune, last, first, sex in rows
    ]
    path = folder / "9-rne-maires.txt"
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode("cp1252"))
    return path


def mayors_2022(
    folder: Path,
    rows: Iterable[tuple[str, str, str, str, str, str]],
    *,
    delimiter: str = ";",
    encoding: str = "utf-8",
    quote: str = "",
    titles: tuple[str, ...] = TITLES_2022,
    start: str = "18/05/2020",
    name: str = "rne-maires.csv",
) -> Path:
    """Department, INSEE code, commune, name, first name, sex; many small variants."""
    table = [titles]
    rest = ("1951-03-04", "74", "Ancien cadre", start, start)
    table += [
        (department, "X", "", "", insee, commune, last, first, sex, *rest)
        for department, insee, commune, last, first, sex in rows
    ]
    lines = [delimiter.join(f"{quote}{cell}{quote}" for cell in row) for row in table]
    path = folder / name
    path.write_bytes(("\n".join(lines) + "\n").encode(encoding))
    return path


def typographic_titles() -> tuple[str, ...]:
    """Give the titles as some files of 2023 have them: U+2019 and stray spaces."""
    return tuple(
        title.replace("'", "’") + " " * (title == "Code sexe") for title in TITLES_2022
    )


def doubled_quote_titles() -> tuple[str, ...]:
    """Give the titles as one file of 2022 has them: 'Nom de l''élu'."""
    return tuple("'" + title.replace("'", "''") + "'" for title in TITLES_2022)


def mayors_2023(
    folder: Path, rows: Iterable[tuple[str, str, str, str, str, str]]
) -> Path:
    """Names in snake_case, dates with a time of day and a zone."""
    lines = ["\t".join(_TITLES_2023)]
    lines += [
        "\t".join([department, "X", insee, commune, last, first, sex, *_REST_OF_2023])
        for department, insee, commune, last, first, sex in rows
    ]
    path = folder / "elus-maire.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def councillors(folder: Path, rows: Iterable[tuple[str, str, str, str, str]]) -> Path:
    """INSEE code, name, first name, sex, function, as in 2024."""
    titles = (*TITLES_2022[:-1], "Libellé de la fonction", TITLES_2022[-1])
    lines = [";".join((*titles, "Code nationalité"))]
    lines += [
        f"{insee[:2]};X;;;{insee};Mende;{last};{first};{sex};1951-03-04;74;Cadre;"
        f"2026-03-15;{function};2026-03-20;FR"
        for insee, last, first, sex, function in rows
    ]
    path = folder / "elus-conseillers-municipaux-cm.csv"
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode())
    return path


def departmental(folder: Path, rows: Iterable[tuple[str, str, str, str, str]]) -> Path:
    """Department, name, first name, sex, function, as in 2024."""
    lines = [
        "Code du département;Libellé du département;Code du canton;Libellé du canton;"
        "Nom de l'élu;Prénom de l'élu;Code sexe;Date de naissance;"
        "Code de la catégorie socio-professionnelle;"
        "Libellé de la catégorie socio-professionnelle;Date de début du mandat;"
        "Libellé de la fonction;Date de début de la fonction"
    ]
    lines += [
        f"{code};X;{code}01;Mende;{last};{first};{sex};04/03/1951;74;Cadre;01/07/2021;"
        f"{function};01/07/2021"
        for code, last, first, sex, function in rows
    ]
    path = folder / "elus-conseillers-departementaux-cd.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def regional(folder: Path, rows: Iterable[tuple[str, str, str, str, str]]) -> Path:
    """Region, name, first name, sex, function, as in 2023."""
    lines = [
        "code_region\tlibelle_region\tcode_section_departementale\t"
        "libelle_section_departementale\tnom_elu\tprenom_elu\tsexe_elu\t"
        "date_naissance_elu\tcode_categorie_socio_professionnelle\t"
        "libelle_categorie_socio_professionnelle\tdate_debut_mandat\tlibelle_fonction\t"
        "date_debut_fonction"
    ]
    lines += [
        f"{code}\tX\t48\tLozère\t{last}\t{first}\t{sex}\t1951-03-04 00:00:00+00\t74\t"
        f"Cadre\t2021-07-02 00:00:00+00\t{function}\t"
        for code, last, first, sex, function in rows
    ]
    path = folder / "5-elus-regional.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def dpnt(folder: Path, rows: Iterable[str], *, name: str = "dpnt-20261120.csv") -> Path:
    """Give the DPNT with rows of `dpnt_row`."""
    path = folder / name
    path.write_bytes("\r\n".join([_DPNT, *rows, ""]).encode())
    return path


def dpnt_row(
    insee: str,
    name: str,
    email: str,
    *,
    population: int = 300,
    site: str = "",
    kind: str = "commune",
    region: str = "76",
) -> str:
    """Give one row, in a group of communes called CC des Lilas."""
    department = insee[:2]
    code = insee if kind == "commune" else ""
    return (
        f"{kind};21480001200017;214800012;{name};{population};{code};48000;"
        f"CC des Lilas;200069193;20006919300017;4057;{department};22480001000015;"
        f"{region};20001773200015;{email};{site};;2.1;https://annuaire.example/{insee}"
    )


def record(
    insee: str,
    name: str,
    emails: tuple[str, ...] = (),
    *,
    form: str = "",
    networks: tuple[str, ...] = (),
    old_code: str = "",
    pivot: object = None,
) -> dict[str, object]:
    """Give a record of the annuaire as in 2023: lists are lists."""
    return {
        "site_internet": [{"libelle": "", "valeur": "https://ville.example"}],
        "ancien_code_pivot": old_code,
        "reseau_social": [
            {"valeur": url, "description": "", "custom_dico2": "Autre"}
            for url in networks
        ],
        "nom": name,
        "date_modification": "09/08/2023 13:30:19",
        "adresse_courriel": list(emails),
        "pivot": pivot
        or [{"type_service_local": "mairie", "code_insee_commune": [insee]}],
        "id": f"id-{insee}",
        "formulaire_contact": [form] if form else [],
        "code_insee_commune": insee,
    }


def annuaire(folder: Path, records: Iterable[dict[str, object]]) -> Path:
    """Give the JSON v4 of the records."""
    path = folder / "data.gouv_local.json"
    path.write_text(json.dumps({"service": list(records)}, indent=1), encoding="utf-8")
    return path


def annuaire_of_api(folder: Path, records: Iterable[dict[str, object]]) -> Path:
    """Give the API's export: JSON within texts, addresses joined, null for nothing."""
    written = [
        {
            name: value
            if isinstance(value, str)
            else ";".join(map(str, value)) or None
            if name == "adresse_courriel" and isinstance(value, list)
            else json.dumps(value)
            if value
            else None
            for name, value in one.items()
        }
        for one in records
    ]
    for one in written:
        form = one["formulaire_contact"]
        one["formulaire_contact"] = json.loads(form)[0] if form else None
    path = folder / "export.json"
    path.write_text(json.dumps(written), encoding="utf-8")
    return path


def read(path: Path) -> DataFile:
    """Give the file as what its content says it is."""
    return recognised(path)
