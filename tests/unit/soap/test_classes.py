"""The numbers of struct classes (``docs/contract/encodings.md 5.2``)."""

from __future__ import annotations

import msgspec

from gateway.describe.model import Description, List, Struct, Value
from gateway.describe.types import INT
from protocols.soap.classes import class_name, count_classes, first_classes
from tests.unit.rest.strategies import function

INNER = Struct({"x": Value(INT)})
OUTER = Struct({"a": INNER, "list": List(Struct({"y": INNER})), "b": INNER})


def test_names() -> None:
    assert class_name(7) == "webservices_struct_class_000007"
    assert class_name(1234567) == "webservices_struct_class_1234567"


def test_structs_in_lists_have_no_class() -> None:
    counts: list[tuple[Description | None, int]] = [(None, 0), (Value(INT), 0), (List(OUTER), 0), (INNER, 1), (OUTER, 3)]
    for description, count in counts:
        assert count_classes(description) == count


def test_parameters_come_before_the_result_and_functions_after_each_other() -> None:
    functions = [
        msgspec.structs.replace(function(OUTER), name="a"),
        msgspec.structs.replace(function(None, Struct({"p": INNER, "q": OUTER})), name="b"),
        msgspec.structs.replace(function(INNER, Struct({"p": INNER})), name="c"),
    ]
    assert first_classes(functions) == {"a": 0, "b": 7, "c": 8}
