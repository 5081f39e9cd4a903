"""The names of types, and the elements in them."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from gateway.describe.model import Description, FromSetting, List, Now, Struct, Value
from gateway.describe.types import INT, RAW
from gateway.wire.call import FunctionInfo
from protocols.soap.typed.layout import Complex, Element, Operation, operations
from tests.unit.rest.strategies import function

STRUCT = Struct({"x": Value(INT)}, "a struct")


def described(name: str, returns: Description | None = None, **params: Description) -> FunctionInfo:
    return msgspec.structs.replace(function(returns, Struct(params)), name=name, text="does it")


def names(functions: Mapping[str, Struct]) -> list[str]:
    """The names of the types of the first parameter of each function."""
    found = operations([described(name, a=param) for name, param in functions.items()])
    return [operation.takes[0].type.name for operation in found if isinstance(operation.takes[0].type, Complex)]


def test_an_operation() -> None:
    (found,) = operations([described("f", List(STRUCT, null=True), a=Value(RAW, "text", default="x"), b=List(STRUCT))])
    x = Element("x", "long", null=True)
    items = Element("item", Complex("f_result_item", (x,), "a struct"), optional=True, many=True, text="a struct")
    assert found == Operation(
        "f",
        takes=(
            Element("a", "string", optional=True, null=True, text='text (left out: "x")'),
            Element("b", Complex("f_b", (x,), "a struct"), optional=True, many=True),
        ),
        gives=Element("return", Complex("f_result", (items,)), null=True),
        text="does it",
    )


def test_a_function_that_takes_and_returns_nothing() -> None:
    assert operations([described("f")]) == [Operation("f", (), None, "does it")]


def test_names_that_generators_would_make_the_same_are_numbered() -> None:
    assert names({"f_a": STRUCT, "f": STRUCT}) == ["f_a_a", "f_a_2"]
    assert names({"f": Struct({"response": STRUCT}), "f_a": STRUCT}) == ["f_a_2", "f_a_a"]
    (found,) = operations([described("f", STRUCT, result=STRUCT, response=STRUCT)])
    taken = [each.type.name for each in (*found.takes, found.gives) if each and isinstance(each.type, Complex)]
    assert taken == ["f_result", "f_response_2", "f_result_2"]


def test_what_is_left_out_is_said_in_words_where_it_changes_from_call_to_call() -> None:
    at, lang = Value(INT, "when", default=Now()), Value(RAW, "language", default=FromSetting("lang"))
    (found,) = operations([described("f", at=at, lang=lang)])
    texts = [element.text for element in found.takes]
    assert texts == ["when (left out: the time of the call)", "language (left out: the site's setting lang)"]
