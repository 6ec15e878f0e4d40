"""The annuaire in its forms, and which town hall is the main one."""

import gzip
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from mairemail.errors import ContactsError
from mairemail.open_data.data_sets import dila
from mairemail.open_data.main_town_hall import main_town_halls
from mairemail.open_data.person import Body, Note
from tests.unit.open_data import layouts

MENDE = layouts.record(
    "48095",
    "Mairie - Mende",
    ("mairie@mende.example", "maire@gmail.com"),
    form="https://mende.example/contact",
    networks=("https://twitter.com/mende", "https://mastodon.example/@mende"),
)
CODES = frozenset({"48095", "50041", "27115"})


def bodies(path: Path) -> list[Body]:
    found = dila.town_halls(layouts.read(path), codes=CODES)
    return [one.body for one in found if isinstance(one, dila.TownHall)]


def archive(folder: Path, name: str, data: bytes) -> Path:
    path = folder / "all_latest.tar.bz2"
    with tarfile.open(path, "w:bz2") as file:
        member = tarfile.TarInfo(name)
        member.size = len(data)
        file.addfile(member, io.BytesIO(data))
    return path


def test_file_and_api_say_the_same(tmp_path: Path) -> None:
    """The API has JSON within texts, addresses joined by semicolons, and null."""
    (of_file,) = bodies(layouts.annuaire(tmp_path, [MENDE]))
    (of_api,) = bodies(layouts.annuaire_of_api(tmp_path, [MENDE]))
    for one in (of_file, of_api):
        assert one.email == "mairie@mende.example"
        assert one.website == "https://ville.example"
        assert one.contact_form == "https://mende.example/contact"
        assert one.url_x == "https://twitter.com/mende"
        assert one.mastodon == "https://mastodon.example/@mende"
        assert one.as_of == "2023-08-09"
    assert "export.json record 1, id-48095" in of_api.origin


def test_records_of_the_api_and_pivots_of_2021(tmp_path: Path) -> None:
    """`records` wraps the list; in 2021 the code was a text, not a list."""
    old = layouts.record(
        "27115",
        "Mairie - Breux",
        ("mairie@breux.example",),
        pivot=[{"type_service_local": "mairie", "code_insee_commune": "27115"}],
    )
    path = tmp_path / "records.json"
    path.write_text(json.dumps({"total_count": 2, "results": [MENDE, old]}))
    assert [one.code for one in bodies(path)] == ["48095", "27115"]


def test_lines_of_2016(tmp_path: Path) -> None:
    """The whole of France was once published as one object a line."""
    one = {
        "codeinsee": "48095",
        "contact_email": "mairie@mende.example",
        "id": "mairie-48095-01",
        "nom": "Mairie de Mende",
        "type": "mairie",
        "update": "2014-10-28",
        "website": ["http://mende.example"],
    }
    path = tmp_path / "annuaire.sjson"
    path.write_text(f"{json.dumps(one)}\n" * 2)
    first, _second = bodies(path)
    assert (first.email, first.website) == (
        "mairie@mende.example",
        "http://mende.example",
    )
    assert first.as_of == "2014-10-28"


def test_archive_is_read_as_it_comes(tmp_path: Path) -> None:
    """Nobody should have to unpack 259 MB."""
    data = json.dumps({"service": [MENDE]}).encode()
    path = archive(tmp_path, "2023-08-10_063000-data.gouv_local.json", data)
    assert [one.code for one in bodies(path)] == ["48095"]


@pytest.mark.parametrize(
    ("name", "words"),
    [("organismes/48/mairie-48095-01.xml", "XML"), ("perimetre.json", "index")],
)
def test_archives_without_records_are_refused(
    tmp_path: Path, name: str, words: str
) -> None:
    """XML was the form until 2022; some archives have only an index."""
    with pytest.raises(ContactsError, match=words):
        bodies(archive(tmp_path, name, b"{}"))


def test_other_json_and_xml_are_refused(tmp_path: Path) -> None:
    """An empty list would look as if nobody had an address."""
    path = tmp_path / "x.json"
    path.write_text('[{"siret": "1"}]')
    with pytest.raises(ContactsError, match="not those of the annuaire"):
        bodies(path)
    path.write_text("<?xml version='1.0'?><Organisme/>")
    with pytest.raises(ContactsError, match="XML"):
        bodies(path)


