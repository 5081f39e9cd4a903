"""The commands that docs/operations.md shows do what it says."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path

from click.testing import Result

from tests.unit.cli.verbs import done

PAGE = Path(__file__).parents[3] / "docs" / "operations.md"


def test_from_nothing_to_a_call(triglot: Callable[..., Result]) -> None:
    done(triglot("init"))
    printed = ""
    section = PAGE.read_text("utf-8").partition("## From nothing to a call\n")[2]
    for line in re.findall(r"```sh\n(.*?)```", section, re.DOTALL)[0].splitlines():
        printed = done(triglot(*shlex.split(line)[1:]))
    token = printed.strip()
    asked = ("explain", token, "core_course_get_courses")
    assert done(triglot(*asked, "--address", "10.1.2.3")).endswith("The call would be let in.\n")
    assert triglot(*asked, "--address", "192.168.1.1").exit_code == 1
