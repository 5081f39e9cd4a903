"""Clients that were written for the reference, unchanged against the double: their stories, and what they make of each fault."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from gateway.double.faults.kinds import PRESETS
from tests.interop.double import doubling, token
from tests.interop.environments import node_with, python_with
from tests.interop.test_school_year import ADMIN, CLIENTS, READ
from tests.oracle.recordings import HERE

REQUIREMENTS = {
    "pymoodle": ("pymoodle==0.4.1",),
    "moodlepy": ("moodlepy==0.24.1",),
    "edutools-moodle": ("edutools-moodle==0.3.3",),
    "poodle": ("poodle-async-full==4.5.6.post1",),
    "moodle-dl": ("moodle-dl==2.3.13",),
    "moodle-mcp-bridge": ("moodle-mcp-bridge==1.7.0", "mcp==1.30.0"),
}
NEWCOMER = {"course": "Algebra I", "pupil": "Ida Łąka", "groups": ["Newcomers"], "in course": True}
# What the clients read that cannot do a whole school year.
DAYS = {
    "edutools-moodle": NEWCOMER,
    "moodle-mcp-bridge": NEWCOMER,
    "poodle": {"course": "Algebra I", "pupil": "Sam Student", "groups": ["Morning"], "in course": True},
}
# Of a file that is gone no call tells; what comes late comes whole, and is an answer, so a small one of each kind is enough.
FAULTS = [name for name in PRESETS if name not in ("stale-file", "delay", "slow-body")]
LATE = ['{"kind":"delay","seconds":0.2}', '{"kind":"slow","rate":200000}']
# What some clients do not look at: the type of an answer, and whether there is anything in it.
OVERLOOKED = {"wrong-content-type", "blank-page"}


def told(command: Sequence[str]) -> Any:
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def with_node_modules(script: str, folder: Path) -> str:
    """A module beside the packages of npm: a module of Node.js finds packages from where it is."""
    (folder / "node_modules").symlink_to(node_with("moodle-ts@0.1.5")["NODE_PATH"])
    module = folder / script
    module.write_bytes((CLIENTS / script).read_bytes())
    return str(module)


@pytest.fixture(scope="module")
def school() -> Iterator[str]:
    with doubling() as address:
        yield address


def judge(outcomes: dict[str, str]) -> None:
    """Every fault is an error to the client, but what it does not look at; what comes late is an answer."""
    assert [outcomes.pop(late) for late in ("nothing", *LATE)] == ["answered"] * 3
    assert sorted(outcomes) == sorted(FAULTS)
    assert {name for name, outcome in outcomes.items() if outcome == "answered"} <= OVERLOOKED


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_a_client_spends_its_day_and_then_each_fault_is_an_error_to_it_and_none_makes_it_wait_for_ever(name: str, school: str) -> None:
    world = f"{school}/t/{name}"
    python, program = str(python_with(*REQUIREMENTS[name])), str(CLIENTS / "with_faults.py")
    outcomes = told([python, program, name, world, token(world, "admin"), *LATE, *FAULTS])
    assert outcomes.pop("day", None) == DAYS.get(name)
    judge(outcomes)


def test_so_it_is_to_moodle_ts_which_knows_sites_only_at_the_root_of_a_host(school: str, tmp_path: Path) -> None:
    module = with_node_modules("with_faults.mjs", tmp_path)
    judge(told(["node", module, school, token(school, "admin"), *LATE, *FAULTS]))


def test_the_story_of_a_school_year_is_the_same_in_worlds_of_one_double(tmp_path: Path) -> None:
    story, module = str(CLIENTS / "school_year.py"), with_node_modules("school_year.mjs", tmp_path)
    with doubling("--seed", str(HERE / "site.json")) as address:
        for name in ("pymoodle", "moodlepy"):
            assert (name, told([str(python_with(*REQUIREMENTS[name])), story, name, f"{address}/t/{name}", ADMIN])) == (name, READ)
        assert told(["node", module, address, ADMIN]) == READ


def test_moodle_dl_downloads_the_school(school: str, tmp_path: Path) -> None:
    world = f"{school}/t/downloads"
    settings = {
        "token": token(world, "student"),
        "moodle_domain": school.removeprefix("http://"),
        "moodle_path": "/t/downloads/",
        "use_http": True,
    }
    (tmp_path / "config.json").write_text(json.dumps(settings))
    command = [str(python_with(*REQUIREMENTS["moodle-dl"]).parent / "moodle-dl"), "--path", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, "Error" in done.stdout) == (0, False), done.stdout
    assert {"table.txt", "sheet-1.txt"} <= {path.name for path in tmp_path.rglob("*")}
