"""What is wrong with one message."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from mairemail.checks.finding import Finding
from mairemail.checks.message import row_findings, sendable
from mairemail.contacts.address import Mailbox
from tests.unit.material import CAMILLE, NOW, campaign_in, drafts_of, nobody, only_draft


def test_a_good_row_gives_the_message_as_it_would_leave(tmp_path: Path) -> None:
    """What is checked is what is sent, to the octet."""
    message, findings = row_findings(
        only_draft(campaign_in(tmp_path)),
        sender=CAMILLE,
        now=NOW,
        unique=UUID(int=7).hex,
        is_opted_out=nobody,
    )
    assert findings == []
    assert message is not None
    assert message.message_id == f"<{7:032x}@courrier.example>"
    assert message.envelope_recipients == ("maire@lilas.example",)


def test_an_accent_before_the_at_sign_is_warned_of(tmp_path: Path) -> None:
    """Few servers can reach it, and most such addresses are misspelt."""
    contacts = "email\nhélène@lilas.example\n"
    message, findings = row_findings(
        only_draft(campaign_in(tmp_path, contacts=contacts)),
        sender=CAMILLE,
        now=NOW,
        unique=uuid4().hex,
        is_opted_out=nobody,
    )
    assert message is not None
    assert [finding.code for finding in findings] == ["non-ascii-address"]


@pytest.mark.parametrize("email", ["a@lilas.example\r\nBcc: b@autre.example", "a b"])
def test_a_message_that_cannot_be_made_well_is_a_finding(
    tmp_path: Path, email: str
) -> None:
    """The last guard leaves one row out; it does not end the run."""
    draft = only_draft(campaign_in(tmp_path))
    content = replace(draft.content, to=Mailbox(name="Zoé", email=email))
    message, findings = row_findings(
        replace(draft, content=content),
        sender=CAMILLE,
        now=NOW,
        unique=uuid4().hex,
        is_opted_out=nobody,
    )
    if message is None:
        assert [finding.code for finding in findings] == ["message-fault"]
    else:
        assert b"\nBcc:" not in message.data
        assert b"\nTo: =?utf-8?q?Zo=C3=A9?= <a b>\r\n" in message.data


def test_what_can_be_sent_comes_through_and_the_rest_is_told(tmp_path: Path) -> None:
    """The plan counts each row once."""
    contacts = "email,nom\na@lilas.example,Roy\nx,Petit\nb@lilas.example,Besson\n"
    told: list[Finding] = []
    found = list(
        sendable(
            drafts_of(campaign_in(tmp_path, contacts=contacts)),
            sender=CAMILLE,
            now=NOW,
            new_uuid=uuid4,
            is_opted_out=nobody,
            report=told.append,
        )
    )
    rows = [draft.contact.row if draft else None for draft in found]
    assert rows == [2, None, 4]
    assert [(finding.code, finding.row) for finding in told] == [("bad-address", 3)]
