"""
What both programs are given: one letter, one list, settings that send nothing.

The letter says the same in both template languages, word for word (`run.py` holds them
together). The people are invented, from small lists, with a fixed seed, about half of
them with an accent in their name; every address ends in `.example`.
"""

import csv
import random
import unicodedata
from pathlib import Path

SEED = 2026
# For what connects to nothing.
NO_PORT = 2525
SENDER_NAME = "Hélène Lefèvre"
SENDER_EMAIL = "helene.lefevre@association.example"
COLUMNS = (
    "email", "civility", "first_name", "last_name", "office", "commune", "department",
    "population",
)  # fmt: skip

_WOMEN = ("Hélène", "Françoise", "Zoé", "Claire", "Nathalie", "Sophie")
_MEN = ("François", "Gérard", "Loïc", "Bruno", "Samir", "Philippe")
_LAST_NAMES = (
    "Dupré", "Lefèvre", "Gonçalves", "Besançon-Maréchal", "Noël", "Martin", "Morvan",
    "Le Goff", "Dubreuil", "Roussel",
)  # fmt: skip
_STEMS = (
    "Villeneuve", "Saint-Étienne", "Châteauneuf", "La Roche", "Montfort", "Fère",
    "Beaulieu", "Préaux", "Champigny", "Épernon", "Marcilly", "Saint-Gély", "Bréville",
    "Aubigny", "Pont-Évêque", "Neuville", "Mézières", "Courcelles", "Fontenay",
    "Crèvecœur",
)  # fmt: skip
_LINKS = ("sur", "lès", "en", "près")
_PLACES = (
    "Seille", "Isère", "Loire", "Ardèche", "Marne", "Vézère", "Orne", "Lys", "Bièvre",
    "Corrèze", "Thiérache", "Vexin", "Auge", "Brie", "Forêt", "Plaine", "Boëme",
    "Creuse", "Mée", "Argonne",
)  # fmt: skip
_DEPARTMENTS = ("Ardèche", "Isère", "Finistère", "Marne", "Loiret", "Orne", "Somme")

_SUBJECT = "La présence de {{ commune }} sur X et l'information des habitants"
_BODY = """\
Le nom de {{ commune }} apparaît chaque semaine sur X (anciennement Twitter), où la \
commune publie ses actualités. En votre qualité de {{ office | lower }}, vous décidez \
des canaux par lesquels la mairie s'adresse aux habitants : c'est à ce titre que je \
vous écris.

Pour quelle raison une commune de {{ population }} habitants ({{ department }}) \
reste-t-elle sur un réseau dont la modération a été démantelée, et dont l'outil \
d'intelligence artificielle a servi à fabriquer des images dégradantes de personnes \
qui n'y avaient jamais consenti ?

On entend parfois qu'il faudrait y rester pour « occuper le terrain ». Cet argument \
résiste mal à l'examen : l'audience des comptes publics y décroît, et leur présence \
apporte une caution à un propriétaire qui s'en sert pour peser sur nos démocraties.

D'autres canaux existent et ne coûtent presque rien : le site de {{ commune }}, une \
lettre d'information, un flux RSS, un compte sur un réseau ouvert. Plusieurs \
collectivités ont déjà franchi ce pas, sans perdre leur public, en l'annonçant \
quelques semaines à l'avance.

Je me tiens à votre disposition pour en parler, {{ first_name }} {{ last_name }}, avec \
vous ou avec la personne que vous désignerez. Vous pouvez me répondre à cette \
adresse : une réponse, même brève, intéressera beaucoup d'habitants, qui se posent \
la même question sans oser la formuler.

Je vous prie d'agréer l'expression de ma considération distinguée.

Hélène Lefèvre
"""
# What a writer of Markdown would mark up; the words stay the same.
_MARKED_UP = (
    ("Pour quelle raison", "**Pour quelle raison**"),
    ("« occuper le terrain »", "« *occuper le terrain* »"),
    ("un réseau ouvert", "[un réseau ouvert](https://reseau-ouvert.example/)"),
)
# What a writer of French would ask for besides.
_FILTERED = (
    ("de {{ commune }}", "{{ commune | de }}"),
    ("{{ population }}", "{{ population | number }}"),
    ("({{ department }})", "({{ department | dans }})"),
    ("Hélène Lefèvre\n", "Hélène Lefèvre, le {{ today | date }}\n"),
)

