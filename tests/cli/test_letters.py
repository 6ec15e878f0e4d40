"""mairemail letters: a letter looked over before there is a list."""

from pathlib import Path

import pytest

from tests.cli.program import Program

_GOOD = (
    "Subject: The lamps of {{ commune }}\n\n{{ salutation }},\n\n"
    "When will the lamps of the quay at {{ commune }} be mended? Since October the "
    "street has been dark from five in the afternoon, and the children of the school "
    "walk home along the water.\n\n{{ closing }},\n\n{{ signature }}\n"
)


def _letter(program: Program, text: str, *, name: str = "own.md") -> Path:
    path = program.home / name
    path.write_text(text, encoding="utf-8")
    return path


def test_good_letter_exits_with_0(mairemail: Program) -> None:
    """It needs no list, no campaign and no account."""
    path = _letter(mairemail, _GOOD)
    shown = mairemail.quick("letters", "check", path)
    assert "0 errors · 0 warnings" in shown.out
    assert mairemail.quick("letters", "check", path, "--json").objects == []


def test_letter_with_a_placeholder_exits_with_1_and_names_the_line(
    mairemail: Program,
) -> None:
    """Also where only an office that is not on the list would see it."""
    branch = '{% if office == "x" %}\n[Your words]\n{% endif %}\n'
    path = _letter(mairemail, _GOOD + branch)
    found = mairemail.quick("letters", "check", path, "--json", exits=1)
    assert found.codes == [(None, "placeholder")]
    assert "line 11: “[Your words]”" in str(found.objects[0]["message"])


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("The lamps of {{ commune }}", "LAMPS", "capital-subject"),
        ("The lamps", "The lamps " * 9, "long-subject"),
        ("When will", "http://a.example When will", "insecure-link"),
        ("{{ salutation }}", "Dear Sir or Madam", "bare-salutation"),
        ("When will", "Tu es là, vous aussi. When will", "mixed-person"),
    ],
)
def test_warnings_alone_exit_with_0(
    mairemail: Program, before: str, after: str, code: str
) -> None:
    """A warning is for reading."""
    path = _letter(mairemail, _GOOD.replace(before, after, 1))
    found = mairemail.quick("letters", "check", path, "--json")
    assert found.codes == [(None, code)]


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        ("plan.pdf", []),
        ("plan{{ commune }}.pdf", []),
        ("pieces/plan.pdf", [(None, "missing-attachment")]),
        ("a\0.pdf", [(None, "missing-attachment")]),
    ],
)
def test_file_to_attach_that_is_not_beside_the_letter_is_warned_of(
    mairemail: Program, line: str, codes: list[object]
) -> None:
    """A campaign's folder may hold it elsewhere."""
    (mairemail.home / "plan.pdf").write_bytes(b"%PDF-1.4")
    path = _letter(mairemail, _GOOD.replace("\n\n", f"\nAttach: {line}\n\n", 1))
    found = mairemail.quick("letters", "check", path, "--json")
    assert found.codes == codes
    assert all(one["severity"] == "warning" for one in found.objects)


def test_columns_that_are_no_known_field_are_told(mairemail: Program) -> None:
    """They are no mistake, and the list must have them."""
    path = _letter(mairemail, _GOOD + "{{ street_name }} {{ note | default('') }}\n")
    told = mairemail.quick("letters", "check", path).err
    assert told == "It needs a column called street_name\n"


@pytest.mark.parametrize(
    ("name", "code"), [("none.md", 66), ("latin.md", 65), ("half.md", 65)]
)
def test_letter_that_cannot_be_read_is_told(
    mairemail: Program, name: str, code: int
) -> None:
    """With its name, and what to do."""
    (mairemail.home / "latin.md").write_bytes(b"Subject: \xe9t\xe9\n\nA\n")
    _letter(mairemail, _GOOD.replace("{{ closing }}", "{{ closing"), name="half.md")
    path = mairemail.home / name
    told = mairemail.quick("letters", "check", path, exits=code).err
    assert name in told
    assert "--letter" not in told


def test_letters_to_start_from_are_listed(mairemail: Program) -> None:
    """As `init --list` does."""
    listed = mairemail.quick("letters", "list").out
    assert "fr/quitter-x" in listed
    assert listed == mairemail.quick("init", "--list").out
