"""Making a call by one protocol: what an answer with nothing in it means."""

from __future__ import annotations

import pytest

from gateway.compare.exchange import Asked, ask
from gateway.describe import Struct
from gateway.wire.call import FunctionInfo, FunctionType, Token
from gateway.wire.exchange import HttpRequest, HttpResponse
from protocols.soap import client

SILENT = FunctionInfo(name="local_x_keep", component="local_x", type=FunctionType.WRITE, text="Keep.", params=Struct({}), returns=None)


@pytest.mark.parametrize(
    ("status", "content_type", "left_out"), [(202, "text/html; charset=utf-8", False), (200, "text/html", True), (403, "text/xml", True)]
)
def test_nothing_is_an_answer_with_a_status_of_its_own_and_else_no_protocol(status: int, content_type: str, left_out: bool) -> None:
    def send(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(status, {"content-type": content_type}, b"")

    exchange = ask("soap", client, Asked(function=SILENT, arguments={}), [Token("t" * 32)], server="http://x.test", send=send)
    assert (exchange.left_out is not None, exchange.returned) == (left_out, not left_out)
