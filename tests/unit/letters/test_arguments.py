"""Arguments: what a letter takes in from the folder beside it, and nothing else."""

import os
from pathlib import Path

import pytest

from mairemail.contacts.contact import Contact
from mairemail.errors import LetterError
from mairemail.letters.arguments import argument_files
from tests.unit.material import compiled, contact_of, unwritten, written

_AUDIENCE = (
    "{# title: Le public\n   when: toujours #}\n\nL'audience de {{ nom }}.\n\n\n"
)
_LETTER = 'Subject: A\n\nAvant.\n\n{% include "arguments/audience.md" %}\n\nAprès.\n'


def _text(
    folder: Path,
    arguments: dict[str, str],
    text: str = _LETTER,
    *,
    name: str = "letter.md",
    contact: Contact | None = None,
) -> str:
    letter = compiled(folder, text, name=name, arguments=arguments, is_typeset=True)
    return written(letter, contact or contact_of(nom="Rennes")).text


def _problems(folder: Path, body: str, arguments: dict[str, str]) -> list[str]:
    with pytest.raises(LetterError) as caught:
        compiled(folder, f"Subject: A\n\n{body}\n", arguments=arguments)
    return list(caught.value.problems)


@pytest.mark.parametrize("suffix", ["md", "txt"])
@pytest.mark.parametrize(
    "argument",
    [
        _AUDIENCE,
        _AUDIENCE.rstrip(),
        "{% if nom %}L'audience de {{ nom }}.{% endif %}",
        "{% if nom %}\nL'audience de {{ nom }}.\n{% endif %}{# fin #}\n",
    ],
)
def test_an_argument_stands_in_the_letter_as_if_it_were_written_there(
    tmp_path: Path, suffix: str, argument: str
) -> None:
    """Without its note, typeset like the rest, and no empty line too many."""
    text = _text(tmp_path, {"audience.md": argument}, name=f"letter.{suffix}")
    assert text == "Avant.\n\nL’audience de Rennes.\n\nAprès.\n"


def test_a_cell_that_an_argument_prints_is_never_markdown(tmp_path: Path) -> None:
    """A stranger's list puts no link into a letter by way of an argument."""
    letter = compiled(tmp_path, _LETTER, arguments={"audience.md": _AUDIENCE})
    rendered = written(letter, contact_of(nom="[x](http://evil.example) <b>"))
    assert "L'audience de [x](http://evil.example) <b>." in rendered.text
    assert "<b>" not in (rendered.html or "")
    assert "<a " not in (rendered.html or "")


@pytest.mark.parametrize("suffix", ["md", "txt"])
def test_an_argument_may_have_blocks_that_work_on_their_own_output(
    tmp_path: Path, suffix: str
) -> None:
    """The way a letter is rendered follows from all its texts."""
    argument = "{% filter upper %}l'avis de {{ nom }}{% endfilter %}"
    text = _text(tmp_path, {"audience.md": argument}, name=f"letter.{suffix}")
    assert text == "Avant.\n\nL’AVIS DE RENNES\n\nAprès.\n"


def test_an_argument_knows_what_the_letter_has_set(tmp_path: Path) -> None:
    """As if it were written there."""
    text = _text(
        tmp_path,
        {"audience.md": "{{ lieu | de }}"},
        "Subject: A\n\n{% set lieu = commune %}\n"
        '{% include "arguments/audience.md" %}\n',
        contact=contact_of(commune="Le Havre"),
    )
    assert text == "du Havre\n"


def test_an_argument_may_take_in_another_of_a_folder_below(tmp_path: Path) -> None:
    """A figure that three arguments need stands in one place."""
    (tmp_path / "arguments" / "chiffres").mkdir(parents=True)
    (tmp_path / "arguments/chiffres/un.txt").write_text("Un.\n", encoding="utf-8")
    argument = '{% include "arguments/chiffres/un.txt" %}\n\nDeux.\n'
    assert _text(tmp_path, {"audience.md": argument}) == (
        "Avant.\n\nUn.\n\nDeux.\n\nAprès.\n"
    )


def test_an_argument_is_found_whichever_way_its_accents_are_spelt(
    tmp_path: Path,
) -> None:
    """A campaign that was made on macOS has its file names decomposed."""
    text = _LETTER.replace("audience", "e\u0301quipe")
    assert "Un." in _text(tmp_path, {"\u00e9quipe.md": "Un."}, text)


