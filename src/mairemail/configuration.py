"""Tables of a TOML file a person edits, read with every problem collected."""

import re
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from mairemail.errors import ConfigurationError, MissingFileError
from mairemail.files import cannot_read, is_ordinary, is_there, no_ordinary_file
from mairemail.language import _

# How tomllib ends what it says: where.
_PLACE = re.compile(
    r"(?P<what>.*) "
    r"\(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)",
    re.DOTALL,
)
# The seconds of a year: a date so much later is a date all the same.
_MOST = 366 * 24 * 3600
# A thousand times what a person writes.
_MOST_CHARACTERS = 1_000_000
_Choice = TypeVar("_Choice", bound=StrEnum)


def read_toml(
    path: Path, *, shown_as: str, hint: str | None = None
) -> dict[str, object]:
    """
    Read a TOML file.

    Args:
        path: The file.
        shown_as: What the person calls it.
        hint: What to do about a mistake, where it is more than to correct it.

    Raises:
        ConfigurationError: It is no TOML, or cannot be read; its line is named.
    """
    try:
        return tomllib.loads(_text_of(path, shown_as))
    except UnicodeDecodeError as err:
        raise ConfigurationError(
            _("{file} is not written in UTF-8").format(file=shown_as),
            hint=_("Save it again with the encoding UTF-8"),
        ) from err
    except (ValueError, RecursionError) as err:
        # A TOMLDecodeError is a ValueError, and so is what Python says to a number of
        # five thousand digits.
        raise ConfigurationError(
            _slip(str(err), shown_as),
            hint=hint or _('Texts stand in straight quotation marks: name = "Camille"'),
        ) from err
    except MissingFileError as err:
        raise ConfigurationError(err.message, hint=err.hint) from err


def _text_of(path: Path, shown_as: str) -> str:
    """
    Give the text of a file whose end can be read.

    Raises:
        MissingFileError: It cannot be read, or nobody wrote so much by hand.
        UnicodeDecodeError: It is not in UTF-8.
    """
    if is_there(path) and not is_ordinary(path):
        raise no_ordinary_file(shown_as)
    try:
        with path.open(encoding="utf-8-sig") as file:
            text = file.read(_MOST_CHARACTERS + 1)
    except OSError as err:
        raise cannot_read(shown_as, err) from err
    if len(text) > _MOST_CHARACTERS:
        raise MissingFileError(
            _("{file} is far too long for a file of settings").format(file=shown_as),
            hint=_("Check that it is the right file"),
        )
    return text


def _slip(said: str, shown_as: str) -> str:
    """Give where TOML is broken and why; `said` is what tomllib said of it."""
    found = _PLACE.fullmatch(said)
    if not found:
        return _("{file} is not valid TOML: {reason}").format(
            file=shown_as, reason=said
        )
    reason = _reason(found["what"])
    if not found["line"]:
        return _("{file}, at its end: {reason}").format(file=shown_as, reason=reason)
    return _("{file}, line {line}, column {column}: {reason}").format(
        file=shown_as, line=found["line"], column=found["column"], reason=reason
    )


def _reason(said: str) -> str:
    """Give in plain words what tomllib said, in its own where we have none."""
    closing = _("a quotation mark is missing at the end of the text")
    name = _(
        "a setting begins with its name, and a line that only explains begins with #"
    )
    twice = _("this name is there already, and can be given once only")
    bracket = _("a {sign} is missing")
    backslash = _("in a text between quotation marks, \\ is written twice: \\\\")
    reasons = {
        "Invalid value": _("this is neither a text in quotation marks nor a number"),
        "Invalid statement": name,
        "Invalid initial character": name,
        "Expected '=' after": _(
            "an = is missing between a setting's name and its value, or a # before a "
            "line that only explains"
        ),
        "Expected newline or end": _("there is something more after the value"),
        "Unterminated string": closing,
        "Illegal character '\\n'": closing,
        "Illegal character": _("a character that cannot be seen stands here"),
        "Found invalid character": _("a character that cannot be seen stands here"),
        "Cannot declare": twice,
        "Cannot overwrite": twice,
        "Cannot redefine": twice,
        "Cannot mutate": twice,
        "Duplicate inline table key": twice,
        "Expected ']": bracket.format(sign="]"),
        "Unclosed array": bracket.format(sign="]"),
        "Unclosed inline table": bracket.format(sign="}"),
        "Expected": closing,
        "Unescaped": backslash,
        "Invalid hex value": backslash,
        "Escaped character": backslash,
        "Invalid date": _("there is no such date"),
        "Exceeds the limit": _("a number in it has thousands of digits"),
    }
    return next(
        (text for start, text in reasons.items() if said.startswith(start)), said
    )


