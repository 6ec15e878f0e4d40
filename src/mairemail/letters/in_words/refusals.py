"""What we refuse in a letter, said in our own words where Jinja2 would use its own."""

from jinja2 import TemplateSyntaxError


class LetterSyntaxError(TemplateSyntaxError):
    """
    A mistake in the marks of a letter or an argument.

    Attributes:
        reason: What is wrong, in the interface's language.
        lineno: The line, counted from where the template begins.
        hint: What to do about it, or nothing.
    """

    def __init__(self, reason: str, line: int, *, hint: str = "") -> None:
        super().__init__(reason, line)
        self.reason = reason
        self.hint = hint


class LetterFillingError(ValueError):
    """
    What a letter asks for cannot be had from this contact.

    Attributes:
        reason: What is wrong, in the interface's language.
        hint: What to do about it, or nothing.
    """

    def __init__(self, reason: str, *, hint: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.hint = hint
