"""One campaign, several letters: who gets which."""

from pathlib import Path

import pytest

from mairemail.campaigns.campaign import Campaign, read_campaign
from mairemail.campaigns.merge import Draft
from mairemail.contacts.contact import RowProblem, Severity
from mairemail.errors import ConfigurationError, LetterError, MissingFileError
from tests.unit.material import campaign_in, drafts_of

_CONTACTS = (
    "email,fonction,a_quitte_x\n"
    "a@lilas.example,Équipe,\nb@lilas.example,Maire,oui\nc@lilas.example,Maire,\n"
)
_TEAM = """
[[version]]
letter = "letter-team.md"
where = 'fonction == "Équipe"'
name = "équipe"
"""
_LEFT = """
[[version]]
skip = "a déjà quitté X"
where = 'a_quitte_x == "oui"'
"""
_MAYOR = """
[[version]]
letter = "letter-mayor.md"
where = 'fonction == "Maire"'
"""


def _campaign(folder: Path, rules: str, *, settings: str = 'id = "a"\n') -> Campaign:
    for name in ("team", "mayor"):
        path = folder / f"letter-{name}.md"
        path.write_text(f"Subject: {name}\n\nB\n", encoding="utf-8")
    return campaign_in(
        folder,
        settings=settings + rules,
        contacts=_CONTACTS,
        letter="Subject: own\n\nB\n",
    )


def _given(campaign: Campaign) -> list[tuple[str, str]]:
    """Give name of the version and subject, or code and severity, of each contact."""
    return [
        (found.version, found.content.subject)
        if isinstance(found, Draft)
        else (found.code, found.severity.value)
        for found in drafts_of(campaign)
    ]


