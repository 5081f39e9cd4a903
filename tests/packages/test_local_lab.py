"""A distribution of a third party with all that a component may have: installed, used, taken back and removed, on both databases."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gateway.store import migrations
from tests import postgres

PACKAGE = Path(__file__).parent / "local_lab"
IN_CI = bool(os.environ.get("CI"))

# Programs that run beside the commands, with the package installed: what commands do not show.
_STEP_BACK = """
from local_lab.manifest import component
from gateway import settings
from gateway.store import migrations
from gateway.store.store import Store
import sys
from pathlib import Path
store = Store(settings.load(Path(sys.argv[1])).database.url)
branch = component.branch()
store.run_here(lambda work: migrations.downgrade(work.db, sys.argv[2], branch), write=True)
print(store.revision(branch), store.revision())
store.close()
"""


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the distribution was installed, built from its sources."""
    folder = tmp_path_factory.mktemp("installed")
    source = tmp_path_factory.mktemp("source") / "local_lab"
    shutil.copytree(PACKAGE, source)  # building leaves files beside the sources
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--target", str(folder)]
    done = subprocess.run([*command, str(source)], capture_output=True, text=True)
    if done.returncode and not IN_CI:
        pytest.skip(f"the distribution cannot be built here: {done.stderr.strip().splitlines()[-1]}")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A new database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/triglot.db"
        return
    postgres.require()
    with postgres.database() as address:
        yield address


