"""The functions of the catalogue, values of what they describe, and their WSDL."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from functools import cache

from lxml import etree

from gateway.describe import read, read_params
from gateway.describe.model import Description, List, Struct, Value
from gateway.describe.types import BOOL, FLOAT, INT, LOCALISEDFLOAT, PERMISSION
from gateway.wire.call import FunctionInfo, FunctionType
from protocols.soap.typed.contract import given_always, may_be_left_out
from protocols.soap.typed.packed import unpack
from protocols.soap.typed.wsdl_input import wsdl_input
from tests.unit.app_fixtures import ORACLE

__all__ = ["LOCATION", "TEXT", "built", "catalogue", "schema_of", "value_of"]

LOCATION = "https://example.com/webservice/soap/typed?a=1&b=<2>"
TEXT = " Zażółć 🎓 <&>\"' "


@cache
def catalogue() -> tuple[FunctionInfo, ...]:
    """All functions of the catalogue, with a text."""
    entries = json.loads((ORACLE / "catalogue.json").read_text("utf-8"))
    return tuple(
        FunctionInfo(
            name=name,
            component=entry["component"],
            type=FunctionType(entry["type"]),
            text=f"What {name} does & <is> for.",
            params=read_params(entry["params"]),
            returns=None if entry["returns"] is None else read(entry["returns"]),
        )
        for name, entry in entries.items()
    )


def built(functions: Sequence[FunctionInfo]) -> bytes:
    """The WSDL, from the process that builds it."""
    command = [sys.executable, "-P", "-W", "ignore", "-m", "protocols.soap.schema"]
    return unpack(subprocess.run(command, input=wsdl_input(functions, LOCATION), capture_output=True, check=True).stdout.decode())


def schema_of(wsdl: bytes) -> etree.XMLSchema:
    """The schema in a WSDL."""
    schema = etree.fromstring(wsdl).find(".//{http://www.w3.org/2001/XMLSchema}schema")
    assert schema is not None
    return etree.XMLSchema(etree.fromstring(etree.tostring(schema)))


def value_of(node: Description, *, full: bool, result: bool) -> object:
    """A value that satisfies a description: with all that there may be, or with as little as there may be."""
    if not full and node.null:
        return None
    if isinstance(node, List):
        return [value_of(node.of, full=full, result=result)] * 2 if full else []
    if isinstance(node, Struct):
        return {
            name: value_of(member, full=full, result=result)
            for name, member in node.members.items()
            if full or (given_always(member) if result else not may_be_left_out(member))
        }
    return _scalar(node)


def _scalar(node: Value) -> object:
    kind = node.type.canonical
    if kind in (FLOAT, LOCALISEDFLOAT):
        return 1.5
    return {INT: -(2**63), PERMISSION: 1, BOOL: True}.get(kind, TEXT)
