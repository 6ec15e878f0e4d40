"""A campaign's letter meets its list."""

import email
import os
from pathlib import Path
from socket import AF_UNIX, socket

import pytest

from mairemail.campaigns.campaign import Campaign, read_campaign
from mairemail.campaigns.merge import Draft, Selection, read_contacts
from mairemail.campaigns.refused import Refused
from mairemail.contacts.address import Mailbox
from mairemail.contacts.contact import Contact, RowProblem, Severity
from mairemail.contacts.where.selection import select
from mairemail.errors import LetterError
from tests.unit.material import (
    campaign_in,
    drafts_of,
    only_draft,
    only_refusal,
)

_LIST = (
    "email,nom\na@lilas.example,Besson\nb@lilas.example,\nx,Petit\n"
    "c@lilas.example,Roy\n"
)
_LETTER = "Subject: Un mot\n\nBonjour {{ nom }}.\n"


def test_each_row_becomes_a_draft_or_a_problem_in_order(tmp_path: Path) -> None:
    """Nobody is lost in silence, and one bad row stops no other."""
    found = drafts_of(campaign_in(tmp_path, contacts=_LIST, letter=_LETTER))
    rows = [
        (item.row, item.code) if isinstance(item, RowProblem) else item.contact.row
        for item in found
    ]
    assert rows == [2, (3, "empty-value"), (4, "bad-address"), 5]


def test_a_draft_is_the_letter_to_one_person(tmp_path: Path) -> None:
    """Name, subject, text and HTML are those of this row."""
    content = only_draft(
        campaign_in(
            tmp_path,
            contacts="email,prénom,nom,ville\nm@lilas.example,Zoé,Besson,Le Havre\n",
            letter="Subject: À {{ ville | de }}\n\n**Bonjour**.\n",
        )
    ).content
    assert content.to == Mailbox(name="Zoé Besson", email="m@lilas.example")
    assert content.subject == "À du Havre"
    assert content.text == "Bonjour.\n"
    assert "<strong>Bonjour</strong>" in (content.html or "")


def test_only_the_selected_are_merged(tmp_path: Path) -> None:
    """A problem of a row that was not meant is not this command's business."""
    campaign = campaign_in(tmp_path, contacts=_LIST, letter=_LETTER)
    selection = Selection(is_selected=select(only=["roy"], where=None))
    found = drafts_of(campaign, selection)
    assert [item.contact.row for item in found if isinstance(item, Draft)] == [5]
    assert len(found) == 1


def test_a_limit_takes_the_first_of_the_list(tmp_path: Path) -> None:
    """`--limit 1` is how one tries a letter."""
    campaign = campaign_in(tmp_path, contacts=_LIST, letter=_LETTER)
    assert len(drafts_of(campaign, Selection(limit=1))) == 1


def test_a_mistake_in_the_letter_stops_everything(tmp_path: Path) -> None:
    """It would be in every message."""
    campaign = campaign_in(tmp_path, letter="Subject: A\n\n{{ a\n")
    with pytest.raises(LetterError):
        drafts_of(campaign)


def test_a_subject_that_comes_out_empty_is_a_problem(tmp_path: Path) -> None:
    """A mail without a subject is taken for spam."""
    letter = "Subject: {% if nom %}{{ nom }}{% endif %}\n\nBonjour.\n"
    contacts = "email,nom\na@lilas.example,\n"
    campaign = campaign_in(tmp_path, contacts=contacts, letter=letter)
    assert only_refusal(campaign).code == "empty-subject"


def test_a_row_may_be_written_to_in_its_own_language(tmp_path: Path) -> None:
    """A list of twin towns holds readers of two languages."""
    contacts = "email,langue\na@lilas.example,fr\nb@lilas.example,en\n"
    letter = "Subject: A\n\n{{ salutation }}\n"
    campaign = campaign_in(tmp_path, contacts=contacts, letter=letter)
    texts = [
        item.content.text for item in drafts_of(campaign) if isinstance(item, Draft)
    ]
    assert texts == ["Madame, Monsieur\n", "Dear Sir or Madam\n"]


