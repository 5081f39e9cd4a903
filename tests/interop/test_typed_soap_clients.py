"""Typed SOAP as foreign clients speak it: with plain lists and dicts, by SOAP 1.1 and 1.2, with the token in every place."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import suds.client  # type: ignore[import-untyped]
import zeep
from zeep.helpers import serialize_object

from tests.interop.environments import program
from tests.interop.probe import ITEMS, RETURNED, TEXT, probe_token
from tests.oracle.serve import serving

ADDRESS = "/webservice/soap/typed"

Service = Any  # these clients make a method of every name


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a server that holds the recorded site."""
    with serving("site") as served:
        yield served.address


def made(wsdl: str, session: requests.Session | None = None) -> Any:
    make: Any = zeep.Client  # only some of it has types
    transport: Any = zeep.Transport
    return make(wsdl, transport=transport(session=session))


@pytest.fixture(scope="module")
def client(address: str) -> Any:
    """zeep, with the token in the address."""
    return made(f"{address}{ADDRESS}?wsdl&wstoken={probe_token()}")


@pytest.fixture(params=["Triglot", "Triglot12"])
def service(client: Any, request: pytest.FixtureRequest) -> Service:
    """What zeep calls, by each version of SOAP."""
    return client.bind("TriglotService", request.param)


def plain(value: Any) -> Any:
    """What zeep returns, with dicts for its objects, in which it says None for what is not there."""
    untyped: Any = serialize_object
    value = untyped(value, dict)
    return [plain(each) for each in value] if isinstance(value, list) else _told(value)


def _told(value: Any) -> Any:
    return {name: each for name, each in value.items() if each is not None and each != []} if isinstance(value, dict) else value


def test_scalars(service: Service) -> None:
    assert service.local_probe_scalar_int() == 12
    assert service.local_probe_scalar_bool() is True
    assert service.local_probe_private_ping() == "pong"


def test_text_beyond_ascii_and_a_struct(service: Service) -> None:
    echoed = service.local_probe_echo_raw(TEXT)
    assert (echoed.type, json.loads(echoed.json)) == ("string", TEXT)


def test_null(service: Service) -> None:
    assert service.local_probe_scalar_null() is None
    assert plain(service.local_probe_echo_raw(None)) == {"type": "NULL", "json": "null"}


def test_lists_of_structs_in_and_out(service: Service) -> None:
    assert plain(service.local_probe_items(ITEMS)) == RETURNED
    assert service.local_probe_items([]) == []


def test_a_struct_with_lists_and_structs_in_it(service: Service) -> None:
    rich = service.local_probe_rich()
    assert (rich.list, rich.emptylist, rich.null, rich.numeric, rich.big) == ([1, 2, 3], [], None, "007", 9007199254740993)
    assert plain(rich.structs) == [{"k": "one", "v": 1.5}, {"k": "two", "v": 2.0}]
    assert plain(rich.matrix) == [{"item": [1, 2]}, {"item": [3]}]
    assert (rich.child.grand.x, rich.third, rich.huge) == (1, 1 / 3, 1.5e300)


def test_what_is_left_out_has_its_default(service: Service) -> None:
    assert service.local_probe_order(b="b", a=1) == "b|1|cee"
    # Of a result that is a struct of one member zeep gives the member.
    shape = json.loads(service.local_probe_shape(1, "n", nested={"d": {"x": True}}, note=zeep.xsd.Nil))
    assert shape["nested"] == {"a": 7, "c": 1.5, "d": {"x": True}}
    assert (shape["tags"], shape["limit"], shape["note"]) == ([], 10, None)


def test_a_function_that_returns_nothing(service: Service) -> None:
    assert service.local_probe_nothing(1) is None


def test_a_fault(service: Service) -> None:
    with pytest.raises(zeep.exceptions.Fault, match="moodle/site:config") as caught:
        service.local_probe_fail("capability")
    fault: Any = caught.value
    assert fault.code in ("SOAP-ENV:Client", "env:Sender")
    told = {each.tag: each.text for each in fault.detail[0]}
    assert told["{urn:triglot:typed}errorcode"] == "nopermissions"
    assert told["{urn:triglot:typed}exception"] == "core\\exception\\required_capability_exception"


def test_the_token_in_http(address: str) -> None:
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {probe_token()}"
    assert made(f"{address}{ADDRESS}?wsdl", session).service.local_probe_private_ping() == "pong"


def test_the_token_in_the_header_of_the_message(address: str) -> None:
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {probe_token()}"
    client = made(f"{address}{ADDRESS}?wsdl", session)
    del session.headers["Authorization"]
    assert client.service.local_probe_private_ping(_soapheaders={"credentials": {"token": probe_token()}}) == "pong"
    with pytest.raises(zeep.exceptions.Fault, match="No token came"):
        client.service.local_probe_private_ping()


def test_suds(address: str) -> None:
    call = suds.client.Client(f"{address}{ADDRESS}?wsdl&wstoken={probe_token()}", cache=None).service
    assert call.local_probe_scalar_int() == 12
    assert json.loads(call.local_probe_echo_raw(TEXT).json) == TEXT
    returned = call.local_probe_items([{**ITEMS[0], "flag": True}, ITEMS[1]])
    assert [(item.id, item.flag) for item in returned] == [(1, True), (2, False)]
    assert call.local_probe_order(b="b", a=1) == "b|1|cee"
    with pytest.raises(suds.WebFault, match="moodle/site:config"):
        call.local_probe_fail("capability")


PHP = r"""
[, $wsdl, $version, $text] = $argv;
$options = ['soap_version' => (int) $version, 'cache_wsdl' => WSDL_CACHE_NONE, 'features' => SOAP_SINGLE_ELEMENT_ARRAYS];
$client = new SoapClient($wsdl, $options);
$result = [
    'scalar' => $client->local_probe_order(['b' => 'b', 'a' => 1])->return,
    'struct' => $client->local_probe_echo_raw(['value' => $text])->return,
    'null' => $client->local_probe_echo_raw(['value' => null])->return,
    'items' => $client->local_probe_items(['items' => json_decode($argv[4])])->return,
];
try {
    $client->local_probe_fail(['kind' => 'capability']);
} catch (SoapFault $fault) {
    $result['fault'] = [$fault->faultstring, $fault->detail->failure->errorcode];
}
echo json_encode($result, JSON_PRESERVE_ZERO_FRACTION);
"""


@pytest.mark.parametrize("version", ["1", "2"])
def test_php(address: str, version: str) -> None:
    program("php --rc SoapClient", "php8.2-cli", "php8.2-soap")
    wsdl = f"{address}{ADDRESS}?wsdl&wstoken={probe_token()}"
    command = ["php", "-r", PHP, "--", wsdl, version, TEXT, json.dumps(ITEMS)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    seen = json.loads(done.stdout)
    assert (seen["scalar"], json.loads(seen["struct"]["json"])) == ("b|1|cee", TEXT)
    assert seen["null"] == {"type": "NULL", "json": "null"}
    assert seen["items"] == RETURNED
    assert seen["fault"] == ["You need the permission moodle/site:config to do that.", "nopermissions"]
