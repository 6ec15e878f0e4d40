"""A whole run: each letter at most once, each outcome in the ledger."""

import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from mairemail.accounts.pace import Pace
from mairemail.errors import (
    CredentialError,
    LedgerError,
    MairemailError,
    ServerError,
    TryLaterError,
)
from mairemail.ledger.delivery import Delivery, Key, Reservation, Status
from mairemail.ledger.ledger import Ledger
from mairemail.ledger.optouts import add_optout
from mairemail.sending.plan import FIRST_STEP
from tests.servers.drafts import CAMPAIGN_ID, SHORT, Clock, Desk, draft, drafts, smtp_of
from tests.servers.recording import MailServer
from tests.servers.scripted import Cue, Fault, ScriptedServer, Step
from tests.servers.test_submission import BIG

A, B, C = "a@riverbridge.example", "b@oldquay.example", "c@elmfield.example"
StartServer = Callable[..., MailServer]
OpenDesk = Callable[[MailServer | ScriptedServer], Desk]


@pytest.fixture
def desk_for(tmp_path: Path) -> Iterator[OpenDesk]:
    """Give a function that opens a desk before a server."""
    opened: list[Desk] = []

    def open_desk(server: MailServer | ScriptedServer) -> Desk:
        opened.append(Desk(tmp_path / "state", smtp_of(server)))
        return opened[-1]

    yield open_desk
    for desk in opened:
        desk.__exit__()


@pytest.fixture
def desk(desk_for: OpenDesk, server: MailServer) -> Desk:
    """Give a desk before the well-behaved server."""
    return desk_for(server)


def test_every_letter_goes_over_one_connection(
    mail_server: StartServer, desk_for: OpenDesk
) -> None:
    """A login for each letter is what providers take for an attack (peers, fault 8)."""
    server = mail_server(password="secret")
    found = desk_for(server).run(drafts(A, B, C))
    assert [one.status for one in found] == [Status.ACCEPTED] * 3
    assert (server.connections, len(server.logins)) == (1, 1)
    assert server.letters == {A: 1, B: 1, C: 1}


def test_second_run_sends_nothing_and_does_not_even_connect(
    desk: Desk, server: MailServer
) -> None:
    """The same command twice must be harmless."""
    desk.run(drafts(A, B))
    assert desk.run(drafts(B, A)) == []
    assert (server.letters, server.connections) == ({A: 1, B: 1}, 1)


def test_refused_recipient_is_rejected_and_the_run_goes_on(
    desk: Desk, server: MailServer
) -> None:
    """One dead address out of five hundred must not stop the others."""
    server.refuse(B, "550 5.1.1 No such mailbox")
    found = desk.run(drafts(A, B, C))
    assert [one.status for one in found] == [
        Status.ACCEPTED, Status.REJECTED, Status.ACCEPTED,
    ]  # fmt: skip
    rejected = found[1]
    assert (rejected.code, rejected.enhanced) == (550, "5.1.1")
    assert rejected.reply == "No such mailbox"
    assert server.letters == {A: 1, C: 1}


def test_rejected_is_tried_again_only_when_asked(
    desk: Desk, server: MailServer
) -> None:
    """Hammering dead addresses is what spammers do."""
    server.refuse(A, "550 5.1.1 No such mailbox", times=1)
    desk.run(drafts(A))
    assert desk.run(drafts(A)) == []
    (again,) = desk.run(drafts(A), retries_rejected=True)
    assert (again.status, server.letters) == (Status.ACCEPTED, {A: 1})