@pytest.mark.parametrize(
    ("header", "cell", "boxes"),
    [
        ("Cc: c@lilas.example", "", ["c@lilas.example"]),
        (
            "Cc: C <c@lilas.example>, d@lilas.example",
            "",
            ["c@lilas.example", "d@lilas.example"],
        ),
        (
            "Cc: c@lilas.example; d@lilas.example",
            "",
            ["c@lilas.example", "d@lilas.example"],
        ),
        (
            "Cc: c@lilas.example",
            "d@lilas.example",
            ["c@lilas.example", "d@lilas.example"],
        ),
        ("Cc: c@lilas.example", "C@LILAS.example", ["c@lilas.example"]),
        ("Cc: m@lilas.example", "", []),
        ("Cc: {% if x %}c@lilas.example{% endif %}", "", []),
    ],
)
def test_copies_come_from_the_letter_and_the_row_each_once(
    tmp_path: Path, header: str, cell: str, boxes: list[str]
) -> None:
    """Nobody gets the same message twice, and nobody who was named is left out."""
    contacts = f"email,cc\nm@lilas.example,{cell}\n"
    letter = f"Subject: A\n{header}\n\nBonjour.\n"
    content = only_draft(
        campaign_in(tmp_path, contacts=contacts, letter=letter)
    ).content
    assert [box.email for box in content.cc] == boxes


def test_who_wants_no_letters_gets_no_copy_either(tmp_path: Path) -> None:
    """A copy is a letter; the others who are named get theirs."""
    contacts = "email,cc\nm@lilas.example,C@LILAS.example; d@lilas.example\n"
    letter = "Subject: A\nCc: e@lilas.example\n\nBonjour.\n"
    (draft,) = drafts_of(
        campaign_in(tmp_path, contacts=contacts, letter=letter),
        is_opted_out={"c@lilas.example", "e@lilas.example"}.__contains__,
    )
    assert isinstance(draft, Draft)
    assert [box.email for box in draft.content.cc] == ["d@lilas.example"]
    of_letter, of_row = draft.warnings
    assert (of_letter.code, of_row.code) == ("opted-out-copy", "opted-out-copy")
    assert "letter.md, line 2: e@lilas.example" in of_letter.message
    assert of_row.row == 2


@pytest.mark.parametrize(("count", "code"), [(50, None), (51, "too-many-copies")])
def test_a_crowd_is_not_written_to_by_copies(
    tmp_path: Path, count: int, code: str | None
) -> None:
    """One typed number would send thousands of letters that no ledger knows."""
    boxes = "; ".join(f"c{number}@lilas.example" for number in range(count))
    contacts = f"email,cc\nm@lilas.example,{boxes}\n"
    (found,) = drafts_of(campaign_in(tmp_path, contacts=contacts))
    assert getattr(found, "code", None) == code


@pytest.mark.parametrize("header", ["Cc", "Reply-To"])
@pytest.mark.parametrize(
    "value",
    [
        "Mairie",
        "c@lilas",
        "c@lilas.example, d@lilas",
        "a b@lilas.example",
        "C <c@lilas.example",
        "<>",
    ],
)
def test_a_copy_to_what_is_no_address_is_a_problem(
    tmp_path: Path, header: str, value: str
) -> None:
    """A copy that one believes sent and nobody got is worse than an error."""
    letter = f"Subject: A\n{header}: {value}\n\nBonjour.\n"
    found = drafts_of(campaign_in(tmp_path, letter=letter))[0]
    if isinstance(found, Draft):
        boxes = found.content.cc + found.content.reply_to
        assert [box.email for box in boxes] == ["c@lilas.example"]
    else:
        assert found.code == "bad-address"


def test_a_comma_in_a_name_makes_no_second_copy(tmp_path: Path) -> None:
    """Mailmerge wrote to `Smith`, to `John` and to the address."""
    letter = 'Subject: A\nCc: "Smith, John, MP" <c@lilas.example>\n\nBonjour.\n'
    content = only_draft(campaign_in(tmp_path, letter=letter)).content
    assert content.cc == (Mailbox(name="Smith, John, MP", email="c@lilas.example"),)


def test_a_name_with_commas_is_one_recipient(tmp_path: Path) -> None:
    """The list's own names hold commas and titles."""
    contacts = 'email,nom\nm@lilas.example,"Smith, John, MP"\n'
    content = only_draft(campaign_in(tmp_path, contacts=contacts)).content
    assert content.to == Mailbox(name="Smith, John, MP", email="m@lilas.example")


