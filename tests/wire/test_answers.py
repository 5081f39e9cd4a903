"""A double that is started with a version and files of answers, over HTTP."""

from __future__ import annotations

import json
import threading
import urllib.request
from pathlib import Path
from typing import Any

from gateway.double.options import Options
from gateway.double.process import Started, run
from tests.unit.double.answers.doubled import STATE, TOKEN


def asked(address: str, function: str, **arguments: object) -> tuple[Any, str | None]:
    """The answer over HTTP, and where it is from."""
    fields = "&".join(f"{name}={value}" for name, value in {"wstoken": TOKEN, "wsfunction": function, **arguments}.items())
    with urllib.request.urlopen(f"{address}/webservice/rest/server.php?moodlewsrestformat=json&{fields}") as answer:  # noqa: S310
        return json.load(answer), answer.headers.get("x-triglot-answer")


def test_a_double_has_a_version_and_the_answers_beside_its_seed(tmp_path: Path) -> None:
    seed = tmp_path / "seed.json"
    seed.write_text(json.dumps(STATE))
    (tmp_path / "answers").mkdir()
    (tmp_path / "answers" / "mod_bigbluebuttonbn_can_join.json").write_text('{"can_join": false, "cmid": 77}')
    found: list[Any] = []

    def ready(started: Started) -> None:
        def ask() -> None:
            try:
                found.append(asked(started.address, "mod_bigbluebuttonbn_can_join", cmid=1))
                found.append(asked(started.address, "core_webservice_get_site_info"))
                found.append(asked(started.address, "mod_bigbluebuttonbn_end_meeting", bigbluebuttonbnid=1))
            finally:
                started.stop()

        threading.Thread(target=ask).start()

    thread = threading.Thread(target=run, args=(Options(seed=seed, profile="4.1"), ready))
    thread.start()
    thread.join()
    (joined, source), (info, _), (_, described) = found
    assert (joined["cmid"], source, described) == (77, "fixture", "described")
    assert info["version"] == "2022112800"