def _problems(folder: Path, rules: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        _campaign(folder, rules)
    (problem,) = caught.value.problems
    return problem


def test_without_rules_everybody_gets_the_one_letter(tmp_path: Path) -> None:
    """And it needs no name."""
    assert _given(_campaign(tmp_path, "")) == [("", "own")] * 3


def test_the_first_rule_that_holds_chooses(tmp_path: Path) -> None:
    """In the order of the file, whatever comes after."""
    assert _given(_campaign(tmp_path, _LEFT + _TEAM + _MAYOR)) == [
        ("équipe", "team"),
        ("skipped", "warning"),
        ("letter-mayor.md", "mayor"),
    ]
    assert _given(_campaign(tmp_path, _MAYOR + _LEFT + _TEAM))[1] == (
        "letter-mayor.md",
        "mayor",
    )


def test_for_whom_no_rule_is_gets_the_campaign_s_own_letter(tmp_path: Path) -> None:
    """The rules are the exceptions, as far as there is a letter for the others."""
    assert _given(_campaign(tmp_path, _LEFT + _TEAM))[2] == ("letter.md", "own")


def test_without_an_own_letter_for_whom_no_rule_is_gets_none(tmp_path: Path) -> None:
    """A wrong letter cannot be taken back; a missing one can be sent."""
    campaign = _campaign(tmp_path, _TEAM)
    campaign.letter.unlink()
    found = drafts_of(read_campaign(tmp_path))
    assert [isinstance(one, Draft) for one in found] == [True, False, False]
    problem = found[2]
    assert isinstance(problem, RowProblem)
    assert (problem.code, problem.severity) == ("no-version", Severity.WARNING)
    assert "c@lilas.example" in problem.message


def test_a_rule_without_where_is_for_everybody_left(tmp_path: Path) -> None:
    """Then the campaign's own letter is not even read."""
    rest = '[[version]]\nletter = "letter-mayor.md"\nname = "les autres"\n'
    campaign = _campaign(tmp_path, _TEAM + rest)
    campaign.letter.write_text("{{", encoding="utf-8")
    assert _given(campaign)[1:] == [("les autres", "mayor")] * 2


def test_the_reason_of_a_skip_is_told(tmp_path: Path) -> None:
    """Months later it must still be clear why somebody was not written to."""
    found = drafts_of(_campaign(tmp_path, _LEFT))[1]
    assert isinstance(found, RowProblem)
    assert "a déjà quitté X" in found.message


def test_a_letter_of_the_command_line_takes_the_place_of_each(tmp_path: Path) -> None:
    """Who is to get none gets none."""
    _campaign(tmp_path, _LEFT + _TEAM)
    other = tmp_path / "other.md"
    other.write_text("Subject: other\n\nB\n", encoding="utf-8")
    campaign = read_campaign(tmp_path, letter=other)
    assert [second for _first, second in _given(campaign)] == [
        "other",
        "warning",
        "other",
    ]


def test_a_mistake_in_any_letter_stops_everything_and_all_are_told(
    tmp_path: Path,
) -> None:
    """Also in one that nobody would get."""
    campaign = _campaign(tmp_path, _TEAM + _MAYOR)
    for name in ("letter-team.md", "letter-mayor.md"):
        (tmp_path / name).write_text("Subject: A\n\n{{ a\n", encoding="utf-8")
    with pytest.raises(LetterError) as caught:
        drafts_of(campaign)
    assert [problem.partition(",")[0] for problem in caught.value.problems] == [
        "letter-team.md",
        "letter-mayor.md",
    ]


def test_a_letter_that_is_not_there_stops_everything(tmp_path: Path) -> None:
    """A name mistyped must not leave some contacts out."""
    campaign = _campaign(tmp_path, _TEAM)
    (tmp_path / "letter-team.md").unlink()
    with pytest.raises(MissingFileError, match=r"letter-team\.md"):
        drafts_of(campaign)


def test_an_own_letter_that_is_named_must_be_there(tmp_path: Path) -> None:
    """Only one that nobody named may be missing."""
    campaign = _campaign(tmp_path, _TEAM, settings='id = "a"\nletter = "x.md"\n')
    with pytest.raises(MissingFileError, match=r"x\.md"):
        drafts_of(campaign)


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ("[[version]]\nwhere = 'x'\n", ("version 1", "skip")),
        (_TEAM + "skip = 'x'\n", ("version 1", "skip")),
        (_TEAM + "[[version]]\nletter = ''\n", ("version 2", "skip")),
        (_TEAM + "lettre = 'x'\n", ("version 1.lettre", "letter")),
        (_LEFT + "name = 'x'\n", ("version 1.name",)),
        (_TEAM + "[[version]]\nletter = 3\nskip = 'x'\n", ("version 2.letter",)),
        ("[[version]]\nletter = 'a.md'\nwhere = ''\n", ("version 1.where",)),
        (
            _TEAM + "[[version]]\nskip = 'x'\nwhere = 'office =='\n",
            ("version 2", "column 10", "office ==\n         ^"),
        ),
        ("[[version]]\nskip = 'x'\n" + _TEAM, ("version 2", "version 1")),
        ("[version]\nskip = 'x'\n", ("version", "[[version]]")),
        ("version = [1]\n", ("version", "[[version]]")),
    ],
)
def test_a_rule_that_cannot_be_meant_so_is_refused(
    tmp_path: Path, rules: str, words: tuple[str, ...]
) -> None:
    """A rule that silently does nothing writes the wrong letter to people."""
    problem = _problems(tmp_path, rules)
    assert all(word in problem for word in words), problem


@pytest.mark.parametrize("where", ["no_such_column == 1", "fonction > 3"])
def test_a_rule_that_fails_on_the_list_names_its_number(
    tmp_path: Path, where: str
) -> None:
    """What the columns are is known only when the list is read."""
    rule = f"[[version]]\nskip = 'x'\nwhere = '{where}'\n"
    campaign = _campaign(tmp_path, _LEFT + rule)
    with pytest.raises(ConfigurationError, match="version 2"):
        drafts_of(campaign)
