"""People and town halls put together."""

from pathlib import Path

import pytest

from mairemail.errors import MissingFileError, UsageError
from mairemail.open_data.find import Wanted, find
from mairemail.open_data.join import Row, Tally
from mairemail.open_data.offices import office_named
from tests.unit.open_data import layouts

MAYORS = [
    ("48", "48095", "Mende", "DUBREUIL", "Hélène", "F"),
    ("48", "48080", "Langogne", "BESSON", "Samir", "M"),
    ("48", "48092", "Marvejols", "LILAS", "Zoé", "F"),
    ("93", "93066", "Saint-Denis", "MARTIN", "Camille", "M"),
    ("50", "50041", "La Hague", "LE GOFF", "Anne", "F"),
]


def found(wanted: Wanted, *paths: Path) -> tuple[list[Row], Tally]:
    finding = find(wanted, [layouts.read(path) for path in paths])
    return list(finding.rows), finding.tally


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path, Path]:
    """Give mayors, the DPNT and the annuaire, each with something missing."""
    return (
        layouts.mayors_2022(tmp_path, MAYORS, name="rne-20260801.csv"),
        layouts.dpnt(
            tmp_path,
            [
                layouts.dpnt_row("48095", "Mende", "mairie@mende.example"),
                layouts.dpnt_row("48080", "Langogne", "", population=2900),
                layouts.dpnt_row("93066", "Saint-Denis", "", population=113000),
            ],
        ),
        layouts.annuaire(
            tmp_path,
            [
                layouts.record(
                    "48080", "Mairie - Langogne", ("mairie@langogne.example",)
                ),
                layouts.record(
                    "93066",
                    "Mairie - Saint-Denis",
                    form="https://saint-denis.example/contact",
                    networks=("https://x.com/saintdenis",),
                ),
                layouts.record("50041", "Mairie - A", ("a@hague.example",)),
                layouts.record("50041", "Mairie - B", ("b@hague.example",)),
            ],
        ),
    )


def test_address_is_the_dpnts_else_the_annuaires(
    files: tuple[Path, Path, Path],
) -> None:
    """Each name and address says where it stands."""
    rows, tally = found(Wanted(office=office_named("maire")), *files)
    by_code = {row["insee"]: row for row in rows}
    assert [row["email"] for row in rows] == [
        "mairie@mende.example",
        "mairie@langogne.example",
        "",
        "",
        "",
    ]
    assert by_code["48095"]["source"] == (
        "rne-20260801.csv line 2 (Ministère de l'Intérieur) ; dpnt-20261120.csv line 2 "
        "(Agence nationale de la cohésion des territoires)"
    )
    assert by_code["48095"]["as_of"] == "2026-08-01"
    assert "data.gouv_local.json record 1" in by_code["48080"]["source"]
    assert by_code["48080"]["population"] == "2900"
    assert by_code["93066"]["contact_form"] == "https://saint-denis.example/contact"
    assert (tally.with_address, tally.form_only, tally.without) == (2, 1, 2)
    assert [one.code for one in tally.notes] == ["ambiguous"]
    assert [text.partition(",")[0] for text in tally.unjoined] == [
        "Zoé Lilas",
        "Anne Le Goff",
    ]


@pytest.mark.parametrize(
    ("more", "codes"),
    [
        ({"departments": frozenset({"93"})}, ["93066"]),
        ({"insee": frozenset({"48080"})}, ["48080"]),
        ({"population": ">500"}, ["48080", "48092", "93066", "50041"]),
        ({"population": "<= 300"}, ["48095"]),
        ({"epci": ("lilas",)}, ["48095", "48080", "93066"]),
        ({"epci": ("200069193",), "limit": 1}, ["48095"]),
        ({"epci": ("200",)}, []),
        ({"lists_x": True}, ["93066"]),
        ({"where": 'civility == "Mme" and email'}, ["48095"]),
    ],
)
def test_those_who_are_wanted(
    files: tuple[Path, Path, Path], more: dict[str, object], codes: list[str]
) -> None:
    """Each option leaves out who is not meant."""
    wanted = Wanted(office=office_named("maire"), **more)  # type: ignore[arg-type]  # mixed on purpose
    rows, tally = found(wanted, *files)
    assert [row["insee"] for row in rows] == codes
    assert tally.rows == len(codes)


def test_same_mayor_of_two_lines_is_kept_once(tmp_path: Path) -> None:
    """The file has had people twice; a new mayor of the same council is another."""
    twice = [MAYORS[0], MAYORS[0], (*MAYORS[0][:3], "LILAS", "Zoé", "F")]
    rows, tally = found(
        Wanted(office=office_named("maire")),
        layouts.mayors_2022(tmp_path, twice),
        layouts.dpnt(tmp_path, []),
    )
    assert [row["last_name"] for row in rows] == ["Dubreuil", "Lilas"]
    assert tally.twice == 1


