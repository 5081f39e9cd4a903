"""spyne's document/literal SOAP, behind the barest ASGI callable: it has no ASGI server of its own (its issue 658).

What a WSGI server and its threads would cost is so left out, in spyne's favour.
"""

from __future__ import annotations

import logging
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

# The cure that lets spyne be imported by Python 3.12 and later is all that it shares with ours.
_SPEC = spec_from_file_location("spyne_compat", Path(__file__).parents[2] / "protocols" / "soap" / "_spyne_compat.py")
_COMPAT = sys.modules["spyne_compat"] = module_from_spec(_SPEC)
_SPEC.loader.exec_module(_COMPAT)

from spyne import Application, Array, Boolean, ComplexModel, Double, Integer, MethodContext, Service, Unicode, rpc  # noqa: E402
from spyne.protocol.soap import Soap11  # noqa: E402
from spyne.server import ServerBase  # noqa: E402

NAMESPACE = "urn:benchmark"
logging.getLogger("spyne").setLevel(logging.CRITICAL)


class Item(ComplexModel):
    """A struct that holds a list."""

    __namespace__ = NAMESPACE
    id = Integer(min_occurs=1)
    label = Unicode
    flag = Boolean
    subs = Array(Double)


class Items(Service):
    """The one service."""

    @rpc(Array(Item), _returns=Array(Item))
    def items(ctx, items):
        """Return structs as they were validated."""
        return items


class Server(ServerBase):
    """The server of spyne for the transport of this application."""

    transport = "http"

    def answer(self, body: bytes) -> bytes:
        """One call."""
        initial = MethodContext(self, MethodContext.SERVER)
        initial.in_string = [body]
        (context,) = self.generate_contexts(initial, in_string_charset="utf-8")
        self.get_in_object(context)
        if context.in_error is None:
            self.get_out_object(context)
        else:
            context.out_object = context.in_error
        self.get_out_string(context)
        return b"".join(context.out_string)


server = Server(Application([Items], NAMESPACE, in_protocol=Soap11(validator="lxml"), out_protocol=Soap11()))


async def app(scope, receive, send) -> None:
    """Hand a request to spyne."""
    if scope["type"] != "http":
        return
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    answer = server.answer(body)
    headers = [(b"content-type", b"text/xml; charset=utf-8"), (b"content-length", b"%d" % len(answer))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": answer})
