"""Environments of their own for foreign clients, made once and kept beside the project's."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

__all__ = ["python_with"]

ROOT = Path(__file__).parents[2]


def python_with(*requirements: str) -> Path:
    """A Python that has the packages and nothing else of ours.

    Skips the test where they cannot be had; in CI that is a failure.
    """
    folder = ROOT / ("-".join([".venv-client", *(item.replace("==", "-") for item in requirements)]))
    python = folder / "bin" / "python"
    done = folder / "installed"
    if not done.exists():
        try:
            subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, capture_output=True)
            install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements]
            subprocess.run(install, check=True, capture_output=True)
        except subprocess.CalledProcessError as error:
            if os.environ.get("CI"):
                raise
            pytest.skip(f"{', '.join(requirements)} cannot be installed: {error.stderr.decode(errors='replace').strip()[-200:]}")
        done.touch()
    return python
