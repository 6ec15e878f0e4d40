"""Compiles the French catalogue when the package is built or installed."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface):
    """Writes `mairemail.mo` beside each `mairemail.po`, so that git keeps one."""

    def initialize(self, version: str, build_data: dict[str, object]) -> None:
        """Compile every catalogue below `src/mairemail/locale`."""
        del version, build_data  # the same for a wheel and for an editable install
        for source in Path(self.root, "src/mairemail/locale").glob("*/*/*.po"):
            with source.open("rb") as po, source.with_suffix(".mo").open("wb") as mo:
                write_mo(mo, read_po(po))
