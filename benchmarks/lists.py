"""Lists as long as that of all mayors of France: made of open data, and looked over."""

import gzip
import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from material import SEED
from measure import Command, Figure, best_of, run

MAYORS = 35_000
_TOWN_HALLS = 36_000
_OTHER_BODIES = 28_000
_MANY = 1_000_000
_MOST_SECONDS = 3.0
_MOST_SECONDS_OF_CHECK = 2.0
_MOST_MEBIBYTES_OF_MANY = 200.0
_MOST_MEBIBYTES = 150.0
_BIN = Path(sys.executable).parent
_ENVIRONMENT = {"MAIREMAIL_LANG": "en", "LC_ALL": "C.UTF-8"}
_RNE = (
    "Code du département;Libellé du département;"
    "Code de la collectivité à statut particulier;"
    "Libellé de la collectivité à statut particulier;Code de la commune;"
    "Libellé de la commune;Nom de l'élu;Prénom de l'élu;Code sexe;Date de naissance;"
    "Code de la catégorie socio-professionnelle;"
    "Libellé de la catégorie socio-professionnelle;Date de début du mandat;"
    "Date de début de la fonction"
)
_DPNT = (
    "type;siret;siren;libelle;population;code_insee;code_postal;epci_libelle;epci_siren;"
    "epci_siret;epci_population;departement_code_insee;departement_siret;"
    "region_code_insee;region_siret;adresse_messagerie;site_internet;telephone;rpnt;"
    "service_public_url"
)
# The bare work in Python: two files read, joined by a dict and written.
_PLAIN = """
import csv, gzip, sys
with gzip.open(sys.argv[2], "rt", encoding="utf-8", newline="") as file:
    halls = {row["code_insee"]: row for row in csv.DictReader(file, delimiter=";")}
with open(sys.argv[1], encoding="utf-8", newline="") as file:
    rows = [row | halls.get(row["Code de la commune"], {})
            for row in csv.DictReader(file, delimiter=";")]
with open(sys.argv[3], "w", encoding="utf-8", newline="") as file:
    writer = csv.DictWriter(file, list(rows[0]), extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
"""


class Lists:
    """Lists of all mayors, each made by a process of its own."""

    def __init__(self, folder: Path) -> None:
        """Write the files of open data."""
        folder.mkdir()
        self._folder = folder
        self._mayors = _write_mayors(folder / "rne.csv")
        self._book = _write_town_halls(folder / "dpnt.csv.gz")
        self._annuaire = _write_annuaire(folder / "annuaire.json")
        self._table = _write_table(folder / "table.csv", rows=MAYORS)
        self._long_table = _write_table(folder / "long.csv", rows=_MANY)

    def figures(self) -> Iterator[Figure]:
        """Measure all that is done with them."""
        yield from self._made()
        yield from self._checked()

    def _checked(self) -> Iterator[Figure]:
        """Time `contacts check` of a table in need of repair; weigh a very long one."""
        command, of_many = (
            Command(
                arguments=(_BIN / "mairemail", "contacts", "check", table),
                folder=self._folder,
                environment=_ENVIRONMENT,
            )
            for table in (self._table, self._long_table)
        )
        (seconds,) = best_of(3, lambda: run(command))
        yield Figure(
            name=f"{MAYORS:,} contacts checked, seconds",
            ratio=seconds,
            target=_MOST_SECONDS_OF_CHECK,
            detail="each name in capitals",
        )
        taken = run(of_many)
        yield Figure(
            name=f"{_MANY:,} rows checked, peak MiB",
            ratio=taken.peak / 1024,
            target=_MOST_MEBIBYTES_OF_MANY,
            detail=f"{taken.seconds:.1f} s",
        )

    def _made(self) -> Iterator[Figure]:
        """Time `contacts find` from the DPNT, then from 190 MB of annuaire."""
        ours = self._find(self._book)
        plain = Command(
            arguments=(
                *(_BIN / "python", "-c", _PLAIN, self._mayors),
                *(self._book, self._folder / "plain.csv"),
            ),
            folder=self._folder,
            environment={},
        )
        mine, bare = best_of(3, lambda: run(ours), lambda: run(plain))
        yield Figure(
            name=f"{MAYORS:,} mayors and the DPNT / bare csv",
            ratio=mine / bare,
            detail=f"{mine:.2f} s / {bare:.2f} s",
        )
        yield Figure(
            name="the same, seconds",
            ratio=mine,
            target=_MOST_SECONDS,
            detail="of the whole command",
        )
        for title, command in (
            ("the same, peak MiB", ours),
            ("with the annuaire, peak MiB", self._find(self._annuaire)),
        ):
            taken = run(command)
            yield Figure(
                name=title,
                ratio=taken.peak / 1024,
                target=_MOST_MEBIBYTES,
                detail=f"{taken.seconds:.2f} s",
            )

    def _find(self, book: Path) -> Command:
        return Command(
            arguments=(
                *(_BIN / "mairemail", "contacts", "find", "--from", self._mayors),
                *("--from", book, "-o", self._folder / "contacts.csv"),
            ),
            folder=self._folder,
            environment=_ENVIRONMENT,
        )


