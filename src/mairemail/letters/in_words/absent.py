"""What a letter names and does not get: nobody gives it, or it is empty."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from mairemail.contacts.fields import FIELDS, field_of, title_of, titles_are_french
from mairemail.language import _
from mairemail.letters.in_words.fault import Fault

# What letters have of their own, whatever the list has.
_COMPUTED = ("salutation", "closing", "office_title")


def empty(name: str, columns: frozenset[str]) -> Fault:
    """
    Say that a value is empty, and where it is to be filled in.

    `columns` are the names that the list gives.
    """
    group, _dot, key = name.partition(".")
    if name in FIELDS and name not in columns:
        return _without_column(name, name, columns, code="empty-value")
    example = f"{{{{ {name} | default('…') }}}}"
    if name == "signature":
        hint = _("Say who signs: mairemail account add, or [sender] in campaign.toml")
    elif group == "sender" and key:
        hint = _(
            'Add {key} = "…" to the account, or to [sender] in campaign.toml; or write '
            "{example}"
        ).format(key=key, example=example)
    elif group == "values" and key:
        hint = _(
            "Fill in {key} below [values] in campaign.toml, or write {example}"
        ).format(key=key, example=example)
    else:
        hint = _("Fill in the cell, or write {example}").format(example=example)
    return Fault(
        code="empty-value",
        message=_("{name} is empty here").format(name=f"{{{{ {name} }}}}"),
        hint=hint,
    )


def missing(name: str, columns: frozenset[str], own: Mapping[str, object]) -> Fault:
    """
    Say that nothing gives a name, what may be meant, and where it would come from.

    Args:
        name: With its group: `values.x`, or `….x` for a part of something else.
        columns: The names that the list gives.
        own: What a letter can name besides, groups as mappings.
    """
    group, _dot, key = name.partition(".")
    members = own.get(group)
    if group == "…":
        message = _("there is no “{name}” in what stands before the dot").format(
            name=key
        )
        hint = _("Only sender, campaign and values have names after a dot")
    elif isinstance(members, Mapping):
        near = [f"{group}.{one}" for one in get_close_matches(key, members, n=1)]
        message, hint = _missing_in_group(group, key, members)
        message += _guess(near)
    elif field_of(name) and field_of(name) not in columns:
        return _without_column(name, field_of(name), columns, code="missing-variable")
    else:
        message = _("no column gives {name}").format(name=f"{{{{ {name} }}}}")
        message += _guess(_meant(name, columns, own))
        hint = _(
            "Correct the name, add the column to the list, or set it below [defaults] "
            "in campaign.toml"
        )
    return Fault(code="missing-variable", message=message, hint=hint)


def _without_column(
    name: str, field: str, columns: frozenset[str], *, code: str
) -> Fault:
    """Say that the list has no column of a known field, titled as its others are."""
    title = title_of(field, language="fr" if titles_are_french(columns) else "en")
    return Fault(
        code=code,
        message=_("the list has no column “{title}” for {name}").format(
            title=title, name=f"{{{{ {name} }}}}"
        ),
        hint=_(
            "Add the column “{title}” to the list, set {field} below [defaults] in "
            "campaign.toml, or write {example}"
        ).format(title=title, field=field, example=f"{{{{ {name} | default('…') }}}}"),
    )


def _missing_in_group(
    group: str, key: str, members: Mapping[str, object]
) -> tuple[str, str]:
    """Give message and hint."""
    name = f"{{{{ {group}.{key} }}}}"
    if group == "values":
        return (
            _("nothing gives {name}").format(name=name),
            _(
                "Write {line} below [values] in campaign.toml, or correct the name"
            ).format(line=f'{key} = "…"'),
        )
    return (
        _("{name} does not exist").format(name=name),
        _("There are {names}").format(
            names=", ".join(f"{group}.{one}" for one in members)
        ),
    )


def _meant(
    name: str, columns: frozenset[str], own: Mapping[str, object]
) -> Iterator[str]:
    """Give the names that may be meant, the likeliest first."""
    for group in ("values", "sender"):
        members = own.get(group)
        if isinstance(members, Mapping) and name in members and name != "name":
            yield f"{group}.{name}"
    field = field_of(name)
    if field:
        # `prenom` where the column is called `first_name`.
        yield field
    yield from get_close_matches(name, columns.union(_COMPUTED, own), n=1)


def _guess(near: Iterator[str] | list[str]) -> str:
    first = next(iter(near), "")
    return _(" (did you mean {near}?)").format(near=first) if first else ""
