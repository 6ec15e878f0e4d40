"""The programs mairemail is measured against, each in a place of its own."""

import subprocess
import sys
from pathlib import Path

MAILMERGE_VERSION = "2.3.0"
_HOME = Path(__file__).resolve().parents[1] / ".benchmarks"
MAILMERGE = _HOME / "mailmerge" / "bin" / "mailmerge"
CSVFORMATMAIL = _HOME / "csvformatmail" / "bin" / "csvformatmail"
_VERSIONS = {"mailmerge": MAILMERGE_VERSION, "csvformatmail": "1.3.3"}


def install_peers() -> None:
    """Put each peer into a virtual environment of its own, if it is not there."""
    pip = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    for name, version in _VERSIONS.items():
        home = _HOME / name
        if (home / "bin" / name).exists():
            continue
        print(f"Installing {name} {version} into {home}", file=sys.stderr, flush=True)
        subprocess.run((sys.executable, "-m", "venv", home), check=True)
        subprocess.run(
            (home / "bin" / "python", *pip, f"{name}=={version}"), check=True
        )
