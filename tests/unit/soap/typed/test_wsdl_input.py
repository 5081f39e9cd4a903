from __future__ import annotations

import msgspec

from gateway.describe import export
from gateway.describe.model import List, Struct, Value
from gateway.describe.types import INT
from protocols.soap.typed.wsdl_input import WsdlInput, wsdl_input
from tests.unit.rest.strategies import function


def test_an_order_holds_all_that_a_wsdl_tells() -> None:
    returns, params = List(Value(INT, "item")), Struct({"a": Value(INT, "text", default=1)})
    sent = msgspec.json.decode(wsdl_input([function(returns, params), function()], "urn:here"), type=WsdlInput)
    assert sent.location == "urn:here"
    first, second = sent.functions
    assert (first.name, first.params) == ("local_lab_f", {"a": {"value": "int", "default": 1, "text": "text"}})
    assert first.returns == export(returns, texts=True)
    assert (second.params, second.returns) == ({}, None)


def test_services_that_are_described_alike_have_the_same_order() -> None:
    def made(text: str) -> bytes:
        return wsdl_input([function(None, Struct({"a": Value(INT, text)}))], "urn:here")

    assert made("one") == made("one")
    assert made("one") != made("two")
