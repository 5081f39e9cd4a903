"""SOAP as foreign clients speak it, against a server that really runs: zeep, suds and PHP's own client."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import suds.client  # type: ignore[import-untyped]
import zeep

from tests.interop.environments import program
from tests.interop.probe import ITEMS, RETURNED, TEXT, probe_token
from tests.oracle.serve import serving

Service = Any  # these clients make a method of every name

ENCODING = "http://schemas.xmlsoap.org/soap/encoding/"


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """The address of a server that holds the recorded site."""
    with serving("site") as served:
        yield served.address


@pytest.fixture(scope="session")
def wsdl(address: str) -> str:
    """The address of the WSDL of the functions of the probe, for clients that need the schemas."""
    return f"{address}/webservice/soap/server.php?wstoken={probe_token()}&wsdl=1&compat=1"


def plain(value: Any) -> Any:
    """What Python clients make of maps and arrays, as dicts and lists: objects with items, of which those of a map have keys."""
    items = getattr(value, "item", None)
    if items is not None:
        return {item.key: plain(item.value) for item in items}
    values = getattr(value, "_value_1", value)
    return [plain(item) for item in values] if isinstance(values, list) else values


class Zeep:
    """zeep: its values need the types of their elements said, and what is left out has to be named."""

    def __init__(self, wsdl: str) -> None:
        make: Any = zeep.Client  # only some of it has types
        self.client = make(wsdl)
        self.call: Service = self.client.service
        self.left_out = zeep.xsd.SkipValue
        self.fault: type[Exception] = zeep.exceptions.Fault

    def items(self) -> Any:
        xsd: Any = zeep.xsd
        array = self.client.get_type(f"{{{ENCODING}}}Array")
        optional = {"label": xsd.String(), "flag": xsd.Int(), "subs": array}
        members = [xsd.Element("id", xsd.Int()), *[xsd.Element(name, kind, min_occurs=0) for name, kind in optional.items()]]
        item = xsd.Element("item", xsd.ComplexType(xsd.Sequence(members)))
        subs = array([xsd.AnyObject(xsd.Element("item", xsd.Double()), number) for number in ITEMS[0]["subs"]])
        return array([xsd.AnyObject(item, item(**{**ITEMS[0], "subs": subs})), xsd.AnyObject(item, item(**ITEMS[1]))])

    def fault_of(self, error: Any) -> tuple[str, str, str]:
        return error.code, error.message, error.actor


class Suds:
    """suds: an array is an object with items."""

    left_out = None

    def __init__(self, wsdl: str) -> None:
        self.client = suds.client.Client(wsdl, cache=None)
        self.call: Service = self.client.service
        self.fault: type[Exception] = suds.WebFault

    def items(self) -> Any:
        return {"item": [{**ITEMS[0], "subs": {"item": ITEMS[0]["subs"]}}, ITEMS[1]]}

    def fault_of(self, error: Any) -> tuple[str, str, str]:
        return error.fault.faultcode, error.fault.faultstring, error.fault.faultactor


Client = Zeep | Suds


@pytest.fixture(scope="session", params=[Zeep, Suds])
def client(wsdl: str, request: pytest.FixtureRequest) -> Client:
    """Each of the clients in Python."""
    make: Callable[[str], Client] = request.param
    return make(wsdl)


def test_scalars(client: Client) -> None:
    assert client.call.local_probe_scalar_int() == 12
    assert client.call.local_probe_private_ping() == "pong"


def test_text_beyond_ascii_and_a_struct(client: Client) -> None:
    echoed = client.call.local_probe_echo_raw(TEXT)
    assert (echoed.type, json.loads(echoed.json)) == ("string", TEXT)


def test_null(client: Client) -> None:
    assert client.call.local_probe_scalar_null() is None
    rich = client.call.local_probe_rich()
    assert (rich.null, rich.numeric, list(rich.list)) == (None, "007", [1, 2, 3])


def test_a_struct_with_lists_and_structs_in_it(client: Client) -> None:
    rich = client.call.local_probe_rich()
    assert rich.child.grand.x == 1
    assert plain(rich.structs) == [{"k": "one", "v": 1.5}, {"k": "two", "v": 2.0}]


def test_lists_of_structs_in_and_out(client: Client) -> None:
    returned = client.call.local_probe_items(client.items())
    assert plain([*returned]) == RETURNED


def test_a_default(client: Client) -> None:
    assert client.call.local_probe_order(b="b", a=1, c=client.left_out) == "b|1|cee"


def test_a_fault(client: Client) -> None:
    with pytest.raises(client.fault) as caught:
        client.call.local_probe_fail("capability")
    code, text, actor = client.fault_of(caught.value)
    assert (code, actor) == ("Receiver", "nopermissions")
    assert text.endswith(" | ERRORCODE: nopermissions")


def test_a_function_that_returns_nothing(client: Client) -> None:
    assert client.call.local_probe_nothing(1) is None


PHP = r"""
ini_set('soap.wsdl_cache_enabled', '0');
[, $wsdl, $version, $text] = $argv;
$client = new SoapClient($wsdl, ['soap_version' => (int) $version, 'cache_wsdl' => WSDL_CACHE_NONE]);
$result = [
    'scalar' => $client->local_probe_scalar_int(),
    'struct' => $client->local_probe_echo_raw($text),
    'null' => $client->local_probe_echo_raw(null),
    'items' => $client->local_probe_items([['id' => 1, 'label' => 'ż', 'flag' => 1, 'subs' => [1.5, 2]], ['id' => 2]]),
    'shape' => $client->local_probe_shape(1, 'n'),
    'rich' => $client->local_probe_rich(),
    'nothing' => $client->local_probe_nothing(1),
];
try {
    $client->local_probe_fail('capability');
} catch (SoapFault $fault) {
    $result['fault'] = [$fault->faultcode, $fault->faultstring, $fault->faultactor];
}
echo json_encode($result, JSON_PRESERVE_ZERO_FRACTION);
"""


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("compat", ["", "&compat=1"])
def test_php(wsdl: str, compat: str, version: int) -> None:
    program("php --rc SoapClient", "php8.2-cli", "php8.2-soap")
    command = ["php", "-r", PHP, "--", wsdl.removesuffix("&compat=1") + compat, str(version), TEXT]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    result = json.loads(done.stdout)
    assert result["scalar"] == 12
    assert (result["struct"]["type"], json.loads(result["struct"]["json"])) == ("string", TEXT)
    assert result["null"] == {"type": "NULL", "json": "null"}
    assert result["items"] == RETURNED
    # What is left out is sent as nil, which counts as left out.
    shape = json.loads(result["shape"]["json"])
    assert shape == {"id": 1, "name": "n", "tags": [], "options": [], "nested": {"a": 7, "c": 1.5}, "limit": 10, "note": None}
    assert result["rich"]["structs"] == [{"k": "one", "v": 1.5}, {"k": "two", "v": 2.0}]
    assert result["rich"]["big"] > 2**31
    assert result["nothing"] is None
    code, text, actor = result["fault"]
    assert (code, actor) == ("Receiver", "nopermissions")
    assert text.endswith(" | ERRORCODE: nopermissions")
