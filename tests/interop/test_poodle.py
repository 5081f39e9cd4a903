"""poodle, whose models were generated from the reference and convert nothing, takes of our answers what it takes of the recorded ones."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from gateway.catalogue import functions
from gateway.compare.exchange import Server
from gateway.describe.samples import sample
from gateway.double.answers.described import described
from gateway.double.answers.scene import Scene
from gateway.double.answers.site import ANY_SITE
from gateway.registry.component import discover
from gateway.registry.registry import Registry
from gateway.wire.exchange import HttpRequest
from tests.interop.environments import python_with
from tests.oracle import recordings
from tests.oracle.serve import serving

MODELS = Path(__file__).with_name("clients") / "poodle_models.py"
REST = "/webservice/rest/server.php"


def test_it_takes_from_us_what_it_takes_from_the_reference() -> None:
    differing, left_out = recordings.differing(), recordings.deviations()
    cases = {
        case["id"]: case
        for case in recordings.read("core")
        if case["id"].endswith("/json") and case["req"]["path"] == REST and case["id"] not in differing and not left_out.match(case["id"])
    }
    recorded = {key: case["res"]["text"] for key, case in cases.items() if '"errorcode"' not in case["res"]["text"]}
    with serving("site") as served, Server(served.address) as server:
        ours = {key: answered(server, cases[key]["req"]) for key in recorded}
    accepted = taken(cases, recorded)
    assert len(accepted) > 100
    assert accepted - taken(cases, ours) == set()


# What the client takes for an error, because a member is called so, and lists of plain values, for which it looks for a model.
NOT_ITS_OWN = {
    "core_output_poll_stored_progress", "core_xapi_statement_post", "qbank_editquestion_set_status", "tool_templatelibrary_list_templates",
}  # fmt: skip


def test_it_takes_every_answer_that_a_double_makes_from_a_description() -> None:
    built, made = Registry(discover()).functions, {}
    for name, info in functions().items():
        if name not in built and info.returns is not None:
            scene = Scene(name, sample(info.params), now=1_750_000_000, wwwroot="http://localhost")
            made[name] = json.dumps(described(info.returns, scene, ANY_SITE))
    lines = (json.dumps({"id": name, "function": name, "text": text}) for name, text in made.items())
    assert set(made) - set(json.loads(run(lines))) == NOT_ITS_OWN


def answered(server: Server, asked: Mapping[str, Any]) -> str:
    """Our answer to a recorded request."""
    path = f"{asked['path']}?{asked['query']}" if asked.get("query") else asked["path"]
    return server.send(HttpRequest(asked["method"], path, asked.get("headers") or {}, (asked.get("body") or "").encode())).body.decode()


def taken(cases: Mapping[str, recordings.Case], answers: Mapping[str, str]) -> set[str]:
    """The ids of the answers that the client takes."""
    lines = (json.dumps({"id": key, "function": function(cases[key]["req"]), "text": text}) for key, text in answers.items())
    return set(json.loads(run(lines)))


def run(lines: Iterable[str]) -> str:
    python = python_with("poodle-async-full==4.5.6.post1")
    done = subprocess.run([str(python), str(MODELS)], input="\n".join(lines), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def function(asked: Mapping[str, Any]) -> str:
    """The function that a recorded request names."""
    fields = parse_qs(asked.get("query") or "") | parse_qs(asked.get("body") or "")
    return str(fields["wsfunction"][0])
