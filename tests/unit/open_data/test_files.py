"""What a file is and of which day."""

import gzip
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mairemail.errors import ContactsError, MissingFileError
from mairemail.open_data.cache import cached_file
from mairemail.open_data.data_sets import dpnt, rne
from mairemail.open_data.files import Kind, from_cache, recognised
from mairemail.open_data.person import Body
from mairemail.open_data.source import SOURCES, TOWN_HALLS
from tests.unit.material import NO_NAMES, nowhere
from tests.unit.open_data import layouts

ROW = layouts.dpnt_row("48095", "Mende", "mairie@mende.example")


def test_every_data_set_has_a_source() -> None:
    """What can be read can be fetched, and its licence told."""
    assert {one.name for one in SOURCES} == set(Kind)


def test_groups_of_communes_are_not_mayors(tmp_path: Path) -> None:
    """The file of EPCI has all the columns of mayors, and 34,000 other people."""
    path = layouts.mayors_2022(tmp_path, [])
    text = path.read_text(encoding="utf-8")
    path.write_text("N° SIREN;" + text, encoding="utf-8")
    with pytest.raises(ContactsError):
        layouts.read(path)


@pytest.mark.parametrize(
    ("name", "as_of"),
    [
        ("dpnt-20260811.csv", "2026-08-11"),
        ("rne-2026-03.csv", "2026-03"),
        ("2026-08-11_063000-x.csv", "2026-08-11"),
        ("v_commune_2026.csv", "2026-11-20"),
        ("20261399.csv", "2026-11-20"),
    ],
)
def test_date_is_the_names_else_the_files(
    tmp_path: Path, name: str, as_of: str
) -> None:
    """A list says of which day it is."""
    path = layouts.dpnt(tmp_path, [ROW], name=name)
    moment = datetime(2026, 11, 20, 12, tzinfo=UTC).timestamp()
    os.utime(path, (moment, moment))
    assert layouts.read(path).as_of == as_of


def test_cache_knows_when_the_producer_published(tmp_path: Path) -> None:
    """Its note beside the file tells more than the file's name."""
    packed = gzip.compress(layouts.dpnt(tmp_path, [ROW]).read_bytes())
    (tmp_path / TOWN_HALLS.file_name).write_bytes(packed)
    note = {
        "url": "https://data.example/dpnt.csv.gz",
        "fetched_at": "2026-11-20T06:00:00+00:00",
        "published_at": "2026-11-19T02:00:00+00:00",
        "etag": "",
        "sha256": "",
    }
    (tmp_path / f"{TOWN_HALLS.file_name}.json").write_text(json.dumps(note))
    cached = cached_file(TOWN_HALLS, tmp_path)
    assert cached is not None
    file = from_cache(cached, TOWN_HALLS)
    assert (file.as_of, file.url) == ("2026-11-19", "https://data.example/dpnt.csv.gz")
    (found,) = dpnt.bodies(file, kind="commune", codes={"48095"})
    assert isinstance(found, Body)
    assert found.origin.startswith("dpnt.csv.gz line 2 (")
    assert (found.population, found.epci) == ("300", "CC des Lilas")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    """It cannot be read twice: once for what it is, once for what it says."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with pytest.raises(MissingFileError):
        layouts.read(path)


def test_octet_of_no_encoding_near_the_header_is_told(tmp_path: Path) -> None:
    """Of a table in Windows-1252, which has no 0x81."""
    path = layouts.dpnt(tmp_path, [ROW])
    path.write_bytes(path.read_bytes().replace(b"Mende", b"\xe9\x81"))
    with pytest.raises(ContactsError):
        list(dpnt.bodies(layouts.read(path), kind="commune", codes={"48095"}))


@pytest.mark.parametrize("name", NO_NAMES)
def test_a_data_set_whose_name_leads_nowhere_is_refused(
    tmp_path: Path, name: str
) -> None:
    """It is told as any file that cannot be read."""
    with pytest.raises(MissingFileError):
        recognised(nowhere(tmp_path, name))


@pytest.mark.skipif(not Path("/proc/version").exists(), reason="has no /proc")
def test_what_the_system_shows_of_itself_is_no_data_set() -> None:
    """Nothing of it is shown."""
    with pytest.raises(MissingFileError, match="no ordinary file"):
        recognised(Path("/proc/version"))


def test_a_line_without_end_is_not_read_to_it(tmp_path: Path) -> None:
    """A megabyte of gzip may hold one that fills the memory."""
    path = layouts.mayors_2022(tmp_path, [])
    with path.open("a", encoding="utf-8") as file:
        file.write(";" * 3_000_000)
    packed = tmp_path / "rne-maires.csv.gz"
    packed.write_bytes(gzip.compress(path.read_bytes(), compresslevel=1))
    for one in (path, packed):
        with pytest.raises(ContactsError, match="line has no end"):
            list(rne.mayors(layouts.read(one)))


def test_thousands_of_columns_are_not_shown(tmp_path: Path) -> None:
    """Some of them tell which file it is."""
    path = tmp_path / "a.csv"
    columns = ";".join(f"colonne {number}" for number in range(5000))
    path.write_text(f"{columns}\n", encoding="utf-8")
    with pytest.raises(ContactsError) as caught:
        recognised(path)
    assert len(caught.value.hint or "") < 1000
