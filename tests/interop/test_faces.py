"""Clients of old servers, unchanged but for the host: through a gateway that the command line has set up in front of these."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode
from urllib.request import urlopen
from xmlrpc.client import DateTime, Fault, ServerProxy
from xmlrpc.server import SimpleXMLRPCServer

import pytest
import structlog
import zeep.helpers
from click.testing import CliRunner
from requests import Session

from gateway.cli import main
from gateway.upstream.import_file import load
from tests.interop.environments import program
from tests.interop.test_upstreams import SERVERS, _Handler, running
from tests.oracle import serve
from tests.oracle.serve import free_port

MORE = """
[upstreams.php]
kind = "soap"
url = "{php}"
document = "{php}/soap/Stock?wsdl"
credential = "none"
functions = "{directory}/php.json"
[upstreams.spyne]
kind = "soap"
url = "{spyne}"
credential = "none"
functions = "{directory}/spyne.json"
[upstreams.inventory]
kind = "xmlrpc"
url = "{inventory}"
credential = "none"
functions = "{directory}/inventory.json"
[faces.php]
path = "/soap/Stock"
protocol = "soap"
upstream = "php"
wsdl = "{directory}/php.wsdl"
token = "{token}"
[faces.spyne]
path = "/stock"
protocol = "soap"
upstream = "spyne"
wsdl = "{directory}/spyne.wsdl"
[faces.inventory]
path = "/RPC2"
upstream = "inventory"
"""


class Moved(NamedTuple):
    """A gateway before old servers: their addresses and its own, a token, and the command."""

    address: str
    token: str
    php: str
    spyne: str
    inventory: str
    triglot: Sequence[str]


class _Inventory:
    def getStock(self, sku: str, deep: bool = False) -> dict[str, Any]:
        if sku == "none":
            raise Fault(17, "There is no such article.")
        return {"sku": sku, "count": 3, "since": DateTime("20260305T10:00:00"), "parts": [{"id": 1}] if deep else []}


@pytest.fixture(scope="module")
def moved() -> Iterator[Moved]:
    program("php --rc SoapServer", "php8.2-cli", "php8.2-soap")
    with ExitStack() as stack:
        directory = stack.enter_context(tempfile.TemporaryDirectory())
        port = free_port()
        php = stack.enter_context(running(["php", "-S", f"127.0.0.1:{port}", str(SERVERS / "stock.php")], port, "/soap/Stock?wsdl"))
        port = free_port()
        spyne = stack.enter_context(running([sys.executable, str(SERVERS / "spyne_stock.py"), str(port)], port, "/?wsdl"))
        inventory = stack.enter_context(SimpleXMLRPCServer(("127.0.0.1", 0), requestHandler=_Handler, logRequests=False))
        inventory.register_introspection_functions()
        method: Any = _Inventory().getStock
        inventory.register_function(method, "inventory.getStock")
        thread = threading.Thread(target=inventory.serve_forever, args=(0.02,))
        thread.start()
        stack.callback(thread.join)
        stack.callback(inventory.shutdown)
        there = f"http://127.0.0.1:{inventory.socket.getsockname()[1]}/RPC2"
        for name, address in (("php", f"{php}/soap/Stock?wsdl"), ("spyne", f"{spyne}/?wsdl")):
            with urlopen(address) as answer:  # noqa: S310 - an address of this test
                Path(directory, f"{name}.wsdl").write_bytes(answer.read())
        port = free_port()
        triglot = serve.command(directory, port, f"sqlite:///{directory}/triglot.db")
        settings = Path(directory, "gateway.toml")
        bare = settings.read_text()
        run(triglot, "init", "--demo")
        settings.write_text(bare + MORE.format(directory=directory, php=php, spyne=spyne, inventory=there, token=""))
        for name in ("php", "spyne", "inventory"):
            assert "Wrote" in run(triglot, "upstream", "import", name)
        functions = [each.name for name in ("php", "spyne", "inventory") for each in load(Path(directory, f"{name}.json")).functions]
        run(triglot, "service", "create", "moved", "--open")
        run(triglot, "service", "add", "moved", *functions)
        token = run(triglot, "token", "create", "--user", "admin", "--service", "moved").split()[-1]
        run(triglot, "config", "set", "webserviceprotocols", "rest,soap,xmlrpc")
        run(triglot, "config", "set", "triglot/deprecated", "component/local_inventory 2026-01-01 2099-06-30")
        settings.write_text(bare + MORE.format(directory=directory, php=php, spyne=spyne, inventory=there, token=token))
        served = stack.enter_context(serve.running([*triglot, "serve"], port))
        yield Moved(served.address, token, php, spyne, there, triglot)


def run(triglot: Sequence[str], *arguments: str) -> str:
    """What a verb of the command prints; run in this process, since that takes a tenth of the time of one of its own."""
    try:
        done = CliRunner(env={"TRIGLOT_CONFIG": None}, catch_exceptions=False).invoke(
            main, [*triglot[-2:], *arguments], prog_name="triglot"
        )
    finally:
        structlog.reset_defaults()
    assert done.exit_code == 0, done.output
    return done.stdout


PHP = """
ini_set('soap.wsdl_cache_enabled', '0');
$client = new SoapClient($argv[1], ['cache_wsdl' => WSDL_CACHE_NONE]);
$said = [$client->getCount('abcd'), $client->double([['sku' => 'ü<', 'count' => 2], ['sku' => 'b', 'count' => 3]], [2, 3]),
    $client->double([], []), $client->describe('x')];