_CAMPAIGN = """\
id = "benchmark-2026"
name = "Benchmark"
language = "fr"
letter = "{letter}"
contacts = "contacts.csv"
typography = {typography}
"""
_ACCOUNTS = """\
default = "perso"
[accounts.perso]
name = "{name}"
email = "{email}"
[accounts.perso.smtp]
host = "127.0.0.1"
port = {port}
security = "none"
auth = "none"
[accounts.perso.pace]
per_day = 0
"""


def make_folder(
    folder: Path,
    *,
    contacts: int,
    is_markdown: bool,
    is_typeset: bool = False,
    port: int = NO_PORT,
) -> Path:
    """
    Make a folder that is a mairemail campaign and has the others' files as well.

    With `is_typeset` our letter has all that makes it good French, which theirs lacks.
    """
    folder.mkdir()
    letter = "letter.md" if is_markdown else "letter.txt"
    files = {
        "campaign.toml": _CAMPAIGN.format(
            letter=letter, typography=str(is_typeset).lower()
        ),
        letter: _our_letter(is_markdown=is_markdown, is_typeset=is_typeset),
        "template.txt": _their_letter(is_markdown=is_markdown),
        "server.conf": f"[smtp_server]\nhost = 127.0.0.1\nport = {port}\n",
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    _write_contacts(folder / "contacts.csv", contacts)
    return folder


def make_configuration(folder: Path, *, port: int = NO_PORT) -> Path:
    """Make mairemail's configuration folder: one account, without a limit."""
    folder.mkdir()
    path = folder / "accounts.toml"
    text = _ACCOUNTS.format(name=SENDER_NAME, email=SENDER_EMAIL, port=port)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return folder


def _our_letter(*, is_markdown: bool, is_typeset: bool) -> str:
    body = _body(is_markdown=is_markdown)
    letter = f"Subject: {_SUBJECT}\n\n{{{{ salutation }}}},\n\n{body}"
    for plain, filtered in _FILTERED if is_typeset else ():
        letter = letter.replace(plain, filtered)
    return letter


def _their_letter(*, is_markdown: bool) -> str:
    body = _body(is_markdown=is_markdown)
    content_type = "Content-Type: text/markdown\n" if is_markdown else ""
    salutation = (
        '{% if civility == "Mme" %}Madame la Maire{% else %}Monsieur le Maire'
        "{% endif %},"
    )
    return (
        "To: {{ first_name }} {{ last_name }} <{{ email }}>\n"
        f"From: {SENDER_NAME} <{SENDER_EMAIL}>\n"
        f"Subject: {_SUBJECT}\n{content_type}\n{salutation}\n\n{body}"
    )


def _body(*, is_markdown: bool) -> str:
    text = _BODY
    for plain, marked in _MARKED_UP if is_markdown else ():
        text = text.replace(plain, marked)
    return text


def _write_contacts(path: Path, count: int) -> None:
    """Write the list row by row: this process must stay small (see `measure.run`)."""
    chance = random.Random(SEED)  # noqa: S311 - invented people, not secrets
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for number in range(count):
            writer.writerow(_contact(number, chance))


def _contact(number: int, chance: random.Random) -> tuple[object, ...]:
    """Give one row, in the order of COLUMNS."""
    civility, names = chance.choice((("Mme", _WOMEN), ("M.", _MEN)))
    commune = "-".join(chance.choice(part) for part in (_STEMS, _LINKS, _PLACES))
    return (
        f"mairie.{number}@{_domain(commune)}.example",
        civility,
        chance.choice(names),
        chance.choice(_LAST_NAMES),
        "Maire",
        commune,
        chance.choice(_DEPARTMENTS),
        chance.randint(120, 90_000),
    )


def _domain(commune: str) -> str:
    plain = commune.lower().replace(" ", "-").replace("œ", "oe")
    plain = unicodedata.normalize("NFD", plain)
    return plain.encode("ascii", "ignore").decode()
