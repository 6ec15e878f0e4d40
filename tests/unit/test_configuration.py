"""Tables of TOML, read with every problem collected."""

import os
from pathlib import Path

import pytest

from mairemail.accounts.account import Security
from mairemail.configuration import Section, read_toml
from mairemail.errors import ConfigurationError


def _section(**data: object) -> tuple[Section, list[str]]:
    problems: list[str] = []
    return Section(data, "compte", problems), problems


def test_what_is_not_there_has_its_default() -> None:
    """A short file is a good file."""
    section, problems = _section()
    assert section.text("nom") == ""
    assert section.texts("liste") == ()
    assert section.integer("port", default=465) == 465
    assert section.number("gap", default=1.5) == 1.5
    assert section.choice("mode", Security, default=Security.TLS) is Security.TLS
    assert section.section("autre").names() == []
    assert problems == []


def test_white_space_around_a_text_is_dropped() -> None:
    """It came with a copy, and would show in every letter."""
    assert _section(nom="  Camille\n")[0].text("nom") == "Camille"


@pytest.mark.parametrize("text", ["Ca\nmille", "Ca\x1bmille", "Ca\x00mille"])
def test_a_text_of_several_lines_is_refused(text: str) -> None:
    """It would end up in a header."""
    section, problems = _section(nom=text)
    assert section.text("nom") == ""
    assert problems == ["compte.nom: must be one line"]


@pytest.mark.parametrize("value", [True, -1, 1.5, "3", [3]])
def test_what_is_no_whole_number_is_refused(value: object) -> None:
    """`true` counts as 1 in Python, and must not here."""
    section, problems = _section(port=value)
    assert section.integer("port", default=465) == 465
    assert len(problems) == 1


@pytest.mark.parametrize(
    "value", [True, -0.5, float("inf"), float("nan"), 1e308, 10**400, "3"]
)
def test_what_is_no_number_is_refused(value: object) -> None:
    """An endless pause is a program that hangs."""
    section, problems = _section(gap=value)
    assert section.number("gap", default=30.0) == 30.0
    assert len(problems) == 1


@pytest.mark.parametrize("value", ["pass show x", ["pass", 3], {"a": "b"}])
def test_what_is_no_list_of_texts_is_refused(value: object) -> None:
    """A command in one text would need a shell, and there is none."""
    section, problems = _section(commande=value)
    assert section.texts("commande") == ()
    assert len(problems) == 1


def test_a_wrong_choice_is_refused_with_the_right_ones() -> None:
    """The user need not look into the manual."""
    section, problems = _section(mode="ssl")
    section.choice("mode", Security, default=Security.TLS)
    assert problems == ["compte.mode: must be one of tls, starttls, none"]


def test_a_key_that_nobody_reads_is_refused_with_the_nearest() -> None:
    """A mistyped key would do nothing, in silence."""
    section, problems = _section(prot=465, zzz=1)
    section.integer("port", default=465)
    section.refuse_others()
    assert problems == [
        "compte.prot: is not a known setting (did you mean port?)",
        "compte.zzz: is not a known setting",
    ]


def test_a_section_inside_is_named_whole() -> None:
    """The user finds the place in the file."""
    section, problems = _section(smtp={"port": "x"})
    section.section("smtp").integer("port", default=465)
    assert problems[0].startswith("compte.smtp.port: ")


def test_a_file_with_the_mark_of_windows_is_read(tmp_path: Path) -> None:
    """Notepad puts it in front."""
    path = tmp_path / "a.toml"
    path.write_bytes(b'\xef\xbb\xbfid = "a"\r\n')
    assert read_toml(path, shown_as="a.toml") == {"id": "a"}


@pytest.mark.parametrize("content", [b"id = a\n", b'id = "\xe9"\n', b"\x00", b"[a\n"])
def test_a_file_that_is_no_toml_is_told(tmp_path: Path, content: bytes) -> None:
    """By the name the user knows it by."""
    path = tmp_path / "x"
    path.write_bytes(content)
    with pytest.raises(ConfigurationError, match=r"campaign\.toml"):
        read_toml(path, shown_as="campaign.toml")


def _told(path: Path, content: bytes) -> ConfigurationError:
    path.write_bytes(content)
    with pytest.raises(ConfigurationError) as caught:
        read_toml(path, shown_as="campaign.toml")
    return caught.value


def test_a_file_in_another_encoding_is_told_as_such(tmp_path: Path) -> None:
    """Notepad saves in Windows-1252 if asked to, and the accents look right in it."""
    err = _told(tmp_path / "x", 'name = "Été"\n'.encode("cp1252"))
    assert err.message == "campaign.toml is not written in UTF-8"
    assert "UTF-8" in (err.hint or "")


@pytest.mark.parametrize(
    ("content", "place", "said"),
    [
        ('id = "a"\nname = Camille', "line 2, column 8", "quotation marks"),
        ("id = “a”", "line 1, column 6", "quotation marks"),
        ('name = "Cam\nid = "a"', "line 1", "quotation mark is missing"),
        ('name = "Cam', "at its end", "quotation mark is missing"),
        ('name = """Cam', "at its end", "quotation mark is missing"),
        ('id "a"', "line 1, column 4", "= is missing"),
        ("Une explication", "line 1", "= is missing"),
        ("-- explication", "line 1", "a # before"),
        ("= 3", "line 1", "begins with #"),
        ('id = "a" "b"', "line 1", "after the value"),
        ('id = "a"\nid = "b"\nname = "c"', "line 2", "already"),
        ("[pace]\n[pace]", "line 2", "already"),
        ("[pace", "at its end", "] is missing"),
        ("[[version]", "line 1", "] is missing"),
        ("a = [1, 2", "at its end", "] is missing"),
        ("a = {b = 1", "at its end", "} is missing"),
        ('attach = "C:\\Users\\x"', "line 1", "written twice"),
        ('attach = "C:\\dossier"', "line 1", "written twice"),
        ("day = 2026-02-31", "line 1", "no such date"),
        ('name = "\x01"', "line 1", "character"),
    ],
)
def test_a_slip_is_told_with_its_place_in_plain_words(
    tmp_path: Path, content: str, place: str, said: str
) -> None:
    """“Invalid value (at line 25, column 12)” is English for programmers."""
    err = _told(tmp_path / "x", content.encode())
    assert err.message.startswith(f"campaign.toml, {place}")
    assert said in err.message


def test_a_slip_that_nobody_foresaw_is_told_as_python_says_it(tmp_path: Path) -> None:
    """Another version of Python has other words."""
    assert "limit" in _told(tmp_path / "x", b"a = " + b"9" * 5000).message


def test_a_folder_in_place_of_the_file_is_told(tmp_path: Path) -> None:
    """It is no crash."""
    with pytest.raises(ConfigurationError):
        read_toml(tmp_path, shown_as="campaign.toml")


def test_what_has_no_end_is_not_read(tmp_path: Path) -> None:
    """A pipe waits for somebody, and a device gives for ever."""
    pipe, device = tmp_path / "pipe", tmp_path / "device"
    os.mkfifo(pipe)
    device.symlink_to("/dev/zero")
    for path in (pipe, device):
        with pytest.raises(ConfigurationError, match="no ordinary file"):
            read_toml(path, shown_as="campaign.toml")


def test_what_is_far_too_long_is_not_read_whole(tmp_path: Path) -> None:
    """A film under this name would fill the memory."""
    path = tmp_path / "x"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(ConfigurationError, match="far too long"):
        read_toml(path, shown_as="campaign.toml")
