"""An object storage for tests: moto's server, which answers as Amazon S3 does and keeps everything in memory.

It runs in a process of its own, which ends when its standard input does: ``python -m tests.object_storage PORT``.
"""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from logging import ERROR, getLogger
from pathlib import Path

import pytest

from gateway.settings import Files

__all__ = ["BUCKET", "require", "serving", "settings"]

BUCKET = "contents"


def require() -> None:
    """Skip the test where the server is not installed, unless it is expected: in CI."""
    if not (find_spec("moto") and find_spec("obstore")) and "CI" not in os.environ:
        pytest.skip("moto or obstore is not installed")


@contextmanager
def serving(port: int = 0) -> Iterator[str]:
    """The address of a storage with an empty bucket, as long as the context lasts; on a free port where none is given."""
    command = [sys.executable, "-m", __name__, str(port)]
    root = Path(__file__).parent.parent
    with subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            address = process.stdout.readline().strip()
            assert address, "moto's server did not start"
            yield address
        finally:
            process.stdin.close()


def settings(address: str, folder: Path, *, prefix: str = "") -> Files:
    """The settings with which a gateway uses the storage."""
    return Files(store="s3", bucket=BUCKET, prefix=prefix, endpoint=address, access_key="tests", secret_key="tests", folder=str(folder))


def main(port: int) -> None:
    from moto.server import ThreadedMotoServer

    getLogger("werkzeug").setLevel(ERROR)  # it would tell of each request
    server = ThreadedMotoServer("127.0.0.1", port, verbose=False)
    server.start()
    address = "http://{}:{}".format(*server.get_host_and_port())
    urllib.request.urlopen(urllib.request.Request(f"{address}/{BUCKET}", method="PUT")).close()  # noqa: S310
    print(address, flush=True)
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]))
