"""Programs that people move files with, as they are, against a server that really runs: the third recorded school."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.interop.environments import node_with, program, python_with
from tests.interop.site import triglot
from tests.oracle.recordings import HERE
from tests.oracle.serve import ROOT, free_port, running, serving

CLIENTS = Path(__file__).parent / "clients"
STUDENT, PASSWORD, CONTEXT = "student", "Passw0rd!", 14
# The assignment of the school that takes files, and nothing beside them.
ASSIGNMENT = 1


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a server that holds the school."""
    with serving("college") as served:
        yield served.address


@pytest.fixture(scope="module")
def token() -> str:
    """A token of the student for all functions and files."""
    state = json.loads((HERE / "college.json").read_text())
    student = next(row["id"] for row in state["user"] if row["username"] == STUDENT)
    service = next(row["id"] for row in state["external_services"] if row["shortname"] == "all")
    tokens = (row["token"] for row in state["external_tokens"] if (row["userid"], row["externalserviceid"]) == (student, service))
    return str(next(tokens))


def files_in(folder: Path) -> dict[str, int]:
    """The size of each file in a folder, by its path."""
    return {str(path.relative_to(folder)): path.stat().st_size for path in folder.rglob("*") if path.is_file()}


def test_moodle_dl_downloads_a_school_once(address: str, token: str, tmp_path: Path) -> None:
    python = python_with("moodle-dl==2.3.13")
    wanted = ("submissions", "descriptions", "forums", "books")
    settings = {
        "token": token,
        "moodle_domain": address.removeprefix("http://"),
        "moodle_path": "/",
        "use_http": True,
        **{f"download_{name}": True for name in wanted},
    }
    (tmp_path / "config.json").write_text(json.dumps(settings))
    command = [str(python.parent / "moodle-dl"), "--path", str(tmp_path)]
    first = subprocess.run(command, capture_output=True, text=True)
    assert (first.returncode, "Error" in first.stdout) == (0, False), first.stdout
    kept = files_in(tmp_path)
    names = {Path(path).name for path in kept}
    # A resource, a file in a folder, what was handed in, what is attached to a post, a picture in a post, a chapter of a book.
    assert {"handout.txt", "report.txt", "pièce jointe.txt", "graph.png", "énoncé.pdf"} <= names
    assert any(path.endswith(".html") and size for path, size in kept.items())
    second = subprocess.run(command, capture_output=True, text=True)
    assert (second.returncode, "Error" in second.stdout) == (0, False), second.stdout
    again = files_in(tmp_path)
    logs = {path for path in kept.keys() | again.keys() if path.endswith((".db", ".log"))}
    assert {path: size for path, size in again.items() if path not in logs} == {
        path: size for path, size in kept.items() if path not in logs
    }


def test_moodle_client_uploads_and_downloads(address: str, token: str) -> None:
    environment = node_with("moodle-client@0.5.2")
    command = ["node", "--no-deprecation", str(CLIENTS / "files.cjs"), address, token, str(CONTEXT)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {
        "sent": [["übung.txt", "/heft/", 4], ["b.txt", "/heft/", 4]],
        "content": "eins",
        "picture": "PNG",
    }


def test_e3cli_downloads_and_hands_in(address: str, tmp_path: Path) -> None:
    e3cli = python_with("e3cli==1.0.7").parent / "e3cli"
    settings = tmp_path / "settings"
    settings.mkdir()
    (settings / "config.toml").write_text(f'[moodle]\nurl = "{address}"\n[general]\nsemester_format = "none"\n')
    (tmp_path / "essay.txt").write_text("My essay\n")
    environment = {
        **os.environ,
        "E3CLI_CONFIG_DIR": str(settings),
        "E3CLI_DOWNLOAD_DIR": str(tmp_path / "files"),
        "E3CLI_LANG": "en",
        "COLUMNS": "200",
    }

    def run(*arguments: str, typed: str = "") -> str:
        done = subprocess.run([str(e3cli), *arguments], env=environment, input=typed, capture_output=True, text=True, cwd=tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run("login", "--username", STUDENT, typed=f"{PASSWORD}\n")
    assert "Algèbre" in run("courses", "--all")
    # A course without links: the program would follow those.
    run("download", "--course", "BIO")
    assert "index.html" in {Path(path).name for path in files_in(tmp_path / "files")}
    assert "✓ essay.txt" in run("submit", "--force", str(ASSIGNMENT), "essay.txt")
    assert "submitted" in run("assignments", "--detail", str(ASSIGNMENT)).lower()


def test_the_page_on_files_runs_as_printed(tmp_path: Path) -> None:
    program("curl --version", "curl")
    port = free_port()
    command = triglot(tmp_path, port)
    made = subprocess.run([*command, "init", "--demo"], cwd=ROOT, check=True, capture_output=True, text=True)
    (shown,) = set(re.findall(r"\b[0-9a-f]{32}\b", made.stdout))
    page = (ROOT / "docs" / "files.md").read_text()
    script = re.findall(r"```sh\n(.*?)```", page.partition("## Up and down with curl")[2], re.DOTALL)[0]
    with running([*command, "serve"], port) as served:
        environment = {**os.environ, "SITE": served.address, "TOKEN": shown}
        done = subprocess.run(["/bin/sh", "-eu", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count('"filename":"hello.txt"') == 2
    assert done.stdout.endswith("null")
