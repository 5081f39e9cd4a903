"""A school year as an office runs it, through three clients that were written for the reference, all of which read the same."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests import postgres
from tests.interop.environments import node_with, python_with
from tests.oracle.serve import serving

CLIENTS = Path(__file__).with_name("clients")
ADMIN = "7cb6a762267085bcddbd94acf028aed7"

READ = {
    "same name again": "invalidparameter",
    "weak password": "errorpasswordpolicy",
    "enrolled": [
        ["Ada Łukasiewicz", "editingteacher"],
        ["Emmy Łukasiewicz", "student"],
        ["Sofja Łukasiewicz", "student"],
    ],
    "courses of a student": ["GEO1", "GEO2"],
    "group": True,
    "groups of the course": ["Groupe A"],
    "nobody's group": "invalidparameter",
    "cohort": True,
    "a student": ["Emmy Amalie Łukasiewicz", "Erlangen", "emmy@example.net", False],
    "found": ["ada", "emmy", "sofja", "student2"],
    "a course": ["Géométrie et algèbre", "GEO2", 0],
    "categories": [["Année scolaire", 2]],
    "enrolled in the end": [],
    "users in the end": [],
    "the course in the end": "invalidrecord",
}


def told(command: list[str], env: Mapping[str, str] | None = None) -> Any:
    done = subprocess.run(command, capture_output=True, text=True, env=env)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_school_year(database: str, tmp_path: Path) -> None:
    if database == "postgresql":
        postgres.require()
    story = str(CLIENTS / "school_year.py")
    pythons = {"pymoodle": python_with("pymoodle==0.4.1"), "moodlepy": python_with("moodlepy==0.24.1")}
    # A module of Node.js finds packages from where it is.
    (tmp_path / "node_modules").symlink_to(node_with("moodle-ts@0.1.5")["NODE_PATH"])
    module = tmp_path / "school_year.mjs"
    module.write_bytes((CLIENTS / "school_year.mjs").read_bytes())
    with serving("site", database=database) as served:
        for name, python in pythons.items():
            assert (name, told([str(python), story, name, served.address, ADMIN])) == (name, READ)
        assert told(["node", str(module), served.address, ADMIN]) == READ
