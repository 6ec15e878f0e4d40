"""What campaign.toml says, and what it must not say."""

from pathlib import Path

import pytest

from mairemail.accounts.pace import Pace
from mairemail.campaigns.campaign import (
    frozen,
    placeholder_sender,
    read_campaign,
    sender_of,
)
from mairemail.errors import ConfigurationError, LetterError, MissingFileError
from mairemail.letters.forms_of_address import Sender
from tests.unit.material import (
    NO_NAMES,
    account_of,
    campaign_in,
    nowhere,
    only_draft,
)


def _problems(folder: Path, settings: str) -> tuple[str, ...]:
    with pytest.raises(ConfigurationError) as caught:
        campaign_in(folder, settings=settings)
    return caught.value.problems


def test_a_campaign_says_what_it_is(tmp_path: Path) -> None:
    """Every key of the manual is read."""
    campaign = campaign_in(
        tmp_path,
        settings="""
id = "lilas-1"
name = "Les lilas"
language = "en"
letter = "lettres/une.md"
contacts = "listes/une.csv"
account = "asso"
[sender]
name = "Camille Martin"
email = "camille@courrier.example"
postal_address = "3 rue des Lilas"
phone = "0102030405"
[defaults]
office = "maire"
[values]
asso = "Les Amis"
[pace]
per_day = 40
gap_s = 60
""",
    )
    assert (campaign.id, campaign.name, campaign.language) == (
        "lilas-1",
        "Les lilas",
        "en",
    )
    assert campaign.letter == tmp_path / "lettres/une.md"
    assert campaign.contacts == tmp_path / "listes/une.csv"
    assert campaign.account == "asso"
    assert campaign.sender == Sender(
        name="Camille Martin",
        email="camille@courrier.example",
        postal_address="3 rue des Lilas",
        phone="0102030405",
    )
    assert campaign.defaults == {"office": "maire"}
    assert campaign.values == {"asso": "Les Amis"}
    assert campaign.pace == Pace(per_day=40, gap_s=60.0)


def test_an_id_is_all_a_campaign_needs(tmp_path: Path) -> None:
    """The rest has its usual value."""
    campaign = campaign_in(tmp_path / "lilas")
    assert (campaign.name, campaign.language) == ("lilas", "fr")
    assert campaign.letter == tmp_path / "lilas/letter.md"
    assert campaign.contacts == tmp_path / "lilas/contacts.csv"
    assert (campaign.account, campaign.pace) == (None, None)


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ("", "id: is missing"),
        ('id = ""', "id: is missing"),
        ("id = 3", "id: must be a text"),
        ('id = "a"\nlanguage = "de"', "language: “de”"),
        ('id = "a"\nlettre = "x"', "lettre: is not a known setting"),
        ('id = "a"\nletters = "x"', "did you mean letter?"),
        ('id = "a"\n[sender]\nmail = "x"', "sender.mail"),
        ('id = "a"\n[sender]\nemail = "x"', "sender.email: “x”"),
        ('id = "a"\n[pace]\nper_day = -1', "pace.per_day"),
        ('id = "a"\n[pace]\ngap_s = "30"', "pace.gap_s"),
        ('id = "a"\n[pace]\ngap_s = inf', "pace.gap_s"),
        ('id = "a"\n[pace]\nper_day = true', "pace.per_day"),
        ('id = "a"\n[values]\nx = ["a"]', "values.x"),
        ('id = "a"\nsender = "Camille"', "sender: must be a table"),
        ('id = "a"\n[sender]\nname = "Ca\\nmille"', "sender.name: must be one line"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, settings: str, problem: str) -> None:
    """A mistyped key that does nothing is a letter sent otherwise than meant."""
    assert any(problem in one for one in _problems(tmp_path, settings))


def test_all_wrong_settings_are_told_at_once(tmp_path: Path) -> None:
    """Three mistakes must not cost three attempts."""
    settings = 'language = "de"\nx = 1\n[pace]\ngap_s = -1\n'
    assert len(_problems(tmp_path, settings)) == 4