class Lab:
    """A demo site with the lab installed."""

    def __init__(self, folder: Path, installed: Path, url: str) -> None:
        self.settings = folder / "gateway.toml"
        self.settings.write_text(
            f'[database]\nurl = "{url}"\n[secrets]\nkey_file = "{folder}/key"\n[files]\nfolder = "{folder}/files"\n'
            f'[log]\nfile = "{folder}/log"\n'
        )
        self._environment = {**os.environ, "PYTHONPATH": str(installed)}
        self._folder = folder

    def run(self, *words: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "gateway.cli", "--config", str(self.settings), *words]
        return subprocess.run(command, capture_output=True, text=True, env={**self._environment, **(env or {})})

    def triglot(self, *words: str) -> str:
        done = self.run(*words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def call(self, token: str, function: str, *arguments: str) -> Any:
        return json.loads(self.triglot("call", "--token", token, function, *arguments))

    def refused(self, token: str, function: str, *arguments: str) -> str:
        done = self.run("call", "--token", token, function, *arguments)
        assert done.returncode == 1
        return done.stderr

    def step_back(self, revision: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", _STEP_BACK, str(self.settings), revision], capture_output=True, text=True, env=self._environment
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


@pytest.fixture
def lab(tmp_path: Path, installed: Path, url: str) -> Lab:
    made = Lab(tmp_path, installed, url)
    made.triglot("init", "--demo")
    return made


@pytest.fixture
def token(lab: Lab) -> Callable[[str], str]:
    """A token for somebody and a service with every function."""

    def make(username: str) -> str:
        return lab.triglot("token", "create", "--user", username, "--service", "demo").split()[-1]

    lab.triglot("service", "add", "demo", "local_lab_create_rooms", "local_lab_get_rooms")
    return make


ROOM = ("rooms[0][courseid]=2", "rooms[0][name]=Blue", "rooms[0][seats]=12")


def test_all_that_a_component_has_works_and_goes(lab: Lab, token: Callable[[str], str]) -> None:
    shown = json.loads(lab.triglot("component", "show", "local_lab", "--json"))
    assert list(shown["functions"]) == ["local_lab_create_rooms", "local_lab_get_rooms"]
    assert (list(shown["tables"]), list(shown["file areas"])) == (["local_lab_room"], ["photo"])
    tess, sam = token("tess"), token("sam")

    # Its capabilities were given to the standard roles, its table takes rows, its error has its text.
    assert lab.call(tess, "local_lab_create_rooms", *ROOM) is None
    assert lab.call(sam, "local_lab_get_rooms", "courseid=2") == [{"id": 1, "name": "Blue", "seats": 12}]
    assert "nopermissions" in lab.refused(sam, "local_lab_create_rooms", *ROOM)
    assert "roomtaken: There is a room of this name already." in lab.refused(tess, "local_lab_create_rooms", *ROOM)
    assert "roomtaken" in lab.refused(tess, "local_lab_create_rooms", "rooms[0][courseid]=2", "rooms[0][name]=Red", *_second("Blue"))
    assert [room["name"] for room in lab.call(sam, "local_lab_get_rooms", "courseid=2")] == ["Blue"]

    # Its setting has a default and is obeyed by its task, which is listed and done.
    assert "30" in lab.triglot("config", "get", "local_lab/keepdays")
    assert "local_lab-old-rooms: 0" in lab.triglot("tasks", "run", "local_lab-old-rooms")
    assert "local_lab-old-rooms" in lab.triglot("tasks", "list")

    # A revision back loses the column, and going on to the newest keeps the rows.
    assert lab.step_back("0001") == f"0001 {migrations.newest()}"
    assert "is of an older version" in lab.run("config", "list").stderr
    lab.triglot("init")
    assert lab.call(sam, "local_lab_get_rooms", "courseid=2") == [{"id": 1, "name": "Blue", "seats": 1}]

    # What it has in the database goes with it, and comes anew where it is still installed.
    assert "comes with the gateway" in lab.run("component", "remove", "mod_forum", "--yes").stderr
    assert "Removed local_lab." in lab.triglot("component", "remove", "local_lab", "--yes")
    assert "is of an older version" in lab.run("config", "list").stderr
    lab.triglot("init")
    lab.triglot("service", "add", "demo", "local_lab_get_rooms")
    assert lab.call(sam, "local_lab_get_rooms", "courseid=2") == []


def _second(name: str) -> tuple[str, str]:
    return ("rooms[1][courseid]=2", f"rooms[1][name]={name}")


_HOOKS = """
import sys
from pathlib import Path
from types import SimpleNamespace
from sqlalchemy import select
from gateway import settings
from gateway.access import contexts
from gateway.access.contexts import Level
from gateway.admin import accounts, tasks
from gateway.registry.component import discover
from gateway.registry.registry import Registry
from gateway.store.store import Store
from local_lab.tables import local_lab_room

registry = Registry(discover())
store = Store(settings.load(Path(sys.argv[1])).database.url)
rooms = lambda db: sorted(db.execute(select(local_lab_room.c.name)).scalars())

def work(transaction):
    db = transaction.db
    algebra, optics = (contexts.by_instance(db, Level.COURSE, courseid) for courseid in (2, 3))
    made = (("a", algebra, 3, 10), ("b", optics, 3, 10), ("c", algebra, 4, 10), ("d", algebra, 5, 9**9), ("e", algebra, 5, 5))
    for name, place, userid, timecreated in made:
        db.execute(local_lab_room.insert().values(contextid=place.id, userid=userid, name=name, timecreated=timecreated))
    accounts.remove(db, registry, 4, now=20)
    print(rooms(db))
    contexts.delete_under(db, registry, optics)
    print(rooms(db))
    old = registry.tasks["local_lab-old-rooms"]
    print(tasks.do(db, registry, old, 10 + 30 * 24 * 3600), rooms(db))

store.run_here(work, write=True)
store.close()
"""


def test_what_it_keeps_goes_with_people_and_contexts_and_time(lab: Lab) -> None:
    done = subprocess.run([sys.executable, "-c", _HOOKS, str(lab.settings)], capture_output=True, text=True, env=lab._environment)
    assert done.returncode == 0, done.stderr
    printed = [line for line in done.stdout.splitlines() if line.startswith(("[", "1 "))]  # and the log
    assert printed == ["['a', 'b', 'd', 'e']", "['a', 'd', 'e']", "1 ['a', 'd']"]


def test_it_uses_the_face_of_the_gateway_alone() -> None:
    lines = [line for path in PACKAGE.rglob("*.py") for line in path.read_text().splitlines()]
    imported = {line.split()[1] for line in lines if line.startswith(("from gateway", "import gateway"))}
    assert imported
    assert all(name == "gateway.api" or name.startswith("gateway.api.") for name in imported)