def _code(number: int) -> str:
    """Give as many different codes as communes, 360 in each of 98 departments."""
    return f"{1 + number // 370:02}{1 + number % 370:03}"


def _write_mayors(path: Path) -> Path:
    choose = random.Random(SEED)  # noqa: S311 - invented people, no secret
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(_RNE + "\n")
        for number in range(MAYORS):
            code = _code(number)
            name = choose.choice(("LEFEVRE", "DE LA TREILLE", "LE GOFF-MARTIN", "NÉE"))
            first = choose.choice(("Hélène;F", "Loïc, Claude;M", "Dominique;F"))
            file.write(
                f"{code[:2]};X;;;{code};Villeneuve-Sur-Seille;{name} {number};{first};"
                "1961-03-04;74;Ancien cadre;2026-03-15;2026-03-23\n"
            )
    return path


def _write_table(path: Path, *, rows: int) -> Path:
    """Write a list as somebody keeps it: names in capitals, an address a row."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("Civilité;NOM;Prénom;Fonction;Commune;Code INSEE;Courriel\r\n")
        for number in range(rows):
            name = ("LEFEVRE", "DE LA TREILLE", "LE GOFF-MARTIN", "NÉE")[number % 4]
            file.write(
                f"Mme;{name} {number};Hélène;Maire;Villeneuve {number};"
                f"{number % 96_000:05};mairie{number}@commune{number}.example\r\n"
            )
    return path


def _write_town_halls(path: Path) -> Path:
    with gzip.open(path, "wt", encoding="utf-8", newline="") as file:
        file.write(_DPNT + "\r\n")
        for number in range(_TOWN_HALLS):
            code = _code(number)
            file.write(
                f"commune;21{number:012};21{number:07};Villeneuve-sur-Seille;{number};"
                f"{code};01400;CC des Lilas;200069193;20006919300017;40570;{code[:2]};"
                f"22010001000015;84;20001773200015;mairie{number}@commune.example;"
                f"https://commune{number}.example;0400000000;2.1;"
                f"https://annuaire.example/{number}\r\n"
            )
    return path


def _write_annuaire(path: Path) -> Path:
    """Write 64,000 bodies as the archive of the annuaire has them, 3 kB each."""
    filling = [
        {"nom_jour_debut": "Lundi", "nom_jour_fin": "Lundi", "commentaire": "x" * 40}
    ] * 22
    with path.open("w", encoding="utf-8") as file:
        file.write('{"service": [')
        for number in range(_TOWN_HALLS + _OTHER_BODIES):
            is_hall = number < _TOWN_HALLS
            record = {
                "plage_ouverture": filling,
                "nom": "Mairie - Villeneuve-sur-Seille" if is_hall else "Trésorerie",
                "id": f"{number:036}",
                "pivot": [
                    {
                        "type_service_local": "mairie" if is_hall else "tresorerie",
                        "code_insee_commune": [_code(number % _TOWN_HALLS)],
                    }
                ],
                "adresse_courriel": [f"mairie{number}@commune.example"],
                "site_internet": [{"libelle": "", "valeur": "https://commune.example"}],
                "reseau_social": [{"valeur": "https://x.com/commune"}],
                "formulaire_contact": [],
                "date_modification": "09/08/2023 13:30:19",
            }
            file.write(("," if number else "") + json.dumps(record))
        file.write("]}")
    return path