def test_what_is_no_toml_is_told_with_its_line(tmp_path: Path) -> None:
    """The usual mistake is a text without quotation marks."""
    with pytest.raises(ConfigurationError, match="line 2"):
        campaign_in(tmp_path, settings='id = "a"\nname = Les lilas\n')


def test_numbers_and_dates_may_be_values(tmp_path: Path) -> None:
    """A letter prints them as they are written."""
    settings = 'id = "a"\n[values]\nsigned = 312\non = 2026-12-01\n'
    campaign = campaign_in(tmp_path, settings=settings)
    assert campaign.values == {"signed": "312", "on": "2026-12-01"}


def test_an_empty_default_is_no_default(tmp_path: Path) -> None:
    """So that no empty text gets past the guard against empty cells."""
    campaign = campaign_in(tmp_path, settings='id = "a"\n[defaults]\noffice = ""\n')
    assert campaign.defaults == {}


def test_a_folder_without_campaign_is_told(tmp_path: Path) -> None:
    """The next thing to type is the way to make one."""
    with pytest.raises(MissingFileError) as caught:
        read_campaign(tmp_path)
    assert "mairemail init" in (caught.value.hint or "")


def test_letter_and_list_alone_are_enough_for_looking(tmp_path: Path) -> None:
    """A preview needs no folder; a run does, and so there is no id."""
    campaign = read_campaign(tmp_path, letter=Path("une.md"), contacts=Path("une.csv"))
    assert (campaign.id, campaign.letter, campaign.contacts) == (
        "",
        Path("une.md"),
        Path("une.csv"),
    )


def test_a_list_alone_is_not_enough(tmp_path: Path) -> None:
    """Without a letter there is nothing to look at."""
    with pytest.raises(MissingFileError):
        read_campaign(tmp_path, contacts=Path("une.csv"))


def test_another_list_goes_before_the_campaigns(tmp_path: Path) -> None:
    """A path on the command line is relative to where one types it."""
    campaign_in(tmp_path)
    campaign = read_campaign(tmp_path, contacts=Path("ici.csv"))
    assert (campaign.id, campaign.contacts) == ("lilas-1", Path("ici.csv"))


def test_what_the_campaign_says_of_the_sender_goes_before_the_account(
    tmp_path: Path,
) -> None:
    """A letter for an association is signed by it, from the same mailbox."""
    settings = (
        'id = "a"\n[sender]\nname = "Les Amis"\nassociation_number = "W751000000"\n'
    )
    sender = sender_of(campaign_in(tmp_path, settings=settings), account_of())
    assert sender == Sender(
        name="Les Amis",
        email="camille@courrier.example",
        postal_address="3 rue des Lilas, 35000 Rennes",
        association_number="W751000000",
    )


def test_without_an_address_nobody_writes(tmp_path: Path) -> None:
    """A name without a mailbox is no sender."""
    settings = 'id = "a"\n[sender]\nname = "Les Amis"\n'
    assert sender_of(campaign_in(tmp_path, settings=settings), None) is None


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_stand_in_for_a_sender_cannot_be_taken_for_one(language: str) -> None:
    """A preview before any account exists shows where the name will stand."""
    sender = placeholder_sender(language)
    assert sender.name.startswith("[")
    assert sender.email.endswith(".example")


def test_a_run_works_on_what_was_checked(tmp_path: Path) -> None:
    """A run may last for days; what is edited meanwhile is for the next one."""
    campaign = campaign_in(tmp_path, letter="Subject: A\n\nAvant.\n")
    with frozen(campaign) as copy:
        campaign.letter.write_text("Subject: A\n\nAprès.\n", encoding="utf-8")
        campaign.contacts.unlink()
        assert copy.letter.read_text(encoding="utf-8").endswith("Avant.\n")
        assert copy.contacts.is_file()
        assert copy.folder == campaign.folder


