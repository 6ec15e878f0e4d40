"""Departments and regions: a stand-in with their codes, until their names are here."""

_REGIONS = {
    "01": ("Guadeloupe", "971"),
    "02": ("Martinique", "972"),
    "03": ("Guyane", "973"),
    "04": ("La Réunion", "974"),
    "06": ("Mayotte", "976"),
    "11": ("Île-de-France", "75 77 78 91 92 93 94 95"),
    "24": ("Centre-Val de Loire", "18 28 36 37 41 45"),
    "27": ("Bourgogne-Franche-Comté", "21 25 39 58 70 71 89 90"),
    "28": ("Normandie", "14 27 50 61 76"),
    "32": ("Hauts-de-France", "02 59 60 62 80"),
    "44": ("Grand Est", "08 10 51 52 54 55 57 67 68 88"),
    "52": ("Pays de la Loire", "44 49 53 72 85"),
    "53": ("Bretagne", "22 29 35 56"),
    "75": ("Nouvelle-Aquitaine", "16 17 19 23 24 33 40 47 64 79 86 87"),
    "76": ("Occitanie", "09 11 12 30 31 32 34 46 48 65 66 81 82"),
    "84": ("Auvergne-Rhône-Alpes", "01 03 07 15 26 38 42 43 63 69 73 74"),
    "93": ("Provence-Alpes-Côte d'Azur", "04 05 06 13 83 84"),
    "94": ("Corse", "2A 2B"),
}
_NAMES = {"lozère": "48", "ille-et-vilaine": "35", "la réunion": "974"}
_OVERSEAS = "975 977 978 986 987 988"


def department_of(text: str) -> str | None:
    """Give the code of a department by its code or name, None where there is none."""
    known = {code for _name, codes in _REGIONS.values() for code in codes.split()}
    code = text.strip().upper().rjust(2, "0")
    if code in known or code in _OVERSEAS.split():
        return code
    return _NAMES.get(text.strip().casefold())


def region_of(text: str) -> str | None:
    """Give the code of a region by its code or name, None where there is none."""
    wanted = text.strip().casefold()
    for code, (name, _departments) in _REGIONS.items():
        if wanted in {code, name.casefold()}:
            return code
    return None


def departments_in(region_code: str) -> list[str]:
    """Give the codes of a region's departments."""
    return _REGIONS[region_code][1].split()
