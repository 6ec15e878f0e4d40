"""What a run would do."""

from pathlib import Path

import pytest

from mairemail.campaigns.merge import Draft
from mairemail.ledger.delivery import Delivery, Status
from mairemail.sending.plan import is_due, key_of, make_plan
from tests.unit.material import campaign_in, drafts_of


def _drafts(folder: Path) -> list[Draft]:
    contacts = "email\nA@lilas.example\nb@lilas.example\nc@lilas.example\n"
    found = drafts_of(campaign_in(folder, contacts=contacts))
    return [draft for draft in found if isinstance(draft, Draft)]


def _delivery(email: str, status: Status) -> Delivery:
    return Delivery(row=2, email=email, status=status)


@pytest.mark.parametrize(
    ("status", "is_sent", "is_sent_again"),
    [
        (Status.PENDING, True, True),
        (Status.DEFERRED, True, True),
        (Status.ACCEPTED, False, False),
        (Status.UNCERTAIN, False, False),
        (Status.REJECTED, False, True),
        (Status.HELD, False, False),
    ],
)
def test_only_what_surely_did_not_leave_is_due(
    *, status: Status, is_sent: bool, is_sent_again: bool
) -> None:
    """Never twice by itself: what is accepted or in doubt stays where it is."""
    assert is_due(status, retries_rejected=False) is is_sent
    assert is_due(status, retries_rejected=True) is is_sent_again


def test_a_message_is_known_by_campaign_and_address_whatever_its_case(
    tmp_path: Path,
) -> None:
    """A corrected capital in the list must not send a second letter."""
    key = key_of(_drafts(tmp_path)[0], "lilas-1")
    assert (key.campaign_id, key.address) == ("lilas-1", "a@lilas.example")


def test_a_first_run_sends_everything(tmp_path: Path) -> None:
    """Nothing is known of anybody yet."""
    drafts = _drafts(tmp_path)
    plan = make_plan(
        drafts, find=lambda _draft: None, elsewhere={}, retries_rejected=False
    )
    assert (plan.to_send, plan.skipped, plan.first) == (3, 0, drafts[0])


def test_a_plan_names_what_was_had_before_and_who_is_held(tmp_path: Path) -> None:
    """The user agrees to a number, and to nothing else."""
    drafts = _drafts(tmp_path)
    before = {
        "A@lilas.example": _delivery("A@lilas.example", Status.ACCEPTED),
        "b@lilas.example": _delivery("b@lilas.example", Status.HELD),
    }
    plan = make_plan(
        [*drafts, None],
        find=lambda draft: before.get(draft.contact.email),
        elsewhere={},
        retries_rejected=False,
    )
    assert (plan.to_send, plan.left_out, plan.skipped) == (1, 1, 3)
    assert plan.had_before == {Status.ACCEPTED: 1, Status.HELD: 1}
    assert plan.held == {"b@lilas.example"}
    assert plan.first is drafts[2]


def test_a_plan_of_nothing_has_no_first_message() -> None:
    """There is no subject to show."""
    plan = make_plan([], find=lambda _draft: None, elsewhere={}, retries_rejected=False)
    assert (plan.to_send, plan.first) == (0, None)