def test_a_text_letter_is_still_one_when_it_is_copied(tmp_path: Path) -> None:
    """Its name decides whether it is Markdown."""
    (tmp_path / "letter.txt").write_text("Subject: A\n\nB\n", encoding="utf-8")
    settings = 'id = "a"\nletter = "letter.txt"\n'
    with frozen(campaign_in(tmp_path, settings=settings)) as copy:
        assert copy.letter.suffix == ".txt"


@pytest.mark.parametrize("file", ["letter.md", "contacts.csv"])
def test_a_missing_file_ends_the_run_before_it_begins(
    tmp_path: Path, file: str
) -> None:
    """Nothing leaves for a list or letter that is not there."""
    campaign = campaign_in(tmp_path)
    (tmp_path / file).unlink()
    with pytest.raises(MissingFileError, match=file), frozen(campaign):
        pass


@pytest.mark.parametrize(
    "file", ["letter.md", "arguments/a.md", "notes/maire@lilas.example.md"]
)
def test_a_text_that_is_far_too_large_is_not_copied(tmp_path: Path, file: str) -> None:
    """The copy would fill the disk before anybody is told."""
    campaign = campaign_in(tmp_path)
    (tmp_path / file).parent.mkdir(exist_ok=True)
    with (tmp_path / file).open("wb") as text:
        text.truncate(10**12)
    with pytest.raises(LetterError, match="more than 1 MB"), frozen(campaign):
        pass


@pytest.mark.parametrize(
    ("line", "is_typeset"),
    [("", True), ("typography = true\n", True), ("typography = false\n", False)],
)
def test_typography_can_be_switched_off(
    tmp_path: Path, line: str, *, is_typeset: bool
) -> None:
    """Some writers set their own spaces, or none."""
    campaign = campaign_in(
        tmp_path,
        letter="Subject: Un mot ?\n\nL'été.\n",
        settings=f'id = "lilas-1"\n{line}',
    )
    assert campaign.is_typeset is is_typeset
    content = only_draft(campaign).content
    expected = ("Un mot\u00a0?", "L’été.\n") if is_typeset else ("Un mot ?", "L'été.\n")
    assert (content.subject, content.text) == expected


def test_typography_is_true_or_false(tmp_path: Path) -> None:
    """`typography = "non"` would otherwise mean yes."""
    problems = _problems(tmp_path, 'id = "lilas-1"\ntypography = "non"\n')
    assert problems == ("typography: must be true or false",)


@pytest.mark.parametrize(
    ("line", "salutation"),
    [
        ("", "Madame la Maire"),
        ('feminine = "la maire"\n', "Madame la Maire"),
        ('feminine = "le maire"\n', "Madame le Maire"),
        ('feminine = "la mairesse"\n', "Madame la Mairesse"),
    ],
)
def test_a_campaign_chooses_the_feminine_of_its_titles(
    tmp_path: Path, line: str, salutation: str
) -> None:
    """A cell of the list still goes before it."""
    header = "email,civility,office,salutation\nm@lilas.example,Mme,Maire,"
    letter = "Subject: A\n\n{{ salutation }}\n"
    for cell, expected in (("", salutation), ("Chère Hélène", "Chère Hélène")):
        campaign = campaign_in(
            tmp_path,
            contacts=f"{header}{cell}\n",
            letter=letter,
            settings=f'id = "lilas-1"\n{line}',
        )
        assert only_draft(campaign).content.text == f"{expected}\n"


def test_the_feminine_is_one_of_three(tmp_path: Path) -> None:
    """A word that is not known would silently mean the first."""
    problems = _problems(tmp_path, 'id = "lilas-1"\nfeminine = "madame"\n')
    assert problems == ("feminine: must be one of la maire, le maire, la mairesse",)


