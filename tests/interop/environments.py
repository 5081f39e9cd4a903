"""Environments of their own for foreign clients, made once and kept beside the project's.

What is missing on this machine skips the test that needs it, with the reason; in CI it is installed, and what cannot be
is a failure.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

__all__ = ["classpath_of", "node_with", "program", "python_with"]

ROOT = Path(__file__).parents[2]
IN_CI = bool(os.environ.get("CI"))


def python_with(*requirements: str) -> Path:
    """A Python that has the packages and nothing else of ours."""

    def make(folder: Path) -> None:
        run([sys.executable, "-m", "venv", str(folder)])
        run([str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements])

    return _made(_named(requirements), requirements, make) / "bin" / "python"


def node_with(*packages: str) -> dict[str, str]:
    """The environment in which Node.js finds the packages of npm."""

    def make(folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        (folder / "package.json").write_text("{}")
        run(["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", *packages], cwd=folder)

    program("node --version", "nodejs", "npm")
    return {**os.environ, "NODE_PATH": str(_made(f"node-{_named(packages)}", packages, make) / "node_modules")}


def classpath_of(name: str, *packages: str) -> str:
    """The Java libraries in packages of Debian, which are unpacked and not installed."""
    if not (shutil.which("javac") and shutil.which("apt-get") and shutil.which("dpkg-deb")):
        pytest.skip("Java is not installed, or there are no packages of Debian here (default-jdk-headless)")

    def make(folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        download = f"apt-get download --quiet {' '.join(packages)}"
        with _alone("debian"):
            run(["sh", "-c", f"{download} || (apt-get update --quiet && {download})"], cwd=folder)
        for package in sorted(folder.glob("*.deb")):
            run(["dpkg-deb", "--extract", str(package), str(folder)])

    libraries = _made(name, packages, make).glob("usr/share/java/*.jar")
    # A library is there under its name, and under its name with its version, of which one is a link to the other.
    return os.pathsep.join(str(library) for library in sorted({each.resolve() for each in libraries}))


def program(check: str, *packages: str) -> None:
    """Have what Debian's packages bring, as far as the command ``check`` can tell: it ends well where it is there."""
    if works(check.split()):
        return
    if not IN_CI:
        pytest.skip(f"{check!r} fails: install Debian's {' '.join(packages)}")
    with _alone("debian"):
        if not works(check.split()):
            run(["apt-get", "update"])
            run(["apt-get", "install", "--yes", "--no-install-recommends", *packages])
    assert works(check.split()), f"{check!r} fails, although {packages} are installed"


def works(command: Sequence[str]) -> bool:
    return shutil.which(command[0]) is not None and subprocess.run(command, capture_output=True).returncode == 0


def run(command: Sequence[str], cwd: Path | None = None) -> None:
    """Run a command that prints only where it fails."""
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(command, cwd=cwd, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        raise OSError(f"{' '.join(command)} ended with {done.returncode}: {done.stdout.decode(errors='replace').strip()[-500:]}")


def _named(packages: Sequence[str]) -> str:
    """A name for what has these packages."""
    return "-".join(item.replace("==", "-").replace("@", "-").replace("/", "-") for item in packages)


def _made(kind: str, packages: Sequence[str], make: Callable[[Path], None]) -> Path:
    """The folder with packages, made if it is not there."""
    folder = ROOT / f".venv-client-{kind}"
    done = folder / "installed"
    with _alone(kind):
        if not done.exists():
            try:
                make(folder)
            except OSError as error:
                if IN_CI:
                    raise
                pytest.skip(f"{', '.join(packages)} cannot be installed: {error}")
            done.touch()
    return folder


@contextmanager
def _alone(what: str) -> Iterator[None]:
    """Wait for other processes that install: tests are spread over several."""
    folder = ROOT / ".venv-locks"
    folder.mkdir(exist_ok=True)
    with (folder / what).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
