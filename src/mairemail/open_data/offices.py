"""The offices that lists can be made of, and how people call them."""

from collections.abc import Callable
from dataclasses import dataclass

from mairemail.contacts.fields import fold
from mairemail.errors import UsageError
from mairemail.language import _
from mairemail.open_data.files import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """
    An office, and where its holders are listed.

    Attributes:
        name: In French, masculine, as the option takes it.
        also: Other names, folded.
        kinds: The data sets that list them, the best first.
        body: What has their address: `commune`, `departement`, `region`, or nothing
            where the list has it itself.
        has_function: Whether a function, folded, is this office.
    """

    name: str
    also: frozenset[str]
    kinds: tuple[Kind, ...]
    body: str = ""
    has_function: Callable[[str], bool] = bool


def _is_presidency(function: str) -> bool:
    return function.startswith("president")


_OFFICES = (
    Office(
        name="maire",
        also=frozenset({"mairesse", "mayor"}),
        kinds=(Kind.MAYORS, Kind.COUNCILLORS),
        body="commune",
        has_function=lambda function: function == "maire",
    ),
    Office(
        name="adjoint",
        also=frozenset({"adjointe", "adjoint au maire", "adjointe au maire"}),
        kinds=(Kind.COUNCILLORS,),
        body="commune",
        has_function=lambda function: "adjoint" in function,
    ),
    Office(
        name="conseiller municipal",
        also=frozenset({"conseillere municipale", "councillor"}),
        kinds=(Kind.COUNCILLORS,),
        body="commune",
        has_function=lambda function: not function or function.startswith("conseill"),
    ),
    Office(
        name="conseiller départemental",
        also=frozenset({"conseillere departementale"}),
        kinds=(Kind.DEPARTMENTAL,),
        body="departement",
        has_function=lambda function: not _is_presidency(function),
    ),
    Office(
        name="président du conseil départemental",
        also=frozenset({"presidente du conseil departemental"}),
        kinds=(Kind.DEPARTMENTAL,),
        body="departement",
        has_function=_is_presidency,
    ),
    Office(
        name="conseiller régional",
        also=frozenset({"conseillere regionale"}),
        kinds=(Kind.REGIONAL,),
        body="region",
        has_function=lambda function: not _is_presidency(function),
    ),
    Office(
        name="président du conseil régional",
        also=frozenset({"presidente du conseil regional"}),
        kinds=(Kind.REGIONAL,),
        body="region",
        has_function=_is_presidency,
    ),
    Office(
        name="député",
        also=frozenset({"deputee", "mp"}),
        kinds=(Kind.DEPUTIES,),
    ),
    Office(
        name="sénateur",
        also=frozenset({"senatrice", "senator"}),
        kinds=(Kind.SENATORS,),
    ),
    Office(
        name="député européen",
        also=frozenset({"deputee europeenne", "eurodepute", "eurodeputee", "mep"}),
        kinds=(Kind.MEPS,),
    ),
)


def office_named(text: str) -> Office:
    """
    Give the office that somebody means; accents, case and a plural do not matter.

    Raises:
        UsageError: There is none of that name.
    """
    wanted = " ".join(fold(text).replace("-", " ").split())
    singular = " ".join(word.removesuffix("s") for word in wanted.split())
    for office in _OFFICES:
        if {wanted, singular} & (office.also | {fold(office.name)}):
            return office
    raise UsageError(
        _("--office {text}: no list is made of these").format(text=text),
        hint=_("The offices are: {names}").format(
            names=", ".join(office.name for office in _OFFICES)
        ),
    )
