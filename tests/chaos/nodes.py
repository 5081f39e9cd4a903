"""Two gateways on one database, each in a network of its own: one is cut off from the database, one is killed.

Each node is a network namespace with two cables to this machine: callers come by the front, the back leads to PostgreSQL.
"""

from __future__ import annotations

import http.client
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.chaos.callers import Callers, Reckoning, eventually, reckoned, rest
from tests.chaos.servers import OwnPostgres, own_postgres, require
from tests.cluster.cluster import SETTINGS, group_names, made
from tests.oracle.serve import ROOT, free_port

__all__ = ["node_cut_off", "node_killed"]

_BEFORE = 0.5
# Seconds that a caller waits here: one who asks a node without its database is not to wait for the database to come back.
_PATIENCE = 5.0
_MORE = '[monitoring]\nnetworks = ["198.18.0.0/15"]\n'
_PING = "local_probe_private_ping"


class Node:
    """A gateway in a network of its own."""

    def __init__(self, name: str, network: int) -> None:
        """Nothing is laid yet: ``network`` is the third byte of the addresses of its front, the next one that of its back."""
        self.name = name
        self.process: subprocess.Popen[bytes] | None = None
        self.front, self.back = f"198.18.{network}.2", f"198.18.{network + 1}.1"
        self._network = network

    def lay(self) -> None:
        """Lay its cables. Raises ``CalledProcessError``."""
        _ip("netns", "add", self.name)
        _ip("-n", self.name, "link", "set", "dev", "lo", "up")
        for side, number in (("f", self._network), ("b", self._network + 1)):
            here, there = f"{self.name}{side}", f"{side}0"
            _ip("link", "add", "dev", here, "type", "veth", "peer", "name", there, "netns", self.name)
            _ip("addr", "add", f"198.18.{number}.1/30", "dev", here)
            _ip("-n", self.name, "addr", "add", f"198.18.{number}.2/30", "dev", there)
            _ip("link", "set", "dev", here, "up")
            _ip("-n", self.name, "link", "set", "dev", there, "up")

    @property
    def address(self) -> str:
        """Where callers reach it."""
        return f"http://{self.front}:8080"

    def serve(self, folder: Path, url: str, workers: int) -> None:
        """Serve the site from the database at ``url``; the key and the files of all nodes are in one folder."""
        settings = folder / f"{self.name}.toml"
        written = SETTINGS.format(port=8080, workers=workers, url=url, directory=folder)
        settings.write_text(written.replace("[server]", '[server]\naddress = "0.0.0.0"') + _MORE)
        command = ["ip", "netns", "exec", self.name, sys.executable, "-m", "gateway.cli", "--config", str(settings), "serve"]
        with (folder / f"{self.name}.log").open("wb") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def ready(self) -> bool:
        """Whether it says that it is ready."""
        return self.health() == 200

    def health(self) -> int:
        """The status of what it says of itself, 0 where it says nothing."""
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=_PATIENCE)
        try:
            connection.request("GET", "/health/ready")
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def takes(self, token: str) -> bool:
        """Whether one of its workers, as far as chance tells, takes a token for a call that asks the database nothing."""
        with suppress(OSError, http.client.HTTPException):
            return any(rest(self.address, token, _PING, patience=_PATIENCE) == "pong" for _ in range(4))
        return False

    def cut(self) -> None:
        """Take the cable to the database out."""
        _ip("link", "set", "dev", f"{self.name}b", "down")

    def heal(self) -> None:
        """Put it in again."""
        _ip("link", "set", "dev", f"{self.name}b", "up")

    def kill(self) -> None:
        """Kill every process of the node at once."""
        with suppress(subprocess.CalledProcessError):  # there is no such network
            for pid in _ip("netns", "pids", self.name).split():
                with suppress(ProcessLookupError):
                    os.kill(int(pid), signal.SIGKILL)
        if self.process is not None:
            self.process.wait()
            self.process = None

    def remove(self) -> None:
        """Kill it, and remove its network."""
        self.kill()
        for words in (["link", "del", "dev", f"{self.name}f"], ["link", "del", "dev", f"{self.name}b"], ["netns", "del", self.name]):
            with suppress(subprocess.CalledProcessError):  # it went with the network
                _ip(*words)