@pytest.mark.parametrize(
    ("argument", "place"),
    [
        ("{# title: x\n   when: y #}\nUn.\n\n{{ nom", "arguments/audience.md, line 5"),
        ("\n\n{% if nom %}", "arguments/audience.md, line 3"),
        ("Un.\n{% set x %}a{% endset %}", "arguments/audience.md, line 2"),
        ("{# title: x\n   when: y\nUn. {# z #}", "arguments/audience.md, line 1"),
        ("{# title: x\n   when: y\nUn.", "arguments/audience.md, line 1"),
        ("{# title: x #}\nUn.\n{# y\nDeux. {# z #}", "arguments/audience.md, line 3"),
    ],
)
def test_a_mistake_in_an_argument_names_its_own_line(
    tmp_path: Path, argument: str, place: str
) -> None:
    """The letter is right; the user must open the other file."""
    (problem,) = _problems(
        tmp_path, '{% include "arguments/audience.md" %}', {"audience.md": argument}
    )
    assert problem.startswith(f"{place}:")


@pytest.mark.parametrize("suffix", ["md", "txt"])
def test_an_empty_cell_in_an_argument_names_its_own_line(
    tmp_path: Path, suffix: str
) -> None:
    """So does what goes wrong with one row alone; the letter's lines are its own."""
    letter = compiled(
        tmp_path,
        _LETTER + "{{ note }}\n",
        name=f"letter.{suffix}",
        arguments={"audience.md": _AUDIENCE},
    )
    problem = unwritten(letter, contact_of(nom="", note="x"))
    assert (problem.code, problem.line) == ("empty-value", 4)
    assert problem.message.startswith("arguments/audience.md, line 4:")
    problem = unwritten(letter, contact_of(nom="x", note=""))
    assert problem.message.startswith(f"letter.{suffix}, line 8:")


def test_a_file_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    """The name to write stands in the message."""
    (problem,) = _problems(
        tmp_path,
        'Un.\n\n{% include "arguments/audiense.md" %}',
        {"audience.md": "a", "meta.txt": "b", "plan.pdf": "c"},
    )
    assert problem.startswith("letter.md, line 5:")
    assert "arguments/audience.md, arguments/meta.txt" in problem
    assert "plan.pdf" not in problem


@pytest.mark.parametrize(
    "name",
    [
        "/etc/hostname", "../secret.md", "arguments/../secret.md", "secret.md",
        "arguments/../../secret.md", "arguments\\..\\secret.md", "./arguments/a.md",
        "arguments//a.md", "arguments/link.md", "arguments/inside/secret.md",
        "arguments/plan.pdf", "arguments", "arguments/", "", "a\0.md",
    ],
)  # fmt: skip
def test_nothing_outside_the_folder_is_taken_in(tmp_path: Path, name: str) -> None:
    """A letter from a stranger must not carry the user's own files away."""
    campaign = tmp_path / "campaign"
    outside = tmp_path / "outside"
    for folder in (campaign, outside, campaign / "arguments"):
        folder.mkdir()
    for path in (outside / "secret.md", tmp_path / "secret.md", campaign / "secret.md"):
        path.write_text("secret", encoding="utf-8")
    (campaign / "arguments/link.md").symlink_to(outside / "secret.md")
    (campaign / "arguments/inside").symlink_to(outside)
    source = f'{{% include "{name}" %}}'.replace("\\", "\\\\")
    (problem,) = _problems(campaign, source, {"a.md": "a", "plan.pdf": "b"})
    assert "can take in: arguments/a.md" in problem