def test_temporary_refusal_defers_and_the_next_run_tries_again(
    desk: Desk, server: MailServer
) -> None:
    """Greylisting refuses every first attempt on purpose."""
    server.refuse(A, "451 4.7.1 Greylisted, come back", times=1)
    first = desk.run(drafts(A, B))
    assert [one.status for one in first] == [Status.DEFERRED, Status.ACCEPTED]
    second = desk.run(drafts(A, B))
    assert [one.status for one in second] == [Status.ACCEPTED]
    assert first[0].message_id == second[0].message_id
    assert server.letters == {A: 1, B: 1}


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        ("550 5.7.60 You may not send as this address", ServerError),
        ("553 5.7.1 Sender address not owned", ServerError),
        ("530 5.7.0 Must authenticate", CredentialError),
        ("421 4.7.0 Too many connections", TryLaterError),
        ("450 4.7.1 Error: too much mail from 127.0.0.1", TryLaterError),
        ("552 5.3.4 Message too big", ServerError),
    ],
)
def test_refusal_at_mail_is_about_us_and_stops_the_run(
    desk: Desk, server: MailServer, reply: str, error: type[MairemailError]
) -> None:
    """Every other letter would meet the same: none is marked as refused for it."""
    server.at_mail = reply
    with pytest.raises(error):
        desk.run(drafts(A, B))
    assert desk.statuses() == {A: Status.PENDING}
    server.at_mail = None
    desk.run(drafts(A, B))
    assert server.letters == {A: 1, B: 1}


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        ("550 5.4.5 Daily user sending limit exceeded", TryLaterError),
        ("550 5.7.1 You have exceeded your daily sending limit", TryLaterError),
        ("550 5.7.1 mail limit has been reached", TryLaterError),
        ("450 Mail send limit exceeded", TryLaterError),
        ("554 5.7.1 Spam message rejected", ServerError),
        ("550 5.2.0 Mail rejete. ofr_506", ServerError),
        ("421 4.3.2 Shutting down", TryLaterError),
    ],
)
@pytest.mark.parametrize("step", [Step.RCPT, Step.DOT])
def test_quota_or_spam_reply_never_rejects_the_official(
    desk_for: OpenDesk, step: Step, reply: str, error: type[MairemailError]
) -> None:
    """Their code says 5xx, but the address is fine and the letter must go later."""
    with ScriptedServer(Cue(step, reply)) as server:
        desk = desk_for(server)
        seen: list[Delivery] = []
        with pytest.raises(error):
            desk.run(drafts(A, B), seen=seen)
        assert [one.status for one in seen] == [Status.PENDING]
        assert desk.statuses() == {A: Status.PENDING}
        desk.run(drafts(A, B))
        assert server.recipients == [A, B]


def test_dead_address_found_at_the_dot_rejects_one_letter(
    desk_for: OpenDesk,
) -> None:
    """Some relays look at the address only when they have the letter."""
    with ScriptedServer(Cue(Step.DOT, "550 5.1.1 Unknown user")) as server:
        found = desk_for(server).run(drafts(A, B))
        assert [one.status for one in found] == [Status.REJECTED, Status.ACCEPTED]
        assert server.recipients == [B]


def test_refused_copy_keeps_the_letter_from_everybody(
    desk: Desk, server: MailServer
) -> None:
    """One letter is one transaction: all of its recipients, or none."""
    server.refuse("deputy@riverbridge.example", "550 5.1.1 No such mailbox")
    (found,) = desk.run([draft(A, cc=["deputy@riverbridge.example"])])
    assert found.status is Status.REJECTED
    assert server.received == []


@pytest.mark.parametrize("step", [Step.MAIL, Step.RCPT, Step.DATA])
@pytest.mark.parametrize("fault", [Fault.RESET, Fault.GARBAGE])
def test_connection_lost_before_the_dot_is_tried_again_on_a_new_one(
    desk_for: OpenDesk, step: Step, fault: Fault
) -> None:
    """Nothing had left, so a person need not be bothered (peers, section 4)."""
    with ScriptedServer(Cue(step, fault, nth=2)) as server:
        found = desk_for(server).run(drafts(A, B, C))
        assert [one.status for one in found] == [Status.ACCEPTED] * 3
        assert server.recipients == [A, B, C]
        assert server.connections == 2


def test_connection_lost_in_the_body_is_tried_again(desk_for: OpenDesk) -> None:
    """Half a letter is no letter: it is neither in doubt nor lost."""
    with ScriptedServer(Cue(Step.BODY, Fault.RESET)) as server:
        (found,) = desk_for(server).run([BIG])
        assert found.status is Status.ACCEPTED
        assert server.connections == 2
        assert len(server.letters) == 1


def test_connection_that_breaks_again_and_again_ends_the_run(
    desk_for: OpenDesk,
) -> None:
    """A server in trouble must not be hammered, and nothing is lost."""
    with ScriptedServer(Cue(Step.RCPT, Fault.CLOSE, nth=0)) as server:
        desk = desk_for(server)
        with pytest.raises(ServerError):
            desk.run(drafts(A, B))
        assert server.connections == 4
        assert desk.statuses() == {A: Status.PENDING, B: Status.PENDING}
        assert server.letters == []


