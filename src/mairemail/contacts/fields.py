"""The fields of a contact and the many names their columns go by."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import takewhile

FIELDS = (
    "email",
    "cc",
    "civility",
    "first_name",
    "last_name",
    "office",
    "institution",
    "commune",
    "insee",
    "department",
    "population",
    "language",
    "salutation",
    "closing",
    "office_title",
    "note",
    "website",
    "contact_form",
    "source",
    "as_of",
)

# Headers met in real lists, as slugs; a field's own name maps to itself. One with
# “(s)” or “(e)” in it goes by the same name without.
_ALIASES: dict[str, tuple[str, ...]] = {
    "email": (
        "e_mail", "e_mails", "emails", "mail", "mails", "mel", "mels", "courriel",
        "courriels", "adresse_courriel", "adresse_e_mail", "adresse_email",
        "adresse_mail", "adresse_mel", "adresse_electronique", "adresse_de_courriel",
        "adresse_messagerie", "adresse_de_messagerie", "adresses_courriel",
        "adresses_e_mail", "adresses_e_mails", "adresses_email", "adresses_emails",
        "adresses_mail", "adresses_mails", "adresses_electroniques",
        "courrier_electronique", "email_address", "e_mail_address", "email_addresses",
        "contact_email", "email_official", "mairie_email", "email_mairie",
        "courriel_mairie",
    ),
    "cc": ("copie", "copie_a", "en_copie"),
    "civility": (
        "civilite", "civilites", "civ", "titre", "qualite", "title", "code_sexe",
        "sexe", "genre", "gender", "sexe_elu", "sex", "m_mme", "mme_m", "mme_mr",
        "m_ou_mme", "mme_ou_m", "madame_monsieur", "monsieur_madame",
    ),
    "first_name": (
        "prenom", "prenoms", "prenom_de_l_elu", "prenom_elu", "prenom_usuel",
        "prenom_du_maire", "prenom_maire", "firstname", "given_name", "forename",
    ),
    "last_name": (
        "nom", "noms", "nom_de_l_elu", "nom_elu", "nom_usuel", "nom_d_usage",
        "nom_de_famille", "nom_du_maire", "nom_maire", "lastname", "surname",
        "family_name",
    ),
    "office": (
        "fonction", "fonctions", "libelle_de_la_fonction", "libelle_fonction",
        "fonction_de_l_elu", "fonction_elu", "mandat", "role", "function", "position",
    ),
    "institution": ("organisme", "collectivite", "organisation", "organization"),
    "commune": (
        "ville", "mairie", "localite", "libelle_de_la_commune", "libelle_commune",
        "nom_commune", "nom_de_la_commune", "town", "city", "municipality", "council",
    ),
    "insee": (
        "code_insee", "code_de_la_commune", "code_insee_de_la_commune", "codeinsee",
        "insee_com", "code_commune", "code_insee_commune", "code_commune_insee",
        "n_insee", "numero_insee", "com",
    ),
    "department": (
        "departement", "dep", "dept", "dpt", "code_departement", "code_du_departement",
        "code_dep", "code_dept", "n_departement", "numero_de_departement", "county",
    ),
    "population": (
        "habitants", "nombre_d_habitants", "nombre_habitants", "nb_d_habitants",
        "nb_habitants", "population_municipale",
    ),
    "language": ("langue",),
    "salutation": ("formule_d_appel", "appel"),
    "closing": ("formule_de_politesse", "politesse"),
    "office_title": ("titre_dans_la_phrase",),
    "note": ("mot_personnel", "personal_note"),
    "website": (
        "site", "site_web", "site_internet", "site_de_la_mairie", "url", "web_site",
    ),
    "contact_form": ("formulaire", "formulaire_de_contact", "formulaire_contact"),
    "source": ("provenance",),
    "as_of": (
        "a_jour_au", "date_de_mise_a_jour", "mis_a_jour_le", "mise_a_jour",
        "mise_a_jour_le",
    ),
}  # fmt: skip
# What a column is called in a list made for somebody who reads French.
_FRENCH = {
    "email": "courriel", "cc": "copie", "civility": "civilité", "first_name": "prénom",
    "last_name": "nom", "office": "fonction", "institution": "organisme",
    "insee": "code INSEE", "department": "département", "language": "langue",
    "salutation": "formule d'appel", "closing": "formule de politesse",
    "office_title": "titre dans la phrase", "note": "mot personnel",
    "website": "site web", "contact_form": "formulaire de contact",
    "as_of": "à jour au",
}  # fmt: skip
_FIELD_OF = {
    alias: field for field, aliases in _ALIASES.items() for alias in aliases
} | {field: field for field in FIELDS}

LAST_RANK = 2
# What may as well be an office, a doctor's degree or the sex of a word.
_PERHAPS_CIVILITY = {"titre", "qualite", "title", "genre", "gender"}
# Shorter names are one slip away from too many other words; so are these two, from
# “rappel” and “country”. And so is “maire” from “mairie”.
_SHORTEST_MEANT = 5
_NEVER_MEANT = {"appel", "county"}
_ORDINARY = {"courrier", "courriers", "maire"}
_IN_BRACKETS = re.compile("_(?:es?|s)(?=_|$)")
# Names that are shown to a person as they are written.
_WRITTEN = {
    "civilite": "civilité", "collectivite": "collectivité",
    "departement": "département", "prenom": "prénom", "qualite": "qualité",
}  # fmt: skip


@lru_cache(maxsize=1024)
def slug(header: str) -> str:
    """
    Give a header as a name a letter can use: `Nom de l'élu` is `nom_de_l_elu`.

    Accents and case are dropped, every run of other characters becomes `_`.
    """
    return "_".join(re.findall(r"[a-z0-9]+", fold(header)))


def fold(text: str) -> str:
    """Give the text without accents and case, to compare what people type."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    return "".join(char for char in plain if not unicodedata.combining(char))


