"""mairemail contacts find, from files on disk to a letter."""

import csv
import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.program import Program, one_line
from tests.cli.terminal import terminal
from tests.unit.open_data import layouts

MAYORS = [
    ("48", "48095", "MENDE", "DUBREUIL", "Hélène", "F"),
    ("48", "48080", "Langogne", "=BESSON", "Samir", "M"),
    ("93", "93066", "Saint-Denis", "MARTIN", "Camille", "M"),
    ("974", "97411", "Saint-Denis", "LILAS", "Zoé", "F"),
]


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """Give --from and the files of mayors and town halls."""
    folder = tmp_path / "downloads"
    folder.mkdir()
    mayors = layouts.mayors_2022(folder, MAYORS, name="rne-20260801.csv")
    book = layouts.dpnt(
        folder,
        [
            layouts.dpnt_row("48095", "Mende", "mairie@mende.example"),
            layouts.dpnt_row("48080", "Langogne", ""),
            layouts.dpnt_row("93066", "Saint-Denis", "mairie@saint-denis.example"),
            layouts.dpnt_row("97411", "Saint-Denis", "mairie@saint-denis-re.example"),
        ],
    )
    return ["--from", str(mayors), "--from", str(book)]


def rows_of(text: str) -> list[dict[str, str]]:
    delimiter = ";" if ";" in text.splitlines()[0] else ","
    return list(csv.DictReader(text.lstrip("\ufeff").splitlines(), delimiter=delimiter))


@pytest.mark.parametrize(
    ("language", "salutation"),
    [("fr", "Madame la Maire"), ("en", "Dear Mayor Dubreuil")],
)
def test_open_data_becomes_a_list_that_a_letter_goes_to(
    mairemail: Program, files: list[str], language: str, salutation: str
) -> None:
    """The whole way, and the list that was there before is kept."""
    speaking = {"MAIREMAIL_LANG": language}
    mairemail.quick("init", "campaign", environment=speaking)
    mairemail.folder = mairemail.home / "campaign"
    before = (mairemail.folder / "contacts.csv").read_bytes()
    done = mairemail.quick(
        "contacts", "find", *files, "--departement", "Lozère", "-o", "contacts.csv",
        environment=speaking,
    )  # fmt: skip
    assert done.out == ""
    assert (mairemail.folder / "contacts.old.csv").read_bytes() == before
    assert "contacts.old.csv" in done.err
    assert "Licence Ouverte 2.0" in one_line(done.err)
    assert "Ministère de l'Intérieur" in one_line(done.err)
    written = (mairemail.folder / "contacts.csv").read_text(encoding="utf-8")
    mende, langogne = rows_of(written)
    assert mende["commune"] == "Mende"
    assert mende["institution"] == "Mairie - Mende"
    assert (mende["population"], mende["epci"]) == ("300", "CC des Lilas")
    assert "rne-20260801.csv" in mende["source"]
    assert langogne["last_name"] == "'=Besson"
    shown = mairemail.quick("preview", environment=speaking, exits=None)
    assert salutation in shown.out
    assert "mairie@mende.example" in shown.out


def test_without_a_file_the_list_is_shown_alone(
    mairemail: Program, files: list[str]
) -> None:
    """A list in a pipe has no talk in it."""
    done = mairemail.quick("contacts", "find", *files, "--insee", "93066")
    (row,) = rows_of(done.out)
    assert row["email"] == "mairie@saint-denis.example"
    assert "With an e-mail address: 1" in one_line(done.err)


def test_commune_of_a_shared_name_is_asked_for_or_refused(
    mairemail: Program, files: list[str]
) -> None:
    """Saint-Denis of the Réunion is not the one beside Paris."""
    arguments = ("contacts", "find", *files, "--commune", "saint denis")
    refused = mairemail.quick(*arguments, exits=2)
    assert "--insee 93066" in one_line(refused.err)
    assert "--insee 97411" in one_line(refused.err)
    with terminal(mairemail, *arguments) as screen:
        screen.expect("Which code")
        screen.type("97411")
        shown = screen.wait(exits=0)
    assert "mairie@saint-denis-re.example" in shown
    assert "mairie@saint-denis.example" not in shown


def test_commune_that_is_not_there_is_told(
    mairemail: Program, files: list[str]
) -> None:
    """Nobody should think that it has no mayor."""
    done = mairemail.quick(
        "contacts", "find", *files, "--commune", "Mendé-les-Flots", exits=2
    )
    assert "no such commune" in done.err


