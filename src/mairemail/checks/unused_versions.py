"""What is said of the versions of a letter that are for nobody."""

from collections.abc import Iterable, Iterator

from mairemail.campaigns.versions import Version
from mairemail.checks.finding import Finding
from mairemail.contacts.contact import Severity
from mairemail.language import _


def unused_versions(versions: Iterable[Version]) -> Iterator[Finding]:
    """Warn of versions for some, where nobody on the whole list is one of them."""
    for version in versions:
        if version.where:
            yield Finding(
                code="unused-version",
                severity=Severity.WARNING,
                row=None,
                message=_(
                    "version {name} is for nobody on the list: where = {where}"
                ).format(name=version.name or version.skip, where=version.where),
                hint=_(
                    "Compare it with the cells, where capitals count too: {example} "
                    "asks whatever the case; or take the version out of campaign.toml"
                ).format(example='office ~ "maire"'),
            )
