"""Environments of their own for foreign clients, made once and kept beside the project's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

__all__ = ["classpath_of", "python_with"]

ROOT = Path(__file__).parents[2]


def python_with(*requirements: str) -> Path:
    """A Python that has the packages and nothing else of ours.

    Skips the test where they cannot be had; in CI that is a failure.
    """
    folder = ROOT / ("-".join([".venv-client", *(item.replace("==", "-") for item in requirements)]))
    python = folder / "bin" / "python"
    done = folder / "installed"
    if not done.exists():
        _had(
            requirements,
            [sys.executable, "-m", "venv", str(folder)],
            [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements],
        )
        done.touch()
    return python


def classpath_of(name: str, *packages: str) -> str:
    """The Java libraries in packages of Debian, which are unpacked and not installed.

    Skips the test where there is no Java, or they cannot be had; in CI the latter is a failure.
    """
    if not (shutil.which("javac") and shutil.which("apt-get") and shutil.which("dpkg-deb")):
        pytest.skip("Java is not installed, or there are no packages of Debian here (default-jdk-headless)")
    folder = ROOT / f".venv-client-{name}"
    done = folder / "installed"
    if not done.exists():
        folder.mkdir(exist_ok=True)
        download = f"apt-get download --quiet {' '.join(packages)}"
        _had(packages, ["sh", "-c", f"{download} || (apt-get update --quiet && {download})"], cwd=folder)
        _had(packages, *[["dpkg-deb", "--extract", str(package), str(folder)] for package in sorted(folder.glob("*.deb"))])
        done.touch()
    # A library is there under its name, and under its name with its version, of which one is a link to the other.
    return os.pathsep.join(str(library) for library in sorted({each.resolve() for each in folder.glob("usr/share/java/*.jar")}))


def _had(what: Sequence[str], *commands: Sequence[str], cwd: Path = ROOT) -> None:
    """Run commands by which something is to be had. Skips the test where one fails; in CI that is a failure."""
    try:
        for command in commands:
            subprocess.run(command, check=True, capture_output=True, cwd=cwd)
    except subprocess.CalledProcessError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"{', '.join(what)} cannot be had: {error.stderr.decode(errors='replace').strip()[-200:]}")
