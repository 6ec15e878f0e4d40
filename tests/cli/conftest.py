"""A program, a campaign, and both with a server to send to."""

from pathlib import Path

import pytest

from tests.cli.campaign import CampaignFolder, write_account
from tests.cli.program import Program
from tests.servers.recording import MailServer


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
