"""A program, a campaign, and both with a server to send to."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.campaign import CampaignFolder, write_account
from tests.cli.program import Program, finish
from tests.servers.certificates import Certificates
from tests.servers.postfix import Postfix, missing, postfix_running
from tests.servers.recording import Gate, MailServer


@pytest.fixture
def mairemail(home: Path) -> Program:
    """Give the program in the test's home."""
    return Program(home)


@pytest.fixture
def campaign(mairemail: Program) -> CampaignFolder:
    """Give a campaign of three letters; the program runs in its folder."""
    folder = CampaignFolder(mairemail.home / "campaign")
    mairemail.folder = folder.folder
    return folder


@pytest.fixture
def ready(
    mairemail: Program, campaign: CampaignFolder, server: MailServer
) -> CampaignFolder:
    """Give the campaign with an account whose server takes everything."""
    write_account(mairemail, server)
    return campaign


@pytest.fixture(scope="session")
def running_postfix(certificates: Certificates) -> Iterator[Postfix]:
    """Give a real mail server; skip where it cannot be, but in CI fail."""
    if reason := missing():
        if os.environ.get("CI"):
            pytest.fail(f"no real mail server: {reason}")
        pytest.skip(f"no real mail server: {reason}")
    with postfix_running(certificates) as server:
        yield server


@pytest.fixture
def postfix(running_postfix: Postfix) -> Postfix:
    """Give the real mail server with its mailbox empty."""
    running_postfix.forget()
    return running_postfix


@pytest.fixture
def doubtful(
    mairemail: Program, ready: CampaignFolder, server: MailServer
) -> CampaignFolder:
    """Give a campaign killed while the second of three letters was on its way."""
    server.gate = Gate(at=2)
    process = mairemail.start("send", "--yes")
    server.gate.wait_until_reached()
    process.kill()
    finish(process)
    server.gate.open()
    return ready
