"""Clients that are generated of the OpenAPI document: TypeScript, compiled strictly, and Python; both make the same three calls."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx2
import pytest

from tests.interop.environments import node_with, python_with
from tests.interop.site import ADMIN, make_site, triglot
from tests.oracle.serve import free_port, running

STORIES = Path(__file__).with_name("clients")
TYPESCRIPT = ("openapi-typescript@7.13.0", "openapi-fetch@0.17.0", "typescript@5.9.3")
PYTHON = ("openapi-python-client==0.29.1",)
SEEN = {"userid": ADMIN, "ids": [2], "errorcode": "invalidrecord", "status": 404}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, Path]]:
    """The address of a served site, a token, and the document in a file."""
    folder = tmp_path_factory.mktemp("site")
    token = make_site(folder / "made")
    port = free_port()
    with running([*triglot(folder / "made", port), "serve"], port) as server:
        document = folder / "openapi.json"
        headers = {"authorization": f"Bearer {token}"}
        document.write_bytes(httpx2.get(f"{server.address}/api/openapi.json", headers=headers).content)
        yield server.address, token, document


def run(folder: Path, *command: str | Path, env: Mapping[str, str] | None = None) -> str:
    """What a program prints; it must succeed, and have nothing to warn of."""
    done = subprocess.run([*map(str, command)], cwd=folder, capture_output=True, text=True, check=False, env=env)
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    return done.stdout


def test_typescript(served: tuple[str, str, Path], tmp_path: Path) -> None:
    address, token, document = served
    environment = node_with(*TYPESCRIPT)
    modules = Path(environment["NODE_PATH"])
    (tmp_path / "node_modules").symlink_to(modules)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    shutil.copy(STORIES / "openapi_story.ts", tmp_path)
    run(tmp_path, "node", modules / "openapi-typescript" / "bin" / "cli.js", document, "-o", "api.d.ts", env=environment)
    strictly = ["--strict", "--target", "es2022", "--module", "nodenext", "--moduleResolution", "nodenext", "--lib", "es2022,dom"]
    run(tmp_path, "node", modules / "typescript" / "bin" / "tsc", *strictly, "--skipLibCheck", "openapi_story.ts", env=environment)
    assert json.loads(run(tmp_path, "node", "openapi_story.js", address, token, env=environment)) == SEEN


def test_python(served: tuple[str, str, Path], tmp_path: Path) -> None:
    address, token, document = served
    python = python_with(*PYTHON)
    environment = {**os.environ, "PATH": f"{python.parent}:{os.environ['PATH']}"}
    (tmp_path / "settings.yml").write_text("post_hooks: []\n")
    made = ("--path", document, "--output-path", "made", "--config", "settings.yml", "--fail-on-warning")
    run(tmp_path, python.with_name("openapi-python-client"), "generate", *made, env=environment)
    seen = run(tmp_path / "made", python, STORIES / "openapi_story.py", address, token, env={**environment, "PYTHONPATH": "."})
    assert json.loads(seen) == SEEN