def _closing_at(*recipients: int) -> list[Cue]:
    """Give a server that hangs up at these RCPT, counted over all connections."""
    return [Cue(Step.RCPT, Fault.CLOSE, nth=nth) for nth in recipients]


def test_message_at_which_the_server_breaks_off_does_not_stop_the_others(
    desk_for: OpenDesk,
) -> None:
    """The next run would meet it first, and nobody behind it would get any."""
    with ScriptedServer(*_closing_at(2, 3, 4)) as server:
        desk = desk_for(server)
        found = desk.run(drafts(A, B, C))
        assert [(one.email, one.status) for one in found] == [
            (A, Status.ACCEPTED), (B, Status.PENDING), (C, Status.ACCEPTED),
        ]  # fmt: skip
        assert server.connections == 4
        (again,) = desk.run(drafts(A, B, C))
        assert (again.email, again.status) == (B, Status.ACCEPTED)


def test_last_message_at_which_the_server_breaks_off_ends_the_run(
    desk_for: OpenDesk,
) -> None:
    """There is no other that could show whether the server is well."""
    with ScriptedServer(Cue(Step.RCPT, Fault.CLOSE, nth=0)) as server:
        with pytest.raises(ServerError):
            desk_for(server).run(drafts(A))
        assert server.connections == 3


def test_run_that_waits_tries_such_a_message_once_more(desk_for: OpenDesk) -> None:
    """A quarter of an hour later; then a person decides."""
    seen: list[Delivery] = []
    with ScriptedServer(*_closing_at(1, 2, 3, 5, 6, 7)) as server:
        desk = desk_for(server)
        with pytest.raises(ServerError):
            desk.run(drafts(A, B), may_wait=True, seen=seen)
        assert [one.status for one in seen] == [
            Status.PENDING, Status.ACCEPTED, Status.PENDING,
        ]  # fmt: skip
        assert [wait for _reason, wait in desk.clock.waits] == [timedelta(minutes=15)]


@pytest.mark.parametrize(
    "fault", [Fault.CLOSE, Fault.RESET, Fault.SILENCE, Fault.GARBAGE]
)
def test_connection_lost_after_the_dot_is_uncertain_and_never_sent_again(
    desk_for: OpenDesk, fault: Fault
) -> None:
    """A second letter discredits its writer; a doubt is named instead."""
    with ScriptedServer(Cue(Step.DOT, fault)) as server:
        desk = desk_for(server)
        desk.limits = SHORT
        found = desk.run(drafts(A, B))
        assert [one.status for one in found] == [Status.UNCERTAIN, Status.ACCEPTED]
        assert desk.run(drafts(A, B)) == []
        assert desk.run(drafts(A, B), retries_rejected=True) == []
        assert desk.statuses() == {A: Status.UNCERTAIN, B: Status.ACCEPTED}
        assert server.recipients == [A, B]


class _FullDisk(Ledger):
    """A ledger whose disk is full when the dot is about to be sent."""

    def mark_submitting(
        self, reservation: Reservation, *, account: str, at: datetime
    ) -> None:
        self._connection.execute("PRAGMA max_page_count = 1")
        super().mark_submitting(reservation, account="x" * 1_000_000, at=at)


def test_ledger_that_cannot_be_written_keeps_the_letter_from_the_server(
    desk: Desk, server: MailServer, tmp_path: Path
) -> None:
    """What cannot be remembered would be sent twice."""
    with _FullDisk(tmp_path / "full") as ledger, pytest.raises(LedgerError):
        desk.run(drafts(A, B), ledger=ledger)
    assert server.received == []


def test_letter_is_marked_before_the_server_can_have_it(
    desk_for: OpenDesk, tmp_path: Path
) -> None:
    """A death at the worst moment must leave a trace on the disk."""
    file = tmp_path / "state" / "ledger.sqlite3"
    with ScriptedServer(Cue(Step.DOT, Fault.SILENCE)) as server:
        desk = desk_for(server)
        desk.limits = SHORT
        desk.run(drafts(A))
    with sqlite3.connect(file) as connection:
        events = [one for (one,) in connection.execute("SELECT status FROM events")]
    connection.close()
    assert events == ["submitting", "uncertain"]


