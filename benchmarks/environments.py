"""Environments of their own for contenders, made once and kept beside the project's: ``.venv-bench-NAME``.

What is in one stands in ``locks/NAME.lock``, which ``make lock`` renews from ``locks/NAME.in``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

__all__ = ["Missing", "python_for"]

_LOCKS = Path(__file__).parent / "locks"
_ROOT = _LOCKS.parents[1]


class Missing(Exception):
    """An environment cannot be had; the text says why, in a line."""


def python_for(name: str) -> Path:
    """The Python that has what the lock of that name lists, and nothing else. Raises ``Missing``."""
    lock, folder = _LOCKS / f"{name}.lock", _ROOT / f".venv-bench-{name}"
    done, python = folder / "installed", folder / "bin" / "python"
    wanted = f"{sys.version} {sha256(lock.read_bytes()).hexdigest()}"
    if done.exists() and done.read_text() == wanted:
        return python
    print(f"Making {folder.name} (once)", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    _run([sys.executable, "-m", "venv", str(folder)])
    _run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "--requirement", str(lock)])
    done.write_text(wanted)
    return python


def _run(command: list[str]) -> None:
    done = subprocess.run(command, env=os.environ, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        raise Missing(f"{' '.join(command[1:4])} failed: {(done.stderr.strip().splitlines() or ['no reason was given'])[-1][:200]}")