def test_commune_that_is_misspelt_is_guessed(
    mairemail: Program, files: list[str]
) -> None:
    """A newcomer needs the name that is meant, not the code of some other town."""
    done = mairemail.quick("contacts", "find", *files, "--commune", "mnde", exits=2)
    assert "Perhaps Mende" in done.err
    assert "48095" not in done.err


def test_insee_code_that_lost_its_zero_is_read_and_half_of_one_refused(
    mairemail: Program, files: list[str]
) -> None:
    """A code that cannot be one is a slip of the hand, not an empty answer."""
    short = mairemail.quick("contacts", "find", *files, "--insee", "1004", exits=1)
    assert "Nobody was found" in short.err
    half = mairemail.quick("contacts", "find", *files, "--insee", "480", exits=2)
    assert "--insee 480" in half.err


def test_file_named_twice_is_read_once(mairemail: Program, files: list[str]) -> None:
    """Its producer is named once as well."""
    done = mairemail.quick("contacts", "find", *files, *files, "--insee", "93066")
    assert "kept once" not in done.err
    assert done.err.count("rne-20260801.csv") == 1


@pytest.mark.parametrize(
    "octets", [b"", b"PK\x03\x04\x14\x00\x06\x00,;\x1b[2J,a,b,c,d"]
)
def test_file_of_no_data_set_is_told_without_its_octets(
    mairemail: Program, octets: bytes
) -> None:
    """A spreadsheet's octets on a terminal frighten, and can steer it."""
    (mairemail.home / "list.xlsx").write_bytes(octets)
    done = mairemail.quick("contacts", "find", "--from", "list.xlsx", exits=65)
    assert "list.xlsx is no data set" in one_line(done.err)
    assert "PK" not in done.err


def test_nothing_found_leaves_the_list_alone(
    mairemail: Program, files: list[str]
) -> None:
    """An empty list in its place would be a loss."""
    (mairemail.home / "contacts.csv").write_text("email\n", encoding="utf-8")
    done = mairemail.quick(
        "contacts", "find", *files, "--insee", "2A004", "-o", "contacts.csv", exits=1
    )
    assert "Nobody was found" in done.err
    assert [path.name for path in mairemail.home.glob("contacts*")] == ["contacts.csv"]


def test_cache_is_read_and_its_age_told(
    mairemail: Program, files: list[str], tmp_path: Path
) -> None:
    """Who typed no file has what contacts update fetched."""
    folder = tmp_path / "cache"
    folder.mkdir()
    here = {"MAIREMAIL_CACHE_DIR": str(folder)}
    done = mairemail.quick("contacts", "find", exits=66, environment=here)
    assert "mairemail contacts update" in one_line(done.err)
    fetched = datetime.now(UTC) - timedelta(days=12, hours=1)
    for source, name in ((files[1], "rne-maires.csv"), (files[3], "dpnt.csv.gz")):
        shutil.copy(source, folder / name)
        note = {
            "url": f"https://data.example/{name}",
            "fetched_at": fetched.isoformat(),
            "published_at": "2026-08-03T02:00:00+00:00",
            "etag": "",
            "sha256": "",
        }
        (folder / f"{name}.json").write_text(json.dumps(note), encoding="utf-8")
    done = mairemail.quick("contacts", "find", environment=here)
    assert len(rows_of(done.out)) == 4
    assert "of 2026-08-03 (fetched 12 days ago)" in one_line(done.err)
    assert rows_of(done.out)[0]["as_of"] == "2026-08-03"


def test_page_on_x_wants_the_annuaire_and_proves_nothing(
    mairemail: Program, files: list[str], tmp_path: Path
) -> None:
    """Only the annuaire tells social networks, and not all of them."""
    done = mairemail.quick("contacts", "find", *files, "--lists-x", exits=66)
    assert "contacts update annuaire" in one_line(done.err)
    book = layouts.annuaire(
        tmp_path,
        [
            layouts.record(
                "48095", "Mairie - Mende", networks=("https://x.com/mende",)
            ),
            layouts.record("48080", "Mairie - Langogne"),
        ],
    )
    done = mairemail.quick("contacts", "find", *files, "--from", book, "--lists-x")
    (row,) = rows_of(done.out)
    assert (row["insee"], row["url_x"]) == ("48095", "https://x.com/mende")
    assert "absence proves nothing" in one_line(done.err)


def test_list_under_another_name_is_refused_before_the_work(
    mairemail: Program,
) -> None:
    """The registers take seconds to read."""
    done = mairemail.quick("contacts", "find", "-o", "list.xlsx", exits=2)
    assert "written as CSV" in one_line(done.err)
