"""mairemail contacts find: a list of officials made of open data."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mairemail.language import _

if TYPE_CHECKING:
    from mairemail.errors import UsageError
    from mairemail.open_data.files import DataFile
    from mairemail.open_data.find import Wanted

# One department until 1976; people still say 20.
_CORSICA = {"20": {"2A", "2B"}}
_CODE_LENGTH = 5


def find(
    *,
    office: Annotated[
        str,
        typer.Option(
            "--office",
            help=_(
                "Whom: maire, adjoint, conseiller municipal, conseiller départemental, "
                "président du conseil départemental, conseiller régional, président du "
                "conseil régional, député, sénateur, député européen."
            ),
        ),
    ] = "maire",
    departments: Annotated[
        list[str] | None,
        typer.Option("--departement", help=_("Only of this department: 48, Lozère.")),
    ] = None,
    regions: Annotated[
        list[str] | None,
        typer.Option("--region", help=_("Only of this region: Bretagne.")),
    ] = None,
    communes: Annotated[
        list[str] | None,
        typer.Option("--commune", help=_("Only of the commune of this name.")),
    ] = None,
    insee: Annotated[
        list[str] | None,
        typer.Option("--insee", help=_("Only of the commune of this INSEE code.")),
    ] = None,
    epci: Annotated[
        list[str] | None,
        typer.Option(
            "--epci",
            help=_("Only of this group of communes: SIREN, or a part of its name."),
        ),
    ] = None,
    population: Annotated[
        str,
        typer.Option(
            "--population", help=_("Only of communes of such a size: '>500'.")
        ),
    ] = "",
    lists_x: Annotated[
        bool,
        typer.Option("--lists-x", help=_("Only where a page on X is listed.")),
    ] = False,
    where: Annotated[
        str | None,
        typer.Option(
            "--where", help=_("Only rows for which this holds: 'population > 5000'.")
        ),
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, help=_("Only so many."))
    ] = None,
    files: Annotated[
        list[Path] | None,
        typer.Option(
            "--from",
            help=_(
                "A file you downloaded; repeat it. Default: those of contacts update."
            ),
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help=_("The list to write; else it is shown.")),
    ] = None,
) -> None:
    """Put open data together and write the list, then say what is in it."""
    from mairemail.cli.words import found_list
    from mairemail.contacts.writing import hold_to_list_name
    from mairemail.open_data.find import Wanted
    from mairemail.open_data.find import find as find_rows
    from mairemail.open_data.offices import office_named

    if output is not None:
        hold_to_list_name(output)
    chosen_regions = _regions(regions)
    wanted = Wanted(
        office=office_named(office),
        departments=_departments(departments) | _departments_of(chosen_regions),
        regions=chosen_regions,
        insee=_insee(communes, insee),
        epci=tuple(epci or ()),
        population=population,
        lists_x=lists_x,
        where=where,
        limit=limit,
    )
    found = find_rows(wanted, _files(files, wanted))
    backup = found_list.write(found, output)
    found_list.talk_summary(found, wanted, output=output, backup=backup)


def _files(files: list[Path] | None, wanted: "Wanted") -> "list[DataFile]":
    """Give the files that were named, else those of the cache that are needed."""
    from mairemail.cli.places import cache_folder
    from mairemail.open_data.cache import cached_file
    from mairemail.open_data.files import from_cache, recognised
    from mairemail.open_data.find import needed
    from mairemail.open_data.source import source_named

    if files:
        return [recognised(path) for path in dict.fromkeys(files)]
    lists, books = needed(wanted)
    found = []
    # Both books where both are there: the second has forms and social networks.
    for name in dict.fromkeys([*lists, *books, *(["town-halls"] if books else [])]):
        source = source_named(name)
        cached = cached_file(source, cache_folder())
        if cached:
            found.append(from_cache(cached, source))
    return found


def _departments(texts: list[str] | None) -> frozenset[str]:
    from mairemail.errors import UsageError
    from mairemail.places.departments import department_of

    found: set[str] = set()
    for text in texts or ():
        department = department_of(text)
        if department is None:
            raise UsageError(
                _("--departement {text}: there is no such department").format(
                    text=text
                ),
                hint=_("Give its code or its name: 48, Lozère"),
            )
        found |= _CORSICA.get(department.code, {department.code})
    return frozenset(found)


def _regions(texts: list[str] | None) -> frozenset[str]:
    from mairemail.errors import UsageError
    from mairemail.places.departments import region_of

    found = set()
    for text in texts or ():
        region = region_of(text)
        if region is None:
            raise UsageError(
                _("--region {text}: there is no such region").format(text=text),
                hint=_("Give its name: Bretagne"),
            )
        found.add(region.code)
    return frozenset(found)


def _departments_of(regions: frozenset[str]) -> frozenset[str]:
    from mairemail.places.departments import departments_in

    return frozenset(code for region in regions for code in departments_in(region))


def _insee(communes: list[str] | None, codes: list[str] | None) -> frozenset[str]:
    """
    Give the codes of the communes; of several of one name ask which.

    Raises:
        UsageError: A code cannot be one, there is no commune of that name, or there are
            several and nobody to ask.
    """
    return frozenset([*map(_whole_code, codes or ()), *map(_code, communes or ())])


def _whole_code(text: str) -> str:
    """Give a code with the zero that a spreadsheet took; an old commune's as it is."""
    from mairemail.errors import UsageError
    from mairemail.places.communes import commune_of

    commune = commune_of(text)
    if commune:
        return commune.code
    if len(text) != _CODE_LENGTH:
        raise UsageError(
            _("--insee {text}: that is no INSEE code of a commune").format(text=text),
            hint=_("It has five characters: 48095, 2A004. Or give --commune NAME"),
        )
    return text.upper()


def _code(name: str) -> str:
    from mairemail.cli.prompts import ask, is_terminal
    from mairemail.errors import UsageError
    from mairemail.places.communes import communes_named

    found = communes_named(name)
    if not found:
        raise _no_such_commune(name)
    if len(found) == 1:
        return found[0].code
    listed = [
        _("{name} ({department}): --insee {code}").format(
            name=one.name, department=one.department, code=one.code
        )
        for one in found
    ]
    if is_terminal():
        from mairemail.cli.screen import talk

        for line in listed:
            talk(f"  {line}")
        answer = ask(
            _("Several communes are called {name}. Which code").format(name=name)
        )
        if answer.upper() in {one.code for one in found}:
            return answer.upper()
    raise UsageError(
        _("--commune {name}: several communes are called that").format(name=name),
        problems=listed,
        hint=_("Say which one by its code: --insee CODE"),
    )


def _no_such_commune(name: str) -> "UsageError":
    """Give the error that names the communes somebody may have meant."""
    from mairemail.errors import UsageError
    from mairemail.places.communes import similar_names

    return UsageError(
        _("--commune {name}: there is no such commune").format(name=name),
        problems=[_("Perhaps {name}").format(name=one) for one in similar_names(name)],
        hint=_("Spell it as its signs do, or give its INSEE code: --insee CODE"),
    )
