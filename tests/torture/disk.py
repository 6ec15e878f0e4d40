"""A disk that can lose its power: what was not synchronised is gone."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

_SIZE = 8 << 20


class Disk:
    """
    An ext4 file system in a file, mounted; Linux, for the superuser alone.

    The file holds what the system has handed to the disk, as a disk does; a copy of it,
    made while the file system lives on in memory, is what a power cut leaves behind.
    """

    def __init__(self, folder: Path) -> None:
        """Make it below a folder; `mounted` puts it to use."""
        self.place = folder / "disk"
        self._image = folder / "disk.img"

    @contextmanager
    def mounted(self) -> Iterator[Self]:
        """Mount it at `place` while the block runs."""
        self.place.mkdir()
        with self._image.open("wb") as image:
            image.truncate(_SIZE)
        _run("mkfs.ext4", "-q", str(self._image))
        self._mount()
        try:
            yield self
        finally:
            _run("umount", str(self.place))

    def cut(self) -> None:
        """Lose what was not synchronised, and come up again."""
        left = self._image.with_suffix(".left")
        shutil.copyfile(self._image, left)
        _run("umount", str(self.place))
        left.replace(self._image)
        self._mount()

    def _mount(self) -> None:
        # commit: ext4 writes back of its own accord every 5 s, which would be kind.
        options = "loop,commit=600"
        _run("mount", "-o", options, str(self._image), str(self.place))


def can_have_disk() -> bool:
    """Tell whether this user may mount one here; a container's root often may not."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return False
    try:
        with tempfile.TemporaryDirectory() as folder, Disk(Path(folder)).mounted():
            return True
    except (OSError, subprocess.CalledProcessError):
        return False


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
