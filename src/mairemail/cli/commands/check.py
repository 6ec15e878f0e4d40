"""mairemail check: everything that would go wrong, before anything leaves."""

from typing import TYPE_CHECKING

import typer

from mairemail.cli.options import (
    HERE,
    AccountOption,
    CampaignOption,
    ContactsOption,
    JsonOption,
    LetterOption,
    LimitOption,
    OnlyOption,
    WhereOption,
)
from mairemail.cli.screen import show, show_json, show_wrapped, talk_wrapped
from mairemail.language import _, ngettext

if TYPE_CHECKING:
    from mairemail.checks.campaign import Report
    from mairemail.cli.opening import Opened


def check(
    *,
    campaign: CampaignOption = HERE,
    contacts: ContactsOption = None,
    letter: LetterOption = None,
    account: AccountOption = None,
    only: OnlyOption = None,
    where: WhereOption = None,
    limit: LimitOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find what would go wrong, in the letter and in each row. Sends nothing."""
    from mairemail.checks.campaign import check_campaign
    from mairemail.checks.sender import sender_findings
    from mairemail.cli import opening
    from mairemail.cli.words import findings

    opened = opening.open_campaign(
        campaign,
        letter=letter,
        contacts=contacts,
        account=account,
        only=only,
        where=where,
        limit=limit,
    )
    report = check_campaign(
        opened.campaign,
        opened.selection,
        sender=opened.sender,
        now=opening.now(),
        new_uuid=opening.new_uuid,
        is_opted_out=opening.optouts(),
    )
    report.findings += sender_findings(opened.known_sender)
    if as_json:
        for finding in report.findings:
            show_json(findings.as_json(finding))
    else:
        _show(report)
        _talk_how_personal(report, opened)
    raise typer.Exit(1 if report.has_errors else 0)


def _show(report: "Report") -> None:
    """Show the findings, what is ready, and the next thing to do."""
    from mairemail.cli.words import findings
    from mairemail.cli.words.counting import messages

    for line in findings.lines_of(report.findings):
        show(line)
    if report.findings:
        show()
    for version, count in report.ready_by_version.items():
        show_wrapped(
            _("version {name}: {messages}").format(
                name=version, messages=messages(count)
            )
        )
    ready = ngettext(
        "{count} message is ready to be sent",
        "{count} messages are ready to be sent",
        report.ready,
    ).format(count=report.ready)
    show_wrapped(f"{ready} · {findings.counted(report.findings)}")
    if not report.has_errors:
        show(_("Next: mairemail preview"))
    elif report.ready:
        show_wrapped(
            _(
                "Rows with an error are left out; corrected, they go with the next "
                "mairemail send."
            )
        )


def _talk_how_personal(report: "Report", opened: "Opened") -> None:
    """Say how many words are the writer's own, as information and no more."""
    from mairemail.checks.personal import own_words_of
    from mairemail.cli.opening import now
    from mairemail.cli.words.how_personal import personal_lines

    today = now().date()
    counted = {
        name: own_words_of(draft, opened.campaign, sender=opened.sender, today=today)
        for name, draft in report.samples.items()
    }
    for text in personal_lines(report, counted):
        talk_wrapped(text)
