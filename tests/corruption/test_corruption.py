"""The damage in small, on invented people."""

import shutil
from pathlib import Path

import pytest

from tests.corruption.trial import Trial
from tests.unit.open_data import layouts

_BY_LIBREOFFICE = Path(__file__).parents[1] / "unit/contacts/made_by_libreoffice.ods"
_RUNS = 120
_MAYORS = [
    ("48", "48095", "MENDE", "DUBREUIL", "Hélène", "F"),
    ("48", "48080", "Langogne", "BESSON-LEFÈVRE", "Samir", "M"),
]


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Give a file of each layout, each with a mayor or a town hall of Lozère."""
    folder = tmp_path / "files"
    folder.mkdir()
    shutil.copy(_BY_LIBREOFFICE, folder)
    record = layouts.record("48095", "Mairie - Mende", ("mairie@mende.example",))
    layouts.mayors_2019(folder, _MAYORS)
    layouts.mayors_2022(folder, _MAYORS, quote='"')
    layouts.mayors_2023(folder, _MAYORS)
    layouts.councillors(folder, [("48095", "DUVAL", "Zoé", "F", "1er adjoint")])
    layouts.annuaire(folder, [record])
    layouts.annuaire_of_api(folder, [record])
    layouts.dpnt(folder, [layouts.dpnt_row("48095", "Mende", "mairie@mende.example")])
    return sorted(folder.iterdir())


def test_damaged_files_are_read_or_refused_in_words(
    tmp_path: Path, files: list[Path]
) -> None:
    """No bug, no documented exit code missed, no command without an end."""
    report = Trial(tmp_path / "trial", files, seed=2026).run(range(_RUNS))
    assert report.broken == {}
    assert report.ended.total() == 4 * _RUNS
    read = {command for command, code in report.ended if code == 0}
    assert read == {f"contacts {name}" for name in ("check", "import", "diff", "find")}
