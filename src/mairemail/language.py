"""The interface's language: English in the source, French from the catalogue."""

from gettext import NullTranslations, bindtextdomain, textdomain, translation
from pathlib import Path

LOCALE_FOLDER = Path(__file__).parent / "locale"
LANGUAGES = ("en", "fr")

_translations = NullTranslations()
_language = "en"


def use_language(language: str) -> None:
    """Speak `language` from now on; one without a catalogue gives English."""
    global _language, _translations  # noqa: PLW0603 - one interface, one language, set at start
    _language = language
    _translations = translation(
        "mairemail", LOCALE_FOLDER, languages=[language], fallback=True
    )
    # Typer looks its own words up in gettext's default domain.
    bindtextdomain("mairemail", LOCALE_FOLDER)
    textdomain("mairemail")


def interface_language() -> str:
    """Give the language the program speaks."""
    return _language


def _(message: str) -> str:
    """Give the message in the interface's language."""
    return _translations.gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """Give the form of the message that goes with `count`."""
    return _translations.ngettext(singular, plural, count)
