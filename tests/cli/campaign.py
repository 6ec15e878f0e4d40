"""A small campaign on disk, and an account to send it from."""

from collections.abc import Iterable
from pathlib import Path

from tests.cli.program import Program
from tests.servers.drafts import Listening

SETTINGS = 'id = "test-000000"\nname = "Test"\nlanguage = "en"\n'
LETTER = """Subject: Lights in {{ commune }}

{{ salutation }},

When will the lamps of {{ commune }} be mended? Since October the street along the quay
has been dark from five in the afternoon, and the children walk home from school there.

{{ closing }},

{{ signature }}
"""
HEADER = "email,civility,first_name,last_name,office,commune\n"
MAYOR = "mayor@riverbridge.example"
DIGITAL = "digital@riverbridge.example"
OLDQUAY = "mairie@oldquay.example"
ROWS = (
    f"{MAYOR},Ms,Eleanor,Hartley,Mayor,Riverbridge\n",
    f"{DIGITAL},Mr,Samir,Bishop,Councillor,Riverbridge\n",
    f"{OLDQUAY},Ms,Zoë,Ashworth,Mayor,Oldquay\n",
)
ACCOUNT = """default = "perso"
[accounts.perso]
name = "Camille Martin"
email = "camille@association.example"
postal_address = "3 Lilac Street, Riverbridge"
[accounts.perso.smtp]
host = "127.0.0.1"
port = {port}
security = "{security}"
auth = "{auth}"
{more}
"""


class CampaignFolder:
    """A campaign's folder, whose files a test can rewrite."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        self.settings(SETTINGS)
        self.letter(LETTER)
        self.contacts(ROWS)

    def settings(self, text: str) -> None:
        """Write campaign.toml."""
        self._write("campaign.toml", text)

    def letter(self, text: str, *, name: str = "letter.md") -> None:
        """Write letter.md, or another letter."""
        self._write(name, text)

    def contacts(self, rows: Iterable[str], *, header: str = HEADER) -> None:
        """Write contacts.csv."""
        self._write("contacts.csv", header + "".join(rows))

    def _write(self, name: str, text: str) -> None:
        (self.folder / name).write_bytes(text.encode())


def write_account(
    program: Program,
    server: Listening,
    *,
    security: str = "none",
    auth: str = "none",
    more: str = "",
) -> None:
    """Write accounts.toml with one account for a server on loopback."""
    program.config.mkdir(mode=0o700, exist_ok=True)
    text = ACCOUNT.format(port=server.port, security=security, auth=auth, more=more)
    (program.config / "accounts.toml").write_text(text, encoding="utf-8")
