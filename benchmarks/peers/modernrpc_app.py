"""django-modern-rpc in the smallest Django there can be: no middleware, its asynchronous view, its lxml back ends."""

from __future__ import annotations

import django
from django.conf import settings

_BACKEND = "modernrpc.xmlrpc.backends.lxml.LxmlDeserializer", "modernrpc.xmlrpc.backends.lxml.LxmlSerializer"

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    INSTALLED_APPS=["modernrpc"],
    MIDDLEWARE=[],
    MODERNRPC_XML_DESERIALIZER={"class": _BACKEND[0]},
    MODERNRPC_XML_SERIALIZER={"class": _BACKEND[1]},
    ROOT_URLCONF=__name__,
    SECRET_KEY="benchmark",  # noqa: S106 - keeps nothing
)
django.setup()

from django.core.handlers.asgi import ASGIHandler  # noqa: E402
from django.urls import path  # noqa: E402
from modernrpc.server import RpcServer  # noqa: E402

server = RpcServer()


@server.register_procedure
async def nothing() -> str:
    """Answer."""
    return "pong"


@server.register_procedure
async def items(items: list) -> list:
    """Return what is given."""
    return items


urlpatterns = [path("RPC2", server.async_view)]
_handler = ASGIHandler()


async def app(scope, receive, send) -> None:
    """Django, which knows nothing of starting and stopping."""
    if scope["type"] == "http":
        await _handler(scope, receive, send)
