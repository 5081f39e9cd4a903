"""Change a setting of a site that is being served, or put it back to what its recorded state has: for cases that need a setting.

``python -m tests.oracle.setting STATE COMMAND… NAME [VALUE]``, where COMMAND is ``triglot`` with the settings of the server.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time

from gateway.access.config import DEFAULTS
from gateway.registry.component import discover
from gateway.registry.registry import Registry
from tests.oracle.recordings import HERE

# Servers learn of a change within a second.
NOTICED = 1.5


def main(state: str, words: list[str]) -> None:
    config = words.index("--config") + 2  # the words of the command end with its settings file
    command, (name, *value) = words[:config], words[config:]
    text = value[0] if value else usual(state, name)
    subprocess.run([*command, "config", "set", name, text, "--new"], check=True, stdout=subprocess.DEVNULL)
    time.sleep(NOTICED)


def usual(state: str, name: str) -> str:
    """The value that a setting has in a state, or else its default."""
    stored = json.loads((HERE / f"{state}.json").read_text()).get("config", {})
    return str(stored.get(name, {**DEFAULTS, **Registry(discover()).defaults}.get(name, "")))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