def field_of(header: str) -> str:
    """Give the field a column's header stands for, or an empty string."""
    name = slug(header)
    return _FIELD_OF.get(name) or _FIELD_OF.get(_IN_BRACKETS.sub("", name), "")


def rank_of(header: str) -> int:
    """
    Tell how plainly a header says its field, from 0.

    The field's own name, the title that a list made for a reader of French has, any
    other name: a column goes before those that say the same less plainly.
    """
    name = slug(header)
    if name in FIELDS:
        return 0
    return 1 if slug(_FRENCH.get(field_of(name), "")) == name else LAST_RANK


def may_be_no_civility(header: str) -> bool:
    """Tell whether only the cells say if a column holds civilities: `Titre`."""
    return slug(header) in _PERHAPS_CIVILITY


def title_of(field: str, *, language: str) -> str:
    """Give the title of a field's column, in French or English."""
    return _FRENCH.get(field, field) if language == "fr" else field


def titles_are_french(names: Iterable[str]) -> bool:
    """Tell whether columns, by their slugs, are titled in French."""
    return not set(map(slug, _FRENCH.values())).isdisjoint(names)


def near_name(header: str) -> str:
    """
    Give the known name that a header misses by one slip of the fingers, or nothing.

    A slip is a letter dropped, added or changed, or two neighbours swapped. A number or
    a plural is none: `email2` and `notes` are columns of their own.
    """
    name = slug(header)
    if field_of(name) or name in _ORDINARY or any(map(str.isdigit, name)):
        return ""
    for known in _FIELD_OF:
        if len(known) < _SHORTEST_MEANT or known in _NEVER_MEANT:
            continue
        if _is_one_slip(name, known) and name.rstrip("s") != known.rstrip("s"):
            return _WRITTEN.get(known, known)
    return ""


def _is_one_slip(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1:
        return False
    start = _common(one, other)
    one, other = one[start:], other[start:]
    end = _common(one[::-1], other[::-1])
    one, other = one[: len(one) - end], other[: len(other) - end]
    return max(len(one), len(other)) == 1 or (len(one) == 2 and one == other[::-1])


def _common(one: str, other: str) -> int:
    """Count the letters with which both begin."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], pairs))