def test_a_file_of_the_folder_is_attached(tmp_path: Path) -> None:
    """Paths in a letter are relative to the campaign's folder."""
    (tmp_path / "pieces").mkdir()
    (tmp_path / "pieces/dossier.pdf").write_bytes(b"%PDF")
    letter = "Subject: A\nAttach: pieces/dossier.pdf\n\nBonjour.\n"
    (attachment,) = only_draft(campaign_in(tmp_path, letter=letter)).content.attachments
    part = email.message_from_bytes(attachment.part)
    assert (attachment.name, part.get_payload(decode=True)) == ("dossier.pdf", b"%PDF")


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("dossier.pdf", "there is no such file or folder"),
        ("pieces", "it is no ordinary file"),
        (".", "it is no ordinary file"),
        ("~", "there is no such file or folder"),
        ("a" * 5000, "its name is too long"),
        ("pieces/" * 700, "its name is too long"),
        ("a\x00b", "no file can have such a name"),
        ("boucle", "its links lead nowhere"),
        ("tuyau", "it is no ordinary file"),
        ("prise", "it is no ordinary file"),
    ],
)
def test_a_file_that_cannot_be_attached_keeps_the_row_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, reason: str
) -> None:
    """A letter that speaks of its attachment must not leave without it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pieces").mkdir()
    (tmp_path / "boucle").symlink_to("boucle")
    os.mkfifo("tuyau")
    with socket(AF_UNIX) as plug:
        plug.bind("prise")
    letter = f"Subject: A\nAttach: {path}.zip\nAttach: {path}\n\nBonjour.\n"
    found = only_refusal(campaign_in(tmp_path, letter=letter))
    assert isinstance(found, Refused)
    refusals = [found, *found.others]
    assert {(one.code, one.severity) for one in refusals} == {
        ("missing-attachment", Severity.ERROR)
    }
    assert refusals[-1].message == (
        f"letter.md, line 3: {path} cannot be attached: {reason}"
    )


@pytest.mark.parametrize("cell", ["../secret.txt", "{folder}/secret.txt", "lien"])
def test_a_cell_cannot_attach_a_file_outside_the_folder(
    tmp_path: Path, cell: str
) -> None:
    """In mailmerge a name from a list attached any file of the machine."""
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    folder = tmp_path / "campagne"
    folder.mkdir()
    (folder / "lien").symlink_to(tmp_path / "secret.txt")
    campaign = campaign_in(
        folder,
        contacts=f"email,nom\nm@lilas.example,{cell.format(folder=tmp_path)}\n",
        letter="Subject: A\nAttach: {{ nom }}\n\nBonjour.\n",
    )
    assert only_refusal(campaign).code == "attachment-outside"


def test_a_line_break_in_a_cell_attaches_nothing(tmp_path: Path) -> None:
    """In mailmerge it did."""
    (tmp_path / "a.txt").write_text("a", encoding="utf-8")
    campaign = campaign_in(
        tmp_path,
        contacts='email,nom\nm@lilas.example,"Zoé\nAttach: a.txt"\n',
        letter="Subject: Pour {{ nom }}\n\nBonjour.\n",
    )
    content = only_draft(campaign).content
    assert (content.attachments, content.subject) == ((), "Pour Zoé Attach: a.txt")


def test_the_letter_itself_may_name_a_file_elsewhere(tmp_path: Path) -> None:
    """The user wrote it there; they are warned, for letters come from others too."""
    (tmp_path / "dossier.pdf").write_bytes(b"%PDF")
    letter = "Subject: A\nAttach: ../dossier.pdf\n\nBonjour.\n"
    draft = only_draft(campaign_in(tmp_path / "campagne", letter=letter))
    assert len(draft.content.attachments) == 1
    assert [(one.code, one.severity) for one in draft.warnings] == [
        ("attachment-outside", Severity.WARNING)
    ]


@pytest.mark.parametrize(
    ("contacts", "codes"),
    [
        ("email,civilité,fonction\nm@lilas.example,Mme,Maire\n", []),
        ("email,civilité,fonction\nm@lilas.example,,Maire\n", ["unknown-civility"]),
        (
            "email,civilité,fonction\nm@lilas.example,Mme,Trésorière\n",
            ["unknown-office"],
        ),
        ("email\nm@lilas.example\n", ["unknown-office"]),
        ("email,salutation\nm@lilas.example,Cher voisin\n", []),
    ],
)
def test_a_form_more_general_than_it_could_be_is_warned_of(
    tmp_path: Path, contacts: str, codes: list[str]
) -> None:
    """The user can fill in the column, or send as it is."""
    letter = "Subject: A\n\n{{ salutation }},\n\n{{ closing }}.\n"
    draft = only_draft(campaign_in(tmp_path, contacts=contacts, letter=letter))
    assert [warning.code for warning in draft.warnings] == codes


@pytest.mark.parametrize(
    ("line", "is_told"),
    [("a.pdf, plan.pdf", True), ("a.pdf;plan.pdf", True), ("a.pdf, b.pdf", False)],
)
def test_two_files_in_one_line_are_told_with_how_to_attach_them(
    tmp_path: Path, line: str, *, is_told: bool
) -> None:
    """Mail programs show files with a comma between them."""
    for name in ("a.pdf", "plan.pdf"):
        (tmp_path / name).write_bytes(b"%PDF-1.4")
    letter = f"Subject: A\nAttach: {line}\n\nTexte\n"
    refusal = only_refusal(campaign_in(tmp_path, letter=letter))
    assert refusal.code == "missing-attachment"
    assert ("one line Attach: for each" in refusal.hint) == is_told


@pytest.mark.parametrize("civility", ["Monsieur et Madame", "M. et Mme", "Dr"])
def test_a_civility_that_is_none_of_the_known_ones_is_named(
    tmp_path: Path, civility: str
) -> None:
    """“Without a civility” was said of a cell that holds two."""
    contacts = f"email,civilité,fonction\nm@lilas.example,{civility},Maire\n"
    letter = "Subject: A\n\n{{ salutation }},\n"
    draft = only_draft(campaign_in(tmp_path, contacts=contacts, letter=letter))
    (warning,) = draft.warnings
    assert warning.code == "unknown-civility"
    assert f"“{civility}”" in warning.message
    assert "“Madame, Monsieur”" in warning.message


def test_no_form_of_address_no_warning(tmp_path: Path) -> None:
    """A letter that uses neither form lacks nothing."""
    assert only_draft(campaign_in(tmp_path)).warnings == ()


def test_html_in_the_letter_is_warned_of(tmp_path: Path) -> None:
    """It is left out, and the user must know."""
    letter = "Subject: A\n\n<b>Bonjour</b>\n"
    draft = only_draft(campaign_in(tmp_path, letter=letter))
    assert [warning.code for warning in draft.warnings] == ["raw-html"]


def test_html_in_a_cell_is_no_html_of_the_letter(tmp_path: Path) -> None:
    """It is shown as it stands, so nothing is left out."""
    contacts = "email,nom\nm@lilas.example,<!-- raw HTML omitted -->\n"
    campaign = campaign_in(tmp_path, contacts=contacts, letter=_LETTER)
    assert only_draft(campaign).warnings == ()


def test_a_default_stands_for_a_column_under_any_of_its_names(tmp_path: Path) -> None:
    """The list may say `fonction` where campaign.toml says `office`."""
    campaign = campaign_in(
        tmp_path,
        contacts="email,civilité,fonction\nm@lilas.example,Mme,\n",
        letter="Subject: A\n\n{{ salutation }}\n",
        settings='id = "a"\n[defaults]\noffice = "maire"\n',
    )
    assert only_draft(campaign).content.text == "Madame la Maire\n"


def test_a_default_may_be_named_as_its_column_is(tmp_path: Path) -> None:
    """Who calls the column `fonction` calls its default so."""
    campaign = campaign_in(
        tmp_path,
        contacts="email,civilité,fonction\nm@lilas.example,Mme,\n",
        letter="Subject: A\n\n{{ salutation }}\n",
        settings='id = "a"\n[defaults]\nfonction = "maire"\n',
    )
    assert only_draft(campaign).content.text == "Madame la Maire\n"


def test_a_limit_counts_contacts_and_not_bad_rows(tmp_path: Path) -> None:
    """`--limit 2` on a list that begins with gaps would else write to nobody."""
    (tmp_path / "letter.txt").write_text("Subject: A\n\nB\n", encoding="utf-8")
    rows = "email\n,\nx\n,\na@lilas.example\nb@lilas.example\nc@lilas.example\n"
    (tmp_path / "contacts.csv").write_text(rows, encoding="utf-8")
    campaign = read_campaign(
        tmp_path, letter=tmp_path / "letter.txt", contacts=tmp_path / "contacts.csv"
    )
    items = list(read_contacts(campaign, Selection(limit=2)))
    emails = [item.email for item in items if isinstance(item, Contact)]
    assert emails == ["a@lilas.example", "b@lilas.example"]


def test_a_letter_cannot_attach_the_inside_of_the_computer(tmp_path: Path) -> None:
    """/proc/self/environ holds the password of a scripted run."""
    letter = "Subject: A\nAttach: /proc/self/environ\n\nB\n"
    campaign = campaign_in(tmp_path, letter=letter)
    assert only_refusal(campaign).code == "missing-attachment"


def _said(campaign: Campaign) -> list[tuple[str, bool, str]]:
    """Give the code of each problem of the first row, whose it is, and the message."""
    (found,) = drafts_of(campaign)
    assert isinstance(found, Refused)
    return [
        (one.code, isinstance(one, Refused) and one.of_letter, one.message)
        for one in (found, *found.others)
    ]


def test_what_the_letter_itself_has_wrong_is_said_of_it_with_its_line_at_once(
    tmp_path: Path,
) -> None:
    """Five hundred rows with one wrong header are one mistake; and here are four."""
    letter = (
        "Subject: A\nCc: mairie, c@lilas\nReply-To: nous\nAttach: plan.pdf\n"
        "Attach: ../x.pdf\n\nBonjour.\n\n<b>Non</b>.\n"
    )
    said = _said(campaign_in(tmp_path / "a", letter=letter))
    places = [
        ("bad-address", "letter.md, line 2: “mairie”"),
        ("bad-address", "letter.md, line 2: “c@lilas”"),
        ("bad-address", "letter.md, line 3: “nous”"),
        ("missing-attachment", "letter.md, line 4: plan.pdf"),
        ("missing-attachment", "letter.md, line 5: ../x.pdf"),
        ("raw-html", "letter.md, line 9: "),
        ("attachment-outside", "letter.md, line 5: ../x.pdf"),
    ]
    assert [(code, of_letter) for code, of_letter, _message in said] == [
        (code, True) for code, _start in places
    ]
    for (_code, _of_letter, message), (_same, start) in zip(said, places, strict=True):
        assert message.startswith(start)


def test_what_a_cell_has_wrong_is_said_of_its_row_at_once(tmp_path: Path) -> None:
    """The letter is right."""
    letter = (
        "Subject: A\nCc: {{ copie2 }}\nReply-To: {{ nom }}\nAttach: {{ nom }}.pdf\n\n"
        "Bonjour.\n"
    )
    contacts = "email,copie2,nom,cc\nm@lilas.example,x,y,z\n"
    said = _said(campaign_in(tmp_path, contacts=contacts, letter=letter))
    assert [(code, of_letter) for code, of_letter, _message in said] == [
        ("bad-address", False),
        ("bad-address", False),
        ("bad-address", False),
        ("missing-attachment", False),
    ]


def test_a_wrong_address_beside_a_cell_s_is_the_letter_s(tmp_path: Path) -> None:
    """It stands in the letter as it is."""
    letter = "Subject: A\nCc: {{ copie2 }}, mairie\n\nBonjour.\n"
    contacts = "email,copie2\nm@lilas.example,c@lilas.example\n"
    said = _said(campaign_in(tmp_path, contacts=contacts, letter=letter))
    assert [(code, of_letter) for code, of_letter, _message in said] == [
        ("bad-address", True)
    ]


def test_html_of_an_argument_is_said_of_it_and_that_of_a_note_of_its_row(
    tmp_path: Path,
) -> None:
    """Each is corrected where it stands."""
    campaign = campaign_in(
        tmp_path, letter='Subject: A\n\n{% include "arguments/a.md" %}\n'
    )
    (tmp_path / "arguments").mkdir()
    argument = tmp_path / "arguments" / "a.md"
    argument.write_text("{# note #}\nUn.\n\n`<b>`, <i>oui</i>.\n", encoding="utf-8")
    (warning,) = only_draft(campaign).warnings
    assert warning.message.startswith("arguments/a.md, line 4: ")
    argument.write_text("Un <https://lilas.example>.\n", encoding="utf-8")
    (tmp_path / "notes").mkdir()
    note = tmp_path / "notes" / "maire@lilas.example.md"
    note.write_text("<i>Oui</i>.\n", encoding="utf-8")
    (warning,) = only_draft(campaign).warnings
    assert not (isinstance(warning, Refused) and warning.of_letter)
