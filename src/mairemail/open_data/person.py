"""Someone elected, and a body that has an address, as a line of open data says it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """
    Someone elected, as one line of one file says it.

    Attributes:
        civility: `M.`, `Mme`, or empty where the file does not say.
        office: In the file's words.
        institution: The assembly; empty where the body they sit in is found by a join.
        commune: As the file spells it.
        insee: The commune's code; empty for other mandates.
        department: A code: `48`, `2A`, `974`.
        region: A code; only of the council of a region.
        country: Only of the European Parliament.
        mandate_start: YYYY-MM-DD, or empty.
        email: Their own address, where the file has one.
        origin: The file, the line and its producer.
        as_of: The day or month of what the line says.
    """

    civility: str
    first_name: str
    last_name: str
    office: str
    institution: str = ""
    commune: str = ""
    insee: str = ""
    department: str = ""
    region: str = ""
    country: str = ""
    mandate_start: str = ""
    email: str = ""
    website: str = ""
    url_x: str = ""
    origin: str
    as_of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """
    A town hall or a council, as one line of one file says it.

    Attributes:
        kind: `commune`, `departement` or `region`.
        code: Of INSEE.
        name: In the file's words.
        email: Its address, or empty.
        contact_form: The address of a page.
        population: Inhabitants in digits, or empty.
        epci: The name of the group of communes.
        epci_siren: Its number.
        url_x: Its page on X, of a file that tells social networks.
        mastodon: Its page there.
        bluesky: Its page there.
        origin: The file, the line and its producer.
        as_of: The day or month of what the line says.
    """

    kind: str
    code: str
    name: str
    email: str = ""
    website: str = ""
    contact_form: str = ""
    population: str = ""
    epci: str = ""
    epci_siren: str = ""
    url_x: str = ""
    mastodon: str = ""
    bluesky: str = ""
    origin: str
    as_of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """
    What was changed, left empty or passed over in a line, for a person to look at.

    Attributes:
        code: English and stable: `bad-date`, `bad-address`, `ambiguous`.
        origin: The file and the line.
        message: What and why.
    """

    code: str
    origin: str
    message: str
