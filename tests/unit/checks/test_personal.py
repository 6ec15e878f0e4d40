"""How personal a campaign is."""

from pathlib import Path

import pytest

from mairemail.campaigns.campaign import Campaign
from mairemail.campaigns.merge import Draft
from mairemail.checks.personal import OwnWords, own_words_of
from mairemail.letters.library import find_letter
from tests.unit.material import CAMILLE, TODAY, campaign_in, drafts_of

_CONTACTS = (
    "email,civilité,nom,fonction,commune\na@lilas.example,Mme,Roy,Maire,Rennes\n"
)
_OWN = (
    "Samedi, sur le quai, trois familles m'ont dit ne plus suivre les annonces de la "
    "ville depuis qu'il faut un compte pour les lire."
)


def _counted(campaign: Campaign) -> OwnWords:
    draft = drafts_of(campaign)[0]
    assert isinstance(draft, Draft)
    return own_words_of(draft, campaign, sender=CAMILLE, today=TODAY)


def _campaign(folder: Path, change: tuple[str, str] = ("", "")) -> Campaign:
    bundled = find_letter("fr/quitter-x", language=None, otherwise="fr")
    letter = bundled.path.read_text(encoding="utf-8").replace(*change, 1)
    return campaign_in(folder, contacts=_CONTACTS, letter=letter)


def test_a_copied_letter_has_no_words_of_one_s_own(tmp_path: Path) -> None:
    """Names and places are nobody's own, and neither is the signature."""
    counted = _counted(_campaign(tmp_path))
    assert (counted.own, counted.nearest) == (0, "fr/quitter-x")
    assert counted.words > 200


def test_a_paragraph_more_is_counted_word_by_word(tmp_path: Path) -> None:
    """Whatever stands around it."""
    campaign = _campaign(
        tmp_path, ("On entend parfois", f"{_OWN}\n\nOn entend parfois")
    )
    counted = _counted(campaign)
    assert counted.nearest == "fr/quitter-x"
    assert counted.own == 26


def test_an_argument_of_the_library_is_not_one_s_own(tmp_path: Path) -> None:
    """It was switched on, not written."""
    bundled = find_letter("fr/quitter-x", language=None, otherwise="fr")
    argument = bundled.arguments[0].path.read_text(encoding="utf-8")
    line = '{# {% include "arguments/audience.md" %} #}'
    assert _counted(_campaign(tmp_path, (line, argument))).own == 0


_PLAIN = (
    "Madame, Monsieur, je vous écris au sujet du quai, qui est sans lumière depuis le "
    "mois d'octobre. Je me tiens à votre disposition."
)


@pytest.mark.parametrize(
    "text",
    [
        _OWN,
        f"{_OWN} Je vous prie d'agréer.",
        f"{_OWN}\n\n{{{{ closing }}}},\nCordialement",
        f"{_PLAIN}\n\n{{{{ closing }}}}.\nCordialement,",
        f"{{{{ salutation }}}}, {_PLAIN}\n\nCordialement, {{{{ signature }}}}",
    ],
)
def test_a_letter_of_one_s_own_is_from_no_other(tmp_path: Path, text: str) -> None:
    """Some words in common make no copy."""
    counted = _counted(
        campaign_in(tmp_path, contacts=_CONTACTS, letter=f"Subject: A b\n\n{text}\n")
    )
    assert counted.nearest is None
    assert counted.own == counted.words
