"""Clients in other languages, as they are, against a server that really runs: all must read the same values.

Each program in ``clients`` calls the same functions of the probe and prints what it read as JSON: a scalar, members of a
struct, a list of structs in and out, null as an argument and as a result, text beyond ASCII, what is left out for its
default, and a fault. Languages without types write numbers as text, so values count by what they mean.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.interop.environments import node_with, program
from tests.interop.probe import TEXT, probe_token
from tests.oracle.serve import serving

CLIENTS = Path(__file__).parent / "clients"
READ: dict[str, Any] = {
    "scalar": 12,
    "struct": {"int": 5, "float": 3.25, "text": "plain text"},
    "items": [{"id": 1, "label": "ż", "flag": True, "subs": [1.5, 2.0]}, {"id": 2, "flag": False}],
    "text": json.dumps(TEXT, ensure_ascii=False),
    "default": "b|1|cee",
    "fault": "nopermissions",
}
RESULT_NULL: dict[str, object] = {"null": None}
ARGUMENT_NULL: dict[str, object] = {"sent_null": "NULL"}


@dataclass(frozen=True)
class Client:
    """A program: what runs it, the address it calls, what it reads beside READ, and what has it installed."""

    command: tuple[str, ...]
    path: str
    also: Mapping[str, object]
    environment: Callable[[], Mapping[str, str] | None]


def perl(module: str, package: str) -> Callable[[], None]:
    return lambda: program(f"perl -M{module} -e 1", package)


SOAP, XMLRPC = "/webservice/soap/server.php?wstoken={}", "/webservice/xmlrpc/server.php?wstoken={}"
FOREIGN = {
    "node soap": Client(("node", "soap.js"), f"{SOAP}&wsdl=1&compat=1", RESULT_NULL, lambda: node_with("soap@1.13.0")),
    "node xmlrpc": Client(("node", "xmlrpc.js"), XMLRPC, ARGUMENT_NULL, lambda: node_with("xmlrpc@1.3.2")),
    "SOAP::Lite": Client(("perl", "soap_lite.pl"), SOAP, RESULT_NULL | ARGUMENT_NULL, perl("SOAP::Lite", "libsoap-lite-perl")),
    "RPC::XML": Client(("perl", "rpc_xml.pl"), XMLRPC, ARGUMENT_NULL, perl("RPC::XML::Client", "librpc-xml-perl")),
    # The extension has no null: it sends an empty text.
    "PHP xmlrpc": Client(
        ("php", "xmlrpc.php"),
        XMLRPC,
        {"sent_null": "string"},
        lambda: program("php --rf xmlrpc_encode_request", "php8.2-cli", "php8.2-xmlrpc"),
    ),
}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a server that holds the recorded site."""
    with serving("site") as served:
        yield served.address


@pytest.mark.parametrize("name", FOREIGN)
def test_a_foreign_client_reads_what_the_others_read(name: str, address: str) -> None:
    client = FOREIGN[name]
    environment = client.environment() or os.environ
    command = [client.command[0], str(CLIENTS / client.command[1]), f"{address}{client.path.format(probe_token())}", TEXT]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    told, expected = json.loads(done.stdout), {**READ, **client.also}
    assert {key: meant(told.get(key), like) for key, like in expected.items()} == expected
    assert told.keys() == expected.keys()


def meant(read: Any, like: Any) -> Any:
    """What was read, as the kind of value that it stands for."""
    if isinstance(like, dict) and isinstance(read, dict):
        return {key: meant(value, like.get(key)) for key, value in read.items()}
    if isinstance(like, list) and isinstance(read, list):
        return [meant(value, kind) for value, kind in zip(read, like, strict=True)]
    if isinstance(like, bool):
        return {"1": True, "true": True, "True": True, "0": False, "false": False, "False": False}.get(str(read), read)
    if isinstance(like, int | float) and read is not None:
        return type(like)(read)
    return read