def test_a_folder_of_arguments_that_is_a_link_holds_none(tmp_path: Path) -> None:
    """It could lead to any folder of this computer."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/a.md").write_text("secret", encoding="utf-8")
    (tmp_path / "arguments").symlink_to(tmp_path / "outside")
    assert argument_files(tmp_path / "arguments") == {}
    (problem,) = _problems(tmp_path, '{% include "arguments/a.md" %}', {})
    assert "has no .md or .txt" in problem


@pytest.mark.parametrize(
    "body",
    [
        "{% include nom %}",
        '{% include "arguments/" ~ nom %}',
        '{% include ["arguments/a.md", "arguments/b.md"] %}',
        '{% include "arguments/a.md" if nom else "arguments/b.md" %}',
        '{% include "arguments/a.md" without context %}',
        "{% include 1 %}",
        '{% import "arguments/a.md" as a %}',
        '{% from "arguments/a.md" import m %}',
        '{% extends "arguments/a.md" %}',
        "{% extends nom %}",
    ],
)
@pytest.mark.parametrize("is_in_argument", [False, True])
def test_a_cell_chooses_no_file_and_nothing_else_takes_in_a_text(
    tmp_path: Path, body: str, *, is_in_argument: bool
) -> None:
    """What a letter says can be read in the letter."""
    arguments = {"a.md": "a", "b.md": "b", "c.md": f"Un.\n\n{body}"}
    outer = '{% include "arguments/c.md" %}' if is_in_argument else body
    (problem,) = _problems(tmp_path, outer, arguments)
    place = "arguments/c.md" if is_in_argument else "letter.md"
    assert problem.startswith(f"{place}, line 3:")


@pytest.mark.parametrize("header", ["Subject", "Cc", "Attach"])
def test_no_header_takes_in_an_argument(tmp_path: Path, header: str) -> None:
    """A paragraph is no subject, and no address."""
    text = f'Subject: A\n{header}: {{% include "arguments/a.md" %}}\n\nB\n'
    text = text.removeprefix("Subject: A\n") if header == "Subject" else text
    with pytest.raises(LetterError) as caught:
        compiled(tmp_path, text, arguments={"a.md": "a"})
    line = 1 if header == "Subject" else 2
    assert caught.value.problems[0].startswith(f"letter.md, line {line}:")


@pytest.mark.parametrize(
    ("arguments", "place"),
    [
        ({"a.md": 'Un.\n{% include "arguments/a.md" %}'}, "arguments/a.md, line 2"),
        (
            {
                "a.md": '{% include "arguments/b.md" %}',
                "b.md": '\n{% include "arguments/a.md" %}',
            },
            "arguments/b.md, line 2",
        ),
    ],
)
def test_an_argument_that_takes_in_itself_is_refused(
    tmp_path: Path, arguments: dict[str, str], place: str
) -> None:
    """It would have no end."""
    (problem,) = _problems(tmp_path, '{% include "arguments/a.md" %}', arguments)
    assert problem.startswith(f"{place}: arguments/a.md would take in itself")


@pytest.mark.parametrize("first", ["a", "c"])
def test_arguments_take_in_each_other_three_deep_and_no_more(
    tmp_path: Path, first: str
) -> None:
    """Whatever was taken in before, by whatever way."""
    arguments = {"d.md": "Fin.\n"}
    for name, inner in zip("cb", "dc", strict=True):
        arguments[f"{name}.md"] = f'{{% include "arguments/{inner}.md" %}}\n'
    body = '{% include "arguments/b.md" %}'
    assert _text(tmp_path, arguments, f"Subject: A\n\n{body}\n") == "Fin.\n"
    arguments["a.md"] = body
    body = "".join(f'{{% include "arguments/{name}.md" %}}\n' for name in (first, "a"))
    (problem, *_more) = _problems(tmp_path, body, arguments)
    assert "more than 3 deep" in problem


def test_an_argument_that_is_not_utf_8_is_told_with_the_letter_s_line(
    tmp_path: Path,
) -> None:
    """Old editors write it; accents must not arrive as question marks."""
    (tmp_path / "arguments").mkdir()
    (tmp_path / "arguments/a.md").write_bytes("L'été".encode("latin-1"))
    (problem,) = _problems(tmp_path, '{% include "arguments/a.md" %}', {})
    assert problem.startswith("letter.md, line 3: arguments/a.md is not written in UTF")


def test_the_arguments_may_lie_elsewhere_than_beside_the_letter(
    tmp_path: Path,
) -> None:
    """Those of a campaign lie beside campaign.toml, wherever a letter may lie."""
    (tmp_path / "arguments").mkdir()
    (tmp_path / "arguments/a.md").write_text("Un.", encoding="utf-8")
    assert list(argument_files(tmp_path / "arguments")) == ["arguments/a.md"]


def test_an_argument_is_an_ordinary_file(tmp_path: Path) -> None:
    """A pipe would wait for somebody."""
    folder = tmp_path / "arguments"
    folder.mkdir()
    os.mkfifo(folder / "tuyau.md")
    (folder / "boucle.md").symlink_to("boucle.md")
    (folder / "a.md").touch()
    assert list(argument_files(folder)) == ["arguments/a.md"]


def test_an_argument_that_is_far_too_large_is_told_with_the_letter_s_line(
    tmp_path: Path,
) -> None:
    """It is not read."""
    folder = tmp_path / "arguments"
    folder.mkdir()
    with (folder / "a.md").open("wb") as file:
        file.truncate(10**12)
    assert _problems(tmp_path, '{% include "arguments/a.md" %}', {}) == [
        "letter.md, line 3: arguments/a.md has more than 1 MB: too much for a letter"
    ]


def test_an_argument_that_is_too_deep_is_told_with_its_line(tmp_path: Path) -> None:
    """What looks for includes goes down into it first."""
    argument = "a\n{{ " + " + ".join("1" * 5000) + " }}\n"
    (problem,) = _problems(
        tmp_path, '{% include "arguments/a.md" %}', {"a.md": argument}
    )
    assert problem.startswith("arguments/a.md, line 2: this is too long or too deep")
