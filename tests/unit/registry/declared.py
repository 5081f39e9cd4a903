"""Functions and components that the tests of the registry declare."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from gateway.describe import INT, TEXT, Struct, Value
from gateway.registry.component import Component, ServiceDeclaration
from gateway.registry.function import Function, function
from gateway.wire.call import FunctionType

READ, WRITE = FunctionType.READ, FunctionType.WRITE


def make_function(name: str = "local_lab_ping", type: FunctionType = READ, **facts: Any) -> Function:
    """A function that takes a number and gives it back."""

    @function(name, type, **{"params": {"number": Value(INT)}, "returns": Value(INT), **facts})
    def ping(_ctx: object, number: int) -> int:
        """Give the number back."""
        return number

    return ping


def make_component(*functions: Function, name: str = "local_lab", services: tuple[ServiceDeclaration, ...] = ()) -> Component:
    """A component of functions that stand in one module."""
    module = ModuleType("lab")
    vars(module).update({function.info.name: function for function in functions})
    return Component(name, module, services=services)


THING = Struct({"id": Value(INT, "which"), "name": Value(TEXT, "its name", default="")})