def test_a_run_works_on_the_versions_and_arguments_that_were_checked(
    tmp_path: Path,
) -> None:
    """Every text that may be in a message is copied; two rules may share one."""
    rule = '[[version]]\nletter = "lettres/a.md"\nwhere = \'email == "x"\'\n'
    (tmp_path / "lettres").mkdir()
    (tmp_path / "lettres/a.md").write_text("Subject: A\n\nA\n", encoding="utf-8")
    (tmp_path / "arguments/b").mkdir(parents=True)
    (tmp_path / "arguments/b/c.md").write_text("Avant.", encoding="utf-8")
    (tmp_path / "arguments/link.md").symlink_to("/etc/hostname")
    campaign = campaign_in(
        tmp_path,
        settings=f'id = "a"\n{rule}{rule}',
        letter='Subject: A\n\n{% include "arguments/b/c.md" %}\n',
    )
    with frozen(campaign) as copy:
        for path in (campaign.letter, tmp_path / "arguments/b/c.md"):
            path.unlink()
        (tmp_path / "lettres/a.md").write_text("", encoding="utf-8")
        assert only_draft(copy).content.text == "Avant.\n"
        first, second, _own = copy.versions
        assert first.letter == second.letter
        assert first.letter is not None
        assert first.letter.read_text(encoding="utf-8") == "Subject: A\n\nA\n"
        assert [path.name for path in copy.arguments.iterdir()] == ["b"]


@pytest.mark.parametrize(
    ("has_settings", "text"), [(True, "Du dossier.\n"), (False, "Voisin.\n")]
)
def test_a_letter_of_the_command_line_takes_the_campaign_s_arguments(
    tmp_path: Path, *, has_settings: bool, text: str
) -> None:
    """Without a campaign, those beside the letter."""
    for folder, words in (("lilas", "Du dossier."), ("ailleurs", "Voisin.")):
        (tmp_path / folder / "arguments").mkdir(parents=True)
        (tmp_path / folder / "arguments/a.md").write_text(words, encoding="utf-8")
    campaign = campaign_in(tmp_path / "lilas")
    letter = tmp_path / "ailleurs/letter.md"
    letter.write_text(
        'Subject: A\n\n{% include "arguments/a.md" %}\n', encoding="utf-8"
    )
    if not has_settings:
        (tmp_path / "lilas/campaign.toml").unlink()
    opened = read_campaign(
        tmp_path / "lilas", letter=letter, contacts=campaign.contacts
    )
    assert only_draft(opened).content.text == text


@pytest.mark.parametrize("name", NO_NAMES)
def test_a_folder_whose_name_leads_nowhere_is_refused(
    tmp_path: Path, name: str
) -> None:
    """A slip on the command line is no bug."""
    with pytest.raises((ConfigurationError, MissingFileError)):
        read_campaign(nowhere(tmp_path, name))


@pytest.mark.parametrize("table", ["defaults", "values"])
@pytest.mark.parametrize("character", ["\\u0000", "\\u001b", "\\u0085", "\\uE000"])
def test_a_control_character_is_no_more_at_home_than_in_a_list(
    tmp_path: Path, table: str, character: str
) -> None:
    """Both come from strangers, and a letter prints both."""
    settings = f'id = "a-1"\n[{table}]\ncommune = "Men{character}de"\n'
    (problem,) = _problems(tmp_path, settings)
    assert problem.startswith(f"{table}.commune: ")


def test_what_nobody_sees_is_taken_out_as_in_a_list(tmp_path: Path) -> None:
    """A mark that turns text around makes a name look like another."""
    campaign = campaign_in(
        tmp_path,
        settings="""
id = "a-1"
[defaults]
commune = "Men\\u202Ede\\u200B"
office = "\\u202E"
[values]
adresse = "3 rue des Lilas\\r\\n48000 Mende\\u2028France"
""",
    )
    assert campaign.defaults == {"commune": "Mende"}
    assert campaign.values == {"adresse": "3 rue des Lilas\n48000 Mende\nFrance"}
