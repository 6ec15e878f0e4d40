"""A new campaign's folder."""

from pathlib import Path

import pytest

from mairemail.campaigns.campaign import read_campaign
from mairemail.campaigns.merge import Draft
from mairemail.campaigns.scaffold import make_campaign
from mairemail.errors import CannotWriteError
from mairemail.letters.library import BundledLetter, bundled_letters
from tests.unit.material import NO_NAMES, drafts_of, nowhere

_LETTERS = bundled_letters()
_PLAIN = next(letter for letter in _LETTERS if not letter.arguments)
_ARGUED = next(letter for letter in _LETTERS if letter.arguments)


@pytest.mark.parametrize("letter", _LETTERS, ids=lambda letter: letter.name)
def test_a_new_campaign_is_ready_to_be_previewed(
    tmp_path: Path, letter: BundledLetter
) -> None:
    """The first thing a person sees must work."""
    make_campaign(tmp_path / "quitter-x", letter)
    campaign = read_campaign(tmp_path / "quitter-x")
    drafts = drafts_of(campaign)
    assert campaign.language == letter.language
    assert len(drafts) == 3
    assert all(isinstance(draft, Draft) for draft in drafts)


def test_the_files_made_are_told(tmp_path: Path) -> None:
    """The user is shown what there is to open."""
    names = {path.name for path in make_campaign(tmp_path / "x", _PLAIN)}
    assert names == {"campaign.toml", "letter.md", "contacts.csv"}
    assert names == {path.name for path in (tmp_path / "x").iterdir()}


def test_the_arguments_of_a_letter_come_with_it(tmp_path: Path) -> None:
    """The letter names them by their place in the campaign's folder."""
    made = make_campaign(tmp_path, _ARGUED)
    copies = sorted((tmp_path / "arguments").iterdir())
    assert [path.read_bytes() for path in copies] == [
        argument.path.read_bytes() for argument in _ARGUED.arguments
    ]
    assert set(copies) <= set(made)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_example_of_versions_works_when_it_is_switched_on(
    tmp_path: Path, language: str
) -> None:
    """Who takes away the signs before its lines must not meet a mistake of ours."""
    letter = next(one for one in _LETTERS if one.language == language)
    settings, *_others = make_campaign(tmp_path, letter)
    text = settings.read_text(encoding="utf-8")
    before, mark, after = text.partition("# [[version]]")
    example, gap, rest = (mark + after).partition("\n\n")
    settings.write_text(
        before + example.replace("# ", "") + gap + rest, encoding="utf-8"
    )
    versions = read_campaign(tmp_path).versions
    assert [bool(one.skip) for one in versions] == [True, False, False]
    assert [one.is_for is None for one in versions] == [False, False, True]


def test_an_argument_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    """Nor is a campaign made around half of somebody else's."""
    mine = tmp_path / "arguments" / _ARGUED.arguments[0].path.name
    mine.parent.mkdir()
    mine.write_text("à moi", encoding="utf-8")
    with pytest.raises(CannotWriteError, match=mine.name):
        make_campaign(tmp_path, _ARGUED)
    assert list(mine.parent.iterdir()) == [mine]
    assert not (tmp_path / "letter.md").exists()
    assert mine.read_text(encoding="utf-8") == "à moi"


def test_two_campaigns_of_one_name_have_two_ids(tmp_path: Path) -> None:
    """The ledger must not take the second for the first."""
    ids = set()
    for parent in ("a", "b"):
        make_campaign(tmp_path / parent / "quitter-x", _LETTERS[0])
        ids.add(read_campaign(tmp_path / parent / "quitter-x").id)
    assert len(ids) == 2


@pytest.mark.parametrize(
    "name", ["L'été à Évry", 'a "b" c', "a\\b", "$id", "é", "…", "a'''b", "# x"]
)
def test_any_name_of_a_folder_makes_a_campaign(tmp_path: Path, name: str) -> None:
    """Folders are named by people, not by programs."""
    make_campaign(tmp_path / name, _LETTERS[0])
    campaign = read_campaign(tmp_path / name)
    assert campaign.name == name
    assert campaign.id.isascii()


@pytest.mark.parametrize("file", ["campaign.toml", "letter.md", "contacts.csv"])
def test_nothing_is_ever_overwritten(tmp_path: Path, file: str) -> None:
    """The letter that lies there may be a week's work."""
    (tmp_path / file).write_text("à moi", encoding="utf-8")
    with pytest.raises(CannotWriteError, match=file):
        make_campaign(tmp_path, _LETTERS[0])
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == [file]
    assert (tmp_path / file).read_text(encoding="utf-8") == "à moi"


def test_a_folder_may_hold_other_files(tmp_path: Path) -> None:
    """One may begin in a folder that has the attachments already."""
    (tmp_path / "dossier.pdf").write_bytes(b"%PDF")
    make_campaign(tmp_path, _LETTERS[0])
    assert (tmp_path / "dossier.pdf").read_bytes() == b"%PDF"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """The path is named, and no half campaign is left."""
    (tmp_path / "x").write_text("", encoding="utf-8")
    with pytest.raises(CannotWriteError, match="x"):
        make_campaign(tmp_path / "x" / "y", _LETTERS[0])


@pytest.mark.parametrize("name", NO_NAMES)
def test_a_folder_whose_name_leads_nowhere_is_told(tmp_path: Path, name: str) -> None:
    """A slip on the command line is no bug."""
    with pytest.raises(CannotWriteError):
        make_campaign(nowhere(tmp_path, name), _PLAIN)
