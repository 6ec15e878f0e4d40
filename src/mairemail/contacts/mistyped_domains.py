"""Domains of big providers as fingers slip: few, and each of them surely a slip."""

# Right, then wrong. None of the wrong ones is a domain at which people have mailboxes;
# Gmail gives addresses at gmail.com alone, and what has no full stop is no domain.
_SLIPS = {
    "gmail.com": (
        "gamil.com", "gmai.com", "gmail", "gmail.cm", "gmail.co", "gmail.con",
        "gmail.fr", "gmail.om", "gmaill.com", "gmal.com", "gmial.com", "gmil.com",
    ),
    "hotmail.com": (
        "hotmai.com", "hotmail.con", "hotmal.com", "hotmial.com", "hotmil.com",
        "hotmaill.com",
    ),
    "hotmail.fr": ("hotmai.fr", "hotmail.f", "hotmal.fr", "hotmial.fr", "hotmil.fr"),
    "laposte.net": (
        "laposte", "laposte.ne", "laposte.n", "laposte.nte", "lapsote.net",
        "lapote.net", "laoste.net",
    ),
    "orange.fr": (
        "orange", "orange.f", "orange.ft", "ornage.fr", "oragne.fr", "orangr.fr",
    ),
    "outlook.com": ("outlok.com", "outloook.com", "outlook.con", "oultook.com"),
    "outlook.fr": ("outlok.fr", "outloook.fr", "outlook.f", "oultook.fr"),
    "sfr.fr": ("sfr", "sfr.f"),
    "wanadoo.fr": (
        "wanadoo", "wanadoo.f", "wanado.fr", "wandoo.fr", "wanadooo.fr", "wananoo.fr",
        "wanadou.fr",
    ),
    "yahoo.com": ("yahoo.con", "yaho.com", "yhaoo.com", "yahooo.com"),
    "yahoo.fr": ("yahoo.f", "yaho.fr", "yhaoo.fr", "yahooo.fr"),
}  # fmt: skip
MISTYPED = {slip: right for right, slips in _SLIPS.items() for slip in slips}


def meant_by(address: str) -> str:
    """Give the address that somebody meant, an empty string where no slip is known."""
    local, at, domain = address.rpartition("@")
    right = MISTYPED.get(domain.lower())
    return local + at + right if right else ""