class Nodes:
    """Two nodes, and the commands that work on their database."""

    def __init__(self, first: Node, second: Node, triglot: list[str], server: OwnPostgres) -> None:
        self.first, self.second = first, second
        self._triglot, self._server = triglot, server

    def command(self, *words: str) -> str:
        """What a triglot command prints; it runs on neither node."""
        return subprocess.run([*self._triglot, *words], cwd=ROOT, check=True, capture_output=True, text=True).stdout

    def group_names(self) -> list[str]:
        """The names of all stored groups."""
        return group_names(self._server.url())


def node_cut_off(nodes: Nodes, seconds: float) -> Reckoning:
    """The first node loses the database for a while; a token is revoked meanwhile."""
    first, second = nodes.first, nodes.second
    token = nodes.command("token", "create", "--user", "admin", "--service", "probe").strip()
    assert first.takes(token)
    assert second.takes(token)
    callers, told = Callers([first.address, second.address], writers=4, readers=2, patience=_PATIENCE), []
    with callers.calling():
        time.sleep(_BEFORE)
        first.cut()
        began = time.monotonic()
        nodes.command("token", "revoke", token)
        revoked = time.monotonic()
        assert eventually(lambda: not second.takes(token), 10)
        told.append(f"the token is refused by the other node {time.monotonic() - revoked:.1f} s after it was revoked")
        if seconds > 6:
            assert eventually(lambda: not first.ready(), 10)
            told.append(f"the node says that it is not ready after {time.monotonic() - began:.1f} s")
        time.sleep(max(0.0, began + seconds - time.monotonic()))
        took = first.takes(token)
        first.heal()
        healed = time.monotonic()
        assert eventually(lambda: not first.takes(token), 90)
        refused = time.monotonic() - healed
        told.append(f"{'still taken by the node while it is cut off' if took else 'not taken by the node'}, refused {refused:.1f} s after")
        callers.await_answers(healed)
    return reckoned(f"a node is cut off for {healed - began:.0f} s", callers.sent, nodes.group_names(), healed=healed, told=told)


def node_killed(nodes: Nodes, seconds: float) -> Reckoning:
    """The second node is killed under load; the other one goes on."""
    callers = Callers([nodes.first.address, nodes.second.address], writers=4, readers=2, patience=_PATIENCE)
    with callers.calling():
        time.sleep(_BEFORE)
        nodes.second.kill()
        killed = time.monotonic()
        callers.move(nodes.second.address, nodes.first.address)
        time.sleep(seconds)
        callers.await_answers(killed)
    name = "a node is killed, and its callers go to the other"
    return reckoned(name, callers.sent, nodes.group_names(), healed=killed)


@contextmanager
def two_nodes(workers: int = 2) -> Iterator[Nodes]:
    """Two nodes, of so many workers each, that serve the recorded site; where networks cannot be made, the test is skipped."""
    require("ip", "initdb", "postgres")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="triglot-nodes-")))
        number = random.randrange(0, 252, 4)
        laid = [Node(f"tg{number}a", number), Node(f"tg{number}b", number + 2)]
        for node in laid:
            stack.callback(node.remove)
            try:
                node.lay()
            except subprocess.CalledProcessError as error:
                pytest.skip(f"networks cannot be made here: {error.stderr.strip()}")
        server = stack.enter_context(own_postgres(("127.0.0.1", *(node.back for node in laid))))
        settings = folder / "gateway.toml"
        settings.write_text(SETTINGS.format(port=free_port(), workers=1, url=server.create(), directory=folder))
        triglot = made(settings)
        for node in laid:
            node.serve(folder, server.url(node.back), workers)
        for node in laid:
            assert eventually(node.ready, 60), (folder / f"{node.name}.log").read_text()[-3000:]
        yield Nodes(laid[0], laid[1], triglot, server)


def _ip(*words: str) -> str:
    """What the command ``ip`` prints. Raises ``CalledProcessError``."""
    return subprocess.run(["ip", *words], check=True, capture_output=True, text=True).stdout  # noqa: S607 - wherever the system has it
