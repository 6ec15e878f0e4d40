"""What is wrong with a letter or a campaign as a whole."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest

from mairemail.campaigns.campaign import Campaign
from mairemail.campaigns.merge import EVERYBODY, Selection
from mairemail.checks.campaign import Report, check_campaign
from mairemail.checks.sender import sender_findings
from mairemail.contacts.contact import Severity
from mairemail.contacts.where.selection import select
from mairemail.errors import ContactsError, MissingFileError
from mairemail.letters.forms_of_address import Sender
from tests.unit.material import (
    CAMILLE,
    GREETING,
    LONG_ENOUGH,
    NOW,
    campaign_in,
    nobody,
)


def _checked(
    campaign: Campaign,
    selection: Selection = EVERYBODY,
    *,
    is_opted_out: Callable[[str], bool] = nobody,
) -> Report:
    return check_campaign(
        campaign,
        selection,
        sender=CAMILLE,
        now=NOW,
        new_uuid=uuid4,
        is_opted_out=is_opted_out,
    )


def _found(report: Report) -> list[tuple[str, int | None]]:
    return [(finding.code, finding.row) for finding in report.findings]


def test_a_good_campaign_has_nothing_to_find(tmp_path: Path) -> None:
    """A check that always complains is soon ignored."""
    report = _checked(campaign_in(tmp_path))
    assert (report.findings, report.ready, report.has_errors) == ([], 1, False)


def test_everything_that_would_go_wrong_is_found_before_anything_leaves(
    tmp_path: Path,
) -> None:
    """Mailmerge found the fault of row 300 after 299 letters."""
    contacts = (
        "email,nom\na@lilas.example,Roy\n,Petit\nb@lilas.example\nx,Y\n"
        "A@lilas.example,Z\nc@lilas.example,\n"
    )
    letter = f"Subject: A\n\n{{{{ nom }}}}\n\n{LONG_ENOUGH}\n"
    report = _checked(campaign_in(tmp_path, contacts=contacts, letter=letter))
    assert _found(report) == [
        ("no-address", 3),
        ("short-row", 4),
        ("bad-address", 5),
        ("duplicate-address", 6),
        ("empty-value", 7),
    ]
    assert (report.ready, report.has_errors) == (1, True)


def test_a_warning_alone_is_no_error(tmp_path: Path) -> None:
    """A town without an address must not keep the exit code from being 0."""
    report = _checked(
        campaign_in(tmp_path, contacts="email,nom\na@lilas.example,R\n,P\n")
    )
    assert (report.ready, report.has_errors) == (1, False)


def test_who_is_on_the_do_not_write_list_is_named_and_not_ready(
    tmp_path: Path,
) -> None:
    """A wish not to be written to is no mistake, and is kept."""
    contacts = "email\nA@lilas.example\nb@lilas.example\n"
    report = _checked(
        campaign_in(tmp_path, contacts=contacts),
        is_opted_out=lambda key: key == "a@lilas.example",
    )
    assert _found(report) == [("opted-out", 2)]
    assert (report.ready, report.has_errors) == (1, False)


def test_each_mistake_of_a_letter_is_a_finding(tmp_path: Path) -> None:
    """And the list is read all the same: one check tells everything."""
    campaign = campaign_in(
        tmp_path,
        contacts="email\nx\n",
        letter="Subject: {{ a\n\n{% if %}\n",
    )
    report = _checked(campaign)
    assert _found(report) == [
        ("syntax-error", None),
        ("syntax-error", None),
        ("bad-address", 2),
    ]
    assert report.ready == 0


@pytest.mark.parametrize("contacts", ["email\n", "email,nom\n,\n"])
def test_a_list_of_nobody_is_a_finding(tmp_path: Path, contacts: str) -> None:
    """A run that sends nothing must not look like a success."""
    assert _found(_checked(campaign_in(tmp_path, contacts=contacts))) == [
        ("no-contacts", None)
    ]


def test_a_choice_of_nobody_is_a_finding(tmp_path: Path) -> None:
    """A mistyped `--only` must not look like a success."""
    selection = Selection(is_selected=select(only=["nulle-part"], where=None))
    assert _found(_checked(campaign_in(tmp_path), selection)) == [("no-contacts", None)]


def test_a_note_that_nobody_gets_is_named(tmp_path: Path) -> None:
    """A mistyped file name would leave the personal words at home."""
    campaign = campaign_in(tmp_path, contacts="email\na@lilas.example\n")
    (tmp_path / "notes").mkdir()
    for name in ("A@lilas.example.md", "b@lilas.example.md", "mairie.md"):
        (tmp_path / "notes" / name).write_text("Un mot.", encoding="utf-8")
    selection = Selection(is_selected=select(only=["lilas"], where=None), limit=1)
    report = _checked(campaign, selection)
    assert _found(report) == [("note-without-contact", None)] * 2
    assert "b@lilas.example.md" in report.findings[0].message
    assert not report.has_errors


_TWO = "email,note\na@lilas.example,\nb@lilas.example,{note}\n"


def test_what_is_wrong_with_every_message_is_said_of_the_letter_once(
    tmp_path: Path,
) -> None:
    """Five hundred rows with one mistake are one mistake."""
    letter = f"Subject: ENFIN DU NEUF\n\n{GREETING} [Votre question]\n"
    campaign = campaign_in(tmp_path, contacts=_TWO.format(note=""), letter=letter)
    report = _checked(campaign)
    assert _found(report) == [
        ("placeholder", None), ("capital-subject", None), ("short-body", None),
    ]  # fmt: skip
    assert report.ready == 0


def test_what_the_letter_itself_has_wrong_is_said_of_it_once(tmp_path: Path) -> None:
    """Not of each of five hundred rows, and not one a run."""
    letter = (
        "Subject: A\nCc: mairie\nReply-To: nous\nAttach: plan.pdf\n\n"
        f"{{{{ salutation }}}}\n\n<b>{LONG_ENOUGH}</b>\n"
    )
    contacts = "email,office\na@lilas.example,mairie\nb@lilas.example,mairie\n"
    report = _checked(campaign_in(tmp_path, contacts=contacts, letter=letter))
    assert _found(report) == [
        ("bad-address", None), ("bad-address", None), ("missing-attachment", None),
        ("raw-html", None),
    ]  # fmt: skip
    assert (report.ready, report.has_errors) == (0, True)


def test_what_is_wrong_with_one_message_is_said_of_its_row(tmp_path: Path) -> None:
    """The others are right."""
    contacts = _TWO.format(note="Voir http://a.example et [Nom]")
    report = _checked(campaign_in(tmp_path, contacts=contacts))
    assert _found(report) == [("placeholder", 3), ("insecure-link", 3)]
    assert report.ready == 1


def test_what_was_said_of_the_letter_is_not_said_of_its_rows(tmp_path: Path) -> None:
    """One link, one warning."""
    letter = f"Subject: Un mot\n\n{GREETING} http://a.example\n\n{LONG_ENOUGH}\n"
    contacts = _TWO.format(note="")
    report = _checked(campaign_in(tmp_path, contacts=contacts, letter=letter))
    assert _found(report) == [("insecure-link", None)]


def test_notes_are_counted_by_their_words(tmp_path: Path) -> None:
    """The same note for two is not for one person alone."""
    contacts = "email,note\n" + "".join(
        f"{name}@lilas.example,{note}\n"
        for name, note in zip("abcd", ("", "un", "deux", "un"), strict=True)
    )
    report = _checked(campaign_in(tmp_path, contacts=contacts))
    assert (report.messages, sorted(report.notes.values())) == (4, [1, 2])
    assert report.samples["letter.md"].note == ""


def test_a_signature_to_be_filled_in_is_an_error() -> None:
    """It was copied from an example."""
    sender = Sender(name="[Votre nom]", email="a@b.example", postal_address="x")
    (found,) = sender_findings(sender)
    assert (found.code, found.severity) == ("placeholder", Severity.ERROR)


def test_a_list_of_bad_rows_alone_is_read_to_its_end(tmp_path: Path) -> None:
    """Each row is told; nobody is ready."""
    report = _checked(campaign_in(tmp_path, contacts="email,nom\nx,a\ny,b\n"))
    assert [code for code, _row in _found(report)][:2] == ["bad-address"] * 2
    assert report.ready == 0


def test_a_list_that_cannot_be_read_ends_the_check(tmp_path: Path) -> None:
    """There is no row to tell anything about."""
    with pytest.raises(ContactsError):
        _checked(campaign_in(tmp_path, contacts="nom\nRoy\n"))


def test_a_missing_letter_ends_the_check(tmp_path: Path) -> None:
    """It has an exit code of its own."""
    campaign = campaign_in(tmp_path)
    campaign.letter.unlink()
    with pytest.raises(MissingFileError):
        _checked(campaign)


@pytest.mark.parametrize(
    ("sender", "codes"),
    [
        (None, ["no-sender"]),
        (
            Sender(name="", email="a@courrier.example"),
            ["no-sender-name", "no-postal-address"],
        ),
        (CAMILLE, []),
    ],
)
def test_a_letter_signed_by_nobody_is_warned_of(
    sender: Sender | None, codes: list[str]
) -> None:
    """A public body need not answer it."""
    found = list(sender_findings(sender))
    assert [finding.code for finding in found] == codes
    assert all(finding.severity is Severity.WARNING for finding in found)


def test_an_old_list_is_warned_of_once(tmp_path: Path) -> None:
    """Who holds an office today is not who held it a year ago."""
    contacts = (
        "email,as_of\na@lilas.example,2025-07-14\nb@lilas.example,1/2/2026\n"
        "c@lilas.example,2026-11-01\nd@lilas.example,\n"
    )
    report = _checked(campaign_in(tmp_path, contacts=contacts))
    (finding,) = report.findings
    assert (finding.code, finding.row) == ("old-list", None)
    assert finding.severity is Severity.WARNING
    assert "2 rows of contacts.csv" in finding.message
    assert "2025-07-14" in finding.message
    assert report.ready == 4


_RULES = """id = "lilas-1"
[[version]]
letter = "letter.md"
where = 'fonction == "conseiller municipal"'
name = "conseil"
[[version]]
skip = "parti de X"
where = 'commune == "Lilas"'
[[version]]
letter = "letter.md"
where = 'fonction ~ "conseiller"'
[[version]]
letter = "letter.md"
"""
_COUNCIL = (
    "email,civilité,fonction,commune\na@lilas.example,M.,Conseiller municipal,Mende\n"
)


def test_a_version_for_nobody_on_the_list_is_warned_of(tmp_path: Path) -> None:
    """Those it was for get another letter, for a capital in a cell."""
    campaign = campaign_in(tmp_path, settings=_RULES, contacts=_COUNCIL)
    found = [one for one in _checked(campaign).findings if one.code == "unused-version"]
    assert [(one.row, one.severity) for one in found] == [(None, Severity.WARNING)] * 2
    council, skipped = found
    assert "conseil" in council.message
    assert 'fonction == "conseiller municipal"' in council.message
    assert "~" in council.hint
    assert "parti de X" in skipped.message


@pytest.mark.parametrize(
    "selection",
    [
        Selection(limit=1),
        Selection(is_selected=select(only=["lilas"], where=None)),
    ],
)
def test_of_a_part_of_the_list_no_version_is_said_to_be_for_nobody(
    tmp_path: Path, selection: Selection
) -> None:
    """Those it is for may be among the others."""
    campaign = campaign_in(tmp_path, settings=_RULES, contacts=_COUNCIL)
    codes = [one.code for one in _checked(campaign, selection).findings]
    assert "unused-version" not in codes


def test_what_one_row_alone_has_wrong_is_not_the_letter_s(tmp_path: Path) -> None:
    """With --only, the one message is all of them, and nothing else would leave."""
    campaign = campaign_in(
        tmp_path,
        contacts="email,note\na@lilas.example,Bonjour [prénom] !\nb@lilas.example,\n",
    )
    for limit in (1, None):
        report = _checked(campaign, Selection(limit=limit))
        found = [one for one in report.findings if one.code == "placeholder"]
        assert [(one.row, one.severity) for one in found] == [(2, Severity.ERROR)]
