"""The input of the process that builds a WSDL, ``protocols.soap.schema``, as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from gateway.describe.export import export, export_params
from gateway.wire.call import FunctionInfo

__all__ = ["DescribedFunction", "WsdlInput", "wsdl_input"]


class DescribedFunction(msgspec.Struct, frozen=True):
    """A function, with its descriptions in the form of ``gateway.describe.export``."""

    name: str
    text: str
    params: dict[str, Any]
    returns: dict[str, Any] | None


class WsdlInput(msgspec.Struct, frozen=True):
    """The functions of a service, in their order, and the address of the service."""

    functions: list[DescribedFunction]
    location: str


def wsdl_input(functions: Iterable[FunctionInfo], location: str) -> bytes:
    """The JSON of a ``WsdlInput``: equal for services whose functions have equal descriptions."""
    # Functions are encoded one by one: all of them at once as data take ten times the memory, which a process does not give back.
    described = [msgspec.Raw(msgspec.json.encode(_describe(function))) for function in functions]
    return msgspec.json.encode({"functions": described, "location": location})


def _describe(function: FunctionInfo) -> DescribedFunction:
    return DescribedFunction(
        function.name,
        function.text,
        export_params(function.params, texts=True),
        None if function.returns is None else export(function.returns, texts=True),
    )
