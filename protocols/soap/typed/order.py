"""What the process that builds a WSDL is told, in JSON (``protocols.soap.schema``)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from gateway.describe.export import export, export_params
from gateway.wire.call import FunctionInfo

__all__ = ["Described", "Order", "order"]


class Described(msgspec.Struct, frozen=True):
    """A function, with its descriptions in the form of ``gateway.describe.export``."""

    name: str
    text: str
    params: dict[str, Any]
    returns: dict[str, Any] | None


class Order(msgspec.Struct, frozen=True):
    """The functions of a service, in their order, and the address at which it is."""

    functions: list[Described]
    location: str


def order(functions: Iterable[FunctionInfo], location: str) -> bytes:
    """The order for the WSDL of a service, as JSON: the same for services that are described alike."""
    # One after the other becomes JSON: all of them at once as data take ten times the memory, which a process does not give back.
    described = [msgspec.Raw(msgspec.json.encode(_describe(function))) for function in functions]
    return msgspec.json.encode({"functions": described, "location": location})


def _describe(function: FunctionInfo) -> Described:
    return Described(
        function.name,
        function.text,
        export_params(function.params, texts=True),
        None if function.returns is None else export(function.returns, texts=True),
    )
