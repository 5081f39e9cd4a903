"""The verbs ``upstream learn`` and ``usage --sunset``."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from xmlrpc.client import dumps

import pytest
from click.testing import Result

from gateway.compare.recording import Recording
from gateway.describe import export
from gateway.upstream.import_file import ImportFile, load, save
from gateway.upstream.xmlrpc import XmlRpc
from gateway.wire.exchange import HttpRequest
from tests.unit.cli.verbs import done, refusal
from tests.unit.upstream.lines import FakeLine, answered
from tests.unit.upstream.old_servers import answer_of_inventory

Triglot = Callable[..., Result]

pytestmark = pytest.mark.usefixtures("demo")

UPSTREAMS = """
[upstreams.shop]
kind = "xmlrpc"
url = "http://there.test/RPC2"
functions = "{folder}/shop.json"
[upstreams.campus]
kind = "moodle"
url = "http://there.test"
functions = "{folder}/campus.json"
"""


@pytest.fixture
def shop(settings: Path, tmp_path: Path) -> Path:
    """The import file of a server of XML-RPC that the settings name."""
    settings.write_text(settings.read_text() + UPSTREAMS.format(folder=tmp_path))
    line = FakeLine(lambda request: answered(answer_of_inventory(request.body)))
    learned = asyncio.run(XmlRpc().learn(line, None))
    save(tmp_path / "shop.json", ImportFile(kind="xmlrpc", functions=learned.functions))
    return tmp_path / "shop.json"


def test_an_import_file_learns_of_recorded_calls(triglot: Triglot, shop: Path, tmp_path: Path) -> None:
    with (tmp_path / "calls.jsonl").open("wb") as file:
        recording = Recording(file, address="http://there.test")
        for sku in ("a", "none"):
            sent = dumps((sku,), "inventory.getStock").encode()
            recording.add("call", HttpRequest("POST", "/RPC2", {}, sent), answered(answer_of_inventory(sent)))
        recording.close()
    assert "Read 2 calls, and wrote 3 functions" in done(triglot("upstream", "learn", "shop", str(tmp_path / "calls.jsonl")))
    functions = {function.name: function for function in load(shop).functions}
    returns = functions["local_shop_inventory_get_stock"].returns
    assert returns is not None
    assert sorted(export(returns)["struct"]) == ["count", "parts", "since", "sku"]
    assert functions["local_shop_inventory_get_stock"].binding["returned"] == {"since": "dateTime.iso8601"}


def test_what_cannot_be_learnt_is_refused(triglot: Triglot, shop: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text("no JSON\n")
    assert "bad.jsonl, line 1: is not JSON" in refusal(triglot("upstream", "learn", "shop", str(tmp_path / "bad.jsonl")), 1)
    assert "nothing is learnt of recordings" in refusal(triglot("upstream", "learn", "campus", str(tmp_path / "bad.jsonl")), 1)
    assert "name no upstream" in refusal(triglot("upstream", "learn", "nosuch", str(tmp_path / "bad.jsonl")), 1)


def test_whom_to_tell_is_listed_where_something_ends(triglot: Triglot) -> None:
    assert "says of nothing that it ends" in refusal(triglot("usage", "--sunset"), 1)
    done(triglot("config", "set", "triglot/deprecated", "xmlrpc 2027-01-01"))
    assert done(triglot("usage", "--sunset")) == "nothing\n"
    assert json.loads(done(triglot("usage", "--sunset", "--json"))) == []
