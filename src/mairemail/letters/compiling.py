"""The parts of a letter compiled, each a template of its own, and what they use."""

import re
from dataclasses import dataclass

from jinja2 import Environment, Template, nodes
from jinja2.meta import TrackingCodeGenerator

from mairemail.errors import LetterError
from mairemail.language import _
from mairemail.letters.arguments import Arguments, refuse_other_texts
from mairemail.letters.environment import (
    has_blocks,
    has_prepositions,
    refuse_set_blocks,
)
from mairemail.letters.filters import refuse_commas, refuse_unknown
from mairemail.letters.in_words.open_notes import refuse_open_notes
from mairemail.letters.letter import Letter, Part
from mairemail.letters.mistakes import Mistake, mistake_of
from mairemail.letters.sandbox import within_limit

# A text with one of these works on what it printed, so it must find it whole.
_ITS_OWN_OUTPUT = re.compile(r"\{%[-+]?\s*(?:filter|macro|call|block|set)\b")


@dataclass(frozen=True, slots=True)
class CompiledPart:
    """
    A header or the body, as a template of its own.

    Attributes:
        source: What stands in the letter.
        line: Where it begins there.
        name: The header's, in small letters; empty for the body.
    """

    template: Template
    source: str
    line: int
    name: str

    def render(self, scope: dict[str, object]) -> str:
        """Render with the scope as it is."""
        return "".join(self.pieces(scope))

    def pieces(self, scope: dict[str, object]) -> list[str]:
        """
        Render with the scope as it is, the words of the template apart from values.

        `Template.render` copies it each time, and collects the names of all globals,
        which only an import, refused in letters, would ask for.
        """
        template, environment = self.template, self.template.environment
        context = environment.context_class(environment, scope, None, template.blocks)
        try:
            return within_limit(template.root_render_func(context))
        except Exception:  # noqa: BLE001 - a template can raise anything
            # Raises it again, with the template's own lines in the traceback.
            environment.handle_exception()


class Compilation:
    """
    The parts of one letter.

    Attributes:
        headers: In the order of the letter.
        arguments: What the body takes in, by name; Jinja2 keeps their templates.
        names: All that the parts name.
        has_blocks: Whether the body works on its own output.
        has_prepositions: Whether a part may put a preposition before a place.
    """

    def __init__(
        self,
        letter: Letter,
        *,
        plain: Environment,
        typesetting: Environment,
        body: Environment,
    ) -> None:
        """
        Compile every part.

        Args:
            letter: What stands in its file.
            plain: For the headers.
            typesetting: For a subject and a body that are text; not for one that works
                on its own output.
            body: For all others.

        Raises:
            LetterError: A part is no template; all such problems at once.
        """
        self._letter = letter
        self._typesetting = typesetting
        self._mistakes: list[Mistake] = []
        self.names: set[str] = set()
        self.has_blocks = False
        self.has_prepositions = False
        self.headers = [
            self._compile(plain, name, part) for name, part in letter.headers
        ]
        self.arguments: dict[str, Part] = {}
        self.body = self._compile_body(body)
        if self._mistakes:
            raise LetterError(
                _("{file} has a mistake in its signs {signs}").format(
                    file=letter.shown_as, signs="{{ }}, {% %}, {# #}"
                ),
                problems=[one.problem for one in self._mistakes],
                hints=[one.hint for one in self._mistakes],
            )

    def _compile_body(self, environment: Environment) -> CompiledPart:
        """Compile the body and each argument that it takes in."""
        body = self._letter.body
        arguments = Arguments(self._letter.arguments, environment.parse)
        arguments.take_in(body, shown_as=self._letter.shown_as)
        self.arguments = arguments.parts
        sources = [part.source for part in (body, *self.arguments.values())]
        if not (environment.autoescape or any(map(_ITS_OWN_OUTPUT.search, sources))):
            environment = self._typesetting
        environment.loader = arguments.loader()
        compiled = self._compile(environment, "", body)
        self._mistakes += arguments.mistakes
        for name in self.arguments:
            self._compile_argument(environment, name)
        return compiled

    def _compile(self, environment: Environment, name: str, part: Part) -> CompiledPart:
        """Compile a part of the letter; an empty one takes the place of a wrong one."""
        is_body = not name
        if name.lower() == "subject" and not _ITS_OWN_OUTPUT.search(part.source):
            environment = self._typesetting
        try:
            self._inspect(environment, part, may_include=is_body)
            template = environment.from_string(part.source)
        except Exception as err:  # noqa: BLE001 - Python may refuse what Jinja2 took
            self._mistakes.append(
                mistake_of(err, part, self._letter.shown_as, environment)
            )
            part = Part(source="", line=part.line)
            template = environment.from_string("")
        return CompiledPart(template, part.source, part.line, name.lower())

    def _compile_argument(self, environment: Environment, name: str) -> None:
        """Compile what the body takes in; Jinja2 keeps it."""
        part = self.arguments[name]
        try:
            self._inspect(environment, part, may_include=True)
            environment.get_template(name)
        except Exception as err:  # noqa: BLE001 - as for a part of the letter
            self._mistakes.append(mistake_of(err, part, name, environment))

    def _inspect(
        self, environment: Environment, part: Part, *, may_include: bool
    ) -> None:
        """Refuse what a text may not hold, and note the names and blocks it uses."""
        refuse_open_notes(environment, part.source, before=part.line - 1)
        syntax = environment.parse(part.source)
        refuse_other_texts(syntax, may_include=may_include)
        refuse_unknown(environment, syntax)
        refuse_commas(environment, syntax)
        if environment.autoescape:
            refuse_set_blocks(syntax)
        self.names |= _undeclared(environment, syntax)
        self.has_blocks |= may_include and has_blocks(syntax)
        self.has_prepositions |= has_prepositions(syntax)


def _undeclared(environment: Environment, syntax: nodes.Template) -> set[str]:
    """
    Give the names that a template takes from outside.

    As `find_undeclared_variables`, which works out whatever has no name in it: a long
    chain of filters again and again.
    """
    tracker = TrackingCodeGenerator(environment)
    tracker.optimizer = None
    tracker.visit(syntax)
    return tracker.undeclared_identifiers
