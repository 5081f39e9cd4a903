"""The folder of a process: for all that it writes, deleted at its end, or after it by the next one where it was killed."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

__all__ = ["own_folder"]

_PREFIX: Final = "triglot-double-"
# How old a folder is before it is looked at, in seconds: one that is a moment old may be locked in the next.
_GRACE: Final = 60.0


@contextmanager
def own_folder() -> Iterator[Path]:
    """A new folder among the temporary files, which nobody else can read; deleted at the end, with what dead processes have left there.

    A living process holds a lock on its folder.
    """
    _sweep(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def _sweep(temporary: Path) -> None:
    """Delete the folders of our own processes that have died."""
    for folder in temporary.glob(f"{_PREFIX}*"):
        with suppress(OSError):  # somebody else deletes it, or it is not ours
            told = folder.lstat()
            if told.st_uid != os.getuid() or time.time() - told.st_mtime < _GRACE:
                continue
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(lock)
