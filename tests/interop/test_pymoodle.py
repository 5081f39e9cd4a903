"""pymoodle, whose methods are generated from the reference's functions, works unchanged against a gateway."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests import postgres
from tests.interop.environments import python_with
from tests.oracle.serve import serving

STORY = Path(__file__).with_name("clients") / "pymoodle_story.py"


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_pymoodle_logs_in_and_calls_what_there_is(database: str) -> None:
    if database == "postgresql":
        postgres.require()
    python = python_with("pymoodle==0.4.1")
    with serving("site", database=database) as served:
        told = subprocess.run([str(python), str(STORY), served.address], capture_output=True, text=True, check=False)
    assert (told.stdout, told.stderr) == ("done\n", "")
