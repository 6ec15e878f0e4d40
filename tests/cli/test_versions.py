"""One campaign, several letters; what each command says of them."""

import pytest

from tests.cli.campaign import (
    DIGITAL,
    LETTER,
    MAYOR,
    OLDQUAY,
    ROWS,
    SETTINGS,
    CampaignFolder,
)
from tests.cli.program import Program, one_line
from tests.servers.recording import MailServer

_COUNCIL = """
[[version]]
letter = "council.md"
where = 'office == "Councillor"'
name = "council"
"""
_LEFT = """
[[version]]
skip = "they have left X"
where = 'commune == "Oldquay"'
"""


@pytest.fixture
def versions(ready: CampaignFolder) -> CampaignFolder:
    """Give a campaign in which two get a letter of their own and one gets none."""
    ready.settings(SETTINGS + _COUNCIL + _LEFT)
    ready.letter(LETTER.replace("Lights", "Lamps"), name="council.md")
    return ready


def test_check_counts_each_version_and_names_who_gets_none(
    mairemail: Program, versions: CampaignFolder
) -> None:
    """A rule that fits nobody is seen before it is too late; a skip is no error."""
    shown = one_line(mairemail.quick("check").out)
    assert "version council: 1 message" in shown
    assert "version letter.md: 1 message" in shown
    assert "row 4: not written to: they have left X" in shown
    assert mairemail.quick("check", "--json").codes == [(4, "skipped")]


def test_check_lists_whom_no_version_matches(
    mairemail: Program, versions: CampaignFolder
) -> None:
    """They would be forgotten in silence."""
    (versions.folder / "letter.md").unlink()
    assert MAYOR in mairemail.quick("check").out
    found = mairemail.quick("check", "--json").codes
    assert found == [(2, "no-version"), (4, "skipped")]


def test_preview_says_which_version_each_contact_gets(
    mairemail: Program, versions: CampaignFolder
) -> None:
    """On the screen alone: scripts have the keys they know."""
    shown = one_line(mairemail.quick("preview").out)
    assert (
        f"Version: council From: Camille Martin <camille@association.example> To: "
        f"Samir Bishop <{DIGITAL}>" in shown
    )
    assert "Version: letter.md From:" in shown
    found = mairemail.quick("preview", "--json").objects
    assert [one["subject"] for one in found] == [
        "Lights in Riverbridge", "Lamps in Riverbridge", None,
    ]  # fmt: skip
    assert all("version" not in one for one in found)


def test_preview_of_a_campaign_with_one_letter_names_no_version(
    mairemail: Program, ready: CampaignFolder
) -> None:
    """There is nothing to tell apart."""
    assert "Version" not in mairemail.quick("preview").out
    assert "version" not in mairemail.quick("check").out


def test_send_gives_each_their_version_and_leaves_out_the_skipped(
    mairemail: Program, versions: CampaignFolder, server: MailServer
) -> None:
    """Counted in the plan, and no reason to end with 1."""
    sent = mairemail.quick("send", "--yes", "--json")
    assert server.letters == {MAYOR: 1, DIGITAL: 1}
    subjects = {
        one.envelope_recipients[0]: b"Subject: Lamps" in one.data
        for one in server.received
    }
    assert subjects == {MAYOR: False, DIGITAL: True}
    assert "1 row left out" in sent.err
    assert "they have left X" in sent.err
    assert sent.objects[-1]["skipped"] == 1
    mairemail.quick("send", "--yes")
    assert server.letters == {MAYOR: 1, DIGITAL: 1}


def test_status_waits_for_nobody_who_gets_no_letter(
    mairemail: Program, versions: CampaignFolder
) -> None:
    """A campaign that is done must look done; who had a letter is still told."""
    assert _emails(mairemail) == [MAYOR, DIGITAL]
    mairemail.quick("send", "--yes")
    versions.settings(SETTINGS + "[[version]]\nskip = 'x'\n")
    assert _emails(mairemail) == [MAYOR, DIGITAL]
    versions.settings(SETTINGS)
    assert _emails(mairemail) == [MAYOR, DIGITAL, OLDQUAY]


def _emails(program: Program) -> list[object]:
    return [one["email"] for one in program.quick("status", "--json").objects]


def test_mistake_in_any_version_stops_everything_before_anything_leaves(
    mairemail: Program, versions: CampaignFolder, server: MailServer
) -> None:
    """Also in the letter that the first contacts do not get."""
    versions.letter("Subject: x\n\n{% if %}\n", name="council.md")
    mairemail.quick("send", "--yes", exits=65)
    assert "council.md, line 3" in str(
        mairemail.quick("check", "--json", exits=1).objects[0]["message"]
    )
    assert server.connections == 0


def test_a_file_of_a_version_is_not_overwritten(
    mairemail: Program, versions: CampaignFolder
) -> None:
    """`status --csv` writes where it is told, but never over a letter."""
    mairemail.quick("status", "--csv", "council.md", exits=2)


def test_argument_goes_out_with_the_letter(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> None:
    """The run works on copies, of arguments too."""
    (ready.folder / "arguments").mkdir()
    (ready.folder / "arguments/audience.md").write_text(
        "{# title: x #}\nThe audience of {{ commune }} is elsewhere.\n",
        encoding="utf-8",
    )
    ready.letter(
        LETTER.replace(
            "{{ closing }}", '{% include "arguments/audience.md" %}\n\n{{ closing }}'
        )
    )
    ready.contacts(ROWS[:1])
    mairemail.quick("send", "--yes")
    assert b"The audience of Riverbridge is elsewhere." in server.received[0].data