def test_letter_left_between_body_and_answer_is_in_doubt_at_the_next_run(
    desk: Desk, server: MailServer
) -> None:
    """After a death nobody knows whether the server took the letter."""
    reservation = desk.ledger.reserve(
        _key(A), email=A, row=2, message_id="<1@x>", date=desk.clock.now
    )
    desk.ledger.mark_submitting(reservation, account="perso", at=desk.clock.now)
    found = desk.run(drafts(A, B))
    assert [one.email for one in found] == [B]
    assert desk.statuses()[A] is Status.UNCERTAIN
    assert server.letters == {B: 1}


def _key(address: str) -> Key:
    return Key(campaign_id=CAMPAIGN_ID, step=FIRST_STEP, address=address)


def test_same_address_in_another_case_gets_nothing_again(
    desk: Desk, server: MailServer
) -> None:
    """A corrected list writes Mairie@ where the old one wrote mairie@."""
    desk.run(drafts("Mairie@riverbridge.example"))
    assert desk.run(drafts("mairie@riverbridge.example")) == []
    assert server.letters.total() == 1


def test_another_campaign_may_write_to_the_same_person(
    desk: Desk, server: MailServer
) -> None:
    """A second letter about something else is no double."""
    desk.run(drafts(A))
    desk.run(drafts(A), campaign_id="other-000000")
    assert server.letters == {A: 2}


def test_stop_asked_for_ends_the_run_between_two_letters(
    desk: Desk, server: MailServer
) -> None:
    """Ctrl-C means: finish this one, begin no other."""

    def letters() -> Iterator[object]:
        yield drafts(A)[0]
        desk.is_stopping = True
        yield drafts(B)[0]

    found = desk.run(letters())  # type: ignore[arg-type]  # drafts, made one by one
    assert [one.email for one in found] == [A]
    assert server.letters == {A: 1}


def test_gap_is_kept_between_submissions(desk: Desk) -> None:
    """A pace that a person could keep is what providers let through."""
    desk.run(drafts(A, B, C), pace=Pace(per_day=0, gap_s=30.0))
    assert desk.clock.pauses == [30.0, 30.0]


def test_gap_is_kept_from_one_run_to_the_next(desk: Desk) -> None:
    """Starting again must not be a way around the pace."""
    pace = Pace(per_day=0, gap_s=30.0)
    desk.run(drafts(A), pace=pace)
    desk.clock.now += timedelta(seconds=12)
    desk.run(drafts(A, B), pace=pace)
    assert desk.clock.pauses == [18.0]


def test_daily_limit_stops_the_run_and_names_the_time(
    desk: Desk, server: MailServer
) -> None:
    """Over its limit a provider blocks the mailbox for a day."""
    pace = Pace(per_day=2, gap_s=0.0)
    with pytest.raises(TryLaterError) as caught:
        desk.run(drafts(A, B, C), pace=pace)
    assert "2026-11-23 09:00" in str(caught.value.hint)
    assert server.letters == {A: 1, B: 1}


def test_daily_limit_slides_over_24_hours(desk: Desk, server: MailServer) -> None:
    """A limit counted by calendar days lets twice as many through around midnight."""
    pace = Pace(per_day=2, gap_s=0.0)
    desk.run(drafts(A), pace=pace)
    desk.clock.now += timedelta(hours=23)
    desk.run(drafts(B), pace=pace)
    with pytest.raises(TryLaterError):
        desk.run(drafts(C), pace=pace)
    desk.clock.now += timedelta(hours=1, seconds=1)
    desk.run(drafts(C), pace=pace)
    assert server.letters == {A: 1, B: 1, C: 1}


def test_daily_limit_counts_every_campaign_of_the_account(
    desk: Desk, server: MailServer
) -> None:
    """The provider counts the mailbox, not the campaigns."""
    pace = Pace(per_day=2, gap_s=0.0)
    desk.run(drafts(A, B), pace=pace, campaign_id="other-000000")
    with pytest.raises(TryLaterError):
        desk.run(drafts(C), pace=pace)
    assert server.letters == {A: 1, B: 1}


