"""The arguments of a letter: files that it takes in with `{% include %}`."""

from collections.abc import Callable
from pathlib import Path
from unicodedata import normalize

from jinja2 import FunctionLoader, nodes

from mairemail.errors import LetterError
from mairemail.files import cannot_read, is_ordinary
from mairemail.language import _
from mairemail.letters.in_words.refusals import LetterSyntaxError
from mairemail.letters.letter import Part, cut_notes, read_text
from mairemail.letters.mistakes import Mistake, mistake_at

FOLDER = "arguments"
EXAMPLE = '{% include "arguments/….md" %}'
_SUFFIXES = {".md", ".txt"}
# An argument in an argument in an argument.
_MOST_DEEP = 3
_SHOWN = 12


def argument_files(folder: Path) -> dict[str, Path]:
    """
    Give the files that a letter can take in, under the names it has for them.

    Only `.md` and `.txt` that lie in the folder itself or below: what a link leads out
    of it to is none of them. No path is ever made of what a letter says.
    """
    root = folder.parent.resolve() / folder.name
    if not folder.is_dir() or folder.resolve() != root:
        return {}
    return {
        _known_as(f"{FOLDER}/{path.relative_to(folder).as_posix()}"): path
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in _SUFFIXES
        and is_ordinary(path)
        and path.resolve().is_relative_to(root)
    }


def _known_as(name: str) -> str:
    """Give a name in the one spelling of its accents; macOS has another."""
    return normalize("NFC", name)


def refuse_other_texts(syntax: nodes.Template, *, may_include: bool) -> None:
    """
    Refuse whatever would take in another text than an argument named in full.

    Raises:
        LetterSyntaxError: There is such a thing; it names the line.
    """
    kinds = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)
    for node in syntax.find_all(kinds):
        if not isinstance(node, nodes.Include):
            problem = _("a letter takes in other texts with {example} alone")
        elif not may_include:
            problem = _("{example} stands in the text of the letter, not in a header")
        elif not isinstance(name_in(node), str) or not node.with_context:
            problem = _("write the name of the file and nothing else: {example}")
        else:
            continue
        raise LetterSyntaxError(problem.format(example=EXAMPLE), node.lineno)


def name_in(node: nodes.Include) -> object:
    """Give the file that an include names, None where it would be computed."""
    return node.template.value if isinstance(node.template, nodes.Const) else None


class Arguments:
    """
    The arguments that one letter takes in, and those that they take in themselves.

    Attributes:
        parts: By name, in the order of the letter. Notes at their head are left out.
        mistakes: What is wrong with the includes; not with what else stands in a file.
    """

    def __init__(self, folder: Path, parse: Callable[[str], nodes.Template]) -> None:
        """Take in nothing yet; `parse` reads the template language."""
        self.parts: dict[str, Part] = {}
        self.mistakes: list[Mistake] = []
        self._folder = folder
        self._parse = parse
        self._files: dict[str, Path] | None = None
        self._heights: dict[str, int] = {}

    def loader(self) -> FunctionLoader:
        """Give what hands the arguments to Jinja2, their names as their file names."""

        def load(name: str) -> tuple[str, str, None] | None:
            known_as = _known_as(name)
            part = self.parts.get(known_as)
            return (part.source, known_as, None) if part else None

        return FunctionLoader(load)

    def take_in(self, part: Part, *, shown_as: str, above: tuple[str, ...] = ()) -> int:
        """
        Take in what a text names, and give how deep it goes: 0 where it names nothing.

        Args:
            part: The text.
            shown_as: What problems call its file.
            above: The arguments that it was taken in by, the outermost first.
        """
        try:
            syntax = self._parse(part.source)
        except Exception:  # noqa: BLE001 - told where the text is compiled
            return 0
        deepest = 0
        for node in syntax.find_all(nodes.Include):
            name = name_in(node)
            if not isinstance(name, str):
                continue
            try:
                height = self._take_in_one(_known_as(name), above)
            except LetterError as err:
                self.mistakes.append(
                    mistake_at(
                        shown_as, part, node.lineno, err.message, hint=err.hint or ""
                    )
                )
            else:
                deepest = max(deepest, height)
        return deepest

    def _take_in_one(self, name: str, above: tuple[str, ...]) -> int:
        if name in above:
            raise LetterError(
                _("{name} would take in itself: {names}").format(
                    name=name, names=" → ".join((*above, name))
                )
            )
        if name not in self._heights and len(above) < _MOST_DEEP:
            self.parts[name] = self._read(name)
            self._heights[name] = 1 + self.take_in(
                self.parts[name], shown_as=name, above=(*above, name)
            )
        height = self._heights.get(name, 1)
        if len(above) + height > _MOST_DEEP:
            raise LetterError(
                _("arguments take in each other more than {count} deep").format(
                    count=_MOST_DEEP
                )
            )
        return height

    def _read(self, name: str) -> Part:
        if self._files is None:
            self._files = argument_files(self._folder)
        if name not in self._files:
            raise LetterError(
                self._no_such(name),
                hint=_(
                    "Correct the name, or put the file into the folder {folder}"
                ).format(folder=FOLDER),
            )
        try:
            return cut_notes(read_text(self._files[name], shown_as=name))
        except OSError as err:
            unreadable = cannot_read(name, err)
            raise LetterError(unreadable.message, hint=unreadable.hint) from err

    def _no_such(self, name: str) -> str:
        names = list(self._files or ())
        if not names:
            return _(
                "“{name}” cannot be taken in: the folder {folder} has no .md or .txt"
            ).format(name=name, folder=FOLDER)
        more = ["…"] if len(names) > _SHOWN else []
        return _("“{name}” is none of the files a letter can take in: {names}").format(
            name=name, names=", ".join(names[:_SHOWN] + more)
        )