try {
    $client->getCount('none');
} catch (SoapFault $fault) {
    $said[] = [$fault->faultcode, $fault->faultstring];
}
echo json_encode($said);
"""


def test_a_client_of_php_finds_what_it_knows(moved: Moved) -> None:
    told = []
    for address in (moved.php, moved.address):
        command = ["php", "-r", PHP, "--", f"{address}/soap/Stock?wsdl"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        told.append(json.loads(done.stdout))
    before, after = told
    assert after == before
    assert after[4] == ["NoSuchArticle", "There is no such article."]


client_of: Any = zeep.Client  # has no types


def test_a_client_of_zeep_finds_what_it_knows(moved: Moved) -> None:
    told = []
    for address in (f"{moved.spyne}/", f"{moved.address}/stock"):
        with Session() as session:
            session.auth = ("token", moved.token)
            transport: Any = zeep.Transport  # has no types
            client = client_of(f"{address}?wsdl", transport=transport(session=session))
            order = {"id": 1, "note": "é", "paid": True, "lines": {"Line": [{"sku": "a", "count": 2, "price": 1}]}}
            with pytest.raises(zeep.exceptions.Fault) as fault:
                client.service.get_count("none")
            as_dict: Any = zeep.helpers.serialize_object
            placed = as_dict(client.service.place_order(order))
            said = fault.value.code.rpartition(":")[2], fault.value.message
            told.append((client.service.get_count("abc"), placed, client.service.list_skus(2), said))
    assert told[0] == told[1]
    assert told[1][3] == ("Client.NoSuchArticle", "There is no such article.")


def test_a_client_of_xmlrpc_finds_what_it_knows(moved: Moved) -> None:
    told = []
    for address in (moved.inventory, f"{moved.address}/RPC2?wstoken={moved.token}"):
        with ServerProxy(address) as client:
            with pytest.raises(Fault) as fault:
                client.inventory.getStock("none")
            told.append((client.inventory.getStock("a", True), fault.value.faultCode))
    before, after = told
    assert isinstance(before[0], dict)
    assert after == ({**before[0], "since": "2026-03-05T10:00:00"}, 17)


def test_new_callers_have_the_functions_over_rest_with_their_types(moved: Moved) -> None:
    asked = {"wstoken": moved.token, "moodlewsrestformat": "json", "lines[0][sku]": "a", "lines[0][count]": 2, "factors[0]": 4}
    with urlopen(f"{moved.address}/webservice/rest/server.php?{urlencode({**asked, 'wsfunction': 'local_php_double'})}") as answer:  # noqa: S310
        assert json.load(answer) == [{"sku": "a", "count": 8}]
    query = urlencode({"wstoken": moved.token, "moodlewsrestformat": "json", "wsfunction": "local_spyne_get_count", "sku": "none"})
    with urlopen(f"{moved.address}/webservice/rest/server.php?{query}") as answer:  # noqa: S310
        assert json.load(answer)["errorcode"] == "Client.NoSuchArticle"


def test_who_still_uses_the_old_face_is_listed(moved: Moved) -> None:
    with ServerProxy(f"{moved.address}/RPC2?wstoken={moved.token}") as client:
        client.inventory.getStock("a")
    for _ in range(200):
        time.sleep(0.1)
        uses = json.loads(run(moved.triglot, "usage", "--sunset", "--json"))
        if uses:
            break
    told = {(use["username"], use["protocol"], use["function"]) for use in uses}
    assert told == {("admin", "xmlrpc", "local_inventory_inventory_get_stock")}