@pytest.mark.parametrize("step", [Step.RCPT, Step.DOT])
def test_refused_letters_do_not_count_for_the_limit(
    desk_for: OpenDesk, step: Step
) -> None:
    """Dead addresses must not eat the day's room."""
    with ScriptedServer(Cue(step, "550 5.1.1 No such mailbox")) as server:
        found = desk_for(server).run(drafts(A, B), pace=Pace(per_day=1, gap_s=0.0))
        assert [one.status for one in found] == [Status.REJECTED, Status.ACCEPTED]


def test_letter_in_doubt_counts_for_the_limit(desk_for: OpenDesk) -> None:
    """It may have left, so the provider may have counted it."""
    with ScriptedServer(Cue(Step.DOT, Fault.CLOSE)) as server:
        desk = desk_for(server)
        with pytest.raises(TryLaterError):
            desk.run(drafts(A, B), pace=Pace(per_day=1, gap_s=0.0))
        assert server.recipients == [A]


def test_accented_local_part_goes_only_where_smtputf8_is_offered(
    mail_server: StartServer, desk_for: OpenDesk
) -> None:
    """Elsewhere it would be garbled into another person's address."""
    plain = mail_server()
    (refused, sent) = desk_for(plain).run(drafts("zoé@elmfield.example", A))
    assert (refused.status, sent.status) == (Status.REJECTED, Status.ACCEPTED)
    assert (refused.code, refused.enhanced) == (None, None), "no server said this"
    assert "accents" in str(refused.reply)
    assert plain.letters == {A: 1}


def test_accent_in_cc_is_no_fault_of_the_official(
    mail_server: StartServer, desk_for: OpenDesk
) -> None:
    """Three mayors were called rejected, and their addresses to be corrected."""
    desk = desk_for(mail_server())
    letters = [draft(one, cc=["zoé@elmfield.example"]) for one in (A, B)]
    with pytest.raises(ServerError, match="zoé"):
        desk.run(letters)
    assert set(desk.statuses().values()) == {Status.PENDING}


def test_accented_local_part_arrives_where_smtputf8_is_offered(
    mail_server: StartServer, desk_for: OpenDesk
) -> None:
    """RFC 6531 servers take it, and must be told that it is one."""
    server = mail_server(has_smtputf8=True)
    (sent,) = desk_for(server).run(drafts("zoé@elmfield.example"))
    assert sent.status is Status.ACCEPTED
    (received,) = server.received
    assert received.envelope_recipients == ("zoé@elmfield.example",)
    assert "SMTPUTF8" in received.mail_options


def test_message_id_stays_the_same_over_every_attempt(desk_for: OpenDesk) -> None:
    """A receiver that drops doubles knows them by their Message-ID."""
    with ScriptedServer(Cue(Step.DOT, "451 4.3.0 Try later")) as server:
        desk = desk_for(server)
        first = desk.run(drafts(A))
        second = desk.run(drafts(A))
        assert first[0].message_id == second[0].message_id
        assert str(first[0].message_id).encode() in server.letters[0].wire


def test_who_opted_out_is_held_and_costs_no_pause(
    desk: Desk, server: MailServer
) -> None:
    """A wish made while the plan was read is kept, and nobody waits for it."""
    add_optout(desk.ledger, B.upper(), note="", at=desk.clock.now)
    found = desk.run(drafts(A, B, C), pace=Pace(per_day=0, gap_s=30.0))
    assert [one.status for one in found] == [
        Status.ACCEPTED, Status.HELD, Status.ACCEPTED,
    ]  # fmt: skip
    assert server.letters == {A: 1, C: 1}
    assert len(desk.clock.pauses) == 1
    assert B not in desk.statuses()


def test_who_opts_out_during_the_pause_gets_no_letter(
    desk: Desk, server: MailServer
) -> None:
    """A pause may last for hours, and the telephone rings."""

    class RingingClock(Clock):
        def sleep(self, pause_s: float) -> None:
            super().sleep(pause_s)
            add_optout(desk.ledger, B, note="by phone", at=self.now)

    desk.clock = RingingClock()
    found = desk.run(drafts(A, B), pace=Pace(per_day=0, gap_s=30.0))
    assert [one.status for one in found] == [Status.ACCEPTED, Status.HELD]
    assert server.letters == {A: 1}