def test_file_that_breaks_off_is_told(tmp_path: Path) -> None:
    """Half a download is half of France."""
    path = layouts.annuaire(tmp_path, [MENDE, MENDE])
    path.write_text(path.read_text()[:-200])
    with pytest.raises(ContactsError, match="after record 1"):
        bodies(path)


def test_long_file_is_read_over_several_chunks(tmp_path: Path) -> None:
    """A record stands across the border of two reads."""
    many = [layouts.record("48095", "Mairie - " + "é" * 900) for _one in range(2_000)]
    assert len(bodies(layouts.annuaire(tmp_path, many))) == 2_000


def main_of(path: Path, commune: str) -> Body | Note:
    (found,) = main_town_halls(
        dila.town_halls(layouts.read(path), codes=CODES), lambda _code: commune
    )
    return found


@pytest.mark.parametrize("name", ["Mairie - La Hague", "Mairie de La Hague"])
def test_main_town_hall_is_the_one_called_after_the_commune(
    tmp_path: Path, name: str
) -> None:
    """La Hague has twenty, of the communes it was made of."""
    path = layouts.annuaire(
        tmp_path,
        [
            layouts.record(
                "50041", "Mairie déléguée - Auderville", ("a@hague.example",)
            ),
            layouts.record("50041", "Mairie  Annexe - Jobourg", ("b@hague.example",)),
            layouts.record("50041", "Mairie - Gréville", ("c@hague.example",)),
            layouts.record("50041", name, ("d@hague.example",)),
        ],
    )
    found = main_of(path, "La Hague")
    assert isinstance(found, Body)
    assert found.email == "d@hague.example"


def test_former_code_tells_the_main_town_hall(tmp_path: Path) -> None:
    """01 was the main one's number before 2022."""
    path = layouts.annuaire(
        tmp_path,
        [
            layouts.record("50041", "Mairie - A", old_code="mairie-50041-02"),
            layouts.record("50041", "Mairie - B", old_code="mairie-50041-01"),
        ],
    )
    found = main_of(path, "La Hague")
    assert isinstance(found, Body)
    assert found.name == "Mairie - B"


def test_town_hall_that_is_not_sure_is_none(tmp_path: Path) -> None:
    """Better no address than the wrong village's; a person can look at both."""
    path = layouts.annuaire(
        tmp_path,
        [layouts.record("50041", "Mairie - A"), layouts.record("50041", "Mairie - B")],
    )
    found = main_of(path, "La Hague")
    assert isinstance(found, Note)
    assert found.code == "ambiguous"
    assert "record 1" in found.message
    assert "record 2" in found.message


def test_council_of_a_department(tmp_path: Path) -> None:
    """It is filed under the commune it sits in."""
    council = layouts.record(
        "48095",
        "Conseil départemental - Lozère",
        ("cd@lozere.example",),
        pivot=[{"type_service_local": "cg", "code_insee_commune": ["48095"]}],
    )
    file = layouts.read(layouts.annuaire(tmp_path, [MENDE, council]))
    (found,) = dila.department_councils(file, codes={"48"})
    assert isinstance(found, dila.TownHall)
    assert found.body.email == "cd@lozere.example"


@pytest.mark.parametrize(
    "damage", [lambda data: data[:-600], lambda data: data[:-300] + b"x" * 300]
)
def test_packed_file_that_is_damaged_is_told(
    tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    """Beyond the first mebioctet, which tells what it is."""
    path = tmp_path / "annuaire.json.gz"
    records = [{**MENDE, "id": str(number)} for number in range(4000)]
    path.write_bytes(damage(gzip.compress(json.dumps(records).encode())))
    with pytest.raises(ContactsError):
        bodies(path)


def test_lists_within_lists_are_no_records(tmp_path: Path) -> None:
    """Python gives up at a thousand; nothing that a town hall says is so deep."""
    path = tmp_path / "annuaire.json"
    path.write_text('[{"nom": "a", "pivot": ' + "[" * 100_000)
    with pytest.raises(ContactsError):
        bodies(path)
    assert bodies(layouts.annuaire(tmp_path, [{**MENDE, "pivot": "[" * 100_000}])) == []
