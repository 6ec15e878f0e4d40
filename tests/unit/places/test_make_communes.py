"""The script that makes the list of communes."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

_INSEE = """\
TYPECOM,COM,REG,DEP,CTCD,ARR,TNCC,NCC,NCCENR,LIBELLE,CAN,COMPARENT
COM,48095,76,48,48D,481,0,MENDE,Mende,Mende,4810,
COM,01002,84,01,01D,011,5,ABERGEMENT,Abergement-de-Varey,L'Abergement-de-Varey,,
COMD,01015,84,01,01D,011,1,ARBIGNIEU,Arbignieu,Arbignieu,0101,01015
ARM,75118,11,75,75C,751,0,PARIS 18E,Paris 18e,Paris 18e,7599,75056
"""
_TODAY = "commune-actuelle"
_ETALAB = [
    {"code": "01002", "nom": "ABERGEMENT", "type": _TODAY, "population": 270},
    {"code": "48095", "nom": "Mende", "type": _TODAY},
    {"code": "98735", "nom": "Papeete", "type": _TODAY, "population": 26654},
    {"code": "01015", "nom": "Arbignieu", "type": "commune-deleguee"},
]  # fmt: skip


@pytest.mark.parametrize("packed", [True, False])
def test_the_list_is_made_from_the_two_public_ones(
    tmp_path: Path,
    packed: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    """INSEE's names, Etalab's populations and communes overseas, no delegated ones."""
    insee = tmp_path / ("communes.csv.gz" if packed else "communes.csv")
    insee.write_bytes(gzip.compress(_INSEE.encode()) if packed else _INSEE.encode())
    etalab = tmp_path / "communes.json"
    etalab.write_text(json.dumps(_ETALAB), encoding="utf-8")
    output = tmp_path / "communes.txt.gz"
    script = ROOT / "tools" / "make_communes.py"
    subprocess.run([sys.executable, script, insee, etalab, output], check=True)
    assert gzip.decompress(output.read_bytes()).decode().splitlines() == [
        "01002\tL'Abergement-de-Varey\t5\t270",
        "48095\tMende\t0\t",
        "75118\tParis 18e\t0\t",
        "98735\tPapeete\t\t26654",
    ]
