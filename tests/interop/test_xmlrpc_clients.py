"""XML-RPC as foreign clients speak it, against a server that really runs."""

from __future__ import annotations

import json
import os
import subprocess
import xmlrpc.client
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from tests.interop.environments import program
from tests.interop.probe import RETURNED, TEXT, probe_token
from tests.oracle.serve import serving

Proxy = Any  # a proxy makes a method of every name


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """The address of a server that holds the recorded site."""
    with serving("site") as served:
        yield served.address


@pytest.fixture
def proxy(address: str) -> Iterator[Proxy]:
    """The standard library's client, with a token for the functions of the probe."""
    with xmlrpc.client.ServerProxy(f"{address}/webservice/xmlrpc/server.php?wstoken={probe_token()}", allow_none=True) as client:
        yield client


def test_scalars(proxy: Proxy) -> None:
    assert proxy.local_probe_scalar_int() == 12
    assert proxy.local_probe_scalar_bool() is True
    assert proxy.local_probe_private_ping() == "pong"


@pytest.mark.parametrize(
    ("kind", "value", "arrived"),
    [
        ("int", 7, ("integer", "7")),
        ("raw", 0.1 + 0.2, ("double", "0.30000000000000004")),
        ("bool", True, ("boolean", "true")),
        ("raw", "Zażółć gęślą jaźń 🎓 <&>\"'", ("string", '"Zażółć gęślą jaźń 🎓 <&>\\"\'"')),
        ("raw", None, ("NULL", "null")),
        ("raw", xmlrpc.client.Binary("żółw".encode()), ("string", '"żółw"')),
        ("raw", xmlrpc.client.DateTime("19980717T14:08:55"), ("string", '"19980717T14:08:55"')),
    ],
)
def test_arguments_arrive_as_they_were_meant(proxy: Proxy, kind: str, value: object, arrived: tuple[str, str]) -> None:
    answer = getattr(proxy, f"local_probe_echo_{kind}")(value)
    assert (answer["type"], answer["json"]) == arrived


def test_results_of_every_kind(proxy: Proxy) -> None:
    rich = proxy.local_probe_rich()
    assert rich["int"] == 5
    assert any(isinstance(value, int) and value > 2**31 for value in rich.values())
    assert proxy.local_probe_emit_raw(json.dumps("Zażółć 🎓")) == "Zażółć 🎓"
    assert proxy.local_probe_emit_float("0.30000000000000004") == 0.1 + 0.2
    assert proxy.local_probe_list_empty() == []


def test_lists_of_structs_in_and_out_with_a_default(proxy: Proxy) -> None:
    items = [{"id": 1, "label": "ż", "flag": True}, {"id": 2}]
    assert proxy.local_probe_items(items) == [{"id": 1, "label": "ż", "flag": True}, {"id": 2, "flag": False}]


def test_trailing_arguments_may_be_left_out(proxy: Proxy) -> None:
    shape = json.loads(proxy.local_probe_shape(1, "n")["json"])
    assert (shape["id"], shape["name"], shape["limit"], shape["note"]) == (1, "n", 10, None)


@pytest.mark.parametrize(
    ("function", "arguments", "errorcode", "number"),
    [
        ("local_probe_order", ("b", 1, "c", "too many"), "invalidparameter", 29039061),
        ("local_probe_order", (), "invalidparameter", 29039061),
        ("local_probe_no_such", (), "invalidrecord", 23604497),
        ("core_user_get_users_by_field", ("id", [2]), "accessexception", 23000021),
    ],
)
def test_faults(proxy: Proxy, function: str, arguments: tuple[object, ...], errorcode: str, number: int) -> None:
    with pytest.raises(xmlrpc.client.Fault) as caught:
        getattr(proxy, function)(*arguments)
    assert caught.value.faultCode == number
    assert caught.value.faultString.endswith(f" | ERRORCODE: {errorcode}")


@pytest.mark.parametrize(("password", "errorcode"), [("Passw0rd!", None), ("wrong", "wrongusernamepassword")])
def test_a_password_serves_as_well(address: str, password: str, errorcode: str | None) -> None:
    url = f"{address}/webservice/xmlrpc/simpleserver.php?wsusername=wsuser&wspassword={password}"
    refused = pytest.raises(xmlrpc.client.Fault, match=f"ERRORCODE: {errorcode}") if errorcode else nullcontext()
    with xmlrpc.client.ServerProxy(url) as client, refused:
        assert client.local_probe_private_ping() == "pong"


def test_introspection(proxy: Proxy) -> None:
    methods = proxy.system.listMethods()
    assert "local_probe_order" in methods
    assert "core_user_get_users_by_field" not in methods
    assert proxy.system.methodSignature("local_probe_order")[-1] == ["string", "string", "int", "string"]
    assert "returns: string" in proxy.system.methodHelp("local_probe_order")
    assert proxy.system.getCapabilities()["system.multicall"]["specVersion"] == 1


def test_every_method_describes_itself(proxy: Proxy) -> None:
    calls: Any = xmlrpc.client.MultiCall(proxy)
    methods = proxy.system.listMethods()[:50]
    for name in methods:
        calls.system.methodSignature(name)
        calls.system.methodHelp(name)
    assert all([*calls()])


def test_many_calls_at_once(proxy: Proxy) -> None:
    calls: Any = xmlrpc.client.MultiCall(proxy)
    calls.local_probe_order("b", 1, "c")
    calls.local_probe_no_such()
    calls.local_probe_scalar_int()
    answers: Any = calls()
    assert (answers[0], answers[2]) == ("b|1|c", 12)
    with pytest.raises(xmlrpc.client.Fault, match="ERRORCODE: invalidrecord"):
        answers[1]


def test_ruby(address: str) -> None:
    program("ruby -e require('xmlrpc/client')", "ruby", "ruby-xmlrpc")
    story = Path(__file__).with_name("clients") / "xmlrpc.rb"
    command = ["ruby", str(story), f"{address}/webservice/xmlrpc/server.php?wstoken={probe_token()}", TEXT]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen.pop("echo") == {"type": "string", "json": json.dumps(TEXT, ensure_ascii=False)}
    number, text = seen.pop("fault")
    assert (number, text.rpartition("ERRORCODE: ")[2]) == (23000021, "accessexception")
    assert seen == {
        "scalar": "b|1|c",
        "items": RETURNED,
        "empty": [],
        "many": [12, "b|1|c"],
        # The client cannot do without a value, and gets one where it asks for it.
        "without": "Missing return value!",
        "void": "",
    }
