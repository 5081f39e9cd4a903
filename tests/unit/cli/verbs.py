"""What the tests of several verbs share: what a verb printed, and how it refused."""

from __future__ import annotations

import json
from typing import Any

from click.testing import Result

__all__ = ["done", "refusal", "told"]


def done(result: Result) -> str:
    """What a verb printed that went well."""
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    return result.stdout


def told(result: Result) -> Any:
    """The JSON that a verb printed."""
    return json.loads(done(result))


def refusal(result: Result, code: int = 1) -> str:
    """The one line with which a verb refused."""
    assert result.exit_code == code, result.output
    lines = result.stderr.splitlines()
    assert len(lines) == 1 or code == 2
    assert lines[-1].startswith("Error: ")
    return lines[-1].removeprefix("Error: ")
