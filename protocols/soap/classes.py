"""Struct classes: the numbered names that the WSDL of a service gives to its structs (``docs/contract/encodings.md 5.2``).

Each struct that is a parameter, a result or a member of one of these has a class; structs inside of lists have none.
Classes are numbered through all functions of a service in their order: parameters first, then the result, and the
members of a struct before the struct itself. So each struct has a number within its function, to which the number of
classes of the functions before it is added.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gateway.describe.model import Description, Struct
from gateway.wire.call import FunctionInfo

__all__ = ["class_name", "count_classes", "first_classes"]


def class_name(number: int) -> str:
    """The name of the struct class with the number ``number``."""
    return f"webservices_struct_class_{number:06d}"


def count_classes(description: Description | None) -> int:
    """The number of struct classes in a parameter or a result."""
    if not isinstance(description, Struct):
        return 0
    return 1 + _count_members(description)


def _count_members(struct: Struct) -> int:
    return sum(count_classes(member) for member in struct.members.values())


def first_classes(functions: Iterable[FunctionInfo]) -> Mapping[str, int]:
    """The number of the first struct class in the result of each function of a service, by the name of the function."""
    first: dict[str, int] = {}
    number = 0
    for function in functions:
        number += _count_members(function.params)
        first[function.name] = number
        number += count_classes(function.returns)
    return first
