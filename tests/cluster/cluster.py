"""A gateway of several workers on the recorded state, and what a test does to it."""

from __future__ import annotations

import atexit
import http.client
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import orjson
from sqlalchemy import create_engine, select

from gateway.store.tables.groups import groups
from tests.oracle.recordings import HERE
from tests.oracle.serve import ROOT, Served, free_port, running

# Tokens of the recorded state: the administrator's for all functions, and the administrator's and a teacher's for the probe.
ADMIN, PROBE, PROBE_TEACHER = (
    "7cb6a762267085bcddbd94acf028aed7",
    "f697185aa3c3bd599332b6f83ae907e5",
    "480fa270e7a3b94269b39fd8d003eb01",
)

SETTINGS = """\
[server]
port = {port}
workers = {workers}
[database]
url = "{url}"
[files]
folder = "{directory}/files"
[secrets]
key_file = "{directory}/site.key"
[components]
load = ["tests.components.local_probe"]
"""


class Cluster:
    """Workers under one parent, and the commands that work on the same database."""

    def __init__(self, served: Served, triglot: list[str], url: str) -> None:
        self.address = served.address
        self.parent = served.process.pid
        self._triglot = triglot
        self._url = url

    def group_names(self) -> list[str]:
        """The names of all stored groups, read past the gateway."""
        return group_names(self._url)

    def workers(self) -> list[int]:
        """The process ids of the workers that are there now."""
        children = Path(f"/proc/{self.parent}/task/{self.parent}/children").read_text().split()
        return [int(child) for child in children if b"spawn_main" in _command_line(int(child))]

    def command(self, *words: str) -> str:
        """What a triglot command prints; it must succeed."""
        return subprocess.run([*self._triglot, *words], cwd=ROOT, check=True, capture_output=True, text=True).stdout

    def signal(self, number: signal.Signals) -> None:
        """Send the parent a signal."""
        os.kill(self.parent, number)

    def call(self, token: str, function: str, **fields: object) -> object:
        """What a call over REST returns, on a connection of its own. Raises what ``http.client`` raises."""
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=60)
        try:
            body = urlencode({"wstoken": token, "wsfunction": function, "moodlewsrestformat": "json", **fields})
            connection.request("POST", "/webservice/rest/server.php", body, {"Content-Type": "application/x-www-form-urlencoded"})
            return orjson.loads(connection.getresponse().read())
        finally:
            connection.close()


def group_names(url: str) -> list[str]:
    """The names of all groups in a database."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return list(connection.execute(select(groups.c.name)).scalars())
    finally:
        engine.dispose()


@contextmanager
def cluster(directory: Path, url: str, workers: int = 2, *, more: str = "", environ: Mapping[str, str] | None = None) -> Iterator[Cluster]:
    """Serve the recorded state from the database at ``url``, which must be empty.

    ``more`` are further sections of the settings, ``environ`` further variables in the environment of the server.
    """
    port = free_port()
    settings = directory / "gateway.toml"
    settings.write_text(SETTINGS.format(port=port, workers=workers, url=url, directory=directory) + more)
    if url == f"sqlite:///{directory}/triglot.db":
        shutil.copytree(_embedded(), directory, dirs_exist_ok=True)
        triglot = _command(settings)
    else:
        triglot = made(settings)
    with running([*triglot, "serve"], port, environ={**os.environ, **(environ or {})}) as served:
        yield Cluster(served, triglot, url)


def made(settings: Path) -> list[str]:
    """Make the recorded site with these settings; returns the command."""
    triglot = _command(settings)
    for verb in (["init"], ["load", str(HERE / "site.json")]):
        subprocess.run([*triglot, *verb], cwd=ROOT, check=True, capture_output=True)
    return triglot


@cache
def _embedded() -> Path:
    """A folder with the recorded site in an embedded database, to be copied: making it takes longer than starting a server."""
    folder = tempfile.TemporaryDirectory(prefix="triglot-")
    atexit.register(folder.cleanup)
    with tempfile.TemporaryDirectory() as beside:
        settings = Path(beside, "gateway.toml")
        url = f"sqlite:///{folder.name}/triglot.db"
        settings.write_text(SETTINGS.format(port=1, workers=1, url=url, directory=folder.name))
        made(settings)
    return Path(folder.name)


def _command(settings: Path) -> list[str]:
    """The triglot command with these settings."""
    return [sys.executable, "-m", "gateway.cli", "--config", str(settings)]


def _command_line(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
