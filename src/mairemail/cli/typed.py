"""What to type to run this program, where it is not on the PATH."""

import re
import shlex
import shutil
import sys
from pathlib import Path

PROGRAM = "mairemail"


def typed_program() -> str:
    """Give `mairemail` where the terminal finds it, else its place, ready to type."""
    if shutil.which(PROGRAM):
        return PROGRAM
    place = _place()
    if place is None:
        return f"{shlex.quote(sys.executable)} -m {PROGRAM}"
    below = _below_here(place)
    # A name alone would be looked for on the PATH.
    return shlex.quote(str(below if below and len(below.parts) > 1 else place))


def path_to_extend() -> str:
    """Give the folder to put on the PATH, for between double quotation marks."""
    folder = (_place() or Path(sys.executable)).parent
    below = _below_here(folder)
    start, end = ("$PWD/", below) if below else ("", folder)
    return start + re.sub(r'(["$`\\])', r"\\\1", str(end))


def _place() -> Path | None:
    """Give the file that was started, or the one installed beside this Python."""
    started = Path(sys.argv[0]).absolute()
    if started.stem == PROGRAM:
        return started
    beside = Path(sys.executable).with_name(PROGRAM)
    return beside if beside.exists() else None


def _below_here(path: Path) -> Path | None:
    """Give the path from the present folder where it lies in a folder below."""
    here = Path.cwd()
    return path.relative_to(here) if here in path.parents else None