class Section:
    """
    One table of a configuration file.

    Each reader gives the value under a key or a default, and adds to `problems` what is
    wrong with it; `refuse_others` adds the keys that nobody asked for.
    """

    def __init__(
        self, data: Mapping[str, object], name: str, problems: list[str]
    ) -> None:
        """Read `data`, called `name` in problems (empty for the whole file)."""
        self._data = data
        self._name = name
        self._problems = problems
        self._known: list[str] = []

    def complain(self, key: str, problem: str) -> None:
        """Add a problem with the value of a key."""
        where = f"{self._name}.{key}" if self._name else key
        self._problems.append(
            _("{where}: {problem}").format(where=where, problem=problem)
        )

    def names(self) -> list[str]:
        """Give every key of the table."""
        return list(self._data)

    def text(self, key: str, *, is_required: bool = False) -> str:
        """Give a text without white space around it, empty where there is none."""
        value = self._get(key, str, _("must be a text in quotation marks"))
        text = value.strip() if isinstance(value, str) else ""
        if is_required and not text and (value is not None or key not in self._data):
            self.complain(key, _("is missing"))
        if not text.isprintable():
            self.complain(key, _("must be one line"))
            return ""
        return text

    def texts(self, key: str) -> tuple[str, ...]:
        """Give a list of texts."""
        problem = _("must be a list of texts in quotation marks")
        value = self._get(key, list, problem)
        if not isinstance(value, list):
            return ()
        if not all(isinstance(one, str) for one in value):
            self.complain(key, problem)
            return ()
        return tuple(value)

    def flag(self, key: str, *, default: bool) -> bool:
        """Give true or false."""
        value = self._get(key, bool, _("must be true or false"))
        return value if isinstance(value, bool) else default

    def integer(self, key: str, *, default: int) -> int:
        """Give a whole number, 0 or more."""
        return self._integer(
            key, range(2**53), default, _("must be a whole number, 0 or more")
        )

    def port(self, key: str, *, default: int) -> int:
        """Give the number of a TCP port."""
        return self._integer(
            key, range(1, 65536), default, _("must be a number from 1 to 65535")
        )

    def _integer(self, key: str, allowed: range, default: int, problem: str) -> int:
        value = self._get(key, int, problem)
        if not isinstance(value, int):
            return default
        if isinstance(value, bool) or value not in allowed:
            self.complain(key, problem)
            return default
        return value

    def number(self, key: str, *, default: float) -> float:
        """Give a number, 0 or more, and no more than a clock can bear."""
        problem = _("must be a number from 0 to {most}").format(most=_MOST)
        value = self._get(key, (int, float), problem)
        if not isinstance(value, (int, float)):
            return default
        if isinstance(value, bool) or not 0 <= value <= _MOST:
            self.complain(key, problem)
            return default
        return float(value)

    def choice(self, key: str, kind: type[_Choice], *, default: _Choice) -> _Choice:
        """Give one of a closed set."""
        text = self.text(key)
        if not text:
            return default
        try:
            return kind(text)
        except ValueError:
            self.complain(
                key,
                # Not what stands there: it may be a password in the wrong place.
                _("must be one of {choices}").format(choices=", ".join(kind)),
            )
            return default

    def section(self, key: str) -> "Section":
        """Give a table inside this one, empty where there is none."""
        value = self._get(key, dict, _("must be a table: [{key}]").format(key=key))
        name = f"{self._name}.{key}" if self._name else key
        data = value if isinstance(value, dict) else {}
        return Section(data, name, self._problems)

    def sections(self, key: str) -> "list[Section]":
        """Give the tables of a list `[[key]]`, numbered from 1 in problems."""
        problem = _("must be tables: [[{key}]]").format(key=key)
        value = self._get(key, list, problem)
        if not isinstance(value, list):
            return []
        if not all(isinstance(one, dict) for one in value):
            self.complain(key, problem)
            return []
        return [
            Section(data, f"{key} {number}", self._problems)
            for number, data in enumerate(value, start=1)
        ]

    def plain_values(self) -> dict[str, str]:
        """Give every key of the table as text; numbers and dates are written out."""
        values = {}
        for key, value in self._data.items():
            self._known.append(key)
            if isinstance(value, (dict, list)):
                self.complain(key, _("must be a text, a number or a date"))
            else:
                values[key] = str(value).strip()
        return values

    def refuse_others(self) -> None:
        """Complain about each key that was not read, and name the nearest one."""
        for key in self._data:
            if key not in self._known:
                near = get_close_matches(key, self._known, n=1)
                guess = (
                    _(" (did you mean {near}?)").format(near=near[0]) if near else ""
                )
                self.complain(key, _("is not a known setting") + guess)

    def _get(
        self, key: str, kind: type | tuple[type, ...], problem: str
    ) -> object | None:
        self._known.append(key)
        value = self._data.get(key)
        if value is not None and not isinstance(value, kind):
            self.complain(key, problem)
            return None
        return value
