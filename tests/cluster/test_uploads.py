"""Workers that are killed while they take an upload: the file is there as a whole or not at all."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlsplit

import pytest

from tests.cluster.cluster import ADMIN, Cluster, cluster

# The pieces of an upload, and when the workers are killed: after so many of them, or so many milliseconds after the last one. Many more
# points are tried on the store alone (tests/unit/files/test_faults.py); here each costs seconds.
PIECES, POINTS = 8, (4, 8, 12, 18, 28)
LENGTH = 1_600_000


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    directory = tmp_path_factory.mktemp("cluster")
    with cluster(directory, f"sqlite:///{directory}/triglot.db") as served:
        yield served


def kill(site: Cluster) -> None:
    """Kill all workers, which the parent replaces."""
    for worker in site.workers():
        with suppress(ProcessLookupError):
            os.kill(worker, signal.SIGKILL)


def upload(site: Cluster, name: str, *, killed_after: int | None) -> bool:
    """Upload a file of chance, and kill the workers at a point; returns whether it was acknowledged."""
    head = f'--X\r\nContent-Disposition: form-data; name="f"; filename="{name}"\r\n\r\n'.encode()
    body = head + random.randbytes(LENGTH) + b"\r\n--X--\r\n"
    size = len(body) // PIECES + 1
    request = f"POST /webservice/upload.php?token={ADMIN} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n"
    with socket.create_connection((urlsplit(site.address).hostname, urlsplit(site.address).port)) as connection:
        try:
            connection.sendall(f"{request}Content-Type: multipart/form-data; boundary=X\r\nConnection: close\r\n\r\n".encode())
            for number in range(PIECES):
                if number == killed_after:
                    kill(site)
                connection.sendall(body[number * size : (number + 1) * size])
            if killed_after is not None and killed_after >= PIECES:
                time.sleep((killed_after - PIECES) / 1000)
                kill(site)
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        except OSError:
            return False
    return b'"filename":' in answer


def test_a_killed_worker_leaves_files_whole_or_none(site: Cluster) -> None:
    assert upload(site, "first", killed_after=None)
    told = {"first", *(f"at {point}" for point in POINTS if upload(site, f"at {point}", killed_after=point))}
    there = {file["filename"] for file in json.loads(site.command("files", "list", "user:admin/user/draft", "--json"))}
    assert told <= there < {"first", *(f"at {point}" for point in POINTS)}
    assert " 0 missing, 0 damaged, 0 orphaned" in site.command("files", "check")