def test_files_of_one_data_set_are_read_one_after_the_other(tmp_path: Path) -> None:
    """Some publish a file a department."""
    rows, _tally = found(
        Wanted(office=office_named("maire")),
        layouts.mayors_2022(tmp_path, MAYORS[:1], name="48.csv"),
        layouts.mayors_2022(tmp_path, MAYORS[3:4], name="93.csv"),
        layouts.dpnt(tmp_path, []),
    )
    assert [row["insee"] for row in rows] == ["48095", "93066"]


def test_councillors_get_the_address_of_their_council(tmp_path: Path) -> None:
    """Its department's or region's line in the DPNT."""
    book = layouts.dpnt(
        tmp_path,
        [
            layouts.dpnt_row("48095", "Mende", "mairie@mende.example"),
            layouts.dpnt_row("48", "Lozère", "cd@lozere.example", kind="departement"),
            layouts.dpnt_row("", "Occitanie", "cr@occitanie.example", kind="region"),
        ],
    )
    people = [
        ("48", "BESSON", "Samir", "M", ""),
        ("48", "DUBREUIL", "Hélène", "F", "Président du conseil départemental"),
    ]
    cd = layouts.departmental(tmp_path, people)
    rows, _tally = found(
        Wanted(office=office_named("conseillère départementale")), cd, book
    )
    assert [(row["last_name"], row["email"]) for row in rows] == [
        ("Besson", "cd@lozere.example")
    ]
    assert rows[0]["institution"] == "Lozère"
    office = office_named("présidente du conseil départemental")
    rows, _tally = found(Wanted(office=office), cd, book)
    assert [row["last_name"] for row in rows] == ["Dubreuil"]
    cr = layouts.regional(tmp_path, [("76", "LILAS", "Zoé", "F", "")])
    rows, _tally = found(Wanted(office=office_named("conseiller régional")), cr, book)
    assert [row["email"] for row in rows] == ["cr@occitanie.example"]
    # Stood in the Lozère: the file tells the part of the region.
    assert [row["department"] for row in rows] == ["48"]


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ({}, "town-halls"),
        ({"lists_x": True}, "annuaire"),
        ({"epci": ("x",)}, "town-halls"),
    ],
)
def test_missing_data_set_is_named(
    tmp_path: Path, more: dict[str, object], name: str
) -> None:
    """Which one, and how to get it."""
    path = layouts.mayors_2022(tmp_path, MAYORS)
    wanted = Wanted(office=office_named("maire"), **more)  # type: ignore[arg-type]  # mixed on purpose
    with pytest.raises(MissingFileError) as caught:
        found(wanted, path)
    assert f"contacts update {name}." in str(caught.value.hint)
    with pytest.raises(MissingFileError) as caught:
        found(wanted)
    assert f"contacts update mayors {name}." in str(caught.value.hint)


@pytest.mark.parametrize(
    ("office", "more", "option"),
    [
        ("député", {"insee": frozenset({"48095"})}, "--commune"),
        ("conseiller régional", {"epci": ("Lilas",)}, "--epci"),
        ("sénateur", {"population": ">500"}, "--population"),
        ("député européen", {"departments": frozenset({"48"})}, "--departement"),
    ],
)
def test_place_that_says_nothing_of_the_office_is_refused(
    office: str, more: dict[str, object], option: str
) -> None:
    """“Nobody was found” would be taken for a fact about them."""
    wanted = Wanted(office=office_named(office), **more)  # type: ignore[arg-type]  # mixed on purpose
    with pytest.raises(UsageError, match=option):
        found(wanted)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Mairesse", "maire"),
        ("MAIRES", "maire"),
        ("adjointes au maire", "adjoint"),
        ("Conseillère municipale", "conseiller municipal"),
        ("presidente du conseil regional", "président du conseil régional"),
        ("député-européen", "député européen"),
        ("sénatrices", "sénateur"),
    ],
)
def test_office_is_understood_as_people_write_it(text: str, name: str) -> None:
    """Feminine, plural, without accents."""
    assert office_named(text).name == name


def test_unknown_office_lists_those_there_are() -> None:
    """A prefect is in no list."""
    with pytest.raises(UsageError, match="no list"):
        office_named("préfet")


def test_population_is_known_without_the_dpnt(files: tuple[Path, Path, Path]) -> None:
    """The program carries INSEE's figures: the annuaire has none."""
    mayors, _dpnt, annuaire = files
    wanted = Wanted(office=office_named("maire"), population=">100 000")
    rows, _tally = found(wanted, mayors, annuaire)
    assert [row["insee"] for row in rows] == ["93066"]
    assert int(rows[0]["population"]) > 100_000
