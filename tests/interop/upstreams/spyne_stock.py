"""A stock of goods over SOAP, document/literal, as spyne offers it: ``python spyne_stock.py PORT``."""

from __future__ import annotations

import sys
from decimal import Decimal as Number
from wsgiref.simple_server import WSGIRequestHandler, make_server

import protocols.soap._spyne_compat  # noqa: F401 - before spyne is imported

# isort: split
from spyne import Application, Array, Boolean, ComplexModel, DateTime, Decimal, Fault, Integer, ServiceBase, Unicode, rpc
from spyne.protocol.soap import Soap11
from spyne.server.wsgi import WsgiApplication


class Line(ComplexModel):
    __namespace__ = "urn:stock"
    sku = Unicode(min_occurs=1)
    count = Integer(min_occurs=1)
    price = Decimal


class Order(ComplexModel):
    __namespace__ = "urn:stock"
    id = Integer(min_occurs=1)
    note = Unicode
    paid = Boolean
    placed = DateTime
    lines = Array(Line)


class Stock(ServiceBase):
    @rpc(Unicode(min_occurs=1), _returns=Integer)
    def get_count(ctx, sku):
        """How many of an article are there."""
        if sku == "none":
            raise Fault("Client.NoSuchArticle", "There is no such article.")
        return len(sku)

    @rpc(Order, _returns=Order)
    def place_order(ctx, order):
        """Place an order, which is returned with a number."""
        order.id += 1
        order.lines = [Line(sku=line.sku.upper(), count=line.count, price=(line.price or Number(0)) * 2) for line in order.lines or ()]
        return order

    @rpc(Integer, _returns=Array(Unicode))
    def list_skus(ctx, most):
        """The names of articles."""
        return [f"a{number}" for number in range(most or 2)]


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


application = Application([Stock], "urn:stock", in_protocol=Soap11(validator="lxml"), out_protocol=Soap11())
with make_server("127.0.0.1", int(sys.argv[1]), WsgiApplication(application), handler_class=_Quiet) as server:
    server.serve_forever()
